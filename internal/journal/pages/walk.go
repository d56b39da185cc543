package pages

import (
	"bytes"
	"encoding/binary"
)

// walk goes through a tree of pages in order of keys.
type walk struct {
	f    *File
	each func(e Element, flags uint32) error
	last []byte // the key before
}

// tree walks the tree whose root is a page.
func (f *File) tree(root uint64, each func(Element, uint32) error) error {
	w := walk{f: f, each: each}
	_, err := w.visit(root, headBytes, maxDepth)
	return err
}

// visit walks what hangs on a page, which the byte from told of, and answers
// with the first key there.
func (w *walk) visit(id uint64, from int64, depth int) (first []byte, err error) {
	if depth == 0 {
		return nil, damaged(from, "the tree of pages is deeper than any of ours")
	}
	p, err := w.f.read(id, from)
	if err != nil {
		return nil, err
	}
	return w.content(p, int64(id)*w.f.page, id, depth)
}

// content walks the page p, which begins at byte at.
func (w *walk) content(p []byte, at int64, id uint64, depth int) (first []byte, err error) {
	if len(p) < headBytes {
		return nil, damaged(at, "a page of %d bytes", len(p))
	}
	le := binary.LittleEndian
	flags, count := le.Uint16(p[8:]), int(le.Uint16(p[10:]))
	if own := le.Uint64(p); own != id {
		return nil, damaged(at, "page %d says that it is page %d", id, own)
	}
	if id == 0 && le.Uint32(p[12:]) != 0 {
		return nil, damaged(at+12, "a page within a page says that others belong to it")
	}
	if flags != flagLeaf && flags != flagBranch || flags == flagBranch && (id == 0 || count == 0) {
		return nil, damaged(at+8, "page %d is of the unknown kind %d with %d elements", id, flags, count)
	}
	free := headBytes + count*leafBytes // where the next key is due
	if free > len(p) {
		return nil, damaged(at+10, "page %d has no room for %d elements", id, count)
	}
	for i := range count {
		var key []byte
		if flags == flagLeaf {
			key, free, err = w.leaf(p, at, i, free)
		} else {
			key, free, err = w.branch(p, at, i, free, depth)
		}
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = bytes.Clone(key)
		}
	}
	if id == 0 && free != len(p) {
		return nil, damaged(at+int64(free), "a page within a page has %d bytes more than stand in it", len(p)-free)
	}
	if here, is := dirty(p[free:], at+int64(free)); is {
		return nil, damaged(here, "something stands behind the last element of page %d", id)
	}
	return first, nil
}

// span takes the next bytes of a page, which must begin where the last ones
// ended; element is where the element stands that tells of them.
func span(p []byte, at int64, element, pos, free, length int) ([]byte, error) {
	if element+pos != free {
		return nil, damaged(at+int64(element), "an element points to byte %d of its page, due is %d", element+pos, free)
	}
	if length < 1 || length > len(p)-free {
		return nil, damaged(at+int64(element), "an element has %d bytes, its page has room for %d", length, len(p)-free)
	}
	return p[free : free+length], nil
}

func (w *walk) leaf(p []byte, at int64, i, free int) (key []byte, end int, err error) {
	element := headBytes + i*leafBytes
	le := binary.LittleEndian
	flags, pos := le.Uint32(p[element:]), int(le.Uint32(p[element+4:]))
	keyBytes, valueBytes := int(le.Uint32(p[element+8:])), int(le.Uint32(p[element+12:]))
	if keyBytes < 1 {
		return nil, 0, damaged(at+int64(element), "an element has no key")
	}
	both, err := span(p, at, element, pos, free, keyBytes+valueBytes)
	if err != nil {
		return nil, 0, err
	}
	if keyBytes > len(both) {
		return nil, 0, damaged(at+int64(element)+8, "a key has %d bytes", keyBytes)
	}
	key = both[:keyBytes]
	if w.last != nil && bytes.Compare(w.last, key) >= 0 {
		return nil, 0, damaged(at+int64(free), "the key %q stands behind %q", key, w.last)
	}
	e := Element{key, both[keyBytes:], at + int64(free+keyBytes)}
	if err := w.each(e, flags); err != nil {
		return nil, 0, err
	}
	w.last = append(w.last[:0], key...)
	return key, free + len(both), nil
}

func (w *walk) branch(p []byte, at int64, i, free, depth int) (key []byte, end int, err error) {
	element := headBytes + i*branchBytes
	le := binary.LittleEndian
	pos, keyBytes := int(le.Uint32(p[element:])), int(le.Uint32(p[element+4:]))
	key, err = span(p, at, element, pos, free, keyBytes)
	if err != nil {
		return nil, 0, err
	}
	first, err := w.visit(le.Uint64(p[element+8:]), at+int64(element)+8, depth-1)
	if err != nil {
		return nil, 0, err
	}
	if !bytes.Equal(first, key) {
		return nil, 0, damaged(at+int64(free), "the key %q leads to a page that begins with %q", key, first)
	}
	return key, free + len(key), nil
}
