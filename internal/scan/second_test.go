package scan

import "testing"

// TestWhatASecondBarcodeMayBe: without a carrier named, and only where a pack
// in hand lacks something.
func TestWhatASecondBarcodeMayBe(t *testing.T) {
	known := store{"AB12": Stocked, "00172800000051": Stocked}
	for _, c := range []struct {
		raw     string
		known   Known
		reading string // of a pack in hand
		asks    int
	}{
		{"10AB12", nil, "part (10)AB12 ?no_identifier", 2},
		{"10AB12", known, "part (10)AB12 ?no_identifier", 0},
		{"21SN1", nil, "part (21)SN1 ?no_identifier", 2},
		{"17270630", nil, "part (17)270630 ?no_identifier", 0},
		{"17280531", nil, "part (17)280531 ?no_identifier", 0}, // a UPC-E by its digits
		{"17280531", known, "product (01)00172800000051 ?ambiguous", 0},
		{"1727063010AB12", nil, "part (17)270630(10)AB12 ?no_identifier", 0},
		{"17990630", nil, "text ?not_ean8", 0}, // hardly an expiry
		{"10", nil, "text", 0},
		{"PO-1", nil, "text", 0},
		{"4006381333931", nil, "product (01)04006381333931", 0},
		{"10614141000415", nil, "product (01)10614141000415", 0}, // the number of a case
		{"]C110AB12", nil, "part (10)AB12", 0},
		{"80217611234567890123", nil, "trace 80217611234567890123", 0},
	} {
		o := Options{Today: "2026-11-23", Known: c.known, Second: true}
		r, err := Decode([]byte(c.raw), o)
		if got := summary(c.raw, o); got != c.reading || err != nil || len(r.Candidates) != c.asks {
			t.Errorf("%s is %s and asks %d, want %s", c.raw, got, len(r.Candidates), c.reading)
		}
	}
	if got := summary("10AB12", Options{Today: "2026-11-23"}); got != "text" {
		t.Errorf("with no pack in hand it is %s", got)
	}
}
