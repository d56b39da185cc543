package document

import (
	"cmp"
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Proposal is a bin that goods may be put away into.
type Proposal struct {
	Place stock.Place
	Why   string // catalogue code put.why.WHY: same_lot, home, same_item, empty, room
	Room  int    // usual packages that still fit in; -1 where the bin is not measured
}

// Why a bin is proposed, the best reason first.
const (
	whySameLot  = "same_lot"
	whyHome     = "home"
	whySameItem = "same_item"
	whyEmpty    = "empty"
	whyRoom     = "room"
)

var whys = []string{whySameLot, whyHome, whySameItem, whyEmpty, whyRoom}

// Propose finds bins for some of a lot: where the same lot lies already, the
// item's home bin, where the item lies, and then the bins of its storage class
// nearest to its home on the walking path, the empty before the others. All
// of them may hold the item and have room for all of it.
func Propose(view fact.View, lot stock.LotKey, quantity stock.Quantity, limit int) []Proposal {
	item, _ := stock.FindItem(view, lot.Item)
	s := search{view: view, rules: policy.In(view), item: item, packs: item.InPackages(quantity), seen: map[stock.PlaceID]bool{}}
	var lies []stock.PlaceID // any of the item
	stock.EachPickable(view, item.ID, func(key stock.LotKey, place stock.PlaceID, _ stock.Quantity) bool {
		if key == lot {
			s.try(place, whySameLot)
		}
		lies = append(lies, place)
		return true
	})
	s.try(item.HomeBin, whyHome)
	for _, place := range lies {
		s.try(place, whySameItem)
	}
	if len(s.found) < limit {
		s.others()
	}
	home, _ := stock.FindPlace(view, item.HomeBin)
	slices.SortStableFunc(s.found, func(a, b Proposal) int {
		return cmp.Or(
			cmp.Compare(slices.Index(whys, a.Why), slices.Index(whys, b.Why)),
			cmp.Compare(distance(a.Place, home), distance(b.Place, home)),
		)
	})
	return s.found[:min(len(s.found), limit)]
}

func distance(a, b stock.Place) int { return max(a.Walk-b.Walk, b.Walk-a.Walk) }

// search looks for bins that may hold some packages of an item.
type search struct {
	view  fact.View
	rules *policy.Rulebook
	item  stock.Item
	packs int
	seen  map[stock.PlaceID]bool
	found []Proposal
}

func (s *search) try(id stock.PlaceID, why string) {
	if place, found := stock.FindPlace(s.view, id); found {
		s.ask(place, why)
	}
}

func (s *search) ask(place stock.Place, why string) {
	if place.Kind != stock.Bin || s.seen[place.ID] || s.rules.MayLie(s.item, place) != nil {
		return
	}
	s.seen[place.ID] = true
	lies := stock.Filled(s.view, place.ID)
	if why == whyRoom && lies == 0 {
		why = whyEmpty
	}
	room := roomIn(s.view, place)
	if room < 0 || room >= s.packs {
		s.found = append(s.found, Proposal{place, why, room})
	}
}

// others tries the bins that have nothing to do with the item yet.
func (s *search) others() {
	stock.EachPlace(s.view, func(p stock.Place) bool {
		s.ask(p, whyRoom)
		return true
	})
}
