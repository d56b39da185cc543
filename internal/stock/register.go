package stock

import (
	"fmt"
	"time"

	"lotgate/internal/fact"
)

// Entry is one line of the register of controlled goods: what came into the
// store or left it by one document, and how much there was after it. It
// follows from the moves alone, as the ledger does.
type Entry struct {
	Seq      uint64    `json:"seq"` // of the first move that it sums
	Prev     uint64    `json:"prev,omitempty"`
	At       time.Time `json:"at"` // of the last
	Person   string    `json:"person"`
	Item     ItemID    `json:"item"`
	Lot      string    `json:"lot"`
	Place    PlaceID   `json:"place"` // the other end: supplier, department, loss
	Document string    `json:"document,omitempty"`
	Change   Quantity  `json:"change"` // below nothing where goods left
	Balance  Quantity  `json:"balance"`
}

// registerEnd is where the register of an item ends.
type registerEnd struct {
	Seq     uint64   `json:"seq"`
	Balance Quantity `json:"balance"`
}

var (
	register     = fact.NewTable[Entry]("register") // item, seq
	registerEnds = fact.NewTable[registerEnd]("register-end")
)

// EachEntry calls each with the register's entries of all controlled items
// from an item and an entry's number on, in order, until it answers false.
func EachEntry(view fact.View, from ItemID, seq uint64, each func(Entry) bool) {
	more := true
	registerEnds.EachFrom(view, string(from), func(key []string, _ registerEnd) bool {
		first := uint64(0)
		if ItemID(key[0]) == from {
			first = seq
		}
		register.EachFrom(view, entryKey(first), func(_ []string, e Entry) bool {
			more = each(e)
			return more
		}, key[0])
		return more
	})
}

// RegisterBalance is how much of a controlled item the store holds by its
// register; found is false where nothing of it ever came.
func RegisterBalance(view fact.View, item ItemID) (balance Quantity, found bool) {
	end, found := registerEnds.Get(view, string(item))
	return end.Balance, found
}

func entryKey(seq uint64) string { return fmt.Sprintf("%016d", seq) }

// enter writes a move of controlled goods over the store's threshold into the
// register. What one document brings of a lot, scan by scan, is one entry, and
// what is taken back of it before another one follows is taken off it.
func (f Moved) enter(store fact.Store, meta fact.Meta) {
	item, found := FindItem(store, f.Lot.Item)
	if !found || !item.Class.Registered() {
		return
	}
	change, place := f.Quantity, f.From
	switch from, to := within(store, f.From), within(store, f.To); {
	case from == to:
		return
	case from:
		change, place = -f.Quantity, f.To
	}
	end, _ := registerEnds.Get(store, string(f.Lot.Item))
	end.Balance += change
	last, found := register.Get(store, string(f.Lot.Item), entryKey(end.Seq))
	if !found || f.Document == "" || last.Document != f.Document || last.Lot != f.Lot.Number || last.Place != place {
		last = Entry{Seq: meta.Seq, Prev: end.Seq, Item: f.Lot.Item, Lot: f.Lot.Number, Place: place, Document: f.Document}
		end.Seq = meta.Seq
	}
	last.Change += change
	last.At, last.Person, last.Balance = meta.At, meta.Person, end.Balance
	if last.Change == 0 {
		end.Seq = last.Prev
		register.Delete(store, string(f.Lot.Item), entryKey(last.Seq))
	} else {
		register.Put(store, last, string(f.Lot.Item), entryKey(last.Seq))
	}
	registerEnds.Put(store, end, string(f.Lot.Item))
}

// within reports whether a place is in the store's own hands.
func within(view fact.View, id PlaceID) bool {
	if id.IsOutside() {
		return false
	}
	place, _ := FindPlace(view, id)
	return place.Kind != Department && place.Kind != Loss && place.Kind != Outside
}
