package stock

import (
	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// Goods on consignment are a supplier's until they are used. They lie in
// places of that owner alone, so that they mix with no others, and bear no
// value in the ledger: what they will cost is kept beside it. Use turns them
// into a purchase: they go back to their supplier as they came, and come again
// as goods that were bought.

// ErrWrongOwner refuses to mix goods of two owners.
var ErrWrongOwner = fact.Refuse("wrong_owner")

var consignments = fact.NewTable[Holding]("consignment") // supplier, item, lot: not used yet, and its price

// OwnerOf is the supplier whose goods lie in a place, "" for our own.
func OwnerOf(view fact.View, place PlaceID) string {
	if place.IsOutside() {
		return ""
	}
	p, _ := FindPlace(view, place)
	return p.Owner
}

// sameOwner refuses a move that would mix goods of two owners. From outside
// they come as bought or as consigned, and what is consigned goes back only to
// whose it is.
func sameOwner(view fact.View, m Moved) error {
	from, to := OwnerOf(view, m.From), OwnerOf(view, m.To)
	switch {
	case from == to:
		return nil
	case m.From.IsOutside() && (m.From == Opening || m.From == OutsidePlace(to)):
		return nil
	case m.To.IsOutside() && m.To == OutsidePlace(from):
		return nil
	}
	return MayMix(view, m.To, to, from)
}

// MayMix asks whether goods of one owner may come into a place of another.
func MayMix(view fact.View, place PlaceID, owner, goods string) error {
	if owner == goods {
		return nil
	}
	return fact.Refuse("wrong_owner", "place", string(place), "owner", ownerText(view, owner), "goods", ownerText(view, goods))
}

// ownerText says whose goods they are.
func ownerText(view fact.View, supplier string) words.Text {
	if supplier == "" {
		return words.Say("owner.own")
	}
	if s, found := FindSupplier(view, supplier); found {
		return words.Say("name", "name", s.Name)
	}
	return words.Plain(supplier)
}

// Consignment reads what of a lot is a supplier's, and what it will cost.
func Consignment(view fact.View, supplier string, lot LotKey) Holding {
	held, _ := consignments.Get(view, supplier, string(lot.Item), lot.Number)
	return held
}

// EachConsignment calls each with all that is a supplier's, by lot, until it
// answers false.
func EachConsignment(view fact.View, supplier string, each func(LotKey, Holding) bool) {
	consignments.Each(view, func(key []string, h Holding) bool {
		return each(LotKey{ItemID(key[0]), key[1]}, h)
	}, supplier)
}

// Consigned records at which price goods on consignment came, or, with a
// quantity below nothing, went back.
type Consigned struct {
	Supplier string   `json:"supplier"`
	Lot      LotKey   `json:"lot"`
	Quantity Quantity `json:"quantity"`
	ValueE4  int64    `json:"valueE4"` // once it is used
	Document string   `json:"document"`
}

func (Consigned) Kind() string { return "consigned" }

func (f Consigned) Apply(store fact.Store, _ fact.Meta) {
	consign(store, f.Supplier, f.Lot, f.Quantity, f.ValueE4)
}

func consign(store fact.Store, supplier string, lot LotKey, quantity Quantity, valueE4 int64) {
	held := Consignment(store, supplier, lot)
	held.Quantity += quantity
	held.ValueE4 += valueE4
	if held == (Holding{}) {
		consignments.Delete(store, supplier, string(lot.Item), lot.Number)
		return
	}
	consignments.Put(store, held, supplier, string(lot.Item), lot.Number)
}

// Consumed records that goods on consignment were used, and so bought. With a
// quantity below nothing it takes that back.
type Consumed struct {
	Supplier string   `json:"supplier"`
	Lot      LotKey   `json:"lot"`
	Quantity Quantity `json:"quantity"`
	ValueE4  int64    `json:"valueE4"`
	Document string   `json:"document"`
}

func (Consumed) Kind() string { return "consumed" }

func (f Consumed) Apply(store fact.Store, _ fact.Meta) {
	consign(store, f.Supplier, f.Lot, -f.Quantity, -f.ValueE4)
}

// Use works out the facts of taking goods out of a place for use: a move, or,
// of goods on consignment, the purchase with its two moves. taken is the move
// that arrives, with the value that it bears.
func Use(view fact.View, m Moved) (taken Moved, facts []fact.Fact, err error) {
	owner := OwnerOf(view, m.From)
	if owner == "" {
		taken, err = Take(view, m)
		return taken, []fact.Fact{taken}, err
	}
	back := m
	back.To = OutsidePlace(owner)
	if back, err = Take(view, back); err != nil {
		return m, nil, err
	}
	held := Consignment(view, owner, m.Lot)
	taken = m
	taken.From = back.To
	taken.ValueE4 = Share(held.ValueE4, min(m.Quantity, held.Quantity), held.Quantity)
	if taken, err = Take(view, taken); err != nil {
		return m, nil, err
	}
	consumed := Consumed{Supplier: owner, Lot: m.Lot, Quantity: m.Quantity, ValueE4: taken.ValueE4, Document: m.Document}
	return taken, []fact.Fact{back, taken, consumed}, nil
}

// Unuse takes back what Use did: m goes from where the goods are to the place
// they were taken from, at the value they came with.
func Unuse(view fact.View, m Moved, valueE4 int64) (taken Moved, facts []fact.Fact, err error) {
	owner := OwnerOf(view, m.To)
	if owner == "" {
		taken, err = TakeAs(view, m, valueE4)
		return taken, []fact.Fact{taken}, err
	}
	out := m
	out.To = OutsidePlace(owner)
	if out, err = TakeAs(view, out, valueE4); err != nil {
		return m, nil, err
	}
	in := m
	in.From = out.To
	if in, err = Take(view, in); err != nil {
		return m, nil, err
	}
	consumed := Consumed{Supplier: owner, Lot: m.Lot, Quantity: -m.Quantity, ValueE4: -out.ValueE4, Document: m.Document}
	return out, []fact.Fact{out, in, consumed}, nil
}
