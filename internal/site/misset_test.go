package site_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lotgate/internal/device"
	"lotgate/internal/document"
	"lotgate/internal/site"
)

// listedDevice is a scanner as the technician's list has it.
type listedDevice struct {
	ID, Station, Profile, Cure string
	Setup                      []struct {
		Profile, Code, Text string
		Cures               bool
	}
}

// setRight is how the technician is told to set a scanner right.
func (c *client) setRight(id string) listedDevice {
	c.t.Helper()
	var all struct{ Scanners []listedDevice }
	c.must("GET", "/api/v1/devices?lang=en", nil, &all)
	if i := slices.IndexFunc(all.Scanners, func(d listedDevice) bool { return d.ID == id }); i >= 0 {
		return all.Scanners[i]
	}
	return listedDevice{}
}

// TestAMissetGunIsNamed: a gun that sends a bar for GS is understood, every
// pack is marked so in its fact, and the technician reads how to set the gun
// and is shown the barcode that does it.
func TestAMissetGunIsNamed(t *testing.T) {
	h := newHouse(t, func(o *site.Options) { o.Scanners[0].Profile = "datalogic" })
	dock := h.at("dock-1", "1001")
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	before := h.Books().Journal.Last()
	technician := newClient(t, h.Address())
	technician.must("POST", "/api/v1/session", map[string]string{"badge": "5001", "pin": pinOf("5001")}, nil)
	for i := range 5 {
		if said := technician.setRight("gun-1").Cure; said != "" {
			t.Fatalf("after %d scans: %s", i, said)
		}
		h.scan(0, strings.ReplaceAll(string(serialised(t, fmt.Sprintf("M%03d", i))), "\x1d", "|"))
		dock.await("a pack", func(s shown) bool { return s.field("Serial") == fmt.Sprintf("M%03d", i) })
	}
	for _, r := range facts[document.PackReceived](t, h.Books(), before) {
		if doubts := r.Fact.(document.PackReceived).Doubts; !slices.Equal(doubts, []string{"separator"}) {
			t.Errorf("a pack is marked %q", doubts)
		}
	}
	gun := technician.setRight("gun-1")
	for _, part := range []string{"5 of the last", "send GS (0x1D)", "set-up barcode below"} {
		if !strings.Contains(gun.Cure, part) {
			t.Errorf("the technician reads %q without %q", gun.Cure, part)
		}
	}
	if len(gun.Setup) < 2 || gun.Setup[0].Code != "no-conversion" || !gun.Setup[0].Cures || gun.Setup[1].Cures {
		t.Errorf("the technician is shown %+v", gun.Setup)
	}
	h.devicesPage()
}

// devicesPage looks at the barcode in the browser: as many dots as it has.
func (h *house) devicesPage() {
	b := chromium.or(h.t).profile(h.t)
	h.signInPage(b, 1, "pick-1", "2001")
	b.open(h.Address() + "/devices")
	b.says(".device .message", "GS")
	b.await("(() => { const i = document.querySelector('.setup img'); return i && i.complete && i.naturalWidth > 300 && i.naturalWidth === i.getBoundingClientRect().width })()")
	b.await("(() => { const d = document.querySelector('.device details'); d.open = true; return d.querySelectorAll('img').length > 2 })()")
	b.shoot("devices-setup")
	b.check()
}

// TestAProfileThatCannotBeUsedIsSaid, with its line and reason, to whoever looks
// at the devices, in either language; all else works.
func TestAProfileThatCannotBeUsedIsSaid(t *testing.T) {
	_, err := device.ParseProfile("mine.yaml", []byte("id: mine\nnonsense: 1\n"))
	h := newHouse(t, func(o *site.Options) { o.Broken = []error{err} })
	technician := newClient(t, h.Address())
	technician.must("POST", "/api/v1/session", map[string]string{"badge": "5001", "pin": pinOf("5001")}, nil)
	for language, want := range map[string]string{"en": "mine.yaml, line 2: there is no key", "zh-CN": "mine.yaml"} {
		var all struct{ Broken []string }
		technician.must("GET", "/api/v1/devices?lang="+language, nil, &all)
		if len(all.Broken) != 1 || !strings.Contains(all.Broken[0], want) || strings.Contains(all.Broken[0], "line 2") != (language == "en") {
			t.Errorf("in %s is said %q", language, all.Broken)
		}
	}
}

// TestAMissetKeyboardIsNamed: a gun that types in capitals and small letters
// the wrong way round is known by its station.
func TestAMissetKeyboardIsNamed(t *testing.T) {
	h := newHouse(t)
	keeper := newClient(t, h.Address())
	dock := keeper.at("dock-1", "1001")
	dock.good(func() {
		keeper.must("POST", "/api/v1/stations/dock-1/input", map[string]any{"kind": "scan", "data": []byte("LGD.CG-1001")}, nil)
	})
	for i := range 6 {
		data := strings.ToLower(string(serialised(t, fmt.Sprintf("M%03d", i))))
		data = "]D2" + data[3:]
		keeper.must("POST", "/api/v1/stations/dock-1/input", map[string]any{"kind": "scan", "data": []byte(data)}, nil)
		dock.await("a pack", func(s shown) bool { return s.field("Serial") == fmt.Sprintf("M%03d", i) })
	}
	technician := newClient(t, h.Address())
	technician.must("POST", "/api/v1/session", map[string]string{"badge": "5001", "pin": pinOf("5001")}, nil)
	gun := technician.setRight("keyboard:dock-1")
	if gun.Station != "dock-1" || gun.Profile != "generic-keyboard" || !strings.Contains(gun.Cure, "Caps Lock") || len(gun.Setup) == 0 || !strings.Contains(gun.Setup[0].Text, "Datalogic") {
		t.Errorf("the technician is told %+v", gun)
	}
}

// TestTraceCodes: the demo's trace code and the code of its pack make one
// pack, in either order.
func TestTraceCodes(t *testing.T) {
	h := newHouse(t)
	dock := h.at("dock-1", "1001")
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	first, second := string(code(t, "CG-1001", "trace", 0)), string(code(t, "CG-1001", "trace", 1))
	pack := string(code(t, "CG-1001", "trace_pack", 0))
	h.scan(0, first)
	dock.await("the lot is asked for", func(s shown) bool { return s.State == "ask" })
	dock.good(func() { h.scan(0, pack) })
	dock.good(func() { h.scan(0, pack) })
	h.scan(0, second)
	dock.await("whether it is the same pack's", func(s shown) bool { return s.State == "ask" })
	dock.good(func() { h.scan(0, "LGC.SAME") })
	if s := dock.await("the second pack's number", func(s shown) bool { return s.field("Serial") == second }); s.State != "good" {
		t.Errorf("the screen is %s", s.State)
	}
	if got := received(t, h.Books(), 0); !slices.Equal(got, []string{first, ""}) {
		t.Errorf("booked %q", got)
	}
	if named := facts[document.PackNamed](t, h.Books(), 0); len(named) != 1 || named[0].Fact.(document.PackNamed).Serial != second {
		t.Errorf("named %v", named)
	}
	h.scan(0, first)
	dock.await("the refusal", func(s shown) bool { return s.Code == "serial_seen" })
}
