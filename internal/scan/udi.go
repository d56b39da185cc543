package scan

import "strings"

// Besides GS1, devices in China are marked by two other agencies. MA codes are
// fields parted by dots: MA.156.M0, six characters of the registrant and eight
// of the product, then fields that begin with a letter. AHM codes name fields
// by two letters in brackets. Both forms come from one source each, so their
// check characters are not verified.

// CodeDeviceForm is a device code that breaks its form.
const CodeDeviceForm = "device_form"

var maFields = map[byte]struct {
	name   string
	role   role
	layout string
}{
	'S': {fieldSerial, roleSerial, ""},
	'L': {fieldLot, roleLot, ""},
	'M': {fieldMade, roleMade, "YYMMDD"},
	'P': {fieldMade, roleMade, "YYMMDD"}, // in the first years of the scheme
	'E': {fieldExpiry, roleExpiry, "YYMMDD"},
	'V': {"VALID", roleOther, "YYMMDD"},
	'D': {"STERILE LOT", roleOther, ""},
	'C': {"CHECK", roleOther, ""},
}

const maPrefix = "MA."

// deviceMA reads an MA code.
func (r *Reading) deviceMA(s string, at int) *Fault {
	r.Standard = UDIMA
	parts := strings.Split(s, ".")
	const head = 5 // MA, country, industry, registrant, product
	if len(parts) < head || len(parts[1]) != 3 || !digits.all(parts[1]) || !upper.all(parts[2]) || parts[2] == "" ||
		!upper.all(parts[3]) || parts[3] == "" || !set64.all(parts[4]) || parts[4] == "" {
		return &Fault{Code: CodeDeviceForm, At: at, Len: len(s)}
	}
	r.ID = strings.Join(parts[:head], ".")
	r.field("MA", r.ID, at, roleProduct)
	at += len(r.ID) + 1
	for _, p := range parts[head:] {
		if p == "" || len(p) < 2 {
			return &Fault{Code: CodeDeviceForm, At: at, Len: len(p)}
		}
		known, ok := maFields[p[0]]
		if !ok || !set82.all(p) {
			return &Fault{Code: CodeDeviceForm, At: at, Len: len(p), Detail: p[:1]}
		}
		if f := r.deviceField(known.name, known.layout, p[1:], at+1, known.role); f != nil {
			return f
		}
		at += len(p) + 1
	}
	return nil
}

var ahmFields = map[string]struct {
	role   role
	layout string
}{
	"MF": {roleProduct, ""}, "BA": {roleLot, ""}, "BN": {roleLot, ""}, "SN": {roleSerial, ""}, "MD": {roleMade, "YYMMDD"},
	"ED": {roleExpiry, "YYMMDD"}, "BD": {roleOther, "YYMMDD"}, "PL": {roleOther, ""},
}

// isAHM reports whether s begins with a field of AHM. What a device is and
// its lot may stand in two codes.
func isAHM(s string) bool {
	if len(s) < 4 || s[0] != '(' || s[3] != ')' {
		return false
	}
	_, ok := ahmFields[s[1:3]]
	return ok
}

// deviceAHM reads an AHM code.
func (r *Reading) deviceAHM(s string, at int) *Fault {
	r.Standard = UDIAHM
	for i := 0; i < len(s); {
		name, _, closed := strings.Cut(s[i+1:], ")")
		known, ok := ahmFields[name]
		if s[i] != '(' || !closed || !ok {
			return &Fault{Code: CodeDeviceForm, At: at + i, Len: len(s) - i, Detail: name}
		}
		from := i + len(name) + 2
		end := len(s)
		if n := strings.IndexByte(s[from:], '('); n >= 0 {
			end = from + n
		}
		v := s[from:end]
		if v == "" || !set82.all(v) {
			return &Fault{Code: CodeDeviceForm, At: at + from, Len: len(v), Detail: name}
		}
		if f := r.deviceField(name, known.layout, v, at+from, known.role); f != nil {
			return f
		}
		if name == "MF" {
			r.ID = v
		}
		i = end
	}
	return nil
}

// deviceField appends a field, as a date if it has a layout. Eight digits are
// a date with its century.
func (r *Reading) deviceField(name, layout, v string, at int, k role) *Fault {
	if len(r.Elements) == maxAIs {
		return &Fault{Code: CodeTooManyAIs, At: at, AI: name}
	}
	if layout == "" {
		r.field(name, v, at, k)
		return nil
	}
	if len(v) == 8 {
		layout = "YYYYMMDD"
	}
	return r.dateField(layout, v, at, name, k)
}
