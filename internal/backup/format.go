// Package backup writes the facts of a store where another machine, or a person
// in twenty years, can read them, and makes a store of them again.
//
// There is one form for backups, exports and imports: lines of JSON. The first
// says what the file is and what its units are, each further one is a fact as
// it was recorded, with its number and its hash in the tree; the last says how
// far the file goes and bears a signed checkpoint over all facts up to there. A
// file without its last line was cut off. A part goes on where another file
// ends, and says by number and root after which. In a backup's folder the files
// are packed by gzip, which any machine can unpack.
package backup

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/seal"
)

// Format names the form of a file; it is raised when the form changes.
const Format = "lotgate-journal-1"

// maxLine bounds a line: a record is at most 16 MiB, and longer in JSON.
const maxLine = 128 << 20

// Head is the first line.
type Head struct {
	Format    string            `json:"format"`
	About     string            `json:"about"`
	Units     map[string]string `json:"units"`
	Origin    string            `json:"origin"`    // whose facts they are: seal.Origin
	After     uint64            `json:"after"`     // the last fact before those in this file; 0: it begins at the beginning
	AfterRoot seal.Hash         `json:"afterRoot"` // the tree's root over the facts before
	Written   time.Time         `json:"written"`
	Keys      []string          `json:"keys"` // public, that have signed
}

// Line is a fact.
type line struct {
	Seq    uint64          `json:"seq"`
	Hash   seal.Hash       `json:"hash"`
	Record json.RawMessage `json:"record,omitempty"`
	Raw    []byte          `json:"raw,omitempty"` // as it was stored, where JSON cannot say it
}

// Tail is the last line.
type Tail struct {
	End        uint64    `json:"end"` // the last fact
	Root       seal.Hash `json:"root"`
	Checkpoint string    `json:"checkpoint"` // signed
}

// about and units are for who reads a file and has nothing else.
const about = "Facts of a Lotgate store, in the order in which they were recorded; nothing was ever changed or left out. " +
	"Each line: seq, its number; hash, SHA-256 of a zero byte and the stored record (RFC 6962), in base64; record, the fact: " +
	"id of the command that led to it, at when, who (a person's id), where (a station), signed (signatures), kind, and body, what the fact says. " +
	"Codes of items, places, people and suppliers are named by the facts that define them, of the kinds item, place, person and supplier; " +
	"the same code may be defined again, and the later definition counts from then on. " +
	"Moved facts alone change quantities: from one place to another. The sum of what came to a place less what left it is what lies there."

var units = map[string]string{
	"quantity, content, due, onHand": "base units of the item (tablet, vial ...); its packages say which and how many are in a box",
	"...E4":                          "1/10,000 of the currency unit (yuan, unless the site says otherwise): 125000 is 12.50",
	"...Days":                        "days",
	"at, opened, finished, signedAt": "RFC 3339 with the zone of the site",
	"expiry, made, date":             "calendar day YYYY-MM-DD of the site's zone; goods are usable to the end of the day of expiry",
	"zh, en":                         "the same name in Chinese and English",
	"$bytes":                         "bytes, in base64",
}

// Writer writes a file.
type Writer struct {
	to   *bufio.Writer
	json *json.Encoder
}

// NewWriter begins a file.
func NewWriter(w io.Writer, head Head) (*Writer, error) {
	out := bufio.NewWriterSize(w, 1<<20)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	head.Format, head.About, head.Units = Format, about, units
	if err := e.Encode(head); err != nil {
		return nil, fmt.Errorf("write the head: %w", err)
	}
	return &Writer{out, e}, nil
}

// Add writes a fact. What JSON cannot say exactly is written as it is stored.
func (w *Writer) Add(seq uint64, record []byte) error {
	l := line{Seq: seq, Hash: seal.HashOf(record)}
	readable, err := book.Readable(record)
	if err == nil {
		var again []byte
		if again, err = book.Stored(readable); err == nil && !bytes.Equal(again, record) {
			err = errors.New("it is not the same again")
		}
		l.Record = readable
	}
	if err != nil {
		l.Raw = record
	}
	if err := w.json.Encode(l); err != nil {
		return fmt.Errorf("write fact %d: %w", seq, err)
	}
	return nil
}

// End writes the last line.
func (w *Writer) End(t Tail) error {
	err := w.json.Encode(t)
	if err == nil {
		err = w.to.Flush()
	}
	if err != nil {
		return fmt.Errorf("write the end: %w", err)
	}
	return nil
}

// Read reads a file and calls each with every fact in it, as it was stored.
// Refusals: what is not such a file, cut off, changed, or does not follow.
func Read(from io.Reader, name string, each func(seq uint64, record []byte) error) (head Head, tail Tail, err error) {
	in := newLines(from)
	if !in.Scan() || strict(in.Bytes(), &head) != nil || head.Format != Format {
		no := fact.Refuse("backup_foreign", "file", name)
		if in.cut && strings.HasPrefix(start, in.Text()[:min(len(in.Text()), len(start))]) {
			no = fact.Refuse("backup_cut_packed", "file", name)
		}
		return head, tail, unreadable(in, no, name)
	}
	next := head.After + 1
	for in.Scan() {
		if isTail(in.Bytes()) {
			if strict(in.Bytes(), &tail) != nil || tail.End != next-1 {
				return head, tail, in.no(name, next)
			}
			if in.Scan() {
				return head, tail, fact.Refuse("backup_behind", "file", name)
			}
			return head, tail, unreadable(in, nil, name)
		}
		record, err := read(in.Bytes(), next)
		if err != nil {
			return head, tail, in.no(name, next)
		}
		if err := each(next, record); err != nil {
			return head, tail, err
		}
		next++
	}
	in.cut = true
	return head, tail, in.no(name, next)
}

// start is how each file begins.
const start = `{"format":"lotgate-journal-`

// lines are a file's, of which the last one may be cut off.
type lines struct {
	*bufio.Scanner
	cut bool // no line end stands behind the line
}

func newLines(from io.Reader) *lines {
	in := &lines{Scanner: bufio.NewScanner(from), cut: true}
	in.Buffer(make([]byte, 1<<20), maxLine)
	in.Split(func(data []byte, atEOF bool) (advance int, line []byte, err error) {
		advance, line, err = bufio.ScanLines(data, atEOF)
		in.cut = advance == len(line)
		return advance, line, err
	})
	return in
}

// no says why the line of a fact cannot be taken.
func (in *lines) no(name string, seq uint64) error {
	if in.cut {
		return unreadable(in, fact.Refuse("backup_cut", "file", name, "seq", seq-1), name)
	}
	return fact.Refuse("backup_changed", "file", name, "seq", seq)
}

// unreadable is what the disk or the packing says, or else no.
func unreadable(in *lines, no error, name string) error {
	switch err := in.Err(); {
	case err == nil:
		return no
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fact.Refuse("backup_cut_packed", "file", name)
	default:
		return fact.Refuse("backup_unreadable", "file", name, "what", err.Error())
	}
}

func isTail(text []byte) bool { return strings.HasPrefix(string(text[:min(len(text), 7)]), `{"end":`) }

func read(text []byte, due uint64) (record []byte, err error) {
	var l line
	if err := strict(text, &l); err != nil {
		return nil, err
	}
	record = l.Raw
	if record == nil {
		if record, err = book.Stored(l.Record); err != nil {
			return nil, err
		}
	}
	if l.Seq != due || seal.HashOf(record) != l.Hash {
		return nil, errors.New("it does not fit its hash or number")
	}
	return record, nil
}

func strict(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(v)
}
