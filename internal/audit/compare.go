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
	if err := r.tiles(tree); err != nil {
		return err
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

// tiles names the records of tiles whose hashes differ. Where each of them
// stands is looked for once.
func (r *run) tiles(differ []difference) error {
	var wrong []wrongHash
	for _, d := range differ {
		wrong = append(wrong, d.hashes()...)
	}
	wrong = wrong[:min(len(wrong), maxFindings)]
	var records []uint64
	for _, w := range wrong {
		if w.seq > r.proved {
			records = append(records, w.seq)
		}
	}
	places, err := r.places(records)
	if err != nil {
		return err
	}
	file := filepath.Base(r.in.Name())
	for _, w := range wrong {
		switch {
		case w.seq == 0:
			r.find("audit.tree", "file", file, "at", w.at, "first", w.first, "last", w.first+seal.TileRecords-1)
		case w.seq <= r.proved: // a checkpoint speaks for the record
			r.find("audit.hash", "seq", w.seq, "file", file, "at", w.at, "proved", r.proved)
		default:
			r.find("audit.record", "seq", w.seq, "at", places[w.seq], "file", file, "hash", w.at)
		}
	}
	return nil
}

// wrongHash is a hash that is not that of its record, or a tile that is not as
// long as it should be.
type wrongHash struct {
	seq   uint64 // 0: the tile itself
	first uint64 // record of the tile
	at    int64
}

// hashes are those of a tile that differ; at least one does.
func (d difference) hashes() (all []wrongHash) {
	const size = 32
	first, _, _ := seal.TileOf(d.key)
	if len(d.have) != len(d.due) {
		return []wrongHash{{0, first, d.at + int64(min(len(d.have), len(d.due)))}}
	}
	for i := 0; i < len(d.have); i += size {
		end := min(i+size, len(d.have))
		if bytes.Equal(d.have[i:end], d.due[i:end]) {
			continue
		}
		w := wrongHash{first + uint64(i/size), first, d.at + int64(i)}
		if i/size >= seal.TileRecords {
			w.seq = 0
		}
		all = append(all, w)
	}
	return all
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
