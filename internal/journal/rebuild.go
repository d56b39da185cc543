package journal

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"
)

// Rebuild makes the projections anew: every record is applied in order. Readers
// see the old projections until the new ones are whole; jobs wait. Whatever
// stops it half way, the old projections are still the ones in use.
func (j *Journal) Rebuild() error { return j.submitAlone(j.rebuild) }

// submitAlone has f run by the writer, outside any batch.
func (j *Journal) submitAlone(f func() error) error {
	return j.submit(context.Background(), &call{alone: f, answer: make(chan error, 1)})
}

func (j *Journal) rebuild() error {
	if err := j.settleAll(); err != nil {
		return err
	}
	var fresh []byte
	err := update(j.db, func(tx *bbolt.Tx) (err error) {
		fresh, err = other(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("begin to rebuild projections: %w", err)
	}
	for from := uint64(1); from != 0; {
		err := update(j.db, func(tx *bbolt.Tx) (err error) {
			from, err = replay(tx, fresh, from, j.shelf, j.apply)
			return err
		})
		if err != nil {
			return fmt.Errorf("rebuild projections: %w", err)
		}
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

// replay applies one page of records into the bucket fresh and tells where the
// next one begins, 0 after the last.
func replay(raw *bbolt.Tx, fresh []byte, from uint64, moved *shelf, apply Apply) (next uint64, err error) {
	space, err := spaceOf(raw)
	if err != nil {
		return 0, err
	}
	space.projections, space.writable = raw.Bucket(fresh), true
	space.layer, space.shelf = &layer{keys: newKeys(), stored: max(lastIn(space.records), moved.last)}, moved
	page, next, err := space.page(from, rebuildRecords)
	if err != nil {
		return 0, err
	}
	for _, r := range page {
		tx := &Tx{space: space}
		if err := tx.run(func(tx *Tx) error { return apply(tx, r) }); err != nil {
			return 0, fmt.Errorf("record %d: %w", r.Seq, err)
		}
		if len(space.bodies) > 0 {
			return 0, fmt.Errorf("record %d: a rebuild cannot append", r.Seq)
		}
	}
	if err := space.flush(space); err != nil {
		return 0, err
	}
	return next, nil
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
