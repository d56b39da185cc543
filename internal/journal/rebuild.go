package journal

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"
)

// Rebuild makes the projections anew: apply is called with every record in
// order and writes what follows from it. Readers see the old projections until
// the new ones are whole; jobs wait. Whatever stops it half way, the old
// projections are still the ones in use.
func (j *Journal) Rebuild(apply func(*Tx, Record) error) error {
	c := &call{answer: make(chan error, 1)}
	c.alone = func() error { return j.rebuild(apply) }
	return j.submit(context.Background(), c)
}

func (j *Journal) rebuild(apply func(*Tx, Record) error) error {
	var fresh []byte
	err := j.update(func(tx *bbolt.Tx) (err error) {
		fresh, err = other(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("begin to rebuild projections: %w", err)
	}
	for from := uint64(1); from != 0; {
		err := j.update(func(tx *bbolt.Tx) (err error) {
			from, err = replay(tx, fresh, from, apply)
			return err
		})
		if err != nil {
			return fmt.Errorf("rebuild projections: %w", err)
		}
	}
	return j.update(func(tx *bbolt.Tx) error { return changeOver(tx, fresh) })
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
func replay(raw *bbolt.Tx, fresh []byte, from uint64, apply func(*Tx, Record) error) (next uint64, err error) {
	space, err := spaceOf(raw)
	if err != nil {
		return 0, err
	}
	space.projections = raw.Bucket(fresh)
	page, next := space.page(from, rebuildRecords)
	for _, r := range page {
		tx := &Tx{space: space}
		if err := tx.run(func(tx *Tx) error { return apply(tx, r) }); err != nil {
			return 0, fmt.Errorf("record %d: %w", r.Seq, err)
		}
		if len(space.appended) > 0 {
			return 0, fmt.Errorf("record %d: a rebuild cannot append", r.Seq)
		}
	}
	if err := space.flush(); err != nil {
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
