package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
)

// TestRequisitionAsksForApproval: a table says whether it was approved where
// it comes from. One that was not waits for somebody other than who brought
// it, and may come again after quantities were cut.
func TestRequisitionAsksForApproval(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files()))
	table := []intake.File{{Name: "requisitions.csv", Data: []byte("requisition,department,date,item,quantity,level,lot,approval\nR7,ICU,2026-05-01,A,3,box,L1,待审批\nR8,ICU,2026-05-01,A,3,box,,\n")}}
	meta := fact.Meta{ID: "7", At: now, Person: "P2"}
	facts, err := read(t, table).Decide(store, meta)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		f.Apply(store, meta)
	}
	if p := document.ProgressOf(store, "R7"); p.State != document.RequestWaiting || p.Writer != "P2" {
		t.Errorf("R7 is %+v", p)
	}
	if p := document.ProgressOf(store, "R8"); p.State != document.RequestApproved {
		t.Errorf("R8 is %+v", p)
	}
	if r, _ := document.FindRequisition(store, "R7"); r.Lines[0].Lot != "L1" || r.Lines[0].Quantity != 30 {
		t.Errorf("R7 asks for %+v", r.Lines)
	}
	document.RequisitionDecided{Requisition: "R7", Approved: true, Cuts: []document.Cut{{Line: 1, Quantity: 10, Reason: "low"}}}.Apply(store, fact.Meta{Person: "P1"})
	if facts, err := read(t, table).Decide(store, meta); err != nil || len(facts) != 0 {
		t.Errorf("the same again: %v, %v", facts, err)
	}
	mixed := []intake.File{{Name: "requisitions.csv", Data: []byte("requisition,department,date,item,quantity,level,approval\nR9,ICU,2026-05-01,A,3,box,asked\nR9,ICU,2026-05-01,A,4,box,given\n")}}
	if diff := cmp.Diff([]string{"requisitions.csv:3:approval head_differs"}, briefs(t, store, read(t, mixed), meta)); diff != "" {
		t.Error(diff)
	}
}
