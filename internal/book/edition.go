package book

import (
	"fmt"

	"lotgate/internal/fact"
	"lotgate/internal/journal"
)

// edition is raised with every change of what is projected: a table that is
// new, or another form of one. Facts that were projected by another edition
// are projected anew when the book is opened.
const edition = 11

var editions = fact.NewTable[int]("edition")

// begin notes at the first fact which edition projects.
func begin(store fact.Store, seq uint64) {
	if seq == 1 {
		editions.Put(store, edition)
	}
}

// Accept refuses a book that a newer version has projected: this one would
// project what the log has by rules that no longer hold. Journals are opened
// with it.
func Accept(tx *journal.Tx) error {
	if made, _ := editions.Get(tx); made > edition {
		return fmt.Errorf("%w: its projections are of edition %d, known is %d", journal.ErrFormat, made, edition)
	}
	return nil
}

// Stale reports whether another edition made the projections.
func (b *Book) Stale() (stale bool, err error) {
	if b.journal.Last() == 0 {
		return false, nil
	}
	err = b.View(func(view fact.View) error {
		made, _ := editions.Get(view)
		stale = made != edition
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("read the edition of the projections: %w", err)
	}
	return stale, nil
}

// Freshen makes the projections anew if another edition made them.
func (b *Book) Freshen() error {
	if stale, err := b.Stale(); err != nil || !stale {
		return err
	}
	return b.Rebuild()
}

// Stop ends a rebuild under way; nothing more is taken then.
func (b *Book) Stop() { b.journal.Stop() }

// Rebuilding tells how many facts of how many are projected anew, 0 of 0 where
// no rebuild is under way.
func (b *Book) Rebuilding() (done, of uint64) {
	if p := b.journal.Rebuilding(); p != nil {
		return p.Done, p.Of
	}
	return 0, 0
}

// IsEdition reports whether a key of the projections says which edition they
// are of.
func IsEdition(key []byte) bool { return editions.Is(key) }
