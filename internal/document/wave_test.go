package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestWaveStages sorts each requisition to a staging place of its own as long
// as there are free ones, and gives none of them what another was promised.
func TestWaveStages(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "A-01", 72)
	for _, id := range []string{"QL-1", "QL-2", "QL-3"} {
		sim.Ask(h.House, id, document.RequisitionLine{Item: sim.Amox, Quantity: 24})
	}
	h.Say(stock.PlaceDefined{Place: stock.Place{ID: "STAGE-2", Kind: stock.Staging, Name: words.Names{EN: "Staging 2"}}})
	for code, c := range map[string]document.StartWave{
		"wave_size":      {Requisitions: []string{"QL-1"}, Staging: "STAGE-1"},
		"wave_twice":     {Requisitions: []string{"QL-1", "QL-1"}, Staging: "STAGE-1"},
		"no_requisition": {Requisitions: []string{"QL-1", "QL-9"}, Staging: "STAGE-1"},
		"no_staging":     {Requisitions: []string{"QL-1", "QL-2"}, Staging: "A-01"},
	} {
		h.refused(code, c)
	}
	h.must("picker", document.StartWave{Requisitions: []string{"QL-2", "QL-1", "QL-3"}, Staging: "STAGE-1"})
	open := func() (ids []string) {
		h.view(func(view fact.View) {
			document.EachOpenWave(view, func(w document.Wave) bool { ids = append(ids, w.ID); return true })
		})
		return ids
	}
	for i, want := range []struct {
		requisition string
		staging     stock.PlaceID
	}{{"QL-2", "STAGE-1"}, {"QL-1", "STAGE-2"}, {"QL-3", "STAGE-1"}} {
		var issue document.Issue
		h.view(func(view fact.View) { issue, _ = document.IssueOf(view, want.requisition) })
		if issue.Staging != want.staging || issue.Tasks != 1 {
			t.Errorf("%s: %+v", want.requisition, issue)
		}
		if len(open()) != 1 {
			t.Errorf("before %d hand-overs the open waves are %v", i+1, open())
		}
		h.must("picker", pick(h.tasks(issue.ID)[0], 24))
		if _, err := h.handOver("picker", issue.ID, "nurse"); err != nil {
			t.Fatal(err)
		}
	}
	if len(open()) != 0 {
		t.Errorf("all is handed over, open are %v", open())
	}
}
