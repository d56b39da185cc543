package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// turnedAway counts what was set aside when it came: it is in the house but was
// never received, and so waits for its supplier, not for release.
var turnedAway = fact.NewTable[stock.Quantity]("turned-away") // item, lot, place

// TurnedAway reads how much of a lot in a place was set aside when it came.
func TurnedAway(view fact.View, lot stock.LotKey, place stock.PlaceID) stock.Quantity {
	quantity, _ := turnedAway.Get(view, spot{lot, place}.key()...)
	return max(min(quantity, stock.OnHand(view, lot, place).Quantity), 0)
}

// turnAway adds to it; what leaves for the supplier or is destroyed is first
// what was set aside.
func turnAway(store fact.Store, s spot, quantity stock.Quantity) {
	was, _ := turnedAway.Get(store, s.key()...)
	if quantity += was; quantity > 0 {
		turnedAway.Put(store, quantity, s.key()...)
	} else {
		turnedAway.Delete(store, s.key()...)
	}
}

// Releasable is how much of a lot in quarantine the quality person may release:
// what was received once, and is promised to no report.
func Releasable(view fact.View, lot stock.LotKey, place stock.PlaceID) stock.Quantity {
	return stock.OnHand(view, lot, place).Quantity - Reserved(view, lot, place) - TurnedAway(view, lot, place)
}

// EachReleasable calls each with all that may be released from quarantine
// until it answers false.
func EachReleasable(view fact.View, each func(stock.Lying) bool) {
	more := true
	stock.EachPlace(view, func(p stock.Place) bool {
		if p.Kind != stock.Quarantine {
			return true
		}
		stock.EachAt(view, p.ID, func(l stock.Lying) bool {
			if l.Quantity = Releasable(view, l.Lot, p.ID); l.Quantity > 0 {
				more = each(l)
			}
			return more
		})
		return more
	})
}

// ReleaseGoods takes goods out of quarantine that the quality person has found
// good: to a dock or bin, or back to the place of whose they are. With some of
// a lot that was quarantined as such the lot may be used again.
type ReleaseGoods struct {
	Findings string
	Goods    []Goods // To: where they go; without, to whose goods they are
}

// The refusals of a release.
var (
	ErrNotSetApart = fact.Refuse("not_set_apart")
	ErrTurnedAway  = fact.Refuse("turned_away")
)

// Signing is whose signature the release needs, and over what.
func (c ReleaseGoods) Signing(fact.View) (needs []policy.Need, hash string) {
	return policy.Inspection, fact.Hash(c)
}

func (c ReleaseGoods) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	if !said(c.Findings) {
		return nil, ErrFindings
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	id := nextNumber(view, "YK", meta.At)
	trial := fact.NewTrial(view)
	for _, p := range c.Goods {
		if from, _ := stock.FindPlace(trial, p.From); from.Owner != "" {
			trial.Apply(meta, unlessThere(trial, consignedTo(trial, from.Owner))...)
		}
		if lot, _ := stock.FindLot(trial, p.key()); lot.Status == stock.Quarantined {
			trial.Apply(meta, stock.LotStatusSet{Lot: p.key(), Status: stock.Usable, Reason: "checked_good"})
		}
	}
	made := trial.Facts()
	lines, moves, err := carry(trial, meta, c.Goods, func(view fact.View, p Goods) (stock.Moved, error) {
		return letGo(view, meta, stock.Moved{Lot: p.key(), From: p.From, To: p.To, Quantity: p.Quantity, Document: id})
	})
	if err != nil {
		return nil, err
	}
	paper := Transfer{
		ID: id, Remark: c.Findings, Lines: len(lines), ValueE4: worth(lines), Person: meta.Person, Station: meta.Station, At: meta.At, Released: true, Policy: policy.In(view).Number,
	}
	facts := append(append([]fact.Fact{GoodsMoved{Transfer: paper, Lines: lines}}, made...), moves...)
	return makingFree(view, meta, facts, itemsOf(moves)...), nil
}

// letGo decides on one line: it must lie in quarantine, be received and free,
// and be fit to lie where it goes.
func letGo(view fact.View, meta fact.Meta, m stock.Moved) (stock.Moved, error) {
	from, _ := stock.FindPlace(view, m.From)
	if from.Kind != stock.Quarantine {
		return m, fact.Refuse("not_set_apart", "place", string(m.From))
	}
	if from.Owner != "" {
		m.To = ConsignedPlace(from.Owner)
	}
	to, found := stock.FindPlace(view, m.To)
	if !found || to.Kind != stock.Bin && to.Kind != stock.Dock {
		return m, fact.Refuse("no_store_place", "place", string(m.To))
	}
	item, _ := stock.FindItem(view, m.Lot.Item)
	lot, _ := stock.FindLot(view, m.Lot)
	if err := policy.In(view).Fit(policy.Goods{Lot: lot, Item: item, Place: to}, policy.Store, stock.DateOf(meta.At)); err != nil {
		return m, err
	}
	free := Releasable(view, m.Lot, m.From)
	if m.Quantity == 0 {
		m.Quantity = free
	}
	if aside := TurnedAway(view, m.Lot, m.From); aside > 0 && m.Quantity > free || free <= 0 && aside > 0 {
		return m, fact.Refuse("turned_away", "lot", m.Lot.Number, "amount", Amount(item, aside))
	}
	return takeFree(view, m)
}

// consignedTo is the place of a supplier's goods on consignment.
func consignedTo(view fact.View, supplier string) stock.Place {
	return stock.Place{ID: ConsignedPlace(supplier), Kind: stock.Bin, Owner: supplier, Name: named(view, "consigned", supplier)}
}
