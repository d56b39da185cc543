package scan

import (
	"strconv"
	"strings"
)

// ISO/IEC 15434 wraps fields into messages: [)> RS, then formats of which 05
// holds GS1 identifiers and 06 the data identifiers of ANSI MH10.8.2, with GS
// between fields, RS behind each format and EOT at the end. Pharmacy product
// numbers (PPN) of IFA come so.

// Codes of faults in ISO 15434 messages.
const (
	CodeEnvelope       = "envelope"
	CodeFormat         = "envelope_format"
	CodeDataIdentifier = "data_identifier"
)

// dataIdentifiers are the identifiers that mean something to a warehouse.
var dataIdentifiers = map[string]struct {
	title  string
	role   role
	layout string
	most   int
}{
	"8P":  {"GTIN", roleGTIN, "", 14},
	"9N":  {"PPN", roleProduct, "", 22},
	"1P":  {"ITEM", roleOther, "", 50},
	"P":   {"CUSTOMER ITEM", roleOther, "", 50},
	"25P": {"ITEM", roleProduct, "", 50},
	"1T":  {"LOT", roleLot, "", 20},
	"T":   {"LOT", roleOther, "", 20},
	"S":   {"SERIAL", roleSerial, "", 20},
	"25S": {"SERIAL", roleOther, "", 50},
	"D":   {"EXPIRY", roleExpiry, "YYMMDD", 6},
	"14D": {"EXPIRY", roleExpiry, "YYYYMMDD", 8},
	"16D": {"MADE", roleMade, "YYYYMMDD", 8},
	"Q":   {"QUANTITY", roleQuantity, "", 8},
	"27Q": {"QUANTITY", roleQuantity, "", 8},
}

const envelope = "[)>"

// isMessage reports whether s is a message of ISO 15434, or what is left of
// one: some suppliers print >[)>06, some scanners send 06 GS alone.
func isMessage(s string, o Options) bool {
	if strings.HasPrefix(s, envelope) || o.Strict {
		return strings.HasPrefix(s, envelope)
	}
	return strings.HasPrefix(s, ">"+envelope) || strings.HasPrefix(s, "05"+string(gs)) || strings.HasPrefix(s, "06"+string(gs))
}

// message reads all formats of a message.
func (r *Reading) message(s string, at int, o Options) *Fault {
	r.Standard = ISO15434
	body, from, f := r.opened(s, at, o)
	if f != nil {
		return f
	}
	for body != "" {
		end := strings.IndexByte(body, rs)
		if end < 0 {
			end = len(body)
		}
		if f := r.format(body[:end], from, o); f != nil {
			return f
		}
		n := min(end+1, len(body))
		body, from = body[n:], from+n
	}
	return r.oneProduct()
}

// opened takes the envelope off. What is missing of it is a doubt, unless the
// reading is strict.
func (r *Reading) opened(s string, at int, o Options) (string, int, *Fault) {
	i := max(0, strings.Index(s, envelope)+len(envelope))
	whole := strings.HasPrefix(s, envelope)
	if !strings.Contains(s, envelope) {
		i = 0
	}
	if i < len(s) && s[i] == rs {
		i++
	} else {
		whole = false
	}
	body := s[i:]
	trimmed := strings.TrimSuffix(strings.TrimSuffix(body, string(eot)), string(rs))
	whole = whole && len(body)-len(trimmed) == 2
	if !whole {
		if o.Strict {
			return "", 0, &Fault{Code: CodeEnvelope, At: at, Len: len(s)}
		}
		r.doubt(DoubtEnvelope, at, "", "")
	}
	if trimmed == "" {
		return "", 0, &Fault{Code: CodeEnvelope, At: at, Len: len(s)}
	}
	return trimmed, at + i, nil
}

// format reads one format: two digits, then fields behind separators.
func (r *Reading) format(s string, at int, o Options) *Fault {
	const head = 2
	if len(s) < head || !digits.all(s[:head]) {
		n := min(len(s), head)
		if n == 0 {
			return &Fault{Code: CodeEnvelope, At: at}
		}
		return &Fault{Code: CodeFormat, At: at, Len: n, Detail: s[:n]}
	}
	fields := s[head:]
	from := at + head
	switch {
	case strings.HasPrefix(fields, string(gs)):
		fields, from = fields[1:], from+1
	case o.Strict || fields != "" && !checksItself(fields):
		return &Fault{Code: CodeEnvelope, At: from, Len: 1}
	case !r.HasDoubt(DoubtEnvelope):
		r.doubt(DoubtEnvelope, from, "", "")
	}
	if fields == "" {
		return &Fault{Code: CodeNoValue, At: from}
	}
	switch s[:head] {
	case "05":
		if f := r.readElements(fields, from, o, false); f != nil {
			return f
		}
		return r.associate(o.Strict)
	case "06":
		return r.dataFields(fields, from)
	}
	return &Fault{Code: CodeFormat, At: at, Len: head, Detail: s[:head]}
}

// checksItself reports whether the first of the fields has a check digit.
// Where the separator before it was lost, others may have been lost too, and
// only such a field tells whether it swallowed the next one.
func checksItself(fields string) bool {
	return strings.HasPrefix(fields, "9N") || strings.HasPrefix(fields, "8P") || beginsWithKey(fields)
}

// dataFields reads the fields of format 06.
func (r *Reading) dataFields(s string, at int) *Fault {
	for s != "" {
		if len(r.Elements) == maxAIs {
			return &Fault{Code: CodeTooManyAIs, At: at}
		}
		field, rest, _ := strings.Cut(s, string(gs))
		if f := r.dataField(field, at); f != nil {
			return f
		}
		s, at = rest, at+len(field)+1
	}
	return nil
}

// dataField reads one field: up to three digits and a letter, then a value.
func (r *Reading) dataField(s string, at int) *Fault {
	n := digits.span(s) + 1
	if n > 4 || n > len(s) || s[n-1] < 'A' || s[n-1] > 'Z' {
		return &Fault{Code: CodeDataIdentifier, At: at, Len: min(len(s), n), Detail: s[:min(len(s), n)]}
	}
	name, v := s[:n], s[n:]
	known := dataIdentifiers[name]
	switch {
	case v == "":
		return &Fault{Code: CodeNoValue, At: at + n, AI: name}
	case known.most > 0 && len(v) > known.most:
		return &Fault{Code: CodeLong, At: at + n + known.most, Len: len(v) - known.most, AI: name}
	case known.layout != "":
		return r.dateField(known.layout, v, at+n, name, known.role)
	case control.any(v) >= 0:
		return &Fault{Code: CodeControl, At: at + n + control.any(v), Len: 1, AI: name, Detail: controlName(v[control.any(v)])}
	}
	if f := checkDataField(name, v); f.code != "" {
		return &Fault{Code: f.code, At: at + n + f.at, Len: f.n, AI: name}
	}
	r.field(name, v, at+n, known.role)
	if name == "9N" {
		r.ID = v
	}
	return nil
}

// checkDataField checks the content of the identifiers that have rules.
func checkDataField(name, v string) flaw {
	switch name {
	case "8P":
		if len(v) != 14 {
			return whole(CodeShort, v)
		}
		return checkMod10(v)
	case "9N":
		return checkPPN(v)
	case "Q", "27Q":
		return digits.flaw(v)
	case "1T", "S":
		return set82.flaw(v)
	}
	return flaw{}
}

// oneProduct refuses a message that names its product in two schemes: 9N and
// 8P never stand together.
func (r *Reading) oneProduct() *Fault {
	ppn, gtin := r.find(roleProduct), r.find(roleGTIN)
	if ppn != nil && gtin != nil && ppn.AI == "9N" {
		return &Fault{Code: CodeForbiddenPair, At: gtin.Place(), AI: ppn.AI, Detail: gtin.AI}
	}
	return nil
}

// checkPPN is the check of a pharmacy product number: agency code, national
// number, two digits that are the sum of character codes, weighted by their
// places from 2 on, modulo 97. The German number within (agency 11) is a PZN
// with a check digit of its own.
func checkPPN(s string) flaw {
	if len(s) < 5 || !upper.all(s) {
		return whole(CodeCharacter, s)
	}
	body, given := s[:len(s)-2], s[len(s)-2:]
	sum := 0
	for i := range len(body) {
		sum += int(body[i]) * (i + 2)
	}
	if want, err := strconv.Atoi(given); err != nil || want != sum%97 {
		return flaw{CodeCheckDigit, len(body), 2}
	}
	if body[:2] == "11" && len(body) == 10 && !validPZN(body[2:]) {
		return flaw{CodeCheckDigit, 9, 1}
	}
	return flaw{}
}

// validPZN reports whether eight digits are a Pharmazentralnummer: places 1 to
// 7 weighted by themselves, modulo 11, give the eighth.
func validPZN(s string) bool {
	if len(s) != 8 || !digits.all(s) {
		return false
	}
	sum := 0
	for i := range 7 {
		sum += int(s[i]-'0') * (i + 1)
	}
	return sum%11 == int(s[7]-'0')
}
