package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Unpack opens packages of a lot where they lie: a case becomes boxes, each
// with a label of its own, a box becomes loose units. The ledger counts base
// units, so nothing moves; what changes is what lies loose.
type Unpack struct {
	Lot     stock.LotKey
	Place   stock.PlaceID
	From    stock.Level // opened
	To      stock.Level // what came out
	Count   stock.Quantity
	Printer string // "" prints no labels
}

// Repack closes loose units of a lot into packages, or small packages into
// larger ones, each with a label.
type Repack struct {
	Lot     stock.LotKey
	Place   stock.PlaceID
	From    stock.Level // what is put in; loose units where it is left empty
	To      stock.Level
	Count   stock.Quantity
	Printer string
}

// The refusals of unpacking and repacking.
var (
	ErrNotSmaller = fact.Refuse("not_smaller")
	ErrNotLarger  = fact.Refuse("not_larger")
	ErrTooFew     = fact.Refuse("too_few_whole")
	ErrTooLoose   = fact.Refuse("too_few_loose")
)

func (c Unpack) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	item, lot, err := atHand(view, meta, c.Lot, c.Place, c.Count)
	if err != nil {
		return nil, err
	}
	outer, inner := item.Package(c.From).Content, item.Package(c.To).Content
	switch {
	case inner == 0 || outer <= inner || outer%inner != 0:
		return nil, fact.Refuse("not_smaller", "item", item.Name)
	case c.Count > stock.MaxQuantity/outer:
		return nil, fact.Refuse("too_much", "most", int64(stock.MaxQuantity))
	}
	quantity, loose := c.Count*outer, Loose(view, c.Lot, c.Place)
	if whole := stock.OnHand(view, c.Lot, c.Place).Quantity - loose; quantity > whole {
		return nil, fact.Refuse("too_few_whole", "place", string(c.Place), "whole", Amount(item, whole))
	}
	if c.To == stock.Base {
		loose += quantity
	}
	opened := PacksOpened{Lot: c.Lot, Place: c.Place, From: c.From, To: c.To, Count: c.Count, Quantity: quantity, Loose: loose}
	facts := []fact.Fact{opened}
	if c.Printer == "" || c.To == stock.Base {
		return facts, nil
	}
	labels, err := labelLot(view, meta, item, lot, c.To, int(min(quantity/inner, maxCopies+1)), c.Printer)
	return append(facts, labels...), err
}

func (c Repack) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	item, lot, err := atHand(view, meta, c.Lot, c.Place, c.Count)
	if err != nil {
		return nil, err
	}
	content, inner, loose := item.Package(c.To).Content, item.Package(c.From).Content, Loose(view, c.Lot, c.Place)
	if c.From == "" || c.From == stock.Base {
		c.From, inner = stock.Base, 1
	}
	whole := stock.OnHand(view, c.Lot, c.Place).Quantity - loose
	switch {
	case content <= 1 || inner == 0:
		return nil, fact.Refuse("no_package", "item", item.Name)
	case content <= inner || content%inner != 0:
		return nil, fact.Refuse("not_larger", "item", item.Name)
	case c.From == stock.Base && c.Count > loose/content:
		return nil, fact.Refuse("too_few_loose", "place", string(c.Place), "loose", Amount(item, loose))
	case c.From != stock.Base && c.Count > whole/content:
		return nil, fact.Refuse("too_few_whole", "place", string(c.Place), "whole", Amount(item, whole))
	}
	quantity := c.Count * content
	if c.From == stock.Base {
		loose -= quantity
	}
	facts := []fact.Fact{PacksFilled{Lot: c.Lot, Place: c.Place, From: c.From, To: c.To, Count: c.Count, Quantity: quantity, Loose: loose}}
	if c.Printer == "" {
		return facts, nil
	}
	labels, err := labelLot(view, meta, item, lot, c.To, int(min(c.Count, maxCopies+1)), c.Printer)
	return append(facts, labels...), err
}

// atHand is the item and lot of goods that a person can open in a place, and
// may: what is stopped or expired stays as it lies.
func atHand(view fact.View, meta fact.Meta, key stock.LotKey, place stock.PlaceID, count stock.Quantity) (stock.Item, stock.Lot, error) {
	item, _ := stock.FindItem(view, key.Item)
	lot, found := stock.FindLot(view, key)
	p, _ := stock.FindPlace(view, place)
	switch {
	case !found:
		return item, lot, fact.Refuse("lot_unknown", "lot", key.Number, "item", item.Name)
	case !p.Kind.Pickable() || stock.OnHand(view, key, place).Quantity == 0:
		return item, lot, notThere(key, place)
	case count <= 0:
		return item, lot, stock.NotAQuantity(count)
	}
	return item, lot, policy.In(view).Fit(policy.Goods{Lot: lot, Item: item, Place: p}, policy.Label, stock.DateOf(meta.At))
}

// PacksOpened records that packages were opened.
type PacksOpened struct {
	Lot      stock.LotKey   `json:"lot"`
	Place    stock.PlaceID  `json:"place"`
	From     stock.Level    `json:"from"`
	To       stock.Level    `json:"to"`
	Count    stock.Quantity `json:"count"`
	Quantity stock.Quantity `json:"quantity"` // base units that were in them
	Loose    stock.Quantity `json:"loose"`    // base units that lie loose there now
}

func (PacksOpened) Kind() string { return "packs-opened" }

func (f PacksOpened) Apply(store fact.Store, _ fact.Meta) {
	setLoose(store, spot{f.Lot, f.Place}, f.Loose)
}

// PacksFilled records that packages were filled.
type PacksFilled struct {
	Lot      stock.LotKey   `json:"lot"`
	Place    stock.PlaceID  `json:"place"`
	From     stock.Level    `json:"from,omitempty"` // what was put in; base units where nothing is said
	To       stock.Level    `json:"to"`
	Count    stock.Quantity `json:"count"`
	Quantity stock.Quantity `json:"quantity"` // base units that went into them
	Loose    stock.Quantity `json:"loose"`    // base units that lie loose there now
}

func (PacksFilled) Kind() string { return "packs-filled" }

func (f PacksFilled) Apply(store fact.Store, _ fact.Meta) {
	setLoose(store, spot{f.Lot, f.Place}, f.Loose)
}

func setLoose(store fact.Store, s spot, loose stock.Quantity) {
	if loose == 0 {
		looses.Delete(store, s.key()...)
		return
	}
	looses.Put(store, loose, s.key()...)
}
