// Package seal makes it evident when what was recorded is changed afterwards.
//
// Over the records, as they are stored, stands a Merkle tree (RFC 6962, by
// golang.org/x/mod/sumdb/tlog). Its root at a size stands for all records up
// to there: change one, swap two or leave one out, and the root is another. A
// checkpoint is such a root, signed; whoever holds one that left the machine
// can have any later state of the store checked against it.
//
// What the tree keeps follows from the records alone. It lies among the
// projections and is rebuilt as they are.
package seal

import (
	"encoding/binary"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a hash of the tree: of a record, or over many.
type Hash = tlog.Hash

// HashOf is the hash of a record as it is stored.
func HashOf(record []byte) Hash { return tlog.RecordHash(record) }

// ParseHash reads a hash as its String gives it.
func ParseHash(text string) (Hash, error) { return tlog.ParseHash(text) }

// Reader reads what was put under keys.
type Reader interface {
	Get(key []byte) []byte // nil where there is nothing
}

// Writer writes too.
type Writer interface {
	Reader
	Put(key, value []byte)
}

// A tile holds the hashes of 16 records side by side and, once it is full, the
// hashes of all subtrees that its last record completes, from the tile's own
// upwards. So one key serves 16 records, and still each record has a hash of
// its own to be told apart by.
const (
	TileRecords = 1 << tileLevel
	tileLevel   = 4
	fullBytes   = TileRecords * tlog.HashSize
)

// prefix begins the keys of all tiles; no other projection has it.
const prefix = "tree\x00"

func tileKey(tile uint64) []byte { return binary.BigEndian.AppendUint64([]byte(prefix), tile) }

// TileOf tells which records a key of the tree is about; is says whether it is
// one.
func TileOf(key []byte) (first, last uint64, is bool) {
	if len(key) != len(prefix)+8 || string(key[:len(prefix)]) != prefix {
		return 0, 0, false
	}
	tile := binary.BigEndian.Uint64(key[len(prefix):])
	return tile*TileRecords + 1, (tile + 1) * TileRecords, true
}

// Append adds the record of number seq, which follows the one added before.
func Append(w Writer, seq uint64, body []byte) error {
	tile, at := (seq-1)/TileRecords, (seq-1)%TileRecords
	before := w.Get(tileKey(tile))
	if uint64(len(before)) != at*tlog.HashSize {
		return fmt.Errorf("add record %d to the tree: its tile has %d bytes", seq, len(before))
	}
	leaf := tlog.RecordHash(body)
	value := append(make([]byte, 0, len(before)+2*tlog.HashSize), before...)
	value = append(value, leaf[:]...)
	if at == TileRecords-1 {
		var err error
		if value, err = complete(w, tile, value); err != nil {
			return fmt.Errorf("add record %d to the tree: %w", seq, err)
		}
	}
	w.Put(tileKey(tile), value)
	return nil
}

// complete adds the hashes of the subtrees that end with the tile.
func complete(r Reader, tile uint64, leaves []byte) ([]byte, error) {
	hash := over(leaves)
	leaves = append(leaves, hash[:]...)
	for level := range bits.TrailingZeros64(tile + 1) {
		left, err := hashAt(r, tileLevel+level, int64(tile>>level)-1)
		if err != nil {
			return nil, err
		}
		hash = tlog.NodeHash(left, hash)
		leaves = append(leaves, hash[:]...)
	}
	return leaves, nil
}

// over is the hash over a whole subtree of leaves, a power of two of them.
func over(leaves []byte) tlog.Hash {
	if len(leaves) == tlog.HashSize {
		return tlog.Hash(leaves)
	}
	half := len(leaves) / 2
	return tlog.NodeHash(over(leaves[:half]), over(leaves[half:]))
}

// hashAt reads the hash of the n-th subtree of a level.
func hashAt(r Reader, level int, n int64) (tlog.Hash, error) {
	var tile uint64
	var from, to int
	if level < tileLevel {
		first := uint64(n) << level
		tile, from = first/TileRecords, int(first%TileRecords)*tlog.HashSize
		to = from + tlog.HashSize<<level
	} else {
		tile = (uint64(n)+1)<<(level-tileLevel) - 1
		from = fullBytes + (level-tileLevel)*tlog.HashSize
		to = from + tlog.HashSize
	}
	value := r.Get(tileKey(tile))
	if len(value) < to {
		return tlog.Hash{}, fmt.Errorf("the tree lacks hash %d of level %d", n, level)
	}
	return over(value[from:to]), nil
}

// reader reads hashes as package tlog asks for them.
type reader struct{ Reader }

func (r reader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		var err error
		if hashes[i], err = hashAt(r, level, n); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// Leaf is the hash that the tree holds of a record.
func Leaf(r Reader, seq uint64) (tlog.Hash, error) { return hashAt(r, 0, int64(seq)-1) }

// Root is the root over the first size records.
func Root(r Reader, size uint64) (tlog.Hash, error) {
	root, err := tlog.TreeHash(int64(size), reader{r})
	if err != nil {
		return root, fmt.Errorf("root over %d records: %w", size, err)
	}
	return root, nil
}

// Frontier is the tree's right edge alone: enough to add record after record
// and to tell the root at any time, with nothing stored. The zero value is that
// of no records.
type Frontier struct {
	size  uint64
	edges []tlog.Hash // of whole subtrees, the largest first
}

// Add adds the next record by its hash.
func (f *Frontier) Add(leaf tlog.Hash) {
	hash := leaf
	for range bits.TrailingZeros64(f.size + 1) {
		last := len(f.edges) - 1
		hash = tlog.NodeHash(f.edges[last], hash)
		f.edges = f.edges[:last]
	}
	f.edges = append(f.edges, hash)
	f.size++
}

// Size is how many records were added.
func (f *Frontier) Size() uint64 { return f.size }

// Root is the root over all that were added.
func (f *Frontier) Root() tlog.Hash {
	if f.size == 0 {
		root, _ := tlog.TreeHash(0, nil) // reads nothing
		return root
	}
	last := len(f.edges) - 1
	root := f.edges[last]
	for i := last - 1; i >= 0; i-- {
		root = tlog.NodeHash(f.edges[i], root)
	}
	return root
}

// Resume is the frontier of size records, by the edges that Edges told of it.
func Resume(size uint64, edges []tlog.Hash) (Frontier, error) {
	if len(edges) != bits.OnesCount64(size) {
		return Frontier{}, fmt.Errorf("the edge of a tree over %d records has %d hashes, not %d", size, bits.OnesCount64(size), len(edges))
	}
	return Frontier{size, append([]tlog.Hash(nil), edges...)}, nil
}

// Edges are the roots of the whole subtrees that stand side by side over the
// first size records, the largest first.
func Edges(r Reader, size uint64) (edges []tlog.Hash, err error) {
	done := uint64(0)
	for level := 63; level >= 0; level-- {
		if size&(1<<level) == 0 {
			continue
		}
		hash, err := hashAt(r, level, int64(done>>level))
		if err != nil {
			return nil, fmt.Errorf("edge of the tree over %d records: %w", size, err)
		}
		edges = append(edges, hash)
		done += 1 << level
	}
	return edges, nil
}
