package stock

import (
	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// LotKey names one production batch of one item.
type LotKey struct {
	Item   ItemID `json:"item"`
	Number string `json:"number"` // as printed, case kept; "" for goods without lots
}

// Lot is what is known of a production batch.
type Lot struct {
	LotKey
	Expiry Date   `json:"expiry,omitempty"` // usable to the end of this day; "" never expires
	Made   Date   `json:"made,omitempty"`
	Status Status `json:"status"`
	Reason string `json:"reason,omitempty"` // why it is held or recalled
}

// Status says whether a lot may be used.
type Status string

const (
	Usable      Status = "ok"
	Held        Status = "held"
	Recalled    Status = "recalled"
	Quarantined Status = "quarantined"
)

// Stopped reports whether somebody stopped the lot: it may not be used until
// it is released.
func (s Status) Stopped() bool { return s == Held || s == Recalled || s == Quarantined }

// Reasons are the codes that people choose from when they stop or release a
// lot.
var Reasons = map[Status][]string{
	Held:     {"doubtful", "damaged", "temperature", "complaint", "authority", "other"},
	Recalled: {"maker_recall", "authority_recall", "complaint", "other"},
	Usable:   {"checked_good", "withdrawn", "other"},
}

// Why says a reason: a code that the catalogue knows in its words, others as
// they were typed.
func Why(reason string) words.Text {
	if _, known := words.Catalogue(words.English)["reason."+reason]; known {
		return words.Say("reason." + reason)
	}
	return words.Plain(reason)
}

// Because is the reason as it stands behind what it explains, nothing where
// none was given.
func Because(reason string) words.Text {
	if reason == "" {
		return words.Text{}
	}
	return words.Say("refusal.because", "reason", Why(reason))
}

var (
	lots     = fact.NewTable[Lot]("lot")
	lotSince = fact.NewTable[uint64]("lot-since") // item, lot
)

// LotSince tells which of two lots came first: the lesser number.
func LotSince(view fact.View, key LotKey) uint64 {
	seq, _ := lotSince.Get(view, string(key.Item), key.Number)
	return seq
}

// FindLot reads a lot.
func FindLot(view fact.View, key LotKey) (Lot, bool) {
	return lots.Get(view, string(key.Item), key.Number)
}

// EachLot calls each with every lot of an item (of all items if "") in order
// of number until it answers false.
func EachLot(view fact.View, item ItemID, each func(Lot) bool) {
	if item == "" {
		lots.Each(view, func(_ []string, l Lot) bool { return each(l) })
		return
	}
	lots.Each(view, func(_ []string, l Lot) bool { return each(l) }, string(item))
}

// LotOpened is the first sight of a lot.
type LotOpened struct{ Lot Lot }

func (LotOpened) Kind() string { return "lot" }

func (f LotOpened) Apply(store fact.Store, meta fact.Meta) {
	lots.Put(store, f.Lot, string(f.Lot.Item), f.Lot.Number)
	lotSince.Put(store, meta.Seq, string(f.Lot.Item), f.Lot.Number)
	expireAll(store, f.Lot, true)
}

// LotForgotten takes a LotOpened back: no goods of it ever stayed.
type LotForgotten struct {
	Lot LotKey `json:"lot"`
}

func (LotForgotten) Kind() string { return "lot-forgotten" }

func (f LotForgotten) Apply(store fact.Store, _ fact.Meta) {
	lot, _ := FindLot(store, f.Lot)
	expireAll(store, lot, false)
	lots.Delete(store, string(f.Lot.Item), f.Lot.Number)
	lotSince.Delete(store, string(f.Lot.Item), f.Lot.Number)
}

// NoGoodsBut reports whether moving m back leaves no trace of its lot
// anywhere, inside or outside: all that ever was of it is what m moves.
func NoGoodsBut(view fact.View, m Moved) bool {
	others := false
	each := func(key []string, h Holding) bool {
		place := PlaceID(key[0])
		left := h.Quantity
		switch place {
		case m.From:
			left -= m.Quantity
		case m.To:
			left += m.Quantity
		}
		others = left != 0
		return !others
	}
	hand.Each(view, each, string(m.Lot.Item), m.Lot.Number)
	if !others {
		outside.Each(view, each, string(m.Lot.Item), m.Lot.Number)
	}
	return !others
}

// LotStatusSet holds, releases, recalls or quarantines a lot.
type LotStatusSet struct {
	Lot    LotKey `json:"lot"`
	Status Status `json:"status"`
	Reason string `json:"reason"`
}

func (LotStatusSet) Kind() string { return "lot-status" }

func (f LotStatusSet) Apply(store fact.Store, meta fact.Meta) {
	f.trace(store, meta)
	lot, _ := FindLot(store, f.Lot)
	lot.LotKey, lot.Status, lot.Reason = f.Lot, f.Status, f.Reason
	lots.Put(store, lot, string(f.Lot.Item), f.Lot.Number)
}
