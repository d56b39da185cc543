package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"go.etcd.io/bbolt"
)

// A rebuild writes keys in no order, over and over again. It keeps so many of
// them in memory, and puts them then into a file of its own that need not
// survive a power cut, in order of keys and few at a time, because bbolt holds
// in memory all that a transaction touches. What is in there in the end goes
// into the journal's file in one pass, and lies closer there than it did.
const (
	rebuildKeys   = 500_000
	scratchKeys   = 50_000
	adoptBytes    = 16 << 20
	scratchSuffix = "-rebuild"
)

// Rebuild makes the projections anew: every record is applied in order. Readers
// see the old projections until the new ones are whole; jobs wait. Whatever
// stops it half way, Stop and Close among it, the old projections are still the
// ones in use.
func (j *Journal) Rebuild() error { return j.submitAlone(j.rebuild) }

// Stop has a rebuild under way end, and everything else that waits, as Close
// does. Close is still to be called.
func (j *Journal) Stop() { j.closeOnce.Do(func() { close(j.closing) }) }

// ending reports that the journal is to close.
func (j *Journal) ending() bool {
	select {
	case <-j.closing:
		return true
	default:
		return false
	}
}

// Progress is how far a rebuild is.
type Progress struct{ Done, Of uint64 } // records

// Rebuilding tells how far the rebuild is that is under way, nil where none is.
func (j *Journal) Rebuilding() *Progress { return j.rebuilding.Load() }

// submitAlone has f run by the writer, outside any batch.
func (j *Journal) submitAlone(f func() error) error {
	c := calls.Get().(*call)
	c.alone = f
	return j.submit(context.Background(), c)
}

func (j *Journal) rebuild() (err error) {
	if err := j.settleAll(); err != nil {
		return err
	}
	defer j.rebuilding.Store(nil)
	j.rebuilding.Store(&Progress{Of: j.last.Load()})
	scratch, err := openScratch(j.path + scratchSuffix)
	if err != nil {
		return fmt.Errorf("begin to rebuild projections: %w", err)
	}
	defer func() { err = errors.Join(err, scratch.Close(), os.Remove(j.path+scratchSuffix)) }()
	for from := uint64(1); from != 0; {
		if from, err = j.rebuildPart(scratch, from); err != nil {
			return fmt.Errorf("rebuild projections: %w", err)
		}
	}
	if err := j.adopt(scratch); err != nil {
		return fmt.Errorf("take over rebuilt projections: %w", err)
	}
	return nil
}

// openScratch makes the rebuild's file; one that was cut off may have left its
// own.
func openScratch(path string) (*bbolt.DB, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	scratch, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: time.Second, NoSync: true, NoGrowSync: true, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType, NoStatistics: true,
	})
	if err != nil {
		return nil, err
	}
	err = scratch.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket(bucketProjections[0])
		return err
	})
	if err != nil {
		return nil, errors.Join(err, scratch.Close())
	}
	return scratch, nil
}

// rebuildPart applies as many records as memory is given to and tells where the
// next one begins, 0 after the last.
func (j *Journal) rebuildPart(scratch *bbolt.DB, from uint64) (next uint64, err error) {
	part := &layer{keys: newKeys(), byKey: map[string]*entry{}}
	err = j.db.View(func(raw *bbolt.Tx) error {
		return scratch.View(func(made *bbolt.Tx) error {
			space, err := spaceOf(raw)
			if err != nil {
				return err
			}
			space.projections, space.writable = made.Bucket(bucketProjections[0]), true
			part.stored = max(lastIn(space.records), j.shelf.last)
			space.layer, space.shelf = part, j.shelf
			next, err = j.replayPages(space, from)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	return next, part.pour(scratch, j.ending)
}

// replayPages goes on until there are enough keys in memory.
func (j *Journal) replayPages(s *space, from uint64) (next uint64, err error) {
	for next = from; next != 0 && s.keys.Len() < rebuildKeys && s.held < jobBytes; {
		if j.ending() {
			return 0, ErrClosed
		}
		var page []Record
		if page, next, err = s.page(next, pageRecords); err != nil {
			return 0, err
		}
		for _, r := range page {
			if err := s.apply(r, j.apply); err != nil {
				return 0, fmt.Errorf("record %d: %w", r.Seq, err)
			}
		}
		if len(page) > 0 {
			j.rebuilding.Store(&Progress{Done: page[len(page)-1].Seq, Of: j.last.Load()})
		}
	}
	return next, nil
}

// apply applies a record for good: where it fails, so does the whole rebuild.
func (s *space) apply(r Record, apply Apply) error {
	tx := &Tx{space: s}
	if err := apply(tx, r); err != nil {
		return err
	}
	s.held += tx.bytes
	if len(s.bodies) > 0 {
		return errors.New("a rebuild cannot append")
	}
	return tx.failed
}

// pour puts the layer's keys into a rebuild's file, in order.
func (l *layer) pour(scratch *bbolt.DB, ending func() bool) error {
	keys := l.keys.Iter()
	defer keys.Release()
	for e := item(&keys, keys.First()); e != nil; {
		if ending() {
			return ErrClosed
		}
		err := scratch.Update(func(tx *bbolt.Tx) error {
			into := tx.Bucket(bucketProjections[0])
			for n := 0; n < scratchKeys && e != nil; n++ {
				if err := e.flush(into); err != nil {
					return fmt.Errorf("write projection %q: %w", e.key, err)
				}
				e = item(&keys, keys.Next())
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// adopt takes over what was made, and makes it what is in use.
func (j *Journal) adopt(scratch *bbolt.DB) error {
	var fresh []byte
	err := update(j.db, func(tx *bbolt.Tx) (err error) {
		fresh, err = other(tx)
		return err
	})
	if err != nil {
		return err
	}
	err = scratch.View(func(made *bbolt.Tx) error {
		cursor := made.Bucket(bucketProjections[0]).Cursor()
		for key, value := cursor.First(); key != nil; {
			if j.ending() {
				return ErrClosed
			}
			err := update(j.db, func(tx *bbolt.Tx) error {
				into := tx.Bucket(fresh)
				into.FillPercent = fill
				for held := 0; held < adoptBytes && key != nil; key, value = cursor.Next() {
					if err := into.Put(key, value); err != nil {
						return err
					}
					held += len(key) + len(value)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return update(j.db, func(tx *bbolt.Tx) error { return changeOver(tx, fresh) })
}

// other makes the bucket that is not in use empty.
func other(tx *bbolt.Tx) (fresh []byte, err error) {
	fresh = bucketProjections[0]
	if bytes.Equal(tx.Bucket(bucketAbout).Get(keyLive), fresh) {
		fresh = bucketProjections[1]
	}
	if tx.Bucket(fresh) != nil { // left by a rebuild that was cut off
		if err := tx.DeleteBucket(fresh); err != nil {
			return nil, err
		}
	}
	_, err = tx.CreateBucket(fresh)
	return fresh, err
}

// changeOver makes fresh the bucket in use and drops the one that was.
func changeOver(tx *bbolt.Tx, fresh []byte) error {
	about := tx.Bucket(bucketAbout)
	old := bytes.Clone(about.Get(keyLive))
	if err := about.Put(keyLive, fresh); err != nil {
		return err
	}
	return tx.DeleteBucket(old)
}
