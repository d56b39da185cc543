package printer

import (
	"bytes"

	"lotgate/internal/label"
)

// encodeESCPOS writes ESC/POS: the picture in slices with GS v 0, a feed, a
// cut. Receipt printers print while they read, so everything is the end.
//
// They also look for orders in real time, DLE with EOT, ENQ or DC4, and find
// them within pictures too. A picture that happens to hold one is therefore
// printed a few dots further left behind a margin as wide, which gives the same
// paper from other bytes.
func encodeESCPOS(page label.Page, _ string, copies int) (body, end []byte) {
	var one []byte
	shift := quietShift(page)
	one = append(one, 0x1d, 'L', byte(shift), 0)
	stride := (page.Width - shift + 7) / 8
	slice := max(bandLimit/stride, 1)
	for y := 0; y < page.Height; y += slice {
		rows := min(slice, page.Height-y)
		one = append(one, 0x1d, 'v', '0', 0, byte(stride), byte(stride>>8), byte(rows), byte(rows>>8))
		for row := range rows {
			one = append(one, shifted(page.Row(y+row), shift)[:stride]...)
		}
	}
	one = append(one, 0x1d, 'V', 66, 0) // feed to the knife and cut
	return []byte{0x1b, '@'}, bytes.Repeat(one, bounded(copies))
}

// orders are what ESC/POS obeys anywhere.
var orders = [][]byte{{0x10, 0x04}, {0x10, 0x05}, {0x10, 0x14}}

// quietShift is by how many dots to the left the page holds no order, among
// those that cut nothing off.
func quietShift(page label.Page) int {
	for shift := range 8 {
		if !loud(page, shift) {
			return shift
		}
	}
	return 0 // nothing helps: an answer that nobody asked for is let go
}

// loud reports that the shifted page holds an order, or loses ink at its left.
func loud(page label.Page, shift int) bool {
	stride := (page.Width - shift + 7) / 8
	var before byte
	for y := range page.Height {
		if page.Row(y)[0]>>(8-shift) != 0 {
			return true
		}
		row := append([]byte{before}, shifted(page.Row(y), shift)[:stride]...)
		for _, order := range orders {
			if bytes.Contains(row, order) {
				return true
			}
		}
		before = row[len(row)-1]
	}
	return false
}

// shifted is row by shift dots to the left.
func shifted(row []byte, shift int) []byte {
	if shift == 0 {
		return row
	}
	out := make([]byte, len(row))
	for i, b := range row {
		out[i] = b << shift
		if i+1 < len(row) {
			out[i] |= row[i+1] >> (8 - shift)
		}
	}
	return out
}
