package label

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"

	"lotgate/internal/label/font"
)

// Page is a printed label as the printer sees it: one bit a dot. It is what
// every printer language carries and what the screens show, so paper and
// screen cannot differ.
type Page struct {
	Width, Height int // dots
	DPMM          int // dots per millimetre; 0 for a page that is not meant for paper
	Stride        int // bytes from one row to the next
	Bits          []byte
}

// newPage is an empty page of width by height dots.
func newPage(width, height, dpmm int) Page {
	stride := (width + 7) / 8
	return Page{Width: width, Height: height, DPMM: dpmm, Stride: stride, Bits: make([]byte, stride*height)}
}

// Row is row y, most significant bit first; a set bit is black. Bits beyond
// Width are clear.
func (p Page) Row(y int) []byte { return p.Bits[y*p.Stride:][:p.Stride] }

// Black reports whether the dot at x, y is black. Outside the page none is.
func (p Page) Black(x, y int) bool {
	if x < 0 || y < 0 || x >= p.Width || y >= p.Height {
		return false
	}
	return p.Bits[y*p.Stride+x/8]&(0x80>>(x%8)) != 0
}

// PNG writes the page as an image of one bit a dot.
func (p Page) PNG(w io.Writer) error {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(w, p.Image()); err != nil {
		return fmt.Errorf("writing a label as PNG: %w", err)
	}
	return nil
}

// Image is the page as a picture of two colours.
func (p Page) Image() image.Image {
	picture := image.NewPaletted(image.Rect(0, 0, p.Width, p.Height), color.Palette{color.White, color.Black})
	for y := range p.Height {
		row, pixels := p.Row(y), picture.Pix[y*picture.Stride:][:p.Width]
		for x := range pixels {
			pixels[x] = row[x/8] >> (7 - x%8) & 1
		}
	}
	return picture
}

// fill makes the rectangle black. What lies outside the page is left out.
func (p Page) fill(x, y, width, height int) {
	left, right := max(x, 0), min(x+width, p.Width)
	top, bottom := max(y, 0), min(y+height, p.Height)
	if left >= right {
		return
	}
	for row := top; row < bottom; row++ {
		fillRow(p.Row(row), left, right)
	}
}

// fillRow sets bits left up to but not including right, whole bytes at a time.
func fillRow(row []byte, left, right int) {
	first, last := left/8, (right-1)/8
	head, tail := byte(0xff)>>(left%8), byte(0xff)<<(7-(right-1)%8)
	if first == last {
		row[first] |= head & tail
		return
	}
	row[first] |= head
	for i := first + 1; i < last; i++ {
		row[i] = 0xff
	}
	row[last] |= tail
}

// invert swaps black and white within the rectangle, which must lie on the page.
func (p Page) invert(x, y, width, height int) {
	for row := y; row < y+height; row++ {
		for column := x; column < x+width; column++ {
			p.Bits[row*p.Stride+column/8] ^= 0x80 >> (column % 8)
		}
	}
}

// text writes line with its pen starting at x on base line y and returns where
// the pen ends.
func (p Page) text(face font.Face, x, y int, line string) int {
	pen := x << 6
	for _, r := range font.Spell(line) {
		glyph := face.Glyph(r)
		p.stamp(glyph, pen>>6+glyph.Left, y+glyph.Top)
		pen += glyph.Advance
	}
	return (pen + 63) >> 6
}

func (p Page) stamp(glyph font.Glyph, left, top int) {
	for y, row := range glyph.Rows {
		if top+y < 0 || top+y >= p.Height {
			continue
		}
		to := p.Row(top + y)
		for x := range glyph.Width {
			if row[x/8]&(0x80>>(x%8)) != 0 && left+x >= 0 && left+x < p.Width {
				to[(left+x)/8] |= 0x80 >> ((left + x) % 8)
			}
		}
	}
}
