package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// serum is 50 vials of vaccine on a finished receipt, in the inspection place.
func serum(h house) (receipt string) {
	h.t.Helper()
	h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-V", Supplier: "S1", Lines: []document.OrderLine{
		{No: 1, Item: sim.Vaccine, Quantity: 50, Level: stock.Box, PriceE4: 100_003},
	}}})
	receipt = h.open("CG-V")
	h.must("keeper", vials(receipt, 50))
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	return receipt
}

func vials(receipt string, quantity stock.Quantity) document.ReceivePack {
	return document.ReceivePack{Receipt: receipt, Item: sim.Vaccine, Level: stock.Box, Quantity: quantity, Lot: "V1", Expiry: "2028-03-31"}
}

func inspect(receipt string, change func(*document.Inspect)) document.Inspect {
	c := document.Inspect{Receipt: receipt, Item: sim.Vaccine, Lot: "V1", Sample: 5, Findings: "clear, seals whole, 4.2 degrees"}
	if change != nil {
		change(&c)
	}
	return c
}

func TestInspectRefuses(t *testing.T) {
	tests := []struct {
		name, code string
		change     func(*document.Inspect)
	}{
		{"another lot", "nothing_to_inspect", func(c *document.Inspect) { c.Lot = "V2" }},
		{"another receipt", "nothing_to_inspect", func(c *document.Inspect) { c.Receipt = "RK-2026-0099" }},
		{"without a sample", "bad_sample", func(c *document.Inspect) { c.Sample = 0 }},
		{"a sample of more than came", "bad_sample", func(c *document.Inspect) { c.Sample = 51 }},
		{"rejecting more than came", "bad_sample", func(c *document.Inspect) { c.Rejected, c.Reason = 51, "damaged" }},
		{"rejecting less than nothing", "bad_sample", func(c *document.Inspect) { c.Rejected = -1 }},
		{"without findings", "findings_missing", func(c *document.Inspect) { c.Findings = " \n" }},
		{"findings that cannot be printed", "findings_missing", func(c *document.Inspect) { c.Findings = "clear\x00" }},
		{"rejecting without a reason", "reason_missing", func(c *document.Inspect) { c.Rejected = 5 }},
		{"nobody signs", "signature_missing", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.refused(test.code, inspect(serum(h), test.change))
		})
	}
}

// TestInspectionHoldsTheGoods: until the quality person has decided they can
// be neither put away, moved, returned, reported nor picked.
func TestInspectionHoldsTheGoods(t *testing.T) {
	h := newHouse(t)
	receipt := serum(h)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Vaccine, Quantity: 5})
	lot := stock.LotKey{Item: sim.Vaccine, Number: "V1"}
	part := []document.Goods{{Item: sim.Vaccine, Lot: "V1", From: "INSP-1", Quantity: 5}}
	to := func(place stock.PlaceID) []document.Goods { p := part[0]; p.To = place; return []document.Goods{p} }
	for code, c := range map[string]fact.Command{
		"nothing_in_stock":     document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"},
		"waits_for_inspection": document.PutAway{Lot: lot, From: "INSP-1", To: "C-01"},
	} {
		h.refused(code, c)
	}
	for _, c := range []fact.Command{
		document.MoveGoods{Goods: to("C-01")}, document.MoveGoods{Goods: to("QUAR-1")},
		document.SendBack{Receipt: receipt, Reason: "damaged", Goods: part}, document.ReportDamage{Reason: "damaged", Goods: part},
	} {
		h.refused("waits_for_inspection", c)
	}
	h.signed("quality", inspect(receipt, nil), "quality", "quality")
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
}

// TestInspectionParts: what is rejected goes into quarantine, the rest to the
// dock, and their values add up to what came.
func TestInspectionParts(t *testing.T) {
	h := newHouse(t)
	receipt := serum(h)
	came := h.onHand(sim.Vaccine, "V1", "INSP-1")
	if came.Quantity != 50 || came.ValueE4 != 1_000_030 {
		t.Fatalf("%+v waits", came)
	}
	h.signed("quality", inspect(receipt, func(c *document.Inspect) { c.Rejected, c.Reason = 7, "too_warm" }), "quality", "quality")
	dock, aside := h.onHand(sim.Vaccine, "V1", "DOCK-1"), h.onHand(sim.Vaccine, "V1", "QUAR-1")
	if dock.Quantity != 43 || aside.Quantity != 7 || dock.ValueE4+aside.ValueE4 != came.ValueE4 || aside.ValueE4 != 140_004 {
		t.Errorf("released %+v, rejected %+v of %+v", dock, aside, came)
	}
	h.view(func(view fact.View) {
		i, found := document.FindInspection(view, "YS-2026-0001")
		if !found || i.Released != 43 || i.Rejected != 7 || i.Signer != "quality" || i.Reason != "too_warm" {
			t.Errorf("the document says %+v", i)
		}
	})
	h.refused("nothing_to_inspect", inspect(receipt, nil))
}

// TestInspectionOfTheReceiptItself: the same lot on another receipt waits for
// itself, at its own price.
func TestInspectionOfTheReceiptItself(t *testing.T) {
	h := newHouse(t)
	one := serum(h)
	h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-W", Supplier: "S2", Lines: []document.OrderLine{
		{No: 1, Item: sim.Vaccine, Quantity: 40, Level: stock.Box, PriceE4: 500_000},
	}}})
	two := h.open("CG-W")
	h.must("keeper", vials(two, 20))
	h.refused("receipt_still_open", inspect(two, nil))
	h.must("keeper", document.CorrectPack{Receipt: two, Pack: h.receipt(two).Last, Quantity: 40})
	h.must("keeper", document.CorrectPack{Receipt: two, Pack: h.receipt(two).Last, Quantity: 20})
	h.must("keeper", document.FinishReceipt{Receipt: two})
	h.signed("quality", inspect(one, nil), "quality", "quality")
	if left := h.onHand(sim.Vaccine, "V1", "INSP-1"); left != (stock.Holding{Quantity: 20, ValueE4: 2_000_000}) {
		t.Errorf("of the second receipt %+v waits", left)
	}
	pack := h.receipt(one).Last
	h.must("keeper", document.ReopenReceipt{Receipt: one})
	h.refused("inspected_already", document.CorrectPack{Receipt: one, Pack: pack, Quantity: 40})
	h.signed("quality", inspect(two, func(c *document.Inspect) { c.Rejected, c.Reason = 20, "papers" }), "quality", "quality")
	if left := h.onHand(sim.Vaccine, "V1", "INSP-1"); left != (stock.Holding{}) {
		t.Errorf("%+v is left where nothing waits", left)
	}
}

func TestInspectionNeedsAPlace(t *testing.T) {
	h := house{sim.NewHouse("2026-11-23"), t}
	sim.Furnish(h.House)
	h.Say(stock.PlaceDefined{Place: stock.Place{ID: "INSP-1", Kind: stock.Bin}},
		document.OrderPlaced{Order: document.Order{ID: "CG-V", Supplier: "S1", Lines: []document.OrderLine{{No: 1, Item: sim.Vaccine, Quantity: 50, Level: stock.Box}}}})
	h.refused("no_inspection_place", vials(h.open("CG-V"), 5))
}
