package network_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/devicetest"
	"lotgate/internal/device/network"
)

func TestDialSuite(t *testing.T) {
	devicetest.Suite(t, devicetest.Rig{Driver: "tcp", Open: network.Dial, Gun: func(t testing.TB) (devicetest.Gun, string) {
		g := &server{address: freeAddress(t)}
		plugIn(t, g)
		return g, g.address
	}})
}

func TestListenSuite(t *testing.T) {
	var listeners network.Listeners
	devicetest.Suite(t, devicetest.Rig{Driver: "listen", Open: listeners.Open, Gun: func(t testing.TB) (devicetest.Gun, string) {
		g := &caller{address: freeAddress(t)}
		plugIn(t, g)
		return g, g.address
	}})
}

func plugIn(t testing.TB, g devicetest.Gun) {
	t.Helper()
	if err := g.Replug(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Unplug(); err != nil {
			t.Error(err)
		}
	})
}

// freeAddress is an address that nobody listens at, and none that was given
// before: the system may hand out the same port again.
func freeAddress(t testing.TB) string {
	t.Helper()
	for {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := l.Addr().String()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if _, twice := given.LoadOrStore(address, true); !twice {
			return address
		}
	}
}

var given sync.Map // address -> true

// talk is the gun's end of a connection, which may come later.
type talk struct {
	mu    sync.Mutex
	conn  net.Conn
	off   bool // unplugged: a connection that comes now is too late
	heard []byte
	busy  sync.WaitGroup
}

func (g *talk) take(c net.Conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.off {
		c.Close()
		return
	}
	g.conn = c
	g.busy.Go(func() {
		buffer := make([]byte, 64)
		for {
			n, err := c.Read(buffer)
			g.mu.Lock()
			g.heard = append(g.heard, buffer[:n]...)
			g.mu.Unlock()
			if err != nil {
				return
			}
		}
	})
}

func (g *talk) current() net.Conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.conn
}

func (g *talk) Send(b []byte) error {
	c := g.current()
	for c == nil { // the daemon's side of the connection stands before ours
		time.Sleep(time.Millisecond)
		c = g.current()
	}
	_, err := c.Write(b)
	return err
}

func (g *talk) Heard() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.heard)
}

func (g *talk) plug() {
	g.mu.Lock()
	g.off = false
	g.mu.Unlock()
}

func (g *talk) hangUp() error {
	g.mu.Lock()
	c := g.conn
	g.conn, g.off = nil, true
	g.mu.Unlock()
	if c == nil {
		return nil
	}
	return c.Close()
}

// server is a scanner that waits to be called.
type server struct {
	talk
	address  string
	listener net.Listener
}

func (g *server) Replug() error {
	g.plug()
	listener, err := net.Listen("tcp", g.address)
	if err != nil {
		return err
	}
	g.listener = listener
	g.busy.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			g.take(c)
		}
	})
	return nil
}

func (g *server) Unplug() error {
	if g.listener == nil {
		return nil
	}
	err := errors.Join(g.listener.Close(), g.hangUp())
	g.listener = nil
	g.busy.Wait()
	return err
}

// caller is a scanner that calls.
type caller struct {
	talk
	address string
	stop    context.CancelFunc
}

func (g *caller) Replug() error {
	g.plug()
	ctx, stop := context.WithCancel(context.Background())
	g.stop = stop
	g.busy.Go(func() {
		for ctx.Err() == nil {
			if c, err := net.Dial("tcp", g.address); err == nil {
				g.take(c)
				return
			}
			time.Sleep(time.Millisecond)
		}
	})
	return nil
}

func (g *caller) Unplug() error {
	g.stop()
	err := g.hangUp()
	g.busy.Wait()
	return err
}

func TestStrangersAreHungUpOn(t *testing.T) {
	address := freeAddress(t)
	var listeners network.Listeners
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	opened := make(chan error, 1)
	go func() {
		spec := device.Spec{Driver: "listen", Address: address, From: netip.MustParsePrefix("192.0.2.0/24")}
		_, err := listeners.Open(ctx, spec, device.Line{})
		opened <- err
	}()
	for range 3 {
		stranger := call(t, address)
		if n, err := stranger.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
			t.Errorf("a stranger got %d, %v", n, err)
		}
		stranger.Close()
	}
	cancel()
	if err := <-opened; err == nil {
		t.Error("a stranger was let in")
	}
}

// call dials until somebody listens.
func call(t *testing.T, address string) net.Conn {
	t.Helper()
	for range 20_000 {
		if c, err := net.Dial("tcp", address); err == nil {
			return c
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("nobody listens at " + address)
	return nil
}

func TestUnavailable(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var listeners network.Listeners
	for _, c := range []struct {
		open    device.Open
		address string
		want    device.State
		code    string
	}{
		{network.Dial, freeAddress(t), device.Absent, "device.state.no_answer"},
		{network.Dial, "no.such.host.invalid:1", device.Absent, "device.state.no_answer"},
		{listeners.Open, taken.Addr().String(), device.Busy, "device.state.port_taken"},
		{listeners.Open, "192.0.2.1:1", device.Failing, "device.state.failing"},
	} {
		_, err := c.open(context.Background(), device.Spec{Address: c.address}, device.Line{})
		var u *device.Unavailable
		if !errors.As(err, &u) || u.State != c.want || u.Text.Code != c.code {
			t.Errorf("%s: got %v", c.address, err)
		}
	}
}
