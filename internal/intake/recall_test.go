package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
)

// TestRecallByTable: each lot of the table gets a paper as one made at the
// page does, numbered without gaps; the same table again changes nothing, and
// a lot that was never here is turned away when it comes.
func TestRecallByTable(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files()))
	auth.PersonDefined{Person: auth.Person{ID: "PH", Roles: []auth.Role{auth.Pharmacist}}}.Apply(store, fact.Meta{})
	auth.PersonDefined{Person: auth.Person{ID: "KP", Roles: []auth.Role{auth.Keeper}}}.Apply(store, fact.Meta{})
	table := []intake.File{{Name: "recall.csv", Data: []byte("item,lot,reason,expiry\nA,L1,厂家召回,\nA,NEVER,glass in it,2028-01-31\n")}}
	if diff := cmp.Diff([]string{"recall.csv:0: recall_right"}, briefs(t, store, read(t, table), fact.Meta{ID: "2", At: now, Person: "KP"})); diff != "" {
		t.Errorf("by a keeper: %s", diff)
	}
	facts, err := read(t, table).Decide(store, fact.Meta{ID: "3", At: now, Person: "PH"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		f.Apply(store, fact.Meta{Person: "PH", At: now})
	}
	for i, want := range []document.Recall{
		{ID: "ZH-2026-0001", Lot: stock.LotKey{Item: "A", Number: "L1"}, Reason: "maker_recall", Person: "PH", Opened: now},
		{ID: "ZH-2026-0002", Lot: stock.LotKey{Item: "A", Number: "NEVER"}, Reason: "glass in it", Person: "PH", Opened: now},
	} {
		got, found := document.RecallOf(store, want.Lot)
		if diff := cmp.Diff(want, got); !found || diff != "" {
			t.Errorf("paper %d: %s", i, diff)
		}
		if lot, _ := stock.FindLot(store, want.Lot); lot.Status != stock.Recalled || lot.Reason != want.Reason {
			t.Errorf("lot %+v", lot)
		}
	}
	if facts, err := read(t, table).Decide(store, fact.Meta{ID: "4", At: now, Person: "PH"}); err != nil || len(facts) != 0 {
		t.Errorf("the same again: %v, %v", facts, err)
	}
	wrong := []intake.File{{Name: "recall.csv", Data: []byte("item,lot,reason,expiry\nZ,L1,x,\nA,,x,\nA,L9,,\nA,L2,x,never\nA,L7,x,\nA,L7,y,\n")}}
	want := []string{"recall.csv:2:item no_item", "recall.csv:3:lot missing", "recall.csv:4:reason reason", "recall.csv:5:expiry date", "recall.csv:7:lot twice"}
	if diff := cmp.Diff(want, briefs(t, store, read(t, wrong), fact.Meta{ID: "5", At: now, Person: "PH"}), sorted); diff != "" {
		t.Error(diff)
	}
}

// TestStockTableRecalls: a table of stock that says a lot is recalled makes a
// paper of it too.
func TestStockTableRecalls(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files()))
	stock.LotOpened{Lot: stock.Lot{LotKey: stock.LotKey{Item: "A", Number: "CAME"}, Expiry: "2028-01-31", Status: stock.Usable}}.Apply(store, fact.Meta{})
	apply(t, store, read(t, []intake.File{{Name: "stock.csv", Data: []byte("item,lot,place,quantity,level,status,reason\nA,CAME,B1,1,box,recalled,letter 9\n")}}))
	if paper, found := document.RecallOf(store, stock.LotKey{Item: "A", Number: "CAME"}); !found || paper.Reason != "letter 9" {
		t.Errorf("the paper is %+v", paper)
	}
}
