package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

func TestPutAway(t *testing.T) {
	a1 := stock.LotKey{Item: sim.Amox, Number: "A1"}
	tests := []struct {
		name, code string // "" is taken
		command    document.PutAway
	}{
		{"all of it", "", document.PutAway{Lot: a1, From: "DOCK-1", To: "A-01"}},
		{"a part", "", document.PutAway{Lot: a1, From: "DOCK-1", To: "A-01", Quantity: 5}},
		{"from bin to bin", "", document.PutAway{Lot: a1, From: "B-01", To: "A-01"}},
		{"no such bin", "no_bin", document.PutAway{Lot: a1, From: "DOCK-1", To: "Z-99"}},
		{"onto a dock", "no_bin", document.PutAway{Lot: a1, From: "B-01", To: "DOCK-1"}},
		{"unknown lot", "lot_unknown", document.PutAway{Lot: stock.LotKey{Item: sim.Amox, Number: "ZZ"}, From: "DOCK-1", To: "A-01"}},
		{"expired", "expired", document.PutAway{Lot: stock.LotKey{Item: sim.Amox, Number: "OLD"}, From: "DOCK-1", To: "A-01"}},
		{"fridge goods only", "wrong_storage", document.PutAway{Lot: a1, From: "DOCK-1", To: "COLD-1"}},
		{"more than lies there", "not_enough", document.PutAway{Lot: a1, From: "DOCK-1", To: "A-01", Quantity: 49}},
		{"nothing lies there", "lot_not_here", document.PutAway{Lot: a1, From: "A-02", To: "A-01"}},
		{"where it is", "nothing_to_move", document.PutAway{Lot: a1, From: "B-01", To: "B-01"}},
		{"out of quarantine", "lot_quarantined", document.PutAway{Lot: a1, From: "QUAR-1", To: "A-01"}},
		{"out of what is picked", "lot_not_here", document.PutAway{Lot: a1, From: "STAGE-1", To: "A-01"}},
		{"out of a department", "lot_not_here", document.PutAway{Lot: a1, From: "ICU", To: "A-01"}},
		{"out of the world", "lot_not_here", document.PutAway{Lot: a1, From: stock.Opening, To: "A-01", Quantity: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.Say(stock.PlaceDefined{Place: stock.Place{ID: "COLD-1", Kind: stock.Bin, Storage: stock.Cold}})
			for _, place := range []stock.PlaceID{"DOCK-1", "B-01", "QUAR-1", "STAGE-1", "ICU"} {
				sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", place, 48)
			}
			sim.Stock(h.House, sim.Amox, "OLD", "2026-11-22", "DOCK-1", 24)
			if test.code != "" {
				h.refused(test.code, test.command)
				return
			}
			h.must("keeper", test.command)
		})
	}
}

// TestPutAwayLeavesWhatIsPromised: what a picker is on the way to stays.
func TestPutAwayLeavesWhatIsPromised(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "DOCK-1", 48)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 30})
	h.issue("QL-1")
	lot := stock.LotKey{Item: sim.Amox, Number: "A1"}
	h.refused("promised", document.PutAway{Lot: lot, From: "DOCK-1", To: "A-01", Quantity: 19})
	h.must("keeper", document.PutAway{Lot: lot, From: "DOCK-1", To: "A-01"})
	if got := h.onHand(sim.Amox, "A1", "A-01").Quantity; got != 18 {
		t.Errorf("%d were put away, want the 18 that nobody waits for", got)
	}
	h.view(func(view fact.View) {
		if got := document.Reserved(view, lot, "DOCK-1"); got != 30 {
			t.Errorf("%d are promised at the dock", got)
		}
	})
}

// TestBinWithoutRoom: what does not fit into a bin is not put there, by one
// scan or by a paper, but with leave.
func TestBinWithoutRoom(t *testing.T) {
	h := newHouse(t)
	a1 := stock.LotKey{Item: sim.Amox, Number: "A1"}
	h.Say(stock.PlaceDefined{Place: stock.Place{ID: "S-1", Kind: stock.Bin, Capacity: 3}})
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "DOCK-1", 240)
	sim.Stock(h.House, sim.Amox, "A2", "2028-03-31", "DOCK-1", 240)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "S-1", 30) // a box, and a part of one
	move := func(a1, a2 stock.Quantity) document.MoveGoods {
		return document.MoveGoods{Goods: []document.Goods{{Item: sim.Amox, Lot: "A1", From: "DOCK-1", To: "S-1", Quantity: a1}, {Item: sim.Amox, Lot: "A2", From: "DOCK-1", To: "S-1", Quantity: a2}}}
	}
	for _, row := range []struct {
		what string
		c    fact.Command
		want string
	}{
		{"a box", document.PutAway{Lot: a1, From: "DOCK-1", To: "S-1", Quantity: 24}, ""},
		{"a box and what the open one has room for", document.PutAway{Lot: a1, From: "DOCK-1", To: "S-1", Quantity: 42}, ""},
		{"two boxes", document.PutAway{Lot: a1, From: "DOCK-1", To: "S-1", Quantity: 48}, "bin_full"},
		{"all of it", document.PutAway{Lot: a1, From: "DOCK-1", To: "S-1"}, "bin_full"},
		{"where room is not measured", document.PutAway{Lot: a1, From: "DOCK-1", To: "A-01"}, ""},
		{"a box by a paper", move(10, 24), ""},
		{"two lines that fit one by one", move(24, 24), "bin_full"},
	} {
		if got := h.answer(row.c); got != row.want {
			t.Errorf("%s: %q, want %q", row.what, got, row.want)
		}
	}
	c := move(24, 24)
	c.Override = &policy.Override{Code: "bin_full", Reason: "fits_anyway", Person: "keeper"}
	if _, err := h.Do("keeper", c, h.Sign("keeper", "keeper", fact.Allowed, c.Hash())); err != nil {
		t.Errorf("with leave: %v", err)
	}
}

// TestCaseIntoABinWithoutRoom: all lots of a case count together.
func TestCaseIntoABinWithoutRoom(t *testing.T) {
	h, receipt := traced(t)
	h.Say(stock.PlaceDefined{Place: stock.Place{ID: "S-1", Kind: stock.Bin, Capacity: 2}},
		stock.CodesAnnounced{Note: "SH-1", Line: 1, Item: sim.Amox, Lot: "T1", Content: 24, Parent: otherNo, Codes: []string{traceNo(7)}},
		stock.CodesAnnounced{Note: "SH-1", Line: 1, Item: sim.Amox, Lot: "T2", Content: 24, Parent: otherNo, Codes: []string{traceNo(8), traceNo(9)}})
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: otherNo})
	h.refused("bin_full", document.MoveUnit{Unit: otherNo, From: "DOCK-1", To: "S-1"})
}
