package label

import (
	"strings"

	"lotgate/internal/label/font"
	"lotgate/internal/words"
)

// drawing is a page in the making.
type drawing struct {
	Page
	data  Data
	texts map[Slot]string
}

// box is a field's place in dots.
type box struct{ x, y, width, height int }

// Draw draws d on this paper; see the function Draw.
func (g Design) Draw(d Data, dpmm int, l words.Language) (Page, error) {
	if dpmm < MinDPMM || dpmm > MaxDPMM {
		return Page{}, errDensity
	}
	if err := d.check(); err != nil {
		return Page{}, err
	}
	paper := drawing{newPage(g.WidthMM*dpmm, g.HeightMM*dpmm, dpmm), d, d.texts(l)}
	contents, note := d.contents()
	paper.texts[MatrixText] = d.GTIN
	if note != "" {
		paper.texts[MatrixText] = words.Say(note).In(l)
	}
	for _, field := range g.Fields {
		if err := paper.field(field, contents); err != nil {
			return Page{}, err
		}
	}
	return paper.Page, nil
}

func (p drawing) field(f Field, contents string) error {
	at := box{p.dots(f.X), p.dots(f.Y), p.dots(f.Width), p.dots(f.Height)}
	switch f.Show {
	case Rule:
		p.fill(at.x, at.y, at.width, at.height)
	case Matrix:
		return p.matrix(at, contents)
	case Bars:
		return p.bars(at)
	default:
		return p.words(f, at)
	}
	return nil
}

// dots turns tenths of a millimetre into dots, to the nearest.
func (p drawing) dots(tenths int) int { return (tenths*p.DPMM + 5) / 10 }

// words writes the text of f as large as its box allows.
func (p drawing) words(f Field, at box) error {
	text := strings.TrimSpace(p.texts[f.Slot])
	if text == "" {
		return nil
	}
	inside := at
	if f.Show == Inverse {
		inside = box{at.x + at.height/8, at.y, at.width - at.height/4, at.height}
	}
	face, lines, ok := fit(text, f.Style, p.dots(f.Size), inside, p.smallest())
	if !ok {
		return &Unfit{words.Say("label.too_long", "text", text)}
	}
	y := inside.y + (inside.height-len(lines)*face.Height())/2 + face.Ascent()
	for _, line := range lines {
		x := inside.x
		if f.Show == Inverse {
			x += (inside.width - face.Width(line)) / 2
		}
		p.text(face, x, y, line)
		y += face.Height()
	}
	if f.Show == Inverse {
		p.invert(at.x, at.y, at.width, at.height)
	}
	return nil
}

// smallest is the smallest type that is still read on paper: 1.6 mm.
func (p drawing) smallest() int { return p.dots(16) }

// fit finds the largest type, no larger than size, in which text stands within
// at, on as many lines as it takes. A single line therefore shrinks until two
// lines of larger type would hold the text as well.
func fit(text string, style font.Style, size int, at box, smallest int) (font.Face, []string, bool) {
	for ; size >= smallest; size-- {
		face := font.New(style, size)
		rows := max(at.height/face.Height(), 1)
		if face.Ascent() > at.height {
			continue
		}
		if lines := face.Wrap(text, at.width, rows); lines != nil {
			return face, lines, true
		}
	}
	return font.Face{}, nil, false
}

// Module widths in tenths of a millimetre: what a common gun reads at an arm's
// length, and what takes more paper than it helps.
const (
	minModule = 2
	maxModule = 8
)

// module is the widest module in whole dots with which modules fit into room
// dots; 0 when even the narrowest does not.
func (p drawing) module(room, modules int) int {
	dots := min(room/modules, p.dots(maxModule))
	if dots*10 < minModule*p.DPMM {
		return 0
	}
	return dots
}

// matrix draws contents as a DataMatrix in the middle of its box.
func (p drawing) matrix(at box, contents string) error {
	if contents == "" {
		return nil
	}
	s, err := encode(DataMatrix, []byte(contents))
	if err != nil {
		return &Unfit{words.Say("label.no_matrix", "text", contents)}
	}
	zone := quiet[DataMatrix]
	module := p.module(min(at.width, at.height), s.width+2*zone.left)
	if module == 0 {
		return &Unfit{words.Say("label.no_matrix", "text", contents)}
	}
	side := s.width * module
	p.draw(s, at.x+(at.width-side)/2, at.y+(at.height-side)/2, module, 0)
	return nil
}

// BinCode is the text in the barcode of a place.
func BinCode(bin string) string { return "LGL." + strings.ToUpper(bin) }

// bars draws the bin as Code 128. A bin too long for bars that a gun could
// read becomes a DataMatrix, which reads the same.
func (p drawing) bars(at box) error {
	if p.data.Bin == "" {
		return nil
	}
	code := BinCode(p.data.Bin)
	s, err := encode(Code128, []byte(code))
	if err != nil {
		return p.matrix(at, code)
	}
	zone := quiet[Code128]
	module := p.module(at.width, s.width+zone.left+zone.right)
	if module == 0 {
		return p.matrix(at, code)
	}
	p.draw(s, at.x+zone.left*module, at.y, module, at.height)
	return nil
}
