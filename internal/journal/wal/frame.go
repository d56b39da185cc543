package wal

import (
	"encoding/binary"
	"hash/crc32"
)

// A frame is a head, the records with their lengths in front, and zeros to
// the end of the page, all under its checksum:
//
//	magic sum | store turn first | count length chain | again, records...
//
// again says once more whose and which turn's the frame is: of a frame at the
// log's end in which a byte has changed, one of the two is still right.
const (
	magic     = 0x4c57474c // "LGWL"
	sumAt     = 4
	storeAt   = 8
	turnAt    = 16
	firstAt   = 24
	countAt   = 32
	lengthAt  = 36
	chainAt   = 40
	againAt   = 44
	headBytes = 52
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode appends a frame to buffer, which is empty.
func encode(buffer []byte, mark Mark, first uint64, bodies [][]byte) []byte {
	b := binary.LittleEndian.AppendUint32(buffer, magic)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint64(b, mark.Store)
	b = binary.LittleEndian.AppendUint64(b, mark.Turn)
	b = binary.LittleEndian.AppendUint64(b, first)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(bodies)))
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint32(b, mark.Chain)
	b = binary.LittleEndian.AppendUint64(b, again(mark))
	for _, body := range bodies {
		b = binary.AppendUvarint(b, uint64(len(body)))
		b = append(b, body...)
	}
	b = append(b, make([]byte, -len(b)&(page-1))...)
	binary.LittleEndian.PutUint32(b[lengthAt:], uint32(len(b)))
	binary.LittleEndian.PutUint32(b[sumAt:], crc32.Checksum(b[storeAt:], castagnoli))
	return b
}

func again(m Mark) uint64 { return ^(m.Store ^ m.Turn<<1) }

// begun reports that a frame of that store and turn was to begin where b does,
// whole or not.
func begun(b []byte, m Mark) bool {
	head := binary.LittleEndian.Uint64(b[storeAt:]) == m.Store && binary.LittleEndian.Uint64(b[turnAt:]) == m.Turn
	return head || binary.LittleEndian.Uint64(b[againAt:]) == again(m)
}

// checksum is that of an encoded frame.
func checksum(frame []byte) uint32 { return binary.LittleEndian.Uint32(frame[sumAt:]) }

// frame is a good frame that was found in the file.
type frame struct {
	mark  Mark // Chain: of the frame before it
	sum   uint32
	first uint64
	count uint32
	bytes []byte // all of it
}

// decode reads the frame that begins where b does; false if none that is
// whole does.
func decode(b []byte) (f frame, good bool) {
	if len(b) < page || binary.LittleEndian.Uint32(b) != magic {
		return f, false
	}
	length := int(binary.LittleEndian.Uint32(b[lengthAt:]))
	if length < page || length%page != 0 || length > len(b) {
		return f, false
	}
	f.bytes = b[:length]
	f.sum = checksum(b)
	if crc32.Checksum(f.bytes[storeAt:], castagnoli) != f.sum {
		return f, false
	}
	f.mark = Mark{
		Store: binary.LittleEndian.Uint64(b[storeAt:]), Turn: binary.LittleEndian.Uint64(b[turnAt:]), Chain: binary.LittleEndian.Uint32(b[chainAt:]),
	}
	f.first = binary.LittleEndian.Uint64(b[firstAt:])
	f.count = binary.LittleEndian.Uint32(b[countAt:])
	return f, true
}

// bodies lists the frame's records; false if they are not what its head says.
// They share the frame's memory.
func (f frame) bodies() (all [][]byte, good bool) {
	rest := f.bytes[headBytes:]
	for range f.count {
		length, n := binary.Uvarint(rest)
		if n <= 0 || length > uint64(len(rest)-n) {
			return nil, false
		}
		all = append(all, rest[n:n+int(length)])
		rest = rest[n+int(length):]
	}
	return all, true
}
