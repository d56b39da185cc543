package scan

import "strings"

// ElementString writes the GS1 elements of r as a scanner sends them, without
// symbology identifier: a separator stands behind values without predefined
// length, except the last.
func (r *Reading) ElementString() string {
	var b strings.Builder
	open := false
	for i := range r.Elements {
		e := &r.Elements[i]
		if open {
			b.WriteByte(gs)
		}
		b.WriteString(e.AI)
		b.WriteString(e.Value)
		open = e.rule != nil && !e.rule.predefined
	}
	return b.String()
}

// DigitalLink writes the GS1 elements of r as a web address under stem, such
// as https://id.gs1.org. The first element that is a key leads the path, its
// qualifiers follow in their order, everything else goes behind the question
// mark. The error is a *Fault: no key, or an element that links do not carry.
func (r *Reading) DigitalLink(stem string) (string, error) {
	elements := r.distinct()
	key := -1
	for i := range elements {
		if elements[i].rule != nil && elements[i].rule.path != nil {
			key = i
			break
		}
	}
	if key < 0 {
		return "", &Fault{Code: CodeLinkKey}
	}
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(stem, "/"))
	used := make([]bool, len(elements))
	write := func(i int) {
		used[i] = true
		b.WriteString("/" + elements[i].AI + "/" + escape(elements[i].Value, "%20"))
	}
	write(key)
	for _, ai := range fullestPath(elements[key].rule.path, elements) {
		if i := indexOf(elements, ai); i >= 0 {
			write(i)
		}
	}
	mark := byte('?')
	for _, predefined := range []bool{true, false} {
		for i := range elements {
			e := &elements[i]
			if used[i] || e.rule.predefined != predefined {
				continue
			}
			if !e.rule.attribute {
				return "", &Fault{Code: CodeLinkAttribute, At: e.Place(), AI: e.AI}
			}
			b.WriteByte(mark)
			b.WriteString(e.AI + "=" + escape(e.Value, "+"))
			mark = '&'
		}
	}
	return b.String(), nil
}

// distinct are the GS1 elements of r, each once.
func (r *Reading) distinct() []Element {
	var all []Element
	for _, e := range r.Elements {
		if e.rule != nil && indexOf(all, e.AI) < 0 {
			all = append(all, e)
		}
	}
	return all
}

func indexOf(elements []Element, ai string) int {
	for i := range elements {
		if elements[i].AI == ai {
			return i
		}
	}
	return -1
}

// fullestPath is the sequence of qualifiers of which most are there, the first
// of those that are equal.
func fullestPath(paths [][]string, elements []Element) []string {
	best, most := []string(nil), -1
	for _, p := range paths {
		n := 0
		for _, ai := range p {
			if indexOf(elements, ai) >= 0 {
				n++
			}
		}
		if n > most {
			best, most = p, n
		}
	}
	return best
}

// escape writes what has a meaning of its own in an address as %HH, and a
// space as the path or the query has it.
func escape(s, space string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case classes[c]&set64 != 0 || c == '.' || c == '~':
			b.WriteByte(c)
		case c == ' ':
			b.WriteString(space)
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
