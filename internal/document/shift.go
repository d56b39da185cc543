package document

import (
	"time"

	"lotgate/internal/fact"
)

// Shift is what was recorded from the end of one shift to the end of the next
// (交接班), with the checkpoint that was signed over all facts up to then: the
// paper that it is printed on leaves the machine.
type Shift struct {
	ID         string       `json:"id"`
	From       time.Time    `json:"from"` // end of the shift before; zero for the first
	To         time.Time    `json:"to"`
	First      uint64       `json:"first"` // facts of the shift
	Last       uint64       `json:"last"`
	Counts     []ShiftCount `json:"counts"`
	Person     string       `json:"person"`     // who ended it
	Checkpoint string       `json:"checkpoint"` // signed, over the facts up to Last
	Key        string       `json:"key"`        // public, that checks it
}

// ShiftCount is how many facts of a kind there were.
type ShiftCount struct {
	Kind string `json:"kind"`
	N    int    `json:"n"`
}

var (
	shifts    = fact.NewNumberedTable[Shift]("shift")
	lastShift = fact.NewTable[Shift]("shift-last")
)

// shiftSeries begins the numbers of shift reports.
const shiftSeries = "JB"

// FindShift reads a shift by its number.
func FindShift(view fact.View, id string) (Shift, bool) { return shifts.Get(view, id) }

// LastShift is the shift that ended last.
func LastShift(view fact.View) (Shift, bool) { return lastShift.Get(view) }

// EndShift ends a shift, of which everything is known but its number. It goes on
// where the last one ended: who counted before another ended it is refused.
type EndShift struct{ Shift Shift }

func (c EndShift) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	s := c.Shift
	if before, _ := LastShift(view); s.First != before.Last+1 || s.Last < s.First {
		return nil, fact.Refuse("shift_ended", "id", before.ID)
	}
	s.ID, s.To, s.Person = nextNumber(view, shiftSeries, meta.At), meta.At, meta.Person
	return []fact.Fact{ShiftEnded{s}}, nil
}

// ShiftEnded is the end of a shift.
type ShiftEnded struct{ Shift Shift }

func (ShiftEnded) Kind() string { return "shift-ended" }

func (f ShiftEnded) Apply(store fact.Store, _ fact.Meta) {
	shifts.Put(store, f.Shift, f.Shift.ID)
	lastShift.Put(store, f.Shift)
	taken(store, shiftSeries, f.Shift.To)
}
