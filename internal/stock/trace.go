package stock

import (
	"fmt"
	"time"

	"lotgate/internal/fact"
)

// Trace is what is known of one single pack by its own number: a trace code,
// or the serial number that its maker gave it. There may be ten million of
// them, so that each is stored as a bare list of values and found by its key
// alone.
type Trace struct {
	_       struct{} `cbor:",toarray"`
	Lot     string
	Came    string   // document it came in by; "" for one that was only announced
	Went    string   // document that it, or a part of it, left by last; "" while it is whole
	Content Quantity // base units in it; 0 where that was not recorded
	Left    Quantity // of them still here
	Parent  string   // the case it is packed in; "" for none
	Note    string   // delivery that announced it; "" if none did
	Line    int      // of that delivery
}

// Gone reports whether nothing of the pack is left here.
func (t Trace) Gone() bool { return t.Went != "" && t.Left <= 0 }

// Whole reports whether the pack is here as it came.
func (t Trace) Whole() bool { return t.Came != "" && t.Went == "" }

// Stranger reports whether nobody saw the pack come in, nor announced it: it is
// known by its going out alone.
func (t Trace) Stranger() bool { return t.Came == "" && t.Note == "" && t.Parent == "" }

// Event is one thing that happened to a single pack or to a case.
type Event struct {
	_        struct{} `cbor:",toarray"`
	What     Happening
	At       time.Time
	Person   string
	Station  string
	Document string
	Quantity Quantity // base units that went, or came back
	Place    PlaceID  // where the pack lies since; "" where that is not known
}

// Happening is a sort of Event.
type Happening string

// What happens to a pack.
const (
	WasAnnounced Happening = "announced" // in a delivery file
	WasTaken     Happening = "came"
	WasFreed     Happening = "freed" // its coming was taken back
	WasGone      Happening = "went"
	WasSentBack  Happening = "sent-back" // to its supplier
	WasBack      Happening = "back"
	WasPacked    Happening = "packed" // into a case
	WasOpened    Happening = "opened" // its case was opened
	WasMoved     Happening = "moved"  // to another place of the store
)

var (
	traces = fact.NewTable[Trace]("trace")        // item, number
	events = fact.NewTable[Event]("trace-event")  // item ("" for a case), number, sequence
	before = fact.NewTable[Trace]("trace-before") // item, number: of one that came again, as it was; until that is taken back
	coded  = fact.NewTable[Quantity]("coded")     // item, lot: base units that came in by codes of their own
)

// FindTrace reads what is known of a pack, announced ones included.
func FindTrace(view fact.View, item ItemID, number string) (Trace, bool) {
	if number == "" {
		return Trace{}, false
	}
	return traces.Get(view, string(item), number)
}

// EachTrace calls each with every pack of an item by its number until it
// answers false.
func EachTrace(view fact.View, item ItemID, each func(number string, t Trace) bool) {
	traces.Each(view, func(key []string, t Trace) bool { return each(key[0], t) }, string(item))
}

// EachEvent calls each with all that happened to a pack (to a case where item
// is ""), oldest first, until it answers false.
func EachEvent(view fact.View, item ItemID, number string, each func(Event) bool) {
	events.Each(view, func(_ []string, e Event) bool { return each(e) }, string(item), number)
}

// LastEvent reads the last thing of a sort that happened to a pack.
func LastEvent(view fact.View, item ItemID, number string, what Happening) (last Event) {
	EachEvent(view, item, number, func(e Event) bool {
		if e.What == what {
			last = e
		}
		return true
	})
	return last
}

// AllCoded reports whether every pack that ever came in of a lot bears a known
// number of its own, so that one with another number cannot be of it.
func AllCoded(view fact.View, lot LotKey) bool {
	byCode, _ := coded.Get(view, string(lot.Item), lot.Number)
	var came Quantity
	outside.Each(view, func(_ []string, h Holding) bool {
		came -= h.Quantity
		return true
	}, string(lot.Item), lot.Number)
	return came > 0 && byCode >= came
}

func happened(store fact.Store, meta fact.Meta, item ItemID, number string, e Event) {
	e.At, e.Person, e.Station = meta.At, meta.Person, meta.Station
	events.Put(store, e, string(item), number, eventKey(meta.Seq))
}

// eventKey orders numbers of facts as text.
func eventKey(seq uint64) string { return fmt.Sprintf("%016d", seq) }

func (t Trace) put(store fact.Store, item ItemID, number string) {
	traces.Put(store, t, string(item), number)
}

func (t Trace) count(store fact.Store, item ItemID, quantity Quantity) {
	n, _ := coded.Get(store, string(item), t.Lot)
	if n += quantity; n > 0 {
		coded.Put(store, n, string(item), t.Lot)
	} else {
		coded.Delete(store, string(item), t.Lot)
	}
}

func (t Trace) take(store fact.Store, meta fact.Meta, item ItemID, number string, s Serial) {
	if t.Came != "" { // it went back to its supplier, and comes again
		before.Put(store, t, string(item), number)
	}
	t.Lot, t.Came, t.Went = s.Lot, s.Document, ""
	t.Content, t.Left = s.Content, s.Content
	t.count(store, item, t.Content)
	t.put(store, item, number)
	happened(store, meta, item, number, Event{What: WasTaken, Document: s.Document, Place: s.Place})
}

func (t Trace) free(store fact.Store, meta fact.Meta, item ItemID, number string) {
	t.count(store, item, -t.Content)
	happened(store, meta, item, number, Event{What: WasFreed, Document: t.Came})
	if was, again := before.Get(store, string(item), number); again {
		before.Delete(store, string(item), number)
		was.put(store, item, number)
		return
	}
	t.Came, t.Went, t.Left = "", "", 0
	if t.Note == "" && t.Parent == "" {
		traces.Delete(store, string(item), number)
		return
	}
	t.put(store, item, number)
}

func (t Trace) leave(store fact.Store, meta fact.Meta, item ItemID, number, document string, quantity Quantity) {
	t.Went = document
	t.Left = max(t.Left-quantity, 0)
	t.put(store, item, number)
	happened(store, meta, item, number, Event{What: WasGone, Document: document, Quantity: quantity})
}

func (t Trace) comeBack(store fact.Store, meta fact.Meta, item ItemID, number string, e Event) {
	taken := t.Went == e.Document // by what is taken back now
	t.Left = min(t.Left+e.Quantity, max(t.Content, e.Quantity))
	if t.Left >= t.Content {
		t.Went = ""
	}
	if taken && t.Went == "" && t.Stranger() {
		traces.Delete(store, string(item), number) // nothing is known of it but that
	} else {
		t.put(store, item, number)
	}
	e.What = WasBack
	happened(store, meta, item, number, e)
}
