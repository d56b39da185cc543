package document_test

import (
	"errors"
	"fmt"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

const (
	caseNo   = "069012340000000115"
	otherNo  = "069012340000000122"
	palletNo = "069012340000000139"
)

func traceNo(n int) string { return fmt.Sprintf("8021761%013d", n) }

// traced is a house with delivery SH-1 on CG-1: boxes 1 to 3 in a case, 4 to 6
// by themselves, all of lot T1, and a receipt open with it.
func traced(t testing.TB) (house, string) {
	h := newHouse(t)
	h.Say(document.NoteAnnounced{Note: document.DeliveryNote{ID: "SH-1", Supplier: "S1", Order: "CG-1"}},
		document.DeliveryAnnounced{Delivery: document.Delivery{ID: "SH-1", Supplier: "S1", Order: "CG-1", Lines: []document.DeliveryLine{
			{No: 1, Item: sim.Amox, Lot: "T1", Expiry: "2028-03-31", Quantity: 144, Level: stock.Box, PriceE4: 125_000, Codes: 6},
		}}},
		stock.CodesAnnounced{Note: "SH-1", Line: 1, Item: sim.Amox, Lot: "T1", Content: 24, Parent: caseNo, Codes: []string{traceNo(1), traceNo(2), traceNo(3)}},
		stock.CodesAnnounced{Note: "SH-1", Line: 1, Item: sim.Amox, Lot: "T1", Content: 24, Codes: []string{traceNo(4), traceNo(5), traceNo(6)}},
	)
	return h, h.open("CG-1")
}

func receiveBox(receipt, code string) document.ReceivePack {
	return document.ReceivePack{Receipt: receipt, Item: sim.Amox, Level: stock.Box, Quantity: 24, Lot: "T1", Expiry: "2028-03-31", Serial: code}
}

// TestEveryDoorAndEveryCode: what each door answers to a code in each of its
// states.
func TestEveryDoorAndEveryCode(t *testing.T) {
	h, receipt := traced(t)
	for _, code := range []string{traceNo(1), traceNo(4), traceNo(5), traceNo(6)} { // the first one opens the case
		h.must("keeper", receiveBox(receipt, code))
	}
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 36})
	sim.Ask(h.House, "QL-2", document.RequisitionLine{Item: sim.Amox, Quantity: 24})
	pickOf := func(requisition, code string, quantity stock.Quantity) document.PickPack {
		if i, started := h.issueOf(requisition); started {
			return h.pickBox(i, code, quantity)
		}
		h.must("picker", document.StartIssue{Requisition: requisition, Staging: "STAGE-1"})
		i, _ := h.issueOf(requisition)
		return h.pickBox(i, code, quantity)
	}
	h.must("picker", pickOf("QL-1", traceNo(4), 24)) // gone
	h.must("picker", pickOf("QL-1", traceNo(5), 24)) // half of it: 12 were due
	again := h.open("CG-1")
	for _, row := range []struct{ state, code, receive, pick string }{
		{"here", traceNo(6), "serial_seen", ""},
		{"gone", traceNo(4), "serial_gone", "serial_gone"},
		{"partly gone", traceNo(5), "serial_seen", ""},
		{"announced", traceNo(2), "", "serial_not_in"},
		{"unknown", traceNo(9), "", "serial_unknown"},
		{"a case that was opened", caseNo, "unit_opened", "unit_opened"},
	} {
		if got := h.answer(receiveBox(again, row.code)); got != row.receive {
			t.Errorf("to a code that is %s the dock answers %q, want %q", row.state, got, row.receive)
		}
		if got := h.answer(pickOf("QL-2", row.code, 24)); got != row.pick {
			t.Errorf("to a code that is %s the pick answers %q, want %q", row.state, got, row.pick)
		}
	}
	if got := h.answer(document.ReceiveUnit{Receipt: again, Unit: caseNo}); got != "unit_unknown" {
		t.Errorf("an opened case is received with %q", got)
	}
}

// answer decides a command and throws its facts away.
func (h house) answer(c fact.Command) (code string) {
	h.view(func(view fact.View) {
		_, err := c.Decide(view, fact.Meta{ID: "?", At: h.Now(), Person: "keeper", Station: "dock-1"})
		if code = codeOf(err); code == "" && err != nil {
			h.t.Error(err)
		}
	})
	return code
}

// codeOf is the code of a refusal, "" of any other error.
func codeOf(err error) string {
	if no := new(fact.Refusal); errors.As(err, &no) {
		return no.Code()
	}
	return ""
}

func (h house) issueOf(requisition string) (i document.Issue, found bool) {
	h.view(func(view fact.View) { i, found = document.IssueOf(view, requisition) })
	return i, found
}

func (h house) pickBox(i document.Issue, code string, quantity stock.Quantity) document.PickPack {
	var task document.Task
	h.view(func(view fact.View) {
		document.EachDueTask(view, i.ID, func(due document.Task) bool { task = due; return false })
	})
	return document.PickPack{Issue: i.ID, Task: task.No, Item: sim.Amox, Level: stock.Box, Quantity: quantity, Lot: "T1", Expiry: "2028-03-31", Place: task.Place, Serial: code}
}

// TestCaseComesAndGoesAgain: what is taken back may come, or go, again.
func TestCaseComesAndGoesAgain(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.refused("serial_seen", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.refused("unit_quantity", document.CorrectPack{Receipt: receipt, Pack: h.receipt(receipt).Last, Quantity: 24})
	h.must("keeper", document.UndoPack{Receipt: receipt})
	if held := h.onHand(sim.Amox, "T1", "DOCK-1"); held != (stock.Holding{}) {
		t.Errorf("after undo the dock holds %+v", held)
	}
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 72})
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	i, _ := h.issueOf("QL-1")
	pick := h.pickBox(i, "", 72)
	pick.Unit = caseNo
	h.must("picker", pick)
	h.view(func(view fact.View) {
		if one, _ := stock.FindTrace(view, sim.Amox, traceNo(1)); !one.Gone() || one.Went != i.ID {
			t.Errorf("a pack of the case that went is %+v", one)
		}
	})
	h.must("picker", document.UndoPick{Issue: i.ID})
	h.view(func(view fact.View) {
		if one, _ := stock.FindTrace(view, sim.Amox, traceNo(1)); !one.Whole() || one.Left != 24 {
			t.Errorf("once it is back, it is %+v", one)
		}
	})
	h.must("picker", pick)
}

// TestCaseThatNeverCame moves nothing else in its place: not at the bin, not
// at the pick.
func TestCaseThatNeverCame(t *testing.T) {
	h, receipt := traced(t)
	for _, n := range []int{4, 5, 6} {
		h.must("keeper", receiveBox(receipt, traceNo(n)))
	}
	h.refused("serial_not_in", document.MoveUnit{Unit: caseNo, From: "DOCK-1", To: "A-01"})
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 72})
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	i, _ := h.issueOf("QL-1")
	pick := h.pickBox(i, "", 72)
	pick.Unit = caseNo
	h.refused("serial_not_in", pick)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	pick.Quantity = 48 // of a case of three boxes
	h.refused("unit_unknown", pick)
}

// TestTakenBackTooLate: a pack that has left is not taken back in place of
// another one of its lot.
func TestTakenBackTooLate(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", receiveBox(receipt, traceNo(5)))
	h.must("keeper", receiveBox(receipt, traceNo(4)))
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 24})
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	i, _ := h.issueOf("QL-1")
	h.must("picker", h.pickBox(i, traceNo(4), 24))
	h.refused("serial_gone", document.UndoPack{Receipt: receipt})
}

// TestMixedCase receives a case of two lots by one scan; it is neither picked
// as one, nor received where one of its lots may not come in.
func TestMixedCase(t *testing.T) {
	h, receipt := traced(t)
	h.Say(stock.CodesAnnounced{Note: "SH-1", Line: 1, Item: sim.Amox, Lot: "T1", Content: 24, Parent: otherNo, Codes: []string{traceNo(7)}},
		stock.CodesAnnounced{Note: "SH-1", Line: 1, Item: sim.Amox, Lot: "T2", Content: 24, Parent: otherNo, Codes: []string{traceNo(8), traceNo(9)}})
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: otherNo})
	if one, two := h.onHand(sim.Amox, "T1", "DOCK-1").Quantity, h.onHand(sim.Amox, "T2", "DOCK-1").Quantity; one != 24 || two != 48 {
		t.Errorf("%d of T1 and %d of T2 came", one, two)
	}
	h.must("keeper", document.MoveUnit{Unit: otherNo, From: "DOCK-1", To: "A-01"})
	if left := h.onHand(sim.Amox, "T2", "A-01").Quantity; left != 48 {
		t.Errorf("%d of T2 are in the bin", left)
	}
	h.refused("not_enough", document.UndoPack{Receipt: receipt}) // the goods are elsewhere by now: nothing is undone by halves
}

// TestPalletIsOpened: taking a case off it opens the pallet, and not the case.
func TestPalletIsOpened(t *testing.T) {
	h, receipt := traced(t)
	h.Say(stock.CodesAnnounced{Note: "SH-1", Parent: palletNo, Codes: []string{caseNo}})
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.view(func(view fact.View) {
		pallet, _ := stock.FindUnit(view, palletNo)
		inner, _ := stock.FindUnit(view, caseNo)
		if !pallet.Opened || inner.Opened {
			t.Errorf("the pallet is opened: %t, the case: %t", pallet.Opened, inner.Opened)
		}
	})
	h.refused("unit_unknown", document.ReceiveUnit{Receipt: receipt, Unit: palletNo})
}

// TestPackedHere: only packs that are here whole go into a case, under a
// number that nobody used.
func TestPackedHere(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", receiveBox(receipt, traceNo(4)))
	child := func(n int) []stock.Child { return []stock.Child{{Item: sim.Amox, Number: traceNo(n)}} }
	h.refused("serial_not_in", document.PackUnit{Unit: otherNo, Children: child(5)})
	h.refused("unit_full", document.PackUnit{Unit: otherNo})
	h.refused("unit_in_use", document.PackUnit{Unit: caseNo, Children: child(4)})
	h.must("keeper", document.PackUnit{Unit: otherNo, Children: child(4)})
	h.must("keeper", document.PackUnit{Unit: palletNo, Children: child(4)}) // out of one case into another
	h.refused("unit_opened", document.PackUnit{Unit: otherNo, Children: child(4)})
}

// TestGivenBackIsNoMoreThanThePack: a number stands for what went out of its
// pack, and for no other goods of its lot.
func TestGivenBackIsNoMoreThanThePack(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	one := document.Serial{Item: sim.Amox, Number: traceNo(1), Quantity: 24, Lot: "T1"}
	goods := func(quantity stock.Quantity) []document.Goods {
		return []document.Goods{{Item: sim.Amox, Lot: "T1", From: "DOCK-1", Quantity: quantity}}
	}
	h.must("picker", document.MoveGoods{Goods: []document.Goods{{Item: sim.Amox, Lot: "T1", From: "DOCK-1", To: "B-01", Quantity: 72}}})
	out := document.IssueUrgently{Department: "ICU", Reason: "life_saving", Serials: []document.Serial{one}}
	out.Goods = []document.Goods{{Item: sim.Amox, Lot: "T1", From: "B-01", Quantity: 24}}
	h.must("picker", out)
	for _, row := range []struct {
		quantity stock.Quantity
		want     string
	}{{72, "codes_differ"}, {0, "codes_differ"}, {24, ""}} {
		back := document.TakeBack{Department: "ICU", Reason: "not_needed", Goods: goods(max(row.quantity, 24)), Serials: []document.Serial{one}}
		back.Goods[0].From = ""
		back.Serials[0].Quantity = row.quantity
		got := ""
		h.view(func(view fact.View) {
			var no *fact.Refusal
			if errors.As(back.Fits(view), &no) {
				got = no.Code()
			}
		})
		if got != row.want {
			t.Errorf("%d units with the number of a pack of 24: %q, want %q", row.quantity, got, row.want)
		}
	}
}
