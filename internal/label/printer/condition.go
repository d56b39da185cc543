package printer

import (
	"bytes"
	"slices"
	"strings"
)

// Condition is something that a printer says about itself.
type Condition string

// The conditions. Busy and PaperLow stop nothing; with any other the printer
// waits for a person.
const (
	Busy     Condition = "busy"
	PaperLow Condition = "paper_low"

	PaperOut  Condition = "paper_out"
	RibbonOut Condition = "ribbon_out"
	HeadOpen  Condition = "head_open"
	Jam       Condition = "jam"
	Paused    Condition = "paused"
	TooHot    Condition = "too_hot"
	Cutter    Condition = "cutter"
	Full      Condition = "full" // its memory holds begun formats and takes no more
	Fault     Condition = "fault"
)

// conditions are all of them, the one to be told first first.
var conditions = []Condition{HeadOpen, PaperOut, RibbonOut, Jam, Cutter, TooHot, Fault, Full, Paused, PaperLow, Busy}

// stops reports whether a person has to come.
func (c Condition) stops() bool { return c != "" && c != Busy && c != PaperLow }

// worst is what to tell of several conditions: what must be cured first.
func worst(all []Condition) Condition {
	for _, c := range conditions {
		if slices.Contains(all, c) {
			return c
		}
	}
	return ""
}

// Habit is how a family of printers tells its state, as data. Bits, Codes and
// Fields are the three ways in which they do; a family has one.
type Habit struct {
	Ask    []byte
	Length int    // of the answer, in bytes; 0: it goes to Ends
	Ends   int    // how often End comes in the answer
	End    []byte // of a line
	Bits   []Bit
	Codes  map[string]Condition // of the answer's text without its end
	Fields []Place
}

// Bit is a bit or several of one byte. Any of them set means Is; of an answer
// with Must, all those bits must be as Like, or the byte is no answer.
type Bit struct {
	At         int
	Mask       byte
	Is         Condition
	Must, Like byte
}

// Place is one of the values between commas in a line: not zero means Is.
type Place struct {
	Line, Field int // from 1
	Is          Condition
}

// answerLimit bounds what is read of an answer, in bytes.
const answerLimit = 1 << 10

// complete reports whether heard is a whole answer.
func (h Habit) complete(heard []byte) bool {
	if h.Length > 0 {
		return len(heard) >= h.Length
	}
	return bytes.Count(heard, h.End) >= h.Ends
}

// read says what an answer means; ok is false where it is none.
func (h Habit) read(heard []byte) (says []Condition, ok bool) {
	switch {
	case !h.complete(heard):
		return nil, false
	case len(h.Codes) > 0:
		code := string(bytes.Trim(heard, "\x02\x03\r\n \x11\x13"))
		if is := h.Codes[code]; is != "" {
			says = []Condition{is}
		}
		return says, code != "" && strings.Trim(code, "0123456789") == "" // others speak of the last job, not of the printer
	case len(h.Fields) > 0:
		return h.readFields(string(heard))
	}
	return h.readBits(heard)
}

func (h Habit) readBits(heard []byte) (says []Condition, ok bool) {
	heard = heard[len(heard)-h.Length:] // what came before was not asked for
	for _, b := range h.Bits {
		if heard[b.At]&b.Must != b.Like {
			return nil, false
		}
		if b.Is != "" && heard[b.At]&b.Mask != 0 && !slices.Contains(says, b.Is) {
			says = append(says, b.Is)
		}
	}
	return says, true
}

func (h Habit) readFields(heard string) (says []Condition, ok bool) {
	lines := strings.Split(heard, string(h.End))
	for _, p := range h.Fields {
		line := strings.Split(strings.Trim(lines[p.Line-1], "\x02\x03\r\n "), ",")
		if len(line) < p.Field {
			return nil, false
		}
		value := strings.TrimSpace(line[p.Field-1])
		if value == "" || strings.Trim(value, "0123456789") != "" {
			return nil, false
		}
		if strings.Trim(value, "0") != "" && !slices.Contains(says, p.Is) {
			says = append(says, p.Is)
		}
	}
	return says, true
}
