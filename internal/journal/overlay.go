package journal

import (
	"bytes"
	"slices"
)

// overlay holds what a batch's jobs wrote to the projections, in order of
// keys, until it goes into the file at once. bbolt splits its pages only when
// it commits: a large job writing to it in any order would insert each key
// into one ever longer page.
//
// The entries are kept in short sorted runs. A batch of small jobs is one run
// and costs what a sorted slice does; among a million keys an insertion still
// moves no more than one run, and seldom splits it.
type overlay struct {
	runs  [][]*entry // none is empty; all keys of one are below those of the next
	spare []entry    // allocated ahead
}

// entry is a key that a job of the batch wrote. It stays when that job is
// taken back, and then counts for nothing.
type entry struct {
	key, value []byte // value nil: deleted
	job        int    // that wrote it last, from 1; 0: it was taken back
}

const (
	runFirst = 16  // entries that the first run has room for from the start
	runMost  = 512 // a run of so many is split
)

// get is the entry under key, or nil where no job wrote.
func (o *overlay) get(key []byte) *entry {
	run, at, found := o.find(key)
	if !found || o.runs[run][at].job == 0 {
		return nil
	}
	return o.runs[run][at]
}

// find tells where key is, or would have to be inserted.
func (o *overlay) find(key []byte) (run, at int, found bool) {
	if len(o.runs) == 0 {
		return 0, 0, false
	}
	run, found = slices.BinarySearchFunc(o.runs, key, func(r []*entry, key []byte) int { return bytes.Compare(r[0].key, key) })
	if found || run == 0 {
		return run, 0, found
	}
	run--
	at, found = slices.BinarySearchFunc(o.runs[run], key, func(e *entry, key []byte) int { return bytes.Compare(e.key, key) })
	return run, at, found
}

// touch is the entry under key, made where there is none. key is copied.
func (o *overlay) touch(key []byte) *entry {
	run, at, found := o.find(key)
	if found {
		return o.runs[run][at]
	}
	e := o.allocate()
	e.key = bytes.Clone(key)
	if len(o.runs) == 0 {
		o.runs = append(o.runs, make([]*entry, 0, runFirst))
	}
	o.runs[run] = slices.Insert(o.runs[run], at, e)
	if len(o.runs[run]) >= runMost {
		o.split(run)
	}
	return e
}

func (o *overlay) split(run int) {
	whole := o.runs[run]
	right := append(make([]*entry, 0, runMost), whole[runMost/2:]...)
	o.runs[run] = whole[:runMost/2]
	o.runs = slices.Insert(o.runs, run+1, right)
}

func (o *overlay) allocate() *entry {
	if len(o.spare) == 0 {
		o.spare = make([]entry, runFirst)
	}
	e := &o.spare[0]
	o.spare = o.spare[1:]
	return e
}

// place is a position among the entries.
type place struct {
	runs [][]*entry
	at   int // in the first run; may be its length
}

// seek is the place of the first entry not below from.
func (o *overlay) seek(from []byte) place {
	run, at, _ := o.find(from)
	return place{o.runs[run:], at}
}

// next is the entry at the place, which moves on, or nil at the end. What was
// taken back is passed over.
func (p *place) next() *entry {
	for len(p.runs) > 0 {
		if p.at == len(p.runs[0]) {
			p.runs, p.at = p.runs[1:], 0
			continue
		}
		e := p.runs[0][p.at]
		p.at++
		if e.job != 0 {
			return e
		}
	}
	return nil
}
