package stock

import (
	"math/bits"
	"strings"

	"lotgate/internal/fact"
)

// Opening is the outside place that stock counted before the first day of
// Lotgate comes from.
const Opening PlaceID = "opening"

// The refusals of a move.
var (
	ErrNothingToMove = fact.Refuse("nothing_to_move")
	ErrNotAQuantity  = fact.Refuse("not_a_quantity")
	ErrNotEnough     = fact.Refuse("not_enough")
	ErrTooMuch       = fact.Refuse("too_much")
)

// Holding is how much of one lot lies in one place, and its value.
type Holding struct {
	Quantity Quantity `json:"quantity"`
	ValueE4  int64    `json:"valueE4"` // 1/10,000 of the currency unit
}

// Moved records that goods changed places. It can be corrected by a later
// Moved, never edited.
type Moved struct {
	Lot      LotKey   `json:"lot"`
	From     PlaceID  `json:"from"`
	To       PlaceID  `json:"to"`
	Quantity Quantity `json:"quantity"`
	ValueE4  int64    `json:"valueE4"`            // goes with the goods
	Document string   `json:"document,omitempty"` // number of the document it belongs to
	Corrects uint64   `json:"corrects,omitempty"` // the fact that it takes back, whole or in part
	Named    Quantity `json:"named,omitempty"`    // base units of it whose packs were named by their codes
}

var (
	hand    = fact.NewTable[Holding]("hand")    // item, lot, place: goods inside; absent is none
	outside = fact.NewTable[Holding]("outside") // item, lot, place: what came from there, below nothing
	lying   = fact.NewTable[bool]("lying")      // place, item, lot: the same goods, by place
)

// IsOutside reports whether a place stands for the world beyond the store.
func (id PlaceID) IsOutside() bool {
	return id == Opening || strings.HasPrefix(string(id), string(OutsidePlace("")))
}

func tableOf(place PlaceID) fact.Table[Holding] {
	if place.IsOutside() {
		return outside
	}
	return hand
}

// OnHand reads what of a lot lies in a place.
func OnHand(view fact.View, lot LotKey, place PlaceID) Holding {
	held, _ := tableOf(place).Get(view, string(lot.Item), lot.Number, string(place))
	return held
}

// Lying is a holding with its names.
type Lying struct {
	Lot   LotKey
	Place PlaceID
	Holding
}

// EachHolding calls each with all goods of an item (of all items if "")
// inside the store, by lot and place, until it answers false.
func EachHolding(view fact.View, item ItemID, each func(Lying) bool) {
	if item == "" {
		hand.Each(view, func(key []string, h Holding) bool {
			return each(Lying{LotKey{ItemID(key[0]), key[1]}, PlaceID(key[2]), h})
		})
		return
	}
	hand.Each(view, func(key []string, h Holding) bool {
		return each(Lying{LotKey{item, key[0]}, PlaceID(key[1]), h})
	}, string(item))
}

// EachHoldingOf calls each with all goods of a lot inside the store, by place,
// until it answers false.
func EachHoldingOf(view fact.View, lot LotKey, each func(Lying) bool) {
	hand.Each(view, func(key []string, h Holding) bool {
		return each(Lying{lot, PlaceID(key[0]), h})
	}, string(lot.Item), lot.Number)
}

// EachAt calls each with all goods lying in a place until it answers false.
func EachAt(view fact.View, place PlaceID, each func(Lying) bool) {
	lying.Each(view, func(key []string, _ bool) bool {
		lot := LotKey{ItemID(key[0]), key[1]}
		return each(Lying{lot, place, OnHand(view, lot, place)})
	}, string(place))
}

// Take works out the fact of moving goods out of a place at their average
// value there; the last unit takes what is left of it. It refuses with
// ErrNotAQuantity, ErrNothingToMove, ErrNotEnough or ErrTooMuch.
func Take(view fact.View, m Moved) (Moved, error) {
	held := OnHand(view, m.Lot, m.From)
	switch {
	case m.Quantity <= 0:
		return m, NotAQuantity(m.Quantity)
	case m.From == m.To || m.To == "" || m.From == "":
		return m, ErrNothingToMove
	case m.Quantity > MaxQuantity || OnHand(view, m.Lot, m.To).Quantity+m.Quantity > MaxQuantity:
		return m, fact.Refuse("too_much", "most", int64(MaxQuantity))
	}
	if err := sameOwner(view, m); err != nil {
		return m, err
	}
	switch {
	case m.From.IsOutside():
		return m, nil
	case m.Quantity > held.Quantity:
		return m, fact.Refuse("not_enough", "place", string(m.From), "held", int64(held.Quantity), "asked", int64(m.Quantity))
	}
	m.ValueE4 = Share(held.ValueE4, m.Quantity, held.Quantity)
	return m, nil
}

// NotAQuantity refuses what is none: nothing, or less.
func NotAQuantity(q Quantity) error { return fact.Refuse("not_a_quantity", "text", int64(q)) }

// TakeAs is Take for goods that are known apart from others of their lot in
// the place, as those of one scan that is undone or of one issue in staging:
// they leave at the value they came with, and the others stay worth what they
// were. The place keeps no value without goods, and none below nothing.
func TakeAs(view fact.View, m Moved, valueE4 int64) (Moved, error) {
	m, err := Take(view, m)
	held := OnHand(view, m.Lot, m.From)
	if err == nil && !m.From.IsOutside() && m.Quantity < held.Quantity {
		m.ValueE4 = min(valueE4, held.ValueE4)
	}
	return m, err
}

// Share is value * part / whole, rounded down, without overflow on the way.
// It is 0 where whole is not above nothing.
func Share(value int64, part, whole Quantity) int64 {
	if whole <= 0 || part <= 0 || value <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(value), uint64(part))
	if high >= uint64(whole) {
		return 0
	}
	result, _ := bits.Div64(high, low, uint64(whole))
	return int64(result)
}

func (Moved) Kind() string { return "moved" }

func (f Moved) Apply(store fact.Store, meta fact.Meta) {
	f.trace(store, meta)
	f.change(store, f.From, -f.Quantity, -f.ValueE4)
	f.change(store, f.To, f.Quantity, f.ValueE4)
	f.enter(store, meta)
}

func (f Moved) change(store fact.Store, place PlaceID, quantity Quantity, valueE4 int64) {
	item, number := string(f.Lot.Item), f.Lot.Number
	table := tableOf(place)
	held, _ := table.Get(store, item, number, string(place))
	was := held
	held.Quantity += quantity
	held.ValueE4 += valueE4
	if held == (Holding{}) {
		table.Delete(store, item, number, string(place))
	} else {
		table.Put(store, held, item, number, string(place))
	}
	if place.IsOutside() {
		return
	}
	if (held.Quantity == 0) != (was.Quantity == 0) {
		lot, _ := FindLot(store, f.Lot)
		expires(store, lot, place, held.Quantity != 0)
	}
	if held.Quantity == 0 {
		lying.Delete(store, string(place), item, number)
	} else if was.Quantity == 0 {
		lying.Put(store, true, string(place), item, number)
	}
	if p, _ := FindPlace(store, place); p.Kind.Pickable() {
		p.list(store, f.Lot, was.Quantity, held.Quantity)
	}
}

// Kinds lists every type of fact of this package, for reading them back.
func Kinds() []fact.Fact {
	return []fact.Fact{
		ItemDefined{}, PlaceDefined{}, SupplierDefined{}, LotOpened{}, LotForgotten{}, LotStatusSet{}, Moved{}, SerialTaken{}, SerialFreed{}, SerialWent{}, SerialBack{}, SerialReturned{},
		SerialMoved{}, UnitMoved{}, CodesMissed{},
		CodesAnnounced{}, UnitPacked{}, UnitOpened{}, UnitTaken{}, UnitFreed{}, UnitWent{}, UnitBack{},
		OwnCodeMade{},
		Consigned{}, Consumed{},
	}
}
