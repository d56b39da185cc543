package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// lotCoded holds the packages of a lot whose own codes have said the lot: a
// scan that does not say it was of another code on the same pack.
var lotCoded = fact.NewTable[bool]("lot-coded") // item, lot, level

// ErrLotUnscanned refuses a lot that a person says and the pack could.
var ErrLotUnscanned = fact.Refuse("lot_not_scanned")

// LotOnCode reports whether a pack of a lot says by a code of its own which
// lot it is of.
func LotOnCode(view fact.View, lot stock.LotKey, level stock.Level) bool {
	coded, _ := lotCoded.Get(view, string(lot.Item), lot.Number, string(level))
	return coded || stock.AllCoded(view, lot)
}

func (f PackReceived) noteCoded(store fact.Store) {
	if f.Coded {
		lotCoded.Put(store, true, string(f.Item), f.Lot, string(f.Level))
	}
}

// scanned refuses a pack whose lot was typed or chosen although its code says
// it: the picker would book what he believes, and not what he holds.
func (c PickPack) scanned(view fact.View, item stock.Item) error {
	if !c.Typed || c.Serial != "" || !LotOnCode(view, stock.LotKey{Item: c.Item, Number: c.Lot}, c.Level) {
		return nil
	}
	return fact.Refuse("lot_not_scanned", "item", item.Name, "lot", c.Lot)
}
