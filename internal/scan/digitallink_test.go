package scan

import "testing"

// TestFaultsInEscapesStandWhereTheyAreWritten: a fault in a value that is
// written with escapes is marked there, not in what they stand for.
func TestFaultsInEscapesStandWhereTheyAreWritten(t *testing.T) {
	for raw, marked := range map[string]string{
		"https://a.b/01/09501101530003/10/A%2FB%20C":    "%20",
		"https://a.b/01/09501101530003/10/A%2fB C":      " ",
		"https://a.b/00/043921922929879462?3430=2+0747": "+",
		"https://a.b/01/0950110153000%34":               "%34",
		"https://a.b/01/950110%31530004":                "950110%31530004",
		`(01)09501101530003(10)A\(B C`:                  " ",
		`(01)09501101530003(3100)\(00000`:               `\(`,
	} {
		_, err := Decode([]byte(raw), Options{Today: "2026-11-23", Strict: true})
		f, _ := err.(*Fault)
		if f == nil || raw[f.At:f.At+f.Len] != marked {
			t.Errorf("%s: %+v", raw, f)
		}
	}
}
