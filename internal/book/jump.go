package book

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"lotgate/internal/fact"
)

// A wall clock that moved against the one that nobody can set has jumped from
// jumpLeast on. Less is how time servers put a clock right. Zones and summer
// time move no clock, they only show it otherwise.
const jumpLeast = time.Minute

// restLongest is how long a machine may be switched off before a clock that
// nobody keeps is doubted: by itself no machine knows how long it was.
const restLongest = 7 * 24 * time.Hour

// watch is what the book knows of the clock between two facts.
type watch struct {
	noting sync.Mutex
	base   atomic.Pointer[base] // nil until the clock was looked at
}

// base is where a run of the machine began by the wall clock.
type base struct {
	Run   string    `json:"run"`
	Began time.Time `json:"began"`
}

// Jump is a jump of the wall clock that nobody has confirmed yet.
type Jump struct {
	Seq uint64    `json:"seq"` // of the fact
	Was time.Time `json:"was"`
	Is  time.Time `json:"is"`
}

var (
	bases = fact.NewTable[base]("clock.base")
	jumps = fact.NewTable[Jump]("clock.jump")
)

// Jumped is the last jump of the clock, if nobody has confirmed since that the
// clock is right.
func Jumped(view fact.View) (Jump, bool) { return jumps.Get(view) }

// CheckClock records it if the wall clock has jumped since it was looked at
// last, be that before this book was opened. It is asked before every fact,
// and may be asked at any time.
func (b *Book) CheckClock(ctx context.Context) error {
	wall, stamp := b.clock()
	if stamp.Run == "" {
		return nil
	}
	now := base{stamp.Run, stamp.Began(wall)}
	if known := b.base.Load(); known != nil && known.holds(now) {
		return nil
	}
	b.noting.Lock()
	defer b.noting.Unlock()
	meta := fact.Meta{ID: fmt.Sprintf("clock/%s/%d", stamp.Run, stamp.Mono), At: wall, Clock: stamp}
	if _, err := awaited(b.early(ctx, meta, noteClock{})); err != nil {
		return fmt.Errorf("look at the clock: %w", err)
	}
	return b.View(func(view fact.View) error {
		known, _ := bases.Get(view)
		if known.Run != now.Run { // which the next fact begins
			known = now
		}
		b.base.Store(&known)
		return nil
	})
}

func (known base) holds(now base) bool {
	return known.Run == now.Run && now.Began.Sub(known.Began).Abs() < jumpLeast
}

// noteClock records a jump if there was one.
type noteClock struct{}

func (noteClock) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	known, _ := bases.Get(view)
	now := base{meta.Clock.Run, meta.Clock.Began(meta.At)}
	last, _ := reached.Get(view)
	away := meta.At.Sub(last)
	doubted := away <= -jumpLeast || away > restLongest && meta.Clock.State != fact.ClockSynced
	switch {
	case known.Run == now.Run && !known.holds(now):
		return []fact.Fact{ClockJumped{Was: meta.At.Add(known.Began.Sub(now.Began)), Is: meta.At}}, nil
	case known.Run != "" && known.Run != now.Run && doubted:
		return []fact.Fact{ClockJumped{Was: last, Is: meta.At, Off: true}}, nil
	}
	return nil, nil
}

// ClockJumped says that the wall clock was moved, or that nobody knows.
type ClockJumped struct {
	Was time.Time `json:"was"`           // what it would have shown; Off: when the last fact was written
	Is  time.Time `json:"is"`            // what it showed instead
	Off bool      `json:"off,omitempty"` // the machine was switched off in between
}

func (ClockJumped) Kind() string { return "clock-jumped" }

func (f ClockJumped) Apply(store fact.Store, meta fact.Meta) {
	bases.Put(store, base{meta.Clock.Run, meta.Clock.Began(meta.At)})
	jumps.Put(store, Jump{meta.Seq, f.Was, f.Is})
}

// beginRun keeps where a run of the machine began, at its first fact.
func beginRun(store fact.Store, meta fact.Meta) {
	if meta.Clock.Run == "" {
		return
	}
	if known, _ := bases.Get(store); known.Run != meta.Clock.Run {
		bases.Put(store, base{meta.Clock.Run, meta.Clock.Began(meta.At)})
	}
}
