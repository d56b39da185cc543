package scan

import (
	"strings"
	"unicode/utf8"
)

// maxInput bounds an input in bytes; no carrier holds more. A symbology
// identifier counts for one.
const maxInput = 8191

// decode reads the input as the standards have it. Where that fails, or makes
// it mere text, it is read once more with tolerance, and then repaired: a
// repair never touches what a standard takes.
func (r *Reading) decode(s string, o Options) *Fault {
	most := maxInput
	if s != "" && s[0] == ']' {
		most += 2
	}
	if len(s) > most {
		return &Fault{Code: CodeInputLong, At: most, Len: len(s) - most}
	}
	for s != "" && (s[len(s)-1] == '\r' || s[len(s)-1] == '\n') {
		s = s[:len(s)-1]
	}
	if o.Second && !o.Strict && r.awaited(s, o) {
		return nil
	}
	strict := o
	strict.Strict = true
	f := r.once(s, strict)
	if o.Strict || f == nil && r.Kind != KindText {
		return f
	}
	r.reset(o)
	if f = r.once(s, o); f == nil && r.Kind != KindText {
		return nil
	}
	if r.rescue(s, o) || r.lostSeparators(s, o) {
		return nil
	}
	r.reset(o)
	return r.once(s, o)
}

// once reads the input as it stands.
func (r *Reading) once(s string, o Options) *Fault {
	if f := readable(s); f != nil {
		return f
	}
	r.Text = s
	var f *Fault
	if s[0] == ']' {
		f = r.identified(s, o)
	} else {
		f = r.byForm(s, 0, o)
	}
	if f == nil && r.Standard != GS1 {
		f = r.contradiction()
	}
	if f == nil {
		r.classify()
	}
	return f
}

// readable refuses what no printed code holds. Separators pass; whether they
// belong is for the standards to say.
func readable(s string) *Fault {
	if s == "" {
		return &Fault{Code: CodeEmpty}
	}
	for i := range len(s) {
		switch c := classes[s[i]]; {
		case c&(control|wide) == 0:
		case c&wide != 0 && !utf8.ValidString(s):
			return &Fault{Code: CodeNotText, At: i, Len: 1}
		case c&wide != 0:
			return &Fault{Code: CodeNotACode, At: i, Len: len(s) - i}
		case s[i] != gs && s[i] != rs && s[i] != eot:
			return &Fault{Code: CodeControl, At: i, Len: 1, Detail: controlName(s[i])}
		}
	}
	return nil
}

// controlName is a control character as decode takes it: \x1B.
func controlName(c byte) string {
	const hex = "0123456789ABCDEF"
	return string([]byte{'\\', 'x', hex[c>>4], hex[c&15]})
}

// byForm reads data that no symbology identifier explains, by what it looks
// like. s stands at byte at of the input.
func (r *Reading) byForm(s string, at int, o Options) *Fault {
	if s == "" {
		return r.plain(s, at)
	}
	if s[0] != '(' && strings.Contains(s, "|^") {
		return r.careted(s, at, o)
	}
	if claimed, f := r.marked(s, at, o); claimed {
		return f
	}
	switch {
	case !o.Strict && isLabelled(s):
		f := r.labelled(s, at, o)
		if f == nil || f.Code != CodeBrackets || s[0] != '(' || strings.Contains(s, ") ") {
			return f
		}
		r.Elements, r.present, r.Doubts = r.Elements[:0], 0, r.Doubts[:0]
		return r.bracketed(s, at, o) // which says what is wrong with the value
	case s[0] == '(' && (o.Strict || isBracketed(s)):
		return r.bracketed(s, at, o)
	case s[0] == '^' && (o.Strict || prefixOf(s[1:]) >= 0):
		return r.careted(s, at, o)
	case s[0] == gs:
		return r.afterFNC1(s, at, o)
	case digits.all(s):
		return r.number(s, at, o)
	case beginsWithKey(s) || strings.IndexByte(s, gs) > 0 && table.lookup(s) != nil:
		r.Standard = GS1
		return r.elementData(s, at, o)
	case !o.Strict && r.secondBarcode(s, at, o):
		return nil
	}
	return r.plain(s, at)
}

// marked reads data whose first characters say which standard it follows,
// whatever carries it.
func (r *Reading) marked(s string, at int, o Options) (claimed bool, f *Fault) {
	switch {
	case isLink(s):
		return true, r.link(s, at, o)
	case isOwn(s, o):
		return true, r.own(s, at, o)
	case isHIBC(s):
		return true, r.hibc(s, at)
	case isMessage(s, o):
		return true, r.message(s, at, o)
	case isDonation(s):
		return true, r.donation(s, at)
	case strings.HasPrefix(s, maPrefix):
		return true, r.deviceMA(s, at)
	case isAHM(s):
		return true, r.deviceAHM(s, at)
	}
	return false, nil
}

// plain takes the input as text.
func (r *Reading) plain(s string, at int) *Fault {
	if i := control.any(s); i >= 0 {
		return &Fault{Code: CodeControl, At: at + i, Len: 1, Detail: controlName(s[i])}
	}
	r.Standard, r.Kind, r.Text = Plain, KindText, s
	return nil
}

// afterFNC1 reads data of a scanner that sends the first FNC1 as GS.
func (r *Reading) afterFNC1(s string, at int, o Options) *Fault {
	r.Standard = GS1
	if f := r.readElements(s[1:], at+1, o, false); f != nil {
		return f
	}
	return r.associate(o.Strict)
}

// beginsWithKey reports whether s begins with a GTIN or SSCC behind its
// identifier: such data is GS1, wherever it came from. A wrong check digit is
// taken for a misread as long as the rest goes on like GS1 data.
func beginsWithKey(s string) bool {
	id := table.lookup(s)
	if id == nil || id.bits&identityBits == 0 || id.max > 18 || len(s) < 2+id.max {
		return false
	}
	value, rest := s[2:2+id.max], s[2+id.max:]
	if !digits.all(value) {
		return false
	}
	return mod10(value) || rest == "" || rest[0] == gs || table.lookup(rest) != nil
}

// secondBarcode tries data that begins with a date as lot and expiry of a
// pack whose product stands in another code. Nothing but its form tells, so
// the reading carries a doubt.
func (r *Reading) secondBarcode(s string, at int, o Options) bool {
	id := table.lookup(s)
	if id == nil || !id.role.dated() || len(s) < 10 {
		return false
	}
	if r.readElements(s, at, o, false) != nil || len(r.Elements) < 2 || r.associate(false) != nil {
		r.Elements, r.present, r.Doubts = r.Elements[:0], 0, r.Doubts[:0]
		return false
	}
	r.Standard = GS1
	r.doubt(DoubtNoIdentifier, at, "", "")
	return true
}

// classify says what the reading is about, where its standard left it open.
func (r *Reading) classify() {
	if r.Kind != "" {
		return
	}
	switch {
	case r.find(roleSSCC) != nil || r.find(roleContent) != nil:
		r.Kind = KindLogistic
	case r.find(roleGTIN) != nil || r.find(roleProduct) != nil:
		r.Kind = KindProduct
	default:
		r.Kind = KindPart
	}
}
