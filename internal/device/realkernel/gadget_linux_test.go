package realkernel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// plugs is how many devices can be plugged in at once.
const plugs = 6

// patience is how long a test waits for what must come.
const patience = 60 * time.Second

// gadget is a USB device of which this machine is both ends.
type gadget struct {
	dir  string
	plug string
}

var nextGadget int

// newGadget makes a device that is not plugged in yet. Function is acm, hid or
// printer; its settings are written before it exists.
func newGadget(t testing.TB, plug int, vendor, product, serial, function string, settings map[string]string) *gadget {
	t.Helper()
	if os.Getpid() != 1 {
		t.Skip("only in the machine that TestRealKernel starts")
	}
	nextGadget++
	g := &gadget{dir: filepath.Join("/sys/kernel/config/usb_gadget", fmt.Sprintf("g%d", nextGadget)), plug: fmt.Sprintf("dummy_udc.%d", plug)}
	functionDir := filepath.Join(g.dir, "functions", fmt.Sprintf("%s.n%d", function, nextGadget))
	for _, dir := range []string{g.dir, g.dir + "/strings/0x409", g.dir + "/configs/c.1", functionDir} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	g.set(t, "idVendor", "0x"+vendor)
	g.set(t, "idProduct", "0x"+product)
	g.set(t, "strings/0x409/manufacturer", "ACME")
	g.set(t, "strings/0x409/product", "Gun "+product)
	if serial != "" {
		g.set(t, "strings/0x409/serialnumber", serial)
	}
	for name, value := range settings {
		g.set(t, filepath.Join("functions", filepath.Base(functionDir), name), value)
	}
	if err := os.Symlink(functionDir, filepath.Join(g.dir, "configs/c.1", filepath.Base(functionDir))); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = g.Unplug() // it may be unplugged already
		_ = os.Remove(filepath.Join(g.dir, "configs/c.1", filepath.Base(functionDir)))
		_ = os.Remove(functionDir)
		for _, dir := range []string{"/configs/c.1", "/strings/0x409", ""} {
			_ = os.Remove(g.dir + dir)
		}
	})
	return g
}

func (g *gadget) set(t testing.TB, name, value string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(g.dir, name), []byte(value), 0o644); err != nil {
		t.Fatal(err)
	}
}

// near is the file at the device's own end, made out of the function's number.
func (g *gadget) near(t testing.TB, attribute string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(g.dir, "functions/*", attribute))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v", attribute, found, err)
	}
	value, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(value))
}

// Replug plugs the device in.
func (g *gadget) Replug() error {
	return os.WriteFile(filepath.Join(g.dir, "UDC"), []byte(g.plug), 0o644)
}

// Unplug pulls it out.
func (g *gadget) Unplug() error {
	return os.WriteFile(filepath.Join(g.dir, "UDC"), []byte("\n"), 0o644)
}

// open opens a node as soon as it is there.
func open(path string, flags int) (*os.File, error) {
	for end := time.Now().Add(patience); ; time.Sleep(2 * time.Millisecond) {
		f, err := os.OpenFile(path, flags|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
		if err == nil || time.Now().After(end) {
			return f, err
		}
	}
}

// writeAll writes b, also where the device's end takes it in pieces.
func writeAll(f *os.File, b []byte) error {
	if err := f.SetWriteDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, os.ErrNoDeadline) {
		return err
	}
	for len(b) > 0 {
		n, err := f.Write(b)
		b = b[n:]
		if errors.Is(err, unix.EAGAIN) {
			time.Sleep(time.Millisecond)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func number(t testing.TB, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// hidgOf is the node of a HID gadget: its attribute dev is major:minor.
func hidgOf(t testing.TB, g *gadget) string {
	t.Helper()
	_, minor, _ := strings.Cut(g.near(t, "dev"), ":")
	return fmt.Sprintf("/dev/hidg%d", number(t, minor))
}
