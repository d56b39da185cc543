package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

func TestCancelReceipt(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", amox(r))
	h.refused("receipt_not_empty", document.CancelReceipt{Receipt: r})
	h.must("keeper", document.UndoPack{Receipt: r})
	h.must("keeper", document.RefusePack{Refused: document.PackRefused{Receipt: r, Code: "expired"}})
	h.refused("receipt_not_empty", document.CancelReceipt{Receipt: r})
	h.must("keeper", document.UndoPack{Receipt: r})
	h.must("keeper", document.CancelReceipt{Receipt: r})
	if got := h.receipt(r); got.Open() || !got.Cancelled || got.Closer != "keeper" {
		t.Errorf("the receipt says %+v", got)
	}
	h.refused("receipt_closed", document.CancelReceipt{Receipt: r})
	h.refused("receipt_closed", document.ReopenReceipt{Receipt: r, Supervisor: true})
	h.refused("receipt_closed", amox(r))
	if next := h.open("CG-1"); next != "RK-2026-0002" {
		t.Errorf("the next receipt is %s: a number is used once", next)
	}
}

// TestReopenReceipt corrects a receipt after it was finished.
func TestReopenReceipt(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", amox(r))
	h.must("closer", document.FinishReceipt{Receipt: r})
	pack := h.receipt(r).Last
	h.refused("receipt_closed", document.UndoPack{Receipt: r})
	h.refused("receipt_closed", document.CorrectPack{Receipt: r, Pack: pack, Quantity: 48})

	h.must("keeper", document.ReopenReceipt{Receipt: r})
	if got := h.receipt(r); !got.Open() || got.Closer != "" || got.Edition != 1 {
		t.Errorf("opened again the receipt says %+v", got)
	}
	if open := h.openReceipt("CG-1").ID; open != r {
		t.Errorf("the order goes on with %q", open)
	}
	if again := h.must("keeper", document.ReopenReceipt{Receipt: r}); len(again) != 0 {
		t.Errorf("opened twice: %v", again)
	}
	h.must("keeper", document.UndoPack{Receipt: r})
	h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Quantity = 48 }))
	finished := h.must("keeper", document.FinishReceipt{Receipt: r})[0].Fact.(document.ReceiptFinished)
	if got := h.receipt(r); finished.Edition != 2 || got.Edition != 2 || got.Packs != 1 {
		t.Errorf("finished again as %+v, the receipt says %+v", finished, got)
	}
	if got := h.onHand("AMOX", "A1", "DOCK-1").Quantity; got != 48 {
		t.Errorf("the dock holds %d", got)
	}
}

func TestReopenReceiptRefusals(t *testing.T) {
	h := newHouse(t)
	h.refused("receipt_closed", document.ReopenReceipt{Receipt: "RK-2026-0009"})
	r := h.open("CG-1")
	h.must("keeper", amox(r))
	h.must("keeper", document.FinishReceipt{Receipt: r})
	second := h.open("CG-1")
	h.refused("receipt_other_open", document.ReopenReceipt{Receipt: r})
	h.must("keeper", document.CancelReceipt{Receipt: second})

	h.SetDay("2026-11-24")
	h.refused("receipt_old", document.ReopenReceipt{Receipt: r})
	h.must("boss", document.ReopenReceipt{Receipt: r, Supervisor: true})
}

// TestUndoRefusal: what was done last is taken back first, whatever it was.
func TestUndoRefusal(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	refuse := func(code string) {
		h.must("keeper", document.RefusePack{Refused: document.PackRefused{Receipt: r, Code: code, Quantity: 24}})
	}
	want := func(packs int, refused ...string) {
		t.Helper()
		var codes []string
		h.view(func(view fact.View) {
			document.EachRefused(view, r, func(p document.Refused) bool { codes = append(codes, p.Code); return true })
		})
		if got := h.receipt(r); got.Packs != packs || got.Refused != len(refused) || len(codes) != len(refused) {
			t.Errorf("%d packs and %v refused, want %d and %v", got.Packs, codes, packs, refused)
		}
	}
	undo := func() { h.must("keeper", document.UndoPack{Receipt: r}) }
	refuse("damaged")
	h.must("keeper", amox(r))
	refuse("expired")
	refuse("too_warm")
	want(1, "damaged", "expired", "too_warm")
	undo()
	want(1, "damaged", "expired")
	undo()
	want(1, "damaged")
	undo()
	want(0, "damaged")
	refuse("papers")
	undo()
	undo()
	want(0)
	h.refused("nothing_to_undo", document.UndoPack{Receipt: r})
	if held := h.onHand("AMOX", "A1", "DOCK-1"); held != (stock.Holding{}) {
		t.Errorf("the dock holds %+v", held)
	}
}
