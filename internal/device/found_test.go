package device_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/device/devicetest"
)

func TestRecognise(t *testing.T) {
	all, _ := device.LoadProfiles(profiles.Files)
	for _, c := range []struct {
		d    device.Found
		want string
	}{
		{device.Found{Driver: "serial", USB: "0c2e:0b81"}, "honeywell-cdc"},
		{device.Found{Driver: "serial", USB: "1eab:0f06"}, "newland"},
		{device.Found{Driver: "serial", USB: "05e0:1701"}, "zebra-cdc"},
		{device.Found{Driver: "hidraw", USB: "0c2e:0c87", Barcode: true}, "honeywell-hidpos"},
		{device.Found{Driver: "hidraw", USB: "1eab:0110", Barcode: true}, "newland-hidpos"},
		{device.Found{Driver: "hidraw", USB: "ffff:0001", Barcode: true}, "generic-hidpos"},
		{device.Found{Driver: "evdev", USB: "05e0:1200"}, "generic-keyboard"},
		{device.Found{Driver: "evdev", USB: "ffff:0001", Product: "USB BARCODE Scanner"}, "generic-keyboard"},
		{device.Found{Driver: "evdev", USB: "046d:c31c", Product: "USB Keyboard"}, ""},
		{device.Found{Driver: "serial", USB: "0403:6001", Product: "FT232R"}, ""},
		{device.Found{Driver: "serial", Node: "/dev/ttyS0"}, ""},
	} {
		p, known := device.Recognise(all, c.d)
		if p.ID != c.want || known != (c.want != "") {
			t.Errorf("%+v is %q, %v, want %q", c.d, p.ID, known, c.want)
		}
		if _, there := all[device.Likely(c.d)]; !there {
			t.Errorf("%+v begins with %q", c.d, device.Likely(c.d))
		}
	}
}

// TestAdopt: whatever is plugged in and known works for the station that asks
// for it, once, and what a setting names is left to that.
func TestAdopt(t *testing.T) {
	devicetest.NoLeaks(t)
	all, _ := device.LoadProfiles(profiles.Files)
	l := devicetest.NewListener()
	ctx, cancel := context.WithCancel(context.Background())
	nothing := func(context.Context, device.Spec, device.Line) (device.Port, error) { return nil, os.ErrNotExist }
	specs := []device.Spec{
		{Driver: device.AnyUSB, Address: "any", Name: "any", Station: "dock-1", Profile: device.AnyUSB},
		{Driver: "serial", Address: "05e0:1701@1-4", Name: "named", Station: "pick-1", Profile: "zebra-cdc"},
	}
	options := device.Options{Profiles: all, Handler: l, Drivers: map[string]device.Open{"serial": nothing, "hidraw": nothing, "evdev": nothing}}
	m, err := device.Start(ctx, specs, options)
	if err != nil {
		t.Fatal(err)
	}
	found := []device.Found{
		{Driver: "serial", USB: "0c2e:0b81", Serial: "SN1", Port: "1-1", Identity: "0c2e:0b81:SN1", Node: "/dev/ttyACM0"},
		{Driver: "serial", USB: "05e0:1701", Identity: "05e0:1701:SN2", Port: "1-4", Node: "/dev/ttyACM1"},
		{Driver: "serial", USB: "0403:6001", Identity: "0403:6001:X", Node: "/dev/ttyUSB0"},
		{Driver: "evdev", USB: "046d:c31c", Identity: "046d:c31c@1-2", Product: "Keyboard"},
	}
	for range 2 {
		if err := m.Adopt(found); err != nil {
			t.Fatal(err)
		}
		statuses := m.Statuses()
		if len(statuses) != 2 || statuses[1].Scanner != "0c2e-0b81-SN1" || statuses[1].Station != "dock-1" || statuses[1].Profile != "honeywell-cdc" {
			t.Fatalf("got %+v", statuses)
		}
	}
	cancel()
	m.Wait()
	if err := m.Adopt([]device.Found{{Driver: "serial", USB: "0c2e:0b81", Serial: "SN9", Port: "1-9", Identity: "0c2e:0b81:SN9"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if _, err := device.Start(ctx, append(specs, specs[0]), options); err == nil {
		t.Error("usb:any was taken twice")
	}
}

// TestAdoptTwins: two scanners with one serial number are two, each once; what
// is known by its plug alone is followed to another plug; and one that was
// followed leaves its name to nobody.
func TestAdoptTwins(t *testing.T) {
	devicetest.NoLeaks(t)
	all, _ := device.LoadProfiles(profiles.Files)
	ctx, cancel := context.WithCancel(context.Background())
	var mu sync.Mutex
	asked := map[string]string{} // by name, the address that was looked for last
	open := func(_ context.Context, s device.Spec, _ device.Line) (device.Port, error) {
		mu.Lock()
		defer mu.Unlock()
		asked[s.Name] = s.Address
		return nil, os.ErrNotExist
	}
	m, err := device.Start(ctx, []device.Spec{{Driver: device.AnyUSB, Address: "any", Name: "any", Station: "dock-1", Profile: device.AnyUSB}},
		device.Options{Profiles: all, Handler: devicetest.NewListener(), Drivers: map[string]device.Open{"serial": open}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); m.Wait() }()
	alone := func(port string) device.Found {
		return device.Found{Driver: "serial", USB: "1eab:0106", Serial: "000", Port: port, Node: "/dev/tty" + port, Identity: "1eab:0106:000"}
	}
	twin := func(port string) device.Found {
		d := alone(port)
		d.Identity = "1eab:0106@" + port
		return d
	}
	for i, step := range []struct {
		found []device.Found
		want  string // names and what they are looked for by
	}{
		{[]device.Found{alone("1-2")}, "1eab-0106-000=1eab:0106:000"},
		{[]device.Found{twin("1-1"), twin("1-2")}, "1eab-0106-000=1eab:0106@1-2 1eab-0106-1-1=1eab:0106@1-1"},
		{[]device.Found{alone("1-2")}, "1eab-0106-000=1eab:0106@1-2 1eab-0106-1-1=1eab:0106@1-1"},
		{[]device.Found{twin("1-2"), twin("1-4")}, "1eab-0106-000=1eab:0106@1-2 1eab-0106-1-1=1eab:0106@1-4"},
		{[]device.Found{twin("1-1"), twin("1-2"), twin("1-4")}, "1eab-0106-000=1eab:0106@1-2 1eab-0106-1-1=1eab:0106@1-4 1eab-0106-1-1-2=1eab:0106@1-1"},
		{nil, "1eab-0106-000=1eab:0106@1-2 1eab-0106-1-1=1eab:0106@1-4 1eab-0106-1-1-2=1eab:0106@1-1"},
		{[]device.Found{alone("1-7")}, "1eab-0106-000=1eab:0106:000 1eab-0106-1-1=1eab:0106@1-4 1eab-0106-1-1-2=1eab:0106@1-1"},
	} {
		if err := m.Adopt(step.found); err != nil {
			t.Fatal(err)
		}
		for _, d := range step.found {
			if !m.Holds(d) {
				t.Errorf("step %d: nobody has %+v", i, d)
			}
		}
		m.Retry()
		var got []string
		for _, s := range m.Statuses() {
			got = append(got, s.Scanner+"="+strings.TrimPrefix(s.Address, "serial:"))
		}
		if strings.Join(got, " ") != step.want {
			t.Errorf("step %d: got %q, want %q", i, got, step.want)
		}
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		mu.Lock()
		at := asked["1eab-0106-1-1"]
		mu.Unlock()
		if at == "1eab:0106@1-4" {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("looked for at %s", at)
		}
	}
}

// TestMostScanners: no more than are allowed, by settings and by plugging in.
func TestMostScanners(t *testing.T) {
	all, _ := device.LoadProfiles(profiles.Files)
	ctx, cancel := context.WithCancel(context.Background())
	nothing := func(context.Context, device.Spec, device.Line) (device.Port, error) { return nil, os.ErrNotExist }
	options := device.Options{Profiles: all, Handler: devicetest.NewListener(), Drivers: map[string]device.Open{"serial": nothing}}
	specs := []device.Spec{{Driver: device.AnyUSB, Address: "any", Name: "any", Station: "dock-1", Profile: device.AnyUSB}}
	for i := range device.MostScanners {
		specs = append(specs, device.Spec{Driver: "serial", Address: fmt.Sprint("/dev/x", i), Name: fmt.Sprint("x", i), Station: "dock-1", Profile: "generic-serial"})
	}
	m, err := device.Start(ctx, specs, options)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Adopt([]device.Found{{Driver: "serial", USB: "0c2e:0b81", Identity: "0c2e:0b81:SN9"}}); err == nil {
		t.Error("one more was adopted")
	}
	cancel()
	m.Wait()
	more := append(specs, device.Spec{Driver: "serial", Address: "/dev/y", Name: "y", Station: "dock-1", Profile: "generic-serial"})
	if _, err := device.Start(ctx, more, options); err == nil || !strings.Contains(err.Error(), "64") {
		t.Errorf("one more was started: %v", err)
	}
}
