// Package clock reads the clocks of the machine: the one on the wall, which
// people and time servers set, one that nobody can set, and whether a time
// server keeps the first.
package clock

import (
	"time"

	"lotgate/internal/fact"
)

// Clock is the machine's clocks, read in one zone. It is safe for use by
// several goroutines.
type Clock struct{ zone *time.Location }

// In makes a clock that shows the time in a zone.
func In(zone *time.Location) Clock { return Clock{zone} }

// Now is the wall clock's time.
func (c Clock) Now() time.Time { return time.Now().In(c.zone) }

// Read reads all clocks at one moment.
func (c Clock) Read() (wall time.Time, stamp fact.Clock) {
	run, since := sinceStart()
	return c.Now(), fact.Clock{Zone: c.zone.String(), Run: run, Mono: since.Microseconds(), State: state()}
}
