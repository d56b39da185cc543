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

	again chan struct{} // something was plugged in somewhere: try at once
	log   codeLog       // of a scanner with a memory

	mu      sync.Mutex
	status  Status
	address string   // the Spec's; of one that was adopted, what it is known by now
	adopted *adopted // nil: a setting names it
	port    Port     // nil while not connected
	memory  *memory  // of the port; nil if the scanner has none
}

func newSource(spec Spec, profile Profile, open Open, o Options, changed func()) *source {
	s := &source{
		spec: spec, profile: profile, open: open, handler: o.Handler, changed: changed,
		answers: make(chan Mark, answersHeld), again: make(chan struct{}, 1), address: spec.Address,
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
		s.setState(unavailable(s.at(), err))
		switch s.sleep(ctx, wait) {
		case ended:
			return
		case woken:
			wait = firstWait
		default:
			wait = min(wait*2, longWait)
		}
	}
}

// at is where the scanner is looked for.
func (s *source) at() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.address
}

// connect opens the port and reads it until it breaks. It reports whether the
// connection was of any use: one that breaks at once must not be retried ten
// times a second for ever.
func (s *source) connect(ctx context.Context) (useful bool, err error) {
	line := s.profile.Line
	if s.spec.Baud != 0 {
		line.Baud = s.spec.Baud
	}
	spec := s.spec
	spec.Address = s.at()
	port, err := s.open(ctx, spec, line)
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
	framer := s.cutter(port)
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

// cutter makes what cuts the bytes of port, and begins the conversation with a
// scanner that only answers.
func (s *source) cutter(port Port) cutter {
	var descriptor []byte
	if d, has := port.(describer); has {
		descriptor = d.ReportDescriptor()
	}
	cut := newCutter(s.profile.Framing, descriptor, &s.log, func(b []byte) { s.write(b) }, s.take)
	m, _ := cut.(*memory)
	s.mu.Lock()
	s.memory = m
	s.mu.Unlock()
	if m != nil {
		m.ask()
	}
	return cut
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
		f := Frame{Scanner: s.spec.Name, Station: s.spec.Station, Data: s.profile.GS.Restore(data), At: at, ID: p.ID}
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

// How a sleep came to its end.
type waking int

const (
	rested waking = iota
	woken         // something was plugged in
	ended         // the daemon ends
)

// sleep waits for d, or until it is worth trying at once.
func (s *source) sleep(ctx context.Context, d time.Duration) waking {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ended
	case <-s.again:
		return woken
	case <-timer.C:
		return rested
	}
}
