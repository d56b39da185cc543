package report

import (
	"strings"

	"lotgate/internal/label/font"
)

// Measures in millimetres of an A4 page.
const (
	paperLong, paperShort = 297.0, 210.0
	margin                = 12.0
	footHeight            = 10.0
	cellPad               = 1.0
	textSize              = 3.3 // em of the table
	smallSize             = 2.8
	lineHeight            = 4.3
	signHeight            = 17.0
)

// scale is dots a millimetre when text is measured: fine enough that a line
// measured as fitting fits.
const scale = 100

// Limits of one document. A list longer than this is not read on paper.
const (
	maxRows  = 20_000
	maxCell  = 2_000 // characters
	maxPairs = 40
)

// line is a row of the table as it will be printed: lines of text a cell.
type line struct {
	cells  [][]string
	height float64
	kind   lineKind
}

type lineKind int

const (
	ordinary lineKind = iota
	totals
	titles
)

// page is what stands on one sheet.
type page struct {
	first, signed bool
	lines         []line
}

// layout knows how large everything is before anything is drawn, so that page
// 1 can say how many there are.
type layout struct {
	Document
	width, height float64 // of the paper
	columns       []float64
	header        [][]Pair // two pairs a line
	pages         []page
}

func lay(d Document) layout {
	l := layout{Document: d, width: paperShort, height: paperLong}
	if d.Landscape {
		l.width, l.height = paperLong, paperShort
	}
	l.columns = shares(d.Columns, l.width-2*margin)
	for i := 0; i < len(d.Header); i += 2 {
		l.header = append(l.header, d.Header[i:min(i+2, len(d.Header))])
	}
	l.paginate(l.lines())
	return l
}

// shares divides width among columns.
func shares(columns []Column, width float64) []float64 {
	total := 0.0
	for _, c := range columns {
		total += share(c)
	}
	var out []float64
	for _, c := range columns {
		out = append(out, width*share(c)/total)
	}
	return out
}

func share(c Column) float64 {
	if c.Width <= 0 {
		return 1
	}
	return c.Width
}

// lines wraps every row; one too tall for a page goes on in the next line.
func (l *layout) lines() []line {
	most := int((l.room(true) - cellPad) / lineHeight)
	var out []line
	for _, row := range l.Rows {
		out = append(out, split(l.wrapRow(row, ordinary), max(most, 1))...)
	}
	if len(l.Totals) > 0 {
		out = append(out, l.wrapRow(l.Totals, totals))
	}
	return out
}

func (l *layout) wrapRow(row []string, kind lineKind) line {
	out := line{kind: kind}
	rows := 1
	for i, column := range l.Columns {
		cell := ""
		if i < len(row) {
			cell = row[i]
		}
		lines := wrapCell(cell, style(column, kind), l.columns[i]-2*cellPad)
		out.cells = append(out.cells, lines)
		rows = max(rows, len(lines))
	}
	out.height = float64(rows)*lineHeight + cellPad
	return out
}

func style(c Column, kind lineKind) font.Style {
	switch {
	case kind != ordinary:
		return font.Bold
	case c.Code:
		return font.Code
	default:
		return font.Plain
	}
}

// wrapCell breaks text at its own line ends and where width ends.
func wrapCell(text string, style font.Style, width float64) []string {
	var out []string
	face := font.New(style, int(textSize*scale))
	for part := range strings.SplitSeq(text, "\n") {
		out = append(out, face.Wrap(part, max(int(width*scale), face.Height()), maxCell)...)
	}
	return out
}

// split cuts a row into rows of at most most lines.
func split(row line, most int) []line {
	var out []line
	for {
		part, rest, more := line{kind: row.kind}, line{kind: row.kind}, false
		rows := 1
		for _, cell := range row.cells {
			n := min(len(cell), most)
			part.cells, rest.cells = append(part.cells, cell[:n]), append(rest.cells, cell[n:])
			rows, more = max(rows, n), more || n < len(cell)
		}
		part.height = float64(rows)*lineHeight + cellPad
		out = append(out, part)
		if !more {
			return out
		}
		row = rest
	}
}

// paginate deals the lines out over pages. Signatures stand under the last
// line of the table, or alone on a page of their own, never cut.
func (l *layout) paginate(lines []line) {
	l.pages = []page{{first: true}}
	room := l.room(true)
	for _, row := range lines {
		current := &l.pages[len(l.pages)-1]
		if row.height > room {
			l.pages = append(l.pages, page{})
			current, room = &l.pages[len(l.pages)-1], l.room(false)
		}
		current.lines = append(current.lines, row)
		room -= row.height
	}
	if room < l.signaturesHeight()+l.codeHeight() {
		l.pages = append(l.pages, page{})
	}
	l.pages[len(l.pages)-1].signed = true
}

// room is the height left for table lines on a page.
func (l *layout) room(first bool) float64 {
	room := l.height - 2*margin - footHeight - l.tableHeadHeight()
	if first {
		room -= l.headHeight()
	} else {
		room -= contHeight
	}
	return room
}

const (
	titleHeight = 20.0
	contHeight  = 7.0 // the line that names the document on the pages after the first
	pairHeight  = 5.5
)

func (l *layout) headHeight() float64 {
	return titleHeight + float64(len(l.header))*pairHeight + 2
}

func (l *layout) tableHead() line {
	var names []string
	for _, c := range l.Columns {
		names = append(names, c.Title)
	}
	return l.wrapRow(names, titles)
}

func (l *layout) tableHeadHeight() float64 {
	if len(l.Columns) == 0 {
		return 0
	}
	return l.tableHead().height
}

// signaturesARow is how many stand side by side.
const signaturesARow = 4

// codeSize is a QR code's side: a checkpoint has 57 modules, which a telephone
// reads at half a millimetre each.
const codeSize = 38.0

func (l *layout) codeHeight() float64 {
	if l.Code == nil {
		return 0
	}
	return codeSize + 2*lineHeight
}

func (l *layout) signaturesHeight() float64 {
	return float64((len(l.Signatures)+signaturesARow-1)/signaturesARow) * signHeight
}
