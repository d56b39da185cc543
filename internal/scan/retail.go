package scan

import "strings"

// Retail codes carry a GTIN and nothing else. All of them become the one
// 14-digit number under which a store knows its packages.

// compositeMark parts the bars of a retail code from the composite part.
const compositeMark = "|]e0"

// printedEAN reads an EAN of so many digits that the scanner called so. The
// scanner sends UPC-A and UPC-E in 13 digits as well.
func (r *Reading) printedEAN(s string, at, length int, o Options) *Fault {
	number, composite, both := strings.Cut(s, compositeMark)
	if addOn := len(number) - length; !o.Strict && (addOn == 2 || addOn == 5) {
		number = number[:length]
	}
	if full, ok := inFull(number); ok && !o.Strict && length == 13 {
		r.doubt(DoubtLostZero, at, "01", "")
		return r.gtin(full, at)
	}
	switch {
	case len(number) < length:
		return &Fault{Code: CodeShort, At: at, Len: len(number), AI: "01"}
	case len(number) > length:
		return &Fault{Code: CodeLong, At: at + length, Len: len(number) - length, AI: "01"}
	}
	if f := r.gtin(number, at); f != nil || !both {
		return f
	}
	if f := r.readElements(composite, at+len(s)-len(composite), o, true); f != nil {
		return f
	}
	return r.associate(o.Strict)
}

// inFull is a UPC-A or UPC-E as 12 digits: many scanners send them as they are
// printed, though they call them EAN-13.
func inFull(s string) (upcA string, ok bool) {
	if len(s) == 12 {
		return s, digits.all(s) && mod10(s)
	}
	if len(s) != 8 || !digits.all(s) {
		return "", false
	}
	upcA, ok = expandUPCE(s)
	return upcA, ok && mod10(upcA)
}

// printedITF reads interleaved 2 of 5: 14 digits are an ITF-14, anything else
// is text.
func (r *Reading) printedITF(s string, at int, o Options) *Fault {
	if len(s) == 14 && digits.all(s) {
		return r.gtin(s, at)
	}
	return r.byForm(s, at, o)
}

// gtin takes digits as a GTIN if their check digit fits.
func (r *Reading) gtin(s string, at int) *Fault {
	if f := checkMod10(s); f.code != "" {
		return &Fault{Code: f.code, At: at + f.at, Len: f.n, AI: "01"}
	}
	r.Standard = Retail
	return r.addGTIN(s, at)
}

func (r *Reading) addGTIN(s string, at int) *Fault {
	return r.add(table.exact("01"), padded(s), at, false)
}

// padded is a GTIN-8, -12 or -13 in 14 digits.
func padded(s string) string {
	if len(s) >= 14 {
		return s
	}
	return "00000000000000"[len(s):] + s
}

// number reads digits that nothing explains but their count: a retail code if
// the check digit fits, GS1 data that begins with a key, a trace code.
func (r *Reading) number(s string, at int, o Options) *Fault {
	switch {
	case len(s) == 8:
		return r.eightDigits(s, at, o)
	case len(s) >= 12 && len(s) <= 14:
		return r.gtin(s, at)
	case beginsWithKey(s):
		return r.elementData(s, at, o)
	case len(s) == traceLength:
		return r.traceCode(s, at)
	case !o.Strict && r.secondBarcode(s, at, o):
		return nil
	}
	return r.plain(s, at)
}

// eightDigits are an EAN-8, a UPC-E written in full, or no retail code at all:
// lots and dates have eight digits too, so a wrong check digit is not taken
// for a misread unless a strict reading asks.
func (r *Reading) eightDigits(s string, at int, o Options) *Fault {
	upcA, isUPC := expandUPCE(s)
	isUPC = isUPC && mod10(upcA)
	if id := table.lookup(s); (isUPC || mod10(s)) && id != nil && id.role.dated() && (&search{years: r.years}).likelyDate(id.ai, s[len(id.ai):]) {
		r.doubt(DoubtAmbiguous, at, "01", "("+id.ai+")"+s[len(id.ai):])
	}
	switch {
	case mod10(s) && isUPC:
		return r.eanOrUPC(s, upcA, at, o)
	case isUPC:
		r.Standard = Retail
		return r.addGTIN(upcA, at)
	case mod10(s) || o.Strict:
		return r.gtin(s, at)
	}
	r.doubt(DoubtNotEAN8, at, "", "")
	return r.plain(s, at)
}

// eanOrUPC decides between the two by what the store knows. Otherwise a
// leading 0 speaks for UPC-E, because GS1 gives no EAN-8 that begins so, and
// the doubt is said; a leading 1 speaks for EAN-8, because no UPC-E of number
// system 1 is made any more.
func (r *Reading) eanOrUPC(ean8, upcA string, at int, o Options) *Fault {
	known := func(gtin string) bool { return o.Known != nil && o.Known.GTIN(padded(gtin)) }
	ean, upc := known(ean8), known(upcA)
	isUPC := ean8[0] == '0'
	switch {
	case ean != upc:
		isUPC = upc
	case isUPC:
		r.doubt(DoubtAmbiguous, at, "01", "EAN-8 "+ean8)
	}
	r.Standard = Retail
	if isUPC {
		return r.addGTIN(upcA, at)
	}
	return r.addGTIN(ean8, at)
}

// expandUPCE writes the eight digits of a UPC-E (number system, six digits,
// check digit) as the 12 of the UPC-A whose zeros it leaves out.
func expandUPCE(s string) (string, bool) {
	if len(s) != 8 || s[0] > '1' {
		return "", false
	}
	system, d, checkDigit := s[:1], s[1:7], s[7:]
	var body string
	switch last := d[5]; {
	case last <= '2':
		body = d[:2] + string(last) + "0000" + d[2:5]
	case last == '3':
		body = d[:3] + "00000" + d[3:5]
	case last == '4':
		body = d[:4] + "00000" + d[4:5]
	default:
		body = d[:5] + "0000" + d[5:]
	}
	return system + body + checkDigit, true
}
