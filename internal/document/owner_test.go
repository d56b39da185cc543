package document_test

import (
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// consignedOrder is placed on consignment; its goods may lie in the bin S-01.
func consignedOrder() []fact.Fact {
	return []fact.Fact{
		stock.PlaceDefined{Place: stock.Place{ID: "S-01", Kind: stock.Bin, Owner: "S1"}},
		document.OrderPlaced{Order: document.Order{ID: "CG-9", Supplier: "S1", Consigned: true, Lines: []document.OrderLine{
			{No: 1, Item: sim.Amox, Quantity: 480, Level: stock.Box, PriceE4: 77_777}, {No: 2, Item: sim.Glucose, Quantity: 30, Level: stock.Base, PriceE4: 33_333},
		}}},
	}
}

// checkOwners wants goods on consignment never to have met others, to be worth
// nothing where they lie, and to cost in the end what they came for.
func checkOwners(t *rapid.T, view fact.View, facts []fact.Recorded) {
	came, bought := map[stock.LotKey]stock.Holding{}, map[stock.LotKey]stock.Holding{}
	add := func(sums map[stock.LotKey]stock.Holding, lot stock.LotKey, quantity stock.Quantity, valueE4 int64) {
		sum := sums[lot]
		sums[lot] = stock.Holding{Quantity: sum.Quantity + quantity, ValueE4: sum.ValueE4 + valueE4}
	}
	for _, r := range facts {
		switch f := r.Fact.(type) {
		case stock.Moved:
			from, to := stock.OwnerOf(view, f.From), stock.OwnerOf(view, f.To)
			if from != to && !f.From.IsOutside() && !f.To.IsOutside() {
				t.Fatalf("fact %d mixes goods of %q with those of %q: %+v", r.Meta.Seq, from, to, f)
			}
		case stock.Consigned:
			add(came, f.Lot, f.Quantity, f.ValueE4)
		case stock.Consumed:
			add(bought, f.Lot, f.Quantity, f.ValueE4)
		}
	}
	lying := map[stock.LotKey]stock.Quantity{}
	stock.EachHolding(view, "", func(l stock.Lying) bool {
		place, _ := stock.FindPlace(view, l.Place)
		if place.Owner != "" && l.ValueE4 != 0 {
			t.Fatalf("%v in %s is the supplier's, and worth %d", l.Lot, l.Place, l.ValueE4)
		}
		switch {
		case place.Owner == "" || place.Kind == stock.Loss:
		case place.Kind == stock.Quarantine:
			lying[l.Lot] += l.Quantity - document.TurnedAway(view, l.Lot, l.Place)
		default:
			lying[l.Lot] += l.Quantity
		}
		return true
	})
	for lot, sum := range came {
		left, used := stock.Consignment(view, "S1", lot), bought[lot]
		if left.Quantity != lying[lot] || left.Quantity+used.Quantity != sum.Quantity || left.ValueE4+used.ValueE4 != sum.ValueE4 || left.ValueE4 < 0 {
			t.Fatalf("%v: %+v came, %+v was used, %+v is left and %d lies there", lot, sum, used, left, lying[lot])
		}
	}
}

// shift puts goods away among places of the supplier's and of our own.
func (s store) shift(t *rapid.T) {
	place := rapid.SampledFrom([]stock.PlaceID{"DOCK-1", "A-01", "S-01", "CONS-S1"})
	s.try(t, document.PutAway{
		Lot:  stock.LotKey{Item: rapid.SampledFrom(goods).Draw(t, "item"), Number: rapid.SampledFrom(lots).Draw(t, "lot")},
		From: place.Draw(t, "from"), To: place.Draw(t, "to"), Quantity: rapid.SampledFrom([]stock.Quantity{0, 5, 24}).Draw(t, "quantity"),
	})
}

// TestConsignedDays lets chance run a house whose goods are mostly a
// supplier's, so that they are used, given back and returned all the time.
func TestConsignedDays(t *testing.T) {
	used, undone := false, false
	for range 6 {
		consignedDays(t, &used, &undone)
		if testing.Short() || t.Failed() || used && undone {
			return
		}
	}
	t.Errorf("goods were used: %t, and given back: %t; the machine does not get there any more", used, undone)
}

func consignedDays(t *testing.T, used, undone *bool) {
	rapid.Check(t, func(rt *rapid.T) {
		s := store{newHouse(t), map[string]bool{}}
		s.Say(consignedOrder()...)
		s.open("CG-9")
		for range 3 {
			s.Receive(rt)
		}
		rt.Repeat(map[string]func(*rapid.T){
			"receive": s.Receive, "correct": s.Correct, "undo pack": s.UndoPack, "put away": s.PutAway, "shift": s.shift, "send back": s.SendBack, "": s.Check,
			"ask": s.Ask, "start": s.StartIssue, "pick": s.Pick, "pick on": s.Pick, "undo pick": s.UndoPick, "hand over": s.HandOver,
			"damage": s.ReportDamage, "decide damage": s.DecideDamage, "release": s.ReleaseGoods,
			"own": func(rt *rapid.T) { s.try(rt, document.OpenReceipt{Order: "CG-1", Place: "DOCK-1"}) },
		})
		for _, r := range s.Facts() {
			if f, ok := r.Fact.(stock.Consumed); ok {
				*used, *undone = *used || f.Quantity > 0, *undone || f.Quantity < 0
			}
		}
		s.checkReplay(rt)
	})
}
