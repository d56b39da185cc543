package scan

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryReferenceCaseOfWritingScanData(t *testing.T) {
	seen := 0
	for _, v := range vectors(t) {
		if v.kind != "scandata_generate" {
			continue
		}
		seen++
		symbol, data, _ := strings.Cut(v.input, " ")
		got, err := ScanData(Symbol(symbol), data)
		if (err == nil) != (v.verdict == "OK") || err == nil && got != v.output {
			t.Errorf("row %d %q: %q %v, reference %s %q", v.line, v.input, got, err, v.verdict, v.output)
		}
	}
	if seen < 43 {
		t.Errorf("only %d rows were tried", seen)
	}
}

func TestWhatASymbolCannotHold(t *testing.T) {
	for _, c := range []struct {
		symbol     Symbol
		data, code string
		at         int
	}{
		{"QRX", "TESTING", CodeBadIdentifier, 0},
		{"QR", "", CodeBadIdentifier, 0},
		{"GS1_128_CCA", "TESTING", CodeNoIdentifier, 0},
		{"DM", "^0109501101530004", CodeCheckDigit, 16},
		{"DM", "^10A\x1d21B", CodeControl, 4},
		{"DataBarExpanded", "^0109501101530003|99X", CodeNoIdentifier, 18},
		{"DataBarExpanded", "^0109501101530003|^17261131", CodeDay, 25},
		{"EAN13", "95011015300", CodeShort, 0},
		{"EAN13", "^01950110153000", CodeShort, 0},
		{"EAN13", "09501101530003", CodeLong, 13},
		{"EAN13", "^0119501101530000", CodeLong, 13},
		{"EAN8", "0234567x", CodeDigit, 7},
		{"EAN8", "02345674", CodeCheckDigit, 7},
		{"DataBarLimited", "^0129501101530007", CodeTooGreat, 0},
	} {
		_, err := ScanData(c.symbol, c.data)
		var f *Fault
		if !errors.As(err, &f) || f.Code != c.code || f.At != c.at {
			t.Errorf("%s %q: %v, want %s at %d", c.symbol, c.data, err, c.code, c.at)
		}
	}
}

// TestScanDataIsRead: what is written for a symbol is read as what it was
// written from, by the strictest rules.
func TestScanDataIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		symbol := rapid.SampledFrom([]Symbol{"QR", "DM", "DotCode", "GS1_128_CCA", "DataBarExpanded"}).Draw(t, "symbol")
		lot := rapid.StringMatching(`[0-9A-Z-]{1,20}`).Draw(t, "lot")
		data := "^0109501101530003^10" + lot
		if symbolsOf[symbol].with != "" && rapid.Bool().Draw(t, "composite") {
			data += "|^21" + rapid.StringMatching(`[0-9A-Z]{1,20}`).Draw(t, "serial")
		}
		sent, err := ScanData(symbol, data)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Decode([]byte(sent), Options{Strict: true})
		if err != nil || r.GTIN() != "09501101530003" || r.Lot() != lot || r.Symbology.Carrier() == "" {
			t.Fatalf("%q of %q is %s, %v", sent, data, r.Bracketed(), err)
		}
	})
}

func TestRetailSymbolsAreRead(t *testing.T) {
	for symbol, number := range map[Symbol]string{"EAN13": "4006381333931", "UPCA": "416000336108", "UPCE": "001234000057", "EAN8": "02345673", "DataBarOmni": "24012345678905"} {
		for _, above := range []string{"", "|^10AB"} {
			sent, err := ScanData(symbol, number+above)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Decode([]byte(sent), Options{Strict: true})
			if err != nil || r.GTIN() != padded(number) || (above != "") != (r.Lot() == "AB") {
				t.Errorf("%s %s: %q is %s, %v", symbol, number, sent, r.Bracketed(), err)
			}
		}
	}
}

// FuzzScanData: what is written for GS1 data is taken as such.
func FuzzScanData(f *testing.F) {
	for _, s := range []string{"^0109501101530003^10A", `\^A`, "4006381333931|^10A", "^0109501101530003|^21B", "24012345678905", "^0102112345678900|^99X"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for symbol, c := range symbolsOf {
			sent, err := ScanData(symbol, s)
			if err != nil || c.plain != "" && strings.HasPrefix(sent, c.plain) {
				continue
			}
			if _, err := Decode([]byte(sent), Options{Strict: true}); err != nil {
				t.Errorf("%s of %q is %q: %v", symbol, s, sent, err)
			}
		}
	})
}
