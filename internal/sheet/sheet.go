// Package sheet reads the tables that people keep in spreadsheets, and writes
// tables that spreadsheets open. A file is CSV (comma, semicolon or tab; UTF-8,
// UTF-16 with a mark, or GB18030) or XLSX; which of them is found out from its
// bytes, never from its name. XML is read too, its records as rows (xml.go).
//
// Nothing is guessed that could be wrong without anyone noticing: text that is
// in no known encoding, a quotation mark that is not closed, or a table cut
// off in the middle is refused with the row that it stands in. Cells stay
// text; what they mean is for the caller to say.
package sheet

import (
	"bytes"
	"strings"
	"time"
	"unicode"

	"lotgate/internal/words"
)

// Limits of a file. They stand far above what a hospital has (20,000 items,
// 100,000 stock rows) and far below what would hurt the daemon.
const (
	MaxBytes    = 32 << 20 // of a file
	MaxUnzipped = 192 << 20
	MaxRows     = 200_000 // of a file, over all its sheets
	MaxColumns  = 64
	MaxCell     = 4 << 10 // bytes
	maxSheets   = 32
)

// Sheet is one table: a header and the rows below it.
type Sheet struct {
	Name      string   // of the workbook's sheet; "" for a text file
	Header    []string // without blanks around
	HeaderRow int      // its row number
	Rows      []Row

	day0 time.Time // what number 0 stands for in a cell with a date; zero in a text file
}

// Row is one row that is not empty.
type Row struct {
	Number int      // as a spreadsheet counts, from 1; of XML the line it begins in
	Cells  []string // one for each of the header, without blanks around
}

// Problem says why a file cannot be read as tables.
type Problem struct {
	Sheet string
	Row   int // as a spreadsheet counts, from 1; 0 if it concerns the whole
	Text  words.Text
}

func (p *Problem) Error() string { return p.Text.In(words.English) }

func refuse(row int, code string, pairs ...any) *Problem {
	return &Problem{Row: row, Text: words.Say("sheet."+code, pairs...)}
}

var (
	zipMark = []byte("PK\x03\x04")
	oleMark = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1} // Excel before 2007, and workbooks with a password
)

// Read reads all tables of a file; those without any row are left out. The
// error is a *Problem.
func Read(data []byte) ([]Sheet, error) {
	switch {
	case len(data) > MaxBytes:
		return nil, refuse(0, "too_big", "most", MaxBytes>>20)
	case bytes.HasPrefix(data, zipMark):
		return readWorkbook(data)
	case bytes.HasPrefix(data, oleMark):
		return nil, refuse(0, "old_workbook")
	}
	return readText(data)
}

// Day is the day that a workbook's cell holds as a number, counted as
// spreadsheets count days. It is false for every cell of a text file.
func (s Sheet) Day(cell string) (time.Time, bool) {
	if s.day0.IsZero() || len(cell) < 2 || len(cell) > 5 { // up to the year 2173
		return time.Time{}, false
	}
	days := 0
	for _, c := range []byte(cell) {
		if c < '0' || c > '9' {
			return time.Time{}, false
		}
		days = days*10 + int(c-'0')
	}
	return s.day0.AddDate(0, 0, days), true
}

// Letter names the column at index i as spreadsheets do: A, B ... Z, AA.
func Letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return Letter(i/26-1) + Letter(i%26)
}

// add takes the next row that was read: the first one that is not empty is
// the header.
func (s *Sheet) add(number int, cells []string) error {
	if err := tidy(number, cells); err != nil {
		return err
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) == 0:
		return nil
	case len(cells) > MaxColumns:
		return refuse(number, "too_wide", "most", MaxColumns)
	case s.HeaderRow == 0:
		s.Header, s.HeaderRow = cells, number
		return nil
	case len(cells) > len(s.Header):
		return refuse(number, "beyond_header", "column", Letter(len(cells)-1), "value", cells[len(cells)-1], "n", len(s.Header))
	case len(s.Rows) == MaxRows:
		return refuse(number, "too_long", "most", MaxRows)
	}
	for len(cells) < len(s.Header) {
		cells = append(cells, "")
	}
	s.Rows = append(s.Rows, Row{number, cells})
	return nil
}

// tidy takes off the blanks around each cell, those of Chinese input methods
// too.
func tidy(row int, cells []string) error {
	for i, cell := range cells {
		if len(cell) > MaxCell {
			return refuse(row, "cell_too_long", "column", Letter(i), "most", MaxCell)
		}
		cells[i] = strings.TrimFunc(cell, blank)
	}
	return nil
}

func blank(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' }
