package site

import (
	"context"
	"strconv"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/report"
	"lotgate/internal/seal"
	"lotgate/internal/server"
)

// shiftKinds are the facts that a shift report counts, in its order; their
// words are those of the catalogue under "shift.".
var shiftKinds = []string{
	"receipt-opened", "pack-received", "pack-refused", "receipt-finished", "lot-inspected", "goods-moved", "damage-done", "pack-picked", "issue-handed-over",
	"goods-given-back",
}

// EndShift signs a checkpoint over all that there is, and records the end of
// the shift with what was done in it. The same id again ends nothing and is
// answered with the same shift.
func (b *Books) EndShift(ctx context.Context, id, person string) (s document.Shift, err error) {
	c, signed, err := b.Seal()
	if err != nil {
		return s, err
	}
	if signed == nil {
		return s, ErrNothing
	}
	err = b.View(func(view fact.View) error {
		before, _ := document.LastShift(view)
		s = document.Shift{From: before.To, First: before.Last + 1, Last: c.Size, Checkpoint: string(signed), Key: b.Seals.Key().String()}
		return nil
	})
	if err == nil {
		s.Counts, err = b.count(s.First, s.Last)
	}
	if err != nil {
		return s, err
	}
	meta := fact.Meta{ID: id, At: b.Clock.Now(), Person: person}
	recorded, err := b.Post(ctx, meta, document.EndShift{Shift: s})
	if err != nil {
		return s, err
	}
	ended, is := recorded[0].Fact.(document.ShiftEnded)
	if !is {
		return s, fact.Refuse("id_taken", "id", id)
	}
	return ended.Shift, nil
}

// count counts the facts of a shift by their kinds.
func (b *Books) count(first, last uint64) (counts []document.ShiftCount, err error) {
	n := map[string]int{}
	err = b.Facts(first, func(r fact.Recorded) bool {
		if r.Meta.Seq <= last {
			n[r.Fact.Kind()]++
		}
		return r.Meta.Seq < last
	})
	for _, kind := range shiftKinds {
		if n[kind] > 0 {
			counts = append(counts, document.ShiftCount{Kind: kind, N: n[kind]})
		}
	}
	return counts, err
}

// shift draws the report of a shift, with its checkpoint to be scanned.
func (d drawing) shift(id string) (report.Document, bool) {
	s, found := document.FindShift(d.view, id)
	if !found {
		return report.Document{}, false
	}
	paper := report.Document{
		Site: d.say("paper.site"), Title: d.say("paper.shift"), Number: s.ID,
		Header: []report.Pair{
			d.pair("since", stamp(s.From)), d.pair("until", stamp(s.To)),
			d.pair("facts", d.say("paper.facts_of", "first", int64(s.First), "last", int64(s.Last))), d.pair("ended", d.person(s.Person)),
		},
		Columns:    []report.Column{{Title: d.say("paper.done"), Width: 3}, {Title: d.say("paper.times"), Width: 1, Align: report.Right}},
		Signatures: []report.Signature{{Role: d.say("paper.handing")}, {Role: d.say("paper.taking")}},
		Code:       &report.Code{Data: []byte(s.Checkpoint), Beside: d.say("paper.checkpoint", "last", int64(s.Last), "key", s.Key)},
	}
	for _, c := range s.Counts {
		paper.Rows = append(paper.Rows, []string{d.say("shift." + c.Kind), strconv.Itoa(c.N)})
	}
	return paper, true
}

// sealsPort offers the seals to the web.
type sealsPort struct{ books *Books }

func (p sealsPort) Checkpoint(after uint64) (answer server.Checkpoint, err error) {
	c, signed, err := p.books.Seal()
	if err == nil && signed == nil {
		err = ErrNothing
	}
	if err != nil {
		return answer, err
	}
	if after > c.Size {
		return answer, fact.Refuse("no_fact", "seq", int64(after), "last", int64(c.Size))
	}
	answer = server.Checkpoint{Checkpoint: string(signed), Key: p.books.Seals.Key().String(), Facts: c.Size, After: after, Proof: []string{}}
	if after == 0 {
		return answer, nil
	}
	err = p.books.Journal.View(func(tx *journal.Tx) error {
		path, err := seal.Extends(tx, after, c.Size)
		for _, hash := range path {
			answer.Proof = append(answer.Proof, hash.String())
		}
		return err
	})
	return answer, err
}

func (p sealsPort) EndShift(ctx context.Context, id, person string) (number string, err error) {
	s, err := p.books.EndShift(ctx, id, person)
	return s.ID, err
}
