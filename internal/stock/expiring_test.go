package stock_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// TestExpiring: whatever goods come, move, leave and are told of late, the
// list by expiry has those that a look at all goods finds.
func TestExpiring(t *testing.T) {
	places := []stock.PlaceID{"supplier:S", "B-1", "B-2", "Q", "WARD", "LOSS"}
	kinds := []stock.PlaceKind{stock.Outside, stock.Bin, stock.Bin, stock.Quarantine, stock.Department, stock.Loss}
	lots := []stock.Lot{
		{LotKey: stock.LotKey{Item: "A", Number: "1"}, Expiry: "2027-01-31"}, {LotKey: stock.LotKey{Item: "A", Number: "2"}, Expiry: "2026-12-31"},
		{LotKey: stock.LotKey{Item: "B", Number: "1"}}, {LotKey: stock.LotKey{Item: "B", Number: "2"}, Expiry: "2026-12-31"},
	}
	rapid.Check(t, func(t *rapid.T) {
		m := fact.NewMemory()
		for i, id := range places[1:] {
			stock.PlaceDefined{Place: stock.Place{ID: id, Kind: kinds[i+1]}}.Apply(m, fact.Meta{})
		}
		for n := range rapid.IntRange(1, 40).Draw(t, "n") {
			lot := rapid.SampledFrom(lots).Draw(t, "lot")
			_, known := stock.FindLot(m, lot.LotKey)
			if rapid.IntRange(0, 3).Draw(t, "what") == 0 && !known {
				stock.LotOpened{Lot: lot}.Apply(m, fact.Meta{Seq: uint64(n)})
				continue
			}
			move := stock.Moved{Lot: lot.LotKey, From: rapid.SampledFrom(places).Draw(t, "from"), To: rapid.SampledFrom(places[1:]).Draw(t, "to"), Quantity: stock.Quantity(rapid.IntRange(1, 3).Draw(t, "quantity"))}
			if moved, err := stock.Take(m, move); err == nil {
				moved.Apply(m, fact.Meta{Seq: uint64(n)})
			}
		}
		want := map[string]bool{}
		stock.EachHolding(m, "", func(l stock.Lying) bool {
			lot, _ := stock.FindLot(m, l.Lot)
			place, _ := stock.FindPlace(m, l.Place)
			if lot.Expiry != "" && l.Quantity > 0 && place.Kind != stock.Department && place.Kind != stock.Loss {
				want[fmt.Sprint(lot.Expiry, l)] = true
			}
			return true
		})
		last, got := stock.Date(""), 0
		stock.EachExpiring(m, "", func(expiry stock.Date, l stock.Lying) bool {
			if !want[fmt.Sprint(expiry, l)] || expiry < last {
				t.Fatalf("%s %v after %s is not among %v", expiry, l, last, want)
			}
			last, got = expiry, got+1
			return true
		})
		if got != len(want) {
			t.Fatalf("%d rows, want %v", got, want)
		}
		stock.EachExpiring(m, "2027-01-01", func(expiry stock.Date, _ stock.Lying) bool {
			if expiry < "2027-01-01" {
				t.Fatalf("%s is before the first day asked for", expiry)
			}
			return true
		})
	})
}
