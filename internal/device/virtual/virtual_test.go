package virtual_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lotgate/internal/device"
	"lotgate/internal/device/devicetest"
	"lotgate/internal/device/serial"
	"lotgate/internal/device/virtual"
)

func TestPathComesAndGoes(t *testing.T) {
	devicetest.NoLeaks(t)
	dir := t.TempDir()
	// What a daemon left behind that was killed must not be in the way.
	if err := os.Symlink("/nowhere", filepath.Join(dir, "gun")); err != nil {
		t.Fatal(err)
	}
	g, err := virtual.New(dir, "gun")
	if err != nil {
		t.Fatal(err)
	}
	path := g.Path()
	if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		t.Fatalf("%s: %v, %v", path, info, err)
	}
	for range 2 {
		if err := g.Unplug(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("unplugged, and still there: %v", err)
		}
		if err := g.Send([]byte("x")); !errors.Is(err, virtual.ErrUnplugged) {
			t.Errorf("sent while unplugged: %v", err)
		}
	}
	for range 2 { // to replug what is plugged in is to pull it out first
		if err := g.Replug(); err != nil {
			t.Fatal(err)
		}
	}
	if g.Path() != path {
		t.Errorf("came back as %s", g.Path())
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestNoPlaceForIt(t *testing.T) {
	devicetest.NoLeaks(t)
	if _, err := virtual.New(filepath.Join(t.TempDir(), "not", "there"), "gun"); err == nil {
		t.Error("plugged in nowhere")
	}
}

// TestSentEarly holds that nothing is echoed or changed before a driver opens
// the line, and nothing lost.
func TestSentEarly(t *testing.T) {
	devicetest.NoLeaks(t)
	bench := virtual.NewBench(t.TempDir())
	gun, err := bench.Scanner("gun")
	if err != nil {
		t.Fatal(err)
	}
	if err := gun.Send([]byte("early\x03\x04\x1d\r\nnext\r")); err != nil {
		t.Fatal(err)
	}
	spec := device.Spec{Driver: "virtual", Address: "gun"}
	port, err := bench.Driver(serial.Open)(context.Background(), spec, device.Line{Baud: 9600, Size: 8, Parity: "none", Stop: 1})
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	for buffer := make([]byte, 64); len(got) < 15; {
		n, err := port.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, buffer[:n]...)
	}
	if string(got) != "early\x03\x04\x1d\r\nnext\r" {
		t.Errorf("got %q", got)
	}
	if heard := gun.Heard(); len(heard) > 0 {
		t.Errorf("echoed %q", heard)
	}
	if err := errors.Join(port.Close(), bench.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestBench(t *testing.T) {
	devicetest.NoLeaks(t)
	bench := virtual.NewBench(t.TempDir())
	if err := bench.Send("nobody", []byte("x")); !errors.Is(err, virtual.ErrUnplugged) {
		t.Errorf("got %v", err)
	}
	l := devicetest.NewListener()
	ctx, cancel := context.WithCancel(context.Background())
	m, err := device.Start(ctx, []device.Spec{{Driver: "virtual", Address: "gun-1", Name: "gun-1", Station: "dock-1", Profile: "p"}}, device.Options{
		Profiles: map[string]device.Profile{"p": {ID: "p", Transport: "serial", Framing: device.Framing{Ends: [][]byte{{'\r'}}},
			Line: device.Line{Baud: 9600, Size: 8, Parity: "none", Stop: 1}}},
		Drivers: map[string]device.Open{"virtual": bench.Driver(serial.Open)},
		Handler: l,
	})
	if err != nil {
		t.Fatal(err)
	}
	l.Until(t, device.Connected)
	if err := bench.Send("gun-1", []byte("code\r")); err != nil {
		t.Fatal(err)
	}
	if f := l.Next(t); string(f.Data) != "code" || f.Station != "dock-1" {
		t.Errorf("got %+v", f)
	}
	cancel()
	m.Wait()
	if err := bench.Close(); err != nil {
		t.Fatal(err)
	}
}
