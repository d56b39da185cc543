package board_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/board"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// morning is a house in which every kind of row is on the boards: a receipt
// with a refusal, one that has just begun, an order nobody receives, an issue
// under way with something unmet, one to hand over, a requisition that waits.
func morning(t *testing.T) *sim.House {
	h := sim.NewHouse("2026-11-23")
	sim.Furnish(h)
	for _, id := range []string{"CG-2", "CG-3"} {
		h.Say(document.OrderPlaced{Order: document.Order{ID: id, Supplier: "S2", Lines: []document.OrderLine{{No: 1, Item: sim.Amox, Quantity: 48, Level: stock.Box}}}})
	}
	box := document.ReceivePack{Receipt: "RK-2026-0001", Item: sim.Amox, Level: stock.Box, Quantity: 960, Lot: "A1", Expiry: "2028-03-31"}
	sim.Stock(h, sim.Glucose, "G1", "2027-12-31", "A-02", 5)
	h.Say(policy.PolicySet{Number: 1, Policy: policy.Policy{Rules: []policy.Rule{{Near: []policy.Step{
		{Days: 365, Name: words.Names{ZH: "关注", EN: "watch"}, Colour: "yellow"}, {Days: 180, Name: words.Names{ZH: "催销", EN: "use first"}, Colour: "orange"}, {Days: 30, Name: words.Names{ZH: "停发", EN: "last month"}, Colour: "red"},
	}}}}})
	sim.Stock(h, sim.Glucose, "G2", "2026-11-22", "A-02", 1)
	sim.Stock(h, sim.Glucose, "G3", "2026-11-23", "A-02", 2)
	sim.Stock(h, sim.Amox, "A2", "2027-02-28", "A-01", 48)
	sim.Stock(h, sim.Amox, "A3", "2027-09-30", "A-01", 24)
	sim.Ask(h, "QL-1", document.RequisitionLine{Item: sim.Glucose, Quantity: 2}, document.RequisitionLine{Item: sim.Herb, Quantity: 100})
	sim.Ask(h, "QL-2", document.RequisitionLine{Item: sim.Glucose, Quantity: 1})
	sim.Ask(h, "QL-3", document.RequisitionLine{Item: sim.Glucose, Quantity: 1})
	for _, command := range []fact.Command{
		document.OpenReceipt{Order: "CG-1", Place: "DOCK-1"}, box,
		document.RefusePack{Refused: document.PackRefused{Receipt: "RK-2026-0001", Code: "expired", Item: sim.Glucose, Lot: "OLD"}},
		document.RefusePack{Refused: document.PackRefused{Receipt: "RK-2026-0001", Code: "unknown_code", GTIN: "06900000000008"}},
		document.OpenReceipt{Order: "CG-2", Place: "DOCK-1"},
		document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"}, document.StartIssue{Requisition: "QL-2", Staging: "STAGE-1"},
		document.PickPack{Issue: "CK-2026-0002", Task: 1, Item: sim.Glucose, Level: stock.Base, Quantity: 1, Lot: "G1", Place: "A-02"},
	} {
		if _, err := h.Do("keeper", command); err != nil {
			t.Fatalf("%T: %v", command, err)
		}
	}
	return h
}

// TestGolden draws both boards. LOTGATE_GOLDEN=1 writes them anew.
func TestGolden(t *testing.T) {
	h := morning(t)
	for name, draw := range board.All {
		for _, l := range words.Languages {
			golden(t, name+"."+string(l)+".txt", drawn(t, h, draw, l))
		}
	}
	empty := sim.NewHouse("2026-11-23")
	golden(t, "empty.txt", drawn(t, empty, board.Dock, words.English)+drawn(t, empty, board.Pick, words.English)+drawn(t, empty, board.Expiry, words.English))
}

func drawn(t *testing.T, h *sim.House, draw board.Draw, l words.Language) (text string) {
	t.Helper()
	err := h.View(func(view fact.View) error { text = draw(view, h.Now()).Text(l); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("LOTGATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s:\n%s", name, diff)
	}
}

// TestBoardsEnd: no list outgrows the wall, and what is left out is counted
// where rows are under way.
func TestBoardsEnd(t *testing.T) {
	h := sim.NewHouse("2026-11-23")
	sim.Furnish(h)
	for i := range 30 {
		id := fmt.Sprintf("CG-%d", 100+i)
		h.Say(document.OrderPlaced{Order: document.Order{ID: id, Supplier: "S1", Lines: []document.OrderLine{{No: 1, Item: sim.Amox, Quantity: 48, Level: stock.Box}}}})
		if i < 12 {
			if _, err := h.Do("keeper", document.OpenReceipt{Order: id, Place: "DOCK-1"}); err != nil {
				t.Fatal(err)
			}
			receipt := fmt.Sprintf("RK-2026-%04d", i+1)
			for range 3 {
				if _, err := h.Do("keeper", document.RefusePack{Refused: document.PackRefused{Receipt: receipt, Code: "expired"}}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	_ = h.View(func(view fact.View) error {
		lists := board.Dock(view, h.Now()).Lists
		for _, list := range lists {
			if len(list.Rows) != 8 {
				t.Errorf("%s has %d rows", list.Title.In(words.English), len(list.Rows))
			}
		}
		if lists[0].More != 4 {
			t.Errorf("%d receipts are said to be left out, want 4", lists[0].More)
		}
		return nil
	})
}

// watched is a house that tells what it wrote, as the book does.
type watched struct {
	*sim.House
	batches chan []fact.Recorded
	views   int
}

func (w *watched) Watch() (<-chan []fact.Recorded, func()) { return w.batches, func() {} }

func (w *watched) View(read func(fact.View) error) error {
	w.views++
	return w.House.View(read)
}

// TestBoardsAreDrawnOnce for all who look, and again after something has
// become durable.
func TestBoardsAreDrawnOnce(t *testing.T) {
	w := &watched{House: morning(t), batches: make(chan []fact.Recorded)}
	now, days := w.Now(), atomic.Int64{} // that have passed
	boards := board.New(w, func() time.Time { return now.AddDate(0, 0, int(days.Load())) })
	ticks := make(chan time.Time)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); boards.Run(ctx, ticks) }()

	changed, stop := boards.Watch("dock")
	for range 5 {
		if s, found := boards.Screen("dock"); !found || len(s.Lists) != 3 {
			t.Fatalf("the dock board is %+v", s)
		}
	}
	if w.views != 1 {
		t.Errorf("drawn %d times for five who look", w.views)
	}
	w.batches <- nil
	<-changed
	boards.Screen("dock")
	if w.views != 2 {
		t.Errorf("drawn %d times after one change", w.views)
	}
	ticks <- now
	boards.Screen("dock")
	if w.views != 2 {
		t.Errorf("drawn %d times, and no day is over", w.views)
	}
	days.Add(1)
	ticks <- now
	<-changed
	boards.Screen("dock")
	if w.views != 3 {
		t.Errorf("drawn %d times on the next day", w.views)
	}
	if _, found := boards.Screen("kitchen"); found {
		t.Error("there is no such board")
	}
	stop()
	cancel()
	<-ended
}
