package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// TestWalksCalledOff: a walk that a hold called off before anybody went is none
// that was made, and an issue with no other is nothing to hand over.
func TestWalksCalledOff(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "L1", "2027-01-31", "A-01", 48)
	sim.Stock(h.House, sim.Amox, "L2", "2027-06-30", "B-01", 48)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 48})
	h.issue("QL-1")
	walks := func(done, total int, staged bool) {
		t.Helper()
		i, _ := h.issueOf("QL-1")
		if d, n := i.Walks(); d != done || n != total || i.Staged() != staged {
			t.Errorf("%d of %d walks, staged %t; want %d of %d, %t", d, n, i.Staged(), done, total, staged)
		}
	}
	hold := func(lot string) {
		h.must("boss", document.HoldLot{Lot: stock.LotKey{Item: sim.Amox, Number: lot}, Reason: "doubtful"})
	}
	walks(0, 1, false)
	hold("L1")
	walks(0, 1, false) // to L2 instead
	i, _ := h.issueOf("QL-1")
	h.must("picker", pick(h.tasks(i.ID)[1], 24))
	hold("L2")
	walks(1, 1, true)
	sim.Stock(h.House, sim.Amox, "L3", "2027-09-30", "B-02", 24)
	sim.Ask(h.House, "QL-2", document.RequisitionLine{Item: sim.Amox, Quantity: 24})
	h.issue("QL-2")
	hold("L3")
	if i, _ := h.issueOf("QL-2"); i.Staged() || i.Done != i.Tasks {
		t.Errorf("nothing of %+v is picked, and it waits for its receiver", i)
	}
}
