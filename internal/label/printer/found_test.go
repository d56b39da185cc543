package printer

import (
	"testing"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
)

// plugged is a USB printer as the bus finds it.
func plugged(usb string, commands ...string) device.Found {
	return device.Found{Driver: device.USBPrinter, USB: usb, Port: "1-2", Node: "/dev/usb/lp0", Identity: usb + ":SN", Commands: commands}
}

func TestRecognise(t *testing.T) {
	all, _ := LoadProfiles(profiles.Printers)
	for _, c := range []struct {
		d    device.Found
		want string
	}{
		{plugged("0a5f:0166", "ZPL"), "zebra-zpl"},
		{plugged("0a5f:0166", "EPL"), "zebra-epl"},
		{plugged("1203:0140"), "tsc-tspl"},
		{plugged("20d1:7008", "TSPL2"), "tsc-tspl"},
		{plugged("1fc9:2016", "TSPL", "ESC/POS"), "tsc-tspl"},
		{plugged("1fc9:2016", "ESC/POS", "TSPL"), "escpos"},
		{plugged("1d90:201e", "ZPL"), "generic-zpl"},
		{plugged("03f0:1234", "PJL", "PCL"), ""},
		{plugged("03f0:1234"), ""},
		{device.Found{Driver: "serial", USB: "1203:0140"}, ""},
	} {
		p, known := Recognise(all, c.d)
		if p.ID != c.want || known != (c.want != "") {
			t.Errorf("%+v is %q, %v, want %q", c.d, p.ID, known, c.want)
		}
	}
	if _, there := all[Likely]; !there {
		t.Error("what is not known begins with nothing")
	}
}

// TestTargetIs: a printer is named by its path, its number or its plug; any is
// one that the profile knows.
func TestTargetIs(t *testing.T) {
	all, _ := LoadProfiles(profiles.Printers)
	zebra := plugged("0a5f:0166", "ZPL")
	for target, want := range map[string]bool{
		"usb:0a5f:0166:SN": true, "usb:0a5f:0166@1-2": true, "usb:/dev/usb/lp0": true, "usb:any": true, "usb:any?profile=tsc-tspl": false,
		"usb:0a5f:0166:OTHER": false, "usb:/dev/usb/lp1": false, "tcp:0a5f:9100": false,
	} {
		to, err := ParseTarget(target)
		if err != nil {
			t.Fatal(err)
		}
		if to.Is(zebra, all[to.ProfileID()]) != want || to.String() != target {
			t.Errorf("%s (%s): %v", target, to, !want)
		}
	}
}

// TestAnyPrinter is the one that fits; of several it is said that one must be
// named, and of none that it is not there.
func TestAnyPrinter(t *testing.T) {
	p := profile(t, "zebra-zpl")
	to, err := ParseTarget("usb:any")
	if err != nil {
		t.Fatal(err)
	}
	zebra, office := plugged("0a5f:0166", "ZPL"), plugged("03f0:1234", "PCL")
	if node, err := to.among([]device.Found{office, zebra}, p); node != zebra.Node || err != nil {
		t.Errorf("got %s, %v", node, err)
	}
	for want, all := range map[State][]device.Found{Absent: {office}, Several: {zebra, office, zebra}} {
		if _, err := to.among(all, p); stateOf(err) != want {
			t.Errorf("of %d: %v", len(all), err)
		}
	}
}

func TestTargetOnACable(t *testing.T) {
	for target, good := range map[string]bool{
		"usb:/dev/usb/lp0": true, "usb:any": true, "usb:0a5f:0166@1-2": true, "usb:zz": false, "usb:0a5f:0166": false, "usb:lp0": false,
		"serial:/dev/ttyS0?baud=19200": true, "serial:/dev/ttyS0?baud=14400": false, "serial:/dev/ttyS0?baud=0": false, "usb:any?baud=9600": false,
	} {
		if _, err := ParseTarget(target); (err == nil) != good {
			t.Errorf("%s: %v", target, err)
		}
	}
}
