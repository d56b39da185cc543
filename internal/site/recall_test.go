package site_test

import (
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
)

// TestRecallReachesThePicker: a lot that is recalled at a desk turns the
// picker's screen red, with sound and words and without a scan, and the walk
// goes on to another lot. The same post again writes nothing.
func TestRecallReachesThePicker(t *testing.T) {
	h := newHouse(t)
	picker := h.at("pick-1", "2001")
	s := picker.good(func() { h.scan(1, "LGD.QL-3001") })
	lot, place := s.field("Lot"), s.field("Bin")
	if lot == "" || place == "" {
		t.Fatalf("nothing is due: %+v", s)
	}
	var item string
	err := h.Books().View(func(view fact.View) error {
		stock.EachAt(view, stock.PlaceID(place), func(l stock.Lying) bool {
			if l.Lot.Number == lot {
				item = string(l.Lot.Item)
			}
			return item == ""
		})
		return nil
	})
	if err != nil || item == "" {
		t.Fatalf("lot %s is not in %s: %v", lot, place, err)
	}

	desk := newClient(t, h.Address())
	desk.must("POST", "/api/v1/session", map[string]string{"badge": "3001", "pin": pinOf("3001")}, nil)
	order := map[string]string{"id": "letter-17", "item": item, "lot": lot, "reason": "maker_recall"}
	before := picker.now().Beep
	var answer struct {
		Status string
		Places []struct{ Reserved int }
	}
	desk.must("POST", "/api/v1/lots/recall?lang=en", order, &answer)
	for _, p := range answer.Places {
		if p.Reserved != 0 {
			t.Errorf("still promised: %+v", answer)
		}
	}
	red := picker.await("the recall", func(s shown) bool { return s.Code == "lot_recalled" })
	if red.State != screen.Bad || red.Beep == before || red.field("Lot") == lot || !strings.Contains(red.Says, lot) {
		t.Errorf("the picker sees %+v", red)
	}
	last := h.Books().Journal.Last()
	desk.must("POST", "/api/v1/lots/recall", order, nil)
	if h.Books().Journal.Last() != last {
		t.Error("the same post again wrote something")
	}
	order["id"] = "letter-18"
	if status := desk.ask("POST", "/api/v1/lots/recall", order, nil); status != http.StatusUnprocessableEntity {
		t.Errorf("recalled twice: %d", status)
	}
}
