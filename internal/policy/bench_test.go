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
