package scan

import "strings"

// Below the bars stands the human readable text: identifiers in brackets, with
// spaces and data titles between, "GTIN (01) 09501101530003 LOT (10) ABC". No
// value in it has a space, so a value ends at one.

// isLabelled reports whether s has identifiers in brackets, and titles or
// spaces around them.
func isLabelled(s string) bool {
	i := nextLabel(s, 0)
	return i >= 0 && title(s[:i]) && (i > 0 || strings.IndexByte(s, ' ') >= 0)
}

// nextLabel is where the next known identifier in brackets begins, -1 if none
// does.
func nextLabel(s string, from int) int {
	for i := from; i < len(s); i++ {
		if s[i] == '(' && isBracketed(s[i:]) && table.exact(s[i+1:i+1+digits.span(s[i+1:])]) != nil {
			return i
		}
	}
	return -1
}

// title reports whether s can be a data title: words, but no number of any
// length that could be part of a value.
func title(s string) bool {
	figures := 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			figures++
		case c|0x20 >= 'a' && c|0x20 <= 'z', strings.IndexByte(" ./:&#-,()", c) >= 0:
		default:
			return false
		}
	}
	return figures <= 2 && len(s) <= 40
}

// labelled reads human readable text.
func (r *Reading) labelled(s string, at int, o Options) *Fault {
	r.Standard = GS1
	i := nextLabel(s, 0)
	for i >= 0 {
		n := digits.span(s[i+1:])
		id := table.exact(s[i+1 : i+1+n])
		from := i + n + 2
		for from < len(s) && s[from] == ' ' {
			from++
		}
		next := nextLabel(s, from)
		stop := next
		if next < 0 {
			stop = len(s)
		}
		end := valueEnd(s[from:stop], id) + from
		if rest := s[end:stop]; !title(rest) || next < 0 && strings.TrimSpace(rest) != "" {
			return &Fault{Code: CodeBrackets, At: at + end, Len: stop - end}
		}
		if f := r.checked(id, s[from:end], at+from, false); f != nil {
			return f
		}
		i = next
	}
	return r.associate(o.Strict)
}

// valueEnd is how many bytes of s are the value: up to a space, or as many as
// the identifier always has.
func valueEnd(s string, id *identifier) int {
	n := strings.IndexByte(s, ' ')
	if n < 0 {
		n = len(s)
	}
	if id.predefined && n > id.max {
		n = id.max
	}
	return n
}
