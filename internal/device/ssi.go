package device

import "bytes"

// ssi cuts the packets of Zebra's Simple Serial Interface: length, opcode,
// source, status, data, and a checksum that makes the sum of all of it zero.
// The gun keeps a packet until the host has acknowledged it and sends it again,
// marked, if it hears nothing: a repetition is acknowledged and not taken twice.
type ssi struct {
	longest int
	held    []byte
	code    []byte // the code's packets so far, without their headers
	skip    bool   // the rest of a code that is too long
	last    []byte // header and data of the packet that was acknowledged last
	answer  reply
	emit    func(Piece)
}

// Opcodes and status bits.
const (
	ssiDecode    = 0xF3
	ssiAck       = 0xD0
	ssiNak       = 0xD1
	ssiEvent     = 0xF6
	ssiHost      = 0x04
	ssiAgain     = 0x01 // status: sent before
	ssiMore      = 0x02 // status: the code goes on in the next packet
	ssiHeader    = 4
	ssiCheck     = 2
	ssiUndamaged = 1 // of NAK: send it again
)

func newSSI(framing Framing, answer reply, emit func(Piece)) *ssi {
	return &ssi{longest: longestOf(framing), answer: answer, emit: emit}
}

// SSIPacket is a command of the host, ready to be sent.
func SSIPacket(opcode byte, data ...byte) []byte {
	p := append([]byte{byte(ssiHeader + len(data)), opcode, ssiHost, 0}, data...)
	return ssiSum(p)
}

// ssiSum appends the checksum.
func ssiSum(p []byte) []byte {
	var sum uint16
	for _, b := range p {
		sum += uint16(b)
	}
	sum = -sum
	return append(p, byte(sum>>8), byte(sum))
}

func (s *ssi) Feed(data []byte) {
	s.held = append(s.held, data...)
	for len(s.held) > 0 {
		length := int(s.held[0])
		if length < ssiHeader {
			s.noise()
			return
		}
		if len(s.held) < length+ssiCheck {
			return
		}
		s.packet(s.held[:length+ssiCheck])
	}
}

// packet takes the first packet off held. One that arrived damaged is asked
// for again, with all that came behind it, for its length may be what is wrong.
func (s *ssi) packet(p []byte) {
	body := p[:len(p)-ssiCheck]
	if !bytes.Equal(ssiSum(bytes.Clone(body)), p) {
		s.noise()
		s.answer(SSIPacket(ssiNak, ssiUndamaged))
		return
	}
	switch p[1] {
	case ssiAck, ssiNak, ssiEvent: // of our own commands
	case ssiDecode:
		s.decode(body)
	default:
		s.answer(SSIPacket(ssiAck))
	}
	s.held = s.held[:copy(s.held, s.held[len(p):])]
}

// decode takes a packet of a code: its kind in one byte, then its characters.
func (s *ssi) decode(body []byte) {
	again := body[3]&ssiAgain != 0
	seen := bytes.Clone(body)
	seen[3] &^= ssiAgain
	s.answer(SSIPacket(ssiAck))
	if again && bytes.Equal(seen, s.last) {
		return
	}
	s.last = seen
	more := body[3]&ssiMore != 0
	if s.skip || len(body) <= ssiHeader+1 {
		s.skip = s.skip && more
		return
	}
	s.code = append(s.code, body[ssiHeader+1:]...)
	switch {
	case len(s.code) > s.longest:
		s.throw(TooLong)
		s.skip = more
	case !more:
		s.emit(Piece{Data: s.code, Bytes: len(s.code)})
		s.code = s.code[:0]
	}
}

func (s *ssi) noise() {
	s.emit(Piece{Data: head(s.held), Trouble: Noise, Bytes: len(s.held)})
	s.held = s.held[:0]
}

func (s *ssi) throw(kind TroubleKind) {
	if len(s.code) > 0 {
		s.emit(Piece{Data: head(s.code), Trouble: kind, Bytes: len(s.code)})
	}
	s.code = s.code[:0]
}

func (s *ssi) Pending() bool { return s.skip || len(s.held)+len(s.code) > 0 }

// Pause gives up a packet that stopped half-way; the gun sends it again.
func (s *ssi) Pause() {
	if len(s.held) > 0 {
		s.noise()
	}
	s.throw(CutOff)
	s.skip = false
}

// Break forgets which packet was the last: after a replug the gun begins anew.
func (s *ssi) Break() {
	if len(s.held) > 0 {
		s.code = append(s.code, s.held...)
		s.held = s.held[:0]
	}
	s.throw(CutOff)
	s.last = nil
}

// head is what of a piece thrown away is shown.
func head(b []byte) []byte { return b[:min(len(b), 32)] }

func longestOf(f Framing) int {
	if f.Longest <= 0 || f.Longest > LongestFrame {
		return LongestFrame
	}
	return f.Longest
}
