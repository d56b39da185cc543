// Package archive keeps records that are closed in files of their own, which
// are written once and say by themselves whether they are whole: each block has
// its checksum, the file has the hash of all of it, the numbers of its records
// and the roots of the Merkle tree before and behind them.
//
//	magic | block, block... | where each begins | what the file says of itself | foot
//
// A block is its head, and records with their lengths in front, deflated.
package archive

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sort"
	"sync"

	"lotgate/internal/seal"
)

// ErrDamaged: the file is not as it was written.
var ErrDamaged = errors.New("the archive is damaged")

const (
	magic      = "LGARCH1\n"
	blockHead  = 24 // packed, raw, count uint32; first uint64; sum uint32
	indexEntry = 16 // where uint64, first uint64
	footBytes  = 8 + 8 + 4 + sha256.Size + len(magic)
	mostAbout  = 1 << 20
	mostBlock  = 32 << 20 // a record may have half of it
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// About is what an archive says of itself.
type About struct {
	Store string `json:"store"` // whose records they are
	Year  int    `json:"year"`  // the last one that it closes
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
	Count uint64 `json:"count"`
	// Edges are the tree's over the records before First, Root is that over all
	// up to Last.
	Edges []seal.Hash `json:"edges"`
	Root  seal.Hash   `json:"root"`
}

// File is an open archive, safe for use by many goroutines.
type File struct {
	About
	Sum  [sha256.Size]byte // over all before the foot
	file *os.File
	path string
	end  int64 // of the blocks
	all  []entry

	mu   sync.Mutex
	kept block // the one read last
}

type entry struct {
	at    int64
	first uint64
}

// block is one read.
type block struct {
	first  uint64
	bodies [][]byte
}

// Open opens an archive and reads what it says of itself. Only Verify reads
// all of it.
func Open(path string) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	f := &File{file: file, path: path}
	if err := f.readFoot(); err != nil {
		file.Close()
		return nil, fmt.Errorf("open archive %s: %w", path, err)
	}
	return f, nil
}

func (f *File) readFoot() error {
	at, err := f.file.Stat()
	if err != nil {
		return err
	}
	size := at.Size()
	if size < int64(len(magic)+footBytes) {
		return fmt.Errorf("%w: it has %d bytes", ErrDamaged, size)
	}
	foot, err := f.read(size-int64(footBytes), footBytes)
	if err != nil {
		return err
	}
	index, about := int64(binary.LittleEndian.Uint64(foot)), int64(binary.LittleEndian.Uint64(foot[8:]))
	length := int64(binary.LittleEndian.Uint32(foot[16:]))
	copy(f.Sum[:], foot[20:])
	fits := index >= int64(len(magic)) && index <= about && (about-index)%indexEntry == 0 && length <= mostAbout && about+length == size-int64(footBytes)
	if string(foot[len(foot)-len(magic):]) != magic || !fits {
		return fmt.Errorf("%w at byte %d: it does not end as archives do", ErrDamaged, size-int64(footBytes))
	}
	tail, err := f.read(index, int(about-index+length))
	if err != nil {
		return err
	}
	f.end = index
	for list := tail[:about-index]; len(list) > 0; list = list[indexEntry:] {
		f.all = append(f.all, entry{int64(binary.LittleEndian.Uint64(list)), binary.LittleEndian.Uint64(list[8:])})
	}
	if err := json.Unmarshal(tail[about-index:], &f.About); err != nil {
		return fmt.Errorf("%w at byte %d: %w", ErrDamaged, about, err)
	}
	return nil
}

func (f *File) read(at int64, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := f.file.ReadAt(b, at); err != nil {
		return nil, fmt.Errorf("read archive %s: %w", f.path, err)
	}
	return b, nil
}

// Record is the body of record seq, which may be kept.
func (f *File) Record(seq uint64) (body []byte, err error) {
	if seq < f.First || seq > f.Last {
		return nil, fmt.Errorf("read archive %s: record %d is not in it", f.path, seq)
	}
	i := sort.Search(len(f.all), func(i int) bool { return f.all[i].first > seq }) - 1
	f.mu.Lock()
	defer f.mu.Unlock()
	if i >= 0 && f.kept.first != f.all[i].first {
		b, _, err := f.block(f.all[i].at)
		if err != nil {
			return nil, err
		}
		f.kept = b
	}
	if i < 0 || seq-f.kept.first >= uint64(len(f.kept.bodies)) {
		return nil, fmt.Errorf("read archive %s: %w: record %d is not where it is said to be", f.path, ErrDamaged, seq)
	}
	return f.kept.bodies[seq-f.kept.first], nil
}

// block reads the block that begins at a byte, and tells where the next does.
func (f *File) block(at int64) (b block, next int64, err error) {
	damaged := func(why string) error {
		return fmt.Errorf("read archive %s: %w at byte %d: %s", f.path, ErrDamaged, at, why)
	}
	if at < int64(len(magic)) || at+blockHead > f.end {
		return b, 0, damaged("no block can begin here")
	}
	head, err := f.read(at, blockHead)
	if err != nil {
		return b, 0, err
	}
	packed, raw := int64(binary.LittleEndian.Uint32(head)), int64(binary.LittleEndian.Uint32(head[4:]))
	if packed > mostBlock || raw > mostBlock || at+blockHead+packed > f.end {
		return b, 0, damaged("the block's length cannot be")
	}
	body, err := f.read(at+blockHead, int(packed))
	if err != nil {
		return b, 0, err
	}
	sum := crc32.Update(crc32.Checksum(head[:blockHead-4], castagnoli), castagnoli, body)
	if sum != binary.LittleEndian.Uint32(head[blockHead-4:]) {
		return b, 0, damaged("the block has another checksum")
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(body)), raw+1))
	if err != nil || int64(len(text)) != raw {
		return b, 0, damaged("the block does not unpack")
	}
	b.first = binary.LittleEndian.Uint64(head[12:])
	for range binary.LittleEndian.Uint32(head[8:]) {
		length, n := binary.Uvarint(text)
		if n <= 0 || length > uint64(len(text)-n) {
			return b, 0, damaged("the block holds fewer records than it says")
		}
		b.bodies = append(b.bodies, text[n:n+int(length):n+int(length)])
		text = text[n+int(length):]
	}
	return b, at + blockHead + packed, nil
}

// Close lets the file go.
func (f *File) Close() error { return f.file.Close() }
