package stock

import "lotgate/internal/fact"

// MaxUnit bounds the packs of one case or pallet, those in its cases counted.
const MaxUnit = 2000

// MaxNesting is how deep cases may stand in cases: boxes in a case on a
// pallet, and one more.
const MaxNesting = 4

// Unit is a case or pallet that bears a number of its own (an SSCC, or the
// trace code of a case) and whose packs are known. It moves as one until it is
// opened.
type Unit struct {
	_      struct{} `cbor:",toarray"`
	Parent string   // the pallet it stands on
	Opened bool     // its packs go their own ways
}

// Child is a pack in a case, or, without an item, a case on a pallet.
type Child struct {
	Item   ItemID `json:"item,omitempty"`
	Number string `json:"number"`
}

// Leaf is a pack somewhere within a case, and what is known of it.
type Leaf struct {
	Child
	Trace
}

// Key is the lot that the pack is of.
func (l Leaf) Key() LotKey { return LotKey{l.Item, l.Lot} }

var (
	units    = fact.NewTable[Unit]("unit")      // number
	children = fact.NewTable[bool]("unit-pack") // number, item, number of the pack
)

// FindUnit reads a case by its number.
func FindUnit(view fact.View, number string) (Unit, bool) {
	if number == "" {
		return Unit{}, false
	}
	return units.Get(view, number)
}

// Leaves lists all packs in a case and in the cases within it, opened or not.
func Leaves(view fact.View, number string) (all []Leaf) {
	eachLeaf(view, number, MaxNesting, func(l Leaf) { all = append(all, l) })
	return all
}

func eachLeaf(view fact.View, number string, depth int, each func(Leaf)) {
	if depth == 0 {
		return
	}
	children.Each(view, func(key []string, _ bool) bool {
		child := Child{ItemID(key[0]), key[1]}
		if child.Item == "" {
			eachLeaf(view, child.Number, depth-1, each)
			return true
		}
		t, _ := FindTrace(view, child.Item, child.Number)
		each(Leaf{child, t})
		return true
	}, number)
}

// Outermost is the pallet or case, not opened yet, that a case stands in or
// is; "" where the number is of none.
func Outermost(view fact.View, number string) string {
	u, found := FindUnit(view, number)
	if !found || u.Opened {
		return ""
	}
	for range MaxNesting {
		parent, found := FindUnit(view, u.Parent)
		if !found || parent.Opened {
			break
		}
		number, u = u.Parent, parent
	}
	return number
}

// OpenAround lists the facts of opening every case that a pack or case was
// taken out of, by the number of the innermost.
func OpenAround(view fact.View, number, document string) (facts []fact.Fact) {
	for range MaxNesting {
		u, found := FindUnit(view, number)
		if !found || u.Opened {
			return facts
		}
		facts = append(facts, UnitOpened{Unit: number, Document: document})
		number = u.Parent
	}
	return facts
}

// CodesAnnounced are the numbers of single packs that a delivery file names:
// all of one line, and of one case where they stand in one. Without an item
// they are the numbers of cases on a pallet.
type CodesAnnounced struct {
	Note    string   `json:"note"`
	Line    int      `json:"line,omitempty"`
	Item    ItemID   `json:"item,omitempty"`
	Lot     string   `json:"lot,omitempty"`
	Content Quantity `json:"content,omitempty"` // base units of one pack
	Parent  string   `json:"parent,omitempty"`
	Codes   []string `json:"codes"`
}

func (CodesAnnounced) Kind() string { return "codes-announced" }

func (f CodesAnnounced) Apply(store fact.Store, meta fact.Meta) {
	for _, code := range f.Codes {
		f.pack(store, code)
		if f.Item == "" {
			continue
		}
		t, _ := FindTrace(store, f.Item, code)
		t.Note, t.Line, t.Parent = f.Note, f.Line, f.Parent
		if t.Came == "" {
			t.Lot, t.Content = f.Lot, f.Content
		}
		t.put(store, f.Item, code)
		happened(store, meta, f.Item, code, Event{What: WasAnnounced, Document: f.Note})
	}
	if f.Parent != "" {
		happened(store, meta, "", f.Parent, Event{What: WasAnnounced, Document: f.Note})
	}
}

func (f CodesAnnounced) pack(store fact.Store, code string) {
	if f.Parent == "" {
		return
	}
	parent, _ := FindUnit(store, f.Parent)
	units.Put(store, parent, f.Parent)
	children.Put(store, true, f.Parent, string(f.Item), code)
	if f.Item == "" {
		u, _ := FindUnit(store, code)
		u.Parent = f.Parent
		units.Put(store, u, code)
	}
}

// UnitPacked records that packs were put into a case here.
type UnitPacked struct {
	Unit     string  `json:"unit"`
	Children []Child `json:"children"`
}

func (UnitPacked) Kind() string { return "unit-packed" }

func (f UnitPacked) Apply(store fact.Store, meta fact.Meta) {
	units.Put(store, Unit{}, f.Unit)
	happened(store, meta, "", f.Unit, Event{What: WasPacked})
	for _, c := range f.Children {
		children.Put(store, true, f.Unit, string(c.Item), c.Number)
		t, _ := FindTrace(store, c.Item, c.Number)
		t.Parent = f.Unit
		t.put(store, c.Item, c.Number)
		happened(store, meta, c.Item, c.Number, Event{What: WasPacked, Document: f.Unit})
	}
}

// UnitOpened records that a case was opened: a pack in it was handled alone.
type UnitOpened struct {
	Unit     string `json:"unit"`
	Document string `json:"document,omitempty"`
}

func (UnitOpened) Kind() string { return "unit-opened" }

func (f UnitOpened) Apply(store fact.Store, meta fact.Meta) {
	u, _ := FindUnit(store, f.Unit)
	u.Opened = true
	units.Put(store, u, f.Unit)
	happened(store, meta, "", f.Unit, Event{What: WasOpened, Document: f.Document})
}

// UnitTaken records that all packs of a case came in by its one scan.
type UnitTaken struct {
	Unit     string  `json:"unit"`
	Document string  `json:"document"`
	Place    PlaceID `json:"place,omitempty"` // where it stands since
}

func (UnitTaken) Kind() string { return "unit-taken" }

func (f UnitTaken) Apply(store fact.Store, meta fact.Meta) {
	for _, l := range Leaves(store, f.Unit) {
		l.take(store, meta, l.Item, l.Number, Serial{l.Lot, f.Document, l.Content, f.Place})
	}
	happened(store, meta, "", f.Unit, Event{What: WasTaken, Document: f.Document, Place: f.Place})
}

// UnitFreed takes a UnitTaken back.
type UnitFreed struct {
	Unit string `json:"unit"`
}

func (UnitFreed) Kind() string { return "unit-freed" }

func (f UnitFreed) Apply(store fact.Store, meta fact.Meta) {
	for _, l := range Leaves(store, f.Unit) {
		l.free(store, meta, l.Item, l.Number)
	}
	happened(store, meta, "", f.Unit, Event{What: WasFreed})
}

// UnitWent records that a case left whole by a document.
type UnitWent struct {
	Unit     string `json:"unit"`
	Document string `json:"document"`
}

func (UnitWent) Kind() string { return "unit-went" }

func (f UnitWent) Apply(store fact.Store, meta fact.Meta) {
	for _, l := range Leaves(store, f.Unit) {
		l.leave(store, meta, l.Item, l.Number, f.Document, l.Left)
	}
	happened(store, meta, "", f.Unit, Event{What: WasGone, Document: f.Document})
}

// UnitBack records that a case that had left is here again.
type UnitBack struct {
	Unit     string  `json:"unit"`
	Document string  `json:"document"`
	Place    PlaceID `json:"place,omitempty"` // where it stands since
}

func (UnitBack) Kind() string { return "unit-back" }

func (f UnitBack) Apply(store fact.Store, meta fact.Meta) {
	for _, l := range Leaves(store, f.Unit) {
		l.comeBack(store, meta, l.Item, l.Number, Event{Document: f.Document, Quantity: l.Content - l.Left, Place: f.Place})
	}
	happened(store, meta, "", f.Unit, Event{What: WasBack, Document: f.Document, Place: f.Place})
}

// UnitMoved records that a case was taken to another place of the store.
type UnitMoved struct {
	Unit     string  `json:"unit"`
	Place    PlaceID `json:"place"`
	Document string  `json:"document,omitempty"`
}

func (UnitMoved) Kind() string { return "unit-moved" }

func (f UnitMoved) Apply(store fact.Store, meta fact.Meta) {
	e := Event{What: WasMoved, Document: f.Document, Place: f.Place}
	for _, l := range Leaves(store, f.Unit) {
		if !l.Gone() {
			happened(store, meta, l.Item, l.Number, e)
		}
	}
	happened(store, meta, "", f.Unit, e)
}
