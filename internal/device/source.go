package device

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"lotgate/internal/words"
)

// Waits between two attempts to open a port: quick at first, because a loose
// plug comes back at once, and never more than a technician will stand there
// for.
const (
	firstWait = 100 * time.Millisecond
	longWait  = 2 * time.Second
)

// source is one scanner: it owns its port, its framer and its status.
type source struct {
	spec    Spec
	profile Profile
	open    Open
	handler Handler
	changed func() // wakes those who watch statuses
	answers chan Mark

	mu     sync.Mutex
	status Status
	port   Port // nil while not connected
}

func newSource(spec Spec, profile Profile, open Open, o Options, changed func()) *source {
	s := &source{
		spec: spec, profile: profile, open: open, handler: o.Handler, changed: changed,
		answers: make(chan Mark, answersHeld),
	}
	s.status = Status{
		Scanner: spec.Name, Station: spec.Station, Address: spec.Driver + ":" + spec.Address,
		Profile: profile.ID, ProfileName: profile.Said(), Doubt: profile.DoubtSaid(),
		State: Absent, Text: words.Say("device.state.starting"), Since: time.Now(),
	}
	return s
}

// run keeps the scanner open until ctx ends.
func (s *source) run(ctx context.Context) {
	wait := firstWait
	for ctx.Err() == nil {
		heard, err := s.connect(ctx)
		if heard {
			wait = firstWait
		}
		if ctx.Err() != nil {
			return
		}
		s.setState(unavailable(s.spec.Address, err))
		if !sleep(ctx, wait) {
			return
		}
		wait = min(wait*2, longWait)
	}
}

// connect opens the port and reads it until it breaks. It reports whether the
// connection was of any use: one that breaks at once must not be retried ten
// times a second for ever.
func (s *source) connect(ctx context.Context) (useful bool, err error) {
	line := s.profile.Line
	if s.spec.Baud != 0 {
		line.Baud = s.spec.Baud
	}
	port, err := s.open(ctx, s.spec, line)
	if err != nil {
		return false, err
	}
	begun := time.Now()
	stop := context.AfterFunc(ctx, func() { port.Close() })
	s.setPort(port)
	heard, err := s.read(port)
	s.setPort(nil)
	stop()
	// Close before the next attempt: while the old descriptor is open, the
	// kernel keeps its node and the gun comes back under another.
	return heard || time.Since(begun) > longWait, errors.Join(err, port.Close())
}

// read hands on what the port brings until it breaks.
func (s *source) read(port Port) (heard bool, err error) {
	framer := NewFramer(s.profile.Framing, s.take)
	defer framer.Break()
	buffer := make([]byte, LongestFrame)
	timed := false
	for {
		if pending := framer.Pending(); pending || timed {
			if err := port.SetReadDeadline(s.idleEnd(pending)); err != nil {
				return heard, err
			}
			timed = pending
		}
		n, err := port.Read(buffer)
		heard = heard || n > 0
		framer.Feed(buffer[:n])
		if errors.Is(err, os.ErrDeadlineExceeded) {
			framer.Pause()
			continue
		}
		if err != nil {
			return heard, err
		}
	}
}

func (s *source) idleEnd(pending bool) time.Time {
	if !pending {
		return time.Time{}
	}
	return time.Now().Add(cmp.Or(s.profile.Framing.Idle, usualIdle))
}

// take makes a Frame or a Trouble of what the framer found.
func (s *source) take(p Piece) {
	at := time.Now()
	data := append([]byte(nil), p.Data...)
	if p.Trouble == "" {
		f := Frame{Scanner: s.spec.Name, Station: s.spec.Station, Data: s.profile.GS.Restore(data), At: at}
		s.update(func(st *Status) { st.count(f) })
		s.handler.Frame(f)
		return
	}
	t := Trouble{Scanner: s.spec.Name, Station: s.spec.Station, Kind: p.Trouble, Bytes: p.Bytes, Head: data, At: at}
	s.update(func(st *Status) { st.throw(t) })
	s.handler.Trouble(t)
}

// setPort makes port the one that answers go to, and says that the scanner is
// there; nil says nothing, for the reason is not known yet. The gun is greeted
// before anybody learns that it is there, so that no answer overtakes it.
func (s *source) setPort(port Port) {
	s.mu.Lock()
	s.port = port
	s.mu.Unlock()
	if port != nil {
		s.Answer(Greet)
		s.update(func(st *Status) { st.Connects++ })
		s.setState(Connected, words.Say("device.state.connected"))
	}
}

// setState tells a change of state or of its reason, once.
func (s *source) setState(state State, text words.Text) {
	s.mu.Lock()
	news := s.status.turn(state, text)
	now := s.status
	s.mu.Unlock()
	if news {
		s.handler.State(now)
		s.changed()
	}
}

func (s *source) update(change func(*Status)) {
	s.mu.Lock()
	change(&s.status)
	s.mu.Unlock()
	s.changed()
}

func (s *source) snapshot() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// unavailable is the state and the words for why a port did not open or broke.
func unavailable(address string, err error) (State, words.Text) {
	var u *Unavailable
	switch {
	case errors.As(err, &u):
		return u.State, u.Text
	case errors.Is(err, io.EOF):
		return Absent, words.Say("device.state.gone", "path", address)
	}
	return Failing, words.Say("device.state.failing", "reason", err.Error())
}

// sleep waits for d and reports whether ctx lives.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
