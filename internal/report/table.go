package report

import (
	"lotgate/internal/label"
	"lotgate/internal/label/font"
)

// table draws the lines under the head of the table, which every page repeats.
func (p *paper) table(lines []line) {
	if len(p.Columns) == 0 {
		return
	}
	head := p.tableHead()
	p.file.SetFillColor(232, 232, 232)
	p.file.Rect(margin, p.y, p.width-2*margin, head.height, "F")
	p.line(head)
	for _, row := range lines {
		p.line(row)
	}
}

func (p *paper) line(row line) {
	x := margin
	for i, cell := range row.cells {
		p.file.SetDrawColor(90, 90, 90)
		p.file.SetLineWidth(0.15)
		p.file.Rect(x, p.y, p.columns[i], row.height, "D")
		p.cell(p.Columns[i], row.kind, x, p.columns[i], cell)
		x += p.columns[i]
	}
	p.y += row.height
}

func (p *paper) cell(column Column, kind lineKind, x, wide float64, lines []string) {
	face := style(column, kind)
	for i, text := range lines {
		at := x + cellPad
		switch free := wide - width(face, textSize, text); column.Align {
		case Right:
			at = x + free - cellPad
		case Center:
			at = x + free/2
		}
		p.text(face, textSize, at, p.y+float64(i)*lineHeight+lineHeight-0.6, text)
	}
}

// signatures draws a field a person: what they answer for, their printed name
// and when they signed, or a line to sign on.
func (p *paper) signatures() {
	wide := (p.width - 2*margin) / signaturesARow
	top := p.y
	for i, s := range p.Signatures {
		x := margin + float64(i%signaturesARow)*wide
		y := top + float64(i/signaturesARow)*signHeight + 4
		p.shrink(font.Plain, smallSize, x, y+smallSize, wide-3, s.Role)
		p.shrink(font.Bold, textSize+0.5, x, y+8, wide-3, s.Name)
		p.file.SetDrawColor(0, 0, 0)
		p.file.SetLineWidth(0.2)
		p.file.Line(x, y+9, x+wide-4, y+9)
		p.shrink(font.Plain, smallSize, x, y+12.3, wide-3, s.At)
	}
	p.y = top + p.signaturesHeight()
}

// code draws what is to be scanned off the paper, and the words beside it. Data
// that no QR code holds is left to the words.
func (p *paper) code() {
	if p.Code == nil {
		return
	}
	top := p.y + lineHeight
	if page, err := label.Barcode(label.QR, p.Code.Data, 1); err == nil {
		p.modules(page, margin, top, codeSize/float64(page.Width))
	}
	x := margin + codeSize + 4
	face := font.New(font.Plain, int(smallSize*scale))
	for i, text := range face.Wrap(p.Code.Beside, int((p.width-margin-x)*scale), maxCell) {
		p.text(font.Plain, smallSize, x, top+float64(i+2)*lineHeight, text)
	}
	p.y = top + codeSize
}

// modules draws a barcode's page of dots.
func (p *paper) modules(symbol label.Page, left, top, module float64) {
	p.file.SetFillColor(0, 0, 0)
	for y := range symbol.Height {
		p.bars(symbol, y, left, top+float64(y)*module, module, module)
	}
}
