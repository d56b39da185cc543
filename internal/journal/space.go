package journal

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// space is the file's contents within one bbolt transaction and what a batch's
// jobs wrote beside them, shared by all of these jobs.
type space struct {
	records     *bbolt.Bucket
	projections *bbolt.Bucket
	writable    bool

	stored   uint64   // number of the last record in the file; jobs only
	appended [][]byte // bodies of the records after it
	written  overlay
	job      int      // the number of the job that runs, from 1
	undo     []change // of that job
	changed  bool     // there is something to flush
	held     int      // bytes in memory
}

// change is what a key held before the job wrote it first.
type change struct {
	*entry
	value []byte
	job   int
}

// entryBytes is about what a record or key costs beside its own bytes.
const entryBytes = 128

// last is the number of the last record, those of the batch included.
func (s *space) last() uint64 { return s.stored + uint64(len(s.appended)) }

// takeBack undoes what the job that ran last wrote: records after the first
// so many of the batch, and keys.
func (s *space) takeBack(first int) {
	for _, c := range s.undo {
		c.entry.value, c.entry.job = c.value, c.job
	}
	clear(s.appended[first:])
	s.appended = s.appended[:first]
}

// flush writes what the batch's jobs wrote into the file, in order of keys.
func (s *space) flush() error {
	for i, body := range s.appended {
		if err := s.records.Put(seqKey(s.stored+1+uint64(i)), body); err != nil {
			return fmt.Errorf("append record %d: %w", s.stored+1+uint64(i), err)
		}
	}
	all := s.written.seek(nil)
	for e := all.next(); e != nil; e = all.next() {
		if err := e.flush(s.projections); err != nil {
			return fmt.Errorf("write projection %q: %w", e.key, err)
		}
	}
	return nil
}

func (e *entry) flush(b *bbolt.Bucket) error {
	if e.value == nil {
		return b.Delete(e.key)
	}
	return b.Put(e.key, e.value)
}

// lastIn is the number of the last record in the bucket, 0 where there is
// none.
func lastIn(records *bbolt.Bucket) uint64 {
	key, _ := records.Cursor().Last()
	if key == nil {
		return 0
	}
	return binary.BigEndian.Uint64(key)
}

// seqKey is big-endian: the order of keys is the order of records.
func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }
