package site

import (
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

// paperOf is the note that a fact finishes.
func paperOf(f fact.Fact) (kind, id string, is bool) {
	switch f := f.(type) {
	case document.ReceiptFinished:
		return "receipt", f.Receipt, true
	case document.IssueHandedOver:
		return "issue", f.Issue, true
	}
	return "", "", false
}

// due reports whether a batch may finish a paper. A nil one stands for any.
func (filing) due(batch []fact.Recorded) bool {
	for _, r := range batch {
		if _, _, is := paperOf(r.Fact); is {
			return true
		}
	}
	return batch == nil
}

// catchUp files all papers that are not filed yet, in order, up to the first
// that cannot be.
func (f *filing) catchUp() error {
	var owed []fact.Recorded
	last := f.filed
	err := f.s.books.Facts(f.filed+1, func(r fact.Recorded) bool {
		if _, _, is := paperOf(r.Fact); is {
			owed = append(owed, r)
		}
		last = r.Meta.Seq
		return true
	})
	if err != nil {
		return err
	}
	for _, r := range owed {
		kind, id, _ := paperOf(r.Fact)
		if err := f.s.file(kind, id); err != nil {
			return err
		}
		if err := f.mark(r.Meta.Seq); err != nil {
			return err
		}
	}
	f.filed = last
	return nil
}

func (f *filing) mark(seq uint64) error {
	f.filed = seq
	name := filepath.Join(f.s.Dir, papersDir, filedFile)
	if err := os.WriteFile(name, strconv.AppendUint(nil, seq, 10), 0o600); err != nil {
		return fmt.Errorf("mark what is filed: %w", err)
	}
	return nil
}
