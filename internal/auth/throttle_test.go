package auth_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

// seconds is the wait that err asks for, 0 if it asks for none.
func seconds(err error) int {
	refusal := new(fact.Refusal)
	if !errors.As(err, &refusal) || refusal.Code() != "wait" {
		return 0
	}
	return refusal.Args["seconds"].(int)
}

// TestPersonSlowsDown guesses at one badge from ever new places: three slips
// are free, then each failure doubles the wait, up to a quarter of an hour.
func TestPersonSlowsDown(t *testing.T) {
	s := newSite(t)
	for i, want := range []int{0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900} {
		err := s.prove("K01", "0000", fmt.Sprint("addr:", i))
		refused(t, fmt.Sprint("failure ", i+1), err, "wrong_badge_or_pin")
		err = s.prove("K01", "1234", "elsewhere")
		if got := seconds(err); got != want {
			t.Fatalf("after %d failures the wait is %d s, want %d", i+1, got, want)
		}
		if want == 0 { // the right PIN cleared the count: fail anew
			for range i + 1 {
				s.prove("K01", "0000", fmt.Sprint("addr:", i))
			}
		}
		s.pass(time.Duration(want) * time.Second)
	}
	refused(t, "another person meanwhile", s.prove("P01", "5678", "desk"), "")
	refused(t, "the right PIN in time", s.prove("K01", "1234", "desk"), "")
	refused(t, "and all is forgotten", s.prove("K01", "0000", "desk"), "wrong_badge_or_pin")
	refused(t, "so a slip is free again", s.prove("K01", "1234", "desk"), "")
}

// TestSourceSlowsDown guesses at badges that nobody has, from one place.
func TestSourceSlowsDown(t *testing.T) {
	s := newSite(t)
	for i := range 9 {
		refused(t, "slip", s.prove(fmt.Sprint("X", i), "0000", "dock-1"), "wrong_badge_or_pin")
	}
	refused(t, "ninth slip is free", s.prove("K01", "1234", "dock-1"), "")
	refused(t, "tenth", s.prove("X", "0000", "dock-1"), "wrong_badge_or_pin")
	if got := seconds(s.prove("K01", "1234", "dock-1")); got != 5 {
		t.Errorf("wait at the place is %d s, want 5", got)
	}
	refused(t, "another place meanwhile", s.prove("K01", "1234", "dock-2"), "")
	for range 20 {
		s.pass(time.Minute)
		s.prove("X", "0000", "dock-1")
	}
	if got := seconds(s.prove("K01", "1234", "dock-1")); got != 60 {
		t.Errorf("longest wait at a place is %d s, want 60", got)
	}
	s.pass(16 * time.Minute)
	refused(t, "all forgotten", s.prove("X", "0000", "dock-1"), "wrong_badge_or_pin")
	refused(t, "all forgotten", s.prove("K01", "1234", "dock-1"), "")
}

func TestLockoutOutlivesRestart(t *testing.T) {
	s := newSite(t)
	for range 4 {
		s.prove("K01", "0000", "dock-1")
	}
	s.restart()
	if got := seconds(s.prove("K01", "1234", "dock-1")); got != 5 {
		t.Errorf("wait after a restart is %d s, want 5", got)
	}
}

func TestWaitIsNotPutOffByAsking(t *testing.T) {
	s := newSite(t)
	for range 4 {
		s.prove("K01", "0000", "dock-1")
	}
	before := len(s.ledger.facts)
	for range 5 {
		s.prove("K01", "0000", "dock-1")
		s.pass(time.Second)
	}
	if len(s.ledger.facts) != before {
		t.Error("asking during a wait wrote facts")
	}
	refused(t, "after the wait", s.prove("K01", "1234", "dock-1"), "")
}

func TestClockSetBackDoesNotLockForEver(t *testing.T) {
	s := newSite(t)
	for range 4 {
		s.prove("K01", "0000", "dock-1")
	}
	s.pass(-24 * time.Hour)
	if got := seconds(s.prove("K01", "1234", "dock-1")); got != 5 {
		t.Errorf("wait with a clock set back by a day is %d s, want 5", got)
	}
}

// TestGuessesAtOnce sends many guesses at the same moment: no more of them
// may be tried than one after the other.
func TestGuessesAtOnce(t *testing.T) {
	s := newSite(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { s.prove("K01", "0000", fmt.Sprint("addr:", i)) })
	}
	all.Wait()
	tried := 0
	for _, f := range s.ledger.facts {
		if _, is := f.(auth.SignInFailed); is {
			tried++
		}
	}
	if tried != 4 {
		t.Errorf("%d guesses were tried at once, want 4", tried)
	}
}

// TestManySources fails from far more places than are remembered: the table
// stays bounded and the last ones are slowed down all the same.
func TestManySources(t *testing.T) {
	s := newSite(t)
	for i := range 256 + 10 {
		refused(t, "stranger", s.prove("X", "0000", fmt.Sprint("addr:", i)), "wrong_badge_or_pin")
	}
	if got := seconds(s.prove("K01", "1234", "addr:new")); got != 5 {
		t.Errorf("wait for one more place is %d s, want 5", got)
	}
	refused(t, "a place that is known", s.prove("K01", "1234", "addr:3"), "")
}

func TestUncountedGuessIsAFault(t *testing.T) {
	s := newSite(t)
	s.ledger.down = errors.New("disk full")
	err := s.prove("K01", "0000", "dock-1")
	if !errors.Is(err, s.ledger.down) || errors.Is(err, fact.Refuse("wrong_badge_or_pin")) {
		t.Errorf("wrong PIN while nothing can be written: %v, want the fault", err)
	}
	refused(t, "right PIN while nothing can be written", s.prove("K01", "1234", "dock-1"), "")
}

// TestQueueIsBounded holds the ledger up while ever more people sign in: one
// is at it, others wait, and the one too many is sent away at once.
func TestQueueIsBounded(t *testing.T) {
	s := newSite(t)
	ctx, cancel := context.WithCancel(context.Background())
	s.ledger.mu.Lock()
	ended := make(chan error)
	const room = 32
	for range room + 1 {
		go func() {
			_, err := s.Prove(ctx, "K01", "1234", "dock-1")
			ended <- err
		}()
	}
	refused(t, "one too many", <-ended, "busy")
	cancel()
	for range room - 1 {
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("one who waited and went away: %v", err)
		}
	}
	s.ledger.mu.Unlock()
	<-ended
	refused(t, "afterwards", s.prove("K01", "1234", "dock-1"), "")
}
