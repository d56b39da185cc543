package audit

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"lotgate/internal/book"
	"lotgate/internal/seal"
)

// difference is a key whose value is not what the replay made of the records.
type difference struct {
	key       []byte
	have, due []byte // nil: not there
	at        int64  // where have stands; of what is not there, where the key after it does
}

// compare holds the projections in the file against those of the replay.
func (r *run) compare() error {
	if !r.lasting {
		return nil
	}
	var tree, others []difference
	edition := false
	note := func(d difference) {
		_, _, isTree := seal.TileOf(d.key)
		switch {
		case book.IsEdition(d.key):
			edition = true
		case isTree && len(tree) < maxFindings:
			tree = append(tree, d)
		case !isTree && len(others) < maxFindings:
			others = append(others, d)
		}
	}
	err := r.replay.Projections(func(next func() (key, value []byte)) error { return r.merge(next, note) })
	if err := r.replayed(err); err != nil || !r.lasting {
		return err
	}
	if edition {
		r.find("audit.edition", "file", filepath.Base(r.in.Name()))
		return nil
	}
	for _, d := range tree {
		r.tile(d)
	}
	for _, d := range others {
		r.find("audit.projection", "file", filepath.Base(r.in.Name()), "at", d.at, "key", shown(d.key), "state", d.state())
	}
	return nil
}

// merge walks both sides in order of keys.
func (r *run) merge(next func() (key, value []byte), note func(difference)) error {
	key, value := next()
	err := r.in.Projections(func(k, v []byte, at int64) error {
		for key != nil && bytes.Compare(key, k) < 0 {
			note(difference{bytes.Clone(key), nil, bytes.Clone(value), at})
			key, value = next()
		}
		switch {
		case !bytes.Equal(key, k):
			note(difference{bytes.Clone(k), bytes.Clone(v), nil, at})
			return nil
		case !bytes.Equal(value, v):
			note(difference{bytes.Clone(k), bytes.Clone(v), bytes.Clone(value), at})
		}
		key, value = next()
		return nil
	})
	for ; err == nil && key != nil; key, value = next() {
		note(difference{bytes.Clone(key), nil, bytes.Clone(value), -1})
	}
	return err
}

// tile names the records of a tile whose hashes differ.
func (r *run) tile(d difference) {
	file := filepath.Base(r.in.Name())
	first, _, _ := seal.TileOf(d.key)
	const size = 32
	for i := 0; i*size < max(len(d.have), len(d.due)); i++ {
		if bytes.Equal(cut(d.have, i, size), cut(d.due, i, size)) {
			continue
		}
		at := d.at + int64(i*size)
		if i >= seal.TileRecords || d.have == nil || d.due == nil {
			r.find("audit.tree", "file", file, "at", at, "first", first, "last", first+seal.TileRecords-1)
			return
		}
		seq := first + uint64(i)
		if seq <= r.proved { // a checkpoint speaks for the record
			r.find("audit.hash", "seq", seq, "file", file, "at", at, "proved", r.proved)
		} else {
			r.find("audit.record", "seq", seq, "at", r.whereIs(seq), "file", file, "hash", at)
		}
	}
}

func cut(b []byte, i, size int) []byte {
	if len(b) < (i+1)*size {
		return nil
	}
	return b[i*size : (i+1)*size]
}

func (d difference) state() string {
	switch {
	case d.have == nil:
		return "missing"
	case d.due == nil:
		return "extra"
	}
	return "other"
}

// shown is a key for people: the table's name and the parts behind it.
func shown(key []byte) string {
	text := strings.TrimSuffix(strings.ReplaceAll(string(key), "\x00", "/"), "/")
	return strings.Trim(fmt.Sprintf("%q", text), `"`)
}
