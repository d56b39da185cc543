package scan

import (
	"slices"
	"testing"
)

func TestNamesOfAPackageBesideItsGTIN(t *testing.T) {
	primary := hibcOf("+A123BJC5D6E71")
	for raw, want := range map[string][]string{
		"80217611234567890123":                 {"trace:8021761"},
		primary:                                {"hibc:A123BJC5D6E71"},
		hibcOf("+A123BJC5D6E71/$$3270630LOT9"): {"hibc:A123BJC5D6E71"},
		"[)>\x1e06\x1d9N110375286414\x1d1T12345ABCD\x1e\x04": {"ppn:110375286414", "pzn:03752864"},
		keyed("0415003752864"):                               {"pzn:03752864"},
		"MA.156.M0.100025.12345678.LAB1.E280331":             {"ma:MA.156.M0.100025.12345678"},
		"(MF)06936983800013(BA)LOT1":                         {"ahm:06936983800013"},
		"4006381333931":                                      nil,
		hibcOf("+$$3270630LOT9" + primary[len(primary)-1:]):  nil,
		"]C110AB":  nil,
		"LGP.1001": nil,
		"hello":    nil,
	} {
		r := read(t, raw, nil)
		if got := r.Codes(); !slices.Equal(got, want) {
			t.Errorf("%q (%s) is known by %q, want %q", raw, r.Kind, got, want)
		}
	}
}
