package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// An XML file is read as one table. Each element that holds no further records
// is a row; its columns are its attributes, its elements of plain text, and
// all that the elements around it say:
//
//	<delivery note="SH-1" order="CG-1">
//	  <line item="XY0002" lot="26A1" expiry="2028-03-31">
//	    <case parent="069012340000000115"><code>80217611234567890001</code><code>80217611234567890002</code></case>
//	  </line>
//	</delivery>
//
// is one row of note, order, item, lot, expiry, parent and code; elements of
// the same name stand in one cell, parted by blanks.

const maxDepth = 12 // of elements

// element is one element while it is read.
type element struct {
	name   string
	line   int
	fields []xmlField // its own and inherited ones
	text   strings.Builder
	attrs  bool
	inner  bool // it holds elements
	rows   bool // one within it has become a row
}

// xmlField is what stands under one name; a long list is joined once, at its
// end.
type xmlField struct {
	name   string
	values []string
}

// set adds a field of the element's own. The same name again adds to it, but
// takes the place of what an element around it said.
func (e *element) set(name, value string, own map[string]bool) {
	i := slices.IndexFunc(e.fields, func(f xmlField) bool { return f.name == name })
	switch {
	case i < 0:
		e.fields = append(e.fields, xmlField{name, []string{value}})
	case own[name]:
		e.fields[i].values = append(e.fields[i].values, value)
	default:
		e.fields[i].values = []string{value} // fields are the element's own; their values are those around it
	}
	own[name] = true
}

// xmlTable collects rows whose columns are not known beforehand.
type xmlTable struct {
	header []string
	column map[string]int
	rows   []Row
	bytes  int // of all cells
}

func readXML(text string) (Sheet, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	t := xmlTable{column: map[string]int{}}
	var open []*element
	var own []map[string]bool
	for {
		token, err := d.Token()
		line, _ := d.InputPos()
		if len(open) > 0 && len(open[len(open)-1].fields) > MaxColumns {
			return Sheet{}, refuse(line, "too_wide", "most", MaxColumns)
		}
		switch {
		case err == io.EOF && len(open) == 0:
			return t.sheet(), nil
		case err != nil:
			return Sheet{}, brokenXML(err, line)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(open) == maxDepth {
				return Sheet{}, refuse(line, "xml_deep", "most", maxDepth)
			}
			e, mine := begin(open, token, line)
			open, own = append(open, e), append(own, mine)
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text.Write(token)
			}
		case xml.EndElement:
			last := len(open) - 1
			e := open[last]
			if last == 0 {
				open, own = nil, nil
			} else {
				open, own = open[:last], own[:last]
			}
			if err := t.end(e, last, open, own); err != nil {
				return Sheet{}, err
			}
		}
	}
}

func brokenXML(err error, line int) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		line = syntax.Line
	}
	return refuse(line, "xml_broken")
}

func begin(open []*element, token xml.StartElement, line int) (*element, map[string]bool) {
	e, own := &element{name: token.Name.Local, line: line}, map[string]bool{}
	if len(open) > 0 {
		around := open[len(open)-1]
		around.inner = true
		e.fields = slices.Clone(around.fields)
	}
	for _, a := range token.Attr {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			e.set(a.Name.Local, a.Value, own)
			e.attrs = true
		}
	}
	return e, own
}

// end makes of an element that is read a cell of the one around it, or a row.
func (t *xmlTable) end(e *element, depth int, open []*element, own []map[string]bool) error {
	text := strings.TrimFunc(e.text.String(), blank)
	if depth > 0 && !e.attrs && !e.inner {
		if text != "" {
			open[depth-1].set(e.name, text, own[depth-1])
		}
		return nil
	}
	if depth > 0 {
		open[depth-1].rows = true
	}
	if e.rows {
		return nil
	}
	if text != "" && !e.inner {
		e.set(e.name, text, map[string]bool{})
	}
	return t.add(e)
}

func (t *xmlTable) add(e *element) error {
	if len(t.rows) == MaxRows {
		return refuse(e.line, "too_long", "most", MaxRows)
	}
	row := Row{Number: e.line}
	for _, f := range e.fields {
		at, known := t.column[f.name]
		if !known {
			if len(t.header) == MaxColumns {
				return refuse(e.line, "too_wide", "most", MaxColumns)
			}
			at = len(t.header)
			t.column[f.name] = at
			t.header = append(t.header, f.name)
		}
		for len(row.Cells) <= at {
			row.Cells = append(row.Cells, "")
		}
		// What an element around says stands in every row: a small file can make
		// a table of any size.
		for _, value := range f.values {
			t.bytes += len(value) + 1
		}
		if t.bytes > MaxUnzipped {
			return refuse(e.line, "too_big", "most", MaxUnzipped>>20)
		}
		row.Cells[at] = strings.TrimFunc(strings.Join(f.values, " "), blank)
	}
	t.rows = append(t.rows, row)
	return nil
}

// sheet fills up rows that were read before a later column was seen.
func (t *xmlTable) sheet() Sheet {
	for i := range t.rows {
		for len(t.rows[i].Cells) < len(t.header) {
			t.rows[i].Cells = append(t.rows[i].Cells, "")
		}
	}
	s := Sheet{Header: t.header, Rows: t.rows}
	if len(t.rows) > 0 {
		s.HeaderRow = 1
	}
	return s
}
