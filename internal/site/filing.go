package site

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
)

// filedFile holds the number of the last fact whose paper lies in its folder.
// It is only a mark to go on from: without it all papers are drawn again.
const filedFile = ".filed"

// filing puts the notes of what was finished into the site's folder. It goes
// by the books and not by what it was told, so that a paper comes out too
// where the daemon ended in between, or there was no room on the disk.
type filing struct {
	s     *Site
	filed uint64
}

func (s *Site) newFiling() filing {
	text, _ := os.ReadFile(filepath.Join(s.Dir, papersDir, filedFile)) // nothing is filed yet where there is none
	filed, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || filed > s.books.Journal.Last() {
		filed = 0
	}
	return filing{s, filed}
}

// note is a paper to be filed.
type note struct {
	kind, id string
	edition  int // above 1 for a receipt that was opened again and corrected
}

// paperOf is the note that a fact finishes.
func paperOf(f fact.Fact) (n note, is bool) {
	switch f := f.(type) {
	case document.ReceiptFinished:
		return note{"receipt", f.Receipt, max(f.Edition, 1)}, true
	case document.RefusalMade:
		return note{"refusal", f.Refusal.ID, 1}, true
	case document.LotInspected:
		return note{"inspection", f.Inspection.ID, 1}, true
	case document.GoodsReturned:
		return note{"return", f.Return.ID, 1}, true
	case document.GoodsMoved:
		return note{"transfer", f.Transfer.ID, 1}, true
	case document.DamageDone:
		return note{"damage", f.Damage, 1}, true
	case document.GoodsGivenBack:
		return note{"giveback", f.GiveBack.ID, 1}, true
	case document.ShiftEnded:
		return note{"shift", f.Shift.ID, 1}, true
	case document.IssueHandedOver:
		return note{"issue", f.Issue, 1}, true
	}
	return note{}, false
}

// file is the note's name in its folder: an edition never takes the place of
// the one before it, which somebody may have signed.
func (n note) file() string {
	if n.edition > 1 {
		return fmt.Sprintf("%s-%d.pdf", n.id, n.edition)
	}
	return n.id + ".pdf"
}

// overtaken reports that the books hold a later state of the note already:
// what was on this edition can no longer be drawn.
func (n note) overtaken(view fact.View) bool {
	r, found := document.FindReceipt(view, n.id)
	return n.kind == "receipt" && found && (r.Edition != n.edition || r.Open())
}

// due reports whether a batch may finish a paper. A nil one stands for any.
func (filing) due(batch []fact.Recorded) bool {
	for _, r := range batch {
		if _, is := paperOf(r.Fact); is {
			return true
		}
	}
	return batch == nil
}

// run files papers until ctx ends, each time that it is woken. Thousands may be
// owed, as by a store that was restored; nothing else waits for them.
func (f *filing) run(ctx context.Context, wake <-chan struct{}) {
	for {
		if err := f.catchUp(ctx); err != nil && ctx.Err() == nil {
			f.s.Log.Error("put a paper into its folder", "fault", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		}
	}
}

// catchUp files all papers that are not filed yet, in order, up to the first
// that cannot be, or to the end of ctx.
func (f *filing) catchUp(ctx context.Context) error {
	var bad error
	err := f.s.books.Facts(f.filed+1, func(r fact.Recorded) bool {
		if bad = ctx.Err(); bad != nil {
			return false
		}
		if n, is := paperOf(r.Fact); is {
			if bad = f.s.file(n); bad == nil {
				bad = f.mark(r.Meta.Seq)
			}
		}
		if bad == nil {
			f.filed = r.Meta.Seq
		}
		return bad == nil
	})
	return errors.Join(err, bad)
}

func (f *filing) mark(seq uint64) error {
	f.filed = seq
	name := filepath.Join(f.s.Dir, papersDir, filedFile)
	if err := os.WriteFile(name, strconv.AppendUint(nil, seq, 10), 0o600); err != nil {
		return fmt.Errorf("mark what is filed: %w", err)
	}
	return nil
}
