package scan

import "strings"

// Symbol names a barcode symbol as GS1's reference engine does, for writing
// what a scanner sends when it reads one.
type Symbol string

// carries is what a symbol holds and how scanners announce it.
type carries struct {
	gs1   string // identifier before element strings, "" if it holds none
	plain string // identifier before other data, "" if it holds none
	with  string // identifier where a composite part stands above it
	key   string // identifier before the number of a retail code
	size  int    // digits of the GTIN that is all it holds, 0 if it holds more
}

var symbolsOf = map[Symbol]carries{
	"QR":      {gs1: "]Q3", plain: "]Q1"},
	"DM":      {gs1: "]d2", plain: "]d1"},
	"DotCode": {gs1: "]J1", plain: "]J0"},

	"GS1_128_CCA":            {gs1: "]C1", with: "]e0"},
	"GS1_128_CCC":            {gs1: "]C1", with: "]e0"},
	"DataBarExpanded":        {gs1: "]e0", with: "]e0"},
	"DataBarExpandedStacked": {gs1: "]e0", with: "]e0"},
	"DataBarOmni":            {gs1: "]e0", with: "]e0", size: 14},
	"DataBarTruncated":       {gs1: "]e0", with: "]e0", size: 14},
	"DataBarStacked":         {gs1: "]e0", with: "]e0", size: 14},
	"DataBarStackedOmni":     {gs1: "]e0", with: "]e0", size: 14},
	"DataBarLimited":         {gs1: "]e0", with: "]e0", size: 14},

	"EAN13": {key: "]E0", size: 13},
	"UPCA":  {key: "]E0", size: 12},
	"UPCE":  {key: "]E0", size: 12},
	"EAN8":  {key: "]E4", size: 8},
}

// CodeTooGreat is a GTIN that DataBar Limited does not hold.
const CodeTooGreat = "databar_limited"

// ScanData is what a scanner that sends symbology identifiers sends for data
// in a symbol. The data are written as GS1's own tools write them: ^ stands
// for FNC1, | parts a composite symbol, and text that begins with ^ begins
// with \^. Symbols that hold a GTIN alone take its digits too, with or without
// the check digit. The error is a *Fault.
func ScanData(symbol Symbol, data string) (string, error) {
	c, known := symbolsOf[symbol]
	if !known || data == "" {
		return "", &Fault{Code: CodeBadIdentifier, Detail: string(symbol)}
	}
	linear, composite, both := data, "", false
	if c.with != "" || c.key != "" {
		linear, composite, both = strings.Cut(data, "|")
	}
	if c.size > 0 {
		gtin, f := c.primary(linear)
		if f != nil {
			return "", f
		}
		if symbol == "DataBarLimited" && gtin[0] > '1' {
			return "", &Fault{Code: CodeTooGreat, Len: 1}
		}
		linear = "^01" + gtin
	}
	if !strings.HasPrefix(linear, "^") {
		if c.plain == "" {
			return "", &Fault{Code: CodeNoIdentifier, Len: len(linear)}
		}
		return c.plain + literal(linear), nil
	}
	return c.elements(linear, composite, both)
}

// elements writes GS1 data, checked as the reader would check them.
func (c carries) elements(linear, composite string, both bool) (string, error) {
	var r Reading
	r.reset(Options{})
	f := r.caretElements(linear, 0, false)
	open := f == nil && !r.Elements[len(r.Elements)-1].rule.predefined && !strings.HasSuffix(linear, "^")
	if f == nil && both {
		f = r.caretElements(composite, len(linear)+1, true)
	}
	if f == nil {
		f = r.associate(true)
	}
	if f != nil {
		return "", f
	}
	said := strings.ReplaceAll(linear[1:], "^", string(gs))
	if c.key != "" {
		said = c.key + r.GTIN()[14-c.sent():]
	}
	if !both {
		return c.gs1 + said, nil
	}
	above := strings.ReplaceAll(composite[1:], "^", string(gs))
	switch {
	case c.key != "":
		return said + compositeMark + above, nil
	case open:
		said += string(gs)
	}
	return c.with + said + above, nil
}

// sent is how many digits a scanner sends of a retail code: UPC-A and UPC-E
// come as EAN-13.
func (c carries) sent() int {
	if c.size == 8 {
		return 8
	}
	return 13
}

// caretElements reads ^ and element strings strictly, and no separator but ^.
func (r *Reading) caretElements(s string, at int, composite bool) *Fault {
	if !strings.HasPrefix(s, "^") {
		return &Fault{Code: CodeNoIdentifier, At: at, Len: len(s)}
	}
	if i := control.any(s); i >= 0 {
		return &Fault{Code: CodeControl, At: at + i, Len: 1, Detail: controlName(s[i])}
	}
	return r.caretRun(s, at, composite, Options{Strict: true})
}

// primary is the GTIN, as 14 digits, that a symbol of so many digits holds.
func (c carries) primary(s string) (gtin string, f *Fault) {
	number, ai := strings.CutPrefix(s, "^01")
	if ai {
		if zeros := 14 - c.size; len(number) == 14 && strings.Trim(number[:zeros], "0") == "" {
			number = number[zeros:]
		}
	}
	switch n := digits.span(number); {
	case n < len(number):
		return "", &Fault{Code: CodeDigit, At: n, Len: 1, AI: "01", Detail: number[n : n+1]}
	case n < c.size-1 || ai && n < c.size:
		return "", &Fault{Code: CodeShort, Len: n, AI: "01"}
	case n > c.size:
		return "", &Fault{Code: CodeLong, At: c.size, Len: n - c.size, AI: "01"}
	case n == c.size-1:
		number += string(checkDigitOf(number))
	}
	if bad := checkMod10(number); bad.code != "" {
		return "", &Fault{Code: bad.code, At: bad.at, Len: bad.n, AI: "01"}
	}
	return padded(number), nil
}

// checkDigitOf is the digit that mod10 asks for behind s.
func checkDigitOf(s string) byte {
	for d := byte('0'); d < '9'; d++ {
		if mod10(s + string(d)) {
			return d
		}
	}
	return '9'
}

// literal takes off the backslash that keeps a leading ^ from being FNC1.
func literal(s string) string {
	if n := len(s) - len(strings.TrimLeft(s, `\`)); n > 0 && n < len(s) && s[n] == '^' {
		return s[1:]
	}
	return s
}
