package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"

	"lotgate/internal/label"
	"lotgate/internal/label/font"
	"lotgate/internal/words"
)

// ErrTooLarge is wrapped when a document has more than paper should bear.
var ErrTooLarge = errors.New("the document is too large for paper")

// PDF writes the document as A4 pages. The error is ErrTooLarge or one of w.
func (d Document) PDF(w io.Writer) error {
	if len(d.Rows) > maxRows || len(d.Header) > maxPairs || len(d.Columns) > maxPairs || len(d.Signatures) > maxPairs {
		return fmt.Errorf("%w: %d rows, %d columns", ErrTooLarge, len(d.Rows), len(d.Columns))
	}
	p := newPaper(lay(d))
	for i, sheet := range p.pages {
		p.sheet(i+1, sheet)
	}
	if err := p.file.Output(w); err != nil {
		return fmt.Errorf("writing %s %s as PDF: %w", d.Title, d.Number, err)
	}
	return nil
}

// paper draws a layout.
type paper struct {
	layout
	file *fpdf.Fpdf
	y    float64 // where the next thing goes
}

// chineseFace is the PDF's name of the Chinese half of every style.
const chineseFace = "chinese"

func newPaper(l layout) *paper {
	orientation := "P"
	if l.Landscape {
		orientation = "L"
	}
	file := fpdf.New(orientation, "mm", "A4", "")
	file.SetAutoPageBreak(false, 0)
	file.SetMargins(margin, margin, margin)
	// Everything that would differ from one run to the next is given.
	file.SetCatalogSort(true)
	file.SetCreationDate(l.Printed)
	file.SetModificationDate(l.Printed)
	file.SetProducer("Lotgate", true)
	file.SetTitle(l.Title+" "+l.Number, true)
	file.SetLang(string(l.Language))
	// fpdf 0.12 writes into the font it is given (utf8FontFile.getMetrics appends
	// to a part of it), so each document gets its own copy: without, the next
	// document would differ and labels drawn meanwhile would race.
	for _, style := range []font.Style{font.Plain, font.Bold, font.Code} {
		file.AddUTF8FontFromBytes(family(style), "", bytes.Clone(style.Latin()))
	}
	file.AddUTF8FontFromBytes(chineseFace, "", bytes.Clone(font.Chinese()))
	return &paper{layout: l, file: file}
}

func family(style font.Style) string { return [...]string{"plain", "bold", "code"}[style] }

// text writes a line whose em is size mm with its base line at y, and returns
// its width.
func (p *paper) text(style font.Style, size, x, y float64, text string) float64 {
	start := x
	face := font.New(style, int(size*scale))
	for _, run := range font.Runs(text) {
		name := family(style)
		if run.Chinese {
			name = chineseFace
			p.embolden(style == font.Bold, size)
		}
		p.file.SetFont(name, "", size*72/25.4)
		p.file.Text(x, y, run.Text)
		p.embolden(false, size)
		x += float64(face.Width(run.Text)) / scale
	}
	return x - start
}

// embolden draws round the characters too: the Chinese face has one weight.
func (p *paper) embolden(on bool, size float64) {
	mode := 0
	if on {
		mode = 2
		p.file.SetDrawColor(0, 0, 0)
		p.file.SetLineWidth(size / 30)
	}
	p.file.SetTextRenderingMode(mode)
}

func width(style font.Style, size float64, text string) float64 {
	return float64(font.New(style, int(size*scale)).Width(text)) / scale
}

// sheet draws one page.
func (p *paper) sheet(number int, s page) {
	p.file.AddPage()
	p.y = margin
	if s.first {
		p.head()
	} else {
		p.text(font.Plain, smallSize, margin, p.y+smallSize, p.Title+"  "+p.Number)
		p.y += contHeight
	}
	if s.first || len(s.lines) > 0 {
		p.table(s.lines)
	}
	if s.signed {
		p.signatures()
		p.code()
	}
	p.foot(number)
}

// head is the title with its barcode, and the pairs under it.
func (p *paper) head() {
	const titleSize, siteSize = 7.0, 3.8
	p.text(font.Plain, siteSize, margin, p.y+siteSize, p.Site)
	p.text(font.Bold, titleSize, margin, p.y+siteSize+3+titleSize, p.Title)
	p.barcode()
	p.y += titleHeight
	half := (p.width - 2*margin) / 2
	for _, pairs := range p.header {
		for i, pair := range pairs {
			x := margin + float64(i)*half
			x += p.text(font.Plain, textSize, x, p.y+textSize, pair.Label+"  ")
			p.shrink(font.Bold, textSize, x, p.y+textSize, half-(x-margin-float64(i)*half)-3, pair.Value)
		}
		p.y += pairHeight
	}
	p.y += 2
}

// shrink writes text as large as size, or smaller to fit into room.
func (p *paper) shrink(style font.Style, size, x, y, room float64, text string) {
	if wide := width(style, size, text); wide > room {
		size *= room / wide
	}
	p.text(style, size, x, y, text)
}

// DocumentCode is the text in the barcode of a document.
func DocumentCode(number string) string { return "LGD." + number }

// barcode draws the number as Code 128 in the upper right corner, 0.3 mm a
// module or finer, with the number beneath. A number that Code 128 cannot hold
// stands in text alone.
func (p *paper) barcode() {
	if p.Number == "" {
		return
	}
	const high, size, widest = 10.0, 3.6, 0.33
	right := p.width - margin
	p.text(font.Code, size, right-width(font.Code, size, p.Number), p.y+high+1+size, p.Number)
	bars, err := label.Barcode(label.Code128, []byte(DocumentCode(p.Number)), 1)
	if err != nil {
		return
	}
	module := min(widest, (p.width-2*margin)*0.6/float64(bars.Width))
	left := right - float64(bars.Width)*module
	p.file.SetFillColor(0, 0, 0)
	p.bars(bars, 0, left, p.y, module, high)
}

func (p *paper) foot(number int) {
	y := p.height - margin
	said := words.Say("report.page", "page", number, "pages", len(p.pages)).In(p.Language)
	p.text(font.Plain, smallSize, p.width-margin-width(font.Plain, smallSize, said), y, said)
	left := p.Footer
	if !p.Printed.IsZero() {
		left = words.Say("report.printed", "at", p.Printed.Format("2006-01-02 15:04"), "note", p.Footer).In(p.Language)
	}
	p.text(font.Plain, smallSize, margin, y, left)
}
