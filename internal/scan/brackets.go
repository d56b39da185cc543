package scan

import "strings"

// bracketed reads what people type and labels print below the bars:
// (01)09501101530003(17)261231(10)ABC123, with \( for a bracket in a value and
// | before the part of a composite symbol.
func (r *Reading) bracketed(s string, at int, o Options) *Fault {
	r.Standard = GS1
	linear, composite, both := strings.Cut(s, "|")
	if f := r.bracketRun(linear, at, false, o); f != nil {
		return f
	}
	if both {
		if f := r.bracketRun(composite, at+len(linear)+1, true, o); f != nil {
			return f
		}
	}
	return r.associate(o.Strict)
}

// isBracketed reports whether s begins with a number in brackets.
func isBracketed(s string) bool {
	n := digits.span(s[1:])
	return n >= 2 && n <= 4 && n+1 < len(s) && s[n+1] == ')'
}

func (r *Reading) bracketRun(s string, at int, composite bool, o Options) *Fault {
	if s == "" {
		return &Fault{Code: CodeBrackets, At: at}
	}
	for i := 0; i < len(s); {
		name, _, closed := strings.Cut(s[i+1:], ")")
		if s[i] != '(' || !closed || name == "" {
			return &Fault{Code: CodeBrackets, At: at + i, Len: len(s) - i}
		}
		id := r.named(name, o)
		if id == nil {
			return &Fault{Code: CodeUnknownAI, At: at + i + 1, Len: len(name), AI: name}
		}
		from := i + len(name) + 2
		if from == len(s) {
			return &Fault{Code: CodeNoValue, At: at + from, AI: id.ai}
		}
		value, n, escaped := untilBracket(s[from:])
		where := at + from
		if escaped {
			where = -1
		}
		if id.ai == "01" && !o.Strict && shortGTIN(value) {
			r.doubt(DoubtShortGTIN, at+from, id.ai, value)
			value, where = padded(value), -1
		}
		f := r.checked(id, value, max(where, 0), composite)
		switch {
		case f != nil && where < 0:
			f.writtenIn(s[from:from+n], at+from, escapeOfBracket)
			return f
		case f != nil:
			return f
		}
		e := &r.Elements[len(r.Elements)-1]
		e.At, e.start = where, int32(at+from)
		i = from + n
	}
	return nil
}

// escapeOfBracket is how many bytes the first character of s takes.
func escapeOfBracket(s string) int {
	if strings.HasPrefix(s, `\(`) {
		return 2
	}
	return 1
}

// shortGTIN reports whether s is a GTIN-8, -12 or -13, as people type it.
func shortGTIN(s string) bool {
	return (len(s) == 8 || len(s) == 12 || len(s) == 13) && checkMod10(s).code == ""
}

// untilBracket is the value that s begins with, the bytes it takes in s, and
// whether any bracket in it was escaped.
func untilBracket(s string) (value string, n int, escaped bool) {
	for n = 0; n < len(s) && s[n] != '('; n++ {
		if s[n] == '\\' && n+1 < len(s) && s[n+1] == '(' {
			escaped = true
			n++
		}
	}
	if !escaped {
		return s[:n], n, false
	}
	return strings.ReplaceAll(s[:n], `\(`, "("), n, true
}

// careted reads the notation of GS1's own tools, where ^ stands for FNC1 and |
// parts a composite symbol: ^01095011015300031710|^99X. Data before | that does
// not begin with ^ is the number of a retail code.
func (r *Reading) careted(s string, at int, o Options) *Fault {
	linear, composite, both := strings.Cut(s, "|")
	if i := strings.IndexByte(s, gs); i >= 0 {
		return &Fault{Code: CodeControl, At: at + i, Len: 1, Detail: controlName(gs)}
	}
	if f := r.caretRun(linear, at, false, o); f != nil {
		return f
	}
	if both {
		if f := r.caretRun(composite, at+len(linear)+1, true, o); f != nil {
			return f
		}
	}
	if len(r.Elements) > 0 {
		r.Kind, r.Standard = "", GS1
	}
	return r.associate(o.Strict)
}

func (r *Reading) caretRun(s string, at int, composite bool, o Options) *Fault {
	if strings.HasPrefix(s, "^") {
		r.Standard = GS1
		return r.readElements(strings.ReplaceAll(s[1:], "^", string(gs)), at+1, o, composite)
	}
	if composite {
		return &Fault{Code: CodeNoIdentifier, At: at, Len: len(s)}
	}
	if digits.all(s) {
		return r.number(s, at, o)
	}
	return r.plain(s, at)
}
