package device

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
)

// memory reads scanners that gather codes away from the computer (Opticon
// OPN-2001): it asks who is there, asks for what is stored, hands one code on
// at a time, and lets the scanner forget only after every one of them was
// decided upon for good. A code that was not taken stays in the scanner with
// all the others, and that is said.
//
//	opcode 02 length payload 00 crc     crc: CRC-16 of all before it, inverted
type memory struct {
	answer reply
	emit   func(Piece)
	held   []byte
	waits  byte     // opcode whose answer is awaited; 0: none
	tries  int      // how often it was asked
	stored []record // not handed on yet
	kept   int      // codes that were not taken
	rests  bool     // nothing more until the scanner is connected anew
	polls  int      // pauses since the last question

	log *codeLog
	mu  sync.Mutex
	// The code that is being decided upon, and the decision once it is there.
	open    string // id; "": none
	attempt string // the id of this attempt, by which it is decided upon
	decided []bool // taken or not
	pauses  int    // since it was handed on
}

// codeLog remembers what became of a scanner's codes for as long as the daemon
// runs: a scanner that was unplugged before it had cleared its memory tells
// everything again.
type codeLog struct {
	mu      sync.Mutex
	taken   map[string]bool
	order   []string       // of taken, oldest first
	refused map[string]int // how often
}

// offer answers false if the code was taken; else it gives the id of this
// attempt, for one that was refused may be taken the next time.
func (l *codeLog) offer(id string) (attempt string, due bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taken[id] {
		return "", false
	}
	if n := l.refused[id]; n > 0 {
		return fmt.Sprintf("%s.%d", id, n), true // an id has no dot of its own
	}
	return id, true
}

func (l *codeLog) settle(id string, taken bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !taken {
		if l.refused == nil || len(l.refused) >= opnRemembered {
			l.refused = map[string]int{}
		}
		l.refused[id]++
		return
	}
	if l.taken == nil {
		l.taken = map[string]bool{}
	}
	l.taken[id] = true
	if l.order = append(l.order, id); len(l.order) > opnRemembered {
		delete(l.taken, l.order[0])
		l.order = l.order[1:]
	}
}

type record struct {
	id   string
	code []byte
}

// Opcodes.
const (
	opnAsk    = 0x01
	opnClear  = 0x02
	opnData   = 0x07
	opnAnswer = 0x06
	opnHeader = 10 // of stored data: answer, 02, and eight bytes of serial number
)

// Bounds, the times in pauses of Framing.Idle.
const (
	opnTries      = 3
	opnMost       = 1 << 17 // bytes of an answer: far more than the memory of the scanner
	opnPatience   = 500     // for a decision
	opnPollEvery  = 100     // between two questions to a scanner that has nothing
	opnRemembered = 1 << 14 // ids
)

func newMemory(answer reply, log *codeLog, emit func(Piece)) *memory {
	if log == nil {
		log = new(codeLog)
	}
	return &memory{answer: answer, emit: emit, log: log}
}

func opnCommand(opcode byte) []byte { return opnSum([]byte{opcode, 0x02, 0x00}) }

// opnSum appends the checksum.
func opnSum(b []byte) []byte {
	crc := uint16(0xFFFF)
	for _, c := range b {
		crc ^= uint16(c)
		for range 8 {
			if crc&1 != 0 {
				crc = crc>>1 ^ 0xA001
			} else {
				crc >>= 1
			}
		}
	}
	return binary.BigEndian.AppendUint16(b, ^crc)
}

// ask begins a conversation.
func (m *memory) ask() { m.say(opnAsk) }

func (m *memory) say(opcode byte) {
	if m.waits != opcode {
		m.tries = 0
	}
	m.waits, m.held, m.polls = opcode, m.held[:0], 0
	m.tries++
	m.answer(opnCommand(opcode))
}

func (m *memory) Feed(data []byte) {
	m.held = append(m.held, data...)
	if m.waits == 0 || len(m.held) > opnMost {
		m.held = m.held[:0]
		return
	}
	n := m.complete()
	if n == 0 {
		return
	}
	if !bytes.Equal(opnSum(bytes.Clone(m.held[:n-2])), m.held[:n]) {
		m.again()
		return
	}
	m.take(bytes.Clone(m.held[:n]))
}

// complete is the length of the answer in held, or 0 if more is to come.
func (m *memory) complete() int {
	at := 2
	if m.waits == opnData {
		at = opnHeader
		for at < len(m.held) && m.held[at] != 0 {
			at += 1 + int(m.held[at])
		}
		at++
	} else if len(m.held) > 2 {
		at += 1 + int(m.held[2]&0x1F)
		if m.held[2]&0x1F > 0 {
			at++
		}
	}
	if at+2 > len(m.held) {
		return 0
	}
	return at + 2
}

// take goes on with the conversation.
func (m *memory) take(answer []byte) {
	switch m.waits {
	case opnAsk:
		m.say(opnData)
	case opnData:
		m.waits = 0
		if m.stored, m.kept = records(answer), 0; len(m.stored) > 0 {
			m.next()
		}
	default:
		m.waits = 0
	}
}

// records are the codes of an answer: length, kind of barcode, code, and four
// bytes of time. Code and time and place in the memory tell one from another.
func records(answer []byte) (all []record) {
	serial, rest := answer[2:opnHeader], answer[opnHeader:]
	for i := 0; len(rest) > 0 && rest[0] != 0; i++ {
		body := rest[1 : 1+int(rest[0])]
		rest = rest[1+len(body):]
		if len(body) <= 5 {
			continue
		}
		sum := sha256.New()
		sum.Write(serial)
		sum.Write(binary.BigEndian.AppendUint32(nil, uint32(i)))
		sum.Write(body)
		all = append(all, record{hex.EncodeToString(sum.Sum(nil)[:16]), body[1 : len(body)-4]})
	}
	return all
}

// next hands on the next code, or ends the conversation.
func (m *memory) next() {
	for len(m.stored) > 0 {
		r := m.stored[0]
		m.stored = m.stored[1:]
		if attempt, due := m.log.offer(r.id); due {
			m.mu.Lock()
			m.open, m.attempt, m.decided, m.pauses = r.id, attempt, nil, 0
			m.mu.Unlock()
			m.emit(Piece{Data: r.code, Bytes: len(r.code), ID: attempt})
			return
		}
	}
	if m.kept > 0 {
		m.emit(Piece{Trouble: Kept, Bytes: m.kept})
		m.rests = true
		return
	}
	m.say(opnClear)
}

// settle tells what became of the code that was handed on under that id. It may
// come from any goroutine, and too late: a decision on another code than the
// open one must not let the scanner forget this one.
func (m *memory) settle(attempt string, taken bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open == "" || attempt != m.attempt {
		if id, _, _ := strings.Cut(attempt, "."); taken {
			m.log.settle(id, true) // it is booked: it must not come again
		}
		return
	}
	m.log.settle(m.open, taken)
	m.decided, m.open = []bool{taken}, ""
}

// again asks once more; a scanner that keeps answering nonsense is let be.
func (m *memory) again() {
	if m.tries < opnTries {
		m.say(m.waits)
		return
	}
	m.emit(Piece{Data: head(m.held), Trouble: Noise, Bytes: len(m.held)})
	m.waits, m.held, m.rests = 0, m.held[:0], true
}

// Pending is always true: there is always something to wait for.
func (m *memory) Pending() bool { return !m.rests }

// Pause looks for the decision on the open code, for an answer that does not
// come, and from time to time for new codes.
func (m *memory) Pause() {
	m.mu.Lock()
	open, attempt, decided := m.open != "", m.attempt, m.decided
	m.decided = nil
	m.pauses++
	late := m.pauses > opnPatience
	m.mu.Unlock()
	switch {
	case open && late:
		m.settle(attempt, false)
	case len(decided) > 0:
		if !decided[0] {
			m.kept++
		}
		m.next()
	case open:
	case m.waits != 0:
		if m.polls++; m.polls > opnTries {
			m.again()
		}
	default:
		if m.polls++; m.polls > opnPollEvery {
			m.ask()
		}
	}
}

// Break ends the conversation. What was handed on is remembered by its id,
// wherever it is decided upon; the scanner has forgotten nothing.
func (m *memory) Break() {
	m.held, m.waits, m.stored = m.held[:0], 0, nil
}
