package stock

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// PlaceID names a place: "A-03-2", "DOCK-1".
type PlaceID string

// Place is where goods can be.
type Place struct {
	ID      PlaceID     `json:"id"`
	Kind    PlaceKind   `json:"kind"`
	Name    words.Names `json:"name"`
	Storage Storage     `json:"storage,omitempty"`
	Walk    int         `json:"walk,omitempty"` // position on the walking path
	// Capacity is how many usual packages fit in; 0 is not measured.
	Capacity int    `json:"capacity,omitempty"`
	Safe     bool   `json:"safe,omitempty"`  // locked, for controlled classes alone
	Owner    string `json:"owner,omitempty"` // supplier whose goods on consignment lie there, and no others; "" for our own
}

// PlaceKind says what a place is for.
type PlaceKind string

const (
	Bin        PlaceKind = "bin"
	Dock       PlaceKind = "dock"       // received, not put away yet
	Staging    PlaceKind = "staging"    // picked, not handed over yet
	Quarantine PlaceKind = "quarantine" // set apart, in no count of usable goods
	Inspection PlaceKind = "inspection" // received, waits for the quality person
	Apart      PlaceKind = "apart"      // goods of a supplier that is not admitted yet
	Department PlaceKind = "department"
	Outside    PlaceKind = "supplier" // a supplier's end of a delivery
	Loss       PlaceKind = "loss"
)

// Pickable reports whether goods lying there may be allocated.
func (k PlaceKind) Pickable() bool { return k == Bin || k == Dock }

// Supplier delivers goods. Its own end of a delivery is the place OutsidePlace.
type Supplier struct {
	ID   string      `json:"id"`
	Name words.Names `json:"name"`
	GLN  string      `json:"gln,omitempty"` // AI 412 on its cases
	New  bool        `json:"new,omitempty"` // it came when reviews were kept already: its goods stand apart until it is admitted
}

// OutsidePlace is where a supplier's goods come from; the only kind of place
// that may hold less than nothing.
func OutsidePlace(supplier string) PlaceID { return PlaceID("supplier:" + supplier) }

var (
	places    = fact.NewKeptTable[Place]("place")
	suppliers = fact.NewKeptTable[Supplier]("supplier")
)

// FindPlace reads a place by its name.
func FindPlace(view fact.View, id PlaceID) (Place, bool) { return places.Get(view, string(id)) }

// PlaceName is what a place is called, or its number where nobody has said it.
func PlaceName(view fact.View, id PlaceID) words.Names {
	if id == Opening {
		said := words.Say("place.opening")
		return words.Names{ZH: said.In(words.Chinese), EN: said.In(words.English)}
	}
	if p, _ := FindPlace(view, id); p.Name != (words.Names{}) {
		return p.Name
	}
	return words.Names{ZH: string(id), EN: string(id)}
}

// EachPlace calls each with every place in order of names until it answers
// false.
func EachPlace(view fact.View, each func(Place) bool) {
	places.Each(view, func(_ []string, p Place) bool { return each(p) })
}

// FindSupplier reads a supplier by its code.
func FindSupplier(view fact.View, id string) (Supplier, bool) { return suppliers.Get(view, id) }

// EachSupplier calls each with every supplier until it answers false.
func EachSupplier(view fact.View, each func(Supplier) bool) {
	suppliers.Each(view, func(_ []string, s Supplier) bool { return each(s) })
}

// PlaceDefined is what the master data say of a place from now on.
type PlaceDefined struct{ Place Place }

func (PlaceDefined) Kind() string { return "place" }

func (f PlaceDefined) Apply(store fact.Store, _ fact.Meta) {
	old, _ := FindPlace(store, f.Place.ID)
	places.Put(store, f.Place, string(f.Place.ID))
	relist(store, old, f.Place)
}

// SupplierDefined is what the master data say of a supplier from now on.
type SupplierDefined struct{ Supplier Supplier }

func (SupplierDefined) Kind() string { return "supplier" }

func (f SupplierDefined) Apply(store fact.Store, _ fact.Meta) {
	s := f.Supplier
	suppliers.Put(store, s, s.ID)
	places.Put(store, Place{ID: OutsidePlace(s.ID), Kind: Outside, Name: s.Name}, string(OutsidePlace(s.ID)))
}

// FirstOf finds the first place of a kind by name: of those a site has one for
// goods of its own.
func FirstOf(view fact.View, kind PlaceKind) (id PlaceID, found bool) {
	EachPlace(view, func(p Place) bool {
		id, found = p.ID, p.Kind == kind && p.Owner == ""
		return !found
	})
	return id, found
}

// single are the kinds of which a site needs one place, whatever its name.
var single = []PlaceKind{Quarantine, Inspection, Loss}

// NeedPlaces defines those of its places that there are not yet. Where there
// is a place of a kind that one is enough of, no other is made.
type NeedPlaces []Place

func (n NeedPlaces) Decide(view fact.View, _ fact.Meta) (facts []fact.Fact, err error) {
	set := map[PlaceID]bool{}
	for _, p := range n {
		_, found := FindPlace(view, p.ID)
		if slices.Contains(single, p.Kind) && !found {
			_, found = FirstOf(view, p.Kind)
		}
		if found || set[p.ID] {
			continue
		}
		set[p.ID] = true
		facts = append(facts, PlaceDefined{p})
	}
	return facts, nil
}
