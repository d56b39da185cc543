package report

import (
	"fmt"
	"io"

	"lotgate/internal/label"
	"lotgate/internal/label/font"
	"lotgate/internal/words"
)

// SetupSheet is what a technician takes to a scanner: what to do in order, and
// the barcodes that do it when the scanner reads them.
type SetupSheet struct {
	Language words.Language
	Title    string
	Doubt    string   // what is not verified; empty: all is
	Steps    []string // what to do, in order
	Codes    []SetupBarcode
	Sources  []string // where each fact comes from
}

// SetupBarcode is one barcode with what it does. 0xF3 in Data is FNC3.
type SetupBarcode struct {
	Text string
	Kind label.Kind
	Data []byte
}

// Sizes of a sheet, in millimetres. A gun held close reads modules of 0.4 mm,
// and two codes must not stand in its sight at once.
const (
	sheetTitle  = 6.0
	sheetGap    = 16.0
	sheetModule = 0.4
	barHeight   = 16.0
)

// PDF writes the sheet as A4 pages.
func (s SetupSheet) PDF(w io.Writer) error {
	p := newPaper(lay(Document{Language: s.Language, Title: s.Title}))
	p.file.AddPage()
	p.y = margin
	p.lines(font.Bold, sheetTitle, s.Title)
	if s.Doubt != "" {
		p.lines(font.Plain, textSize, words.Say("report.setup_doubt", "doubt", s.Doubt).In(s.Language))
	}
	p.y += 4
	for i, step := range s.Steps {
		p.lines(font.Plain, textSize, fmt.Sprintf("%d. %s", i+1, step))
	}
	if len(s.Codes) == 0 {
		p.lines(font.Plain, textSize, words.Say("report.setup_none").In(s.Language))
	}
	for _, c := range s.Codes {
		if err := p.order(c); err != nil {
			return err
		}
	}
	p.y += 8
	for _, source := range s.Sources {
		p.lines(font.Plain, smallSize, source)
	}
	if err := p.file.Output(w); err != nil {
		return fmt.Errorf("writing the set-up sheet %s as PDF: %w", s.Title, err)
	}
	return nil
}

// roomFor makes sure that high millimetres are left on the page.
func (p *paper) roomFor(high float64) {
	if p.y+high > p.height-margin {
		p.file.AddPage()
		p.y = margin
	}
}

// lines writes text from margin to margin.
func (p *paper) lines(style font.Style, size float64, text string) {
	for _, line := range wrapCell(text, style, (p.width-2*margin)*textSize/size) {
		p.roomFor(size * 1.5)
		p.text(style, size, margin, p.y+size, line)
		p.y += size * 1.5
	}
}

// order draws one barcode under its words, on one page with them.
func (p *paper) order(c SetupBarcode) error {
	symbol, err := label.Setup(c.Kind, c.Data, 1)
	if err != nil {
		return fmt.Errorf("drawing the set-up barcode %q: %w", c.Text, err)
	}
	module, high := 2*sheetModule, 2*sheetModule*float64(symbol.Height)
	if c.Kind == label.Code128 {
		module, high = min(sheetModule, (p.width-2*margin)/float64(symbol.Width)), barHeight
	}
	p.roomFor(sheetGap + 2*textSize*1.5 + high)
	p.y += sheetGap
	p.lines(font.Bold, textSize, c.Text)
	p.y += 2
	if c.Kind == label.Code128 {
		p.file.SetFillColor(0, 0, 0)
		p.bars(symbol, 0, margin, p.y, module, high) // every row is the same
	} else {
		p.modules(symbol, margin, p.y, module)
	}
	p.y += high
	return nil
}

// bars draws the black of one row of a symbol.
func (p *paper) bars(symbol label.Page, row int, left, top, module, high float64) {
	for x := 0; x < symbol.Width; x++ {
		start := x
		for symbol.Black(x, row) {
			x++
		}
		if x > start {
			p.file.Rect(left+float64(start)*module, top, float64(x-start)*module, high, "F")
		}
	}
}
