package device

// reports joins the input reports of a HID-POS scanner (HID usage page 8C):
// each carries how many bytes of the code it holds, the AIM identifier, and
// whether the code goes on in the next.
type reports struct {
	layout  layout
	longest int
	held    []byte // an incomplete report; the kernel hands on whole ones
	code    []byte
	began   bool
	skip    bool // the rest of a code that is too long
	emit    func(Piece)
}

// layout says where in a report, its id included, things stand, in bytes.
type layout struct {
	id     byte // 0: reports bear no id
	size   int
	length int // count of the bytes that are data; -1: none, trailing NULs are filling
	aim    int // the three characters of the AIM identifier; -1: none
	data   int
	most   int // bytes of data
	more   int // whose lowest bit says that the code goes on; -1: codes never do
}

// usual is how Honeywell, Zebra and others lay their report out. It counts
// where the device does not say otherwise.
var usual = layout{id: 2, size: 64, length: 1, aim: 2, data: 5, most: 56, more: 63}

func newReports(framing Framing, descriptor []byte, emit func(Piece)) *reports {
	l, ok := parseDescriptor(descriptor)
	if !ok {
		l = usual
	}
	return &reports{layout: l, longest: longestOf(framing), emit: emit}
}

func (r *reports) Feed(data []byte) {
	r.held = append(r.held, data...)
	for len(r.held) > 0 {
		if r.layout.id != 0 && r.held[0] != r.layout.id {
			r.held = r.held[:0] // another report of the scanner: its state, an answer to a command
			return
		}
		if len(r.held) < r.layout.size {
			return
		}
		r.take(r.held[:r.layout.size])
		r.held = r.held[:copy(r.held, r.held[r.layout.size:])]
	}
}

func (r *reports) take(report []byte) {
	last := r.layout.more < 0 || report[r.layout.more]&1 == 0
	if r.skip {
		r.skip = !last
		return
	}
	if !r.began {
		r.began = true
		r.code = append(r.code[:0], r.aim(report)...)
	}
	r.code = append(r.code, r.data(report)...)
	switch {
	case len(r.code) > r.longest:
		r.throw(TooLong)
		r.skip = !last
	case last:
		r.began = false
		if len(r.code) > 0 {
			r.emit(Piece{Data: r.code, Bytes: len(r.code)})
		}
	}
}

func (r *reports) aim(report []byte) []byte {
	if r.layout.aim < 0 || report[r.layout.aim] != ']' {
		return nil
	}
	return report[r.layout.aim : r.layout.aim+3]
}

func (r *reports) data(report []byte) []byte {
	data := report[r.layout.data : r.layout.data+r.layout.most]
	if r.layout.length >= 0 {
		return data[:min(int(report[r.layout.length]), len(data))]
	}
	for len(data) > 0 && data[len(data)-1] == 0 {
		data = data[:len(data)-1]
	}
	return data
}

func (r *reports) throw(kind TroubleKind) {
	r.emit(Piece{Data: head(r.code), Trouble: kind, Bytes: len(r.code)})
	r.code, r.began = r.code[:0], false
}

func (r *reports) Pending() bool { return r.began || r.skip || len(r.held) > 0 }

func (r *reports) Pause() {
	if r.began || len(r.held) > 0 {
		r.code = append(r.code, r.held...)
		r.throw(CutOff)
	}
	r.held = r.held[:0]
	r.code, r.began, r.skip = r.code[:0], false, false
}

func (r *reports) Break() { r.Pause() }
