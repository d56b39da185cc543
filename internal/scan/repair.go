package scan

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// spelled are the words that scanners and terminals put for GS, longest first.
var spelled = []string{
	"Alt+029", "<FNC1>", "{FNC1}", "[FNC1]", `\u001d`, `\u001D`, "<0x1D>", "[0x1D]", "&#x1D;", "&#29;", "<GS>", "{GS}", "[GS]",
	`\x1d`, `\x1D`, "~d029", "%1D", "%1d",
	"\uF70B", // a private character that some terminals send: EF 9C 8B
	"\u241D", // the picture of GS
	"^]",
}

// marks are the single characters that sites set instead of GS. None but _
// can stand in a value.
const marks = "|#^~_$\t\x00\x1c\x1e\x1f "

// beside are what stands for RS and EOT, in the messages of ISO 15434, where
// the word is put for GS.
var beside = map[string][2]string{
	"<GS>": {"<RS>", "<EOT>"}, "{GS}": {"{RS}", "{EOT}"}, "[GS]": {"[RS]", "[EOT]"}, "^]": {"^^", "^D"},
	`\x1d`: {`\x1e`, `\x04`}, `\x1D`: {`\x1E`, `\x04`}, `\u001d`: {`\u001e`, `\u0004`}, "\u241D": {"\u241E", "\u2404"},
}

// spelledSeparators puts GS back where a word or a mark stands for it. Two
// guns at one station may have different marks; where a real GS stands, it is
// the separator.
func spelledSeparators(s string, o Options) []fixed {
	if strings.IndexByte(s, gs) >= 0 || isHIBC(s) {
		return nil // no HIBC has a separator, and its own characters look like some
	}
	var all []fixed
	try := func(token string) {
		if token == "" || !strings.Contains(s, token) {
			return
		}
		x := fixed{text: s, code: DoubtSeparator, detail: token}
		x.replace(token, gs)
		if others, ok := beside[token]; ok && strings.HasPrefix(s, envelope) {
			x.replace(others[0], rs)
			x.replace(others[1], eot)
		}
		all = append(all, x)
	}
	for _, token := range o.Separators {
		try(token)
	}
	for _, token := range spelled {
		try(token)
	}
	for i := range len(marks) {
		try(marks[i : i+1])
	}
	return all
}

// replace puts a byte for every token.
func (x *fixed) replace(token string, with byte) {
	text, origin := replaced(x.text, token, string(with))
	for i := range origin {
		if x.origin != nil {
			origin[i] = x.origin[origin[i]]
		}
	}
	x.text, x.origin = text, origin
}

// replaced is s with every token replaced, and where each byte came from.
func replaced(s, token, with string) (string, []int) {
	var b strings.Builder
	origin := make([]int, 0, len(s))
	for i := 0; i < len(s); {
		if strings.HasPrefix(s[i:], token) {
			b.WriteString(with)
			for range len(with) {
				origin = append(origin, i)
			}
			i += len(token)
			continue
		}
		b.WriteByte(s[i])
		origin = append(origin, i)
		i++
	}
	return b.String(), origin
}

// edgeBytes are what guns and wedges hang around the data: STX, ETX, NUL,
// blanks, quotes, the stars of Code 39.
const edgeBytes = "\x00\x02\x03\t \"'*\r\n"

// maxStray bounds the length of a prefix that is taken for a setting.
const maxStray = 8

// strayEdges takes off what stands around the data: framing characters, and a
// prefix before a symbology identifier, a key or a retail code.
func strayEdges(s string, _ Options) []fixed {
	var all []fixed
	cut := func(from, to int) {
		if from > 0 || to < len(s) {
			all = append(all, fixed{text: s[from:to], code: DoubtStray, detail: visible(s[:from] + s[to:]), origin: offsets(from, to)})
		}
	}
	from := len(s) - len(strings.TrimLeft(s, edgeBytes))
	to := len(strings.TrimRight(s, edgeBytes))
	if from >= to {
		return nil
	}
	cut(from, to)
	end := to - marksAtEnd(s[from:to])
	if body := s[from:end]; end < to && (s[from] == ']' || isDigit(s[from]) || saysWhatItIs(body) && !isLink(body)) {
		cut(from, end)
	}
	for i := from + 1; i < min(to, from+maxStray+1); i++ {
		rest := s[i:to]
		switch {
		case rest[0] == ']' && len(rest) > 3 && carriers[Symbology(rest[1:3])].form != 0:
			cut(i, to)
		case i <= from+3 && beginsWithKey(rest) && mod10(rest[2:2+table.lookup(rest).max]):
			cut(i, to)
		case i <= from+2 && !isDigit(s[i-1]) && digits.all(rest) && (len(rest) == 8 || len(rest) >= 12 && len(rest) <= 14) && mod10(rest):
			cut(i, to)
		case digits.any(s[from:i]) < 0 && saysWhatItIs(rest):
			cut(i, to)
		}
	}
	return all
}

// saysWhatItIs reports whether s begins as only one standard's data do.
func saysWhatItIs(s string) bool {
	strict := Options{Strict: true}
	return isOwn(s, strict) || isMessage(s, strict) || isLink(s) || isAHM(s) || strings.HasPrefix(s, maPrefix) ||
		isDonation(s) || isHIBC(s) || isTrace(s) || beginsWithKey(s) && mod10(s[2:2+table.lookup(s).max])
}

// marksAtEnd is how many characters at the end of s are neither letters nor
// digits: a suffix as sites set one. What may be the check character of a HIBC
// is none.
func marksAtEnd(s string) int {
	n := 0
	for n < min(len(s), maxStray) && classes[s[len(s)-1-n]]&(set64|wide) == 0 {
		if s[0] == '+' && strings.IndexByte(hibcAlphabet, s[len(s)-1-n]) >= 0 {
			break
		}
		n++
	}
	return n
}

func offsets(from, to int) []int {
	origin := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		origin = append(origin, i)
	}
	return origin
}

// visible writes control characters as \xHH.
func visible(s string) string {
	if control.any(s) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if classes[s[i]]&(control|wide) != 0 {
			b.WriteString(controlName(s[i]))
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// doubled reads one half of data that came twice, with or without something
// between.
func doubled(s string, _ Options) []fixed {
	const between = 2 // CR and LF
	for n := (len(s) - between) / 2; n <= len(s)/2; n++ {
		if n > 0 && (n >= 8 || isOwn(s[:n], Options{Strict: true})) && s[:n] == s[len(s)-n:] && strings.Trim(s[n:len(s)-n], edgeBytes+string(gs)) == "" {
			return []fixed{{text: s[:n], code: DoubtDoubled}}
		}
	}
	return nil
}

// turnedCase undoes Caps Lock, which turns capitals into small letters and
// small letters into capitals, and a scanner that makes all letters capitals.
func turnedCase(s string, _ Options) []fixed {
	// ]E0 is an EAN-13; that it was ]e0 takes more than its case.
	if strings.HasPrefix(s, "]E0") && !beginsWithKey(s[3:]) {
		return nil
	}
	turned := turn(s)
	switch {
	case turned == s:
		return nil
	case capitalised(s):
		return []fixed{{text: turned[:3] + s[3:], code: DoubtCase, capitals: true}, {text: turned, code: DoubtCase}}
	}
	return []fixed{{text: turned, code: DoubtCase}}
}

// turn exchanges capitals and small letters.
func turn(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c|0x20 >= 'a' && c|0x20 <= 'z' {
			b[i] = c ^ 0x20
		}
	}
	return string(b)
}

// capitalised reports whether all letters are capitals, that of the symbology
// identifier too.
func capitalised(s string) bool {
	return len(s) > 3 && s[0] == ']' && s[1] >= 'A' && s[1] <= 'Z' && strings.IndexFunc(s, unicode.IsLower) < 0
}

// lostZero puts back the zero with which GTIN identifiers begin, which
// spreadsheets and wedges drop, and that of a UPC-A whose GTIN is known.
func lostZero(s string, o Options) []fixed {
	at := 0
	if len(s) > 3 && s[0] == ']' {
		at = 3
	}
	text := s[:at] + "0" + s[at:]
	if len(s) > at && s[at] == '0' {
		return nil // it has its zero: a key with a wrong check digit is no other key
	}
	if beginsWithKey(text[at:]) && mod10(text[at+2:at+2+table.lookup(text[at:]).max]) {
		return []fixed{{text: text, code: DoubtLostZero, origin: shifted(len(text), at)}}
	}
	if len(s) == 11 && digits.all(s) && mod10(s) && o.Known != nil && o.Known.GTIN("000"+s) {
		return []fixed{{text: "0" + s, code: DoubtLostZero, origin: shifted(len(s)+1, 0)}}
	}
	return nil
}

// shifted are the offsets of an input into which a byte was put at at.
func shifted(n, at int) []int {
	origin := make([]int, n)
	for i := range origin {
		origin[i] = i
		if i > at {
			origin[i] = i - 1
		}
	}
	return origin
}
