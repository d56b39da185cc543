package intake_test

import (
	"strings"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestDemoLaterLots: a pack of a later lot stands behind the bin it lies in,
// and there it is refused for just that.
func TestDemoLaterLots(t *testing.T) {
	store := demoStore(t)
	seen := 0
	for _, g := range intake.DemoCodes(today) {
		for i, c := range g.Codes {
			if c.Detail.Code != "intake.demo.later" {
				continue
			}
			seen++
			bin, isBin := strings.CutPrefix(string(g.Codes[i-1].Data), "LGL.")
			if got := pickLater(t, store, g.Title.Args["number"].(string), stock.PlaceID(bin), c); !isBin || got != "later_lot" {
				t.Errorf("%s: out of %q: %q", c.Detail.In(words.English), bin, got)
			}
		}
	}
	if seen == 0 {
		t.Error("no requisition shows a later lot")
	}
}

func pickLater(t *testing.T, store *fact.Memory, requisition string, bin stock.PlaceID, c intake.Code) string {
	t.Helper()
	issue, found := document.IssueOf(store, requisition)
	if !found {
		facts, err := document.StartIssue{Requisition: requisition, Staging: "STAGE-1"}.Decide(store, byNobody)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range facts {
			f.Apply(store, byNobody)
		}
		issue, _ = document.IssueOf(store, requisition)
	}
	r, item, p := readPack(t, store, c)
	code := "no task"
	document.EachDueTask(store, issue.ID, func(task document.Task) bool {
		if task.Item != item.ID {
			return true
		}
		_, err := document.PickPack{
			Issue: issue.ID, Task: task.No, Item: item.ID, Level: p.Level, Quantity: p.Content, Lot: r.Lot(), Expiry: stock.Date(r.Expiry()), Place: bin,
		}.Decide(store, byNobody)
		code = refusalCode(t, err)
		return false
	})
	return code
}
