package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// The refusals of the numbers of packs that a department returns.
var (
	ErrSerialInside = fact.Refuse("serial_inside")
	ErrSerialIsBack = fact.Refuse("serial_back")
	ErrSerialTwice  = fact.Refuse("serial_twice")
)

// Fits refuses numbers of packs that cannot come back with the goods: each must
// have gone out, be of the lot that is said, and be named once. Of a lot whose
// packs all bear a number every one must be named, or the goods would be here
// again and their numbers gone.
func (c TakeBack) Fits(view fact.View) error {
	seen := map[stock.Child]bool{}
	named := map[stock.LotKey]stock.Quantity{}
	for _, s := range c.Serials {
		pack, lot := stock.Child{Item: s.Item, Number: s.Number}, s.lot(c.Goods)
		if seen[pack] {
			return fact.Refuse("serial_twice", "serial", s.Number)
		}
		seen[pack] = true
		if err := wentOut(view, lot, s.Number); err != nil {
			return err
		}
		if t, found := stock.FindTrace(view, s.Item, s.Number); found && t.Content > 0 && (s.Quantity <= 0 || s.Quantity > t.Content-t.Left) {
			item, _ := stock.FindItem(view, s.Item)
			return fact.Refuse("codes_differ", "lot", lot.Number, "said", Amount(item, t.Content-t.Left), "goes", Amount(item, s.Quantity))
		}
		named[lot] += s.Quantity
	}
	come := map[stock.LotKey]stock.Quantity{}
	for _, p := range c.Goods {
		come[p.key()] += p.Quantity
	}
	for _, p := range c.Goods {
		if lot := p.key(); named[lot] < come[lot] && stock.AllCoded(view, lot) {
			item, _ := stock.FindItem(view, lot.Item)
			return fact.Refuse("codes_needed", "lot", lot.Number, "amount", Amount(item, come[lot]))
		}
	}
	return nil
}

// wentOut refuses the number of a pack that did not leave, or is back already.
func wentOut(view fact.View, lot stock.LotKey, serial string) error {
	t, found := stock.FindTrace(view, lot.Item, serial)
	item, _ := stock.FindItem(view, lot.Item)
	switch {
	case !found && stock.AllCoded(view, lot):
		return fact.Refuse("serial_unknown", "serial", serial, "lot", lot.Number, "item", item.Name)
	case !found:
		return nil // it came, and went, without its number being read
	case t.Lot != lot.Number:
		return fact.Refuse("serial_lot", "serial", serial, "known", t.Lot, "lot", lot.Number)
	case sentBackBy(view, t) != "":
		return gone(view, lot.Item, serial, t)
	case t.Went != "":
		return nil
	case t.Came == "" && !t.Stranger():
		return fact.Refuse("serial_not_in", "serial", serial, "note", t.Note)
	}
	if e := stock.LastEvent(view, lot.Item, serial, stock.WasBack); e.Document != "" {
		return fact.Refuse("serial_back", "serial", serial, "document", e.Document, "history", history(view, lot.Item, serial, stock.WasBack))
	}
	return fact.Refuse("serial_inside", "serial", serial, "document", t.Came, "history", history(view, lot.Item, serial, stock.WasTaken))
}

// back lists what follows for the numbers of the packs.
func (c TakeBack) back(document string) (facts []fact.Fact) {
	for _, s := range c.Serials {
		facts = append(facts, stock.SerialBack{Item: s.Item, Number: s.Number, Document: document, Quantity: s.Quantity, Lot: s.lot(c.Goods).Number})
	}
	return facts
}

// lot is that of a numbered pack: as it is said with it, else that of the first
// goods of its item.
func (s Serial) lot(goods []Goods) stock.LotKey {
	for _, p := range goods {
		if s.Lot == "" && p.Item == s.Item {
			return p.key()
		}
	}
	return stock.LotKey{Item: s.Item, Number: s.Lot}
}
