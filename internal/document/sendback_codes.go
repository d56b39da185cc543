package document

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// The refusals of the numbers of packs that go back.
var (
	ErrCodesNeeded = fact.Refuse("codes_needed")
	ErrCodesSum    = fact.Refuse("codes_differ")
	ErrCodeReceipt = fact.Refuse("code_of_receipt")
)

// Numbered is a pack with a number of its own, or a case of such packs.
type Numbered struct {
	Item   stock.ItemID `json:"item,omitempty"` // "" for a case
	Number string       `json:"number"`
}

// FindNumbered finds the pack or case that a text names among those of some
// items. What is nobody's is taken for a pack of the first item, to be refused as
// such.
func FindNumbered(view fact.View, text string, items []stock.ItemID) Numbered {
	if _, found := stock.FindUnit(view, text); found {
		return Numbered{Number: text}
	}
	for _, item := range items {
		if _, found := stock.FindTrace(view, item, text); found {
			return Numbered{item, text}
		}
	}
	if len(items) == 0 {
		return Numbered{Number: text}
	}
	return Numbered{items[0], text}
}

// Here are the numbers of a receipt's packs of a lot that are still in the
// store, as far as they bear any.
func Here(view fact.View, receipt string, lot stock.LotKey) (all []stock.Leaf) {
	packs.Each(view, func(_ []string, p Pack) bool {
		if p.Gone || p.Item != lot.Item || p.Lot != lot.Number || p.Seen {
			return true
		}
		if p.Unit != "" {
			for _, l := range stock.Leaves(view, p.Unit) {
				if l.Item == lot.Item && l.Lot == lot.Number && l.Came == receipt && !l.Gone() {
					all = append(all, l)
				}
			}
			return true
		}
		if t, found := stock.FindTrace(view, p.Item, p.Serial); found && t.Came == receipt && !t.Gone() {
			all = append(all, stock.Leaf{Child: stock.Child{Item: p.Item, Number: p.Serial}, Trace: t})
		}
		return true
	}, receipt)
	return all
}

// packsNamed reads the packs that numbers name, those in cases one by one, and asks
// of each whether it may go.
func packsNamed(view fact.View, numbers []Numbered, may func(fact.View, stock.Child) (stock.Leaf, error)) (packs []stock.Leaf, err error) {
	seen := map[stock.Child]bool{}
	for _, n := range numbers {
		leaves := []stock.Leaf{{Child: stock.Child(n)}}
		if n.Item == "" {
			leaves = stock.Leaves(view, n.Number)
		}
		if len(leaves) == 0 {
			return nil, fact.Refuse("unit_unknown", "code", n.Number)
		}
		for _, l := range leaves {
			if seen[l.Child] {
				continue
			}
			seen[l.Child] = true
			if l, err = may(view, l.Child); err != nil {
				return nil, err
			}
			packs = append(packs, l)
		}
	}
	return packs, nil
}

// stillIn asks of one pack that it came in and is still here.
func stillIn(view fact.View, n stock.Child) (stock.Leaf, error) {
	t, found := stock.FindTrace(view, n.Item, n.Number)
	switch {
	case !found:
		return stock.Leaf{}, fact.Refuse("no_trace", "code", n.Number)
	case t.Came == "":
		return stock.Leaf{}, fact.Refuse("serial_not_in", "serial", n.Number, "note", t.Note)
	case t.Gone():
		return stock.Leaf{}, gone(view, n.Item, n.Number, t)
	}
	return stock.Leaf{Child: n, Trace: t}, nil
}

// mayReturn asks of one pack that it is still here, and came by the receipt.
func (c SendBack) mayReturn(view fact.View, n stock.Child) (stock.Leaf, error) {
	l, err := stillIn(view, n)
	if err == nil && l.Came != c.Receipt {
		return stock.Leaf{}, fact.Refuse("code_of_receipt", "serial", n.Number, "known", l.Came, "receipt", c.Receipt)
	}
	return l, err
}

// leave says which numbered packs go back with the lines. Where all that is
// left of a receipt's lot goes, nobody has to name them; else nobody may let
// them go unnamed: their supplier wants to know as well.
func (c SendBack) leave(view fact.View, id string, lines []Line) (facts []fact.Fact, err error) {
	s, packs, err := shareNamed(view, lines, c.Numbers, c.mayReturn)
	if err != nil {
		return nil, err
	}
	if _, err := s.from(view, lines); err != nil {
		return nil, err
	}
	for i, p := range s.parts {
		if lot := p.key(); p.Quantity < packs[i].Left { // no supplier takes a part of a pack
			return nil, byCode(view, lot, s.goes.of[lot], s.goes.of[lot]-p.Quantity+packs[i].Left)
		}
	}
	for _, lot := range s.goes.lots {
		all := Here(view, c.Receipt, lot)
		switch no := byCode(view, lot, s.goes.of[lot], s.said.of[lot]); {
		case s.said.of[lot] == 0 && s.goes.of[lot] >= Returnable(view, c.Receipt, lot):
			packs = append(packs, all...)
		case no != nil && len(all) > 0:
			return nil, no
		}
	}
	return wentBack(view, id, packs), nil
}

// wentBack are the facts of packs that go back.
func wentBack(view fact.View, id string, packs []stock.Leaf) []fact.Fact {
	facts := parted(view, id, packs)
	for _, p := range packs {
		facts = append(facts, stock.SerialReturned{Item: p.Item, Number: p.Number, Document: id, Quantity: p.Left})
	}
	return facts
}

// parted opens the cases of packs that go somewhere, where some of their packs,
// or a part of one, stay. What is left in packs is how much of them goes.
func parted(view fact.View, id string, packs []stock.Leaf) (facts []fact.Fact) {
	goes, opened := map[stock.Child]bool{}, map[string]bool{}
	for _, p := range packs {
		t, _ := stock.FindTrace(view, p.Item, p.Number)
		goes[p.Child] = p.Left >= t.Left
	}
	for _, p := range packs {
		for _, f := range stock.OpenAround(view, p.Parent, id) {
			unit := f.(stock.UnitOpened).Unit
			whole := !slices.ContainsFunc(stock.Leaves(view, unit), func(l stock.Leaf) bool { return !goes[l.Child] && !l.Gone() })
			if !whole && !opened[unit] {
				opened[unit] = true
				facts = append(facts, f)
			}
		}
	}
	return facts
}
