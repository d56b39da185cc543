// Package audit holds a store against itself: its files, its facts, the tree
// over them, the projections that must follow from them, and the checkpoints
// that were signed over it, those above all that were kept elsewhere. It only
// reads.
//
// What it can find alone is what does not fit together. Whoever rewrites all of
// a store, with every hash and the signing key at hand, or puts an older state
// in its place, leaves one that fits; only a checkpoint that had left the
// machine before contradicts it.
package audit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lotgate/internal/book"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
	"lotgate/internal/words"
)

// Held is a file of checkpoints.
type Held struct {
	Name    string
	Text    []byte
	Outside bool // it comes from elsewhere, and is believed over the store
}

// Options of Run.
type Options struct {
	Keys     []seal.PublicKey // that may have signed what comes from elsewhere
	Own      []seal.PublicKey // that have signed here, as the store says itself
	Held     []Held
	Scratch  string // folder of its own for what is made to compare with
	Progress func(facts uint64)
}

// Finding is something that does not fit.
type Finding struct{ Text words.Text }

// Report is what came of it.
type Report struct {
	Facts    uint64
	Root     seal.Hash
	Origin   string
	Checked  int // checkpoints that agree
	Outside  int // of them, from elsewhere
	Findings []Finding
}

// maxFindings bounds a report; the first is what matters.
const maxFindings = 100

// progressEvery is how many facts pass between two reports of progress.
const progressEvery = 10_000

// run is an audit under way.
type run struct {
	Options
	report   Report
	in       *journal.Examination
	replay   *journal.Builder
	frontier seal.Frontier
	due      map[uint64][]claim
	lasting  bool // the replay goes on
	proved   uint64
}

// claim is a checkpoint that is to be compared when the tree has its size.
type claim struct {
	seal.Checkpoint
	from     Held
	at       int64
	believed bool // by its signature
}

// Run looks at the journal at path. journal.ErrHeld says that a daemon is at
// work on it; other errors are faults of this machine. All that is wrong with
// the store is in the report.
func Run(path string, o Options) (Report, error) {
	r := &run{Options: o, due: map[uint64][]claim{}, lasting: true}
	in, err := journal.Examine(path)
	if err != nil {
		return r.ended(err)
	}
	defer in.Close()
	r.in = in
	replay := filepath.Join(o.Scratch, "replay.db")
	if r.replay, err = journal.Build(replay, book.Apply, false); err != nil {
		return Report{}, fmt.Errorf("make room to compare in: %w", err)
	}
	defer os.Remove(replay)
	defer r.replay.Abandon()
	return r.ended(r.all())
}

// ended makes damage a finding, and leaves faults.
func (r *run) ended(err error) (Report, error) {
	var damage *journal.Damage
	switch {
	case errors.As(err, &damage):
		r.find("audit.damage", "file", filepath.Base(damage.File), "at", damage.At, "what", damage.What)
	case errors.Is(err, journal.ErrFormat):
		r.find("audit.format", "what", err.Error())
	case err != nil:
		return r.report, err
	}
	r.report.Facts, r.report.Root = r.frontier.Size(), r.frontier.Root()
	return r.report, nil
}

func (r *run) find(code string, pairs ...any) {
	if len(r.report.Findings) < maxFindings {
		r.report.Findings = append(r.report.Findings, Finding{words.Say(code, pairs...)})
	}
}

func (r *run) all() error {
	for _, d := range r.in.Heads() {
		r.find("audit.damage", "file", filepath.Base(d.File), "at", d.At, "what", d.What)
	}
	for _, h := range r.Held {
		r.claims(h)
	}
	if err := r.in.Records(r.record); err != nil {
		return err
	}
	if err := r.compare(); err != nil {
		return err
	}
	if err := r.in.Log(func(record journal.Record) error { return r.record(record, -1) }); err != nil {
		return err
	}
	if err := r.replayed(r.replay.Flush()); err != nil {
		return err
	}
	r.unmet()
	return r.in.Rest()
}

// record takes the next one: into the tree, and into the replay.
func (r *run) record(record journal.Record, _ int64) error {
	leaf := seal.HashOf(record.Body)
	if record.Seq == 1 {
		r.report.Origin = seal.Origin(leaf)
	}
	r.frontier.Add(leaf)
	r.settle(record.Seq)
	if r.Progress != nil && record.Seq%progressEvery == 0 {
		r.Progress(record.Seq)
	}
	if !r.lasting {
		return nil
	}
	return r.replayed(r.replay.Add(record.Body))
}

// replayed ends the replay at a fact that cannot be applied; the tree goes on.
func (r *run) replayed(err error) error {
	var bad *journal.Unapplied
	if errors.As(err, &bad) {
		r.lasting = false
		places, err := r.places([]uint64{bad.Seq})
		r.find("audit.unread", "seq", bad.Seq, "at", places[bad.Seq], "what", bad.Err.Error())
		return err
	}
	return err
}

// places tells where records stand, "?" for those in the log or an archive.
func (r *run) places(records []uint64) (map[uint64]string, error) {
	places := map[uint64]string{}
	if len(records) == 0 {
		return places, nil
	}
	found, err := journal.Where(r.in.Name(), records...)
	for _, seq := range records {
		places[seq] = "?"
		if at, is := found[seq]; is {
			places[seq] = fmt.Sprintf("%s, %d", filepath.Base(r.in.Name()), at)
		}
	}
	return places, err
}
