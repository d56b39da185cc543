package stock_test

import (
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// TestFilled counts what lies in a bin in packages, also when the item is
// packed otherwise from now on, or the bin becomes something else.
func TestFilled(t *testing.T) {
	store := fact.NewMemory()
	say := func(f fact.Fact) { f.Apply(store, fact.Meta{}) }
	item := func(box stock.Quantity) stock.ItemDefined {
		return stock.ItemDefined{Item: stock.Item{ID: "A", Packages: []stock.Package{{Level: stock.Base, Content: 1}, {Level: stock.Box, Content: box}}}}
	}
	place := func(kind stock.PlaceKind) stock.PlaceDefined {
		return stock.PlaceDefined{Place: stock.Place{ID: "B", Kind: kind}}
	}
	move := func(lot string, from, to stock.PlaceID, quantity stock.Quantity) stock.Moved {
		return stock.Moved{Lot: stock.LotKey{Item: "A", Number: lot}, From: from, To: to, Quantity: quantity}
	}
	listed := func() (sum stock.Quantity) {
		stock.EachPickable(store, "A", func(_ stock.LotKey, _ stock.PlaceID, q stock.Quantity) bool { sum += q; return true })
		return sum
	}
	for i, step := range []struct {
		say  fact.Fact
		fill int
		pick stock.Quantity
	}{
		{move("1", stock.Opening, "B", 5), 0, 0}, // nobody has said what B is
		{place(stock.Bin), 5, 5},                 // nor how A is packed
		{item(10), 1, 5},
		{move("1", stock.Opening, "B", 20), 3, 25},
		{move("2", stock.Opening, "B", 10), 4, 35},
		{item(5), 7, 35},
		{move("1", "B", stock.OutsidePlace("S"), 25), 2, 10},
		{place(stock.Dock), 2, 10},
		{place(stock.Quarantine), 0, 0},
		{item(10), 0, 0},
		{place(stock.Bin), 1, 10},
		{move("2", "B", stock.OutsidePlace("S"), 10), 0, 0},
	} {
		say(step.say)
		if fill, pick := stock.Filled(store, "B"), listed(); fill != step.fill || pick != step.pick {
			t.Errorf("step %d, %+v: %d packages and %d to be picked, want %d and %d", i, step.say, fill, pick, step.fill, step.pick)
		}
	}
}
