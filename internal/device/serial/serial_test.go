package serial_test

import (
	"strconv"
	"sync/atomic"
	"testing"

	"lotgate/internal/device/devicetest"
	"lotgate/internal/device/serial"
	"lotgate/internal/device/virtual"
)

func TestSuite(t *testing.T) {
	devicetest.Suite(t, devicetest.Rig{Driver: "serial", Open: serial.Open, Gun: gun})
}

var guns atomic.Int64

func gun(t testing.TB) (devicetest.Gun, string) {
	g := plug(t)
	return g, g.Path()
}

// plug makes a virtual gun that ends with the test.
func plug(t testing.TB) *virtual.Scanner {
	t.Helper()
	g, err := virtual.New(t.TempDir(), "gun-"+strconv.FormatInt(guns.Add(1), 10))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}
