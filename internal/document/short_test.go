package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

func TestShortRefusals(t *testing.T) {
	h, tasks := pickHouse(t)
	issue := tasks[0].Issue
	h.refused("issue_closed", document.EndShort{Issue: "CK-2026-0009", Task: 1, Reason: "missing"})
	h.refused("task_done", document.EndShort{Issue: issue, Task: 9, Reason: "missing"})
	h.refused("reason_missing", document.EndShort{Issue: issue, Task: 1})
	h.must("picker", pick(tasks[0], 24))
	h.refused("task_done", document.EndShort{Issue: issue, Task: 1, Reason: "missing"})
}

// TestShortPlansTheRestElsewhere: 24 were due of OLD, 10 were there; the rest
// comes from the next to expire, and nobody is sent to the empty bin again.
func TestShortPlansTheRestElsewhere(t *testing.T) {
	h, tasks := pickHouse(t)
	issue := tasks[0].Issue
	h.must("picker", pick(tasks[1], 10))
	h.must("picker", document.EndShort{Issue: issue, Task: 2, Reason: "missing"})
	got := h.tasks(issue)
	want := []document.Task{{Issue: issue, No: 3, Line: 1, Item: sim.Amox, Lot: "MID", Expiry: "2027-06-30", Place: "A-01", Walk: 1, Due: 14}}
	if diff := cmp.Diff(want, got[2:]); diff != "" {
		t.Error(diff)
	}
	h.refused("nothing_to_undo", document.UndoPick{Issue: issue})

	sim.Ask(h.House, "QL-2", document.RequisitionLine{Item: sim.Amox, Quantity: 5})
	if _, others := h.issue("QL-2"); others[0].Place == "B-02" {
		t.Errorf("the next picker is sent to the bin that was found short: %+v", others[0])
	}
}

// TestShortOfAll: what lies nowhere is told as unmet.
func TestShortOfAll(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "A-01", 10)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 10})
	issue, _ := h.issue("QL-1")
	h.must("picker", document.EndShort{Issue: issue, Task: 1, Reason: "missing"})
	if diff := cmp.Diff([]document.Unmet{{Line: 1, Quantity: 10}}, h.unmet(issue)); diff != "" {
		t.Error(diff)
	}
	h.refused("nothing_picked", document.HandOver{Issue: issue, Receiver: "nurse"})
}

func TestHandOverRefusals(t *testing.T) {
	h, tasks := pickHouse(t)
	issue := tasks[0].Issue
	h.refused("issue_closed", document.HandOver{Issue: "CK-2026-0009", Receiver: "nurse"})
	h.must("picker", pick(tasks[0], 24))
	h.refused("still_due", document.HandOver{Issue: issue, Receiver: "nurse"})
	h.must("picker", pick(tasks[1], 24))
	h.refused("no_receiver", document.HandOver{Issue: issue})
	h.refused("same_person", document.HandOver{Issue: issue, Receiver: "keeper"}) // who posts it
	h.refused("other_department", document.HandOver{Issue: issue, Receiver: "nurse", For: "WARD-9"})

	h.Say(stock.LotStatusSet{Lot: stock.LotKey{Item: sim.Amox, Number: "MID"}, Status: stock.Recalled, Reason: "letter 8"})
	h.refused("lot_recalled", document.HandOver{Issue: issue, Receiver: "nurse"})
}

// TestHandOver moves all that was picked, at the value of the issue's lines,
// though staging holds the same lot of somebody else at another value.
func TestHandOver(t *testing.T) {
	h, tasks := pickHouse(t)
	issue := tasks[0].Issue
	h.Say(stock.Moved{Lot: stock.LotKey{Item: sim.Amox, Number: "MID"}, From: stock.Opening, To: "STAGE-1", Quantity: 5, ValueE4: 77_777})
	h.must("picker", pick(tasks[0], 24))
	h.must("picker", pick(tasks[1], 24))
	if _, err := h.handOver("picker", issue, "nurse"); err != nil {
		t.Fatal(err)
	}
	h.view(func(view fact.View) {
		document.EachIssueLine(view, issue, func(l document.IssueLine) bool {
			got := stock.OnHand(view, stock.LotKey{Item: l.Item, Number: l.Lot}, "ICU")
			if want := (stock.Holding{Quantity: l.Quantity, ValueE4: l.ValueE4}); got != want {
				t.Errorf("of %s the ICU got %+v, the issue says %+v", l.Lot, got, want)
			}
			return true
		})
		document.EachOpenIssue(view, func(i document.Issue) bool { t.Errorf("%s is still open", i.ID); return true })
		document.EachOpenRequisition(view, func(r document.Requisition) bool { t.Errorf("%s is still open", r.ID); return true })
		if i, _ := document.FindIssue(view, issue); i.HandedBy != "picker" || i.Receiver != "nurse" {
			t.Errorf("signed as %+v", i)
		}
	})
	h.refused("issue_closed", document.HandOver{Issue: issue, Receiver: "nurse"})
	h.refused("issue_closed", document.UndoPick{Issue: issue})
	h.refused("requisition_done", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
}
