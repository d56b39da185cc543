package label

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/ean"
	"github.com/boombuler/barcode/qr"

	"lotgate/internal/label/code128"
	"lotgate/internal/label/datamatrix"
)

// Kind is a barcode symbology that Lotgate prints.
type Kind string

// The kinds.
const (
	DataMatrix Kind = "datamatrix"
	Code128    Kind = "code128"
	QR         Kind = "qr"
	EAN13      Kind = "ean13"
)

// quiet is the white that each kind must have around it, in modules: ISO/IEC
// 16022, 15417, 18004 and 15420. A DataMatrix needs one; two forgive a smudge.
var quiet = map[Kind]struct{ left, right, above int }{
	DataMatrix: {2, 2, 2},
	Code128:    {10, 10, 0},
	QR:         {4, 4, 4},
	EAN13:      {11, 7, 0},
}

const (
	group       = 0x1d // GS: ends an element of variable length in scan data
	barModules  = 40   // height of a bar code drawn alone
	dataLimit   = 1600 // bytes; no kind here holds more
	matrixLimit = 132  // modules; readers disagree about how blocks are dealt out in the next size, 144
	moduleLimit = 64   // dots
)

// GS1 marks data as GS1 element strings (GS between elements) for Barcode, as
// scanners mark it: the symbology identifiers of ISO/IEC 15424.
const (
	GS1DataMatrix = "]d2"
	GS1Code128    = "]C1"
)

// Errors of Barcode. They tell a programmer or a caller of the API what was
// wrong with the data; a person at the dock never meets them.
var (
	ErrKind     = errors.New("no such kind of barcode")
	ErrModule   = fmt.Errorf("a module is 1 to %d dots", moduleLimit)
	ErrContents = errors.New("data does not fit this kind of barcode")
)

// Barcode draws data alone on a page, with its quiet zones, a module being
// module dots wide. A bar code is 40 modules high. Data that starts with "]d2"
// or "]C1", or with GS, is GS1 element strings with GS between them and gets
// its FNC1 characters. The error wraps ErrKind, ErrModule or ErrContents.
func Barcode(kind Kind, data []byte, module int) (Page, error) {
	symbol, err := encode(kind, data)
	return symbol.alone(kind, module, err)
}

// alone draws the symbol on a page of its own, unless it could not be encoded.
func (s symbol) alone(kind Kind, module int, err error) (Page, error) {
	switch {
	case module < 1 || module > moduleLimit:
		return Page{}, ErrModule
	case err != nil:
		return Page{}, err
	}
	height := s.height
	if height == 1 {
		height = barModules
	}
	zone := quiet[kind]
	page := newPage((s.width+zone.left+zone.right)*module, (height+2*zone.above)*module, 0)
	page.draw(s, zone.left*module, zone.above*module, module, height*module)
	return page, nil
}

// symbol is a barcode as modules, a byte each, row by row and without quiet
// zone; 1 is dark. A bar code is one high.
type symbol struct {
	width, height int
	modules       []byte
}

// encode turns data into modules; see Barcode.
func encode(kind Kind, data []byte) (symbol, error) {
	if len(data) == 0 || len(data) > dataLimit {
		return symbol{}, fmt.Errorf("%w: %d bytes", ErrContents, len(data))
	}
	elements, gs1 := cutGS1(kind, data)
	var bars barcode.Barcode
	var err error
	switch kind {
	case DataMatrix:
		return encodeDataMatrix(elements, gs1)
	case Code128:
		return encodeCode128(elements, gs1)
	case QR:
		bars, err = qr.EncodeWithColor(string(data), qr.M, qr.Unicode, barcode.ColorScheme8)
	case EAN13:
		bars, err = encodeEAN13(data)
	default:
		return symbol{}, fmt.Errorf("%w: %q", ErrKind, kind)
	}
	return inModules(kind, bars, err)
}

// inModules is what an encoder made, or why it could not.
func inModules(kind Kind, bars barcode.Barcode, err error) (symbol, error) {
	if err != nil {
		return symbol{}, fmt.Errorf("%w: %s: %w", ErrContents, kind, err)
	}
	size := bars.Bounds()
	s := symbol{size.Dx(), size.Dy(), make([]byte, size.Dx()*size.Dy())}
	for y := range s.height {
		for x := range s.width {
			if bars.At(x, y) == dark {
				s.modules[y*s.width+x] = 1
			}
		}
	}
	return s, nil
}

// cutGS1 tells whether data is GS1 and takes the mark off.
func cutGS1(kind Kind, data []byte) (elements []byte, gs1 bool) {
	mark := map[Kind]string{DataMatrix: GS1DataMatrix, Code128: GS1Code128}[kind]
	if mark == "" {
		return data, false
	}
	if rest, ok := bytes.CutPrefix(data, []byte(mark)); ok {
		return rest, true
	}
	return bytes.CutPrefix(data, []byte{group})
}

var errByte = errors.New("a byte that it cannot hold")

// encodeDataMatrix tells FNC1 from the byte of the same number, which plain
// data may begin with: the UTF-8 of many a Chinese character does.
func encodeDataMatrix(data []byte, gs1 bool) (symbol, error) {
	if len(data) == 0 || (gs1 && !ascii(data)) {
		return symbol{}, fmt.Errorf("%w: %s: %w", ErrContents, DataMatrix, errByte)
	}
	s, err := datamatrix.Encode(withFNC1(data, gs1, datamatrix.FNC1), matrixLimit)
	if err != nil {
		return symbol{}, fmt.Errorf("%w: %w", ErrContents, err)
	}
	return symbol{s.Side, s.Side, s.Modules}, nil
}

// withFNC1 is data for an encoder, with its FNC1 in front and for each GS where
// they are GS1.
func withFNC1(data []byte, gs1 bool, fnc1 int) []int {
	all := make([]int, 0, len(data)+1)
	if gs1 {
		all = append(all, fnc1)
	}
	for _, b := range data {
		if gs1 && b == group {
			all = append(all, fnc1)
			continue
		}
		all = append(all, int(b))
	}
	return all
}

func encodeCode128(data []byte, gs1 bool) (symbol, error) {
	if len(data) == 0 {
		return symbol{}, fmt.Errorf("%w: %s: %w", ErrContents, Code128, errByte)
	}
	return inBars(withFNC1(data, gs1, code128.FNC1))
}

// inBars is data as Code 128.
func inBars(data []int) (symbol, error) {
	modules, err := code128.Encode(data)
	if err != nil {
		return symbol{}, fmt.Errorf("%w: %w", ErrContents, err)
	}
	return symbol{len(modules), 1, modules}, nil
}

func encodeEAN13(data []byte) (barcode.Barcode, error) {
	if len(data) != 13 {
		return nil, errors.New("13 digits are needed")
	}
	return ean.EncodeWithColor(string(data), barcode.ColorScheme8)
}

func ascii(data []byte) bool {
	for _, b := range data {
		if b > 0x7f {
			return false
		}
	}
	return true
}

// draw puts the modules of s on the page by whole dots: never scaled, so every
// module is exactly as wide as every other. A bar code is height dots high, a
// square one as high as it is. The symbol must lie on the page.
func (p Page) draw(s symbol, left, top, module, height int) {
	if s.height > 1 {
		height = module
	}
	first, last := left/8, (left+s.width*module+7)/8
	row := make([]byte, p.Stride)
	for y := range s.height {
		clear(row)
		s.row(row, y, left, module)
		for dots := range height {
			to := p.Row(top + y*module + dots)
			for i := first; i < last; i++ {
				to[i] |= row[i]
			}
		}
	}
}

// row draws row y of modules as one row of dots, dark ones side by side at once.
func (s symbol) row(row []byte, y, left, module int) {
	start := -1
	for x := 0; x <= s.width; x++ {
		dark := x < s.width && s.modules[y*s.width+x] == 1
		switch {
		case dark && start < 0:
			start = x
		case !dark && start >= 0:
			fillRow(row, left+start*module, left+x*module)
			start = -1
		}
	}
}

// dark is the colour of a dark module in the scheme that encode asks for.
var dark color.Color = barcode.ColorScheme8.Foreground
