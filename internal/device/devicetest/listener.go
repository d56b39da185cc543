// Package devicetest is the suite that every driver must pass, and the tools
// it is made of: a Listener that hears what a Manager hands on, and a watch
// for goroutines left behind.
package devicetest

import (
	"testing"
	"time"

	"lotgate/internal/device"
)

// patience is how long a test waits for what must come. It is no measure of
// speed: a slow machine is not a broken driver.
const patience = 20 * time.Second

// Listener is a device.Handler that keeps all it hears for the test to take.
type Listener struct {
	frames   chan device.Frame
	troubles chan device.Trouble
	states   chan device.Status
}

// NewListener makes a Listener that can hold some thousands of frames.
func NewListener() *Listener {
	return &Listener{
		frames:   make(chan device.Frame, 1<<14),
		troubles: make(chan device.Trouble, 1<<10),
		states:   make(chan device.Status, 1<<10),
	}
}

// Frame, Trouble and State make it a device.Handler.
func (l *Listener) Frame(f device.Frame) { l.frames <- f }

// Trouble keeps t.
func (l *Listener) Trouble(t device.Trouble) { l.troubles <- t }

// State keeps s.
func (l *Listener) State(s device.Status) { l.states <- s }

// Next is the next frame.
func (l *Listener) Next(t testing.TB) device.Frame {
	t.Helper()
	return await(t, "frame", l.frames)
}

// NextTrouble is the next trouble.
func (l *Listener) NextTrouble(t testing.TB) device.Trouble {
	t.Helper()
	return await(t, "trouble", l.troubles)
}

// Until waits for a scanner's state to become want, and returns the status.
func (l *Listener) Until(t testing.TB, want device.State) device.Status {
	t.Helper()
	for {
		if s := await(t, "state "+string(want), l.states); s.State == want {
			return s
		}
	}
}

// Nothing fails the test if frames or troubles are left over. Send a last
// code and take it first: it comes after all that might be left.
func (l *Listener) Nothing(t testing.TB) {
	t.Helper()
	select {
	case f := <-l.frames:
		t.Errorf("a frame too many: %q", f.Data)
	case trouble := <-l.troubles:
		t.Errorf("a trouble too many: %s, %q", trouble.Kind, trouble.Head)
	default:
	}
}

func await[T any](t testing.TB, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s came", what)
		panic("not reached")
	}
}

// States is how many changes of state are waiting to be taken.
func (l *Listener) States() int { return len(l.states) }
