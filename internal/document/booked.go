package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// BookedLine is goods of one lot as the buyer writes them down.
type BookedLine struct {
	Item     stock.ItemID
	Level    stock.Level
	Quantity stock.Quantity // base units
	Lot      string
	Expiry   stock.Date
	Made     stock.Date
}

// BookReceipt books goods against an order that were received at another
// place, where nothing could be scanned: a receipt opened, filled and finished
// in one go. Every line is asked what a scan would be asked. Goods of a
// two-person class are signed for by the two who received them there.
type BookReceipt struct {
	Order string
	Note  string
	Place stock.PlaceID // where the goods are
	Lines []BookedLine
}

// ErrReceiptOpen refuses a second receipt against an order.
var ErrReceiptOpen = fact.Refuse("receipt_open_already")

// Signing is whose signatures it needs, and over what: none, where nothing on
// it is of a two-person class.
func (c BookReceipt) Signing(view fact.View) (needs []policy.Need, hash string) {
	rules := policy.In(view)
	for _, l := range c.Lines {
		if item, found := stock.FindItem(view, l.Item); found && rules.TwoPerson(item) {
			needs = policy.Acceptance
		}
	}
	return needs, c.Hash()
}

// Hash is what the two sign.
func (c BookReceipt) Hash() string { return fact.Hash(c) }

func (c BookReceipt) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	place, _ := stock.FindPlace(view, c.Place)
	order, _ := SummariseOrder(view, c.Order)
	switch {
	case place.Kind != stock.Bin && place.Kind != stock.Dock:
		return nil, fact.Refuse("no_store_place", "place", string(c.Place))
	case order.Receipt != "":
		return nil, fact.Refuse("receipt_open_already", "receipt", order.Receipt, "order", c.Order)
	case len(c.Lines) == 0:
		return nil, ErrNoLines
	case len(c.Lines) > maxLines:
		return nil, fact.Refuse("too_many_lines", "most", maxLines)
	case !fact.Clean(c.Note):
		return nil, ErrText
	}
	trial := fact.NewTrial(view)
	if err := trial.Decide(meta, OpenReceipt{Order: c.Order, Note: c.Note, Place: c.Place, elsewhere: true}); err != nil {
		return nil, err
	}
	receipt, _ := OpenReceiptOf(trial, c.Order)
	for _, l := range c.Lines {
		if err := c.book(trial, meta, receipt.ID, l, place); err != nil {
			return nil, err
		}
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	if err := trial.Decide(meta, FinishReceipt{Receipt: receipt.ID, signed: true}); err != nil {
		return nil, err
	}
	return trial.Facts(), nil
}

func (c BookReceipt) book(trial *fact.Trial, meta fact.Meta, receipt string, l BookedLine, place stock.Place) error {
	item, found := stock.FindItem(trial, l.Item)
	switch {
	case !found:
		return fact.Refuse("unknown_code", "code", string(l.Item))
	case !fact.Clean(l.Lot) || l.Expiry != "" && !l.Expiry.Valid() || l.Made != "" && !l.Made.Valid():
		return fact.Refuse("lot_missing", "item", item.Name)
	case l.Quantity > stock.MaxQuantity:
		return fact.Refuse("too_much", "most", int64(stock.MaxQuantity))
	}
	if err := policy.In(trial).MayLie(item, place); err != nil {
		return err
	}
	return trial.Decide(meta, ReceivePack{
		Receipt: receipt, Item: l.Item, Level: l.Level, Quantity: l.Quantity, Lot: l.Lot, Expiry: l.Expiry, Made: l.Made,
	})
}
