package document

import (
	"cmp"
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// spot is one lot in one place.
type spot struct {
	lot   stock.LotKey
	place stock.PlaceID
}

func (s spot) key() []string { return []string{string(s.lot.Item), s.lot.Number, string(s.place)} }

var (
	reserved = fact.NewTable[stock.Quantity]("reserved") // item, lot, place: promised to open tasks
	doubtful = fact.NewTable[string]("doubtful")         // item, lot, place: document that found too little there
)

// Reserved reads how much of a lot in a place is promised to open tasks.
func Reserved(view fact.View, lot stock.LotKey, place stock.PlaceID) stock.Quantity {
	quantity, _ := reserved.Get(view, spot{lot, place}.key()...)
	return quantity
}

func reserve(store fact.Store, s spot, quantity stock.Quantity) {
	quantity += Reserved(store, s.lot, s.place)
	if quantity == 0 {
		reserved.Delete(store, s.key()...)
		return
	}
	reserved.Put(store, quantity, s.key()...)
}

// spots are spots that are passed over; one without a place stands for its lot
// wherever it lies.
type spots map[spot]bool

func (all spots) has(s spot) bool { return all[s] || all[spot{lot: s.lot}] }

// portion is a part of a need that one spot can fill.
type portion struct {
	spot
	expiry   stock.Date
	since    uint64 // when the lot came
	walk     int
	dock     bool
	quantity stock.Quantity
	lies     stock.Quantity // of the lot in the place, promised or not
}

// taking is what earlier lines of the same allocation use already, and the
// places they have read: thousands of lines lead to the same few hundred.
type taking struct {
	used   map[spot]stock.Quantity
	places map[stock.PlaceID]stock.Place
}

func newTaking() *taking {
	return &taking{map[spot]stock.Quantity{}, map[stock.PlaceID]stock.Place{}}
}

func (t *taking) place(view fact.View, id stock.PlaceID) stock.Place {
	place, read := t.places[id]
	if !read {
		place, _ = stock.FindPlace(view, id)
		t.places[id] = place
	}
	return place
}

// allocate fills a need from what is free, in the order of the policy, and
// among equals the bin before the dock and then by the walking path. named is
// the lot that the requisition names, if it does. taken holds what earlier
// lines of the same allocation use already; it is added to.
func allocate(view fact.View, item stock.Item, named string, need stock.Quantity, day stock.Date, avoid spots, taken *taking) (portions []portion, unmet stock.Quantity) {
	for _, p := range wholeFirst(view, item, free(view, item, named, day, avoid, taken), need) {
		if need == 0 {
			break
		}
		p.quantity = min(p.quantity, need)
		need -= p.quantity
		taken.used[p.spot] += p.quantity
		portions = append(portions, p)
	}
	return portions, need
}

// free lists all of an item that may be issued and is promised to nobody, in
// the order in which it must leave.
func free(view fact.View, item stock.Item, named string, day stock.Date, avoid spots, taken *taking) (all []portion) {
	rules := policy.In(view)
	order := rules.Order(item)
	promised, doubted := claims(view, item.ID)
	var lot stock.Lot // of the goods before: they come in order of lots
	stock.EachPickable(view, item.ID, func(key stock.LotKey, at stock.PlaceID, quantity stock.Quantity) bool {
		s := spot{key, at}
		left := quantity - promised[s] - taken.used[s]
		if left <= 0 || order == policy.ByLot && named != "" && key.Number != named {
			return true
		}
		place := taken.place(view, at)
		if !place.Kind.Pickable() {
			return true
		}
		if lot.LotKey != key {
			lot, _ = stock.FindLot(view, key)
		}
		goods := policy.Goods{Lot: lot, Item: item, Place: place}
		if !avoid.has(s) && !doubted[s] && rules.Fit(goods, policy.Issue, day) == nil && (place.Kind != stock.Dock || awaitsSignatures(view, s) == nil) {
			p := portion{spot: s, expiry: lot.Expiry, walk: place.Walk, dock: place.Kind == stock.Dock, quantity: left, lies: quantity}
			if order == policy.FIFO {
				p.since = stock.LotSince(view, key)
			}
			all = append(all, p)
		}
		return true
	})
	slices.SortStableFunc(all, func(a, b portion) int {
		return cmp.Or(cmp.Compare(a.since, b.since), byExpiry(a.expiry, b.expiry), compareBool(a.dock, b.dock), cmp.Compare(a.walk, b.walk))
	})
	return all
}

// claims reads what is promised of an item, and where too little of it was
// found: both are few beside what lies there.
func claims(view fact.View, item stock.ItemID) (promised map[spot]stock.Quantity, doubted map[spot]bool) {
	of := func(key []string) spot { return spot{stock.LotKey{Item: item, Number: key[0]}, stock.PlaceID(key[1])} }
	promised, doubted = map[spot]stock.Quantity{}, map[spot]bool{}
	reserved.Each(view, func(key []string, quantity stock.Quantity) bool {
		promised[of(key)] = quantity
		return true
	}, string(item))
	doubtful.Each(view, func(key []string, _ string) bool {
		doubted[of(key)] = true
		return true
	}, string(item))
	return promised, doubted
}

// byExpiry puts the earliest first and what never expires last.
func byExpiry(a, b stock.Date) int {
	if (a == "") != (b == "") {
		return compareBool(a == "", b == "")
	}
	return cmp.Compare(a, b)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
