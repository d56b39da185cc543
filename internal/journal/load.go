package journal

import (
	"errors"
	"fmt"
	"time"

	"lotgate/internal/journal/wal"
)

// load opens the files and applies what only the log has. The records are in
// memory afterwards; the writer puts them into the file before it takes
// anything else.
func (j *Journal) load(wait time.Duration) error {
	f, err := j.open(j.path, wait)
	if err != nil {
		return err
	}
	base, err := transactionOf(f.db)
	if err == nil {
		j.db, j.log, j.shelf = f.db, f.log, f.shelf
		j.cache = map[string][]byte{}
		j.written = layer{keys: newKeys(), stored: f.last, base: base, file: f.db}
		err = guarded(func() error { return j.replay(f) })
	}
	if err != nil {
		return errors.Join(err, j.shut())
	}
	j.show()
	return nil
}

func (j *Journal) replay(f *files) error {
	return j.over(&j.written, func(s *space) error {
		if j.accept != nil {
			if err := j.accept(&Tx{space: s}); err != nil {
				return err
			}
		}
		s.writable = true
		found, err := f.log.Replay(f.mark, f.last, func(seq uint64, body []byte) error {
			tx := &Tx{space: s}
			return tx.run(func(tx *Tx) error {
				tx.Append(body)
				if err := j.apply(tx, Record{seq, body}); err != nil {
					return fmt.Errorf("apply record %d of the log: %w", seq, err)
				}
				return nil
			})
		})
		j.torn.Store(found.Torn)
		if errors.Is(err, wal.ErrDamaged) || errors.Is(err, wal.ErrAhead) || errors.Is(err, wal.ErrForeign) {
			return fmt.Errorf("%w: %w", ErrLog, err)
		}
		return err
	})
}

// shut gives the files up, settled or not.
func (j *Journal) shut() (err error) {
	j.openings.Add(1)
	if j.log != nil {
		err = j.log.Close()
	}
	if j.db != nil {
		err = errors.Join(err, guarded(j.db.Close))
	}
	j.shelf.close()
	j.db, j.log = nil, nil
	return err
}
