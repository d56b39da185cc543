package device

import (
	"bytes"
	"slices"
	"time"
)

// LongestFrame is the most that a Framing may allow, in bytes. The longest
// symbol in use, a full QR Code, holds 2,953.
const LongestFrame = 4096

// longestMark bounds a Start and each of the Ends, in bytes.
const longestMark = 8

// usualIdle is longer than any gap that a slow line or a busy USB bus makes
// inside a code, and shorter than a person between two codes.
const usualIdle = 300 * time.Millisecond

// Framing says how a device family marks where one code ends.
type Framing struct {
	Start   []byte        // what a code begins with (STX); empty: it begins where the last one ended
	Ends    [][]byte      // any of these ends a code (CR, LF, TAB, ETX ...)
	Idle    time.Duration // silence after which a begun code is over; 0 is 300 ms
	IdleEnd bool          // true: silence ends a code as a terminator does; false: the code was cut off
	Longest int           // bytes in a code, at most LongestFrame
	Length  int           // every code has so many bytes, and ends with the last of them; 0: it has an end

	// Protocol is the packet protocol that the scanner speaks instead; "" is
	// none. Of the rest then only Idle and Longest count.
	Protocol string
}

// Framer cuts one connection's bytes into codes. It holds at most
// Framing.Longest bytes and a few, knows no clock, and gives the same answer
// however the bytes are chunked. A connection that breaks takes its Framer
// with it, so nothing of an old code can reach a new one.
type Framer struct {
	framing Framing
	lasts   [256]bool // whether a byte is the last of some end
	held    []byte    // the code so far, terminator included while it is being matched
	in      bool      // between Start and end; always true without a Start
	lost    int       // bytes thrown away since the code became too long; 0: none
	quiet   bool      // there was silence while bytes were being thrown away
	emit    func(Piece)
}

// Piece is what a Framer found: a code, or bytes thrown away and why.
type Piece struct {
	Data    []byte      // the code, or the first bytes of the trouble; valid until emit returns
	Trouble TroubleKind // "" for a code
	Bytes   int         // length of the code or count of bytes thrown away
	ID      string      // of a stored code, which may come again; "": none
}

// NewFramer makes a Framer that calls emit for every Piece, within Feed,
// Pause and Break.
func NewFramer(framing Framing, emit func(Piece)) *Framer {
	if framing.Longest <= 0 || framing.Longest > LongestFrame {
		framing.Longest = LongestFrame
	}
	framing.Ends = slices.SortedFunc(slices.Values(framing.Ends), func(a, b []byte) int {
		return len(b) - len(a) // of LF and CR LF, CR LF is to be found
	})
	f := &Framer{framing: framing, emit: emit, held: make([]byte, 0, 256)}
	for _, end := range framing.Ends {
		f.lasts[end[len(end)-1]] = true
	}
	f.in = len(framing.Start) == 0
	return f
}

// Feed takes the next bytes as they were read, in chunks of any size.
func (f *Framer) Feed(data []byte) {
	for _, b := range data {
		switch {
		case f.lost > 0:
			f.skip(b)
		case !f.in:
			f.seek(b)
		default:
			f.take(b)
		}
	}
}

// Pending reports that a code has begun and not ended: the reader must then
// call Pause when nothing comes for Framing.Idle.
func (f *Framer) Pending() bool { return len(f.held) > 0 || f.lost > 0 && !f.quiet }

// Pause says that nothing came for Framing.Idle.
func (f *Framer) Pause() {
	switch {
	case f.lost > 0 && f.framing.IdleEnd:
		f.reset()
	case f.lost > 0:
		f.quiet = true
	case f.framing.IdleEnd && f.in:
		f.finish(0)
	default:
		f.throw(CutOff)
	}
}

// Break says that the connection broke: a code without its end is lost,
// whatever silence means in this framing.
func (f *Framer) Break() { f.throw(CutOff) }

// take adds a byte to the code and ends it where a terminator is complete.
func (f *Framer) take(b byte) {
	f.held = append(f.held, b)
	if len(f.held) == f.framing.Length {
		f.finish(0)
		return
	}
	if f.lasts[b] {
		if n := f.ended(); n > 0 {
			f.finish(n)
			return
		}
	}
	if len(f.framing.Start) > 0 && bytes.HasSuffix(f.held, f.framing.Start) {
		f.restart()
		return
	}
	if len(f.held) > f.framing.Longest && len(f.held) > f.framing.Longest+f.ending() {
		f.overflow(TooLong)
	}
}

// ended is the length of the longest terminator that held ends with, or 0.
func (f *Framer) ended() int {
	for _, end := range f.framing.Ends {
		if bytes.HasSuffix(f.held, end) {
			return len(end)
		}
	}
	return 0
}

// ending is how many bytes of held may already belong to a terminator that is
// not complete yet: a code of exactly Longest bytes is still allowed its end.
func (f *Framer) ending() int {
	most := 0
	for _, end := range f.framing.Ends {
		for n := len(end) - 1; n > most; n-- {
			if bytes.HasSuffix(f.held, end[:n]) {
				most = n
			}
		}
	}
	return most
}

// finish emits the code in held without the end bytes of its terminator. An
// empty line is nothing: CR LF ends a code once.
func (f *Framer) finish(end int) {
	code := f.held[:len(f.held)-end]
	if len(code) > 0 {
		f.emit(Piece{Data: code, Bytes: len(code)})
	}
	f.reset()
}

// restart drops the code that a second Start cut off.
func (f *Framer) restart() {
	f.held = f.held[:len(f.held)-len(f.framing.Start)]
	f.throw(CutOff)
	f.in = true
}

// seek drops what comes before Start.
func (f *Framer) seek(b byte) {
	start := f.framing.Start
	if len(f.held) == 0 && (b == '\r' || b == '\n') && b != start[0] {
		return // some guns add CR LF after ETX
	}
	f.held = append(f.held, b)
	if bytes.HasSuffix(f.held, start) {
		f.held = f.held[:len(f.held)-len(start)]
		f.throw(Noise)
		f.in = true
		return
	}
	if len(f.held) > f.framing.Longest {
		f.overflow(Noise)
	}
}

// overflow reports once that more was held than a code may have; skip then
// swallows the rest.
func (f *Framer) overflow(kind TroubleKind) {
	f.lost = len(f.held)
	f.report(kind, f.lost)
	f.keepTail()
}

// skip throws bytes away until the next terminator, or until the next Start
// where none has been seen.
func (f *Framer) skip(b byte) {
	f.lost++
	f.held = append(f.held, b)
	switch {
	case !f.in && bytes.HasSuffix(f.held, f.framing.Start):
		f.reset()
		f.in = true
	case f.in && f.lasts[b] && f.ended() > 0:
		f.resync()
	default:
		f.keepTail()
	}
}

// resync begins anew after an overlong code. What came after a silence and
// was swallowed with it may have been a good code: its keeper must hear that
// it did not count.
func (f *Framer) resync() {
	if f.quiet {
		f.report(CutOff, f.lost)
	}
	f.reset()
}

// keepTail keeps just enough of held to see a terminator that is cut by it.
func (f *Framer) keepTail() {
	if drop := len(f.held) - longestMark; drop > 0 {
		f.held = f.held[:copy(f.held, f.held[drop:])]
	}
}

// throw reports what is held, if anything, and forgets it.
func (f *Framer) throw(kind TroubleKind) {
	if len(f.held) > 0 && f.lost == 0 {
		if !f.in || kind == CutOff && noisy(f.held) {
			kind = Noise
		}
		f.report(kind, len(f.held))
	}
	f.reset()
}

func (f *Framer) report(kind TroubleKind, count int) {
	f.emit(Piece{Data: f.held[:min(len(f.held), 32)], Trouble: kind, Bytes: count})
}

func (f *Framer) reset() {
	f.held, f.lost, f.quiet = f.held[:0], 0, false
	f.in = len(f.framing.Start) == 0
}
