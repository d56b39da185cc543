package realkernel

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/bus"
	"lotgate/internal/device/devicetest"
	"lotgate/internal/device/serial"
)

// TestGuestFind plugs in what scanners there are, and finds each by what it
// tells of itself: two of the same make and number by their plugs.
func TestGuestFind(t *testing.T) {
	newSerialGun(t, 0, "05e0", "1701", "S 1/2")
	newSerialGun(t, 1, "065a", "0009", "")
	newSerialGun(t, 2, "1eab", "0106", "000")
	newSerialGun(t, 3, "1eab", "0106", "000")
	newHIDGun(t, 4, [3]string{"0c2e", "0b87", "POS1"}, scannerReports, "0", "64", scanned)
	newHIDGun(t, 5, [3]string{"05e0", "1200", "KBD1"}, keyReports, "1", "8", typed)
	want := []string{"serial 05e0:1701:S_1_2", "serial 065a:0009@3-1", "serial 1eab:0106@4-1", "serial 1eab:0106@5-1", "hidraw 0c2e:0b87:POS1", "evdev 05e0:1200:KBD1"}
	for _, each := range want {
		driver, address, _ := strings.Cut(each, " ")
		if driver == "serial" && strings.Contains(address, "@") {
			address, _, _ = strings.Cut(address, "@")
			await(t, func() bool { return count(driver, address+"@") > 0 }, each)
			continue
		}
		await(t, func() bool { return there(driver, address) != "" }, each)
	}
	if n := count("serial", "1eab:0106@"); n != 2 {
		all, err := bus.Find()
		t.Errorf("%d of the two that cannot be told apart: %+v, %v", n, all, err)
	}
}

func count(driver, prefix string) (n int) {
	all, _ := bus.Find() // what is not found is not counted
	for _, d := range all {
		if d.Driver == driver && strings.HasPrefix(d.Identity, prefix) {
			n++
		}
	}
	return n
}

// TestGuestOtherNumber pulls two guns out and plugs them in the other way
// round: each takes the node of the other, and each is still itself.
func TestGuestOtherNumber(t *testing.T) {
	devicetest.NoLeaks(t)
	guns := map[string]*serialGun{"A": newSerialGun(t, 0, "05f9", "4204", "A")}
	await(t, func() bool { return there("serial", "05f9:4204:A") != "" }, "A")
	guns["B"] = newSerialGun(t, 1, "05f9", "4204", "B")
	await(t, func() bool { return there("serial", "05f9:4204:B") != "" }, "B")
	before := there("serial", "05f9:4204:A")
	l := devicetest.NewListener()
	ctx, cancel := context.WithCancel(context.Background())
	var specs []device.Spec
	for name := range guns {
		specs = append(specs, device.Spec{Driver: "serial", Address: "05f9:4204:" + name, Name: name, Profile: "p", Station: name})
	}
	m, err := device.Start(ctx, specs, device.Options{
		Profiles: map[string]device.Profile{"p": {ID: "p", Transport: "serial", Line: device.Line{Baud: 9600, Size: 8, Parity: "none", Stop: 1},
			Framing: device.Framing{Ends: [][]byte{{'\r'}}}, Feedback: map[device.Mark][]byte{device.Good: []byte("good!"), device.Bad: []byte("bad!")}}},
		Drivers: map[string]device.Open{"serial": bus.Driver(serial.Open)}, Handler: l,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); m.Wait() }()
	changes, err := bus.Watch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for range changes {
			m.Retry()
		}
	}()
	connected := func() bool {
		all := m.Statuses()
		return all[0].State == device.Connected && all[1].State == device.Connected
	}
	await(t, connected, "connection")
	for name := range guns {
		if err := guns[name].Unplug(); err != nil {
			t.Fatal(err)
		}
	}
	await(t, func() bool { return m.Statuses()[0].State == device.Absent && m.Statuses()[1].State == device.Absent }, "absence")
	for _, name := range []string{"B", "A"} {
		if err := guns[name].Replug(); err != nil {
			t.Fatal(err)
		}
		await(t, func() bool { return there("serial", "05f9:4204:"+name) != "" }, name)
	}
	if after := there("serial", "05f9:4204:A"); after == before {
		t.Errorf("the gun came back as %s; this test wants it elsewhere", after)
	}
	await(t, connected, "connection")
	for name := range guns {
		for i := range 20 {
			code := fmt.Sprintf("%s%d", name, i)
			if err := guns[name].Send([]byte(code + "\r")); err != nil {
				t.Fatal(err)
			}
			f := l.Next(t)
			if string(f.Data) != code || f.Scanner != name {
				t.Fatalf("gun %s sent %q, and %q came from %s", name, code, f.Data, f.Scanner)
			}
			m.Answer(f.Scanner, device.Good)
			await(t, func() bool { return strings.Count(string(guns[name].Heard()), "good!") == i+1 }, "answer at the gun's end")
		}
	}
	l.Nothing(t)
}

// TestGuestPrinter prints to a USB printer and reads at the printer's end.
func TestGuestPrinter(t *testing.T) {
	g := newGadget(t, 0, "0a5f", "0081", "ZPL1", "printer", map[string]string{"pnp_string": "MFG:ACME;CMD:ZPL;CLS:PRINTER;"})
	if err := g.Replug(); err != nil {
		t.Fatal(err)
	}
	far, err := open("/dev/g_printer0", os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	node := ""
	await(t, func() bool {
		found, _ := filepath.Glob("/dev/usb/lp*")
		if len(found) > 0 {
			node = found[0]
		}
		return node != ""
	}, "printer")
	printer, err := open(node, os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	defer printer.Close()
	want := strings.Repeat("^XA^FDlabel^FS^XZ\n", 100)
	go func() { _ = writeAll(printer, []byte(want)) }() // what does not arrive fails the test
	got := make([]byte, len(want))
	if err := far.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(far, got); err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("the printer got %.100q", got)
	}
}
