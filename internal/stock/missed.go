package stock

import "lotgate/internal/fact"

// CodesMissed records that goods of a lot whose packs all bear a known code
// left without one: which of them it was nobody knows, and that one still
// counts as here. A quantity below nothing takes that back, or says that it is
// known by now.
type CodesMissed struct {
	Lot      LotKey   `json:"lot"`
	Document string   `json:"document"` // that they left by
	Quantity Quantity `json:"quantity"` // base units
}

// Miss is what is still missed of a CodesMissed.
type Miss struct {
	_        struct{} `cbor:",toarray"`
	Quantity Quantity
	Seq      uint64 // of the fact
}

var missed = fact.NewTable[Miss]("codes-missed") // item, lot, document

func (CodesMissed) Kind() string { return "codes-missed" }

func (f CodesMissed) Apply(store fact.Store, meta fact.Meta) {
	key := []string{string(f.Lot.Item), f.Lot.Number, f.Document}
	m, _ := missed.Get(store, key...)
	if f.Quantity > 0 {
		m.Seq = meta.Seq
	}
	if m.Quantity += f.Quantity; m.Quantity > 0 {
		missed.Put(store, m, key...)
	} else {
		missed.Delete(store, key...)
	}
}

// Missed is what of a lot left by a document without the codes of its packs.
func Missed(view fact.View, lot LotKey, document string) Miss {
	m, _ := missed.Get(view, string(lot.Item), lot.Number, document)
	return m
}

// EachMissedOf calls each with what of a lot left without the codes of its
// packs, by the document that it left by, until it answers false.
func EachMissedOf(view fact.View, lot LotKey, each func(document string, m Miss) bool) {
	missed.Each(view, func(key []string, m Miss) bool { return each(key[0], m) }, string(lot.Item), lot.Number)
}

// EachMissed is EachMissedOf for all lots.
func EachMissed(view fact.View, each func(CodesMissed) bool) {
	missed.Each(view, func(key []string, m Miss) bool {
		return each(CodesMissed{LotKey{ItemID(key[0]), key[1]}, key[2], m.Quantity})
	})
}

// SeenSince reports whether something happened to a pack after a fact.
func SeenSince(view fact.View, item ItemID, number string, seq uint64) (seen bool) {
	events.EachFrom(view, eventKey(seq+1), func([]string, Event) bool {
		seen = true
		return false
	}, string(item), number)
	return seen
}
