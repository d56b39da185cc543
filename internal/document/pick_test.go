package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// pickHouse has lots in every state, and an issue of 30 capsules: 24 of OLD
// in B-02, then 6 of MID in A-01.
func pickHouse(t testing.TB) (house, []document.Task) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "DEAD", "2026-11-22", "A-01", 24)
	sim.Stock(h.House, sim.Amox, "OLD", "2027-01-31", "B-02", 24)
	sim.Stock(h.House, sim.Amox, "MID", "2027-06-30", "A-01", 48)
	sim.Stock(h.House, sim.Amox, "MID", "2027-06-30", "QUAR-1", 24)
	sim.Stock(h.House, sim.Amox, "LATE", "2028-06-30", "A-02", 48)
	for lot, status := range map[string]stock.Status{"HELD": stock.Held, "RECALLED": stock.Recalled, "QUARANTINED": stock.Quarantined} {
		sim.Stock(h.House, sim.Amox, lot, "2027-01-01", "B-01", 24)
		h.Say(stock.LotStatusSet{Lot: stock.LotKey{Item: sim.Amox, Number: lot}, Status: status, Reason: "letter 7"})
	}
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 30})
	_, tasks := h.issue("QL-1")
	return h, tasks
}

// TestFirstExpiredFirstOut: what expires first leaves first, in the order of
// the walk, and nothing that may not leave is planned.
func TestFirstExpiredFirstOut(t *testing.T) {
	_, tasks := pickHouse(t)
	want := []document.Task{
		{Issue: "CK-2026-0001", No: 1, Line: 1, Item: sim.Amox, Lot: "MID", Expiry: "2027-06-30", Place: "A-01", Walk: 1, Due: 6},
		{Issue: "CK-2026-0001", No: 2, Line: 1, Item: sim.Amox, Lot: "OLD", Expiry: "2027-01-31", Place: "B-02", Walk: 4, Due: 24},
	}
	if diff := cmp.Diff(want, tasks); diff != "" {
		t.Error(diff)
	}
}

// TestAllocationOrder: among equals the bin before the dock, then the walk;
// what never expires goes last.
func TestAllocationOrder(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Herb, "H0", "", "A-01", 10)
	sim.Stock(h.House, sim.Herb, "H1", "2027-05-31", "DOCK-1", 10)
	sim.Stock(h.House, sim.Herb, "H1", "2027-05-31", "B-01", 10)
	sim.Stock(h.House, sim.Herb, "H1", "2027-05-31", "A-02", 10)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Herb, Quantity: 35})
	h.issue("QL-1")
	got := map[stock.PlaceID]stock.Quantity{}
	for _, task := range h.tasks("CK-2026-0001") {
		got[task.Place] = task.Due
	}
	want := map[stock.PlaceID]stock.Quantity{"A-02": 10, "B-01": 10, "DOCK-1": 10, "A-01": 5}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPickRefusals(t *testing.T) {
	tests := []struct {
		name, code string
		change     func(*document.PickPack)
	}{
		{"no such issue", "issue_closed", func(c *document.PickPack) { c.Issue = "CK-2026-0009" }},
		{"no such task", "task_done", func(c *document.PickPack) { c.Task = 9 }},
		{"another item", "wrong_item", func(c *document.PickPack) { c.Item = sim.Herb }},
		{"unknown lot", "lot_unknown", func(c *document.PickPack) { c.Lot = "ZZ" }},
		{"other expiry on the print", "other_expiry", func(c *document.PickPack) { c.Expiry = "2027-07-31" }},
		{"expired", "expired", func(c *document.PickPack) { c.Lot, c.Expiry = "DEAD", "" }},
		{"held", "lot_held", func(c *document.PickPack) { c.Lot, c.Expiry, c.Place = "HELD", "", "B-01" }},
		{"recalled", "lot_recalled", func(c *document.PickPack) { c.Lot, c.Expiry, c.Place = "RECALLED", "", "B-01" }},
		{"quarantined", "lot_quarantined", func(c *document.PickPack) { c.Lot, c.Expiry, c.Place = "QUARANTINED", "", "B-01" }},
		{"good lot in quarantine", "lot_quarantined", func(c *document.PickPack) { c.Place = "QUAR-1" }},
		{"not in this bin", "lot_not_here", func(c *document.PickPack) { c.Place = "B-01" }},
		{"nowhere", "lot_not_here", func(c *document.PickPack) { c.Place = "Z-99" }},
		{"later lot", "later_lot", func(c *document.PickPack) { c.Lot, c.Expiry, c.Place = "LATE", "", "A-02" }},
		{"leave for something else", "later_lot", func(c *document.PickPack) {
			c.Lot, c.Expiry, c.Place, c.Override = "LATE", "", "A-02", &document.Override{Code: "expired", Person: "boss", Reason: "damaged"}
		}},
		{"leave by nobody", "signature_missing", func(c *document.PickPack) {
			c.Lot, c.Expiry, c.Place, c.Override = "LATE", "", "A-02", &document.Override{Code: "later_lot", Reason: "patient_needs"}
		}},
		{"leave for a reason that is none", "no_leave", func(c *document.PickPack) {
			c.Lot, c.Expiry, c.Place, c.Override = "LATE", "", "A-02", &document.Override{Code: "later_lot", Reason: "damaged"}
		}},
		{"leave without reason", "reason_missing", func(c *document.PickPack) {
			c.Lot, c.Expiry, c.Place, c.Override = "LATE", "", "A-02", &document.Override{Code: "later_lot", Person: "boss"}
		}},
		{"leave for what is held", "lot_held", func(c *document.PickPack) {
			c.Lot, c.Expiry, c.Place, c.Override = "HELD", "", "B-01", &document.Override{Code: "later_lot", Person: "boss", Reason: "damaged"}
		}},
		{"promised to the other task", "promised", func(c *document.PickPack) { c.Lot, c.Expiry, c.Place = "OLD", "", "B-02" }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h, tasks := pickHouse(t)
			c := pick(tasks[0], 24)
			test.change(&c)
			h.refused(test.code, c)
		})
	}
}

// TestPickTakesNoMoreThanDue opens a box: 6 are taken, and 18 are known to
// lie loose.
func TestPickTakesNoMoreThanDue(t *testing.T) {
	h, tasks := pickHouse(t)
	h.must("picker", pick(tasks[0], 24))
	if got := h.onHand(sim.Amox, "MID", "STAGE-1").Quantity; got != 6 {
		t.Errorf("%d were picked", got)
	}
	h.refused("task_done", pick(tasks[0], 24))
	mid := stock.LotKey{Item: sim.Amox, Number: "MID"}
	h.view(func(view fact.View) {
		if got := document.Loose(view, mid, "A-01"); got != 18 {
			t.Errorf("%d lie loose", got)
		}
	})
	h.must("picker", document.UndoPick{Issue: tasks[0].Issue})
	h.view(func(view fact.View) {
		if got := document.Loose(view, mid, "A-01"); got != 0 {
			t.Errorf("taken back, %d lie loose", got)
		}
	})
}

// TestLooseIsNeverMoreThanLies: a rest that is less than a box, counted so at
// the opening or moved on since, is all that can lie loose.
func TestLooseIsNeverMoreThanLies(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "REST", "2027-06-30", "A-01", 10)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 4})
	_, tasks := h.issue("QL-1")
	if picked := h.must("picker", pick(tasks[0], 24))[0].Fact.(document.PackPicked); picked.Loose != 6 {
		t.Errorf("the picker is told that %d lie loose", picked.Loose)
	}
	rest := stock.LotKey{Item: sim.Amox, Number: "REST"}
	loose := func() (q stock.Quantity) {
		h.view(func(view fact.View) { q = document.Loose(view, rest, "A-01") })
		return q
	}
	if got := loose(); got != 6 {
		t.Errorf("%d lie loose of 6", got)
	}
	h.must("keeper", document.PutAway{Lot: rest, From: "A-01", To: "B-01"})
	if got := loose(); got != 0 {
		t.Errorf("%d lie loose where nothing lies", got)
	}
}

// TestEarlierLotIsTaken without anybody's leave, and frees what was promised.
func TestEarlierLotIsTaken(t *testing.T) {
	h, tasks := pickHouse(t)
	sim.Stock(h.House, sim.Amox, "SOON", "2026-12-31", "A-02", 24)
	c := pick(tasks[0], 24)
	c.Lot, c.Expiry, c.Place = "SOON", "2026-12-31", "A-02"
	h.must("picker", c)
	h.view(func(view fact.View) {
		if got := document.Reserved(view, stock.LotKey{Item: sim.Amox, Number: "MID"}, "A-01"); got != 0 {
			t.Errorf("%d of the later lot are still promised", got)
		}
	})
	if got := h.onHand(sim.Amox, "SOON", "STAGE-1").Quantity; got != 6 {
		t.Errorf("%d were taken", got)
	}
}

// TestLaterLotWithLeave records who allowed it and why.
func TestLaterLotWithLeave(t *testing.T) {
	h, tasks := pickHouse(t)
	c := pick(tasks[0], 24)
	c.Lot, c.Expiry, c.Place = "LATE", "", "A-02"
	c.Override = &document.Override{Code: "later_lot", Person: "boss", Reason: "patient_needs"}
	recorded, err := h.Do("picker", c, h.Sign("boss", "supervisor", fact.Allowed, c.Hash()))
	if err != nil {
		t.Fatal(err)
	}
	picked := recorded[0].Fact.(document.PackPicked)
	if diff := cmp.Diff(c.Override, picked.Override); diff != "" {
		t.Error(diff)
	}
}

// TestUndoPickLeavesNoTrace, with the same lot of another issue waiting in
// staging at another value.
func TestUndoPickLeavesNoTrace(t *testing.T) {
	h, tasks := pickHouse(t)
	h.Say(stock.Moved{Lot: stock.LotKey{Item: sim.Amox, Number: "MID"}, From: stock.Opening, To: "STAGE-1", Quantity: 5, ValueE4: 77_777})
	before := h.picking(tasks[0].Issue)
	h.must("picker", pick(tasks[0], 24))
	if cmp.Equal(before, h.picking(tasks[0].Issue)) {
		t.Fatal("the pick changed nothing: this test sees nothing")
	}
	h.must("picker", document.UndoPick{Issue: tasks[0].Issue})
	if diff := cmp.Diff(before, h.picking(tasks[0].Issue)); diff != "" {
		t.Errorf("taken back, it differs from before:\n%s", diff)
	}
	h.refused("nothing_to_undo", document.UndoPick{Issue: tasks[0].Issue})
}

type picking struct {
	Lying    []stock.Lying
	Tasks    []document.Task
	Due      []int
	Lines    []document.IssueLine
	Done     int
	Reserved map[stock.PlaceID]stock.Quantity
}

func (h house) picking(issue string) (p picking) {
	p.Reserved = map[stock.PlaceID]stock.Quantity{}
	h.view(func(view fact.View) {
		stock.EachHolding(view, "", func(l stock.Lying) bool {
			p.Lying = append(p.Lying, l)
			p.Reserved[l.Place] += document.Reserved(view, l.Lot, l.Place)
			return true
		})
		document.EachTask(view, issue, func(t document.Task) bool { p.Tasks = append(p.Tasks, t); return true })
		document.EachDueTask(view, issue, func(t document.Task) bool { p.Due = append(p.Due, t.No); return true })
		document.EachIssueLine(view, issue, func(l document.IssueLine) bool { p.Lines = append(p.Lines, l); return true })
		i, _ := document.FindIssue(view, issue)
		p.Done = i.Done
	})
	return p
}

func TestStartIssueRefusals(t *testing.T) {
	h := newHouse(t)
	h.refused("no_requisition", document.StartIssue{Requisition: "QL-9", Staging: "STAGE-1"})
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 30})
	h.refused("no_staging", document.StartIssue{Requisition: "QL-1", Staging: "A-01"})
	h.refused("nothing_in_stock", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "A-01", 30)
	h.issue("QL-1")
	if again := h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"}); len(again) != 0 {
		t.Errorf("started twice: %v", again)
	}
}

// TestWhatCouldNotBeHad is told, and planned once it has come.
func TestWhatCouldNotBeHad(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "A-01", 10)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 30}, document.RequisitionLine{Item: sim.Herb, Quantity: 5})
	issue, _ := h.issue("QL-1")
	if diff := cmp.Diff([]document.Unmet{{Line: 1, Quantity: 20}, {Line: 2, Quantity: 5}}, h.unmet(issue)); diff != "" {
		t.Error(diff)
	}
	sim.Stock(h.House, sim.Amox, "A2", "2028-04-30", "A-02", 15)
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	if diff := cmp.Diff([]document.Unmet{{Line: 1, Quantity: 5}, {Line: 2, Quantity: 5}}, h.unmet(issue)); diff != "" {
		t.Error(diff)
	}
	if tasks := h.tasks(issue); len(tasks) != 2 || tasks[1].Lot != "A2" || tasks[1].Due != 15 {
		t.Errorf("planned are %+v", tasks)
	}
}

func (h house) unmet(issue string) (all []document.Unmet) {
	h.view(func(view fact.View) {
		document.EachUnmet(view, issue, func(u document.Unmet) bool { all = append(all, u); return true })
	})
	return all
}

// TestTwoLinesShareWhatLies: nothing is planned twice within one requisition,
// nor for a second one.
func TestTwoLinesShareWhatLies(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "A-01", 30)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 20}, document.RequisitionLine{Item: sim.Amox, Quantity: 20})
	issue, tasks := h.issue("QL-1")
	if len(tasks) != 2 || tasks[0].Due != 20 || tasks[1].Due != 10 {
		t.Errorf("planned are %+v", tasks)
	}
	if diff := cmp.Diff([]document.Unmet{{Line: 2, Quantity: 10}}, h.unmet(issue)); diff != "" {
		t.Error(diff)
	}
	sim.Ask(h.House, "QL-2", document.RequisitionLine{Item: sim.Amox, Quantity: 1})
	h.refused("nothing_in_stock", document.StartIssue{Requisition: "QL-2", Staging: "STAGE-1"})
}
