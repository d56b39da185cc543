package policy_test

import (
	"fmt"
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// BenchmarkFit is what a scan pays for the policy: finding the one in force,
// and asking it. It must not grow with the number of rules.
func BenchmarkFit(b *testing.B) {
	for _, n := range []int{0, 10, 200} {
		b.Run(fmt.Sprintf("%d rules", n), func(b *testing.B) {
			p := policy.Default
			for i := range n {
				p.Rules = append(p.Rules, policy.Rule{Selector: policy.Selector{Item: stock.ItemID(fmt.Sprint("ITEM-", i)), Place: "DOCK-1"}, MinLifeDays: 100})
			}
			m := fact.NewMemory()
			if n > 0 {
				policy.PolicySet{Number: 1, Policy: p}.Apply(m, fact.Meta{})
			}
			g := policy.Goods{
				Item: stock.Item{ID: "ITEM-7", Class: stock.Ordinary, MinLifeDays: 180}, Lot: stock.Lot{Expiry: "2028-03-31", Status: stock.Usable},
				Place: stock.Place{ID: "DOCK-1", Kind: stock.Dock},
			}
			for b.Loop() {
				if err := policy.In(m).Fit(g, policy.Receive, today); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSet is what a change of the policy costs in a store with many items
// and bins: 20,000 and 5,000, and as many rules as there may be, each naming
// an item and where it may lie.
//
// Bar: a second.
func BenchmarkSet(b *testing.B) {
	m := fact.NewMemory()
	bin := func(n int) stock.PlaceID { return stock.PlaceID(fmt.Sprintf("B-%05d", n)) }
	for n := range 5_000 {
		stock.PlaceDefined{Place: stock.Place{ID: bin(n), Kind: stock.Bin, Storage: stock.Storages[n%len(stock.Storages)]}}.Apply(m, fact.Meta{})
	}
	for n := range 20_000 {
		stock.ItemDefined{Item: stock.Item{
			ID: stock.ItemID(fmt.Sprint("ITEM-", n)), Class: stock.Ordinary, Category: stock.Categories[n%len(stock.Categories)], Storage: stock.Storages[n%len(stock.Storages)],
		}}.Apply(m, fact.Meta{})
	}
	next := policy.Default
	for n := range 190 {
		next.Rules = append(next.Rules, policy.Rule{Selector: policy.Selector{Item: stock.ItemID(fmt.Sprint("ITEM-", n))}, MinLifeDays: 100, Bins: []stock.PlaceID{bin(4_996 + n%4)}})
	}
	for b.Loop() {
		if faults := policy.Faults(m, next, policy.Default, staff); len(faults) > 0 {
			b.Fatal(faults[0])
		}
	}
}
