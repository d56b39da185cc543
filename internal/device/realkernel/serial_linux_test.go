package realkernel

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lotgate/internal/device/bus"
	"lotgate/internal/device/devicetest"
	"lotgate/internal/device/serial"
)

// serialGun is a USB scanner with a serial line.
type serialGun struct {
	*gadget
	node string

	mu    sync.Mutex
	far   *os.File // the gun's end
	heard []byte
	busy  sync.WaitGroup
}

func newSerialGun(t testing.TB, plug int, vendor, product, serial string) *serialGun {
	g := &serialGun{gadget: newGadget(t, plug, vendor, product, serial, "acm", nil)}
	g.node = "/dev/ttyGS" + g.near(t, "port_num")
	t.Cleanup(func() { _ = g.Unplug() })
	if err := g.Replug(); err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *serialGun) Replug() error {
	if err := g.gadget.Replug(); err != nil {
		return err
	}
	far, err := open(g.node, os.O_RDWR)
	if err != nil {
		return err
	}
	if err := raw(far); err != nil {
		return err
	}
	g.mu.Lock()
	g.far = far
	g.mu.Unlock()
	g.busy.Go(func() { g.listen(far) })
	return nil
}

func raw(f *os.File) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var set error
	settings := unix.Termios{Cflag: unix.CREAD | unix.CLOCAL | unix.CS8 | unix.B9600}
	settings.Cc[unix.VMIN] = 1
	if err := conn.Control(func(fd uintptr) { set = unix.IoctlSetTermios(int(fd), unix.TCSETS, &settings) }); err != nil {
		return err
	}
	return set
}

func (g *serialGun) listen(far *os.File) {
	b := make([]byte, 256)
	for {
		n, err := far.Read(b)
		if err != nil {
			return
		}
		g.mu.Lock()
		g.heard = append(g.heard, b[:n]...)
		g.mu.Unlock()
	}
}

func (g *serialGun) Unplug() error {
	err := g.gadget.Unplug()
	g.mu.Lock()
	far := g.far
	g.far = nil
	g.mu.Unlock()
	if far != nil {
		far.Close()
		g.busy.Wait()
	}
	return err
}

func (g *serialGun) Send(b []byte) error {
	g.mu.Lock()
	far := g.far
	g.mu.Unlock()
	if far == nil {
		return os.ErrClosed
	}
	return writeAll(far, b)
}

func (g *serialGun) Heard() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]byte(nil), g.heard...)
}

// TestGuestSerial lets the suite of every driver loose on USB scanners, which
// are opened by their serial numbers.
func TestGuestSerial(t *testing.T) {
	next := 0
	devicetest.Suite(t, devicetest.Rig{Driver: "serial", Open: bus.Driver(serial.Open), Guns: 4, Gun: func(t testing.TB) (devicetest.Gun, string) {
		name := fmt.Sprintf("SN%d", next)
		g := newSerialGun(t, next%4, "05f9", "4204", name)
		next++
		address := "05f9:4204:" + name
		await(t, func() bool { return there("serial", address) != "" }, address)
		return g, address
	}})
}

func there(driver, address string) string {
	all, err := bus.Find()
	if err != nil {
		return ""
	}
	return bus.Node(all, driver, address)
}

func await(t testing.TB, done func() bool, what string) {
	t.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			all, err := bus.Find()
			t.Fatalf("no %s came; there is %+v, %v", what, all, err)
		}
	}
}
