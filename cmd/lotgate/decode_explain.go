package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"lotgate/internal/scan"
	"lotgate/internal/words"
)

// pictures show control characters in one column each.
const pictures = '\u2400'

// explained draws the code, marks its parts underneath and says of each what
// it is and what was checked; then what was doubted, or what is wrong.
func (d decoding) explained(code string, r *scan.Reading, fault *scan.Fault) ([]byte, error) {
	var b strings.Builder
	p := draw(code)
	b.WriteString(p.text)
	if fault != nil {
		b.WriteString("\n" + p.under(fault.At, fault.Len, "^"))
		fmt.Fprintf(&b, "\n  %s: %s\n", fault.Code, d.faultWords(fault))
		return []byte(b.String()), nil
	}
	b.WriteString("\n" + p.underlined(code, r.Elements) + "\n")
	head := []string{string(r.Kind), string(r.Standard)}
	if c := r.Symbology.Carrier(); c != "" {
		head = append(head, c)
	}
	b.WriteString("  " + strings.Join(head, ", ") + d.passed(r.Checks()) + "\n")
	for i := range r.Elements {
		b.WriteString("  " + d.part(i, &r.Elements[i]) + "\n")
	}
	d.doubted(&b, r)
	return []byte(b.String()), nil
}

// picture is a code as it is drawn: controls and bytes that are no text in
// one column each.
type picture struct {
	text    string
	columns []int // where each byte begins, and where the code ends
}

func draw(code string) picture {
	var b strings.Builder
	p := picture{columns: make([]int, len(code)+1)}
	column := 0
	for i := 0; i < len(code); {
		c, n := utf8.DecodeRuneInString(code[i:])
		for k := range n {
			p.columns[i+k] = column
		}
		switch {
		case c < 0x20:
			c += pictures
		case !unicode.IsPrint(c) || unicode.Is(unicode.M, c):
			c = utf8.RuneError
		case unicode.Is(wide, c):
			column++
		}
		b.WriteRune(c)
		column++
		i += n
	}
	p.columns[len(code)] = column
	p.text = b.String()
	return p
}

// wide are the characters that take two columns in a terminal.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x1100, Hi: 0x115F, Stride: 1}, {Lo: 0x2E80, Hi: 0xA4CF, Stride: 1}, {Lo: 0xAC00, Hi: 0xD7A3, Stride: 1},
		{Lo: 0xF900, Hi: 0xFAFF, Stride: 1}, {Lo: 0xFE30, Hi: 0xFE6F, Stride: 1}, {Lo: 0xFF01, Hi: 0xFF60, Stride: 1}, {Lo: 0xFFE0, Hi: 0xFFE6, Stride: 1}},
	R32: []unicode.Range32{{Lo: 0x1F300, Hi: 0x1FAFF, Stride: 1}, {Lo: 0x20000, Hi: 0x3FFFD, Stride: 1}},
}

// under draws c under n bytes from at on, and under at least one column.
func (p picture) under(at, n int, c string) string {
	last := len(p.columns) - 1
	from, to := p.columns[min(at, last)], p.columns[min(at+n, last)]
	return strings.Repeat(" ", from) + strings.Repeat(c, max(to-from, 1))
}

// underlined draws under each element its number and a line as long as it is.
func (p picture) underlined(code string, elements []scan.Element) string {
	line := []byte(strings.Repeat(" ", p.columns[len(code)]))
	for i := range elements {
		from, to := p.columns[elements[i].Place()], p.columns[endOf(code, &elements[i])]
		for at := from; at < to; at++ {
			line[at] = '-'
		}
		if number := fmt.Sprint(i + 1); from+len(number) <= len(line) {
			copy(line[from:], number)
		}
	}
	return strings.TrimRight(string(line), " ")
}

// endOf is where in the code an element ends: as many characters behind its
// beginning as its value has, each of which may have been written as an escape.
func endOf(code string, e *scan.Element) int {
	at := e.Place()
	for range len(e.Value) {
		_, n := utf8.DecodeRuneInString(code[at:])
		if e.At < 0 && escape.MatchString(code[at:]) {
			n = len(escape.FindString(code[at:]))
		}
		at += n
	}
	return at
}

var escape = regexp.MustCompile(`^(%[0-9A-Fa-f]{2}|\\.)`)

// part says what an element is and what was checked of it.
func (d decoding) part(i int, e *scan.Element) string {
	name := e.Title()
	if w := words.Say("scan.field." + e.AI); words.Catalogue(d.language)[w.Code] != "" {
		name = w.In(d.language)
	}
	s := fmt.Sprintf("%d (%s) %s", i+1, e.AI, e.Value)
	if name != "" {
		s += "  " + name
	}
	if day := e.Day(); day != "" {
		s += " " + string(day)
	}
	return s + d.passed(e.Checks())
}

// passed says which checks were passed, by their names.
func (d decoding) passed(checks []string) string {
	if len(checks) == 0 {
		return ""
	}
	var said []string
	for _, check := range checks {
		said = append(said, words.Say("scan.check."+check).In(d.language))
	}
	return "  [" + strings.Join(said, "; ") + "]"
}

// doubted lists the doubts, and the ways to read what may be read in several.
func (d decoding) doubted(b *strings.Builder, r *scan.Reading) {
	for _, doubt := range r.Doubts {
		fmt.Fprintf(b, "  ? %s: %s\n", doubt.Code, words.Say("scan.doubt."+doubt.Code, doubt.Pairs()...).In(d.language))
	}
	for i := range r.Candidates {
		fmt.Fprintf(b, "    %d. %s\n", i+1, r.Candidates[i].Bracketed())
	}
}
