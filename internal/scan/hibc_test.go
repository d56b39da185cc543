package scan

import (
	"testing"

	"pgregory.net/rapid"
)

func TestHIBCForms(t *testing.T) {
	const link = "L"
	for name, c := range map[string]struct {
		body, lot, serial string
		expiry, made      Date
		quantity          int64
	}{
		"primary":                    {"+A123BJC5D6E71", "", "", "", "", 0},
		"lot without date":           {"+$3C001" + link, "3C001", "", "", "", 0},
		"serial without date":        {"+$+0001" + link, "", "0001", "", "", 0},
		"MMYY":                       {"+$$09283C001" + link, "3C001", "", "2028-09-30", "", 0},
		"MMDDYY":                     {"+$$20928283C001" + link, "3C001", "", "2028-09-28", "", 0},
		"YYMMDD":                     {"+$$32809283C001" + link, "3C001", "", "2028-09-28", "", 0},
		"YYMMDDHH":                   {"+$$4280928223C001" + link, "3C001", "", "2028-09-28", "", 0},
		"YYJJJ":                      {"+$$5282713C001" + link, "3C001", "", "2028-09-27", "", 0},
		"YYJJJHH":                    {"+$$628271223C001" + link, "3C001", "", "2028-09-27", "", 0},
		"no date":                    {"+$$73C001" + link, "3C001", "", "", "", 0},
		"two digits of quantity":     {"+$$82409283C001" + link, "3C001", "", "2028-09-30", "", 24},
		"five digits of quantity":    {"+$$90010009283C001" + link, "3C001", "", "2028-09-30", "", 100},
		"quantity and YYMMDD":        {"+$$82432809283C001" + link, "3C001", "", "2028-09-28", "", 24},
		"quantity alone":             {"+$$824" + link, "", "", "", "", 24},
		"serial with date":           {"+$$+32809280001" + link, "", "0001", "2028-09-28", "", 0},
		"the oldest form":            {"+282713C001" + link, "3C001", "", "2028-09-27", "", 0},
		"date without lot":           {"+$$3280928" + link, "", "", "2028-09-28", "", 0},
		"concatenated":               {"+A999123451/$$3280928LOT/S12345", "LOT", "12345", "2028-09-28", "", 0},
		"concatenated, long dates":   {"+A999123451/$LOT/14D20280928/16D20260101/Q24", "LOT", "", "2028-09-28", "2026-01-01", 24},
		"link is a space":            {"+$3C001 ", "3C001", "", "", "", 0},
		"lot with all its alphabet":  {"+$A-. $+%" + link, "A-. $+%", "", "", "", 0},
		"concatenated, no secondary": {"+A99912345/1"[:9] + "1", "", "", "", "", 0},
	} {
		r, err := Decode([]byte(hibcOf(c.body)), Options{Today: "2026-11-23", Strict: true})
		if err != nil {
			t.Errorf("%s %q: %v", name, c.body, err)
			continue
		}
		n, _ := r.Quantity()
		if r.Lot() != c.lot || r.Serial() != c.serial || r.Expiry() != c.expiry || r.Made() != c.made || n != c.quantity || r.Standard != HIBC {
			t.Errorf("%s %q: lot %q serial %q expiry %s made %s quantity %d", name, c.body, r.Lot(), r.Serial(), r.Expiry(), r.Made(), n)
		}
	}
}

func TestHIBCThatBreaksItsForm(t *testing.T) {
	for body, code := range map[string]string{
		"+A12":                        CodeHIBCForm,
		"+A123BJC5D6E7A":              CodeHIBCForm,
		"+A123BJC5D6E7BJC5D6E7BJC5D1": CodeHIBCForm,
		"+A999123451/X1":              CodeHIBCForm,
		"+$$8L":                       CodeHIBCForm,
		"+$$8XXL":                     CodeDigit,
		"+$$1328ABCL":                 CodeMonth,
		"+$$3280230ABCL":              CodeDay,
		"+$$527366ABCL":               CodeDay,
		"+$$42809282436L":             CodeHour,
		"+$$32809X8ABCL":              CodeDigit,
		"+$$328L":                     CodeDateLength,
		"+$1234567890123456789L":      CodeLong,
		"+A999123451/14D2028092":      CodeDateLength,
		"+A999123451/14D202809281":    CodeDateLength,
		"+A999123451/Q":               CodeDigit,
	} {
		_, err := Decode([]byte(hibcOf(body)), Options{Today: "2026-11-23", Strict: true})
		if f, ok := err.(*Fault); !ok || f.Code != code {
			t.Errorf("%q: %v, want %s", body, err, code)
		}
	}
}

func TestAnyChangedCharacterOfHIBCIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hibcOf("+A123" + rapid.StringMatching(`[0-9A-Z]{1,18}`).Draw(t, "product") + "1")
		i := rapid.IntRange(1, len(s)-1).Draw(t, "place")
		c := hibcAlphabet[rapid.IntRange(0, len(hibcAlphabet)-1).Draw(t, "character")]
		changed := s[:i] + string(c) + s[i+1:]
		r, err := Decode([]byte(changed), Options{Strict: true})
		if changed != s && err == nil && r.Standard == HIBC {
			t.Fatalf("%s passes for %s", changed, s)
		}
	})
}
