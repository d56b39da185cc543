package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
)

// Tx is one job's hold on the journal, or one view of it. It is valid only
// until the job or view returns, and only in its goroutine.
type Tx struct {
	*space
	undo     []change
	appended int // records of this job
	after    []func()
	failed   error
}

// space is the file's contents within one bbolt transaction, shared by all
// jobs of a batch.
type space struct {
	records     *bbolt.Bucket
	projections *bbolt.Bucket
	writable    bool
	changed     bool
	spoilt      error // a job's writes could not be taken back: nothing may be committed
}

// change is what a key held before; value nil means it was absent.
type change struct{ key, value []byte }

var errReadOnly = errors.New("a view cannot be written to")

// run runs job. What it wrote goes straight into the batch's transaction, so
// that it reads its own writes; if it fails they are taken back.
func (tx *Tx) run(job func(*Tx) error) error {
	err := guarded(func() error { return job(tx) })
	if err == nil {
		err = tx.failed
	}
	if err == nil {
		tx.changed = tx.changed || len(tx.undo) > 0 || tx.appended > 0
		return nil
	}
	tx.spoilt = guarded(tx.takeBack)
	return err
}

func (tx *Tx) takeBack() error {
	for i := len(tx.undo) - 1; i >= 0; i-- {
		if err := set(tx.projections, tx.undo[i]); err != nil {
			return err
		}
	}
	for ; tx.appended > 0; tx.appended-- {
		if err := tx.records.Delete(seqKey(tx.last())); err != nil {
			return err
		}
	}
	return nil
}

func set(b *bbolt.Bucket, c change) error {
	if c.value == nil {
		return b.Delete(c.key)
	}
	return b.Put(c.key, c.value)
}

// Get is the value under key, or nil. It is valid until the transaction ends
// and must not be changed.
func (tx *Tx) Get(key []byte) []byte {
	if len(key) == 0 {
		return nil
	}
	return tx.projections.Get(key)
}

// Scan calls each with every key that begins with prefix and is not below
// from (nil: all), in order of bytes, until it answers false. Nothing may be
// written meanwhile.
func (tx *Tx) Scan(prefix, from []byte, each func(key, value []byte) bool) {
	if bytes.Compare(from, prefix) < 0 {
		from = prefix
	}
	cursor := tx.projections.Cursor()
	for key, value := cursor.Seek(from); key != nil && bytes.HasPrefix(key, prefix); key, value = cursor.Next() {
		if !each(key, value) {
			return
		}
	}
}

// Put stores value under key; both are copied.
func (tx *Tx) Put(key, value []byte) {
	if len(key) == 0 || len(key) > keyBytes || len(value) > recordBytes {
		tx.Fail(fmt.Errorf("put key of %d bytes, value of %d: allowed are 1 to %d and at most %d", len(key), len(value), keyBytes, recordBytes))
		return
	}
	tx.change(change{bytes.Clone(key), append([]byte{}, value...)})
}

// Delete removes what is stored under key, if anything is.
func (tx *Tx) Delete(key []byte) {
	if tx.Get(key) != nil {
		tx.change(change{key: bytes.Clone(key)})
	}
}

func (tx *Tx) change(c change) {
	if tx.failed != nil || !tx.mayWrite() {
		return
	}
	// Copied: bbolt may move its pages when the batch is committed.
	tx.undo = append(tx.undo, change{c.key, bytes.Clone(tx.Get(c.key))})
	if err := set(tx.projections, c); err != nil {
		tx.Fail(fmt.Errorf("write projection: %w", err))
	}
}

func (tx *Tx) mayWrite() bool {
	if !tx.writable {
		tx.Fail(errReadOnly)
	}
	return tx.writable
}

// Fail makes the whole job fail with err at its end. The first err stays.
func (tx *Tx) Fail(err error) {
	if tx.failed == nil {
		tx.failed = err
	}
}

// Append adds a record and tells its number. body is not copied and must not
// be changed before the job's outcome is known.
func (tx *Tx) Append(body []byte) (seq uint64) {
	seq = tx.last() + 1
	if tx.failed != nil || !tx.mayWrite() {
		return seq
	}
	if len(body) > recordBytes {
		tx.Fail(fmt.Errorf("append a record of %d bytes: allowed are %d", len(body), recordBytes))
		return seq
	}
	if err := tx.records.Put(seqKey(seq), body); err != nil {
		tx.Fail(fmt.Errorf("append record %d: %w", seq, err))
		return seq
	}
	tx.appended++
	return seq
}

// Record is the body of record seq, this job's own included. It is valid
// until the transaction ends and must not be changed.
func (tx *Tx) Record(seq uint64) (body []byte, found bool) {
	body = tx.records.Get(seqKey(seq))
	return body, body != nil
}

// Then has f called once what this job wrote is durable: by the writer, in the
// order of the journal, before Do returns. f must not wait for anything, least
// of all for the journal.
func (tx *Tx) Then(f func()) { tx.after = append(tx.after, f) }

// last is the number of the last record within this transaction.
func (s *space) last() uint64 {
	key, _ := s.records.Cursor().Last()
	if key == nil {
		return 0
	}
	return binary.BigEndian.Uint64(key)
}

// seqKey is big-endian: the order of keys is the order of records.
func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }
