package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// back returns boxes of lot T1 that stand at the dock.
func back(receipt string, boxes stock.Quantity, codes ...int) document.SendBack {
	c := document.SendBack{Receipt: receipt, Reason: "damaged", Goods: []document.Goods{{Item: sim.Amox, Lot: "T1", From: "DOCK-1", Quantity: 24 * boxes}}}
	for _, n := range codes {
		c.Numbers = append(c.Numbers, document.Numbered{Item: sim.Amox, Number: traceNo(n)})
	}
	return c
}

// happened lists what happened to a box.
func (h house) happened(code string) (all []stock.Happening) {
	h.view(func(view fact.View) {
		stock.EachEvent(view, sim.Amox, code, func(e stock.Event) bool { all = append(all, e.What); return true })
	})
	return all
}

// TestReturnedCodes: a code that went back is gone: nobody gives it out, and
// it may come in again, with its history told.
func TestReturnedCodes(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	for _, n := range []int{4, 5} {
		h.must("keeper", receiveBox(receipt, traceNo(n)))
	}
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	for name, test := range map[string]struct {
		code string
		c    document.SendBack
	}{
		"nobody says which":         {"codes_needed", back(receipt, 2)},
		"fewer than go":             {"codes_differ", back(receipt, 2, 4)},
		"more than go":              {"codes_differ", back(receipt, 1, 4, 5)},
		"one that did not come":     {"serial_not_in", back(receipt, 1, 6)},
		"one that nobody knows":     {"no_trace", back(receipt, 1, 99)},
		"a case that nobody knows":  {"unit_unknown", document.SendBack{Receipt: receipt, Reason: "damaged", Goods: back(receipt, 1).Goods, Numbers: []document.Numbered{{Number: "1"}}}},
		"of a receipt that was not": {"no_receipt", back("RK-2026-0009", 1, 4)},
	} {
		if got := h.answer(test.c); got != test.code {
			t.Errorf("%s: %q, want %q", name, got, test.code)
		}
	}
	h.must("keeper", back(receipt, 2, 4, 1)) // one of the case
	if got := h.answer(back(receipt, 1, 4)); got != "serial_returned" {
		t.Errorf("going back twice: %q", got)
	}
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 72})
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	i, _ := h.issueOf("QL-1")
	for code, want := range map[int]string{4: "serial_returned", 1: "serial_returned", 2: "", 5: ""} {
		if got := h.answer(h.pickBox(i, traceNo(code), 24)); got != want {
			t.Errorf("picking box %d: %q, want %q", code, got, want)
		}
	}
	again := h.open("CG-1")
	h.must("keeper", receiveBox(again, traceNo(1)))
	h.must("keeper", document.UndoPack{Receipt: again})
	if got := h.answer(h.pickBox(i, traceNo(1), 24)); got != "serial_returned" {
		t.Errorf("picking one whose coming again was taken back: %q", got)
	}
	recorded := h.must("keeper", receiveBox(again, traceNo(4)))
	if pack := recorded[0].Fact.(document.PackReceived); pack.Again != "TH-2026-0001" {
		t.Errorf("it comes again as %+v", pack)
	}
	if pack := h.must("keeper", receiveBox(again, traceNo(6)))[0].Fact.(document.PackReceived); pack.Again != "" {
		t.Errorf("one that never went comes again as %+v", pack)
	}
	if diff := cmp.Diff([]stock.Happening{stock.WasAnnounced, stock.WasTaken, stock.WasSentBack, stock.WasTaken}, h.happened(traceNo(4))); diff != "" {
		t.Error(diff)
	}
	if got := h.answer(h.pickBox(i, traceNo(4), 24)); got != "" {
		t.Errorf("picking it after it came again: %q", got)
	}
	if got := h.answer(receiveBox(again, traceNo(4))); got != "serial_seen" {
		t.Errorf("coming a third time: %q", got)
	}
}

// TestCaseReturned: a case that goes back whole stays one, and comes again by
// its one scan; all that is left of a receipt's lot needs no naming.
func TestCaseReturned(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.must("keeper", receiveBox(receipt, traceNo(4)))
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	c := back(receipt, 3)
	c.Numbers = []document.Numbered{{Number: caseNo}}
	h.must("keeper", c)
	h.must("keeper", back(receipt, 1))
	for _, n := range []int{1, 2, 3, 4} {
		if got := h.happened(traceNo(n)); got[len(got)-1] != stock.WasSentBack {
			t.Errorf("box %d: %v", n, got)
		}
	}
	again := h.open("CG-1")
	pack := h.must("keeper", document.ReceiveUnit{Receipt: again, Unit: caseNo})[0].Fact.(document.PackReceived)
	if pack.Quantity != 72 || pack.Again != "TH-2026-0001" {
		t.Errorf("%+v", pack)
	}
	if got := h.onHand(sim.Amox, "T1", "DOCK-1").Quantity; got != 72 {
		t.Errorf("%d are there", got)
	}
}

// TestReturnedIsDueAgain: a contract waits again for what had counted as
// received and went back, unless the supplier credits it. What was set aside
// had never counted.
func TestReturnedIsDueAgain(t *testing.T) {
	for name, test := range map[string]struct {
		goods  []document.Goods
		credit bool
		want   stock.Quantity // received, of 48
	}{
		"a box off the dock":      {[]document.Goods{part("DOCK-1", "", 24)}, false, 24},
		"the box that was aside":  {[]document.Goods{part("QUAR-1", "", 24)}, false, 48},
		"both":                    {[]document.Goods{part("DOCK-1", "", 24), part("QUAR-1", "", 24)}, false, 24},
		"all":                     {[]document.Goods{part("DOCK-1", "", 48), part("QUAR-1", "", 24)}, false, 0},
		"for credit":              {[]document.Goods{part("DOCK-1", "", 24)}, true, 48},
		"a part in two lines":     {[]document.Goods{part("DOCK-1", "", 10), part("DOCK-1", "", 14)}, false, 24},
		"from where it was moved": {[]document.Goods{part("B-01", "", 12)}, false, 36},
	} {
		h := newHouse(t)
		h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-9", Supplier: "S1", Lines: []document.OrderLine{
			{No: 1, Item: sim.Amox, Quantity: 24, Level: stock.Box, PriceE4: 100}, {No: 2, Item: sim.Amox, Quantity: 24, Level: stock.Box, PriceE4: 100},
		}}})
		receipt := h.open("CG-9")
		h.must("keeper", amox(receipt))
		h.must("keeper", amox(receipt))
		h.must("keeper", but(amox(receipt), func(c *document.ReceivePack) { c.Aside = "damaged" }))
		h.must("keeper", document.FinishReceipt{Receipt: receipt})
		if name == "from where it was moved" {
			h.must("keeper", document.MoveGoods{Goods: []document.Goods{part("DOCK-1", "B-01", 12)}})
		}
		if order, _ := h.order("CG-9"); order.Done != 2 {
			t.Fatalf("%s: before, %+v", name, order)
		}
		h.must("keeper", document.SendBack{Receipt: receipt, Reason: "damaged", Credit: test.credit, Goods: test.goods})
		order, received := h.order("CG-9")
		if received != test.want || (order.Done < 2) != (test.want < 48) {
			t.Errorf("%s: %d received, want %d; %+v", name, received, test.want, order)
		}
		if test.want == 48 {
			h.refused("order_complete", document.OpenReceipt{Order: "CG-9", Place: "DOCK-1"})
			continue
		}
		again := h.open("CG-9")
		if got := h.answer(amox(again)); (got == "") != (test.want <= 24) {
			t.Errorf("%s: another box: %q", name, got)
		}
	}
}

// order reads an order and how much of it has come.
func (h house) order(id string) (o document.OrderSummary, received stock.Quantity) {
	h.view(func(view fact.View) {
		o, _ = document.SummariseOrder(view, id)
		document.EachOrderLine(view, id, func(l document.OrderState) bool { received += l.Received; return true })
	})
	return o, received
}
