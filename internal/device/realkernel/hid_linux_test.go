package realkernel

import (
	"bytes"
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/device/bus"
	"lotgate/internal/device/devicetest"
	"lotgate/internal/device/evdev"
	"lotgate/internal/device/hidraw"
)

// scannerReports is the report descriptor of Honeywell's HID-POS scanners:
// report 2 with a byte count, the AIM identifier, 56 bytes, two of the maker's
// own, and whether the code goes on.
const scannerReports = "\x05\x8C\x09\x02\xA1\x01\x85\x02\x09\x12\xA1\x02\x15\x00\x26\xFF\x00\x75\x08\x95\x01\x05\x01\x09\x3B\x81\x02" +
	"\x95\x03\x05\x8C\x09\xFB\x09\xFC\x09\xFD\x81\x02\x95\x38\x09\xFE\x82\x02\x01\x06\x66\xFF\x95\x02\x09\x04\x09\x00\x81\x02" +
	"\x05\x8C\x25\x01\x75\x01\x95\x08\x09\xFF\x81\x02\xC0\xC0"

// scannerSounds is their output report 4, by which they sound.
const scannerSounds = "\x05\x8C\x09\x00\xA1\x02\x85\x04\x15\x00\x25\x01\x75\x01\x95\x08\x09\x00\x09\x5F\x09\x60\x09\x00\x09\x00\x09\x85\x09\x86\x91\x86\xC0"

// keyReports is that of every boot keyboard.
const keyReports = "\x05\x01\x09\x06\xA1\x01\x05\x07\x19\xE0\x29\xE7\x15\x00\x25\x01\x75\x01\x95\x08\x81\x02\x95\x01\x75\x08\x81\x03" +
	"\x95\x06\x75\x08\x15\x00\x25\x65\x05\x07\x19\x00\x29\x65\x81\x00\xC0"

// hidGun is a USB scanner of the HID class.
type hidGun struct {
	*gadget
	t       testing.TB
	mu      sync.Mutex
	far     *os.File
	half    []byte // of a code that has no end yet
	heard   []byte
	busy    sync.WaitGroup
	reports func(code []byte, whole bool) [][]byte
}

func newHIDGun(t testing.TB, plug int, ids [3]string, descriptor, protocol, length string, reports func([]byte, bool) [][]byte) *hidGun {
	g := &hidGun{t: t, reports: reports, gadget: newGadget(t, plug, ids[0], ids[1], ids[2], "hid", map[string]string{
		"report_desc": descriptor, "report_length": length, "protocol": protocol, "subclass": protocol})}
	t.Cleanup(func() { _ = g.Unplug() })
	if err := g.Replug(); err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *hidGun) Replug() error {
	if err := g.gadget.Replug(); err != nil {
		return err
	}
	far, err := open(hidgOf(g.t, g.gadget), os.O_RDWR)
	if err != nil {
		return err
	}
	g.mu.Lock()
	g.far, g.half = far, nil
	g.mu.Unlock()
	g.busy.Go(func() { g.listen(far) })
	return nil
}

func (g *hidGun) Unplug() error {
	g.mu.Lock()
	far := g.far
	g.far = nil
	g.mu.Unlock()
	if far != nil {
		far.Close()
		g.busy.Wait()
	}
	return g.gadget.Unplug()
}

// Send sends codes that end by CR or LF, and what is left as the beginning of
// one that has no end.
func (g *hidGun) Send(b []byte) error {
	g.mu.Lock()
	far := g.far
	g.mu.Unlock()
	if far == nil {
		return os.ErrClosed
	}
	for len(b) > 0 {
		at := bytes.IndexAny(b, "\r\n")
		code, whole := b, at >= 0
		if whole {
			code, b = b[:at], b[at+1:]
		} else {
			b = nil
		}
		if len(code) == 0 && len(g.half) == 0 {
			continue
		}
		for _, report := range g.reports(code, whole) {
			if err := writeAll(far, report); err != nil {
				return err
			}
		}
		g.half = nil
		if !whole {
			g.half = code
		}
	}
	return nil
}

// Heard is the output reports that came.
func (g *hidGun) Heard() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return bytes.Clone(g.heard)
}

func (g *hidGun) listen(far *os.File) {
	report := make([]byte, 64)
	for {
		n, err := far.Read(report)
		if err != nil {
			return
		}
		g.mu.Lock()
		g.heard = append(g.heard, report[:n]...)
		g.mu.Unlock()
	}
}

// scanned is a code as a HID-POS scanner reports it.
func scanned(code []byte, whole bool) (all [][]byte) {
	for begun := false; !begun || len(code) > 0; begun = true {
		n := min(len(code), 56)
		report := make([]byte, 64)
		report[0], report[1] = 2, byte(n)
		copy(report[5:], code[:n])
		if code = code[n:]; len(code) > 0 || !whole {
			report[63] = 1
		}
		all = append(all, report)
	}
	return all
}

// TestGuestHIDPOS lets the suite of every driver loose on HID-POS scanners.
func TestGuestHIDPOS(t *testing.T) {
	p := device.Profile{ID: "pos", Transport: "hidpos", Framing: device.Framing{Protocol: "hidpos", Idle: 2 * time.Second}}
	next := 0
	devicetest.Suite(t, devicetest.Rig{Driver: "hidraw", Open: bus.Driver(hidraw.Open), Guns: 4, Deaf: true, Profile: &p,
		Gun: func(t testing.TB) (devicetest.Gun, string) {
			serial := "POS" + string(rune('A'+next%26))
			g := newHIDGun(t, next%4, [3]string{"0c2e", "0b87", serial}, scannerReports, "0", "64", scanned)
			next++
			address := "0c2e:0b87:" + serial
			await(t, func() bool { return there("hidraw", address) != "" }, address)
			return g, address
		}})
}

// typed is a code as a keyboard types it, with US English keys.
func typed(code []byte, whole bool) (all [][]byte) {
	const letters, digits, enter, bracket, leftCtrl, leftShift = 4, 30, 40, 48, 1, 2
	press := func(modifier, usage byte) {
		all = append(all, []byte{modifier, 0, usage, 0, 0, 0, 0, 0}, make([]byte, 8))
	}
	for _, c := range code {
		switch {
		case c >= 'a' && c <= 'z':
			press(0, letters+c-'a')
		case c >= 'A' && c <= 'Z':
			press(leftShift, letters+c-'A')
		case c >= '1' && c <= '9':
			press(0, digits+c-'1')
		case c == '0':
			press(0, digits+9)
		case c == ']':
			press(0, bracket)
		case c == 0x1D:
			press(leftCtrl, bracket)
		}
	}
	if whole {
		press(0, enter)
	}
	return all
}

// TestGuestStoryKeyboard tells the story of a scanner that types: it is taken
// for us alone, and nothing is typed elsewhere.
func TestGuestStoryKeyboard(t *testing.T) {
	devicetest.NoLeaks(t)
	const address = "0c2e:0b01:KBD1"
	g := newHIDGun(t, 0, [3]string{"0c2e", "0b01", "KBD1"}, keyReports, "1", "8", typed)
	await(t, func() bool { return there("evdev", address) != "" }, address)
	elsewhere, err := open(there("evdev", address), os.O_RDONLY)
	if err != nil {
		t.Fatal(err)
	}
	defer elsewhere.Close()
	p := device.Profile{ID: "typing", Transport: "keyboard", Framing: device.Framing{Ends: [][]byte{{'\r'}}, Idle: 2 * time.Second}}
	story(t, g, "evdev", address, p, evdev.Open)
	if err := elsewhere.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := elsewhere.Read(make([]byte, 24)); n > 0 {
		t.Errorf("something was typed elsewhere: %d, %v", n, err)
	}
}

// TestGuestStoryHIDPOS tells that of a HID-POS scanner, which sounds as the
// screen does where it declares a report for it.
func TestGuestStoryHIDPOS(t *testing.T) {
	devicetest.NoLeaks(t)
	const address = "0c2e:0b87:POS1"
	all, _ := device.LoadProfiles(profiles.Files)
	p := all["honeywell-hidpos"]
	p.Framing.Idle = 2 * time.Second
	g := newHIDGun(t, 0, [3]string{"0c2e", "0b87", "POS1"}, scannerReports[:len(scannerReports)-1]+scannerSounds+"\xC0", "0", "64", scanned)
	await(t, func() bool { return there("hidraw", address) != "" }, address)
	story(t, g, "hidraw", address, p, hidraw.Open)
}

// story is scan, half a scan, unplug, replug, scan: nothing is lost, nothing
// doubled, the half is thrown away and said, and nobody else gets in meanwhile.
func story(t *testing.T, g *hidGun, driver, address string, p device.Profile, opens device.Open) {
	l := devicetest.NewListener()
	ctx, cancel := context.WithCancel(context.Background())
	m, err := device.Start(ctx, []device.Spec{{Driver: driver, Address: address, Name: "gun", Profile: p.ID, Station: "dock-1"}}, device.Options{
		Profiles: map[string]device.Profile{p.ID: p}, Drivers: map[string]device.Open{driver: bus.Driver(opens)}, Handler: l,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); m.Wait() }()
	l.Until(t, device.Connected)
	gets := func(want string) {
		t.Helper()
		if err := g.Send([]byte(want + "\r")); err != nil {
			t.Fatal(err)
		}
		if f := l.Next(t); string(f.Data) != want {
			t.Fatalf("got %q, want %q", f.Data, want)
		}
	}
	gets("]d20109501101530003172612311210ABCxyz\x1d219999")
	if len(p.Feedback) > 0 {
		m.Answer("gun", device.Ask)
		m.Answer("gun", device.Bad)
		await(t, func() bool { return string(g.Heard()) == "\x04\x40\x04\x20" }, "beep at the gun's end")
	}
	var busy *device.Unavailable
	if _, err := opens(ctx, device.Spec{Address: there(driver, address)}, device.Line{}); !errors.As(err, &busy) || busy.State != device.Busy {
		t.Errorf("a second reader heard %v", err)
	}
	if err := g.Send([]byte("HALF")); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // the half is on its way
	if err := g.Unplug(); err != nil {
		t.Fatal(err)
	}
	l.Until(t, device.Absent)
	if trouble := l.NextTrouble(t); trouble.Kind != device.CutOff || string(trouble.Head) != "HALF" {
		t.Errorf("half a code was told as %s, %q", trouble.Kind, trouble.Head)
	}
	if err := g.Replug(); err != nil {
		t.Fatal(err)
	}
	l.Until(t, device.Connected)
	gets("AFTER1")
	l.Nothing(t)
}
