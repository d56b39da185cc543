package journal

import (
	"fmt"

	"go.etcd.io/bbolt"

	"lotgate/internal/journal/wal"
)

// buildRecords are applied at a time: each transaction touches most of a large
// file.
const buildRecords = 8192

// Builder makes a journal from records that another one had: a backup that is
// brought back, an export that is taken in, a replay to compare with. It is
// quick and durable only as a whole: a file whose Close did not return nil is
// to be thrown away.
type Builder struct {
	db    *bbolt.DB
	apply Apply
	page  []Record
	held  int
	last  uint64
	keep  bool
}

// Build begins a journal in a new file at path. Without keep the file gets the
// projections alone, to be looked at by Projections and never opened.
func Build(path string, apply Apply, keep bool) (*Builder, error) {
	f := &files{mark: wal.Mark{Store: newStore()}}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoSync: true, NoGrowSync: true, FreelistType: bbolt.FreelistMapType, NoStatistics: true})
	if err != nil {
		return nil, fmt.Errorf("build a journal: %w", err)
	}
	if err := db.Update(func(tx *bbolt.Tx) error { return create(tx, f.mark) }); err != nil {
		db.Close()
		return nil, fmt.Errorf("build a journal: %w", err)
	}
	return &Builder{db: db, apply: apply, keep: keep}, nil
}

// Add takes the next record. body may be used again when it returns.
func (b *Builder) Add(body []byte) error {
	b.last++
	b.page = append(b.page, Record{b.last, append([]byte(nil), body...)})
	b.held += len(body)
	if len(b.page) < buildRecords && b.held < pageBytes {
		return nil
	}
	return b.flush()
}

// Unapplied is a record that could not be applied.
type Unapplied struct {
	Seq uint64
	Err error
}

func (u *Unapplied) Error() string { return fmt.Sprintf("apply record %d: %v", u.Seq, u.Err) }
func (u *Unapplied) Unwrap() error { return u.Err }

// Flush applies what was added up to now.
func (b *Builder) Flush() error { return b.flush() }

// flush applies the page and writes it in one transaction.
func (b *Builder) flush() error {
	err := guarded(func() error {
		return b.db.Update(func(raw *bbolt.Tx) error {
			s, err := spaceOf(raw)
			if err != nil {
				return err
			}
			s.writable, s.shelf = true, newShelf("", nil)
			s.layer = &layer{keys: newKeys(), stored: b.last - uint64(len(b.page))}
			for _, r := range b.page {
				tx := &Tx{space: s}
				tx.Append(r.Body)
				if err := tx.run(func(tx *Tx) error { return b.apply(tx, r) }); err != nil {
					return &Unapplied{r.Seq, err}
				}
			}
			if !b.keep {
				s.bodies = nil
			}
			return s.flush(s)
		})
	})
	b.page, b.held = b.page[:0], 0
	if err != nil {
		return fmt.Errorf("build a journal: %w", err)
	}
	return nil
}

// Projections lets use read what follows from what was added, key by key; next
// answers with nil after the last.
func (b *Builder) Projections(use func(next func() (key, value []byte)) error) error {
	if err := b.flush(); err != nil {
		return err
	}
	return b.db.View(func(raw *bbolt.Tx) error {
		s, err := spaceOf(raw)
		if err != nil {
			return err
		}
		cursor, begun := s.projections.Cursor(), false
		return use(func() (key, value []byte) {
			if !begun {
				begun = true
				return cursor.First()
			}
			return cursor.Next()
		})
	})
}

// Abandon closes a file that is not to count.
func (b *Builder) Abandon() error { return b.db.Close() }

// Close makes the journal durable and closes it.
func (b *Builder) Close() error {
	err := b.flush()
	if err == nil {
		err = b.db.Sync()
	}
	if closed := b.db.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("build a journal: %w", err)
	}
	return nil
}
