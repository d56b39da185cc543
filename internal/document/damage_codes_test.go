package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// TestDamagedCodes: of a lot whose packs bear codes those that are damaged are
// named, and nobody gives them out until the report is declined.
func TestDamagedCodes(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.must("keeper", receiveBox(receipt, traceNo(4)))
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	report := func(quantity stock.Quantity, codes ...string) document.ReportDamage {
		c := document.ReportDamage{Reason: "damaged", Goods: []document.Goods{{Item: sim.Amox, Lot: "T1", From: "DOCK-1", Quantity: quantity}}}
		for _, code := range codes {
			c.Numbers = append(c.Numbers, document.Numbered{Item: sim.Amox, Number: code})
		}
		return c
	}
	for _, row := range []struct {
		c    document.ReportDamage
		want string
	}{
		{report(24), "codes_needed"},
		{report(48, traceNo(1)), "codes_differ"},
		{report(24, traceNo(1), traceNo(2)), "codes_differ"},
		{report(24, traceNo(9)), "no_trace"},
		{report(24, traceNo(5)), "serial_not_in"},
		{report(24, traceNo(1)), ""},
		{report(12, traceNo(1)), ""}, // a part of it
	} {
		if got := h.answer(row.c); got != row.want {
			t.Errorf("%d with %v: %q, want %q", row.c.Goods[0].Quantity, row.c.Numbers, got, row.want)
		}
	}
	id := h.must("keeper", report(24, traceNo(1)))[0].Fact.(document.DamageReported).Damage.ID
	h.view(func(view fact.View) {
		one, _ := stock.FindTrace(view, sim.Amox, traceNo(1))
		if unit, _ := stock.FindUnit(view, caseNo); !one.Gone() || one.Went != id || !unit.Opened {
			t.Errorf("the damaged pack is %+v, its case %+v", one, unit)
		}
	})
	h.view(func(view fact.View) {
		_, hash := document.DecideDamage{Damage: id}.Signing(view)
		other := fact.NewTrial(view)
		other.Apply(fact.Meta{}, document.DamageReported{
			Damage: document.Damage{ID: id, Reason: "damaged"}, Packs: []document.Serial{{Item: sim.Amox, Number: traceNo(2), Quantity: 24, Lot: "T1"}},
		})
		if _, changed := (document.DecideDamage{Damage: id}).Signing(other); changed == hash {
			t.Error("another pack on the report is signed by the same hash")
		}
	})
	if got := h.answer(report(24, traceNo(1))); got != "serial_gone" {
		t.Errorf("reported again: %q", got)
	}
	h.signed("boss", document.DecideDamage{Damage: id, Decline: true, Reason: "can be used"}, "boss", "supervisor")
	h.view(func(view fact.View) {
		if one, _ := stock.FindTrace(view, sim.Amox, traceNo(1)); !one.Whole() || one.Left != 24 {
			t.Errorf("declined, it is %+v", one)
		}
	})
}

// TestTransferOpensTheCase that a named pack is taken out of, and none that all
// packs of go along.
func TestTransferOpensTheCase(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	move := func(quantity stock.Quantity, numbers ...document.Numbered) document.MoveGoods {
		return document.MoveGoods{Goods: []document.Goods{{Item: sim.Amox, Lot: "T1", From: "DOCK-1", To: "B-01", Quantity: quantity}}, Numbers: numbers}
	}
	opened := func() (opened bool) {
		h.view(func(view fact.View) { u, _ := stock.FindUnit(view, caseNo); opened = u.Opened })
		return opened
	}
	h.refused("no_trace", move(24, document.Numbered{Item: sim.Amox, Number: traceNo(9)}))
	h.must("keeper", move(72, document.Numbered{Number: caseNo}))
	if opened() {
		t.Error("the case that moved whole is opened")
	}
	back := move(24, document.Numbered{Item: sim.Amox, Number: traceNo(1)})
	back.Goods[0].From, back.Goods[0].To = "B-01", "A-01"
	h.must("keeper", back)
	if !opened() {
		t.Error("the case that a pack was taken out of is not opened")
	}
	h.refused("unit_unknown", document.MoveUnit{Unit: caseNo, From: "B-01", To: "A-01"})
}
