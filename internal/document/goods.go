package document

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Goods is some of a lot in a place, as a paper asks for it.
type Goods struct {
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	From     stock.PlaceID  `json:"from"`
	To       stock.PlaceID  `json:"to,omitempty"` // where the paper does not say it for all
	Quantity stock.Quantity `json:"quantity"`     // base units
}

// Line is a part that a paper moved, with what it was worth.
type Line struct {
	Goods
	Expiry  stock.Date     `json:"expiry,omitempty"`
	ValueE4 int64          `json:"valueE4"`
	Good    stock.Quantity `json:"good,omitempty"` // of a return: base units that had counted as received
}

func (p Goods) key() stock.LotKey { return stock.LotKey{Item: p.Item, Number: p.Lot} }

func (p Goods) spot() spot { return spot{p.key(), p.From} }

// maxLines bounds one paper.
const maxLines = 1000

var paperLines = fact.NewTable[Line]("paper-line") // number of the paper, no

// EachLine calls each with every line of a return, transfer or damage report
// until it answers false.
func EachLine(view fact.View, paper string, each func(Line) bool) {
	paperLines.Each(view, func(_ []string, l Line) bool { return each(l) }, paper)
}

func putLines(store fact.Store, paper string, lines []Line) {
	for i, l := range lines {
		paperLines.Put(store, l, paper, number(i+1))
	}
}

// paperPacks are the packs of a transfer or damage report that were named by
// their numbers, with how much of each goes.
var paperPacks = fact.NewTable[Serial]("paper-pack") // number of the paper, item, number

// PacksOfPaper lists the packs that a transfer or damage report names.
func PacksOfPaper(view fact.View, paper string) (packs []Serial) {
	paperPacks.Each(view, func(_ []string, s Serial) bool {
		packs = append(packs, s)
		return true
	}, paper)
	return packs
}

func putPacks(store fact.Store, paper string, packs []Serial) {
	for _, s := range packs {
		paperPacks.Put(store, s, paper, string(s.Item), s.Number)
	}
}

// The refusals of a paper's parts.
var (
	ErrNoLines   = fact.Refuse("no_lines")
	ErrManyLines = fact.Refuse("too_many_lines")
)

// carry moves the parts of a paper one after the other, each seeing what those
// before it left. move decides on one; what stays where it is leads to no fact.
func carry(view fact.View, meta fact.Meta, parts []Goods, move func(fact.View, Goods) (stock.Moved, error)) (lines []Line, facts []fact.Fact, err error) {
	switch {
	case len(parts) == 0:
		return nil, nil, ErrNoLines
	case len(parts) > maxLines:
		return nil, nil, fact.Refuse("too_many_lines", "most", maxLines)
	}
	trial := fact.NewTrial(view)
	for _, p := range parts {
		moved, err := move(trial, p)
		if err != nil {
			return nil, nil, err
		}
		if moved.From != moved.To {
			trial.Apply(meta, moved)
		}
		lot, _ := stock.FindLot(view, p.key())
		p.From, p.To, p.Quantity = moved.From, moved.To, moved.Quantity
		lines = append(lines, Line{Goods: p, Expiry: lot.Expiry, ValueE4: moved.ValueE4})
	}
	return lines, trial.Facts(), nil
}

// ErrNoFrom refuses a line of a paper that does not say where it leaves from.
var ErrNoFrom = fact.Refuse("place_missing")

// notThere refuses to take a lot from where it is not, or from nowhere.
func notThere(lot stock.LotKey, place stock.PlaceID) error {
	if place == "" {
		return fact.Refuse("place_missing", "lot", lot.Number)
	}
	return fact.Refuse("lot_not_here", "lot", lot.Number, "place", string(place))
}

// takeFree is stock.Take of goods that are promised to nobody, from where
// goods may be taken by a person: not out of what is picked, inspected or
// gone. A quantity of 0 takes all there is.
func takeFree(view fact.View, m stock.Moved) (stock.Moved, error) {
	item, _ := stock.FindItem(view, m.Lot.Item)
	lot, found := stock.FindLot(view, m.Lot)
	if !found {
		return m, fact.Refuse("lot_unknown", "lot", m.Lot.Number, "item", item.Name)
	}
	from, found := stock.FindPlace(view, m.From)
	if !found {
		return m, notThere(m.Lot, m.From)
	}
	if err := policy.MayLeave(lot, from); err != nil {
		return m, err
	}
	if err := awaitsSignatures(view, spot{m.Lot, m.From}); err != nil {
		return m, err
	}
	held := stock.OnHand(view, m.Lot, m.From).Quantity
	free := held - Reserved(view, m.Lot, m.From)
	switch {
	case m.Quantity == 0 && held == 0:
		return m, notThere(m.Lot, m.From)
	case m.Quantity == 0 && free > 0:
		m.Quantity = free
	}
	if held > 0 && m.Quantity == 0 || m.Quantity > free && m.Quantity <= held {
		return m, fact.Refuse("promised", "lot", m.Lot.Number, "place", string(m.From))
	}
	return stock.Take(view, m)
}

func goesTo(l Line) stock.PlaceID   { return l.To }
func cameFrom(l Line) stock.PlaceID { return l.From }

// onePlace is the one end of a paper's lines of some lots, "" where they have
// several.
func onePlace(lines []Line, end func(Line) stock.PlaceID, lots ...stock.LotKey) (place stock.PlaceID) {
	for _, l := range lines {
		switch {
		case !slices.Contains(lots, l.key()):
		case place != "" && place != end(l):
			return ""
		default:
			place = end(l)
		}
	}
	return place
}
