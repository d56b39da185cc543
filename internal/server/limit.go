package server

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// maxRemotes is how many addresses a limiter remembers; beyond it strangers
// share one allowance.
const maxRemotes = 4096

// limiter gives every address an allowance that refills with time.
type limiter struct {
	perSecond float64
	burst     float64
	now       func() time.Time

	mu      sync.Mutex
	remotes map[string]allowance
}

type allowance struct {
	left float64
	at   time.Time
}

func newLimiter(perSecond, burst float64, now func() time.Time) *limiter {
	return &limiter{perSecond: perSecond, burst: burst, now: now, remotes: map[string]allowance{}}
}

// allow takes one from the allowance of remote, or tells how long until there
// is one again.
func (l *limiter) allow(remote string) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	a, known := l.remotes[remote]
	if !known {
		if len(l.remotes) >= maxRemotes {
			l.forget(now)
		}
		if len(l.remotes) >= maxRemotes {
			remote = "*"
		}
		if a, known = l.remotes[remote]; !known {
			a = allowance{l.burst, now}
		}
	}
	a = l.refill(a, now)
	if a.left < 1 {
		wait = time.Duration((1 - a.left) / l.perSecond * float64(time.Second))
	} else {
		a.left--
	}
	l.remotes[remote] = a
	return wait
}

// refill adds what has come in since; a clock set back adds nothing.
func (l *limiter) refill(a allowance, now time.Time) allowance {
	gained := max(0, now.Sub(a.at).Seconds()) * l.perSecond
	return allowance{min(l.burst, a.left+gained), now}
}

func (l *limiter) forget(now time.Time) {
	for remote, a := range l.remotes {
		if l.refill(a, now).left >= l.burst {
			delete(l.remotes, remote)
		}
	}
}

// remoteOf is whom to slow down for a connection: the address, or for IPv6
// the network of 64 bits that one household gets.
func remoteOf(remoteAddr string) string {
	at, err := netip.ParseAddrPort(remoteAddr)
	if err != nil {
		return "unknown"
	}
	address := at.Addr().Unmap().WithZone("")
	if address.Is4() || address.IsLoopback() {
		return address.String()
	}
	network, err := address.Prefix(64)
	if err != nil {
		return address.String()
	}
	return network.String()
}

// isLocal reports whether a connection comes from this machine.
func isLocal(remoteAddr string) bool {
	at, err := netip.ParseAddrPort(remoteAddr)
	return err == nil && at.Addr().Unmap().IsLoopback()
}

// limitConns accepts at most most connections at once; more wait in the
// system's own queue.
func limitConns(l net.Listener, most int) net.Listener {
	return &fullHouse{Listener: l, seats: make(chan struct{}, most), closed: make(chan struct{})}
}

type fullHouse struct {
	net.Listener
	seats  chan struct{}
	closed chan struct{}
	once   sync.Once
}

func (f *fullHouse) Accept() (net.Conn, error) {
	select {
	case f.seats <- struct{}{}:
	case <-f.closed:
		return nil, net.ErrClosed
	}
	conn, err := f.Listener.Accept()
	if err != nil {
		<-f.seats
		return nil, err
	}
	return &seated{Conn: conn, leave: sync.OnceFunc(func() { <-f.seats })}, nil
}

func (f *fullHouse) Close() error {
	f.once.Do(func() { close(f.closed) })
	return f.Listener.Close()
}

type seated struct {
	net.Conn
	leave func()
}

func (c *seated) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
