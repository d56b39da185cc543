package device

// Usages of a HID-POS scanner's report: a page and a usage each.
const (
	pageBarcode   = 0x8C
	useByteCount  = 0x01<<16 | 0x3B // generic desktop
	useAIM        = pageBarcode<<16 | 0xFB
	useData       = pageBarcode<<16 | 0xFE
	useContinued  = pageBarcode<<16 | 0xFF
	longestReport = 512 // bytes; the kernel's own limit is higher, no scanner comes near it
)

// BarcodePage reports whether a report descriptor is that of a HID-POS
// scanner.
func BarcodePage(descriptor []byte) bool {
	_, is := parseDescriptor(descriptor)
	return is
}

// SoundReport is the output report that lets a scanner make a sound, a usage of
// the page of barcode scanners: 85 for an error, 86 as for a good read. Ok is
// false where its report descriptor declares no such thing.
func SoundReport(descriptor []byte, usage byte) (report []byte, ok bool) {
	p := walked(descriptor)
	at, declared := p.sounds[pageBarcode<<16|uint32(usage)]
	size := (p.outs[at.id] + 7) / 8
	if !declared || size > longestReport || at.bit/8 >= size {
		return nil, false
	}
	report = make([]byte, max(size, 1))
	report[0] = at.id // or 0 where reports bear none: the kernel wants it all the same
	report[at.bit/8] |= 1 << (at.bit % 8)
	return report, true
}

// sound is the bit of an output report that a usage stands for.
type sound struct {
	id  byte
	bit int
}

// walk goes through the items of a report descriptor (HID 1.11, 6.2.2). It keeps
// what a scanner's report needs and no more: no push, no pop, no strings.
type walk struct {
	page, size, count uint32
	id                byte
	usages            []uint32
	bits, outs        map[byte]int // how far each input and output report has come
	found             map[byte]*layout
	sounds            map[uint32]sound // by usage
}

func walked(d []byte) *walk {
	p := &walk{bits: map[byte]int{}, outs: map[byte]int{0: 8}, found: map[byte]*layout{}, sounds: map[uint32]sound{}}
	for len(d) > 0 {
		size := []int{0, 1, 2, 4}[d[0]&3]
		if d[0] == 0xFE && len(d) > 1 { // a long item, of which none is in use
			size = int(d[1]) + 2
		}
		if len(d) < 1+size {
			break
		}
		p.item(d[0]&0xFC, number(d[1:1+size]), size)
		d = d[1+size:]
	}
	return p
}

// parseDescriptor finds the input report that carries decoded data.
func parseDescriptor(d []byte) (layout, bool) {
	p := walked(d)
	for id, l := range p.found {
		if l.size = (p.bits[id] + 7) / 8; l.most > 0 && l.sound() {
			return *l, true
		}
	}
	return layout{}, false
}

// sound reports that everything lies within the report.
func (l *layout) sound() bool {
	return l.size <= longestReport && l.data+l.most <= l.size && l.aim+3 <= l.size && l.length < l.size && l.more < l.size
}

func number(b []byte) (n uint32) {
	for i := range b {
		if i < 4 {
			n |= uint32(b[i]) << (8 * i)
		}
	}
	return n
}

func (p *walk) item(tag byte, value uint32, size int) {
	switch tag {
	case 0x04:
		p.page = value
	case 0x74:
		p.size = value
	case 0x94:
		p.count = value
	case 0x84:
		p.id = byte(value)
		p.bits[p.id], p.outs[p.id] = max(p.bits[p.id], 8), max(p.outs[p.id], 8)
	case 0x08:
		if size < 4 {
			value |= p.page << 16
		}
		p.usages = append(p.usages, value)
	case 0x80:
		p.input()
		p.usages = nil
	case 0x90:
		p.output()
		p.usages = nil
	case 0xB0, 0xA0, 0xC0: // feature, and the ends of collections
		p.usages = nil
	}
}

// input notes where the fields of an input item lie. A usage counts for one
// field, the last one for all that are left.
func (p *walk) input() {
	at := p.bits[p.id]
	if p.count > longestReport*8 || p.size > 32 {
		return
	}
	p.bits[p.id] = at + int(p.count*p.size)
	for i, usage := range p.usages {
		p.field(usage, (at+i*int(p.size))/8)
	}
}

// output notes where the switches of an output item lie.
func (p *walk) output() {
	at := p.outs[p.id]
	if p.count > longestReport*8 || p.size > 32 {
		return
	}
	p.outs[p.id] = at + int(p.count*p.size)
	for i, usage := range p.usages {
		if _, twice := p.sounds[usage]; !twice && i < int(p.count) {
			p.sounds[usage] = sound{p.id, at + i*int(p.size)}
		}
	}
}

func (p *walk) field(usage uint32, at int) {
	l := p.found[p.id]
	if l == nil {
		l = &layout{id: p.id, length: -1, aim: -1, more: -1}
		p.found[p.id] = l
	}
	switch usage {
	case useByteCount:
		l.length = at
	case useAIM:
		l.aim = at
	case useData:
		if p.size == 8 {
			l.data, l.most = at, int(p.count)
		}
	case useContinued:
		l.more = at
	}
}
