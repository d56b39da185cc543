// Package pages reads a bbolt file by itself and believes nothing of it: every
// page, length and order is checked before it is used, so that a byte that has
// changed is named by its place instead of leading astray. It reads what bbolt
// 1.5 writes: packed pages, zeros behind what stands in them, both heads whole,
// every page either in use once or free.
//
// What free pages still hold is not looked at: nothing leads to them, and they
// are written over by what comes next.
package pages

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
)

// Damage is a place in the file that is not as it was written.
type Damage struct {
	At   int64 // byte in the file
	What string
}

func (d *Damage) Error() string { return fmt.Sprintf("byte %d: %s", d.At, d.What) }

func damaged(at int64, what string, args ...any) *Damage {
	return &Damage{at, fmt.Sprintf(what, args...)}
}

// Layout of a page and of its kinds.
const (
	headBytes    = 16 // id 8, flags 2, count 2, overflow 4
	branchBytes  = 16 // pos 4, key 4, page 8
	leafBytes    = 16 // flags 4, pos 4, key 4, value 4
	metaBytes    = 64
	bucketBytes  = 16 // root 8, sequence 8
	magic        = 0xED0CDAED
	version      = 2
	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagMeta     = 0x04
	flagFreelist = 0x10
	isBucket     = 0x01
	maxDepth     = 32
	manyIDs      = 0xFFFF // a freelist so long that its count stands in its first place
)

// Element is a key with its value, valid until the callback returns.
type Element struct {
	Key, Value []byte
	At         int64 // byte in the file at which Value begins
}

// File is a bbolt file that is being read.
type File struct {
	// Heads is what is wrong with one of the file's two heads; the other is
	// in use.
	Heads []*Damage

	from     io.ReaderAt
	size     int64
	page     int64
	freelist uint64
	high     uint64 // pages in use and free ones are below it
	used     []byte // a bit a page
	buckets  map[string]*bucket
	names    []string // in order
	isFree   map[uint64]bool
}

// bucket is a bucket of the file's root.
type bucket struct {
	root   uint64
	inline []byte // its one page, where it is so small that it stands in its parent's
	at     int64
	walked bool
}

// Open reads the heads and the names of the buckets. Its error is *Damage or
// what the disk says.
func Open(from io.ReaderAt, size int64) (*File, error) {
	f := &File{from: from, size: size, buckets: map[string]*bucket{}, isFree: map[uint64]bool{}}
	root, err := f.heads()
	if err != nil {
		return nil, err
	}
	if most := uint64(size / f.page); f.high > most {
		return nil, damaged(size, "the file ends here, but should have %d pages of %d bytes", f.high, f.page)
	}
	f.used = make([]byte, f.high/8+1)
	err = f.tree(root, func(e Element, flags uint32) error {
		if flags != isBucket {
			return damaged(e.At, "a value stands where a bucket is due")
		}
		b, err := asBucket(e)
		if err == nil {
			f.buckets[string(e.Key)] = b
			f.names = append(f.names, string(e.Key))
		}
		return err
	})
	return f, err
}

func asBucket(e Element) (*bucket, error) {
	if len(e.Value) < bucketBytes {
		return nil, damaged(e.At, "a bucket has %d bytes", len(e.Value))
	}
	if sequence := binary.LittleEndian.Uint64(e.Value[8:]); sequence != 0 {
		return nil, damaged(e.At+8, "a bucket counts to %d; none of ours counts", sequence)
	}
	b := &bucket{root: binary.LittleEndian.Uint64(e.Value), at: e.At + bucketBytes}
	if b.root == 0 {
		b.inline = bytes.Clone(e.Value[bucketBytes:])
	} else if len(e.Value) != bucketBytes {
		return nil, damaged(e.At, "a bucket that stands on pages of its own has %d bytes", len(e.Value))
	}
	return b, nil
}

// head is one of the file's two beginnings.
type head struct {
	page, root, freelist, high, transaction uint64
}

// heads finds the head in use and answers with the root of the tree.
func (f *File) heads() (root uint64, err error) {
	f.page = 4096
	one, wrong := f.head(0)
	if wrong == nil {
		f.page = int64(one.page)
	} else if f.page, err = f.pageSize(); err != nil {
		return 0, wrong
	}
	two, second := f.head(1)
	switch {
	case wrong != nil && second != nil:
		return 0, wrong
	case wrong != nil:
		f.Heads = append(f.Heads, wrong)
		one = two
	case second != nil:
		f.Heads = append(f.Heads, second)
	case one.transaction != two.transaction+1 && two.transaction != one.transaction+1:
		return 0, damaged(headBytes, "the heads are of transactions %d and %d", one.transaction, two.transaction)
	case two.transaction > one.transaction:
		one = two
	}
	f.freelist, f.high = one.freelist, one.high
	return one.root, nil
}

// pageSize looks for the second head where a file has it, whose first one
// cannot be read.
func (f *File) pageSize() (int64, error) {
	for size := int64(1 << 10); size <= 64<<10; size *= 2 {
		f.page = size
		if h, wrong := f.head(1); wrong == nil && int64(h.page) == size {
			return size, nil
		}
	}
	return 0, io.ErrUnexpectedEOF
}

func (f *File) head(id uint64) (h head, wrong *Damage) {
	at := int64(id) * f.page
	p := make([]byte, f.page)
	if _, err := f.from.ReadAt(p, at); err != nil {
		return h, damaged(at, "head %d cannot be read: %v", id, err)
	}
	meta := p[headBytes:]
	le := binary.LittleEndian
	sum := fnv.New64a()
	sum.Write(meta[:metaBytes-8])
	size := le.Uint32(meta[8:])
	switch {
	case le.Uint64(p) != id || le.Uint16(p[8:]) != flagMeta || le.Uint16(p[10:]) != 0 || le.Uint32(p[12:]) != 0:
		return h, damaged(at, "page %d is no head", id)
	case le.Uint32(meta) != magic || le.Uint32(meta[4:]) != version:
		return h, damaged(at+headBytes, "head %d is not that of a bbolt file", id)
	case le.Uint64(meta[metaBytes-8:]) != sum.Sum64():
		return h, damaged(at+headBytes, "head %d does not fit its checksum", id)
	case size < 1<<10 || size > 64<<10 || size&(size-1) != 0:
		return h, damaged(at+headBytes+8, "head %d says pages of %d bytes", id, size)
	case le.Uint64(meta[24:]) != 0:
		return h, damaged(at+headBytes+24, "head %d counts", id)
	}
	if at, is := dirty(p[headBytes+metaBytes:], at+headBytes+metaBytes); is {
		return h, damaged(at, "something stands behind head %d", id)
	}
	return head{uint64(size), le.Uint64(meta[16:]), le.Uint64(meta[32:]), le.Uint64(meta[40:]), le.Uint64(meta[48:])}, nil
}

// dirty finds the first byte that is not zero in what begins at byte at.
func dirty(b []byte, at int64) (int64, bool) {
	for i, c := range b {
		if c != 0 {
			return at + int64(i), true
		}
	}
	return 0, false
}

// Each calls each with every key of a bucket, in order; false if there is no
// such bucket. A bucket within it is damage: ours have none.
func (f *File) Each(name string, each func(Element) error) (found bool, err error) {
	b := f.buckets[name]
	if b == nil {
		return false, nil
	}
	b.walked = true
	plain := func(e Element, flags uint32) error {
		if flags != 0 {
			return damaged(e.At, "a bucket or nothing known stands in bucket %s", name)
		}
		return each(e)
	}
	if b.inline != nil {
		w := walk{f: f, each: plain}
		_, err := w.content(b.inline, b.at, 0, maxDepth)
		return true, err
	}
	return true, f.tree(b.root, plain)
}

// Names lists the buckets.
func (f *File) Names() []string { return f.names }

// Rest reads the buckets that Each was not asked for, and sees that every page
// of the file is in use once or free.
func (f *File) Rest() error {
	for _, name := range f.names {
		if f.buckets[name].walked {
			continue
		}
		if _, err := f.Each(name, func(Element) error { return nil }); err != nil {
			return err
		}
	}
	if err := f.free(); err != nil {
		return err
	}
	for id := uint64(2); id < f.high; id++ {
		if f.used[id/8]&(1<<(id%8)) == 0 {
			return damaged(int64(id)*f.page, "page %d is neither in use nor free", id)
		}
	}
	return nil
}

// take notes that so many pages from id on are in use.
func (f *File) take(id, count uint64, from int64) error {
	if id < 2 || id >= f.high || count > f.high-id {
		return damaged(from, "page %d with %d behind it is asked for, but there are %d", id, count-1, f.high)
	}
	for ; count > 0; id, count = id+1, count-1 {
		if f.used[id/8]&(1<<(id%8)) != 0 {
			return damaged(from, "page %d is in use twice", id)
		}
		f.used[id/8] |= 1 << (id % 8)
	}
	return nil
}

// free reads which pages are free.
func (f *File) free() error {
	p, err := f.read(f.freelist, headBytes+32) // from a head
	if err != nil {
		return err
	}
	at := int64(f.freelist) * f.page
	le := binary.LittleEndian
	if le.Uint16(p[8:]) != flagFreelist {
		return damaged(at+8, "page %d is not the list of free pages", f.freelist)
	}
	count, ids := uint64(le.Uint16(p[10:])), p[headBytes:]
	if count == manyIDs && len(ids) >= 8 {
		count, ids = le.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return damaged(at+10, "%d pages are said to be free; there is no room for so many", count)
	}
	for i := range count {
		here := at + int64(len(p)-len(ids)) + int64(i)*8
		if err := f.take(le.Uint64(ids[i*8:]), 1, here); err != nil {
			return err
		}
		f.isFree[le.Uint64(ids[i*8:])] = true
	}
	if here, is := dirty(ids[count*8:], at+int64(len(p)-len(ids))+int64(count)*8); is {
		return damaged(here, "something stands behind the list of free pages")
	}
	return nil
}

// read reads a page with those that belong to it and notes that they are in
// use; from is the byte that told of it.
func (f *File) read(id uint64, from int64) ([]byte, error) {
	if id < 2 || id >= f.high {
		return nil, damaged(from, "page %d is asked for, but there are %d", id, f.high)
	}
	at := int64(id) * f.page
	head := make([]byte, headBytes)
	if _, err := f.from.ReadAt(head, at); err != nil {
		return nil, damaged(at, "page %d cannot be read: %v", id, err)
	}
	if own := binary.LittleEndian.Uint64(head); own != id {
		return nil, damaged(at, "page %d says that it is page %d", id, own)
	}
	pages := 1 + uint64(binary.LittleEndian.Uint32(head[12:]))
	if err := f.take(id, pages, at+12); err != nil {
		return nil, err
	}
	p := make([]byte, pages*uint64(f.page))
	if _, err := f.from.ReadAt(p, at); err != nil {
		return nil, damaged(at, "page %d cannot be read: %v", id, err)
	}
	return p, nil
}

// InUse lists the pages that are in use, after Rest; the heads are.
func (f *File) InUse() (ids []uint64) {
	for id := range f.high {
		if id < 2 || f.used[id/8]&(1<<(id%8)) != 0 && !f.isFree[id] {
			ids = append(ids, id)
		}
	}
	return ids
}
