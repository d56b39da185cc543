package book_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/stock"
)

// bench is a machine whose clocks a test sets.
type bench struct {
	t     *testing.T
	path  string
	run   string
	mono  time.Duration
	wall  time.Time
	state fact.ClockState
	posts int

	*book.Book
	journal *journal.Journal
}

func (m *bench) clock() (time.Time, fact.Clock) {
	return m.wall, fact.Clock{Zone: m.wall.Location().String(), Run: m.run, Mono: m.mono.Microseconds(), State: m.state}
}

func (m *bench) start() {
	m.t.Helper()
	var err error
	if m.journal, err = journal.Open(m.path, book.Apply, journal.Options{}); err != nil {
		m.t.Fatal(err)
	}
	m.Book = book.NewTimed(m.journal, m.clock)
}

func (m *bench) restart() { m.journal.Close(); m.start() }

// pass lets time go by.
func (m *bench) pass(d time.Duration) { m.wall, m.mono = m.wall.Add(d), m.mono+d }

// reboot is the machine off for so long.
func (m *bench) reboot(run string, off time.Duration) {
	m.wall, m.mono, m.run = m.wall.Add(off), time.Second, run
	m.restart()
}

func (m *bench) jump() (j book.Jump, jumped bool) {
	m.t.Helper()
	err := m.View(func(view fact.View) error { j, jumped = book.Jumped(view); return nil })
	if err != nil {
		m.t.Fatal(err)
	}
	return j, jumped
}

func (m *bench) post(command fact.Command) error {
	m.posts++
	_, err := m.Post(m.t.Context(), fact.Meta{ID: fmt.Sprint("command/", m.posts), At: m.wall}, command)
	return err
}

func (m *bench) kinds() (kinds []string) {
	if err := m.Facts(1, func(r fact.Recorded) bool { kinds = append(kinds, r.Fact.Kind()); return true }); err != nil {
		m.t.Fatal(err)
	}
	return kinds
}

func newBench(t *testing.T) *bench {
	m := &bench{t: t, path: filepath.Join(t.TempDir(), "lotgate.db"), run: "one", mono: time.Hour, wall: noon, state: fact.ClockSynced}
	m.start()
	t.Cleanup(func() { m.journal.Close() })
	if err := m.post(anything); err != nil {
		t.Fatal(err)
	}
	return m
}

var anything = stated{stock.PlaceDefined{Place: stock.Place{ID: "A-01", Kind: stock.Bin}}}

// TestJumps tells the clock's jumps from all that only looks like one.
func TestJumps(t *testing.T) {
	const day = 24 * time.Hour
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		happen func(*bench)
		by     time.Duration // 0: it is no jump
	}{
		"nothing":                    {func(m *bench) { m.pass(30 * day) }, 0},
		"daemon started again":       {func(m *bench) { m.pass(time.Hour); m.restart() }, 0},
		"forwards":                   {func(m *bench) { m.pass(time.Hour); m.wall = m.wall.Add(400 * day) }, 400 * day},
		"backwards":                  {func(m *bench) { m.pass(time.Hour); m.wall = m.wall.Add(-5 * time.Minute) }, -5 * time.Minute},
		"forwards over a restart":    {func(m *bench) { m.pass(time.Hour); m.wall = m.wall.Add(3 * day); m.restart() }, 3 * day},
		"backwards over a restart":   {func(m *bench) { m.pass(time.Hour); m.wall = m.wall.Add(-day); m.restart() }, -day},
		"a time server's correction": {func(m *bench) { m.wall = m.wall.Add(40 * time.Second) }, 0},
		"many corrections one way": {func(m *bench) {
			for range 2 {
				m.wall = m.wall.Add(40 * time.Second)
				_ = m.post(anything)
			}
		}, 80 * time.Second},
		"another zone": {func(m *bench) { m.wall = m.wall.In(paris); m.restart() }, 0},
		"summer time": {func(m *bench) {
			m.wall = time.Date(2027, 3, 28, 1, 59, 0, 0, paris)
			m.mono += m.wall.Sub(noon)
			m.pass(2 * time.Minute)
			if m.wall.Hour() != 3 {
				panic("no summer time")
			}
		}, 0},
		"switched off over night":      {func(m *bench) { m.reboot("two", 12*time.Hour) }, 0},
		"switched on in the past":      {func(m *bench) { m.reboot("two", -2*time.Minute) }, -2 * time.Minute},
		"off for long, kept":           {func(m *bench) { m.reboot("two", 30*day) }, 0},
		"off for long, kept by nobody": {func(m *bench) { m.state = fact.ClockFree; m.reboot("two", 30*day) }, 30 * day},
	} {
		t.Run(name, func(t *testing.T) {
			m := newBench(t)
			test.happen(m)
			for range 2 {
				if err := m.CheckClock(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			j, jumped := m.jump()
			if by := j.Is.Sub(j.Was); jumped != (test.by != 0) || by != test.by {
				t.Errorf("jumped %v by %v, want %v; facts %v", jumped, by, test.by, m.kinds())
			}
			if err := m.Rebuild(); err != nil {
				t.Fatal(err)
			}
			if again, _ := m.jump(); !again.Is.Equal(j.Is) {
				t.Errorf("after a rebuild %v", again)
			}
		})
	}
}

// TestAJumpIsConfirmed: a jump is recorded before what follows it and stays told until somebody says that
// the clock is right; once, whatever else stands against the clock.
func TestAJumpIsConfirmed(t *testing.T) {
	m := newBench(t)
	m.wall = m.wall.Add(-48 * time.Hour)
	if err := m.post(anything); !errors.Is(err, book.ErrClockBack) {
		t.Errorf("a clock two days back books: %v", err)
	}
	if _, jumped := m.jump(); !jumped {
		t.Error("the jump is not known")
	}
	m.pass(time.Second)
	m.wall = m.wall.Add(48 * time.Hour) // somebody sets it right
	if err := m.post(anything); err != nil {
		t.Error(err)
	}
	m.restart()
	if j, jumped := m.jump(); !jumped || j.Is.Sub(j.Was) != 48*time.Hour {
		t.Errorf("after a restart %v, %v", j, jumped)
	}
	if err := m.post(book.AcceptClock{}); err != nil {
		t.Error(err)
	}
	if _, jumped := m.jump(); jumped {
		t.Error("it is told after it was confirmed")
	}
	m.pass(time.Second)
	if err := m.post(book.AcceptClock{}); !errors.Is(err, book.ErrClockFine) {
		t.Errorf("confirmed again: %v", err)
	}
	want := []string{"place", "clock-jumped", "clock-jumped", "place", "clock-accepted"}
	if diff := cmp.Diff(want, m.kinds()); diff != "" {
		t.Error(diff)
	}
}
