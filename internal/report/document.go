// Package report puts documents on paper: receipt notes, issue notes, lists.
// A Document is a value in plain strings, already in one language; drawing it
// decides nothing but where things stand. The same document gives the same
// bytes, so that a note printed again years later can be compared with the one
// in the file.
package report

import (
	"time"

	"lotgate/internal/words"
)

// Document is a paper with a head, a table and signatures.
type Document struct {
	Language   words.Language // of the few words that the paper adds itself
	Site       string         // whose paper it is: "市第一医院药库"
	Title      string         // "入库单"
	Number     string         // printed beside the title, and as the barcode LGD.NUMBER; empty for a list
	Header     []Pair
	Columns    []Column
	Rows       [][]string // a cell a column
	Totals     []string   // like a row; empty for none
	Signatures []Signature
	Code       *Code     // to be scanned off the paper; nil for none
	Footer     string    // small, at the foot of every page
	Printed    time.Time // said at the foot, and the file's own date
	Landscape  bool      // A4 lying, for many columns
}

// Pair is a label and its value in the head of a document.
type Pair struct{ Label, Value string }

// Column is a column of the table.
type Column struct {
	Title string
	Width float64 // share of the paper's width; only its relation to the others counts; 0 is 1
	Align Align
	Code  bool // lots and serials: a face where 0 and O differ
}

// Align is where a cell's text stands.
type Align int

// The ways to stand.
const (
	Left Align = iota
	Right
	Center
)

// Signature is a person who answers for the document: by a signature in the
// system, which has a time, or by ink, for which a line is left.
type Signature struct {
	Role string // "收货人"
	Name string
	At   string // when it was signed, as it is to be read; empty leaves room for ink
}

// Code is data that a paper bears to be scanned off it, as a QR code under the
// signatures, with words beside it.
type Code struct {
	Data   []byte
	Beside string
}
