package site

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// Clock is the machine's clocks, in the site's zone.
type Clock interface {
	Now() time.Time
	Read() (wall time.Time, stamp fact.Clock)
}

// lookAtClock tells at the start what became of the clock since the last one.
func (s *Site) lookAtClock(ctx context.Context) error {
	s.checkClock(ctx)
	return s.keepJump()
}

// checkClock records a jump of the clock, if there was one. Where that cannot
// be written nothing else can, which is told already.
func (s *Site) checkClock(ctx context.Context) {
	if err := s.books.CheckClock(ctx); err != nil && ctx.Err() == nil && s.books.Broken() == nil {
		s.Log.Warn("the clock could not be looked at", "fault", err)
	}
}

// keepJump keeps for the screens whether a jump is to be told.
func (s *Site) keepJump() error {
	var told *book.Jump
	err := s.books.View(func(view fact.View) error {
		if jump, jumped := book.Jumped(view); jumped {
			told = &jump
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read whether the clock jumped: %w", err)
	}
	s.jump.Store(told)
	return nil
}

// aboutClock reports whether a batch tells of the clock; a nil one may.
func aboutClock(batch []fact.Recorded) bool {
	return batch == nil || slices.ContainsFunc(batch, func(r fact.Recorded) bool {
		switch r.Fact.(type) {
		case book.ClockJumped, book.ClockAccepted:
			return true
		}
		return false
	})
}

// jumpText says that the date is to be checked, until somebody has.
func (s *Site) jumpText() (words.Text, bool) {
	jump := s.jump.Load()
	if jump == nil {
		return words.Text{}, false
	}
	show := func(t time.Time) string { return t.In(s.Zone).Format("2006-01-02 15:04") }
	return words.Say("notice.clock_jumped", "was", show(jump.Was), "is", show(jump.Is)), true
}

// clockPort shows the clock to whoever looks after devices.
func (s *Site) clockPort() server.Clock {
	state := func() fact.ClockState {
		_, stamp := s.Clock.Read()
		return stamp.State
	}
	jumped := func() (words.Text, bool, error) {
		if err := s.keepJump(); err != nil {
			return words.Text{}, false, err
		}
		text, is := s.jumpText()
		return text, is, nil
	}
	return server.Clock{Jumped: jumped, State: state, Accept: book.AcceptClock{}}
}
