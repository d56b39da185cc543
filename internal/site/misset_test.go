package site_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lotgate/internal/document"
)

// TestAMissetGunIsNamed: a gun that sends a bar for GS is understood, every
// pack is marked so in its fact, and the technician reads how to set the gun.
func TestAMissetGunIsNamed(t *testing.T) {
	h := newHouse(t)
	dock := h.at("dock-1", "1001")
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	before := h.Books().Journal.Last()
	technician := newClient(t, h.Address())
	technician.must("POST", "/api/v1/session", map[string]string{"badge": "5001", "pin": pinOf("5001")}, nil)
	cure := func() string {
		var all struct{ Scanners []struct{ ID, Cure string } }
		technician.must("GET", "/api/v1/devices?lang=en", nil, &all)
		for _, gun := range all.Scanners {
			if gun.ID == "gun-1" {
				return gun.Cure
			}
		}
		t.Fatal("the gun is not listed")
		return ""
	}
	for i := range 5 {
		if said := cure(); said != "" {
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
	if said := cure(); !strings.Contains(said, "send GS (0x1D)") || !strings.Contains(said, "5 of the last") {
		t.Errorf("the technician reads %q", said)
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
