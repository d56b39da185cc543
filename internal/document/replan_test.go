package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// TestGoodsThatComeAreGiven: whatever lets goods be used again gives them to
// the issue that lacked them, without anybody asking for it.
func TestGoodsThatComeAreGiven(t *testing.T) {
	part := func(from stock.PlaceID) []document.Goods {
		return []document.Goods{{Item: sim.Amox, Lot: "L1", From: from, Quantity: 48}}
	}
	signed := func(c signing, role string) func(house) {
		return func(h house) { h.signed("keeper", c, "other", role) }
	}
	tests := []struct {
		name          string
		before, after func(house)
	}{
		{"a lot is released", func(h house) { h.must("boss", document.HoldLot{Lot: l1(), Reason: "doubtful"}) },
			func(h house) { h.must("boss", document.ReleaseLot{Lot: l1(), Reason: "checked_good"}) }},
		{"a receipt is finished", nil, func(h house) {
			receipt := h.open("CG-1")
			h.must("keeper", but(amox(receipt), func(c *document.ReceivePack) { c.Quantity = 48 }))
			h.must("keeper", document.FinishReceipt{Receipt: receipt})
		}},
		{"a department returns some", func(h house) { sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "ICU", 48) }, func(h house) {
			if _, err := h.takeBack("keeper", "nurse", document.TakeBack{Department: "ICU", Reason: "not_needed", Goods: part("")}); err != nil {
				t.Fatal(err)
			}
		}},
		{"quarantine is released", func(h house) { h.must("keeper", document.MoveGoods{Goods: to(part("A-01"), "QUAR-1")}) },
			signed(document.ReleaseGoods{Findings: "whole", Goods: to(part("QUAR-1"), "DOCK-1")}, "quality")},
		{"a damage report is declined", func(h house) { h.must("keeper", document.ReportDamage{Reason: "damaged", Goods: part("A-01")}) },
			signed(document.DecideDamage{Damage: "BS-2026-0001", Decline: true, Reason: "can be used"}, "supervisor")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			if test.before != nil {
				sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "A-01", 48)
				test.before(h)
			}
			sim.Stock(h.House, sim.Amox, "L0", "2027-01-31", "B-01", 24)
			sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 72})
			sim.Ask(h.House, "QL-2", document.RequisitionLine{Item: sim.Amox, Quantity: 24})
			if test.name == "a department returns some" { // what lies in the bin is not meant
				h.must("keeper", document.MoveGoods{Goods: to(part("A-01"), "QUAR-1")})
			}
			id, tasks := h.issue("QL-1")
			if len(tasks) != 1 {
				t.Fatalf("%d tasks before anything came", len(tasks))
			}
			test.after(h)
			due, lacks := stock.Quantity(0), 0
			for _, task := range h.tasks(id) {
				due += task.Left()
			}
			h.view(func(view fact.View) {
				document.EachUnmet(view, id, func(document.Unmet) bool { lacks++; return true })
			})
			if due != 72 || lacks != 0 {
				t.Errorf("%d are due, %d lines lack something", due, lacks)
			}
		})
	}
}

func to(parts []document.Goods, place stock.PlaceID) []document.Goods {
	for i := range parts {
		parts[i].To = place
	}
	return parts
}

// TestGoodsThatComeGoToTheOldest: what comes is not given twice, and first to
// who has waited longest.
func TestGoodsThatComeGoToTheOldest(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "L0", "2027-01-31", "B-01", 48)
	var issues []string
	for _, id := range []string{"QL-1", "QL-2"} {
		sim.Ask(h.House, id, document.RequisitionLine{Item: sim.Amox, Quantity: 48}, document.RequisitionLine{Item: sim.Glucose, Quantity: 1})
		sim.Stock(h.House, sim.Glucose, id, "2027-10-31", "A-02", 1)
		if id == "QL-1" {
			h.must("boss", document.HoldLot{Lot: stock.LotKey{Item: sim.Amox, Number: "L0"}, Reason: "doubtful"})
		}
		issue, _ := h.issue(id)
		issues = append(issues, issue)
	}
	h.must("boss", document.ReleaseLot{Lot: stock.LotKey{Item: sim.Amox, Number: "L0"}, Reason: "checked_good"})
	if first, second := len(h.tasks(issues[0])), len(h.tasks(issues[1])); first != 2 || second != 1 {
		t.Errorf("the first has %d walks, the second %d", first, second)
	}
}
