package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

func TestCorrectRefusals(t *testing.T) {
	tests := []struct {
		name, code string
		change     func(*document.CorrectPack)
	}{
		{"no such pack", "nothing_to_undo", func(c *document.CorrectPack) { c.Pack = 9999 }},
		{"of another receipt", "nothing_to_undo", func(c *document.CorrectPack) { c.Receipt = "RK-2026-0009" }},
		{"as it was", "nothing_to_move", func(c *document.CorrectPack) { c.Quantity = 24 }},
		{"below nothing", "not_a_quantity", func(c *document.CorrectPack) { c.Quantity = -1 }},
		{"more than can be counted", "too_much", func(c *document.CorrectPack) { c.Quantity = stock.MaxQuantity + 1 }},
		{"more than ordered", "over_ordered", func(c *document.CorrectPack) { c.Quantity = 961 }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			r := h.open("CG-1")
			pack := h.must("keeper", amox(r))[0].Meta.Seq
			c := document.CorrectPack{Receipt: r, Pack: pack, Quantity: 48}
			test.change(&c)
			h.refused(test.code, c)
		})
	}
}

func TestCorrect(t *testing.T) {
	for _, quantity := range []stock.Quantity{1, 23, 25, 48, 960} {
		h := newHouse(t)
		r := h.open("CG-1")
		pack := h.must("keeper", amox(r))[0].Meta.Seq
		h.must("keeper", document.CorrectPack{Receipt: r, Pack: pack, Quantity: quantity})
		want := stock.Holding{Quantity: quantity, ValueE4: 125_000 * int64(quantity) / 24}
		got := h.onHand(sim.Amox, "A1", "DOCK-1")
		if got.Quantity != want.Quantity || got.ValueE4-want.ValueE4 < 0 || got.ValueE4-want.ValueE4 > 1 {
			t.Errorf("corrected to %d: the dock holds %+v, want %+v", quantity, got, want)
		}
		if l := h.line("CG-1", 1); l.Received != quantity {
			t.Errorf("corrected to %d: the order says %d", quantity, l.Received)
		}
	}
}

// TestSerialCountsAsOne: a pack with a code of its own stands for itself.
func TestSerialCountsAsOne(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	serial := but(amox(r), func(c *document.ReceivePack) { c.Serial = "S-1" })
	pack := h.must("keeper", serial)[0].Meta.Seq
	h.refused("serial_quantity", document.CorrectPack{Receipt: r, Pack: pack, Quantity: 48})
	h.refused("serial_seen", serial)
	h.must("keeper", document.UndoPack{Receipt: r})
	h.must("keeper", serial) // it was taken back: it may come again
}

// TestUndoLeavesNoTrace compares all that lies and is owed before a scan with
// all after it was taken back. The lot was here before at another price, so
// that an average would show.
func TestUndoLeavesNoTrace(t *testing.T) {
	packs := map[string]func(*document.ReceivePack){
		"plain":       func(*document.ReceivePack) {},
		"case":        func(c *document.ReceivePack) { c.Level, c.Quantity = stock.Case, 240 },
		"serial":      func(c *document.ReceivePack) { c.Serial = "S-1" },
		"aside":       func(c *document.ReceivePack) { c.Aside = "by_hand" },
		"line's last": func(c *document.ReceivePack) { c.Quantity = 960 },
	}
	for name, change := range packs {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "DOCK-1", 7)
			r := h.open("CG-1")
			before := h.standing(r)
			h.must("keeper", but(amox(r), change))
			if cmp.Equal(before, h.standing(r)) {
				t.Fatal("the scan changed nothing: this test sees nothing")
			}
			h.must("keeper", document.UndoPack{Receipt: r})
			if diff := cmp.Diff(before, h.standing(r)); diff != "" {
				t.Errorf("taken back, it differs from before:\n%s", diff)
			}
			h.refused("nothing_to_undo", document.UndoPack{Receipt: r})
		})
	}
}

// standing is all that a scan at the dock may change and an undo must restore.
type standing struct {
	Lying  []stock.Lying
	Lines  []document.ReceiptLine
	Order  []document.OrderState
	Due    []int
	Open   bool // the order
	Packs  int
	Serial bool
}

func (h house) standing(receipt string) (s standing) {
	h.view(func(view fact.View) {
		stock.EachHolding(view, "", func(l stock.Lying) bool { s.Lying = append(s.Lying, l); return true })
		document.EachReceiptLine(view, receipt, func(l document.ReceiptLine) bool { s.Lines = append(s.Lines, l); return true })
		document.EachOrderLine(view, "CG-1", func(l document.OrderState) bool { s.Order = append(s.Order, l); return true })
		document.EachDueLine(view, "CG-1", func(l document.OrderState) bool { s.Due = append(s.Due, l.No); return true })
		document.EachOpenOrder(view, func(o document.OrderSummary) bool { s.Open = s.Open || o.ID == "CG-1"; return true })
		r, _ := document.FindReceipt(view, receipt)
		s.Packs = r.Packs
		_, s.Serial = stock.FindSerial(view, sim.Amox, "S-1")
	})
	return s
}

// TestMistypedExpiry: what was typed wrong and taken back does not stand
// against the lot when it comes again with the right day.
func TestMistypedExpiry(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Expiry = "2029-03-31" }))
	h.must("keeper", document.UndoPack{Receipt: r})
	h.must("keeper", amox(r))
}

// TestKnownLotOutlivesUndo: a lot that other packs stand on stays known.
func TestKnownLotOutlivesUndo(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", amox(r))
	h.must("keeper", amox(r))
	h.must("keeper", document.UndoPack{Receipt: r})
	h.refused("other_expiry", but(amox(r), func(c *document.ReceivePack) { c.Expiry = "2029-03-31" }))
}

// TestUndoGoesBackOneByOne, over packs that were corrected to nothing too.
func TestUndoGoesBackOneByOne(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	first := h.must("keeper", amox(r))[0].Meta.Seq
	second := h.must("keeper", amox(r))[0].Meta.Seq
	third := h.must("keeper", amox(r))[0].Meta.Seq
	h.must("keeper", document.CorrectPack{Receipt: r, Pack: second, Quantity: 0})
	for _, want := range []uint64{third, first} {
		if got := h.receipt(r).Last; got != want {
			t.Errorf("the last scan is %d, want %d", got, want)
		}
		h.must("keeper", document.UndoPack{Receipt: r})
	}
	h.refused("nothing_to_undo", document.UndoPack{Receipt: r})
}

// TestUndoIsTheStationsOwn: what came from elsewhere stays.
func TestUndoIsTheStationsOwn(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", amox(r))
	other := fact.Meta{ID: "other", At: h.Now(), Person: "keeper", Station: "dock-2"}
	if _, err := h.Post(t.Context(), other, but(amox(r), func(c *document.ReceivePack) { c.Lot = "B1" })); err != nil {
		t.Fatal(err)
	}
	h.must("keeper", document.UndoPack{Receipt: r}) // at dock-1
	if a, b := h.onHand(sim.Amox, "A1", "DOCK-1").Quantity, h.onHand(sim.Amox, "B1", "DOCK-1").Quantity; a != 0 || b != 24 {
		t.Errorf("the dock holds %d of A1 and %d of B1", a, b)
	}
}

// TestUndoAfterPutAway: what has left the dock cannot be taken back from it.
func TestUndoAfterPutAway(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", amox(r))
	h.must("keeper", document.PutAway{Lot: stock.LotKey{Item: sim.Amox, Number: "A1"}, From: "DOCK-1", To: "A-01"})
	h.refused("not_enough", document.UndoPack{Receipt: r})
}
