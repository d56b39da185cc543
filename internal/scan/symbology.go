package scan

import "cmp"

// Symbology is what a scanner says about the carrier: the two characters
// behind ] in the AIM identifier of ISO/IEC 15424, such as "d2".
type Symbology string

// carrier is what a symbology identifier promises about the data.
type carrier struct {
	name   string
	form   form
	strict bool // the GS1 reference engine takes it too
}

// form is how the data behind an identifier is read.
type form uint8

const (
	formAny      form = iota + 1 // whatever its own form says
	formElements                 // GS1 element strings
	formEAN13
	formEAN8
	formITF
)

var carriers = map[Symbology]carrier{
	"C1": {"GS1-128", formElements, true},
	"e0": {"GS1 DataBar", formElements, true},
	"d2": {"GS1 DataMatrix", formElements, true},
	"Q3": {"GS1 QR Code", formElements, true},
	"J1": {"GS1 DotCode", formElements, true},
	"E0": {"EAN-13", formEAN13, true},
	"E3": {"EAN-13", formEAN13, false}, // with an add-on
	"E4": {"EAN-8", formEAN8, true},
	"d1": {"Data Matrix", formAny, true},
	"Q1": {"QR Code", formAny, true},
	"J0": {"DotCode", formAny, true},

	"C0": {"Code 128", formAny, false},
	"C2": {"Code 128", formAny, false},
	"C4": {"Code 128", formAny, false},
	"A0": {"Code 39", formAny, false},
	"A1": {"Code 39", formAny, false},
	"A3": {"Code 39", formAny, false},
	"A4": {"Code 39", formAny, false},
	"A5": {"Code 39", formAny, false},
	"A7": {"Code 39", formAny, false},
	"F0": {"Codabar", formAny, false},
	"G0": {"Code 93", formAny, false},
	"I0": {"ITF", formITF, false},
	"I1": {"ITF", formITF, false},
	"I3": {"ITF", formITF, false},
	"L0": {"PDF417", formAny, false},
	"L1": {"PDF417", formAny, false},
	"L2": {"PDF417", formAny, false},
	"d0": {"Data Matrix", formAny, false},
	"d4": {"Data Matrix", formAny, false},
	"Q0": {"QR Code", formAny, false},
	"Q2": {"QR Code", formAny, false},
	"h0": {"Han Xin", formAny, false},
	"h1": {"Han Xin", formAny, false},
	"z0": {"Aztec", formAny, false},
	"z1": {"Aztec", formElements, false},
	"X0": {"other", formAny, false},
}

// Carrier is the name of the symbology, "" if the scanner did not tell or told
// one that is not known.
func (s Symbology) Carrier() string { return carriers[s].name }

// identified reads data behind a symbology identifier.
func (r *Reading) identified(s string, o Options) *Fault {
	if len(s) < 3 {
		return &Fault{Code: CodeNoIdentifier, Len: len(s)}
	}
	r.Symbology = Symbology(s[1:3])
	c, ok := carriers[r.Symbology]
	if !ok && !o.Strict && wellFormed(r.Symbology) {
		c, ok = carrier{form: formAny}, true
	}
	if !ok || o.Strict && !c.strict {
		return &Fault{Code: CodeBadIdentifier, At: 1, Len: 2, Detail: s[1:3]}
	}
	const at = 3
	r.Text = s[at:]
	switch c.form {
	case formElements:
		f := r.elementData(s[at:], at, o)
		if ean := s[at:]; f == nil && r.Symbology == "e0" && len(ean) == 13 && digits.all(ean) && mod10(ean) {
			// Caps Lock makes ]e0 of the ]E0 of an EAN-13.
			r.doubt(DoubtAmbiguous, at, "", "EAN-13 "+ean)
		}
		return f
	case formEAN13:
		return r.printedEAN(s[at:], at, 13, o)
	case formEAN8:
		return r.printedEAN(s[at:], at, 8, o)
	case formITF:
		return r.printedITF(s[at:], at, o)
	}
	if !o.Strict {
		return r.carried(s[at:], at, o)
	}
	if claimed, f := r.marked(s[at:], at, o); claimed {
		return f
	}
	// The carrier says that it is not GS1, so separators are text in it.
	r.Standard, r.Kind = Plain, KindText
	return nil
}

// wellFormed reports whether s can be a symbology identifier that is not
// known here: a letter and a digit or letter. One that is known in the other
// case was turned by Caps Lock.
func wellFormed(s Symbology) bool {
	letter := s[0] | 0x20
	_, turned := carriers[Symbology([]byte{s[0] ^ 0x20, s[1]})]
	return letter >= 'a' && letter <= 'z' && upper.all(string(s[1:])) && !turned
}

// carried reads data by its form though the carrier does not call it GS1, and
// says so where it is.
func (r *Reading) carried(s string, at int, o Options) *Fault {
	f := r.byForm(s, at, o)
	if f == nil && r.Standard == GS1 && !isLink(s) && s[0] != '(' {
		r.doubt(DoubtCarrier, at, "", cmp.Or(r.Symbology.Carrier(), "]"+string(r.Symbology)))
	}
	return f
}

// elementData reads element strings that are known to be such.
func (r *Reading) elementData(s string, at int, o Options) *Fault {
	r.Standard = GS1
	if len(s) > 0 && s[0] == gs && !o.Strict {
		r.doubt(DoubtExtraGS, at, "", "")
		s, at = s[1:], at+1
	}
	if f := r.readElements(s, at, o, false); f != nil {
		return f
	}
	return r.associate(o.Strict)
}
