package device

import (
	"context"
	"time"
)

// Mark is an answer at the gun itself: its sound and light.
type Mark string

// The answers. Greet tells the gun that it is connected; Taken, that a code was
// dealt with and there is nothing to be said.
const (
	Good  Mark = "good"
	Ask   Mark = "ask"
	Bad   Mark = "bad"
	Greet Mark = "connected"
	Taken Mark = "taken"
)

// A gun that takes no bytes holds up its own answers only, and those only for
// a moment: a beep that comes a second late belongs to another pack.
const (
	answersHeld  = 4
	answerWithin = 250 * time.Millisecond
)

// Answer sends the profile's bytes for m to the gun. It never waits: what the
// gun does not take in time is dropped and counted.
func (s *source) Answer(m Mark) {
	if m == Taken && s.profile.HostAck {
		m = Good // it is waiting
	}
	if len(s.profile.Feedback[m]) == 0 {
		return
	}
	select {
	case s.answers <- m:
	default:
		s.update(func(st *Status) { st.Dropped++ })
	}
}

// answer writes the answers in order until ctx ends.
func (s *source) answer(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-s.answers:
			if !s.write(s.profile.Feedback[m]) {
				s.update(func(st *Status) { st.Dropped++ })
			}
		}
	}
}

// settle tells a scanner's memory what became of a code of it.
func (s *source) settle(id string, taken bool) {
	s.mu.Lock()
	memory := s.memory
	s.mu.Unlock()
	if memory != nil {
		memory.settle(id, taken)
	}
}

// write reports whether the gun took all of b in time. A port that breaks
// meanwhile is the reader's to notice.
func (s *source) write(b []byte) bool {
	s.mu.Lock()
	port := s.port
	s.mu.Unlock()
	if port == nil || port.SetWriteDeadline(time.Now().Add(answerWithin)) != nil {
		return false
	}
	_, err := port.Write(b)
	return err == nil
}
