package document

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// The refusals of the numbers of packs that a department returns.
var (
	ErrSerialInside = fact.Refuse("serial_inside")
	ErrSerialIsBack = fact.Refuse("serial_back")
	ErrSerialTwice  = fact.Refuse("serial_twice")
	ErrSerialOther  = fact.Refuse("serial_other_department")
)

// Fits refuses numbers of packs that cannot come back with the goods: each must
// have gone out to the department, be of the lot that is said, and be named
// once. What bears a code comes back by it.
func (c TakeBack) Fits(view fact.View) error {
	_, err := c.codes(view, fact.Meta{}, "", nil)
	return err
}

// codes are the facts of the packs that come back by a document, to the places
// of its lines.
func (c TakeBack) codes(view fact.View, meta fact.Meta, document string, lines []Line) ([]fact.Fact, error) {
	var come, named tally
	for _, p := range c.Goods {
		come.add(p.key(), p.Quantity)
	}
	inCases, err := c.inCases(view)
	if err != nil {
		return nil, err
	}
	trial := fact.NewTrial(view)
	seen := map[stock.Child]bool{}
	for i, s := range slices.Concat(inCases, c.Serials) {
		pack := stock.Child{Item: s.Item, Number: s.Number}
		if seen[pack] {
			return nil, fact.Refuse("serial_twice", "serial", s.Number)
		}
		seen[pack] = true
		s.Lot = s.lot(c.Goods).Number
		if err := c.wentOut(trial, meta, s); err != nil {
			return nil, err
		}
		if t, _ := stock.FindTrace(trial, s.Item, s.Number); t.Came != "" {
			named.add(s.key(), s.Quantity)
		}
		if back := (stock.SerialBack{Item: s.Item, Number: s.Number, Document: document, Quantity: s.Quantity, Lot: s.Lot, Place: onePlace(lines, goesTo, s.key())}); i >= len(inCases) {
			trial.Apply(meta, append(c.parted(view, document, s), back)...)
		}
	}
	for _, unit := range c.Units {
		trial.Apply(meta, stock.UnitBack{Unit: unit, Document: document, Place: onePlace(lines, goesTo, lotsIn(inCases)...)})
	}
	for _, lot := range come.lots {
		no := byCode(trial, lot, come.of[lot], named.of[lot])
		if no != nil && c.found(trial, meta, lot, "", come.of[lot]-named.of[lot]) != 0 {
			return nil, no
		}
	}
	return trial.Facts(), nil
}

// parted opens the case of a pack that comes back by itself.
func (c TakeBack) parted(view fact.View, document string, s Serial) []fact.Fact {
	t, _ := stock.FindTrace(view, s.Item, s.Number)
	return stock.OpenAround(view, t.Parent, document)
}

// inCases are the packs in the cases that come back whole, as they left.
func (c TakeBack) inCases(view fact.View) (all []Serial, err error) {
	for _, unit := range c.Units {
		u, found := stock.FindUnit(view, unit)
		switch {
		case !found:
			return nil, fact.Refuse("unit_unknown", "code", unit)
		case u.Opened:
			return nil, fact.Refuse("unit_opened", "unit", unit) // what is left in it nobody knows
		}
		for _, l := range stock.Leaves(view, unit) {
			all = append(all, Serial{Item: l.Item, Number: l.Number, Quantity: l.Content, Lot: l.Lot})
		}
	}
	return all, nil
}

func lotsIn(packs []Serial) (lots []stock.LotKey) {
	for _, s := range packs {
		lots = append(lots, s.key())
	}
	return lots
}

// GoodsIn is what comes back with a case that is given back whole.
func GoodsIn(view fact.View, unit string) (goods []Goods, err error) {
	packs, err := TakeBack{Units: []string{unit}}.inCases(view)
	var come tally
	for _, s := range packs {
		come.add(s.key(), s.Quantity)
	}
	for _, lot := range come.lots {
		goods = append(goods, Goods{Item: lot.Item, Lot: lot.Number, Quantity: come.of[lot]})
	}
	return goods, err
}

// wentOut refuses a pack of which the department did not get so much, or does
// not have it any more. What it got of the lot without codes may be this pack:
// then that is known now.
func (c TakeBack) wentOut(trial *fact.Trial, meta fact.Meta, s Serial) error {
	t, found := stock.FindTrace(trial, s.Item, s.Number)
	item, _ := stock.FindItem(trial, s.Item)
	switch {
	case !found && stock.AllCoded(trial, s.key()):
		return fact.Refuse("serial_unknown", "serial", s.Number, "lot", s.Lot, "item", item.Name)
	case !found:
		return nil // it came, and went, without its number being read
	case t.Lot != s.Lot:
		return fact.Refuse("serial_lot", "serial", s.Number, "known", t.Lot, "lot", s.Lot)
	case sentBackBy(trial, t) != "":
		return gone(trial, s.Item, s.Number, t)
	case t.Came == "" && t.Went == "" && !t.Stranger():
		return fact.Refuse("serial_not_in", "serial", s.Number, "note", t.Note)
	}
	has, other := holders(trial, s, c.Department)
	if s.Quantity <= has && s.Quantity > 0 {
		return nil
	}
	if more := s.Quantity - has; more > 0 && more <= t.Left && c.found(trial, meta, s.key(), s.Number, more) == 0 {
		return nil
	}
	return c.notOut(trial, s, t, has, other)
}

// notOut says why a pack cannot come back from the department.
func (c TakeBack) notOut(view fact.View, s Serial, t stock.Trace, has stock.Quantity, other string) error {
	item, _ := stock.FindItem(view, s.Item)
	back := stock.LastEvent(view, s.Item, s.Number, stock.WasBack)
	switch {
	case has > 0:
		return fact.Refuse("codes_differ", "lot", s.Lot, "said", Amount(item, has), "goes", Amount(item, s.Quantity))
	case other != "":
		issue, _ := FindIssue(view, other)
		return fact.Refuse("serial_other_department", "serial", s.Number, "document", other,
			"department", stock.PlaceName(view, issue.Department), "own", stock.PlaceName(view, c.Department))
	case t.Went != "":
		return gone(view, s.Item, s.Number, t)
	case back.Document != "":
		return fact.Refuse("serial_back", "serial", s.Number, "document", back.Document, "history", history(view, s.Item, s.Number, stock.WasBack))
	}
	return fact.Refuse("serial_inside", "serial", s.Number, "document", t.Came, "history", history(view, s.Item, s.Number, stock.WasTaken))
}

// HasOf is how much of a pack a department got, and did not give back.
func HasOf(view fact.View, department stock.PlaceID, item stock.ItemID, number string) stock.Quantity {
	has, _ := holders(view, Serial{Item: item, Number: number}, department)
	return has
}

// holders says how much of a pack a department has, and by which document
// another one has some.
func holders(view fact.View, s Serial, department stock.PlaceID) (has stock.Quantity, other string) {
	out, by := map[stock.PlaceID]stock.Quantity{}, map[stock.PlaceID]string{}
	stock.EachEvent(view, s.Item, s.Number, func(e stock.Event) bool {
		issue, gone := FindIssue(view, e.Document)
		back, _ := FindGiveBack(view, e.Document)
		switch {
		case e.What == stock.WasGone && gone:
			out[issue.Department] += e.Quantity
			by[issue.Department] = issue.ID
		case e.What == stock.WasBack && gone: // its pick was undone
			out[issue.Department] -= e.Quantity
		case e.What == stock.WasBack:
			out[back.Department] -= e.Quantity
		}
		return true
	})
	for place, quantity := range out {
		if place != department && quantity > 0 && by[place] > other {
			other = by[place]
		}
	}
	return out[department], other
}

// found takes so much off what left for the department without the codes of its
// packs, and answers with what is left of it then: it comes back as it left, or
// it is known now to have been the pack of a number, if that was not seen here
// since.
func (c TakeBack) found(trial *fact.Trial, meta fact.Meta, lot stock.LotKey, number string, quantity stock.Quantity) stock.Quantity {
	var facts []fact.Fact
	stock.EachMissedOf(trial, lot, func(document string, m stock.Miss) bool {
		issue, _ := FindIssue(trial, document)
		part := min(m.Quantity, quantity)
		if issue.Department != c.Department || part <= 0 || stock.SeenSince(trial, lot.Item, number, m.Seq) {
			return true
		}
		quantity -= part
		if number == "" {
			facts = append(facts, stock.CodesMissed{Lot: lot, Document: document, Quantity: -part})
		} else {
			facts = append(facts, missedNamed(lot, document, number, part)...)
		}
		return true
	})
	if quantity == 0 {
		trial.Apply(meta, facts...)
	}
	return quantity
}

func (s Serial) key() stock.LotKey { return stock.LotKey{Item: s.Item, Number: s.Lot} }

// lot is that of a numbered pack: as it is said with it, else that of the first
// goods of its item.
func (s Serial) lot(goods []Goods) stock.LotKey {
	for _, p := range goods {
		if s.Lot == "" && p.Item == s.Item {
			return p.key()
		}
	}
	return s.key()
}
