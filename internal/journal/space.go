package journal

import (
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// space is what a transaction sees: the file's contents within one bbolt
// transaction, and the layer over them.
type space struct {
	*layer
	records     *bbolt.Bucket
	projections *bbolt.Bucket
	shelf       *shelf
	writable    bool
	turn        uint64 // of the log; jobs only
	job         uint64 // the number of the job that runs, from 1
	held        int    // bytes in memory, written by the batch's jobs
	unrecorded  bool   // a job of the batch wrote keys that follow from no record
	changed     bool   // there is something to make durable
	probe       entry  // to look for a key with
	undo        []rewrite
	cache       map[string][]byte // what jobs read under these keys; the writer's, or nil
}

// rewrite is a key that the running job wrote, and what stood there, nil if
// nothing of the layer did.
type rewrite struct{ now, before *entry }

// Limits of the cache.
const (
	cacheKeys  = 8192
	cacheBytes = 4096 // of one value
)

// remember keeps what a job read: one scan asks for much that the one before
// did. The value must outlast the transaction.
func (s *space) remember(key, value []byte) []byte {
	if s.cache == nil || len(value) > cacheBytes {
		return value
	}
	if len(s.cache) >= cacheKeys {
		clear(s.cache)
	}
	s.cache[string(key)] = value
	return value
}

// entryBytes is about what a record or key costs beside its own bytes.
const entryBytes = 128

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
