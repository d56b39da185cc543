package journal

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/tidwall/btree"
)

var errReadOnly = errors.New("a view cannot be written to")

// Tx is one job's hold on the journal, or one view of it. It is valid only
// until the job or view returns, and only in its goroutine.
type Tx struct {
	*space
	bytes  int  // held in memory by this job
	wrote  bool // keys
	after  []func()
	failed error
}

// run runs job. What it writes is kept in memory beside what was written
// before it, so that it reads its own writes; if it fails they are taken back.
func (tx *Tx) run(job func(*Tx) error) error {
	tx.job++
	records := len(tx.bodies)
	tx.undo = tx.undo[:0]
	err := guarded(func() error { return job(tx) })
	if err == nil {
		err = tx.failed
	}
	tx.held += tx.bytes
	if err != nil {
		tx.takeBack(records)
		return err
	}
	appended := len(tx.bodies) > records
	tx.changed = tx.changed || tx.wrote || appended
	tx.unrecorded = tx.unrecorded || tx.wrote && !appended
	return nil
}

// takeBack leaves so many records, and the keys as the job found them.
func (tx *Tx) takeBack(records int) {
	clear(tx.bodies[records:])
	tx.bodies = tx.bodies[:records]
	for _, w := range slices.Backward(tx.undo) {
		delete(tx.cache, string(w.now.key))
		if w.before != nil {
			tx.keys.Set(w.before)
		} else {
			tx.keys.Delete(w.now)
		}
	}
}

// Get is the value under key, or nil. It is valid until the transaction ends
// and must not be changed.
func (tx *Tx) Get(key []byte) []byte {
	if len(key) == 0 {
		return nil
	}
	if value, known := tx.cache[string(key)]; known {
		return value
	}
	tx.probe.key = key
	if e, found := tx.get(&tx.probe); found {
		return tx.remember(key, e.value)
	}
	value := tx.projections.Get(key)
	if tx.cache != nil {
		value = bytes.Clone(value)
	}
	return tx.remember(key, value)
}

// Scan calls each with every key that begins with prefix and is not below
// from (nil: all), in order of bytes, until it answers false. Nothing may be
// written meanwhile.
func (tx *Tx) Scan(prefix, from []byte, each func(key, value []byte) bool) {
	if bytes.Compare(from, prefix) < 0 {
		from = prefix
	}
	written, stored := tx.keys.Iter(), tx.projections.Cursor()
	defer written.Release()
	e := item(&written, written.Seek(&entry{key: from}))
	key, value := stored.Seek(from)
	for e != nil || key != nil {
		order := which(e, key)
		k, v := key, value
		if order <= 0 {
			k, v = e.key, e.value
		}
		if !bytes.HasPrefix(k, prefix) {
			return
		}
		if deleted := order <= 0 && v == nil; !deleted && !each(k, v) {
			return
		}
		if order <= 0 {
			e = item(&written, written.Next())
		}
		if order >= 0 {
			key, value = stored.Next()
		}
	}
}

// item is where an iterator stands, nil after its end.
func item(i *btree.IterG[*entry], there bool) *entry {
	if !there {
		return nil
	}
	return i.Item()
}

// which is below 0 if e comes first, above 0 if the stored key does, and 0 if
// e stands in its place. One of the two may be absent.
func which(e *entry, key []byte) int {
	switch {
	case key == nil:
		return -1
	case e == nil:
		return 1
	}
	return bytes.Compare(e.key, key)
}

// Put stores value under key; both are copied.
func (tx *Tx) Put(key, value []byte) {
	if len(key) == 0 || len(key) > keyBytes || len(value) > recordBytes {
		tx.Fail(fmt.Errorf("put key of %d bytes, value of %d: allowed are 1 to %d and at most %d", len(key), len(value), keyBytes, recordBytes))
		return
	}
	both := append(append(make([]byte, 0, len(key)+len(value)), key...), value...)
	tx.write(both[:len(key):len(key)], both[len(key):])
}

// Delete removes what is stored under key, if anything is.
func (tx *Tx) Delete(key []byte) {
	if tx.Get(key) != nil {
		tx.write(bytes.Clone(key), nil)
	}
}

// write puts value, or nil for none, under key; both are kept.
func (tx *Tx) write(key, value []byte) {
	if tx.failed != nil || !tx.mayWrite() || !tx.mayHold(entryBytes+len(key)+len(value)) {
		return
	}
	tx.wrote = true
	if e, found := tx.byKey[string(key)]; found {
		tx.bytes -= entryBytes + len(key) + len(e.value)
		e.value = value
		return
	}
	e := &entry{key: key, value: value, turn: tx.turn, job: tx.job}
	if _, known := tx.cache[string(key)]; known {
		tx.cache[string(key)] = value
	}
	old, written := tx.keys.Set(e)
	if tx.byKey != nil {
		tx.byKey[string(e.key)] = e
	} else {
		tx.undo = append(tx.undo, rewrite{e, old})
	}
	if written && old.job == tx.job {
		tx.bytes -= entryBytes + len(key) + len(old.value)
	}
}

func (tx *Tx) mayWrite() bool {
	if !tx.writable {
		tx.Fail(errReadOnly)
	}
	return tx.writable
}

// mayHold counts what the job is about to keep in memory.
func (tx *Tx) mayHold(bytes int) bool {
	if tx.bytes+bytes > jobBytes {
		tx.Fail(fmt.Errorf("%w: more than %d MiB", ErrTooMuch, jobBytes>>20))
		return false
	}
	tx.bytes += bytes
	return true
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
	if tx.mayHold(entryBytes + len(body)) {
		tx.bodies = append(tx.bodies, body)
	}
	return seq
}

// Record is the body of record seq, this job's own included. It is valid
// until the transaction ends and must not be changed.
func (tx *Tx) Record(seq uint64) (body []byte, found bool) {
	if i := seq - tx.stored - 1; i < uint64(len(tx.bodies)) {
		return tx.bodies[i], true
	}
	if seq > 0 && seq <= tx.shelf.last {
		body, err := tx.shelf.record(seq)
		if err != nil {
			tx.Fail(err)
		}
		return body, err == nil
	}
	body = tx.records.Get(seqKey(seq))
	return body, body != nil
}

// Then has f called once what this job wrote is durable: by the writer, in the
// order of the journal, before Do returns. f must not wait for anything, least
// of all for the journal.
func (tx *Tx) Then(f func()) { tx.after = append(tx.after, f) }
