package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// TestMaySupply: which papers and reviews let goods of a supplier in, on the
// 23rd of November 2026.
func TestMaySupply(t *testing.T) {
	const past, today, ahead = "2026-11-22", "2026-11-23", "2026-11-24"
	type paper struct {
		kind   document.PaperKind
		number string
		expiry stock.Date
	}
	for name, test := range map[string]struct {
		papers  []paper
		outcome document.SupplierState
		want    string
	}{
		"nothing filed":               {nil, "", ""},
		"licence on its last day":     {[]paper{{document.Licence, "1", today}}, "", ""},
		"licence run out":             {[]paper{{document.Licence, "1", past}}, "", "paper_expired"},
		"the old one beside the new":  {[]paper{{document.Licence, "1", past}, {document.Licence, "2", ahead}}, "", ""},
		"permit run out":              {[]paper{{document.Licence, "1", ahead}, {document.Permit, "1", past}}, "", "paper_expired"},
		"GSP run out":                 {[]paper{{document.GSP, "1", past}}, "", "paper_expired"},
		"GMP run out":                 {[]paper{{document.GMP, "1", past}}, "", "paper_expired"},
		"any other paper run out":     {[]paper{{document.Certificate, "1", past}}, "", ""},
		"under review":                {nil, document.UnderReview, ""},
		"suspended":                   {nil, document.Suspended, "supplier_suspended"},
		"suspended, all papers right": {[]paper{{document.Licence, "1", ahead}}, document.Suspended, "supplier_suspended"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			for _, p := range test.papers {
				h.must("quality", document.FilePaper{Paper: document.Paper{Supplier: "S1", Kind: p.kind, Number: p.number, Expiry: p.expiry}})
			}
			if test.outcome != "" {
				h.must("quality", document.ReviewSupplier{Supplier: "S1", Outcome: test.outcome, Reason: "letter"})
			}
			if got := h.answer(document.OpenReceipt{Order: "CG-1", Place: "DOCK-1"}); got != test.want {
				t.Errorf("the receipt opens with %q, want %q", got, test.want)
			}
			if got := h.answer(document.BookReceipt{Order: "CG-1", Place: "DOCK-1", Lines: []document.BookedLine{{Item: sim.Amox, Level: stock.Box, Quantity: 24, Lot: "B", Expiry: "2028-03-31"}}}); got != test.want {
				t.Errorf("goods received elsewhere are booked with %q, want %q", got, test.want)
			}
		})
	}
}

// TestStrategic: only designated suppliers deliver a strategic item, and where
// none is, nobody does.
func TestStrategic(t *testing.T) {
	for name, test := range map[string]struct {
		suppliers []string
		want      string
	}{"designated": {[]string{"S2", "S1"}, ""}, "another": {[]string{"S2"}, "supplier_not_on_order"}, "nobody": {nil, "supplier_not_on_order"}} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			var item stock.Item
			h.view(func(view fact.View) { item, _ = stock.FindItem(view, sim.Amox) })
			item.Strategic, item.Suppliers = true, test.suppliers
			h.Say(stock.ItemDefined{Item: item})
			receipt := h.open("CG-1")
			if got := h.answer(receiveBox(receipt, "")); got != test.want {
				t.Errorf("the dock answers %q, want %q", got, test.want)
			}
		})
	}
}

// TestConsignedOfAnUnreviewedSupplier is not taken at all: it could stand
// neither with what is his nor apart.
func TestConsignedOfAnUnreviewedSupplier(t *testing.T) {
	h := newHouse(t)
	h.Say(consignedOrder()...)
	h.Say(stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", New: true}})
	receipt := h.open("CG-9")
	h.refused("consigned_unreviewed", receiveBox(receipt, ""))
}
