package stock

import (
	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// Quantity counts base units of an item: tablets, ampoules, grams. It is
// whole.
type Quantity int64

// MaxQuantity bounds every quantity, so that sums of a million of them still
// fit.
const MaxQuantity Quantity = 1_000_000_000

// ItemID is the site's own code of an item.
type ItemID string

// Item is what is ordered: one drug, specification and manufacturer.
type Item struct {
	ID           ItemID      `json:"id"`
	Name         words.Names `json:"name"`
	Spec         string      `json:"spec"` // "0.25 g x 24"
	Manufacturer words.Names `json:"manufacturer"`
	Category     Category    `json:"category"`
	Form         string      `json:"form"` // catalogue code form.FORM: tablet, ampoule ...
	Class        Class       `json:"class"`
	Storage      Storage     `json:"storage"`
	Packages     []Package   `json:"packages"`            // smallest first; the first is the base unit
	Suppliers    []string    `json:"suppliers"`           // who may deliver it; empty: whoever the order names
	Strategic    bool        `json:"strategic,omitempty"` // designated suppliers alone may deliver it
	HomeBin      PlaceID     `json:"homeBin,omitempty"`   // where it is put away unless told otherwise
	MinLifeDays  int         `json:"minLifeDays"`         // remaining life asked for at receipt, in days
	NearDays     int         `json:"nearDays"`            // near expiry from this many days before it
	Inspect      bool        `json:"inspect,omitempty"`   // what comes in waits for the quality person
}

// Category decides in which column of the month report an item stands.
type Category string

const (
	Western  Category = "western"
	Patent   Category = "patent" // Chinese patent medicine
	Herb     Category = "herb"   // Chinese herbs, by the gram
	Material Category = "material"
)

// Class is the legal class of an item.
type Class string

const (
	Ordinary      Class = "ordinary"
	Narcotic      Class = "narcotic"
	Psychotropic1 Class = "psychotropic1" // first category
	Psychotropic2 Class = "psychotropic2" // second category
	Psychotropic  Class = "psychotropic"  // nobody told of which: kept as those of the first
)

// Controlled reports whether goods of a class lie in a safe and pass through
// the hands of two people, unless the site decides otherwise.
func (c Class) Controlled() bool { return c == Narcotic || c == Psychotropic1 || c == Psychotropic }

// Registered reports whether each change of a class's stock is entered into a
// register of its own. Psychotropics of the second category are, though one
// person is enough for them.
func (c Class) Registered() bool { return c.Controlled() || c == Psychotropic2 }

// Classes and the other lists name all that there are.
var (
	Classes    = []Class{Ordinary, Narcotic, Psychotropic1, Psychotropic2, Psychotropic}
	Categories = []Category{Western, Patent, Herb, Material}
	Storages   = []Storage{Room, Cool, Cold, Frozen}
)

// Storage is the storage condition printed on a label and asked of a bin.
type Storage string

const (
	Room   Storage = "room"   // 10-30 degrees Celsius
	Cool   Storage = "cool"   // at most 20
	Cold   Storage = "cold"   // 2-8
	Frozen Storage = "frozen" // at most -15
)

// Package is one level of packing of an item.
type Package struct {
	Level   Level       `json:"level"`
	Unit    words.Names `json:"unit"`            // 盒, box
	Content Quantity    `json:"content"`         // in base units; 1 for the base unit itself
	GTINs   []string    `json:"gtins"`           // GTIN-14, leading zeros kept
	Codes   []string    `json:"codes,omitempty"` // what else names it: trace:8021761, hibc:A123BJC5D6E71 ...
}

// Level is a level of packing.
type Level string

const (
	Base Level = "base"
	Box  Level = "box"
	Case Level = "case"
)

var (
	items = fact.NewKeptTable[Item]("item")
	gtins = fact.NewKeptTable[gtinOf]("gtin")
)

type gtinOf struct {
	Item  ItemID `json:"item"`
	Level Level  `json:"level"`
}

// FindItem reads an item by its code.
func FindItem(view fact.View, id ItemID) (Item, bool) { return items.Get(view, string(id)) }

// FindGTIN finds whose package bears a GTIN-14.
func FindGTIN(view fact.View, gtin string) (Item, Package, bool) {
	of, found := gtins.Get(view, gtin)
	if !found {
		return Item{}, Package{}, false
	}
	item, found := items.Get(view, string(of.Item))
	return item, item.Package(of.Level), found
}

// EachItem calls each with every item whose code is not below from, in order
// of codes, until it answers false.
func EachItem(view fact.View, from ItemID, each func(Item) bool) {
	items.EachFrom(view, string(from), func(_ []string, item Item) bool { return each(item) })
}

// Package is the item's package of a level; the zero Package if it has none.
func (i Item) Package(level Level) Package {
	for _, p := range i.Packages {
		if p.Level == level {
			return p
		}
	}
	return Package{}
}

// NeedsExpiry reports whether goods of this item may only come in with an
// expiry: those with a shelf life to keep.
func (i Item) NeedsExpiry() bool { return i.MinLifeDays > 0 || i.NearDays > 0 }

// Usual is the package that people count this item in: the box, or else the
// smallest there is.
func (i Item) Usual() Package {
	if box := i.Package(Box); box.Content > 0 {
		return box
	}
	if len(i.Packages) == 0 {
		return Package{}
	}
	return i.Packages[0]
}

// InPackages counts a quantity in usual packages, a part of one as a whole.
func (i Item) InPackages(quantity Quantity) int {
	content := max(i.Usual().Content, 1)
	return int((quantity + content - 1) / content)
}

// ItemDefined is what the master data say of an item from now on.
type ItemDefined struct{ Item Item }

func (ItemDefined) Kind() string { return "item" }

func (f ItemDefined) Apply(store fact.Store, _ fact.Meta) {
	old, known := items.Get(store, string(f.Item.ID))
	if known {
		unnamed(store, old)
	}
	items.Put(store, f.Item, string(f.Item.ID))
	refill(store, old, f.Item)
	named(store, f.Item)
}
