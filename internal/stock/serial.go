package stock

import "lotgate/internal/fact"

// Serial is how a single pack came in.
type Serial struct {
	Lot      string   `json:"lot"`
	Document string   `json:"document"`          // that it came in by
	Content  Quantity `json:"content,omitempty"` // base units in it; 0 where that was not recorded
	Place    PlaceID  `json:"place,omitempty"`   // where it came to
}

// FindSerial reads a pack that has come in, by its item and its own number.
func FindSerial(view fact.View, item ItemID, number string) (Serial, bool) {
	t, _ := FindTrace(view, item, number)
	return Serial{Lot: t.Lot, Document: t.Came, Content: t.Content}, t.Came != ""
}

// SerialTaken records that one single pack came in.
type SerialTaken struct {
	Item   ItemID `json:"item"`
	Number string `json:"number"`
	Serial Serial `json:"serial"`
}

func (SerialTaken) Kind() string { return "serial" }

func (f SerialTaken) Apply(store fact.Store, meta fact.Meta) {
	t, _ := FindTrace(store, f.Item, f.Number)
	t.take(store, meta, f.Item, f.Number, f.Serial)
}

// SerialFreed takes a SerialTaken back: the pack may come in again.
type SerialFreed struct {
	Item   ItemID `json:"item"`
	Number string `json:"number"`
}

func (SerialFreed) Kind() string { return "serial-freed" }

func (f SerialFreed) Apply(store fact.Store, meta fact.Meta) {
	t, _ := FindTrace(store, f.Item, f.Number)
	t.free(store, meta, f.Item, f.Number)
}

// SerialWent records that a single pack, or a part of what is in it, left by
// a document.
type SerialWent struct {
	Item     ItemID   `json:"item"`
	Number   string   `json:"number"`
	Document string   `json:"document"`
	Quantity Quantity `json:"quantity"`          // base units
	Lot      string   `json:"lot,omitempty"`     // of a pack that nobody saw come in, as it was said
	Content  Quantity `json:"content,omitempty"` // and what was in it
}

func (SerialWent) Kind() string { return "serial-went" }

func (f SerialWent) Apply(store fact.Store, meta fact.Meta) {
	t, found := FindTrace(store, f.Item, f.Number)
	if !found {
		t = Trace{Lot: f.Lot, Content: f.Content, Left: f.Content}
	}
	t.leave(store, meta, f.Item, f.Number, f.Document, f.Quantity)
}

// SerialBack records that a single pack that had left is here again, whole or
// in part: its pick was undone, or a department returned it.
type SerialBack struct {
	Item     ItemID   `json:"item"`
	Number   string   `json:"number"`
	Document string   `json:"document"`
	Quantity Quantity `json:"quantity"`        // base units
	Lot      string   `json:"lot,omitempty"`   // of a pack that nobody saw before, as it was said
	Place    PlaceID  `json:"place,omitempty"` // where it lies since
}

func (SerialBack) Kind() string { return "serial-back" }

func (f SerialBack) Apply(store fact.Store, meta fact.Meta) {
	t, found := FindTrace(store, f.Item, f.Number)
	if !found {
		t.Lot, t.Content = f.Lot, f.Quantity
	}
	t.comeBack(store, meta, f.Item, f.Number, Event{Document: f.Document, Quantity: f.Quantity, Place: f.Place})
}

// SerialReturned records that a single pack went back to its supplier. It may
// not be given out any more, but may come in again.
type SerialReturned struct {
	Item     ItemID   `json:"item"`
	Number   string   `json:"number"`
	Document string   `json:"document"`
	Quantity Quantity `json:"quantity"` // base units
}

func (SerialReturned) Kind() string { return "serial-returned" }

// Apply takes the pack off those of its lot that bear a number: the lot has as
// many fewer.
func (f SerialReturned) Apply(store fact.Store, meta fact.Meta) {
	t, _ := FindTrace(store, f.Item, f.Number)
	t.Went, t.Left = f.Document, 0
	t.count(store, f.Item, -f.Quantity)
	t.put(store, f.Item, f.Number)
	happened(store, meta, f.Item, f.Number, Event{What: WasSentBack, Document: f.Document, Quantity: f.Quantity})
	sentBack.Put(store, t.Lot, f.Document, string(f.Item), f.Number)
}

// SerialMoved records that a single pack was taken to another place of the
// store.
type SerialMoved struct {
	Item     ItemID   `json:"item"`
	Number   string   `json:"number"`
	Place    PlaceID  `json:"place"`
	Document string   `json:"document,omitempty"`
	Part     Quantity `json:"part,omitempty"` // base units, where the others stayed
}

func (SerialMoved) Kind() string { return "serial-moved" }

func (f SerialMoved) Apply(store fact.Store, meta fact.Meta) {
	happened(store, meta, f.Item, f.Number, Event{What: WasMoved, Document: f.Document, Place: f.Place, Quantity: f.Part})
}

var sentBack = fact.NewTable[string]("sent-back") // document, item, number: the lot

// EachSentBack calls each with every numbered pack that went back to its
// supplier by a document until it answers false.
func EachSentBack(view fact.View, document string, each func(pack Child, lot string) bool) {
	sentBack.Each(view, func(key []string, lot string) bool { return each(Child{ItemID(key[0]), key[1]}, lot) }, document)
}
