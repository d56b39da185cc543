package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// LabelGoods prints labels for packs of a lot, also of goods that bear no code
// and have not come in yet: the label is then scanned in place of the pack. Of
// packages with a code of their own a lot must have come, or anybody could make
// a lot by its label.
type LabelGoods struct {
	Item    stock.ItemID
	Level   stock.Level
	Lot     string
	Expiry  stock.Date
	Made    stock.Date
	Copies  int
	Printer string
}

// The refusals of a label that is asked for.
var (
	ErrNoPrinter = fact.Refuse("no_printer")
	ErrCopies    = fact.Refuse("too_many_labels")
)

func (c LabelGoods) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	item, found := stock.FindItem(view, c.Item)
	switch {
	case !found:
		return nil, fact.Refuse("unknown_code", "code", string(c.Item))
	case item.Package(c.Level).Content == 0:
		return nil, fact.Refuse("no_package", "item", item.Name)
	case c.Lot == "" || !fact.Clean(c.Lot):
		return nil, fact.Refuse("lot_missing", "item", item.Name)
	case c.Expiry == "" && item.NeedsExpiry() || c.Expiry != "" && !c.Expiry.Valid():
		return nil, policy.ErrExpiryUnknown
	}
	lot, known := stock.FindLot(view, stock.LotKey{Item: c.Item, Number: c.Lot})
	pack := item.Package(c.Level)
	switch {
	case !known && len(pack.GTINs)+len(pack.Codes) > 0:
		return nil, fact.Refuse("lot_unknown", "lot", c.Lot, "item", item.Name)
	case !known:
		lot = stock.Lot{LotKey: stock.LotKey{Item: c.Item, Number: c.Lot}, Expiry: c.Expiry, Made: c.Made}
		if own, printed := stock.OwnCodeOf(view, lot.LotKey, c.Level); printed {
			lot.Expiry, lot.Made = own.Expiry, own.Made
		}
	}
	if err := policy.SameLot(lot, c.Expiry); err != nil {
		return nil, err
	}
	return labelLot(view, meta, item, lot, c.Level, c.Copies, c.Printer)
}

// labelLot owes labels for packages of a lot: with their GTIN if they have
// one, or else with a code of our own.
func labelLot(view fact.View, meta fact.Meta, item stock.Item, lot stock.Lot, level stock.Level, copies int, printer string) (facts []fact.Fact, err error) {
	switch {
	case printer == "":
		return nil, ErrNoPrinter
	case copies < 1 || copies > maxCopies:
		return nil, fact.Refuse("too_many_labels", "most", maxCopies)
	}
	if err := mayLabel(view, meta, item, lot); err != nil {
		return nil, err
	}
	pack := item.Package(level)
	label := Label{
		Printer: printer, Item: item.ID, Lot: lot.Number, Expiry: lot.Expiry, Quantity: pack.Content, Copies: copies,
		Bin: item.HomeBin, Person: meta.Person, At: meta.At, State: LabelWaiting,
	}
	if len(pack.GTINs) > 0 {
		label.GTIN = pack.GTINs[0]
		return []fact.Fact{LabelQueued{label}}, nil
	}
	own, known := stock.OwnCodeOf(view, lot.LotKey, level)
	if !known {
		own = stock.OwnCode{Number: stock.NextOwnCode(view), Item: item.ID, Level: level, Lot: lot.Number, Expiry: lot.Expiry, Made: lot.Made}
		facts = append(facts, stock.OwnCodeMade{Code: own})
	}
	label.Own = own.Number
	return append(facts, LabelQueued{label}), nil
}

// mayLabel asks whether goods may be told from others by a label of ours: what
// may not be used must not look as if it might.
func mayLabel(view fact.View, meta fact.Meta, item stock.Item, lot stock.Lot) error {
	return policy.In(view).Fit(policy.Goods{Lot: lot, Item: item}, policy.Label, stock.DateOf(meta.At))
}
