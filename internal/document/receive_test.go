package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// TestReceiveRefusals holds every door of the dock to its code. The house has
// one box of lot A1 received, and lots that stand in all states.
func TestReceiveRefusals(t *testing.T) {
	tests := []struct {
		name, code string
		change     func(*document.ReceivePack)
	}{
		{"no such receipt", "receipt_closed", func(c *document.ReceivePack) { c.Receipt = "RK-2026-9999" }},
		{"no such item", "unknown_code", func(c *document.ReceivePack) { c.Item = "NONE" }},
		{"no lot", "lot_missing", func(c *document.ReceivePack) { c.Lot = "" }},
		{"no quantity", "lot_missing", func(c *document.ReceivePack) { c.Quantity = 0 }},
		{"below nothing", "lot_missing", func(c *document.ReceivePack) { c.Quantity = -24 }},
		{"not on the order", "item_not_on_order", func(c *document.ReceivePack) { c.Item = "SPARE" }},
		{"bought from somebody else", "supplier_not_on_order", func(c *document.ReceivePack) { c.GLN = "6905555000007" }},
		{"expired yesterday", "expired", func(c *document.ReceivePack) { c.Lot, c.Expiry = "A9", "2026-11-22" }},
		{"expires today: good, but too short", "short_life", func(c *document.ReceivePack) { c.Lot, c.Expiry = "A9", "2026-11-23" }},
		{"a day short of 180", "short_life", func(c *document.ReceivePack) { c.Lot, c.Expiry = "A9", "2027-05-21" }},
		{"no expiry", "expiry_unknown", func(c *document.ReceivePack) { c.Lot, c.Expiry = "A9", "" }},
		{"made tomorrow", "made_later", func(c *document.ReceivePack) { c.Lot, c.Made = "A9", "2026-11-24" }},
		{"known lot, other expiry", "other_expiry", func(c *document.ReceivePack) { c.Expiry = "2028-04-30" }},
		{"held", "lot_held", func(c *document.ReceivePack) { c.Lot = "HELD" }},
		{"recalled", "lot_recalled", func(c *document.ReceivePack) { c.Lot = "RECALLED" }},
		{"quarantined", "lot_quarantined", func(c *document.ReceivePack) { c.Lot = "QUARANTINED" }},
		{"serial seen", "serial_seen", func(c *document.ReceivePack) { c.Serial = "S-1" }},
		{"more than ordered", "over_ordered", func(c *document.ReceivePack) { c.Quantity = 960 }},
		{"more than can be counted", "over_ordered", func(c *document.ReceivePack) { c.Quantity = stock.MaxQuantity + 1 }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			for lot, status := range map[string]stock.Status{"HELD": stock.Held, "RECALLED": stock.Recalled, "QUARANTINED": stock.Quarantined} {
				h.Say(stock.LotOpened{Lot: stock.Lot{LotKey: stock.LotKey{Item: sim.Amox, Number: lot}, Expiry: "2028-03-31", Status: status}})
			}
			r := h.open("CG-1")
			h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Serial = "S-1" }))
			h.refused(test.code, but(amox(r), test.change))
		})
	}
}

func TestReceiveAtTheBounds(t *testing.T) {
	tests := []struct {
		name   string
		change func(*document.ReceivePack)
	}{
		{"180 days left", func(c *document.ReceivePack) { c.Expiry = "2027-05-22" }},
		{"all that is ordered", func(c *document.ReceivePack) { c.Quantity = 960 }},
		{"the supplier's own GLN", func(c *document.ReceivePack) { c.GLN = "6901234000009" }},
		{"herbs bear no expiry", func(c *document.ReceivePack) { c.Item, c.Expiry, c.Quantity = sim.Herb, "", 500 }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.must("keeper", but(amox(h.open("CG-1")), test.change))
		})
	}
}

// TestDesignatedSupplier has glucose delivered by somebody who may not.
func TestDesignatedSupplier(t *testing.T) {
	h := newHouse(t)
	h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-2", Supplier: "S2", Lines: []document.OrderLine{{No: 1, Item: sim.Glucose, Quantity: 5, Level: stock.Base}}}})
	r := h.open("CG-2")
	h.refused("supplier_not_on_order", document.ReceivePack{Receipt: r, Item: sim.Glucose, Level: stock.Base, Quantity: 1, Lot: "G1", Expiry: "2028-01-01"})
}

func TestReceiveBooksAtTheOrdersPrice(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", amox(r))
	h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Level, c.Quantity, c.GTIN = stock.Case, 240, sim.AmoxCase }))
	if got, want := h.onHand(sim.Amox, "A1", "DOCK-1"), (stock.Holding{Quantity: 264, ValueE4: 11 * 125_000}); got != want {
		t.Errorf("dock holds %+v, want %+v", got, want)
	}
	if got := h.line("CG-1", 1); got.Received != 264 || got.Open() != 696 {
		t.Errorf("the order's line says %+v", got)
	}
	h.view(func(view fact.View) {
		lot, found := stock.FindLot(view, stock.LotKey{Item: sim.Amox, Number: "A1"})
		if !found || lot.Expiry != "2028-03-31" || lot.Made != "2026-04-01" || lot.Status != stock.Usable {
			t.Errorf("the lot is known as %+v", lot)
		}
	})
}

// TestTwoLinesOfOneItem fills the first line that has room, and never splits
// one scan over two.
func TestTwoLinesOfOneItem(t *testing.T) {
	h := newHouse(t)
	h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-2", Supplier: "S1", Lines: []document.OrderLine{
		{No: 1, Item: sim.Amox, Quantity: 36, Level: stock.Box, PriceE4: 100}, {No: 2, Item: sim.Amox, Quantity: 24, Level: stock.Box, PriceE4: 300},
	}}})
	r := h.open("CG-2")
	h.must("keeper", amox(r))
	h.must("keeper", amox(r))
	if one, two := h.line("CG-2", 1), h.line("CG-2", 2); one.Received != 24 || two.Received != 24 {
		t.Errorf("lines got %d and %d", one.Received, two.Received)
	}
	h.refused("over_ordered", amox(r)) // 12 are open, 24 were scanned
}

// TestAside sets aside what may not come in: it is here, it counts nowhere.
func TestAside(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", but(amox(r), func(c *document.ReceivePack) {
		c.Lot, c.Expiry, c.Aside, c.Serial = "OLD", "2026-01-31", "expired", "S-9"
	}))
	if got := h.onHand(sim.Amox, "OLD", "QUAR-1"); got != (stock.Holding{Quantity: 24}) {
		t.Errorf("quarantine holds %+v", got)
	}
	if got := h.line("CG-1", 1).Received; got != 0 {
		t.Errorf("%d count as received", got)
	}
	h.view(func(view fact.View) {
		document.EachReceiptLine(view, r, func(l document.ReceiptLine) bool {
			if !l.Aside || l.Reason != "expired" {
				t.Errorf("the receipt says %+v", l)
			}
			return true
		})
		if _, found := stock.FindSerial(view, sim.Amox, "S-9"); !found {
			t.Error("the pack is here, yet its serial may come in again")
		}
	})
	h.refused("serial_seen", but(amox(r), func(c *document.ReceivePack) { c.Serial = "S-9" }))
}

func TestAsideNeedsAPlace(t *testing.T) {
	h := newHouse(t)
	h.Say(stock.PlaceDefined{Place: stock.Place{ID: "QUAR-1", Kind: stock.Bin}})
	h.refused("no_quarantine", but(amox(h.open("CG-1")), func(c *document.ReceivePack) { c.Aside = "expired" }))
}

func TestOpenReceipt(t *testing.T) {
	h := newHouse(t)
	h.refused("no_order", document.OpenReceipt{Order: "CG-9", Place: "DOCK-1"})
	h.refused("no_dock", document.OpenReceipt{Order: "CG-1", Place: "A-01"})
	h.refused("no_dock", document.OpenReceipt{Order: "CG-1", Place: "NOWHERE"})
	if r := h.open("CG-1"); r != "RK-2026-0001" {
		t.Errorf("the first receipt of the year is %s", r)
	}
	if again := h.must("keeper", document.OpenReceipt{Order: "CG-1", Place: "DOCK-1"}); len(again) != 0 {
		t.Errorf("opened twice: %v", again)
	}
}

func TestFinishReceipt(t *testing.T) {
	h := newHouse(t)
	h.refused("receipt_closed", document.FinishReceipt{Receipt: "RK-2026-0001"})
	r := h.open("CG-1")
	h.refused("receipt_empty", document.FinishReceipt{Receipt: r})
	h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Quantity = 960 }))
	h.must("closer", document.FinishReceipt{Receipt: r})
	h.refused("receipt_closed", document.FinishReceipt{Receipt: r})
	h.refused("receipt_closed", amox(r))
	h.refused("receipt_closed", document.RefusePack{Refused: document.PackRefused{Receipt: r, Code: "expired"}})
	if got := h.receipt(r); got.Open() || got.Closer != "closer" || got.Packs != 1 {
		t.Errorf("the receipt says %+v", got)
	}
	if r := h.open("CG-1"); r != "RK-2026-0002" {
		t.Errorf("what is still due comes on %s", r)
	}
}

func TestOrderComplete(t *testing.T) {
	h := newHouse(t)
	h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-2", Supplier: "S1", Lines: []document.OrderLine{{No: 1, Item: sim.Amox, Quantity: 24, Level: stock.Box}}}})
	r := h.open("CG-2")
	h.must("keeper", amox(r))
	h.must("keeper", document.FinishReceipt{Receipt: r})
	h.refused("order_complete", document.OpenReceipt{Order: "CG-2", Place: "DOCK-1"})
	h.must("keeper", document.ReopenReceipt{Receipt: r})
	h.must("keeper", document.UndoPack{Receipt: r})
	if again := h.open("CG-2"); again != r {
		t.Errorf("what is due again comes on %s, and %s is open", again, r)
	}
}

// TestRefusePack records what was turned away: goods do not move.
func TestRefusePack(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", document.RefusePack{Refused: document.PackRefused{Receipt: r, Code: "expired", Item: sim.Amox, Lot: "OLD", Quantity: 24}})
	var got []document.Refused
	h.view(func(view fact.View) {
		document.EachRefused(view, r, func(p document.Refused) bool { got = append(got, p); return true })
		stock.EachHolding(view, sim.Amox, func(l stock.Lying) bool { t.Errorf("%+v lies there", l); return false })
	})
	if len(got) != 1 || got[0].Code != "expired" || got[0].Person != "keeper" || h.receipt(r).Refused != 1 {
		t.Errorf("recorded as %+v", got)
	}
	h.must("keeper", document.FinishReceipt{Receipt: r}) // a delivery may be refused whole
}
