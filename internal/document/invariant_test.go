package document_test

import (
	"fmt"

	"pgregory.net/rapid"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Check holds all that is kept twice against each other.
func (s store) Check(t *rapid.T) {
	facts := s.Facts()
	s.view(func(view fact.View) {
		checkConservation(t, view, facts)
		checkOrders(t, view, facts)
		checkReceipts(t, view, facts)
		checkIssues(t, view, facts)
		checkReserved(t, view)
		checkSerials(t, view, facts)
		checkOwners(t, view, facts)
		checkInspections(t, view)
		checkPapers(t, view, facts)
	})
}

// checkConservation sums every lot over all places, inside and out.
func checkConservation(t *rapid.T, view fact.View, facts []fact.Recorded) {
	places := map[stock.LotKey]map[stock.PlaceID]bool{}
	for _, r := range facts {
		if m, ok := r.Fact.(stock.Moved); ok {
			if places[m.Lot] == nil {
				places[m.Lot] = map[stock.PlaceID]bool{}
			}
			places[m.Lot][m.From], places[m.Lot][m.To] = true, true
		}
	}
	for lot, all := range places {
		var sum stock.Holding
		for place := range all {
			held := stock.OnHand(view, lot, place)
			if !place.IsOutside() && (held.Quantity < 0 || held.ValueE4 < 0 || held.Quantity == 0 && held.ValueE4 != 0) {
				t.Fatalf("%v in %s: %+v", lot, place, held)
			}
			sum.Quantity += held.Quantity
			sum.ValueE4 += held.ValueE4
		}
		if sum != (stock.Holding{}) {
			t.Fatalf("%v over all places adds up to %+v", lot, sum)
		}
	}
}

// checkOrders wants a line's count to be the sum of its packs, less what went
// back and is due again, and what is due
// and open to follow from that.
func checkOrders(t *rapid.T, view fact.View, facts []fact.Recorded) {
	came := map[string]stock.Quantity{}
	for _, p := range packsOf(view, facts) {
		if p.Aside == "" {
			came[fmt.Sprint(p.Order, p.Line)] += p.Quantity
		}
	}
	for _, r := range facts {
		if due, ok := r.Fact.(document.OrderDueAgain); ok {
			came[fmt.Sprint(due.Order, due.Line)] -= due.Quantity
		}
	}
	open := map[string]bool{}
	document.EachOpenOrder(view, func(o document.OrderSummary) bool { open[o.ID] = true; return true })
	document.EachOrder(view, "", func(o document.OrderSummary) bool {
		done := 0
		due := map[int]bool{}
		document.EachDueLine(view, o.ID, func(l document.OrderState) bool { due[l.No] = true; return true })
		document.EachOrderLine(view, o.ID, func(l document.OrderState) bool {
			if want := came[fmt.Sprint(o.ID, l.No)]; l.Received != want || l.Received < 0 || l.Open() < 0 {
				t.Fatalf("%s line %d says %d received, its packs say %d; %d open", o.ID, l.No, l.Received, want, l.Open())
			}
			if due[l.No] != (l.Open() > 0) {
				t.Fatalf("%s line %d has %d open, due: %t", o.ID, l.No, l.Open(), due[l.No])
			}
			if l.Open() == 0 {
				done++
			}
			return true
		})
		if o.Done != done || open[o.ID] != (done < o.Lines) {
			t.Fatalf("%s says %d of %d lines done, open: %t; its lines say %d", o.ID, o.Done, o.Lines, open[o.ID], done)
		}
		return true
	})
}

// packsOf reads every pack that counts, as it stands now.
func packsOf(view fact.View, facts []fact.Recorded) (all []document.Pack) {
	for _, r := range facts {
		if p, ok := r.Fact.(document.PackReceived); ok {
			if pack, _ := document.FindPack(view, p.Receipt, r.Meta.Seq); !pack.Gone {
				all = append(all, pack)
			}
		}
	}
	return all
}

// moved sums what a document moved of a lot into a kind of place, and out.
func moved(facts []fact.Recorded, id string, into func(stock.PlaceID) bool) map[stock.LotKey]stock.Holding {
	sums := map[stock.LotKey]stock.Holding{}
	for _, r := range facts {
		m, ok := r.Fact.(stock.Moved)
		if !ok || m.Document != id {
			continue
		}
		sum := sums[m.Lot]
		if into(m.To) {
			sum.Quantity, sum.ValueE4 = sum.Quantity+m.Quantity, sum.ValueE4+m.ValueE4
		}
		if into(m.From) {
			sum.Quantity, sum.ValueE4 = sum.Quantity-m.Quantity, sum.ValueE4-m.ValueE4
		}
		sums[m.Lot] = sum
	}
	return sums
}

// checkReceipts wants a receipt's lines to be what the ledger moved for it,
// and receipts to be numbered without gaps.
func checkReceipts(t *rapid.T, view fact.View, facts []fact.Recorded) {
	n := 0
	packs := map[string]int{}
	last := map[string]uint64{}
	for _, p := range packsOf(view, facts) {
		packs[p.Receipt]++
		last[p.Receipt] = p.Seq
	}
	document.EachReceipt(view, "", func(r document.Receipt) bool {
		n++
		if want := fmt.Sprintf("RK-2026-%04d", n); r.ID != want {
			t.Fatalf("receipt %s where %s is next", r.ID, want)
		}
		if r.Packs != packs[r.ID] || r.Last != last[r.ID] {
			t.Fatalf("%s says %d packs, the last %d; there are %d, the last %d", r.ID, r.Packs, r.Last, packs[r.ID], last[r.ID])
		}
		lines := map[stock.LotKey]stock.Holding{}
		document.EachReceiptLine(view, r.ID, func(l document.ReceiptLine) bool {
			if l.Quantity < 0 || l.Quantity == 0 && l.ValueE4 == 0 {
				t.Fatalf("%s has the line %+v", r.ID, l)
			}
			key := stock.LotKey{Item: l.Item, Number: l.Lot}
			lines[key] = stock.Holding{Quantity: lines[key].Quantity + l.Quantity, ValueE4: lines[key].ValueE4 + l.ValueE4}
			return true
		})
		compare(t, r.ID, lines, moved(facts, r.ID, func(p stock.PlaceID) bool { return !p.IsOutside() }))
		return true
	})
}

// checkIssues wants an issue's lines to be what the ledger moved into staging
// and beyond for it, and its tasks to be counted right.
func checkIssues(t *rapid.T, view fact.View, facts []fact.Recorded) {
	n := 0
	document.EachIssue(view, "", func(i document.Issue) bool {
		n++
		if want := fmt.Sprintf("CK-2026-%04d", n); i.ID != want {
			t.Fatalf("issue %s where %s is next", i.ID, want)
		}
		lines := map[stock.LotKey]stock.Holding{}
		document.EachIssueLine(view, i.ID, func(l document.IssueLine) bool {
			lines[stock.LotKey{Item: l.Item, Number: l.Lot}] = stock.Holding{Quantity: l.Quantity, ValueE4: l.ValueE4}
			return true
		})
		compare(t, i.ID, lines, moved(facts, i.ID, func(p stock.PlaceID) bool { return p == "STAGE-1" || p == "ICU" }))
		checkTasks(t, view, i)
		return true
	})
}

func checkTasks(t *rapid.T, view fact.View, i document.Issue) {
	due := map[int]bool{}
	document.EachDueTask(view, i.ID, func(task document.Task) bool { due[task.No] = true; return true })
	count, done := 0, 0
	document.EachTask(view, i.ID, func(task document.Task) bool {
		count++
		if task.No != count || task.Left() < 0 || task.Picked < 0 || due[task.No] != (task.Left() > 0) {
			t.Fatalf("%s task %d of %d: %+v, due: %t", i.ID, task.No, count, task, due[task.No])
		}
		if task.Left() == 0 {
			done++
		}
		if lot, _ := stock.FindLot(view, stock.LotKey{Item: task.Item, Number: task.Lot}); task.Left() > 0 && i.Open() && lot.Status.Stopped() {
			t.Fatalf("%s task %d still waits for lot %s, which is stopped", i.ID, task.No, task.Lot)
		}
		return true
	})
	if i.Tasks != count || i.Done != done {
		t.Fatalf("%s says %d of %d tasks done; its tasks say %d of %d", i.ID, i.Done, i.Tasks, done, count)
	}
}

func compare(t *rapid.T, id string, lines, ledger map[stock.LotKey]stock.Holding) {
	for lot, sum := range ledger {
		if lines[lot] != sum {
			t.Fatalf("%s says %+v of %v, the ledger moved %+v", id, lines[lot], lot, sum)
		}
	}
	for lot, sum := range lines {
		if ledger[lot] != sum {
			t.Fatalf("%s says %+v of %v, the ledger moved %+v", id, sum, lot, ledger[lot])
		}
	}
}

// checkReserved wants what is promised to be what open tasks still wait for.
func checkReserved(t *rapid.T, view fact.View) {
	type spot struct {
		lot   stock.LotKey
		place stock.PlaceID
	}
	want := map[spot]stock.Quantity{}
	document.EachIssue(view, "", func(i document.Issue) bool {
		document.EachTask(view, i.ID, func(task document.Task) bool {
			want[spot{stock.LotKey{Item: task.Item, Number: task.Lot}, task.Place}] += task.Left()
			return true
		})
		return true
	})
	pickable := map[spot]stock.Quantity{}
	for _, item := range goods {
		stock.EachPickable(view, item, func(lot stock.LotKey, place stock.PlaceID, quantity stock.Quantity) bool {
			pickable[spot{lot, place}] = quantity
			return true
		})
	}
	document.EachOpenDamage(view, func(d document.Damage) bool {
		document.EachLine(view, d.ID, func(l document.Line) bool {
			want[spot{stock.LotKey{Item: l.Item, Number: l.Lot}, l.To}] += l.Quantity
			return true
		})
		return true
	})
	packs := map[stock.PlaceID]int{}
	defer func() {
		stock.EachPlace(view, func(p stock.Place) bool {
			if got := stock.Filled(view, p.ID); got != packs[p.ID] {
				t.Fatalf("%s holds %d packages, not %d", p.ID, packs[p.ID], got)
			}
			return true
		})
	}()
	stock.EachHolding(view, "", func(l stock.Lying) bool {
		most := stock.Quantity(0)
		if place, _ := stock.FindPlace(view, l.Place); place.Kind.Pickable() {
			most = l.Quantity
			item, _ := stock.FindItem(view, l.Lot.Item)
			packs[l.Place] += item.InPackages(l.Quantity)
		}
		if got := pickable[spot{l.Lot, l.Place}]; got != most {
			t.Fatalf("%d of %+v may be picked", got, l)
		}
		want[spot{l.Lot, l.Place}] += 0
		if loose := document.Loose(view, l.Lot, l.Place); loose < 0 || loose > l.Quantity {
			t.Fatalf("%d of %d lie loose: %+v", loose, l.Quantity, l)
		}
		return true
	})
	for s, quantity := range want {
		if got := document.Reserved(view, s.lot, s.place); got != quantity {
			t.Fatalf("%d of %v in %s are promised, tasks wait for %d", got, s.lot, s.place, quantity)
		}
	}
}

// checkSerials wants a serial to be taken exactly while its pack is here, good
// or set aside.
func checkSerials(t *rapid.T, view fact.View, facts []fact.Recorded) {
	want := map[string]bool{}
	for _, p := range packsOf(view, facts) {
		if p.Serial != "" && !p.Seen {
			want[string(p.Item)+p.Serial] = true
		}
	}
	for _, item := range goods {
		for _, serial := range []string{"S1", "S2"} {
			if _, taken := stock.FindSerial(view, item, serial); taken != want[string(item)+serial] {
				t.Fatalf("serial %s of %s taken: %t, its pack is here: %t", serial, item, taken, want[string(item)+serial])
			}
		}
	}
}
