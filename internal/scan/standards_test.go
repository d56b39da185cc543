package scan

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func fault(raw string, o Options) string {
	_, err := Decode([]byte(raw), o)
	var f *Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

func TestPharmacyNumbers(t *testing.T) {
	r := read(t, "[)>\x1e06\x1d9N110375286414\x1d1T12345ABCD\x1dD270617\x1dS12345ABCDEF98765\x1dQ10\x1e\x04", nil)
	if n, _ := r.Quantity(); r.Lot() != "12345ABCD" || r.Expiry() != "2027-06-17" || r.Serial() != "12345ABCDEF98765" || n != 10 {
		t.Errorf("%s", r.Bracketed())
	}
	if scheme, number := r.National(); scheme != "PZN" || number != "03752864" {
		t.Errorf("%s %s", scheme, number)
	}
	for _, c := range []struct{ field, code string }{
		{"9N110375286413", CodeCheckDigit}, {"9N11", CodeCharacter}, {"9N110375286a14", CodeCharacter}, {"1T", CodeNoValue},
		{"1T123456789012345678901", CodeLong}, {"8P0950110153000", CodeShort}, {"8P09501101530004", CodeCheckDigit}, {"Q1x", CodeDigit},
		{"1234X1", CodeDataIdentifier}, {"+1", CodeDataIdentifier}, {"D27063", CodeDateLength}, {"1TA\x02", CodeControl},
	} {
		if got := fault("[)>\x1e06\x1d"+c.field+"\x1e\x04", Options{Strict: true}); got != c.code {
			t.Errorf("%s: %s, want %s", c.field, got, c.code)
		}
	}
}

func TestAMessageMayHoldBothFormats(t *testing.T) {
	r := read(t, "[)>\x1e05\x1d0109501101530003\x1e06\x1d1TAB\x1e\x04", nil)
	if r.GTIN() != "09501101530003" || r.Lot() != "AB" || len(r.Doubts) > 0 {
		t.Errorf("%s %v", r.Bracketed(), r.Doubts)
	}
}

func TestAMessageWithoutEndIsDoubted(t *testing.T) {
	for _, raw := range []string{"[)>\x1e06\x1d1TAB", "[)>\x1e06\x1d1TAB\x1e", "[)>06\x1d1TAB\x1e\x04", ">[)>06\x1d1TAB"} {
		r := read(t, raw, nil)
		if r.Lot() != "AB" || !r.HasDoubt(DoubtEnvelope) {
			t.Errorf("%q: %s %v", raw, r.Bracketed(), r.Doubts)
		}
		if got := fault(raw, Options{Strict: true}); got != CodeEnvelope && raw[0] == '[' {
			t.Errorf("%q strictly: %s", raw, got)
		}
	}
}

func TestNationalNumbers(t *testing.T) {
	for gtin, want := range map[string][2]string{
		keyed("0415003752864"): {"PZN", "03752864"}, keyed("0415003752865"): {"", ""}, keyed("0340093012345"): {"CIP", keyed("0340093012345")[1:]},
		keyed("0847000123456"): {"CN", "123456"}, keyed("0768012345001"): {"Swissmedic", "12345001"}, keyed("0704626123456"): {"Vnr", "123456"},
		keyed("1031234567890"): {"NDC", "1234567890"}, keyed("0690123456789"): {"", ""},
	} {
		r := read(t, "(01)"+gtin, nil)
		if scheme, number := r.National(); scheme != want[0] || number != want[1] {
			t.Errorf("%s: %s %s, want %v", gtin, scheme, number, want)
		}
	}
}

func TestDonationNumbers(t *testing.T) {
	const din = "G123426654321"
	flags := func(c byte) string {
		v := isbtCheck
		for isbtAlphabet[v-isbtCheck] != c {
			v++
		}
		return string([]byte{byte('0' + v/10), byte('0' + v%10)})
	}
	right := flags(donationCheck(din))
	r := read(t, "="+din+right, nil)
	if r.ID != din || r.Serial() != din || r.Kind != KindPart || r.Standard != ISBT128 {
		t.Errorf("%+v", r)
	}
	wrong := right[:1] + string('0'+(right[1]-'0'+1)%10)
	for raw, code := range map[string]string{
		"=" + din + wrong: CodeCheckDigit, "=" + din + "98": CodeCheckDigit, "=G12342665432x00": CodeDonation, "=G123426654321A0": CodeDonation,
	} {
		if got := fault(raw, Options{Strict: true}); got != code {
			t.Errorf("%s: %s, want %s", raw, got, code)
		}
	}
}

func TestADonationCheckIsModulo37(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		din := rapid.StringMatching(`[0-9A-Z]{13}`).Draw(t, "din")
		sum, weight := 0, 1 // ISO/IEC 7064 37-2: powers of two from the right leave 1
		s := din + string(donationCheck(din))
		for i := len(s) - 1; i >= 0; i-- {
			sum += weight * strings.IndexByte(isbtAlphabet, s[i])
			weight = weight * 2 % 37
		}
		if sum%37 != 1 {
			t.Fatalf("%s leaves %d", s, sum%37)
		}
	})
}

func TestAPharmacyNumberHoldsARightPZN(t *testing.T) {
	for pzn, ok := range map[string]bool{"03752864": true, "03752865": false} {
		sum := 0
		for i, c := range "11" + pzn {
			sum += int(c) * (i + 2)
		}
		ppn := "11" + pzn + string([]byte{byte('0' + sum%97/10), byte('0' + sum%97%10)})
		if f := checkPPN(ppn); (f.code == "") != ok {
			t.Errorf("%s: %+v", ppn, f)
		}
	}
}

func TestADonationCheckSeesAnyChangedDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		din := "G" + rapid.StringMatching(`[0-9]{12}`).Draw(t, "din")
		i := rapid.IntRange(1, 12).Draw(t, "place")
		d := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		other := din[:i] + string(d) + din[i+1:]
		if other != din && donationCheck(other) == donationCheck(din) {
			t.Fatalf("%s and %s have the same check", din, other)
		}
	})
}

func TestDeviceCodesThatBreakTheirForm(t *testing.T) {
	for _, raw := range []string{
		"MA.", "MA.15.M0.100001.12345678", "MA.156..100001.12345678", "MA.156.M0.100001.", "MA.156.M0.1.2..L1", "MA.156.M0.1.2.X1", "MA.156.M0.1.2.L",
		"(MF)", "(MF)1(ZZ)2", "(MF)1(SN)", "(MF)1(SN", "(MF)a b",
	} {
		if got := fault(raw, Options{}); got != CodeDeviceForm {
			t.Errorf("%q: %s", raw, got)
		}
	}
	if got := fault("MA.156.M0.1.2.E271301", Options{}); got != CodeMonth {
		t.Errorf("a month that does not exist: %s", got)
	}
	r := read(t, "(MF)1(MD)20260101(ED)280101", nil)
	if r.Made() != "2026-01-01" || r.Expiry() != "2028-01-01" || r.ID != "1" {
		t.Errorf("%s", r.Bracketed())
	}
}

func TestTracePrefixNamesThePackage(t *testing.T) {
	r := read(t, "80217611234567890123", nil)
	if r.TracePrefix() != "8021761" || r.Lot() != "" || r.Expiry() != "" || r.Kind != KindTrace {
		t.Errorf("%+v", r)
	}
	r = read(t, "4006381333931", nil)
	if r.TracePrefix() != "" {
		t.Errorf("a GTIN has the trace prefix %s", r.TracePrefix())
	}
}

func TestReadableText(t *testing.T) {
	for raw, want := range map[string]string{
		"GTIN (01) 09501101530003 EXP (17) 261231 LOT (10) AB12": "(01)09501101530003(17)261231(10)AB12",
		"(01) 09501101530003 (17) 261231 (10) AB12":              "(01)09501101530003(17)261231(10)AB12",
		"GTIN(01)09501101530003 BATCH/LOT(10)A(B":                "(01)09501101530003(10)A\\(B",
		"(01)09501101530003EXP (17)261231":                       "(01)09501101530003(17)261231",
		"SSCC (00) " + keyed("10690123456789012"):                "(00)" + keyed("10690123456789012"),
	} {
		r := read(t, raw, nil)
		if r.Bracketed() != want {
			t.Errorf("%q: %s, want %s", raw, r.Bracketed(), want)
		}
		for _, e := range r.Elements {
			if raw[e.At:][:len(e.Value)] != e.Value {
				t.Errorf("%q: (%s) is not at %d", raw, e.AI, e.At)
			}
		}
	}
	for raw, code := range map[string]string{
		"GTIN (01) 09501101530004":             CodeCheckDigit,
		"GTIN (01) 09501101530003 (10)":        CodeShort,
		"GTIN (01) 09501101530003 (10) AB 123": CodeBrackets,
		"(01) 09501101530003 123456 (10) AB":   CodeBrackets,
	} {
		if got := fault(raw, Options{}); got != code {
			t.Errorf("%q: %s, want %s", raw, got, code)
		}
	}
}

func TestUPCEWithItsZeros(t *testing.T) {
	for short, long := range map[string]string{
		"04252614": "042100005264", "01234565": "012345000065", "02345673": "023456000073", "01200003": "012000000003",
	} {
		got, ok := expandUPCE(short)
		if !ok || got != long && mod10(long) {
			t.Errorf("%s: %s, want %s", short, got, long)
		}
	}
	for _, s := range []string{"", "1234567", "21234567"} {
		if got, ok := expandUPCE(s); ok {
			t.Errorf("%s: %s", s, got)
		}
	}
	r := read(t, "01234565", store{"00000001234565": Stocked})
	if r.GTIN() != "00000001234565" || len(r.Doubts) > 0 {
		t.Errorf("the store knows the EAN-8: %s %v", r.GTIN(), r.Doubts)
	}
}

func TestRepairsSayWhatIsToBeCured(t *testing.T) {
	r := read(t, "SCAN:]d2010950110153000310AY|21Z", nil)
	if got := r.Rescued(); len(got) != 2 || got[0] != DoubtSeparator || got[1] != DoubtStray {
		t.Errorf("%v", got)
	}
	for i := range r.Elements {
		e := &r.Elements[i]
		if "SCAN:]d2010950110153000310AY|21Z"[e.At:][:len(e.Value)] != e.Value {
			t.Errorf("(%s) is not at %d", e.AI, e.At)
		}
	}
	r = read(t, "]d20109501101530003", nil)
	if r.Rescued() != nil {
		t.Errorf("%v", r.Rescued())
	}
}

func TestASeparatorOfTheProfileIsTried(t *testing.T) {
	const raw = "]d2010950110153000310AY;21Z"
	r, err := Decode([]byte(raw), Options{Separators: []string{";;", ";"}})
	if err == nil && r.Lot() == "AY;21Z" { // ; is a character that lots may have
		r, err = Decode([]byte("]d2010950110153000310AY§21Z"), Options{Separators: []string{"§"}})
	}
	if err != nil || r.Lot() != "AY" || r.Serial() != "Z" {
		t.Errorf("%s %v", r.Bracketed(), err)
	}
}

func TestALeadingZeroOfAKnownUPCIsPutBack(t *testing.T) {
	r := read(t, "36000291452", store{"00036000291452": Stocked})
	if r.GTIN() != "00036000291452" || !r.HasDoubt(DoubtLostZero) {
		t.Errorf("%s %v", r.Bracketed(), r.Doubts)
	}
	r = read(t, "36000291452", nil) // eleven digits are a telephone number too
	if r.Kind != KindText {
		t.Errorf("%s %v", r.Kind, r.Doubts)
	}
}

func TestUnknownIdentifiersPassWhereAsked(t *testing.T) {
	o := Options{UnknownAIs: true}
	for raw, want := range map[string]string{"]C1236ABC": "(236)ABC", "]C14191234567890128": "(419)1234567890128", "]C13199123456": "(3199)123456", "(89)A(8299)B": "(89)A(8299)B"} {
		r, err := Decode([]byte(raw), o)
		if err != nil || r.Bracketed() != want {
			t.Errorf("%s: %s %v", raw, r.Bracketed(), err)
		}
		if got := fault(raw, Options{}); got != CodeUnknownAI {
			t.Errorf("%s without the option: %s", raw, got)
		}
	}
	if _, err := Decode([]byte("(399)A"), o); err == nil {
		t.Error("39 begins identifiers of four digits")
	}
	if _, err := Decode([]byte("]C18912"), o); err == nil {
		t.Error("the length of 89.. is not known")
	}
}
