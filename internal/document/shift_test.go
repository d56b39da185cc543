package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
)

// TestShiftsFollowEachOther without a gap and without a fact that is in two.
func TestShiftsFollowEachOther(t *testing.T) {
	h := newHouse(t)
	shift := func(first, last uint64) document.EndShift {
		return document.EndShift{Shift: document.Shift{First: first, Last: last}}
	}
	h.refused("shift_ended", shift(2, 9))
	h.refused("shift_ended", shift(1, 0))
	h.must("keeper", shift(1, 9))
	for _, no := range []document.EndShift{shift(1, 9), shift(1, 12), shift(9, 12), shift(11, 12), shift(10, 9)} {
		h.refused("shift_ended", no)
	}
	h.must("keeper", shift(10, 12))
	h.view(func(view fact.View) {
		if last, _ := document.LastShift(view); last.First != 10 || last.Last != 12 {
			t.Errorf("the last one is %+v", last)
		}
	})
}
