package journal

import (
	"bytes"

	"github.com/tidwall/btree"
	"go.etcd.io/bbolt"
)

// layer is what was written since the last checkpoint, laid over what the file
// says. A layer that is shown to readers is never changed: the writer goes on
// with a copy, which costs only the nodes that it then writes to.
type layer struct {
	keys     *btree.BTreeG[*entry]
	byKey    map[string]*entry // the same, in a rebuild, which asks for little else; or nil
	bodies   [][]byte          // of the records after the last that is stored
	stored   uint64            // number of the last record in the file
	base     int               // number of the file's transaction that it lies on
	file     *bbolt.DB
	settling bool // a checkpoint of part of it is under way: it lies on the next one as well
}

// entry is a key that was written. It is never changed, but in a rebuild, whose
// layer nobody else sees.
type entry struct {
	key, value []byte // value nil: deleted
	turn       uint64 // of the log, in which it was written
	job        uint64 // that wrote it
}

func newKeys() *btree.BTreeG[*entry] {
	less := func(a, b *entry) bool { return bytes.Compare(a.key, b.key) < 0 }
	return btree.NewBTreeGOptions(less, btree.Options{NoLocks: true, Degree: 6})
}

// get finds what was written under the key of probe.
func (l *layer) get(probe *entry) (e *entry, found bool) {
	if l.byKey != nil {
		e, found = l.byKey[string(probe.key)]
		return e, found
	}
	return l.keys.Get(probe)
}

// last is the number of the last record.
func (l *layer) last() uint64 { return l.stored + uint64(len(l.bodies)) }

// empty reports that the file says all that the layer does.
func (l *layer) empty() bool { return len(l.bodies) == 0 && l.keys.Len() == 0 }

// liesOn reports whether the layer and that transaction of the file make one
// consistent state. A layer of nothing makes one with any: what is committed
// is a state by itself. And what a checkpoint has put into the file already is
// in the layer with the same value, so that it does not matter from which of
// the two it is read.
func (l *layer) liesOn(file *bbolt.DB, transaction int) bool {
	of := file == l.file && (transaction == l.base || l.settling && transaction == l.base+1)
	return of || l.empty()
}

// frozen is the layer as it is now, for readers and for a checkpoint.
func (l *layer) frozen() *layer {
	f := *l
	f.keys = l.keys.IsoCopy()
	f.bodies = l.bodies[:len(l.bodies):len(l.bodies)]
	return &f
}

// settled drops what a checkpoint has put into the file: so many records, and
// the keys that were not written again in turn or after it.
func (l *layer) settled(records int, turn uint64) {
	fresh := newKeys()
	l.keys.Scan(func(e *entry) bool {
		if e.turn >= turn {
			fresh.Load(e)
		}
		return true
	})
	l.keys = fresh
	l.bodies = append([][]byte(nil), l.bodies[records:]...)
	l.stored += uint64(records)
	l.settling = false
}
