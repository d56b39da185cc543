package book

import (
	"fmt"

	"lotgate/internal/fact"
)

// edition is raised with every change of what is projected: a table that is
// new, or another form of one. Facts that were projected by another edition
// are projected anew when the book is opened.
const edition = 7

var editions = fact.NewTable[int]("edition")

// begin notes at the first fact which edition projects.
func begin(store fact.Store, seq uint64) {
	if seq == 1 {
		editions.Put(store, edition)
	}
}

// Freshen makes the projections anew if another edition made them.
func (b *Book) Freshen() error {
	made := 0
	err := b.View(func(view fact.View) error {
		made, _ = editions.Get(view)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the edition of the projections: %w", err)
	}
	if b.journal.Last() == 0 || made == edition {
		return nil
	}
	return b.Rebuild()
}

// IsEdition reports whether a key of the projections says which edition they
// are of.
func IsEdition(key []byte) bool { return editions.Is(key) }
