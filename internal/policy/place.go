package policy

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// The refusals of MayLie.
var (
	ErrWrongStorage = fact.Refuse("wrong_storage")
	ErrNeedsSafe    = fact.Refuse("needs_safe")
	ErrSafeOnly     = fact.Refuse("safe_only")
)

// MayLie asks whether goods of an item may lie in a place: the storage
// condition of a bin is that of the item, narcotics lie in a safe, and a safe
// holds nothing but controlled goods.
func MayLie(item stock.Item, place stock.Place) error {
	controlled := item.Class == stock.Narcotic || item.Class == stock.Psychotropic
	switch {
	case place.Kind != stock.Bin:
		return nil
	case place.Storage != "" && item.Storage != "" && place.Storage != item.Storage:
		return fact.Refuse("wrong_storage", "item", item.Name, "place", string(place.ID))
	case item.Class == stock.Narcotic && !place.Safe:
		return fact.Refuse("needs_safe", "item", item.Name, "place", string(place.ID))
	case place.Safe && !controlled:
		return fact.Refuse("safe_only", "item", item.Name, "place", string(place.ID))
	}
	return nil
}

// NeedsInspection reports whether goods of an item wait for the quality person
// when they come in.
func NeedsInspection(item stock.Item) bool { return item.Inspect }
