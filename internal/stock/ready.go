package stock

import "lotgate/internal/fact"

// What lies where it may be picked is listed apart from all that departments
// were given since the first day: planning and putting away read nothing else.
var (
	ready  = fact.NewTable[Quantity]("ready") // item, lot, place: of the goods inside, those where they may be picked
	filled = fact.NewTable[int]("filled")     // place: usual packages that lie there, a part of one as a whole
)

// EachPickable calls each with the goods of an item that lie where they may be
// picked, by lot and place, until it answers false. What it is worth is not
// said: whoever plans for thousands of lots asks for nothing else.
func EachPickable(view fact.View, item ItemID, each func(LotKey, PlaceID, Quantity) bool) {
	ready.Each(view, func(key []string, quantity Quantity) bool {
		return each(LotKey{item, key[0]}, PlaceID(key[1]), quantity)
	}, string(item))
}

// Filled counts the usual packages that lie in a bin or at a dock, of each lot
// a part of one as a whole.
func Filled(view fact.View, place PlaceID) int {
	packs, _ := filled.Get(view, string(place))
	return packs
}

// list keeps how much of a lot may be picked in a place.
func (p Place) list(store fact.Store, lot LotKey, was, is Quantity) {
	if is == 0 {
		ready.Delete(store, string(lot.Item), lot.Number, string(p.ID))
	} else {
		ready.Put(store, is, string(lot.Item), lot.Number, string(p.ID))
	}
	item, _ := FindItem(store, lot.Item)
	fill(store, p.ID, item.InPackages(is)-item.InPackages(was))
}

func fill(store fact.Store, place PlaceID, packs int) {
	if packs == 0 {
		return
	}
	if packs += Filled(store, place); packs == 0 {
		filled.Delete(store, string(place))
	} else {
		filled.Put(store, packs, string(place))
	}
}

// relist lists the goods in a place anew that is of another kind now.
func relist(store fact.Store, old, now Place) {
	if old.Kind.Pickable() == now.Kind.Pickable() {
		return
	}
	var here []Lying
	EachAt(store, now.ID, func(l Lying) bool {
		here = append(here, l)
		return true
	})
	for _, l := range here {
		if now.Kind.Pickable() {
			now.list(store, l.Lot, 0, l.Quantity)
		} else {
			now.list(store, l.Lot, l.Quantity, 0)
		}
	}
}

// refill counts anew what lies of an item whose usual package holds another
// content now.
func refill(store fact.Store, old, now Item) {
	if max(old.Usual().Content, 1) == max(now.Usual().Content, 1) {
		return
	}
	more := map[PlaceID]int{}
	EachPickable(store, now.ID, func(_ LotKey, place PlaceID, quantity Quantity) bool {
		more[place] += now.InPackages(quantity) - old.InPackages(quantity)
		return true
	})
	for place, packs := range more {
		fill(store, place, packs)
	}
}
