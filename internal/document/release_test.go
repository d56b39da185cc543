package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

func releaseOf(lot string, quantity stock.Quantity, from, to stock.PlaceID) document.ReleaseGoods {
	return document.ReleaseGoods{Findings: "seals whole", Goods: []document.Goods{{Item: sim.Amox, Lot: lot, From: from, To: to, Quantity: quantity}}}
}

// TestReleaseFromQuarantine: who may release what, and where it may go.
func TestReleaseFromQuarantine(t *testing.T) {
	h := newHouse(t)
	receipt := amoxReceipt(h) // a box of A1 received, and one set aside in QUAR-1
	sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "QUAR-1", 48)
	sim.Stock(h.House, sim.Amox, "OLD", "2026-01-31", "QUAR-1", 24)
	sim.Stock(h.House, sim.Amox, "HELD", "2028-01-31", "QUAR-1", 24)
	h.must("boss", document.HoldLot{Lot: stock.LotKey{Item: sim.Amox, Number: "HELD"}, Reason: "doubtful"})
	h.must("keeper", document.ReportDamage{Reason: "damaged", Goods: []document.Goods{{Item: sim.Amox, Lot: "L1", From: "QUAR-1", Quantity: 24}}})
	h.refused("signature_missing", releaseOf("L1", 0, "QUAR-1", "DOCK-1"))
	for _, test := range []struct {
		code string
		c    document.ReleaseGoods
		role string
	}{
		{"wrong_signer", releaseOf("L1", 0, "QUAR-1", "DOCK-1"), "supervisor"},
		{"findings_missing", document.ReleaseGoods{Goods: releaseOf("L1", 0, "QUAR-1", "DOCK-1").Goods}, "quality"},
		{"not_set_apart", releaseOf("A1", 0, "DOCK-1", "A-01"), "quality"},
		{"no_store_place", releaseOf("L1", 0, "QUAR-1", "ICU"), "quality"},
		{"wrong_storage", releaseOf("L1", 0, "QUAR-1", "C-01"), "quality"},
		{"expired", releaseOf("OLD", 0, "QUAR-1", "DOCK-1"), "quality"},
		{"lot_held", releaseOf("HELD", 0, "QUAR-1", "DOCK-1"), "quality"},
		{"promised", releaseOf("L1", 25, "QUAR-1", "DOCK-1"), "quality"},
		{"not_enough", releaseOf("L1", 49, "QUAR-1", "DOCK-1"), "quality"},
		{"turned_away", releaseOf("A1", 0, "QUAR-1", "DOCK-1"), "quality"},
		{"turned_away", releaseOf("A1", 24, "QUAR-1", "DOCK-1"), "quality"},
		{"no_lines", document.ReleaseGoods{Findings: "whole"}, "quality"},
	} {
		h.refusedSigned(test.code, test.c, "fang", test.role)
	}
	h.signed("keeper", releaseOf("L1", 0, "QUAR-1", "DOCK-1"), "fang", "quality")
	if got := h.onHand(sim.Amox, "L1", "DOCK-1").Quantity; got != 24 {
		t.Errorf("%d came to the dock", got)
	}
	h.view(func(view fact.View) {
		paper, found := document.FindTransfer(view, "YK-2026-0001")
		if !found || !paper.Released || paper.Remark != "seals whole" || len(document.SignaturesOf(view, paper.ID)) != 1 {
			t.Errorf("the paper is %+v", paper)
		}
	})
	// A lot that was quarantined as such may be used again with its goods.
	h.Say(stock.LotStatusSet{Lot: l1(), Status: stock.Quarantined, Reason: "papers"})
	sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "QUAR-1", 24)
	h.signed("keeper", releaseOf("L1", 24, "QUAR-1", "DOCK-1"), "fang", "quality")
	h.view(func(view fact.View) {
		if lot, _ := stock.FindLot(view, l1()); lot.Status != stock.Usable {
			t.Errorf("the lot is %s", lot.Status)
		}
	})
	h.Say(stock.LotStatusSet{Lot: l1(), Status: stock.Quarantined, Reason: "papers"})
	h.must("boss", document.ReleaseLot{Lot: l1(), Reason: "checked_good"})

	// What was set aside goes back to its supplier, and then nothing of it holds
	// others of its lot.
	h.must("keeper", document.SendBack{Receipt: receipt, Reason: "damaged", Goods: []document.Goods{{Item: sim.Amox, Lot: "A1", From: "QUAR-1"}}})
	h.must("keeper", document.MoveGoods{Goods: []document.Goods{{Item: sim.Amox, Lot: "A1", From: "DOCK-1", To: "QUAR-1", Quantity: 12}}})
	h.signed("keeper", releaseOf("A1", 12, "QUAR-1", "DOCK-1"), "fang", "quality")
}

// TestDamagedOnConsignment: a supplier's goods are destroyed as his, cost us
// nothing, and are not bought.
func TestDamagedOnConsignment(t *testing.T) {
	h := newHouse(t)
	h.Say(consignedOrder()...)
	receipt := h.open("CG-9")
	h.must("keeper", but(amox(receipt), func(c *document.ReceivePack) { c.Quantity = 96 }))
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "A-01", 24)
	report := document.ReportDamage{Reason: "damaged", Goods: []document.Goods{
		{Item: sim.Amox, Lot: "A1", From: "CONS-S1", Quantity: 48}, {Item: sim.Amox, Lot: "L1", From: "A-01", Quantity: 24},
	}}
	h.must("keeper", report)
	if got := h.onHand(sim.Amox, "A1", "CONSQ-S1").Quantity; got != 48 {
		t.Fatalf("%d are set apart", got)
	}
	left := func() (held stock.Holding) {
		h.view(func(view fact.View) {
			held = stock.Consignment(view, "S1", stock.LotKey{Item: sim.Amox, Number: "A1"})
		})
		return held
	}
	before := left()
	h.signed("keeper", document.DecideDamage{Damage: "BS-2026-0001"}, "boss", "supervisor")
	h.signed("keeper", document.DestroyDamaged{Damage: "BS-2026-0001"}, "boss", "supervisor")
	if lost := h.onHand(sim.Amox, "A1", "CONSL-S1"); lost != (stock.Holding{Quantity: 48}) {
		t.Errorf("lost: %+v", lost)
	}
	if lost := h.onHand(sim.Amox, "L1", "LOSS"); lost != (stock.Holding{Quantity: 24, ValueE4: 24_000}) {
		t.Errorf("our own loss: %+v", lost)
	}
	if now := left(); now.Quantity != 48 || now.ValueE4 != before.ValueE4/2 {
		t.Errorf("%+v is still to be bought, of %+v", now, before)
	}
	h.view(func(view fact.View) {
		if d, _ := document.FindDamage(view, "BS-2026-0001"); d.ValueE4 != 24_000 || d.State() != document.Finished {
			t.Errorf("the report is %+v", d)
		}
	})
	// Declined, they go back to where they lay.
	h.must("keeper", document.ReportDamage{Reason: "damaged", Goods: []document.Goods{{Item: sim.Amox, Lot: "A1", From: "CONS-S1", Quantity: 24}}})
	h.signed("keeper", document.DecideDamage{Damage: "BS-2026-0002", Decline: true, Reason: "whole"}, "boss", "supervisor")
	if got := h.onHand(sim.Amox, "A1", "CONS-S1").Quantity; got != 48 {
		t.Errorf("%d lie there again", got)
	}
}
