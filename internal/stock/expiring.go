package stock

import "lotgate/internal/fact"

// expiring lists the goods in the store's own hands by the day on which they
// expire, so that those which do so soon are found without a look at all the
// others.
var expiring = fact.NewTable[bool]("expiring") // expiry, item, lot, place

// EachExpiring calls each with all goods in the store that expire on a day or
// later, the first ones first, until it answers false. Goods that never expire
// are not among them.
func EachExpiring(view fact.View, from Date, each func(Date, Lying) bool) {
	expiring.EachFrom(view, string(from), func(key []string, _ bool) bool {
		lot, place := LotKey{ItemID(key[1]), key[2]}, PlaceID(key[3])
		return each(Date(key[0]), Lying{lot, place, OnHand(view, lot, place)})
	})
}

// expires lists goods of a lot in a place, or takes them off the list.
func expires(store fact.Store, lot Lot, place PlaceID, there bool) {
	if lot.Expiry == "" || !within(store, place) {
		return
	}
	key := []string{string(lot.Expiry), string(lot.Item), lot.Number, string(place)}
	if there {
		expiring.Put(store, true, key...)
	} else {
		expiring.Delete(store, key...)
	}
}

// expireAll does so for all places where a lot lies: it was told of after its
// goods came, or is told of no more.
func expireAll(store fact.Store, lot Lot, there bool) {
	var places []PlaceID
	EachHoldingOf(store, lot.LotKey, func(l Lying) bool {
		if l.Quantity > 0 {
			places = append(places, l.Place)
		}
		return true
	})
	for _, place := range places {
		expires(store, lot, place, there)
	}
}
