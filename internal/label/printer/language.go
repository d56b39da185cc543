package printer

import (
	"maps"
	"slices"

	"lotgate/internal/label"
)

// Language is what a printer understands.
type Language string

// The languages.
const (
	ZPL    Language = "zpl"    // Zebra
	EPL    Language = "epl"    // Eltron, EPL2 in page mode
	TSPL   Language = "tspl"   // TSC and most cheap label printers
	ESCPOS Language = "escpos" // receipt printers
	PDF    Language = "pdf"    // whatever takes documents
)

// speech is how a language is written. In each of them a label is one picture:
// no name, lot or bin ever enters a language as text, so there is nothing in it
// to be obeyed, and the dots are the same on every model, which the makers' own
// fonts and barcodes are not.
type speech struct {
	// encode writes copies of page. Nothing comes out of the printer before the
	// end, which is returned apart: whoever sends it can first make sure that
	// everything before it has arrived.
	encode func(page label.Page, job string, copies int) (body, end []byte)
	// rinse goes before a job where the one before it broke off: it fills up
	// what the printer still waits for, and is nothing where it waits for nothing.
	rinse []byte
	mime  string // what IPP calls it
	file  string // a file's extension
}

var speeches = map[Language]speech{
	ZPL:    {encodeZPL, []byte(cancelFormat), "application/vnd.zebra-zpl", ".zpl"},
	EPL:    {encodeEPL, emptyLines, "application/vnd.eltron-epl", ".epl"},
	TSPL:   {encodeTSPL, emptyLines, "application/vnd.tsc-tspl", ".tspl"},
	ESCPOS: {encodeESCPOS, make([]byte, bandLimit), "application/vnd.epson-escpos", ".escpos"},
	PDF:    {encodePDF, nil, "application/pdf", ".pdf"},
}

// Languages are all of them, in order.
func Languages() []Language { return slices.Sorted(maps.Keys(speeches)) }

// Encode is page in a printer's language, whole.
func Encode(language Language, page label.Page, job string, copies int) []byte {
	body, end := speeches[language].encode(page, job, copies)
	return append(body, end...)
}

// copiesLimit keeps a slip of a finger from emptying the roll.
const copiesLimit = 500

func bounded(copies int) int { return min(max(copies, 1), copiesLimit) }

// bandLimit bounds the bytes of one picture within a job, so that few are
// enough to fill up one that broke off.
const bandLimit = 4 << 10

// emptyLines end a picture that broke off, and mean nothing between commands.
var emptyLines = slices.Repeat([]byte("\r\n"), bandLimit/2)

// band is a piece of a page that has ink: rows from y on, of bytes from left.
type band struct {
	y, rows     int
	left, bytes int
}

// bands cuts page into pieces with ink, and leaves out what is white: paper
// that is not sent is not waited for.
func bands(page label.Page) (all []band) {
	for y := 0; y < page.Height; {
		left, right := inked(page.Row(y))
		if left == right {
			y++
			continue
		}
		b := band{y: y, left: left}
		for ; y < page.Height; y++ {
			l, r := inked(page.Row(y))
			l, r = min(left, l), max(right, r)
			if white(page.Row(y)) || (y-b.y+1)*(r-l) > bandLimit && y > b.y {
				break
			}
			left, right = l, r
		}
		b.rows, b.left, b.bytes = y-b.y, left, right-left
		all = append(all, b)
	}
	return all
}

// inked is where a row's ink begins and ends, in bytes; both the same where it
// has none.
func inked(row []byte) (left, right int) {
	for left < len(row) && row[left] == 0 {
		left++
	}
	right = len(row)
	for right > left && row[right-1] == 0 {
		right--
	}
	return left, right
}

func white(row []byte) bool {
	left, right := inked(row)
	return left == right
}

// picture is the band's bytes, turned over with flip 0xff for the languages in
// which a set bit is white.
func (b band) picture(to []byte, page label.Page, flip byte) []byte {
	for y := range b.rows {
		for _, dots := range page.Row(b.y + y)[b.left : b.left+b.bytes] {
			to = append(to, dots^flip)
		}
	}
	return to
}
