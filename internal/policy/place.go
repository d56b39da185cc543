package policy

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// The refusals of MayLie.
var (
	ErrWrongStorage = fact.Refuse("wrong_storage")
	ErrWrongClass   = fact.Refuse("wrong_class")
	ErrNotItsPlace  = fact.Refuse("not_its_place")
	ErrNeedsSafe    = fact.Refuse("needs_safe")
	ErrSafeOnly     = fact.Refuse("safe_only")
)

// MayLie asks whether goods of an item may lie in a place. Where no rule says
// otherwise, the storage condition of a bin is that of the item, and a safe
// holds nothing but controlled goods. That these lie in a safe is law: no rule
// says otherwise.
func (b *Rulebook) MayLie(item stock.Item, place stock.Place) error {
	if place.Kind != stock.Bin {
		return nil
	}
	if item.Storage != "" && !b.holds(item, place) {
		return fact.Refuse("wrong_storage", "item", item.Name, "place", string(place.ID))
	}
	if r, found := b.of(item, place.ID, saysBins); found {
		if !slices.Contains(r.Bins, place.ID) {
			bins := listed(r.Bins, func(p stock.PlaceID) words.Text { return words.Plain(string(p)) })
			return fact.Refuse("not_its_place", "item", item.Name, "place", string(place.ID), "bins", bins)
		}
	}
	if item.Class.Controlled() && !place.Safe {
		return fact.Refuse("needs_safe", "item", item.Name, "place", string(place.ID))
	}
	if r, found := b.of(item, place.ID, saysClasses); found {
		if !slices.Contains(r.Classes, item.Class) {
			return fact.Refuse("wrong_class", "item", item.Name, "place", string(place.ID), "classes", ClassNames(r.Classes))
		}
	} else if place.Safe && !item.Class.Registered() {
		return fact.Refuse("safe_only", "item", item.Name, "place", string(place.ID))
	}
	return nil
}

// The refusals of MayLeave.
var (
	ErrNotInspected = fact.Refuse("waits_for_inspection")
	ErrApart        = fact.Refuse("goods_apart")
	ErrNotHere      = fact.Refuse("lot_not_here")
)

// MayLeave asks whether somebody may take goods from where they lie by a paper:
// not out of what is picked or gone, nor what waits for the quality person or
// for the review of its supplier. A place that nobody named asks nothing.
func MayLeave(lot stock.Lot, from stock.Place) error {
	switch from.Kind {
	case stock.Bin, stock.Dock, stock.Quarantine, "":
		return nil
	case stock.Inspection:
		return fact.Refuse("waits_for_inspection", "lot", lot.Number, "place", string(from.ID))
	case stock.Apart:
		return fact.Refuse("goods_apart", "supplier", from.Name)
	}
	return fact.Refuse("lot_not_here", "lot", lot.Number, "place", string(from.ID))
}

// holds reports whether the storage condition of the place is the item's: as
// a rule says, or else the place's own, if it has one.
func (b *Rulebook) holds(item stock.Item, place stock.Place) bool {
	if r, found := b.of(item, place.ID, saysStorage); found {
		return slices.Contains(r.Storage, item.Storage)
	}
	return place.Storage == "" || place.Storage == item.Storage
}

// ClassNames says legal classes in a row.
func ClassNames(classes []stock.Class) words.Names {
	return listed(classes, func(c stock.Class) words.Text { return words.Say("class." + string(c)) })
}
