package book

import (
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

// clockSlack is how far the clock may be behind what is recorded: a time
// server may set it back by a little, a battery that has died sets it back by
// years.
const clockSlack = 10 * time.Minute

// clockStep is how finely the latest time is kept, so that not every fact
// writes it.
const clockStep = time.Minute

// The refusals of a clock.
var (
	ErrClockBack = fact.Refuse("clock_back")
	ErrClockFine = fact.Refuse("clock_fine")
)

// Clock reads the machine's clocks: the wall clock, and how all of them stand.
type Clock func() (wall time.Time, stamp fact.Clock)

func noClock() (time.Time, fact.Clock) { return time.Time{}, fact.Clock{} }

// stamp is how the clocks stand now that a fact is written which happened at.
func (b *Book) stamp(at time.Time) fact.Clock {
	wall, stamp := b.clock()
	if !wall.IsZero() {
		stamp.Late = wall.Sub(at).Milliseconds()
	}
	return stamp
}

// reached is the latest wall time that anything was recorded at.
var reached = fact.NewTable[time.Time]("clock")

// clockKinds are the facts about the clock itself.
var clockKinds = []fact.Fact{ClockAccepted{}, ClockJumped{}}

// anyClock are the kinds of facts for which no day counts: people may sign in
// and see what is wrong.
var anyClock = index(auth.Kinds(), clockKinds)

// inTime refuses facts of a clock that has been set back: expiry would be
// judged by a day that is long over.
func inTime(view fact.View, meta fact.Meta, facts []fact.Fact) error {
	last, _ := reached.Get(view)
	if !meta.At.Before(last.Add(-clockSlack)) {
		return nil
	}
	for _, f := range facts {
		if anyClock[f.Kind()] == nil {
			return fact.Refuse("clock_back", "now", minute(meta.At), "last", minute(last.In(meta.At.Location())))
		}
	}
	return nil
}

func minute(t time.Time) string { return t.Format("2006-01-02 15:04") }

// tick keeps the latest time, and where it is counted from.
func tick(store fact.Store, meta fact.Meta) {
	beginRun(store, meta)
	if last, _ := reached.Get(store); meta.At.After(last.Add(clockStep)) {
		reached.Put(store, meta.At)
	}
}

// AcceptClock is the word of whoever keeps the machine that its clock is right
// now, whatever it did before: what was recorded later was recorded by a wrong
// one.
type AcceptClock struct{}

func (AcceptClock) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	last, _ := reached.Get(view)
	jump, jumped := Jumped(view)
	if !jumped && !meta.At.Before(last.Add(-clockSlack)) {
		return nil, ErrClockFine
	}
	return []fact.Fact{ClockAccepted{Was: last, Jump: jump.Seq}}, nil
}

// ClockAccepted is the time from which the clock is believed again.
type ClockAccepted struct {
	Was  time.Time `json:"was"`            // what it had reached
	Jump uint64    `json:"jump,omitempty"` // the fact of the jump that was confirmed with it
}

func (ClockAccepted) Kind() string { return "clock-accepted" }

func (f ClockAccepted) Apply(store fact.Store, meta fact.Meta) {
	reached.Put(store, meta.At)
	jumps.Delete(store)
}
