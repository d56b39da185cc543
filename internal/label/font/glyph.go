package font

import (
	"fmt"
	"image"
	"image/draw"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Glyph is one character as dots: rows of Width dots, most significant bit
// first, a set bit is ink.
type Glyph struct {
	Left, Top     int // of the dots' corner, from the pen on the base line, down is positive
	Width, Height int
	Advance       int // of the pen, in 64ths of a dot
	Rows          [][]byte
}

// Face draws one style at one size. It may be used by many goroutines.
type Face struct {
	style Style
	size  int
}

// New is the face of style whose em is size dots high.
func New(style Style, size int) Face { return Face{style, max(size, 1)} }

// Ascent is how far a line's ink reaches above the base line, in dots: that of
// a Chinese character, which is taller than a Latin capital.
func (f Face) Ascent() int { return (f.size*88 + 99) / 100 }

// Height is how far lines stand apart, in dots.
func (f Face) Height() int { return (f.size*118 + 99) / 100 }

// Width is how far line reaches, in dots, once spelt as Spell does.
func (f Face) Width(line string) int {
	pen := 0
	for _, r := range Spell(line) {
		pen += f.Advance(r)
	}
	return (pen + 63) >> 6
}

// Advance is how far the pen goes for r, in 64ths of a dot.
func (f Face) Advance(r rune) int {
	file, index := f.find(r, nil)
	advance, err := file.GlyphAdvance(nil, index, fixed.I(f.size), font.HintingNone)
	if err != nil {
		panic(fmt.Sprintf("font: measuring %q: %v", r, err)) // the files are part of the program
	}
	return int(advance)
}

type glyphKey struct {
	face Face
	r    rune
}

// cacheLimit bounds the drawn glyphs that are kept: some 400 bytes each, so a
// few megabytes at worst. A label bears about a hundred characters in five sizes.
const cacheLimit = 8192

var cache = struct {
	sync.Mutex
	glyphs map[glyphKey]Glyph
	buffer sfnt.Buffer
}{glyphs: map[glyphKey]Glyph{}}

// Glyph is character r as dots; a character that no face has is a square.
func (f Face) Glyph(r rune) Glyph {
	cache.Lock()
	defer cache.Unlock()
	key := glyphKey{f, r}
	g, ok := cache.glyphs[key]
	if ok {
		return g
	}
	if len(cache.glyphs) >= cacheLimit {
		clear(cache.glyphs)
	}
	g = f.draw(r, &cache.buffer)
	cache.glyphs[key] = g
	return g
}

func (f Face) draw(r rune, buffer *sfnt.Buffer) Glyph {
	file, index := f.find(r, buffer)
	outline, err := file.LoadGlyph(buffer, index, fixed.I(f.size), nil)
	if err != nil {
		panic(fmt.Sprintf("font: loading %q: %v", r, err))
	}
	box := outline.Bounds()
	at := image.Rect(box.Min.X.Floor(), box.Min.Y.Floor(), box.Max.X.Ceil(), box.Max.Y.Ceil())
	g := Glyph{Left: at.Min.X, Top: at.Min.Y, Width: at.Dx(), Height: at.Dy(), Advance: f.Advance(r)}
	if at.Empty() {
		return g
	}
	thick := 0
	if f.style == Bold && file == faces().chinese {
		thick = (f.size + 15) / 32 // Droid has one weight; a second stroke beside the first makes it bold
	}
	g.Rows = ink(cover(outline, at), thick)
	g.Width += thick
	return g
}

// find is the file that has r, and where in it.
func (f Face) find(r rune, buffer *sfnt.Buffer) (*sfnt.Font, sfnt.GlyphIndex) {
	for _, file := range []*sfnt.Font{faces().latin[f.style], faces().chinese} {
		if index, err := file.GlyphIndex(buffer, r); err == nil && index != 0 {
			return file, index
		}
	}
	return faces().latin[f.style], 0
}

// cover fills outline and tells for each dot of at how much of it is ink.
func cover(outline sfnt.Segments, at image.Rectangle) *image.Alpha {
	v := vector.NewRasterizer(at.Dx(), at.Dy())
	v.DrawOp = draw.Src
	x := func(p fixed.Point26_6) float32 { return float32(p.X)/64 - float32(at.Min.X) }
	y := func(p fixed.Point26_6) float32 { return float32(p.Y)/64 - float32(at.Min.Y) }
	for _, s := range outline {
		a := s.Args
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			v.ClosePath()
			v.MoveTo(x(a[0]), y(a[0]))
		case sfnt.SegmentOpLineTo:
			v.LineTo(x(a[0]), y(a[0]))
		case sfnt.SegmentOpQuadTo:
			v.QuadTo(x(a[0]), y(a[0]), x(a[1]), y(a[1]))
		case sfnt.SegmentOpCubeTo:
			v.CubeTo(x(a[0]), y(a[0]), x(a[1]), y(a[1]), x(a[2]), y(a[2]))
		}
	}
	v.ClosePath()
	dots := image.NewAlpha(image.Rect(0, 0, at.Dx(), at.Dy()))
	v.Draw(dots, dots.Bounds(), image.Opaque, image.Point{})
	return dots
}

// threshold is a little under half: thin Chinese strokes at 203 dpi would
// break up at a half.
const threshold = 0x68

// ink turns cover into dots, each drawn again up to thick dots to its right.
func ink(dots *image.Alpha, thick int) [][]byte {
	width, height := dots.Rect.Dx(), dots.Rect.Dy()
	rows := make([][]byte, height)
	stride := (width + thick + 7) / 8
	all := make([]byte, stride*height)
	for y := range rows {
		rows[y] = all[y*stride:][:stride]
		for x := range width {
			if dots.Pix[y*dots.Stride+x] < threshold {
				continue
			}
			for d := x; d <= x+thick; d++ {
				rows[y][d/8] |= 0x80 >> (d % 8)
			}
		}
	}
	return rows
}
