package printer

import (
	"errors"
	"strconv"
	"time"

	"lotgate/internal/words"
)

// State is how a printer is.
type State string

// The states. A printer that does not answer may be off, out of paper or
// unplugged: it cannot be told from here, so it is not called off.
const (
	Ready    State = "ready"
	Printing State = "printing"
	NoAnswer State = "no_answer"
	Stuck    State = "stuck"    // it answers but takes no data
	Silent   State = "silent"   // it answers, but no longer says how it is
	Storage  State = "storage"  // the labels owed cannot be read or written
	Folder   State = "folder"   // its folder cannot be written
	Template State = "template" // what its labels look like cannot be read

	// Of a printer on a cable.
	Absent  State = "absent"  // it is not plugged in, or off
	Denied  State = "denied"  // it is there, but the daemon may not open it
	Held    State = "held"    // another program has it open
	Several State = "several" // it is not said which of them is meant
)

// Any condition that stops a printer is a state as well: State(PaperOut).

// trouble is a printer that says itself why it waits for a person.
type trouble struct{ is Condition }

func (t *trouble) Error() string { return "the printer says: " + string(t.is) }

// Status is how a printer is now.
type Status struct {
	Name        string     `json:"name"`
	Target      string     `json:"target"`
	Profile     string     `json:"profile"`
	ProfileName words.Text `json:"profileName"`
	Doubt       words.Text `json:"doubt"` // what of the profile is not verified
	Template    string     `json:"template"`
	DPMM        int        `json:"dpmm"`
	State       State      `json:"state"`
	Low         bool       `json:"low,omitempty"`   // the paper nears its end
	Text        words.Text `json:"text"`            // the state, and what to do about it
	Cause       string     `json:"cause,omitempty"` // of a trouble, for the technician
	Waiting     int        `json:"waiting"`         // jobs owed, as far as they were read: at most 32
	Printed     int64      `json:"printed"`         // since the start
	Since       time.Time  `json:"since"`           // when State began
	Last        Outcome    `json:"last"`            // of the job that ended last
}

// Trouble reports whether somebody has to do something.
func (s Status) Trouble() bool { return s.State != Ready && s.State != Printing }

// Status is how the printer is now.
func (q *Queue) Status() Status {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.status
}

// Watch tells of every change of Status: after a receive, look at it. Changes
// in quick succession are told once. Call cancel to stop.
func (q *Queue) Watch() (changed <-chan struct{}, cancel func()) {
	c := make(chan struct{}, 1)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.watchers[c] = true
	return c, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(q.watchers, c)
	}
}

// set changes the status by f and tells the watchers if anything is new.
func (q *Queue) set(f func(*Status)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	was := q.status
	f(&q.status)
	s := &q.status
	if s.State != was.State {
		s.Since = time.Now()
	}
	if s.State == was.State && s.Waiting == was.Waiting && s.Cause == was.Cause && s.Last.End == was.Last.End && s.Low == was.Low && s.Printed == was.Printed {
		return
	}
	waiting := strconv.Itoa(s.Waiting)
	if s.Waiting == pendingLimit {
		waiting += "+" // no more are read at once
	}
	state := s.State
	if s.Low && !s.Trouble() {
		state = State(PaperLow)
	}
	s.Text = words.Say("label.state."+string(state), "printer", s.Name, "waiting", waiting, "cause", s.Cause)
	for c := range q.watchers {
		select {
		case c <- struct{}{}:
		default: // it has been told already
		}
	}
}

// count says how many jobs were found, and nothing of the printer.
func (q *Queue) count(owed int) { q.set(func(s *Status) { s.Waiting = owed }) }

// work says how many jobs were found. A printer in trouble stays so until a
// job has gone through.
func (q *Queue) work(owed int) {
	q.set(func(s *Status) {
		s.Waiting = owed
		if owed == 0 {
			s.State, s.Cause = Ready, ""
		} else if !s.Trouble() {
			s.State = Printing
		}
	})
}

// over says how a job ended. An end other than printed says nothing about the
// printer's health: the next job will tell.
func (q *Queue) over(outcome Outcome) {
	q.set(func(s *Status) {
		s.Waiting, s.Last = max(s.Waiting-1, 0), outcome
		if outcome.End == Printed {
			s.State, s.Cause = Printing, ""
			s.Printed++
		}
	})
}

// trouble says why the jobs stay.
func (q *Queue) trouble(err error) {
	q.set(func(s *Status) { s.State, s.Cause = stateOf(err), err.Error() })
}

func stateOf(err error) State {
	var says *trouble
	if errors.As(err, &says) {
		return State(says.is)
	}
	for _, known := range []struct {
		err   error
		state State
	}{{errStorage, Storage}, {errFolder, Folder}, {errStuck, Stuck}, {errSilent, Silent}, {errTemplate, Template},
		{errAbsent, Absent}, {errDenied, Denied}, {errHeld, Held}, {errSeveral, Several}} {
		if errors.Is(err, known.err) {
			return known.state
		}
	}
	return NoAnswer
}
