package book

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// ErrArchiving refuses a second archive while one is being written.
var ErrArchiving = fact.Refuse("archive_busy")

// openShown is how many open documents a refusal names.
const openShown = 5

// Archive moves the facts of closed years, up to the end of year in the zone
// of now, out of the file into one that is only read from then on. Nothing that
// follows from them changes, and whoever asks for one of them gets it. Refusals:
// archive_year for a year that is not over, archive_nothing, archive_open while
// a document of it waits for somebody, archive_busy, disk_full.
func (b *Book) Archive(ctx context.Context, year int, now time.Time) (journal.Archived, error) {
	if year >= now.Year() || year < 1 {
		return journal.Archived{}, fact.Refuse("archive_year", "year", fmt.Sprint(year))
	}
	first := uint64(1)
	if all := b.journal.Archives(); len(all) > 0 {
		first = all[len(all)-1].Last + 1
	}
	last, err := b.lastOf(year, first, now)
	if err != nil {
		return journal.Archived{}, err
	}
	if last < first {
		return journal.Archived{}, fact.Refuse("archive_nothing", "year", fmt.Sprint(year))
	}
	closing := journal.Closing{Year: year, Last: last}
	err = b.View(func(view fact.View) (err error) {
		if open := document.OpenSince(view, last, openShown); len(open) > 0 {
			return fact.Refuse("archive_open", "year", fmt.Sprint(year), "documents", strings.Join(open, ", "))
		}
		closing.Store, closing.Edges, closing.Root, err = sealed(view, first, last)
		return err
	})
	if err != nil {
		return journal.Archived{}, err
	}
	made, err := b.journal.Archive(ctx, closing)
	if errors.Is(err, journal.ErrArchiving) {
		err = ErrArchiving
	}
	return made, plain(err)
}

// sealed is what the tree says of the records from first to last.
func sealed(view fact.View, first, last uint64) (store string, edges []seal.Hash, root seal.Hash, err error) {
	leaf, err := seal.Leaf(view, 1)
	if err == nil {
		edges, err = seal.Edges(view, first-1)
	}
	if err == nil {
		root, err = seal.Root(view, last)
	}
	return seal.Origin(leaf), edges, root, err
}

// lastOf is the number of the last fact before the first of a later year. What
// a clock that was wrong dated into the future is of the year it lies in.
func (b *Book) lastOf(year int, from uint64, now time.Time) (last uint64, err error) {
	last = from - 1
	var bad error
	err = b.journal.Each(from, func(r journal.Record) bool {
		var s stored
		if bad = fact.Decode(r.Body, &s); bad != nil {
			bad = fmt.Errorf("read fact %d: %w", r.Seq, bad)
			return false
		}
		if s.At.In(now.Location()).Year() > year && !s.At.After(now) {
			return false
		}
		last = r.Seq
		return true
	})
	return last, errors.Join(err, bad)
}
