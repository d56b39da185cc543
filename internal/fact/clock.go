package fact

import "time"

// Clock is how the machine's clocks stood when a fact was written. Facts of
// before this was kept lack all of it.
type Clock struct {
	Zone string `json:"zone,omitempty"` // that days were counted in: "Asia/Shanghai"
	// Run names the time from one start of the machine to the next, Mono counts
	// the microseconds of it by a clock that nobody can set: of two facts of one
	// run the later has never the lower.
	Run  string `json:"run,omitempty"`
	Mono int64  `json:"mono,omitempty"`
	// Late is by how many milliseconds the fact was written after its At.
	Late  int64      `json:"late,omitempty"`
	State ClockState `json:"state,omitempty"`
}

// ClockState says whether a time server keeps the wall clock.
type ClockState string

// The states of a wall clock.
const (
	ClockUnknown ClockState = ""
	ClockSynced  ClockState = "synced"
	ClockFree    ClockState = "free" // nobody keeps it
)

// Began is when the run began by the wall clock, as of a fact with that At. It
// stays the same as long as nobody sets the wall clock, whatever the zone.
func (c Clock) Began(at time.Time) time.Time {
	return at.Add(time.Duration(c.Late)*time.Millisecond - time.Duration(c.Mono)*time.Microsecond)
}
