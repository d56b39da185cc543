package printer

import (
	"bytes"
	"fmt"

	"lotgate/internal/label"
)

// encodeZPL turns a page into a ZPL II format that prints copies of it. The
// last line, which makes the printer print, is returned apart: whoever sends it
// can first make sure that everything before it has arrived.
//
// The page goes as one graphic, text and barcodes alike, in the run-length form
// that ^GF has had since ZPL II began. Native ^BX and ^BC would be a little
// shorter, but whether they come out as GS1 depends on firmware: the escape
// character of ^BX has two defaults, ^BC's mode D leaves GS out, rectangular
// symbols are missing in many, and every maker's Chinese font is another. Dots
// are the same everywhere, the screen shows the very same ones, and no name, lot
// or bin ever enters the language as text, so there is nothing to be obeyed.
func encodeZPL(page label.Page, job string, copies int) (body, end []byte) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "^XA\n^FX%s^FS\n", fieldHex(job))
	// What the job before it may have left behind is put back first.
	fmt.Fprintf(&b, "^PW%d^LL%d^LH0,0^PON^PMN^LRN\n", page.Width, page.Height)
	fmt.Fprintf(&b, "^FO0,0^GFA,%d,%d,%d,", len(page.Bits), len(page.Bits), page.Stride)
	packGraphic(&b, page)
	b.WriteString("^FS\n")
	end = fmt.Appendf(nil, "^PQ%d,0,0,N^XZ\n", bounded(copies))
	return b.Bytes(), end
}

// fieldLimit bounds a text within ZPL, in bytes.
const fieldLimit = 64

// fieldHex is the only way for a text to get into ZPL. What is not on the
// list, above all ^ and ~ in any of their spellings, becomes _XX, which ^FH
// turns back and which is harmless where nothing does.
func fieldHex(text string) string {
	out := make([]byte, 0, 3*fieldLimit)
	for i := 0; i < len(text) && i < fieldLimit; i++ {
		if c := text[i]; plain(c) {
			out = append(out, c)
			continue
		}
		out = fmt.Appendf(out, "_%02X", text[i])
	}
	return string(out)
}

// plain reports whether c stands for itself in ZPL and in a file's name.
func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'
}

// packGraphic writes the page's rows in ZPL's run-length form: a row like the
// one above is ":", a row that stays white or black to its end "," or "!", and
// a run of a digit has its length in front of it.
func packGraphic(b *bytes.Buffer, page label.Page) {
	var above []byte
	for y := range page.Height {
		row := page.Row(y)
		if bytes.Equal(row, above) {
			b.WriteByte(':')
			continue
		}
		packRow(b, row)
		above = row
	}
}

func packRow(b *bytes.Buffer, row []byte) {
	digits := 2 * len(row)
	for at := 0; at < digits; {
		digit, run := nibble(row, at), 1
		for at+run < digits && nibble(row, at+run) == digit {
			run++
		}
		at += run
		switch {
		case at == digits && digit == 0x0:
			b.WriteByte(',')
		case at == digits && digit == 0xf:
			b.WriteByte('!')
		default:
			packRun(b, digit, run)
		}
	}
}

func nibble(row []byte, at int) byte { return row[at/2] >> (4 - at%2*4) & 0xf }

// packRun writes a run: g to z are 20 to 400 by twenties, G to Y are 1 to 19.
func packRun(b *bytes.Buffer, digit byte, run int) {
	for ; run > 419; run -= 400 {
		b.WriteByte('z')
	}
	if run >= 20 {
		b.WriteByte('g' + byte(run/20-1))
	}
	if rest := run % 20; rest > 0 && run > 1 {
		b.WriteByte('G' + byte(rest-1))
	}
	b.WriteByte("0123456789ABCDEF"[digit])
}
