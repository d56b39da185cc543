package device_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"lotgate/internal/device"
	"lotgate/internal/words"
)

func TestParseSpec(t *testing.T) {
	for in, want := range map[string]device.Spec{
		"serial:/dev/ttyACM0?profile=generic-serial&station=dock-1": {
			Driver: "serial", Address: "/dev/ttyACM0", Name: "ttyACM0", Profile: "generic-serial", Station: "dock-1"},
		"serial:/dev/serial/by-id/usb-ACME:1-if00?station=dock-1&profile=p&baud=115200&name=left": {
			Driver: "serial", Address: "/dev/serial/by-id/usb-ACME:1-if00", Name: "left", Profile: "p", Station: "dock-1", Baud: 115200},
		"tcp:10.0.0.7:2001?profile=generic-tcp&station=dock-2": {
			Driver: "tcp", Address: "10.0.0.7:2001", Name: "10.0.0.7-2001", Profile: "generic-tcp", Station: "dock-2"},
		"listen:[::1]:9100?profile=generic-tcp&station=dock-2": {
			Driver: "listen", Address: "[::1]:9100", Name: "1-9100", Profile: "generic-tcp", Station: "dock-2"},
		"listen::9100?profile=generic-tcp&station=dock-2&from=10.0.0.7": {
			Driver: "listen", Address: ":9100", Name: "9100", Profile: "generic-tcp", Station: "dock-2", From: netip.MustParsePrefix("10.0.0.7/32")},
		"listen:dock:9100?profile=generic-tcp&station=dock-2&from=10.0.0.0/24": {
			Driver: "listen", Address: "dock:9100", Name: "dock-9100", Profile: "generic-tcp", Station: "dock-2", From: netip.MustParsePrefix("10.0.0.0/24")},
		"usb:any?station=dock-1": {
			Driver: "usb", Address: "any", Name: "any", Profile: "usb", Station: "dock-1"},
		"hidraw:0c2e:0b81:19032B0A5C?profile=generic-hidpos&station=dock-1": {
			Driver: "hidraw", Address: "0c2e:0b81:19032B0A5C", Name: "0c2e-0b81-19032B0A5C", Profile: "generic-hidpos", Station: "dock-1"},
		"evdev:0c2e:0b01@1-1.4?profile=generic-keyboard&station=dock-1": {
			Driver: "evdev", Address: "0c2e:0b01@1-1.4", Name: "0c2e-0b01-1-1.4", Profile: "generic-keyboard", Station: "dock-1"},
		"virtual:gun-1?profile=generic-serial&station=dock-1": {
			Driver: "virtual", Address: "gun-1", Name: "gun-1", Profile: "generic-serial", Station: "dock-1"},
	} {
		got, err := device.ParseSpec(in)
		if err != nil || got != want {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", in, got, err, want)
		}
	}
}

func TestParseSpecRefuses(t *testing.T) {
	for _, c := range []struct{ in, code, says string }{
		{"", "driver", "serial:"},
		{"usb3:/dev/ttyACM0?profile=p&station=s", "driver", "serial:/dev/serial/by-id/NAME"},
		{"usb:/dev/ttyACM0?station=s", "address", "usb:any"},
		{"usb:any?profile=p&station=s", "key", "station"},
		{"usb:any", "missing", "station="},
		{"/dev/ttyACM0", "driver", "tcp:HOST:PORT"},
		{"serial:?profile=p&station=s", "address", "serial:/dev/serial/by-id/NAME"},
		{"serial:" + strings.Repeat("x", 1025) + "?profile=p&station=s", "address", ""},
		{"virtual:../gun?profile=p&station=s", "address", "virtual:NAME"},
		{"serial:/dev/x?profile=%zz&station=s", "query", "profile, station, name, baud"},
		{"serial:/dev/x?profile=p;station=s", "query", ""},
		{"serial:/dev/x?profile=p&profile=q&station=s", "twice", "profile"},
		{"serial:/dev/x?profile=p&station=s&speed=9600", "key", "profile, station, name, baud"},
		{"serial:/dev/x?profile=p&station=s&from=10.0.0.7", "key", "profile, station, name, baud"},
		{"tcp:10.0.0.7:2001?profile=p&station=s&baud=9600", "key", "profile, station, name"},
		{"tcp:10.0.0.7?profile=p&station=s", "address", "tcp:HOST:PORT"},
		{"listen::9100?profile=p&station=s&from=dock", "from", "10.0.0.0/24"},
		{"serial:/dev/x?profile=p&station=s&baud=9601", "baud", "9600, 19200"},
		{"serial:/dev/x?profile=p&station=s&baud=fast", "baud", "9600"},
		{"serial:/dev/x?profile=p&station=dock 1", "name", "64"},
		{"serial:/dev/x?profile=p&station=", "name", "station="},
		{"serial:/dev/x?profile=p&station=s&name=../x", "name", "name="},
		{"serial:/dev/x?profile=p", "missing", "station="},
		{"serial:/dev/x", "missing", "profile="},
		{"serial:/dev/枪?profile=p&station=s", "missing", "name="},
	} {
		_, err := device.ParseSpec(c.in)
		var p *device.Problem
		if !errors.As(err, &p) || p.Text.Code != "device.spec."+c.code {
			t.Errorf("%.60q: got %v, want %s", c.in, err, c.code)
			continue
		}
		for _, l := range words.Languages {
			if said := p.Text.In(l); !strings.Contains(said, c.says) || strings.Contains(said, "{") || said == p.Text.Code {
				t.Errorf("%.60q in %s: %s", c.in, l, said)
			}
		}
	}
}

func FuzzParseSpec(f *testing.F) {
	f.Add("serial:/dev/ttyACM0?profile=generic-serial&station=dock-1&baud=9600")
	f.Add("virtual:..?profile=a&station=b&name=c")
	f.Fuzz(func(t *testing.T, in string) {
		s, err := device.ParseSpec(in)
		if err == nil && (s.Name == "" || s.Profile == "" || s.Station == "") {
			t.Errorf("%q was taken as %+v", in, s)
		}
	})
}
