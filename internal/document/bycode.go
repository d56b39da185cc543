package document

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// byCode is the one rule of goods that are known by codes, and every door that
// they leave or come back by asks it: where each pack of a lot bears a code of
// its own, what goes is named by codes, no less than all of it; and of no lot
// is more named than goes.
func byCode(view fact.View, lot stock.LotKey, goes, said stock.Quantity) error {
	if said == goes || said < goes && !stock.AllCoded(view, lot) {
		return nil
	}
	item, _ := stock.FindItem(view, lot.Item)
	if said == 0 {
		return fact.Refuse("codes_needed", "lot", lot.Number, "amount", Amount(item, goes))
	}
	return fact.Refuse("codes_differ", "lot", lot.Number, "said", Amount(item, said), "goes", Amount(item, goes))
}

// tally is quantities lot by lot, in the order in which the lots were named.
type tally struct {
	lots []stock.LotKey
	of   map[stock.LotKey]stock.Quantity
}

func (t *tally) add(lot stock.LotKey, quantity stock.Quantity) {
	if t.of == nil {
		t.of = map[stock.LotKey]stock.Quantity{}
	}
	if _, known := t.of[lot]; !known {
		t.lots = append(t.lots, lot)
	}
	t.of[lot] += quantity
}

// share is how much of a paper's goods are named by the codes of packs.
type share struct {
	goes, said tally
	parts      []Serial // what goes of each pack
}

// shareNamed is shareOut of the packs that numbers name, if each of them may go.
func shareNamed(view fact.View, lines []Line, numbers []Numbered, may func(fact.View, stock.Child) (stock.Leaf, error)) (share, []stock.Leaf, error) {
	packs, err := packsNamed(view, numbers, may)
	if err != nil {
		return share{}, nil, err
	}
	s, err := shareOut(view, lines, packs)
	return s, packs, err
}

// shareOut gives named packs their part of what goes. Of the pack that is named
// last of a lot a part may go; one of which nothing does is refused.
func shareOut(view fact.View, lines []Line, packs []stock.Leaf) (s share, err error) {
	for _, l := range lines {
		s.goes.add(l.key(), l.Quantity)
	}
	for _, p := range packs {
		lot := p.Key()
		goes, said := s.goes.of[lot], s.said.of[lot]
		part := min(p.Left, goes-said)
		if part <= 0 {
			return s, byCode(view, lot, goes, said+p.Left)
		}
		s.said.add(lot, part)
		s.parts = append(s.parts, Serial{Item: p.Item, Number: p.Number, Quantity: part, Lot: p.Lot})
	}
	return s, nil
}

// from says which line each named pack goes with: one that takes its lot from
// where it lies. One that lies elsewhere by the books is refused.
func (s share) from(view fact.View, lines []Line) (with []int, err error) {
	rest := make([]stock.Quantity, len(lines))
	for i, l := range lines {
		rest[i] = l.Quantity
	}
	for _, p := range s.parts {
		places := stock.PlacesOf(view, p.Item, p.Number)
		at := -1
		for i, l := range lines {
			if at < 0 && l.key() == p.key() && rest[i] > 0 && slices.Contains(places, l.From) {
				at = i
			}
		}
		if at < 0 {
			return nil, fact.Refuse("serial_elsewhere", "serial", p.Number, "places", placeNames(places))
		}
		rest[at] -= p.Quantity
		with = append(with, at)
	}
	return with, nil
}

func placeNames(places []stock.PlaceID) words.Names {
	return words.Listed(places, func(p stock.PlaceID) words.Names { return words.Names{EN: string(p)} })
}

// named asks byCode of all lots, but those of which nobody has to name any
// pack, and answers with what an override lets go without a code.
func (s share) named(view fact.View, meta fact.Meta, all func(stock.LotKey) bool, o *Override, hash func() string) (missed []stock.LotKey, err error) {
	rules := policy.In(view)
	for _, lot := range s.goes.lots {
		no := byCode(view, lot, s.goes.of[lot], s.said.of[lot])
		if no == nil || s.said.of[lot] == 0 && all(lot) {
			continue
		}
		if err := rules.Excuse(meta, no, o, hash); err != nil {
			return nil, err
		}
		missed = append(missed, lot)
	}
	return missed, nil
}

// miss are the facts of what leaves by a document without its codes.
func (s share) miss(document string, lots []stock.LotKey) (facts []fact.Fact) {
	for _, lot := range lots {
		facts = append(facts, stock.CodesMissed{Lot: lot, Document: document, Quantity: s.goes.of[lot] - s.said.of[lot]})
	}
	return facts
}

// notMissed takes back what was missed of the lots of a paper: it is here again.
func notMissed(view fact.View, lines []Line, document string) (facts []fact.Fact) {
	done := map[stock.LotKey]bool{}
	for _, l := range lines {
		if n := stock.Missed(view, l.key(), document).Quantity; n > 0 && !done[l.key()] {
			done[l.key()] = true
			facts = append(facts, stock.CodesMissed{Lot: l.key(), Document: document, Quantity: -n})
		}
	}
	return facts
}

// leavesOf are parts of packs with what is known of each; of what is left in it
// just the part.
func leavesOf(view fact.View, parts []Serial) (packs []stock.Leaf) {
	for _, p := range parts {
		t, _ := stock.FindTrace(view, p.Item, p.Number)
		t.Left = p.Quantity
		packs = append(packs, stock.Leaf{Child: stock.Child{Item: p.Item, Number: p.Number}, Trace: t})
	}
	return packs
}
