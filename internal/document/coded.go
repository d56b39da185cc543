package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// What the codes on packs have been seen to say. A scan that does not say the
// lot, of a package whose own code does, was of another code on the same pack.
var (
	lotCoded  = fact.NewTable[bool]("lot-coded")  // item, lot, level: whether a code said it, or a person at receipt
	itemCoded = fact.NewTable[bool]("item-coded") // item, level: some pack's code said its lot
)

// ErrLotUnscanned refuses a lot that a person says and the pack could.
var ErrLotUnscanned = fact.Refuse("lot_not_scanned")

// LotOnCode reports whether a pack of a lot says by a code of its own which
// lot it is of. Of a lot that nobody has seen come in, the others of its item
// tell.
func LotOnCode(view fact.View, lot stock.LotKey, level stock.Level) bool {
	coded, seen := lotCoded.Get(view, string(lot.Item), lot.Number, string(level))
	if !seen {
		coded, _ = itemCoded.Get(view, string(lot.Item), string(level))
	}
	return coded || stock.AllCoded(view, lot)
}

// LotSaid reports whether packs of a lot came in by what a person said of
// them, and no code ever did: their lot can be chosen.
func LotSaid(view fact.View, lot stock.LotKey, level stock.Level) bool {
	coded, seen := lotCoded.Get(view, string(lot.Item), lot.Number, string(level))
	return seen && !coded && !stock.AllCoded(view, lot)
}

// noteCode keeps whether it was a pack's code that said its lot.
func noteCode(store fact.Store, lot stock.LotKey, level stock.Level, coded bool) {
	before, seen := lotCoded.Get(store, string(lot.Item), lot.Number, string(level))
	if seen && before || seen && !coded {
		return // most packs tell nothing new
	}
	lotCoded.Put(store, coded, string(lot.Item), lot.Number, string(level))
	if coded {
		itemCoded.Put(store, true, string(lot.Item), string(level))
	}
}

// scanned refuses a pack that is taken without its own code where all of its
// lot have one, and one whose lot was typed or chosen although its code says
// it: the picker would book what he believes, and not what he holds.
func (c PickPack) scanned(view fact.View, item stock.Item) error {
	switch {
	case c.uncoded:
		return byCode(view, c.key(), c.Quantity, 0)
	case !c.Typed || c.Serial != "" || !LotOnCode(view, c.key(), c.Level):
		return nil
	}
	return fact.Refuse("lot_not_scanned", "item", item.Name, "lot", c.Lot)
}
