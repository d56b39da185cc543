package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// damagePacks are the packs of a damage report that bear numbers of their own,
// with how much of each is damaged.
var damagePacks = fact.NewTable[Serial]("damage-pack") // report, item, number

// packs says which numbered packs are damaged. Of a lot whose packs all bear a
// number they must be named, or nobody would know which of them may still be
// given out. Of the pack that is named last a part may be damaged.
func (c ReportDamage) packs(view fact.View, lines []Line) (damaged []Serial, all []stock.Leaf, err error) {
	all, err = packsNamed(view, c.Numbers, stillIn)
	if err != nil {
		return nil, nil, err
	}
	goes, said, left := map[stock.LotKey]stock.Quantity{}, map[stock.LotKey]stock.Quantity{}, map[stock.LotKey]stock.Quantity{}
	for _, l := range lines {
		goes[l.key()] += l.Quantity
		left[l.key()] += l.Quantity
	}
	wrong := func(lot stock.LotKey) error {
		item, _ := stock.FindItem(view, lot.Item)
		return fact.Refuse("codes_differ", "lot", lot.Number, "said", Amount(item, said[lot]), "goes", Amount(item, goes[lot]))
	}
	for _, p := range all {
		lot := stock.LotKey{Item: p.Item, Number: p.Lot}
		part := min(p.Left, left[lot])
		said[lot] += p.Left
		if part <= 0 {
			return nil, nil, wrong(lot)
		}
		left[lot] -= part
		damaged = append(damaged, Serial{Item: p.Item, Number: p.Number, Quantity: part, Lot: p.Lot})
	}
	for _, l := range lines {
		lot := l.key()
		switch {
		case left[lot] == 0 || !stock.AllCoded(view, lot):
		case said[lot] == 0:
			item, _ := stock.FindItem(view, lot.Item)
			return nil, nil, fact.Refuse("codes_needed", "lot", lot.Number, "amount", Amount(item, goes[lot]))
		default:
			return nil, nil, wrong(lot)
		}
	}
	return damaged, all, nil
}

// setApart are the facts of numbered packs that go with a report: nobody gives
// them out from now on.
func setApart(view fact.View, id string, damaged []Serial, packs []stock.Leaf) []fact.Fact {
	facts := parted(view, id, packs)
	for _, s := range damaged {
		facts = append(facts, stock.SerialWent{Item: s.Item, Number: s.Number, Document: id, Quantity: s.Quantity})
	}
	return facts
}

// packsBack are the facts of a report's numbered packs that may be given out
// again.
func packsBack(view fact.View, id string) (facts []fact.Fact) {
	damagePacks.Each(view, func(_ []string, s Serial) bool {
		facts = append(facts, stock.SerialBack{Item: s.Item, Number: s.Number, Document: id, Quantity: s.Quantity})
		return true
	}, id)
	return facts
}
