package policy

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// kind is what goods are alike in that no rule names by item.
type kind struct {
	item     stock.ItemID // of goods that some rule names
	class    stock.Class
	category stock.Category
	storage  stock.Storage
}

// room asks that all goods that may lie somewhere now still may. Goods that no
// rule names by item are alike where class, category and storage are.
func (c check) room() (faults []Fault) {
	before, after := newRulebook(0, c.old), newRulebook(0, c.next)
	named := map[stock.ItemID]bool{}
	for _, r := range slices.Concat(c.old.Rules, c.next.Rules) {
		named[r.Item] = true
	}
	bins := map[stock.PlaceID]stock.Place{}
	stock.EachPlace(c.view, func(p stock.Place) bool {
		if p.Kind == stock.Bin {
			bins[p.ID] = p
		}
		return true
	})
	asked := map[kind]bool{}
	stock.EachItem(c.view, "", func(item stock.Item) bool {
		of := kind{"", item.Class, item.Category, item.Storage}
		if named[item.ID] {
			of.item = item.ID
		}
		if asked[of] {
			return true
		}
		asked[of] = true
		if somewhere(before, item, bins) && !somewhere(after, item, bins) {
			faults = []Fault{c.homeless(after, item)}
		}
		return len(faults) == 0
	})
	return faults
}

// somewhere looks at no more bins than it must: where a rule names those in
// which alone the goods may lie, at those. No place decides which they are.
func somewhere(b *Rulebook, item stock.Item, bins map[stock.PlaceID]stock.Place) bool {
	if r, found := b.of(item, "", saysBins); found {
		return slices.ContainsFunc(r.Bins, func(id stock.PlaceID) bool {
			p, is := bins[id]
			return is && b.MayLie(item, p) == nil
		})
	}
	for _, p := range bins {
		if b.MayLie(item, p) == nil {
			return true
		}
	}
	return false
}

// homeless names the rule that leaves goods no bin: the most special one that
// speaks of where they may lie.
func (c check) homeless(after *Rulebook, item stock.Item) Fault {
	why := words.Say("policy.why.homeless", "item", item.Name)
	for i, r := range c.next.Rules {
		if found, is := after.of(item, r.Place, saysBins); is && found.Selector == r.Selector {
			return *c.locks(i, "bins", why)
		}
	}
	for i, r := range c.next.Rules {
		switch {
		case saysStorage(r) && !slices.Contains(r.Storage, item.Storage):
			return *c.locks(i, "storage", why)
		case saysClasses(r) && !slices.Contains(r.Classes, item.Class):
			return *c.locks(i, "classes", why)
		}
	}
	no := fact.Refuse("policy_lockout", "rule", words.Say("policy.rules"), "field", "", "why", why)
	return Fault{no, -1, -1, 0, ""} // a rule that is gone let them lie there
}
