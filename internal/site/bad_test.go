package site_test

import (
	"strings"
	"testing"
	"unicode"

	"lotgate/internal/screen"
)

// TestBadInput sends through a pty what no scanner should send. Each is
// refused on the screen, with a code and words in both languages, and counted;
// none leaves a fact behind; and the next good pack is booked.
func TestBadInput(t *testing.T) {
	h := newHouse(t)
	english := h.at("dock-1", "1001")
	zh := newClient(t, h.Address())
	zh.must("POST", "/api/v1/stations/dock-1/signin", map[string]string{"badge": "1001", "pin": pinOf("1001")}, nil)
	chinese := zh.watch("/api/v1/stations/dock-1/live?lang=zh-CN")
	technician := newClient(t, h.Address())
	technician.must("POST", "/api/v1/session", map[string]string{"badge": "5001", "pin": pinOf("5001")}, nil)
	english.good(func() { h.scan(0, "LGD.CG-1001") })

	good := string(code(t, "CG-1001", "good", 0))
	garbage := make([]byte, 200)
	for i := range garbage {
		garbage[i] = byte(i*7+1) | 0x80
	}
	cases := []struct{ name, sent, code string }{
		{"binary garbage", string(garbage) + "\r", ""},
		{"control characters", "\x00\x01\x02\x1d\x1d\x1e\x04\r", ""},
		{"1 MiB without an end", strings.Repeat("01069999", 1<<17) + "\r", "device.trouble.too_long"},
		{"half a code, then silence", good[:12], "device.trouble.cut_off"},
		{"wrong check digit", string(code(t, "CG-1001", "wrong_digit", 0)) + "\r", "scan.check_digit"},
		{"unknown identifier", "]d2" + good[3:19] + "05" + "ABC\r", ""},
		{"Chinese", "]Q1阿莫西林胶囊\r", "scan.not_a_code"},
		{"Chinese in GB 18030", "\xb0\xa2\xc4\xaa\xce\xf7\xc1\xd6\r", ""},
		{"a web page", "]Q1https://example.org/leaflet\r", ""},
	}
	for i, c := range cases {
		t.Log(c.name) // above what follows
		before, counted := h.Books().Journal.Last(), troubles(technician)
		s := english.answer(func() { h.send(0, c.sent) })
		refused(t, s, c.code)
		said := chinese.await("the same in Chinese", func(z shown) bool { return z.Beep == s.Beep })
		refused(t, said, c.code)
		if !chineseWords(said.Big+said.Says) || chineseWords(s.Big+s.Says) {
			t.Errorf("said %q and %q", s.Says, said.Says)
		}
		if n := troubles(technician); n <= counted {
			t.Errorf("the scanner's count of troubles is %d, and was %d before", n, counted)
		}
		if last := h.Books().Journal.Last(); last != before {
			t.Errorf("%d facts were written", last-before)
		}
		serial := "GOOD" + string(rune('A'+i))
		if s := english.good(func() { h.scan(0, good+"\x1d21"+serial) }); s.field("Serial") != serial {
			t.Errorf("after it a good pack gets %+v", s)
		}
	}
	if n := len(received(t, h.Books(), 0)); n != len(cases) {
		t.Errorf("%d packs booked, want %d", n, len(cases))
	}
}

// TestUnplugged pulls a scanner's plug in the middle of a code: the half is
// refused, the scanner is missed on its station's screen and on no other, and
// works again when it is back.
func TestUnplugged(t *testing.T) {
	h := newHouse(t)
	dock, pick := h.at("dock-1", "1001"), h.at("pick-1", "2001")
	good := string(code(t, "CG-1001", "good", 0))
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	for _, serial := range []string{"A", "B"} {
		before := h.Books().Journal.Last()
		h.send(0, good) // without its end
		if serial == "A" {
			dock.await("the half is refused", func(s shown) bool { return s.Code == "device.trouble.cut_off" })
		} // else the plug is pulled at once
		if err := h.guns[0].Unplug(); err != nil {
			t.Fatal(err)
		}
		dock.await("the missing scanner", func(s shown) bool { return s.notice("gun-1") })
		if h.Books().Journal.Last() != before {
			t.Error("half a code left facts")
		}
		if pick.last().notice("gun-1") {
			t.Error("the picker is told of the dock's scanner")
		}
		if err := h.guns[0].Replug(); err != nil {
			t.Fatal(err)
		}
		dock.await("the scanner back", func(s shown) bool { return len(s.Notices) == 0 })
		if s := dock.good(func() { h.scan(0, good+"\x1d21"+serial) }); s.field("Serial") != serial {
			t.Errorf("after replugging a good pack gets %+v", s)
		}
	}
}

func refused(t testing.TB, s shown, code string) {
	t.Helper()
	if s.State != screen.Bad || s.Code == "" || s.Big == "" || s.Says == "" || (code != "" && s.Code != code) {
		t.Errorf("answer %s %q: %q %q, want a refusal %s", s.State, s.Code, s.Big, s.Says, code)
	}
	for _, text := range []string{s.Big, s.Says} {
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }) {
			t.Errorf("the screen says %q", text)
		}
	}
}

func chineseWords(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// troubles is what the technician's list counts of the dock's scanner.
func troubles(c *client) int64 {
	c.t.Helper()
	var list struct {
		Scanners []struct {
			ID       string
			Troubles int64
		}
	}
	c.must("GET", "/api/v1/devices", nil, &list)
	for _, d := range list.Scanners {
		if d.ID == "gun-1" {
			return d.Troubles
		}
	}
	c.t.Fatal("the scanner is not on the list")
	return 0
}

// send lets a gun send bytes as they are.
func (h *house) send(gun int, data string) {
	h.t.Helper()
	if err := h.guns[gun].Send([]byte(data)); err != nil {
		h.t.Fatal(err)
	}
}
