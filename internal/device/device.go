// Package device brings codes in from scanners and answers at the gun.
//
// A Spec says where a scanner hangs and which Profile describes its family. A
// driver (serial, network) opens a Port to it; the one loop in this package
// reads the port, lets a Framer cut the bytes into Frames, hands those to the
// Handler, and opens the port again, for ever, when the scanner went away:
//
//	port -> Framer -> Handler      in order, one goroutine a scanner
//	Manager.Answer -> port         beside it, bounded, never in its way
//
// Half a code is never a frame: what was cut off by silence, by unplugging or
// by the length limit is told as a Trouble and thrown away.
package device

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"lotgate/internal/words"
)

// Frame is one code as the scanner sent it, without its terminator. Control
// characters inside it (GS, RS, EOT) are data.
type Frame struct {
	Scanner string    // name of the scanner that sent it
	Station string    // where that scanner works
	Data    []byte    // 1 to Framing.Longest bytes; the handler may keep it
	At      time.Time // when its last byte was read
	ID      string    // of a code out of a scanner's memory: the same code again has the same; else ""
}

// Trouble is a piece of input that was thrown away instead of becoming a
// Frame.
type Trouble struct {
	Scanner string
	Station string
	Kind    TroubleKind
	Bytes   int    // how many were thrown away up to now; more may follow a TooLong
	Head    []byte // the first of them, at most 32
	At      time.Time
}

// TroubleKind says why input was thrown away; its words are catalogue entry
// "device.trouble."+kind.
type TroubleKind string

// Why input is thrown away.
const (
	TooLong TroubleKind = "too_long" // no terminator within Framing.Longest bytes
	CutOff  TroubleKind = "cut_off"  // silence or unplugging in the middle of a code
	Kept    TroubleKind = "kept"     // stored codes that were not taken; the scanner keeps them all
	Noise   TroubleKind = "noise"    // bytes that no scanner sends: wrong line settings, or outside STX..ETX
)

// Text says the trouble and its cure.
func (t Trouble) Text() words.Text {
	return words.Say("device.trouble."+string(t.Kind), "bytes", t.Bytes, "scanner", t.Scanner)
}

// Handler takes what scanners send. Calls for one scanner come one after the
// other, in the order of its bytes, on that scanner's reading goroutine; calls
// for different scanners overlap. While a call lasts its scanner is not read
// (the kernel keeps some 4 KiB, then the gun waits), so a Handler that stalls
// delays its own scanner only, and one that never returns keeps Manager.Wait
// waiting.
type Handler interface {
	Frame(Frame)
	Trouble(Trouble)
	State(Status)
}

// Port is an open way to a scanner. Every net.Conn is one.
//
// Read waits for bytes. It returns os.ErrDeadlineExceeded when the read
// deadline passed first, and any other error once the scanner is gone. Close
// ends a waiting Read and Write from another goroutine.
type Port interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// Open opens the port that spec names, with the line settings given. An error
// that a person can do something about is an *Unavailable.
type Open func(ctx context.Context, spec Spec, line Line) (Port, error)

// State is how it stands with a scanner; its words are catalogue entry
// "device.state."+state.
type State string

// The states of a scanner. Every one but Connected is tried again.
const (
	Connected State = "connected"
	Absent    State = "absent"  // nothing at that address
	Denied    State = "denied"  // there, but the daemon may not open it
	Busy      State = "busy"    // another program holds it
	Failing   State = "failing" // the system refuses for a reason of its own
)

// Unavailable is why a port cannot be opened now: a state to show, the words
// for the technician, and the system's own reason.
type Unavailable struct {
	State State
	Text  words.Text
	Err   error
}

func (u *Unavailable) Error() string { return u.Text.In(words.English) }

func (u *Unavailable) Unwrap() error { return u.Err }

// Gone is what a Read answers once the scanner was unplugged; that the port was
// closed, or a deadline passed, is said as it is.
func Gone(path string, err error) error {
	if errors.Is(err, os.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return &Unavailable{State: Absent, Text: words.Say("device.state.gone", "path", path), Err: err}
}
