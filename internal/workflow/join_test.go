package workflow

import (
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/stock"
)

// master is one item whose box has a name in every scheme, and whose case has
// others.
func master() fact.View {
	store := fact.NewMemory()
	stock.ItemDefined{Item: stock.Item{ID: "A", MinLifeDays: 1, Packages: []stock.Package{
		{Level: stock.Base, Content: 1},
		{Level: stock.Box, Content: 24, GTINs: []string{"06901234000016"}, Codes: []string{"trace:8021761", "hibc:A123BJC5D6E71", "ma:MA.156.M0.100025.12345678"}},
		{Level: stock.Case, Content: 240, GTINs: []string{"16901234000013"}, Codes: []string{"trace:8021762"}},
	}}}.Apply(store, fact.Meta{})
	return store
}

func decoded(t interface{ Fatalf(string, ...any) }, code string) scan.Reading {
	r, err := scan.Decode([]byte(code), scan.Options{Today: "2026-06-01"})
	if err != nil {
		t.Fatalf("%q: %v", code, err)
	}
	return r
}

// families are codes that stand on one pack.
var families = [][]string{
	{"]E06901234000016", "]C11026B8", "]C117280430", "80217611234567890123"},
	{"]E06901234000016", "]C1172804301026B8"},
	{"]d20106901234000016172804301026B8", "80217611234567890123"},
	{"+A123BJC5D6E71G", "+$$3280430GQ", "+$HB3G+"},
	{"+A123BJC5D6E71G", "+$$3280430HB1GC", "80217611234567890123"},
	{"]E06901234000016", "MA.156.M0.100025.12345678.LMA1.E280331"},
}

// TestOnePackInAnyOrder: the codes of one pack make the same pack, whichever
// comes first.
func TestOnePackInAnyOrder(t *testing.T) {
	view := master()
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SampledFrom(families).Draw(t, "family")
		want, got := joinedOf(t, view, codes), joinedOf(t, view, rapid.Permutation(codes).Draw(t, "order"))
		if want.lot != got.lot || want.expiry != got.expiry || want.single() != got.single() || want.item.ID != got.item.ID ||
			want.level != got.level || want.quantity != got.quantity || want.complete() != got.complete() {
			t.Fatalf("%+v\nis not\n%+v", got, want)
		}
		if !got.complete() || got.quantity != 24 {
			t.Fatalf("not complete: %+v", got)
		}
	})
}

func joinedOf(t *rapid.T, view fact.View, codes []string) *pack {
	p := read(view, decoded(t, codes[0]))
	for _, code := range codes[1:] {
		if !p.merge(view, decoded(t, code)) {
			t.Fatalf("%q is taken for another pack's after %q", code, codes)
		}
	}
	return p
}

// TestAnotherPacksCode: what cannot be of the pack in hand changes nothing.
func TestAnotherPacksCode(t *testing.T) {
	view := master()
	for _, c := range []struct{ name, have, seen string }{
		{"one more box", "]E06901234000016", "]E06901234000016"},
		{"one more box by a primary", "+A123BJC5D6E71G", "+A123BJC5D6E71G"},
		{"a case's code", "]E06901234000016", "]E216901234000013"},
		{"a case's trace code", "]E06901234000016", "80217621234567890123"},
		{"another trace code", "80217611234567890123", "80217611234567890124"},
		{"an unknown trace prefix", "]E06901234000016", "80999991234567890123"},
		{"an unknown GTIN", "80217611234567890123", "]E06901234000030"},
		{"another lot", "]d201069012340000161026B8", "]C11026B9"},
		{"another expiry", "]d2010690123400001617280430", "]C117280531"},
		{"a secondary linked elsewhere", "+A123BJC5D6E71G", "+$$3280430HB1XT"},
		{"a GS1 lot beside HIBC", "+A123BJC5D6E71G", "]C11026B8"},
	} {
		first, second := decoded(t, c.have), decoded(t, c.seen)
		p := read(view, first)
		before := *p
		if p.merge(view, second) {
			t.Errorf("%s is taken", c.name)
		}
		if p.lot != before.lot || p.expiry != before.expiry || p.single() != before.single() || p.level != before.level || string(p.scan) != string(before.scan) {
			t.Errorf("%s has changed the pack: %+v", c.name, p)
		}
	}
}
