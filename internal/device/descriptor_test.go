package device_test

import (
	"slices"
	"strings"
	"testing"

	"lotgate/internal/device"
)

// Report descriptors: Honeywell's, as its hosts publish it; one without a byte
// count, whose filling is cut off; one without ids and identifiers; a keyboard.
const (
	counted   = "\x05\x8C\x09\x02\xA1\x01\x85\x02\x09\x12\xA1\x02\x15\x00\x26\xFF\x00\x75\x08\x95\x01\x05\x01\x09\x3B\x81\x02\x95\x03\x05\x8C\x09\xFB\x09\xFC\x09\xFD\x81\x02\x95\x38\x09\xFE\x82\x02\x01\x06\x66\xFF\x95\x02\x09\x04\x09\x00\x81\x02\x05\x8C\x25\x01\x75\x01\x95\x08\x09\xFF\x81\x02\xC0\xC0"
	uncounted = "\x05\x8C\x09\x02\xA1\x01\x85\x02\x75\x08\x95\x01\x09\xFB\x81\x02\x09\xFC\x81\x02\x09\xFD\x81\x02\x95\x08\x09\xFE\x82\x02\x01\x75\x01\x95\x01\x09\xFF\x81\x02\x75\x07\x81\x03\xC0"
	bare      = "\x05\x8C\x09\x02\xA1\x01\x75\x08\x95\x04\x09\xFE\x82\x02\x01\xC0"
	keyboard  = "\x05\x01\x09\x06\xA1\x01\x05\x07\x19\xE0\x29\xE7\x15\x00\x25\x01\x75\x01\x95\x08\x81\x02\xC0"
)

func TestDescriptorSaysWhereThingsStand(t *testing.T) {
	for _, c := range []struct {
		name, descriptor, sent string
		want                   []string
	}{
		{"counted", counted, "\x02\x04]Q1a\x00b\x00" + strings.Repeat("\x00", 52) + "??\x00", []string{"]Q1a\x00b\x00"}},
		{"uncounted", uncounted, "\x02]E0abc\x00\x00\x00\x00\x00\x00" + "\x02]Q1abcdefgh\x01" + "\x02]Q1i\x00\x00\x00\x00\x00\x00\x00\x00", []string{"]E0abc", "]Q1abcdefghi"}},
		{"bare", bare, "abcdxy\x00\x00", []string{"abcd", "xy"}},
		{"another report", uncounted, "\x07whatever it says", nil},
	} {
		if got := device.PlayReports([]byte(c.descriptor), []byte(c.sent)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if !device.BarcodePage([]byte(c.descriptor)) {
			t.Errorf("%s is not taken for a scanner", c.name)
		}
	}
	for _, d := range []string{keyboard, "", "\x05", strings.Repeat("\x75\xFF\x95\xFF\x09\xFE\x81\x02", 9)} {
		if device.BarcodePage([]byte(d)) {
			t.Errorf("%q is taken for a scanner", d)
		}
	}
}

// sounding is Honeywell's output report 4, as its hosts publish it: its bits are
// of no use, prevent reading, read, and further on an error and a good-read beep.
const sounding = "\x05\x8C\x09\x00\xA1\x02\x85\x04\x15\x00\x25\x01\x75\x01\x95\x08\x09\x00\x09\x5F\x09\x60\x09\x00\x09\x00\x09\x85\x09\x86\x91\x86\xC0"

func TestSoundReport(t *testing.T) {
	for _, c := range []struct {
		name, descriptor string
		usage            byte
		want             string
	}{
		{"error", counted + sounding, 0x85, "\x04\x20"},
		{"good read", counted + sounding, 0x86, "\x04\x40"},
		{"before the input", sounding + counted, 0x85, "\x04\x20"},
		{"not declared", counted + sounding, 0x87, ""},
		{"no output", counted, 0x85, ""},
		{"without ids", "\x05\x8C\x75\x01\x95\x08\x09\x85\x91\x02", 0x85, "\x00\x01"},
		{"in the second byte", "\x85\x09\x75\x08\x95\x01\x09\x01\x91\x02" + "\x05\x8C\x75\x01\x95\x08\x09\x85\x91\x02", 0x85, "\x09\x00\x01"},
		{"more usages than bits", "\x05\x8C\x85\x04\x75\x01\x95\x01\x09\x01\x09\x85\x91\x02", 0x85, ""},
		{"far too long", "\x05\x8C\x85\x04\x75\x08\x96\x00\x10\x09\x85\x91\x02", 0x85, ""},
	} {
		if got, ok := device.SoundReport([]byte(c.descriptor), c.usage); string(got) != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v, want %q", c.name, got, ok, c.want)
		}
	}
	if !device.BarcodePage([]byte(counted + sounding)) {
		t.Error("with sounds it is no scanner")
	}
}
