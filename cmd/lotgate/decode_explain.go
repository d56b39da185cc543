package main

import (
	"fmt"
	"strings"

	"lotgate/internal/scan"
	"lotgate/internal/words"
)

// pictures show control characters in one column each.
const pictures = '\u2400'

// explained draws the code, marks its parts underneath and says of each what
// it is and what was checked; then what was doubted, or what is wrong.
func (d decoding) explained(code string, r *scan.Reading, fault *scan.Fault) ([]byte, error) {
	var b strings.Builder
	b.WriteString(pictured(code))
	if fault != nil {
		b.WriteString("\n" + strings.Repeat(" ", fault.At) + strings.Repeat("^", max(fault.Len, 1)))
		fmt.Fprintf(&b, "\n  %s: %s\n", fault.Code, d.faultWords(fault))
		return []byte(b.String()), nil
	}
	b.WriteString("\n" + underlined(len(code), r.Elements) + "\n")
	head := []string{string(r.Kind), string(r.Standard)}
	if c := r.Symbology.Carrier(); c != "" {
		head = append(head, c)
	}
	b.WriteString("  " + strings.Join(head, ", ") + "\n")
	for i := range r.Elements {
		b.WriteString("  " + d.part(i, &r.Elements[i]) + "\n")
	}
	d.doubted(&b, r)
	return []byte(b.String()), nil
}

// pictured is code with a picture for every control character, and a mark for
// every byte that is no ASCII, so that each byte takes one column.
func pictured(code string) string {
	var b strings.Builder
	for i := range len(code) {
		switch c := code[i]; {
		case c < 0x20:
			b.WriteRune(pictures + rune(c))
		case c < 0x7F:
			b.WriteByte(c)
		default:
			b.WriteRune('\uFFFD')
		}
	}
	return b.String()
}

// underlined draws under each element its number and a line as long as it is.
func underlined(n int, elements []scan.Element) string {
	line := []byte(strings.Repeat(" ", n))
	for i, e := range elements {
		for at := e.At; at >= 0 && at < min(e.At+len(e.Value), n); at++ {
			line[at] = '-'
		}
		if number := fmt.Sprint(i + 1); e.At >= 0 && e.At+len(number) <= n {
			copy(line[e.At:], number)
		}
	}
	return strings.TrimRight(string(line), " ")
}

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
	var passed []string
	for _, check := range e.Checks() {
		passed = append(passed, words.Say("scan.check."+check).In(d.language))
	}
	if len(passed) > 0 {
		s += "  [" + strings.Join(passed, "; ") + "]"
	}
	return s
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
