package book_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
)

// life plays random operations on a book, and on a list of what it must hold.
type life struct {
	*testing.T
	*rand.Rand
	path string
	b    *book.Book
	j    *journal.Journal

	now, reached time.Time
	facts        int
	commands     []taken
}

// taken is a command that was: its facts are those from first on.
type taken struct {
	id    string
	first uint64
	count int
}

// TestALife plays them for a moment, or for LOTGATE_MINUTES; LOTGATE_SEED plays
// the same ones again.
func TestALife(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("LOTGATE_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("LOTGATE_SEED=%d", seed)
	l := &life{T: t, Rand: rand.New(rand.NewPCG(seed, 0)), path: filepath.Join(t.TempDir(), "journal.db"), now: noon}
	l.open()
	defer func() { l.j.Close() }()
	steps, until := 400, time.Now()
	if minutes, err := strconv.Atoi(os.Getenv("LOTGATE_MINUTES")); err == nil {
		steps, until = 0, until.Add(time.Duration(minutes)*time.Minute)
	}
	played := 0
	for ; played < steps || time.Now().Before(until); played++ {
		l.step()
		if t.Failed() {
			t.Fatalf("in step %d", played)
		}
	}
	l.compare()
	t.Logf("%d steps, %d facts, %d commands", played, l.facts, len(l.commands))
}

func (l *life) step() {
	switch n := l.IntN(200); {
	case n < 80:
		l.post(1 + l.IntN(4))
	case n < 110:
		l.repeat()
	case n < 140:
		l.together()
	case n < 150:
		l.refuse()
	case n < 165:
		l.now = l.now.Add(time.Duration(l.IntN(121)-60) * time.Minute) // set by hand
	case n < 170:
		l.now = l.reached.Add(-time.Duration(l.IntN(9)) * time.Minute) // and set right
	case n < 175:
		l.accept()
	case n < 182:
		l.restart()
	case n < 189:
		l.die()
	case n < 191:
		l.rebuild()
	default:
		l.compare()
	}
}

func (l *life) open() {
	var err error
	if l.j, err = journal.Open(l.path, book.Apply, journal.Options{Accept: book.Accept}); err != nil {
		l.Fatal(err)
	}
	l.b = book.New(l.j)
}

func (l *life) meta(id string) fact.Meta {
	m := meta(id)
	m.At = l.now
	return m
}

// late reports that the clock is too far behind what was recorded.
func (l *life) late() bool { return l.now.Before(l.reached.Add(-10 * time.Minute)) }

// took notes a command whose facts are there.
func (l *life) took(id string, recorded []fact.Recorded) {
	if l.now.After(l.reached.Add(time.Minute)) {
		l.reached = l.now
	}
	l.commands = append(l.commands, taken{id, recorded[0].Meta.Seq, len(recorded)})
	l.facts += len(recorded)
}

func (l *life) newLots(count int) (id string, c say) {
	id = fmt.Sprint("c", len(l.commands), "/", l.Uint64())
	for n := range count {
		c.facts = append(c.facts, lotFact(fmt.Sprintf("%s-%d", id, n)))
	}
	return id, c
}

func (l *life) post(count int) {
	id, command := l.newLots(count)
	recorded, err := l.b.Post(l.Context(), l.meta(id), command)
	switch {
	case l.late():
		if !errors.Is(err, book.ErrClockBack) {
			l.Errorf("posted with a clock that is late: %v", err)
		}
	case err != nil || len(recorded) != count || recorded[0].Meta.Seq != uint64(l.facts)+1:
		l.Errorf("%s: %d facts, %v", id, len(recorded), err)
	default:
		l.took(id, recorded)
	}
}

// repeat posts a command again, whatever the clock says now.
func (l *life) repeat() {
	if len(l.commands) == 0 {
		return
	}
	c := l.commands[l.IntN(len(l.commands))]
	_, other := l.newLots(1)
	recorded, err := l.b.Post(l.Context(), l.meta(c.id), other)
	if err != nil || len(recorded) != c.count || recorded[0].Meta.Seq != c.first {
		l.Errorf("%+v again: %d facts, %v", c, len(recorded), err)
	}
}

// together posts several commands at once, each from two sides.
func (l *life) together() {
	if l.late() {
		return
	}
	var all sync.WaitGroup
	ids := make([]string, 1+l.IntN(6))
	answers := make([][2][]fact.Recorded, len(ids))
	var errs [6][2]error
	for i := range ids {
		id, command := l.newLots(1 + l.IntN(3))
		ids[i] = id
		for side := range 2 {
			all.Go(func() { answers[i][side], errs[i][side] = l.b.Post(l.Context(), l.meta(id), command) })
		}
	}
	all.Wait()
	begins := map[uint64]int{}
	for i, both := range answers {
		if err := errors.Join(errs[i][:]...); err != nil || cmp.Diff(both[0], both[1]) != "" {
			l.Errorf("%s from two sides: %v\n%s", ids[i], err, cmp.Diff(both[0], both[1]))
			return
		}
		begins[both[0][0].Meta.Seq] = i
	}
	for next := uint64(l.facts) + 1; len(begins) > 0; next = uint64(l.facts) + 1 { // in the order of the journal
		i, found := begins[next]
		if !found {
			l.Errorf("no command begins with fact %d: %v", next, begins)
			return
		}
		delete(begins, next)
		l.took(ids[i], answers[i][0])
	}
}

// no is a command that is refused when it is decided.
type no struct{}

func (no) Decide(fact.View, fact.Meta) ([]fact.Fact, error) { return nil, errNo }

var errNo = errors.New("no")

func (l *life) refuse() {
	if _, err := l.b.Post(l.Context(), l.meta(fmt.Sprint("no/", l.Uint64())), no{}); !errors.Is(err, errNo) {
		l.Errorf("refused by %v", err)
	}
}

// accept believes the clock, wherever it stands.
func (l *life) accept() {
	id := fmt.Sprint("accept/", l.Uint64())
	recorded, err := l.b.Post(l.Context(), l.meta(id), book.AcceptClock{})
	if !l.late() {
		if !errors.Is(err, book.ErrClockFine) {
			l.Errorf("a clock that is right was accepted: %v", err)
		}
		return
	}
	if err != nil || len(recorded) != 1 {
		l.Errorf("a clock that is late was not accepted: %v", err)
		return
	}
	l.reached = l.now
	l.took(id, recorded)
}

func (l *life) restart() {
	if err := l.j.Close(); err != nil {
		l.Fatal(err)
	}
	l.open()
}

// die goes on with the files as they would lie there if the process had died.
func (l *life) die() {
	to := filepath.Join(l.TempDir(), "journal.db")
	for _, suffix := range []string{"", "-log"} {
		content, err := os.ReadFile(l.path + suffix)
		if err == nil {
			err = os.WriteFile(to+suffix, content, 0o600)
		}
		if err != nil {
			l.Fatal(err)
		}
	}
	old := l.path
	if err := l.j.Close(); err != nil {
		l.Fatal(err)
	}
	for _, suffix := range []string{"", "-log", "-ballast"} {
		if err := os.Remove(old + suffix); err != nil {
			l.Fatal(err)
		}
	}
	l.path = to
	l.open()
}

func (l *life) rebuild() {
	before := dump(l, l.b)
	if err := l.b.Rebuild(); err != nil {
		l.Fatal(err)
	}
	if after := dump(l, l.b); !maps.Equal(before, after) {
		l.Error(cmp.Diff(before, after))
	}
}

// compare reads every fact: those of each command stand together, under its id.
func (l *life) compare() {
	next, read := 0, 0
	err := l.b.Facts(1, func(r fact.Recorded) bool {
		if next == len(l.commands) {
			l.Errorf("fact %d is of no command", r.Meta.Seq)
			return false
		}
		c := l.commands[next]
		if r.Meta.ID != c.id || r.Meta.Seq != c.first+uint64(read) {
			l.Errorf("fact %d is of %s, due is %+v", r.Meta.Seq, r.Meta.ID, c)
			return false
		}
		if read++; read == c.count {
			next, read = next+1, 0
		}
		return true
	})
	if err != nil || next != len(l.commands) || l.b.Last() != uint64(l.facts) {
		l.Errorf("%d of %d commands, last fact %d of %d: %v", next, len(l.commands), l.b.Last(), l.facts, err)
	}
}
