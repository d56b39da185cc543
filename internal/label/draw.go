package label

import (
	"strings"

	"lotgate/internal/label/font"
	"lotgate/internal/words"
)

// drawing is a page in the making.
type drawing struct {
	Page
	data     Data
	texts    map[Slot]string
	language words.Language
	link     string
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
	page := newPage(g.Width*dpmm/10, g.Height*dpmm/10, dpmm)
	paper := drawing{page, d, d.texts(l), l, g.Link}
	for _, field := range g.Fields {
		if field.When != "" && paper.texts[field.When] == "" || field.Unless != "" && paper.texts[field.Unless] != "" {
			continue
		}
		if err := paper.field(field); err != nil {
			return Page{}, err
		}
	}
	return paper.Page, nil
}

func (p drawing) field(f Field) error {
	at := box{p.dots(f.X), p.dots(f.Y), p.dots(f.Width), p.dots(f.Height)}
	switch f.Show {
	case Line:
		p.fill(at.x, at.y, at.width, at.height)
	case Matrix:
		return p.matrix(at, p.contents(f))
	case Bars, GS1Bars:
		return p.bars(at, p.contents(f))
	case Link:
		return p.qr(at, p.contents(f))
	default:
		return p.words(f, at)
	}
	return nil
}

// contents is what the barcode of f says, "" where there is nothing to say.
func (p drawing) contents(f Field) string {
	if f.Of == Bin {
		if p.data.Bin == "" {
			return ""
		}
		return BinCode(p.data.Bin)
	}
	if f.Show == Link {
		return p.data.link(p.link)
	}
	return p.texts[Goods]
}

// dots turns tenths of a millimetre into dots, to the nearest.
func (p drawing) dots(tenths int) int { return (tenths*p.DPMM + 5) / 10 }

// words writes the text of f as large as its box allows.
func (p drawing) words(f Field, at box) error {
	text := f.says(p.texts, p.language)
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
		p.text(face, inside.x+f.indent(inside.width-face.Width(line)), y, line)
		y += face.Height()
	}
	if f.Show == Inverse {
		p.invert(at.x, at.y, at.width, at.height)
	}
	return nil
}

// indent is how far a line begins from the left, with that much room to spare.
func (f Field) indent(room int) int {
	switch {
	case f.Align == Right:
		return room
	case f.Align == Centre || f.Align == "" && f.Show == Inverse:
		return room / 2
	}
	return 0
}

// smallest is the smallest type that is still read on paper.
func (p drawing) smallest() int { return p.dots(smallestType) }

// fit finds the largest type, no larger than size, in which text stands within
// at, on as many lines as it takes. A single line therefore shrinks until two
// lines of larger type would hold the text as well.
func fit(text string, style font.Style, size int, at box, smallest int) (font.Face, []string, bool) {
	for ; size >= smallest; size-- {
		face := font.New(style, size)
		rows := at.height / face.Height()
		if lines := face.Wrap(text, at.width, rows); rows > 0 && lines != nil {
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
func (p drawing) matrix(at box, contents string) error { return p.square(DataMatrix, at, contents) }

// qr draws contents as a QR code in the middle of its box.
func (p drawing) qr(at box, contents string) error { return p.square(QR, at, contents) }

func (p drawing) square(kind Kind, at box, contents string) error {
	if contents == "" {
		return nil
	}
	s, err := encode(kind, []byte(contents))
	if err != nil {
		return unencodable(contents)
	}
	zone := quiet[kind]
	module := p.module(min(at.width, at.height), s.width+2*zone.left)
	if module == 0 {
		return unencodable(contents)
	}
	side := s.width * module
	p.draw(s, at.x+(at.width-side)/2, at.y+(at.height-side)/2, module, 0)
	return nil
}

func unencodable(contents string) error {
	plain := strings.TrimPrefix(strings.ReplaceAll(contents, "\x1d", " "), GS1DataMatrix)
	return &Unfit{words.Say("label.no_matrix", "text", plain)}
}

// BinCode is the text in the barcode of a place.
func BinCode(bin string) string { return "LGL." + strings.ToUpper(bin) }

// bars draws contents as Code 128, as GS1-128 where it is GS1. What is too long
// for bars that a gun could read becomes a DataMatrix, which reads the same.
func (p drawing) bars(at box, contents string) error {
	if contents == "" {
		return nil
	}
	inBars := contents
	if elements, gs1 := strings.CutPrefix(contents, GS1DataMatrix); gs1 {
		inBars = GS1Code128 + elements
	}
	s, err := encode(Code128, []byte(inBars))
	if err != nil {
		return p.matrix(at, contents)
	}
	zone := quiet[Code128]
	module := p.module(at.width, s.width+zone.left+zone.right)
	if module == 0 {
		return p.matrix(at, contents)
	}
	p.draw(s, at.x+zone.left*module, at.y, module, at.height)
	return nil
}
