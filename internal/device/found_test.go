package device_test

import (
	"context"
	"errors"
	"os"
	"testing"

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
		{Driver: "serial", USB: "0c2e:0b81", Identity: "0c2e:0b81:SN1", Node: "/dev/ttyACM0"},
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
	if err := m.Adopt([]device.Found{{Driver: "serial", USB: "0c2e:0b81", Identity: "0c2e:0b81:SN9"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if _, err := device.Start(ctx, append(specs, specs[0]), options); err == nil {
		t.Error("usb:any was taken twice")
	}
}
