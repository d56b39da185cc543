package network

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"lotgate/internal/device"
)

// Listeners waits for scanners to call. One scanner at a time is heard at an
// address; the next waits in the kernel's queue, its codes with it.
type Listeners struct {
	mu  sync.Mutex
	all map[string]net.Listener
}

// Open waits at spec.Address until a scanner from spec.From calls. The address
// stays taken, so that a scanner can call between two connections, until the
// ctx of the first Open ends.
func (l *Listeners) Open(ctx context.Context, spec device.Spec, _ device.Line) (device.Port, error) {
	listener, err := l.at(ctx, spec.Address)
	if err != nil {
		return nil, unheard(spec.Address, err)
	}
	for {
		caller, err := listener.Accept()
		if err != nil {
			return nil, unheard(spec.Address, err)
		}
		if welcome(spec.From, caller.RemoteAddr()) {
			return &conn{caller, spec.Address}, nil
		}
		caller.Close() // a stranger is told nothing
	}
}

// at is the listener of address, made on first use.
func (l *Listeners) at(ctx context.Context, address string) (net.Listener, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if listener, ok := l.all[address]; ok {
		return listener, nil
	}
	config := net.ListenConfig{KeepAliveConfig: alive}
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening for a scanner: %w", err)
	}
	if l.all == nil {
		l.all = map[string]net.Listener{}
	}
	l.all[address] = listener
	context.AfterFunc(ctx, func() { l.drop(address) })
	return listener, nil
}

// drop gives an address free and ends an Open that waits there.
func (l *Listeners) drop(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all[address].Close()
	delete(l.all, address)
}

// welcome reports whether a scanner may call from there.
func welcome(from netip.Prefix, caller net.Addr) bool {
	tcp, ok := caller.(*net.TCPAddr)
	if !ok {
		return false
	}
	address := tcp.AddrPort().Addr().Unmap()
	if !from.IsValid() {
		return address.IsLoopback()
	}
	return from.Contains(address.WithZone(""))
}
