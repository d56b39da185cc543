package stock

import (
	"slices"
	"strconv"

	"lotgate/internal/fact"
)

// PlacesOf lists the places of the store where a pack that is here can lie now:
// one where its code was read last, or where it went with all of its lot. Goods
// that were put away without their codes may be any of those that lay there, so
// that there may be several. It costs what happened to the pack, and to its lot
// since it was seen.
func PlacesOf(view fact.View, item ItemID, number string) (places []PlaceID) {
	t, _ := FindTrace(view, item, number)
	if t.Came == "" || t.Gone() {
		return nil
	}
	w := walk{view: view, lot: LotKey{item, t.Lot}}
	for _, s := range sightings(view, item, number) {
		if s.place == "" {
			return w.anywhere()
		}
		for _, place := range w.from(s) {
			if !slices.Contains(places, place) && OnHand(view, w.lot, place).Quantity > 0 {
				places = append(places, place)
			}
		}
	}
	return places
}

// sighting is a place where a pack, or a part of it, was seen.
type sighting struct {
	place PlaceID
	seq   uint64 // of the fact
}

// sightings are the last ones of each part of a pack.
func sightings(view fact.View, item ItemID, number string) (last []sighting) {
	var here Quantity
	t, _ := FindTrace(view, item, number)
	events.Each(view, func(key []string, e Event) bool {
		seq, _ := strconv.ParseUint(key[0], 10, 64)
		s := sighting{e.Place, seq}
		switch e.What {
		case WasTaken:
			here, last = t.Content, []sighting{s}
		case WasGone, WasSentBack:
			here -= e.Quantity
		case WasBack:
			if here <= 0 {
				last = nil
			}
			here, last = here+e.Quantity, append(last, s)
		case WasMoved:
			if e.Quantity == 0 { // all of it
				last = nil
			}
			last = append(last, s)
		}
		return true
	}, string(item), number)
	return last
}

// walk follows goods of a lot that nobody named through the store.
type walk struct {
	view fact.View
	lot  LotKey
}

// from lists where a pack can have come to since it was seen. Goods that were
// named by their codes are others.
func (w walk) from(s sighting) []PlaceID {
	at := []PlaceID{s.place}
	EachStep(w.view, w.lot, s.seq+1, func(step Step) bool {
		if step.Quantity > step.Named && slices.Contains(at, step.From) && !slices.Contains(at, step.To) && w.inside(step.To) {
			at = append(at, step.To)
		}
		return true
	})
	return at
}

func (w walk) inside(place PlaceID) bool {
	p, _ := FindPlace(w.view, place)
	switch p.Kind {
	case Bin, Dock, Quarantine, Inspection, Apart:
		return true
	}
	return false
}

// anywhere lists where the lot lies.
func (w walk) anywhere() (places []PlaceID) {
	EachHoldingOf(w.view, w.lot, func(l Lying) bool {
		if w.inside(l.Place) {
			places = append(places, l.Place)
		}
		return true
	})
	return places
}
