package document_test

import (
	"fmt"

	"pgregory.net/rapid"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// What quality people, directors and buyers add to the machine's days.

func (s store) anyPart(t *rapid.T) document.Goods {
	place := rapid.SampledFrom([]stock.PlaceID{"DOCK-1", "A-01", "B-01", "QUAR-1", "INSP-1", "CONS-S1"})
	return document.Goods{
		Item: rapid.SampledFrom(goods).Draw(t, "item"), Lot: rapid.SampledFrom(lots).Draw(t, "lot"), From: place.Draw(t, "from"), To: place.Draw(t, "to"),
		Quantity: rapid.SampledFrom([]stock.Quantity{0, 0, 1, 5, 24}).Draw(t, "quantity"),
	}
}

func (s store) someParts(t *rapid.T) []document.Goods {
	return rapid.SliceOfN(rapid.Custom(s.anyPart), 1, 3).Draw(t, "parts")
}

// PutPromised tries to carry off what a picker is on the way to.
func (s store) PutPromised(t *rapid.T) {
	task := s.anyTask(t)
	lot := stock.LotKey{Item: task.Item, Number: task.Lot}
	s.try(t, document.PutAway{Lot: lot, From: task.Place, To: "A-02", Quantity: s.onHand(task.Item, task.Lot, task.Place).Quantity})
}

// Inspect decides on whatever waits, sometimes on what does not.
func (s store) Inspect(t *rapid.T) {
	var due []document.Due
	s.view(func(view fact.View) {
		document.EachDue(view, "", func(d document.Due) bool { due = append(due, d); return true })
	})
	d := sample(t, "due", due)
	c := document.Inspect{Receipt: d.Receipt, Item: d.Item, Lot: d.Lot, Sample: 1, Findings: "whole", Reason: "damaged"}
	s.try(t, document.FinishReceipt{Receipt: d.Receipt})
	c.Rejected = stock.Quantity(rapid.IntRange(0, int(d.Quantity)).Draw(t, "rejected"))
	s.try(t, c, s.sign(c, "quality", "quality"))
}

// SendBack returns goods of a lot that a finished receipt brought.
func (s store) SendBack(t *rapid.T) {
	var parts []document.Goods
	receipt := s.anyReceipt(t)
	s.view(func(view fact.View) {
		document.EachReceiptLine(view, receipt, func(l document.ReceiptLine) bool {
			parts = append(parts, document.Goods{Item: l.Item, Lot: l.Lot})
			return true
		})
	})
	p := sample(t, "part", parts)
	p.From = rapid.SampledFrom([]stock.PlaceID{"DOCK-1", "A-01", "QUAR-1", "CONS-S1", "CONSQ-S1"}).Draw(t, "from")
	p.Quantity = rapid.SampledFrom([]stock.Quantity{0, 1, 24}).Draw(t, "quantity")
	if rarely(t) {
		s.try(t, document.FinishReceipt{Receipt: receipt})
	}
	s.try(t, document.SendBack{Receipt: receipt, Reason: "damaged", Goods: []document.Goods{p}})
}

func (s store) MoveGoods(t *rapid.T) { s.try(t, document.MoveGoods{Goods: s.someParts(t)}) }

func (s store) ReportDamage(t *rapid.T) {
	s.try(t, document.ReportDamage{Reason: "damaged", Goods: s.someParts(t)})
}

func (s store) DecideDamage(t *rapid.T) {
	var open []string
	s.view(func(view fact.View) {
		document.EachOpenDamage(view, func(d document.Damage) bool { open = append(open, d.ID); return true })
	})
	id := sample(t, "damage", open)
	word := rapid.SampledFrom([]signing{
		document.DecideDamage{Damage: id}, document.DecideDamage{Damage: id, Decline: true, Reason: "can be used"}, document.DestroyDamaged{Damage: id},
	}).Draw(t, "word")
	s.try(t, word, s.sign(word, "boss", "supervisor"))
}

// ReleaseGoods takes goods out of quarantine, of the supplier's too.
func (s store) ReleaseGoods(t *rapid.T) {
	parts := s.someParts(t)
	from := rapid.SampledFrom([]stock.PlaceID{"QUAR-1", "QUAR-1", "CONSQ-S1", "A-01"})
	for i := range parts {
		parts[i].From = from.Draw(t, "out of")
	}
	c := document.ReleaseGoods{Findings: "whole", Goods: parts}
	s.try(t, c, s.sign(c, "quality", "quality"))
}

func (s store) Unpack(t *rapid.T) {
	p := s.anyPart(t)
	lot := stock.LotKey{Item: p.Item, Number: p.Lot}
	count := stock.Quantity(rapid.IntRange(1, 3).Draw(t, "count"))
	s.try(t, rapid.SampledFrom([]fact.Command{
		document.Unpack{Lot: lot, Place: p.From, From: stock.Box, To: stock.Base, Count: count, Printer: "zebra"},
		document.Unpack{Lot: lot, Place: p.From, From: stock.Case, To: stock.Box, Count: count, Printer: "zebra"},
		document.Repack{Lot: lot, Place: p.From, To: stock.Box, Count: count, Printer: "zebra"},
	}).Draw(t, "open or close"))
}

// Book books a delivery that came to another place.
func (s store) Book(t *rapid.T) {
	if !rarely(t) {
		return
	}
	line := rapid.Custom(func(t *rapid.T) document.BookedLine {
		item := rapid.SampledFrom(goods).Draw(t, "item")
		return document.BookedLine{
			Item: item, Level: packing[item].level, Quantity: packing[item].content, Lot: rapid.SampledFrom(lots).Draw(t, "lot"), Expiry: "2028-03-31",
		}
	})
	s.try(t, document.BookReceipt{
		Order: rapid.SampledFrom([]string{"CG-1", "CG-2"}).Draw(t, "order"), Place: rapid.SampledFrom([]stock.PlaceID{"B-01", "DOCK-1", "ICU"}).Draw(t, "place"),
		Lines: rapid.SliceOfN(line, 1, 3).Draw(t, "lines"),
	})
}

// checkInspections wants what waits for the quality person to be just what
// lies in the inspection place, in quantity and in value.
func checkInspections(t *rapid.T, view fact.View) {
	want := map[stock.LotKey]stock.Holding{}
	document.EachDue(view, "", func(d document.Due) bool {
		lot := stock.LotKey{Item: d.Item, Number: d.Lot}
		if d.Quantity <= 0 {
			t.Fatalf("%+v waits", d)
		}
		want[lot] = stock.Holding{Quantity: want[lot].Quantity + d.Quantity, ValueE4: want[lot].ValueE4 + d.ValueE4}
		return true
	})
	got := map[stock.LotKey]stock.Holding{}
	stock.EachAt(view, "INSP-1", func(l stock.Lying) bool { got[l.Lot] = l.Holding; return true })
	compare(t, "what waits for inspection", want, got)
}

// checkPapers wants every series of papers to be numbered without gaps, each
// paper to be found by its number and its lines to be what the ledger moved
// for it, and no receipt to have more returned than it brought.
func checkPapers(t *rapid.T, view fact.View, facts []fact.Recorded) {
	series := map[string]int{}
	next := func(id, letters string) {
		series[letters]++
		if want := fmt.Sprintf("%s-2026-%04d", letters, series[letters]); id != want {
			t.Fatalf("%s where %s is next", id, want)
		}
	}
	document.EachInspection(view, "", func(i document.Inspection) bool { next(i.ID, "YS"); return true })
	document.EachRefusal(view, "", func(r document.Refusal) bool { next(r.ID, "JS"); return true })
	document.EachTransfer(view, "", func(p document.Transfer) bool { next(p.ID, "YK"); return true })
	document.EachReturn(view, "", func(r document.Return) bool {
		next(r.ID, "TH")
		checkPaperLines(t, view, facts, r.ID, r.ValueE4)
		document.EachLine(view, r.ID, func(l document.Line) bool {
			if left := document.Returnable(view, r.Receipt, stock.LotKey{Item: l.Item, Number: l.Lot}); left < 0 {
				t.Fatalf("%s gave back %d more of %s than it had", r.Receipt, -left, l.Lot)
			}
			return true
		})
		return true
	})
	document.EachDamage(view, "", func(d document.Damage) bool { next(d.ID, "BS"); return true })
}

// checkPaperLines sums a return's lines against the ledger.
func checkPaperLines(t *rapid.T, view fact.View, facts []fact.Recorded, id string, valueE4 int64) {
	lines, sum := map[stock.LotKey]stock.Holding{}, int64(0)
	document.EachLine(view, id, func(l document.Line) bool {
		lot := stock.LotKey{Item: l.Item, Number: l.Lot}
		lines[lot] = stock.Holding{Quantity: lines[lot].Quantity + l.Quantity, ValueE4: lines[lot].ValueE4 + l.ValueE4}
		sum += l.ValueE4
		return true
	})
	if sum != valueE4 {
		t.Fatalf("%s says it is worth %d, its lines %d", id, valueE4, sum)
	}
	compare(t, id, lines, moved(facts, id, stock.PlaceID.IsOutside))
}
