// Package book is the only writer. It takes commands, lets them be decided
// against the present state, appends the facts that follow to the journal and
// projects them, all in one transaction, and answers only when that is
// durable.
package book

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// Book posts commands and answers queries.
type Book struct {
	journal *journal.Journal
	clock   Clock
	held    atomic.Pointer[fact.Refusal]
	watch

	timed func(decided, durable time.Duration) // nil: nobody asks

	mu       sync.Mutex
	watchers map[chan []fact.Recorded]bool
}

// New makes the book that writes to j, which was opened with Apply; it does not
// close it.
func New(j *journal.Journal) *Book { return NewTimed(j, noClock) }

// NewTimed is New with a clock that is read for every fact.
func NewTimed(j *journal.Journal, clock Clock) *Book {
	return &Book{journal: j, clock: clock, watchers: map[chan []fact.Recorded]bool{}}
}

// Time has f called with what each command took that led to facts: until it was
// decided, and until they were durable. It is called before anything is posted;
// f must not wait for anything.
func (b *Book) Time(f func(decided, durable time.Duration)) { b.timed = f }

// entry remembers what a command led to, so that the same command again gets
// the same answer and writes nothing.
type entry struct {
	First uint64 `json:"first"`
	Count int    `json:"count"`
}

var commands = fact.NewTable[entry]("command")

// ErrDiskFull refuses what there is no room for: nothing of it was written.
var ErrDiskFull = fact.Refuse("disk_full")

// Broken is why nothing can be written at present, or nil.
func (b *Book) Broken() error { return b.journal.Broken() }

// Post decides a command and, if it is not refused, returns when its facts
// are durable. Errors: a *fact.Refusal for an expected "no"; any other error
// is a fault, and whether the command took effect is then unknown: posting it
// again with the same meta.ID finds out.
func (b *Book) Post(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, error) {
	recorded, early, err := b.Early(ctx, meta, command)
	return awaited(recorded, early, err)
}

func awaited(recorded []fact.Recorded, early fact.Early, err error) ([]fact.Recorded, error) {
	if err == nil {
		err = early.Durable()
	}
	if err != nil {
		return nil, err
	}
	return recorded, nil
}

// Early is Post that returns as soon as the command is decided. Its Durable
// must be called, once; what it answers is the answer to the command.
func (b *Book) Early(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, fact.Early, error) {
	if meta.ID == "" || meta.At.IsZero() {
		return nil, nil, fmt.Errorf("post %T: command without id or time", command)
	}
	if err := b.CheckClock(ctx); err != nil {
		return nil, nil, err
	}
	return b.early(ctx, meta, command)
}

func (b *Book) early(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, fact.Early, error) {
	e := &early{book: b, begun: time.Now()}
	var err error
	e.Early, err = b.journal.DoEarly(ctx, func(tx *journal.Tx) (err error) {
		e.recorded, e.repeated, err = b.post(tx, meta, command)
		return err
	})
	if err != nil {
		return nil, nil, plain(err)
	}
	e.decided = time.Since(e.begun)
	return e.recorded, e, nil
}

// early is a command on its way to the disk.
type early struct {
	*journal.Early
	book     *Book
	recorded []fact.Recorded
	repeated bool
	begun    time.Time
	decided  time.Duration
}

func (e *early) View(read func(fact.View) error) error {
	return e.Early.View(func(tx *journal.Tx) error { return read(tx) })
}

func (e *early) Durable() error {
	if err := e.Early.Durable(); err != nil {
		return plain(err)
	}
	if e.book.timed != nil && len(e.recorded) > 0 {
		e.book.timed(e.decided, time.Since(e.begun))
	}
	if !e.repeated && len(e.recorded) > 0 {
		e.book.publish(e.recorded)
	}
	return nil
}

// plain makes a full disk an expected "no".
func plain(err error) error {
	if errors.Is(err, journal.ErrFull) {
		return ErrDiskFull
	}
	return err
}

func (b *Book) post(tx *journal.Tx, meta fact.Meta, command fact.Command) (recorded []fact.Recorded, repeated bool, err error) {
	if done, found := commands.Get(tx, meta.ID); found {
		if recorded, err = reread(tx, done); err == nil {
			err = fact.Again(recorded[0].Meta, meta)
		}
		return recorded, true, err
	}
	facts, err := command.Decide(tx, meta)
	if err != nil || len(facts) == 0 {
		return nil, false, err
	}
	if err := errors.Join(b.heldBack(facts), inTime(tx, meta, facts)); err != nil {
		return nil, false, err
	}
	meta.Clock = b.stamp(meta.At)
	for _, f := range facts {
		m := meta
		body, err := encode(m, f)
		if err != nil {
			return nil, false, err
		}
		m.Seq = tx.Append(body)
		project(tx, m, f, body)
		recorded = append(recorded, fact.Recorded{Meta: m, Fact: f})
		meta.Asked = ""
	}
	commands.Put(tx, entry{recorded[0].Meta.Seq, len(recorded)}, meta.ID)
	return recorded, false, nil
}

// project writes what follows from a fact, and from its record as it is stored.
func project(tx *journal.Tx, meta fact.Meta, f fact.Fact, record []byte) {
	f.Apply(tx, meta)
	if err := seal.Append(tx, meta.Seq, record); err != nil {
		tx.Fail(err)
	}
	begin(tx, meta.Seq)
	tick(tx, meta)
}

func reread(tx *journal.Tx, done entry) (recorded []fact.Recorded, err error) {
	for seq := done.First; seq < done.First+uint64(done.Count); seq++ {
		body, found := tx.Record(seq)
		if !found {
			return nil, fmt.Errorf("read fact %d: it is not there", seq)
		}
		r, err := decode(seq, body)
		if err != nil {
			return nil, err
		}
		recorded = append(recorded, r)
	}
	return recorded, nil
}

// View reads one consistent state.
func (b *Book) View(read func(fact.View) error) error {
	return b.journal.View(func(tx *journal.Tx) error { return read(tx) })
}

// Facts calls each with every fact from seq on, in order, until it answers
// false.
func (b *Book) Facts(from uint64, each func(fact.Recorded) bool) error {
	var bad error
	err := b.journal.Each(from, func(record journal.Record) bool {
		r, err := decode(record.Seq, record.Body)
		bad = err
		return err == nil && each(r)
	})
	if err != nil {
		return err
	}
	return bad
}

// Last is the number of the last fact, 0 where there is none.
func (b *Book) Last() uint64 { return b.journal.Last() }

// Fact reads one fact by its number; found is false where there is none.
func (b *Book) Fact(seq uint64) (r fact.Recorded, found bool, err error) {
	err = b.journal.View(func(tx *journal.Tx) (err error) {
		var body []byte
		if body, found = tx.Record(seq); found {
			r, err = decode(seq, body)
		}
		return err
	})
	return r, found && err == nil, err
}

// Rebuild drops all projections and makes them again from the facts.
func (b *Book) Rebuild() error { return b.journal.Rebuild() }

// Apply projects a fact from its record, as the journal asks when it is opened
// or rebuilt: what post wrote, and nothing else.
func Apply(tx *journal.Tx, record journal.Record) error {
	r, err := decode(record.Seq, record.Body)
	if err != nil {
		return err
	}
	project(tx, r.Meta, r.Fact, record.Body)
	done, found := commands.Get(tx, r.Meta.ID)
	if !found {
		done.First = record.Seq
	}
	done.Count++
	commands.Put(tx, done, r.Meta.ID)
	return nil
}

// watchQueue is how many batches a watcher may lag behind before it is told
// to look again.
const watchQueue = 64

// Watch tells of every batch of facts once it is durable. Whoever reads too
// slowly gets a nil batch in place of what it missed: it must look again.
// cancel ends it.
func (b *Book) Watch() (batches <-chan []fact.Recorded, cancel func()) {
	c := make(chan []fact.Recorded, watchQueue)
	b.mu.Lock()
	b.watchers[c] = true
	b.mu.Unlock()
	return c, func() {
		b.mu.Lock()
		delete(b.watchers, c)
		b.mu.Unlock()
	}
}

func (b *Book) publish(recorded []fact.Recorded) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.watchers {
		tell(c, recorded)
	}
}

// tell never waits: of a full queue the oldest batch gives way to the word
// that something was missed.
func tell(c chan []fact.Recorded, recorded []fact.Recorded) {
	select {
	case c <- recorded:
		return
	default:
	}
	select {
	case <-c:
	default:
	}
	select {
	case c <- nil:
	default:
	}
}
