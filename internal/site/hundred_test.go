package site_test

import (
	"fmt"
	"slices"
	"testing"
)

// TestHundredScans: a hundred packs without a pause between them are a
// hundred facts, in order, each once, and the screen counts them all.
func TestHundredScans(t *testing.T) {
	h := newHouse(t)
	dock := h.at("dock-1", "1001")
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	before := h.Books().Journal.Last()

	var want, codes []string
	for i := range 100 {
		want = append(want, fmt.Sprintf("S%03d", i))
		codes = append(codes, string(serialised(t, want[i])))
	}
	h.scan(0, codes...)
	s := dock.await("the last pack", func(s shown) bool { return s.field("Serial") == "S099" })
	if s.Progress == nil || s.Progress.Done*400 != s.Progress.Total*100 {
		t.Errorf("progress %+v after 100 packs of 400", s.Progress)
	}
	if got := received(t, h.Books(), before); !slices.Equal(got, want) {
		t.Errorf("booked %q", got)
	}
	// The same hundred once more: nothing is booked twice.
	h.scan(0, codes...)
	dock.await("the last refusal", func(now shown) bool { return now.Code == "serial_seen" && now.Beep == s.Beep+100 })
	if got := received(t, h.Books(), before); !slices.Equal(got, want) {
		t.Errorf("booked after the same packs again: %q", got)
	}
}
