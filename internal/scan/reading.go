package scan

import "strconv"

// role is what an element tells, whatever standard it was written in.
type role uint8

const (
	roleOther role = iota
	roleGTIN
	roleLot
	roleExpiry
	roleMade
	roleSerial
	roleQuantity
	roleContent
	roleSSCC
	roleExpiryTime // expiry to the minute, where no plain expiry stands beside it
	roleSignature
	roleLink    // ties a second code to its first
	roleProduct // identity in another scheme than GTIN
)

// roleOf names the identifiers that mean something to a warehouse.
var roleOf = map[string]role{
	"00": roleSSCC, "01": roleGTIN, "03": roleGTIN, "8006": roleGTIN,
	"02": roleContent, "8026": roleContent,
	"10": roleLot, "21": roleSerial,
	"17": roleExpiry, "7003": roleExpiryTime,
	"11": roleMade, "8008": roleMade,
	"30": roleQuantity, "37": roleQuantity,
	"8030": roleSignature,
}

// dated reports whether values of the role begin with YYMMDD.
func (k role) dated() bool { return k == roleExpiry || k == roleMade || k == roleExpiryTime }

func (r *Reading) find(k role) *Element {
	for i := range r.Elements {
		if r.Elements[i].role == k {
			return &r.Elements[i]
		}
	}
	return nil
}

func (r *Reading) value(k role) string {
	if e := r.find(k); e != nil {
		return e.Value
	}
	return ""
}

// Value is the value of the element with that identifier, "" if there is none.
func (r *Reading) Value(ai string) string {
	for i := range r.Elements {
		if r.Elements[i].AI == ai {
			return r.Elements[i].Value
		}
	}
	return ""
}

// GTIN is the product as 14 digits, "" if none is named.
func (r *Reading) GTIN() string { return fourteen(r.value(roleGTIN)) }

// ContentGTIN is the product that a logistic unit holds, as 14 digits.
func (r *Reading) ContentGTIN() string { return fourteen(r.value(roleContent)) }

// fourteen cuts the piece count off an ITIP.
func fourteen(v string) string {
	if len(v) > 14 {
		return v[:14]
	}
	return v
}

// SSCC is the number of a logistic unit, 18 digits.
func (r *Reading) SSCC() string { return r.value(roleSSCC) }

// Lot is the batch number exactly as it stands on the box.
func (r *Reading) Lot() string { return r.value(roleLot) }

// Serial is the serial number exactly as it stands on the box.
func (r *Reading) Serial() string { return r.value(roleSerial) }

// Expiry is the last usable day. Where only a month is printed it is the
// month's last day.
func (r *Reading) Expiry() Date {
	if e := r.find(roleExpiry); e != nil {
		return e.day.iso()
	}
	if e := r.find(roleExpiryTime); e != nil {
		return e.day.iso()
	}
	return ""
}

// Made is the day of production.
func (r *Reading) Made() Date {
	if e := r.find(roleMade); e != nil {
		return e.day.iso()
	}
	return ""
}

// Quantity is the count in the code: of the items in a logistic unit, or of
// the pieces in a package of variable count.
func (r *Reading) Quantity() (int64, bool) {
	e := r.find(roleQuantity)
	if e == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(e.Value, 10, 64)
	return n, err == nil
}

// Title is the data title that GS1 prints beside the element, "" outside GS1.
func (e *Element) Title() string {
	if e.rule == nil {
		return ""
	}
	return e.rule.title
}

// Place is where the element begins in the input.
func (e *Element) Place() int {
	if e.At < 0 {
		return int(e.start)
	}
	return e.At
}

// Checks are the names of the content checks that the element passed, besides
// length and characters. Words for them stand under "scan.check."+name.
func (e *Element) Checks() []string {
	switch {
	case e.rule != nil:
	case e.day != 0:
		return []string{"date0"}
	case e.AI == "8P":
		return []string{"mod10"}
	case e.AI == "9N":
		return []string{"mod97"}
	default:
		return nil
	}
	var names []string
	n := 0
	for _, p := range e.rule.parts {
		if n < len(e.Value) {
			names = append(names, p.names...)
		}
		n += p.max
	}
	return names
}

// Checks are the names of the checks that the code passed as a whole, as those
// of Element.
func (r *Reading) Checks() []string {
	switch r.Standard {
	case HIBC:
		return []string{"mod43"}
	case ISBT128:
		if flags := r.Value("FLAGS"); len(flags) == isbtFlags && pair(flags) >= isbtCheck {
			return []string{"mod37"}
		}
	}
	return nil
}

// Day is the date that the element means, "" if it is no date.
func (e *Element) Day() Date { return e.day.iso() }

// Bracketed writes GS1 elements as people do, (01)...(10)..., with a bracket
// inside a value as \( and | before the part of a composite symbol.
func (r *Reading) Bracketed() string { return string(r.AppendBracketed(nil)) }

// AppendBracketed appends what Bracketed writes.
func (r *Reading) AppendBracketed(b []byte) []byte {
	composite := false
	for i := range r.Elements {
		e := &r.Elements[i]
		if e.Composite && !composite {
			b = append(b, '|')
		}
		composite = e.Composite
		b = append(b, '(')
		b = append(b, e.AI...)
		b = append(b, ')')
		for j := range len(e.Value) {
			if e.Value[j] == '(' {
				b = append(b, '\\')
			}
			b = append(b, e.Value[j])
		}
	}
	return b
}
