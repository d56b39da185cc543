package document_test

import (
	"errors"
	"fmt"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// amoxReceipt is a finished receipt of two boxes, one of them set aside.
func amoxReceipt(h house) string {
	h.t.Helper()
	receipt := h.open("CG-1")
	h.must("keeper", amox(receipt))
	h.must("keeper", but(amox(receipt), func(c *document.ReceivePack) { c.Aside = "damaged" }))
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	return receipt
}

func part(from, to stock.PlaceID, quantity stock.Quantity) document.Goods {
	return document.Goods{Item: sim.Amox, Lot: "A1", From: from, To: to, Quantity: quantity}
}

func TestSendBack(t *testing.T) {
	tests := []struct {
		name, code string // "" is taken
		change     func(*document.SendBack)
	}{
		{"out of quarantine", "", nil},
		{"off the dock too", "", func(c *document.SendBack) { c.Goods = append(c.Goods, part("DOCK-1", "", 24)) }},
		{"no such receipt", "no_receipt", func(c *document.SendBack) { c.Receipt = "RK-2026-0099" }},
		{"without a reason", "reason_missing", func(c *document.SendBack) { c.Reason = "" }},
		{"with nothing on it", "no_lines", func(c *document.SendBack) { c.Goods = nil }},
		{"a remark that cannot be printed", "text_too_long", func(c *document.SendBack) { c.Remark = "\x1b[2J" }},
		{"an unknown lot", "lot_unknown", func(c *document.SendBack) { c.Goods[0].Lot = "ZZ" }},
		{"more than lies there", "not_enough", func(c *document.SendBack) { c.Goods[0].Quantity = 25 }},
		{"the same twice", "not_enough", func(c *document.SendBack) { c.Goods = append(c.Goods, c.Goods[0]) }},
		{"more than the receipt brought", "more_than_received", func(c *document.SendBack) {
			c.Goods = append(c.Goods, part("DOCK-1", "", 24), part("B-01", "", 1))
		}},
		{"out of a department", "lot_not_here", func(c *document.SendBack) { c.Goods[0].From = "ICU" }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 48)
			sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "ICU", 48)
			c := document.SendBack{Receipt: amoxReceipt(h), Reason: "damaged", Carrier: "driver Zhou", Goods: []document.Goods{part("QUAR-1", "", 24)}}
			if test.change != nil {
				test.change(&c)
			}
			if test.code != "" {
				h.refused(test.code, c)
				return
			}
			h.must("keeper", c)
		})
	}
}

// TestSendBackCarriesValue: goods go back at what they are worth where they
// lie, and no receipt sees more go back than it brought.
func TestSendBackCarriesValue(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 48)
	receipt := amoxReceipt(h)
	was := h.onHand(sim.Amox, "A1", stock.OutsidePlace("S1"))
	h.must("keeper", document.SendBack{Receipt: receipt, Reason: "damaged", Goods: []document.Goods{part("DOCK-1", "", 10), part("QUAR-1", "", 24)}})
	h.view(func(view fact.View) {
		r, _ := document.FindReturn(view, "TH-2026-0001")
		is := stock.OnHand(view, stock.LotKey{Item: sim.Amox, Number: "A1"}, stock.OutsidePlace("S1"))
		if r.Lines != 2 || r.ValueE4 != 52_083 || is.ValueE4-was.ValueE4 != r.ValueE4 || is.Quantity-was.Quantity != 34 {
			t.Errorf("%+v; outside %+v became %+v", r, was, is)
		}
	})
	h.refused("more_than_received", document.SendBack{Receipt: receipt, Reason: "damaged", Goods: []document.Goods{part("DOCK-1", "", 14), part("B-01", "", 1)}})
	h.must("keeper", document.SendBack{Receipt: receipt, Reason: "damaged", Goods: []document.Goods{part("DOCK-1", "", 0)}})
	if left := h.onHand(sim.Amox, "A1", "DOCK-1"); left != (stock.Holding{}) {
		t.Errorf("%+v is left", left)
	}
}

func TestMoveGoods(t *testing.T) {
	tests := []struct {
		name, code string
		parts      []document.Goods
	}{
		{"from bin to bin", "", []document.Goods{part("B-01", "A-01", 24)}},
		{"all of it", "", []document.Goods{part("B-01", "A-01", 0)}},
		{"back to the dock", "", []document.Goods{part("B-01", "DOCK-1", 24)}},
		{"into quarantine", "", []document.Goods{part("B-01", "QUAR-1", 24)}},
		{"on and on", "", []document.Goods{part("B-01", "A-01", 48), part("A-01", "A-02", 48)}},
		{"out of quarantine", "lot_quarantined", []document.Goods{part("QUAR-1", "A-01", 24)}},
		{"into a department", "no_store_place", []document.Goods{part("B-01", "ICU", 24)}},
		{"to a supplier", "no_store_place", []document.Goods{part("B-01", stock.OutsidePlace("S1"), 24)}},
		{"nowhere", "no_store_place", []document.Goods{part("B-01", "", 24)}},
		{"into the cold", "wrong_storage", []document.Goods{part("B-01", "C-01", 24)}},
		{"into a safe", "safe_only", []document.Goods{part("B-01", "N-01", 24)}},
		{"the second line fails", "not_enough", []document.Goods{part("B-01", "A-01", 48), part("B-01", "A-02", 1)}},
		{"with nothing on it", "no_lines", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.Say(stock.PlaceDefined{Place: stock.Place{ID: "N-01", Kind: stock.Bin, Safe: true}})
			sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 48)
			sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "QUAR-1", 48)
			if test.code != "" {
				h.refused(test.code, document.MoveGoods{Goods: test.parts})
				return
			}
			h.must("keeper", document.MoveGoods{Goods: test.parts})
			h.view(func(view fact.View) {
				if paper, found := document.FindTransfer(view, "YK-2026-0001"); !found || paper.Lines != len(test.parts) {
					t.Errorf("the paper says %+v", paper)
				}
			})
		})
	}
}

// TestDamage leads a report through its life.
func TestDamage(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 48)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "QUAR-1", 10)
	h.must("keeper", document.ReportDamage{Reason: "damaged", Goods: []document.Goods{part("B-01", "", 24), part("QUAR-1", "", 0)}})
	const id = "BS-2026-0001"
	lies := func(place stock.PlaceID, want stock.Quantity) {
		t.Helper()
		if got := h.onHand(sim.Amox, "A1", place).Quantity; got != want {
			t.Errorf("%d lie in %s, want %d", got, place, want)
		}
	}
	lies("QUAR-1", 34)
	h.refused("promised", document.SendBack{Receipt: amoxReceipt(h), Reason: "damaged", Goods: []document.Goods{part("QUAR-1", "", 25)}})
	decide, destroy := document.DecideDamage{Damage: id}, document.DestroyDamaged{Damage: id}
	h.refusedSigned("not_approved", destroy, "boss", "supervisor")
	h.refusedSigned("own_report", decide, "keeper", "supervisor")
	h.refusedSigned("wrong_signer", decide, "pharmacist", "pharmacist")
	h.refused("signature_missing", decide)
	h.refused("reason_missing", document.DecideDamage{Damage: id, Decline: true})
	h.refused("no_damage_report", document.DecideDamage{Damage: "BS-2026-0009"})
	early := h.sign(destroy, "boss", "supervisor")
	h.signed("boss", decide, "boss", "supervisor")
	h.refused("decided_already", document.DecideDamage{Damage: id, Decline: true, Reason: "no"})
	h.refusedSigned("own_witness", destroy, "keeper", "keeper")
	h.refused("signature_missing", destroy)
	if _, err := h.Do("keeper", destroy, early); !errors.Is(err, policy.ErrOtherDocument) {
		t.Errorf("a signature from before the approval: %v", err)
	}
	h.signed("keeper", destroy, "boss", "supervisor")
	lies("LOSS", 34)
	lies("QUAR-1", 24) // the box that amoxReceipt set aside
	h.refused("not_approved", destroy)
	h.view(func(view fact.View) {
		d, _ := document.FindDamage(view, id)
		if d.State() != document.Finished || d.Director != "boss" || d.Witness != "boss" || d.By != "keeper" {
			t.Errorf("the report says %+v", d)
		}
		document.EachOpenDamage(view, func(d document.Damage) bool { t.Errorf("%s is open", d.ID); return true })
	})
}

// TestDamageDeclined: the goods go back where they came from, at their value.
func TestDamageDeclined(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 48)
	was := h.onHand(sim.Amox, "A1", "B-01")
	h.must("keeper", document.ReportDamage{Reason: "damaged", Goods: []document.Goods{part("B-01", "", 24)}})
	h.signed("boss", document.DecideDamage{Damage: "BS-2026-0001", Decline: true, Reason: "only the outer box is dented"}, "boss", "supervisor")
	if is := h.onHand(sim.Amox, "A1", "B-01"); is != was {
		t.Errorf("%+v became %+v", was, is)
	}
	h.refused("not_approved", document.DestroyDamaged{Damage: "BS-2026-0001"})
}

// TestRefusalPaper: a receipt that turned packs away has a paper of them, and
// one that did not has none.
func TestRefusalPaper(t *testing.T) {
	h := newHouse(t)
	receipt := h.open("CG-1")
	h.must("keeper", amox(receipt))
	h.must("keeper", document.RefusePack{Refused: document.PackRefused{Receipt: receipt, Code: "expired", Item: sim.Amox, Lot: "OLD", Quantity: 24}})
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	second := h.open("CG-1")
	h.must("keeper", amox(second))
	h.must("keeper", document.FinishReceipt{Receipt: second})
	h.view(func(view fact.View) {
		var all []document.Refusal
		document.EachRefusal(view, "", func(r document.Refusal) bool { all = append(all, r); return true })
		if len(all) != 1 || all[0].ID != "JS-2026-0001" || all[0].Receipt != receipt {
			t.Errorf("refusals: %+v", all)
		}
	})
	if got := h.receipt(receipt).Refusal; got != "JS-2026-0001" {
		t.Errorf("the receipt leads to %q", got)
	}
}

// TestBookReceipt: goods received elsewhere are asked what a scan is asked.
func TestBookReceipt(t *testing.T) {
	line := document.BookedLine{Item: sim.Amox, Level: stock.Box, Quantity: 240, Lot: "A1", Expiry: "2028-03-31"}
	tests := []struct {
		name, code string
		change     func(*document.BookReceipt)
	}{
		{"into a bin", "", nil},
		{"onto a dock", "", func(c *document.BookReceipt) { c.Place = "DOCK-1" }},
		{"two lines of one item", "", func(c *document.BookReceipt) { c.Lines = append(c.Lines, line) }},
		{"into a department", "no_store_place", func(c *document.BookReceipt) { c.Place = "ICU" }},
		{"no such order", "no_order", func(c *document.BookReceipt) { c.Order = "CG-9" }},
		{"with nothing on it", "no_lines", func(c *document.BookReceipt) { c.Lines = nil }},
		{"into the cold", "wrong_storage", func(c *document.BookReceipt) { c.Place = "C-01" }},
		{"an item not ordered", "item_not_on_order", func(c *document.BookReceipt) { c.Lines[0].Item = "SPARE" }},
		{"too short-dated", "short_life", func(c *document.BookReceipt) { c.Lines[0].Expiry = "2026-12-31" }},
		{"without expiry", "expiry_unknown", func(c *document.BookReceipt) { c.Lines[0].Expiry = "" }},
		{"no such day", "lot_missing", func(c *document.BookReceipt) { c.Lines[0].Expiry = "2028-02-30" }},
		{"more than ordered, together", "over_ordered", func(c *document.BookReceipt) {
			c.Lines = append(c.Lines, line, line, line, line)
		}},
		{"made tomorrow", "made_later", func(c *document.BookReceipt) { c.Lines[0].Made = "2026-11-24" }},
		{"the lot with another expiry further down", "other_expiry", func(c *document.BookReceipt) {
			other := line
			other.Expiry = "2028-04-30"
			c.Lines = append(c.Lines, other)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			c := document.BookReceipt{Order: "CG-1", Place: "B-01", Note: "SH-9", Lines: []document.BookedLine{line}}
			if test.change != nil {
				test.change(&c)
			}
			if test.code != "" {
				h.refused(test.code, c)
				return
			}
			h.must("buyer", c)
			r := h.receipt("RK-2026-0001")
			if r.Open() || !r.Elsewhere || r.Place != c.Place || r.Packs != len(c.Lines) {
				t.Errorf("the receipt says %+v", r)
			}
			if got := h.onHand(sim.Amox, "A1", c.Place).Quantity; got != 240*stock.Quantity(len(c.Lines)) {
				t.Errorf("%d lie there", got)
			}
		})
	}
	h := newHouse(t)
	h.open("CG-1")
	h.refused("receipt_open_already", document.BookReceipt{Order: "CG-1", Place: "B-01", Lines: []document.BookedLine{line}})
}

// TestBookNarcotics: what two people must count is booked with the signatures
// of the two who counted it, over the very lines that are booked.
func TestBookNarcotics(t *testing.T) {
	h := newHouse(t)
	sim.FurnishNarcotics(h.House)
	h.Say(stock.PlaceDefined{Place: stock.Place{ID: "SAFE-2", Kind: stock.Bin, Storage: stock.Room, Safe: true}})
	c := document.BookReceipt{Order: "CG-9", Place: "SAFE-1", Lines: []document.BookedLine{
		{Item: sim.Morphine, Level: stock.Box, Quantity: 20, Lot: "M1", Expiry: "2028-03-31"},
	}}
	sign := func(c document.BookReceipt, one, two string) (given []fact.Signature) {
		h.view(func(view fact.View) {
			needs, hash := c.Signing(view)
			given = []fact.Signature{h.Sign(one, "keeper", needs[0].Meaning, hash), h.Sign(two, "keeper", needs[1].Meaning, hash)}
		})
		return given
	}
	other := c
	other.Note = "SH-1"
	for _, test := range []struct {
		code   string
		signed []fact.Signature
	}{
		{"signature_missing", nil},
		{"signature_missing", sign(c, "li", "wang")[:1]},
		{"same_signer", sign(c, "li", "li")},
		{"other_document", sign(other, "li", "wang")},
		{"", sign(c, "li", "wang")},
	} {
		_, err := h.Do("buyer", c, test.signed...)
		if test.code == "" && err != nil || test.code != "" && !errors.Is(err, fact.Refuse(test.code)) {
			t.Errorf("%v, want %q", err, test.code)
		}
	}
	h.view(func(view fact.View) {
		if signed := document.SignaturesOf(view, "RK-2026-0001"); len(signed) != 2 {
			t.Errorf("signed by %+v", signed)
		}
	})
	h.must("keeper", document.PutAway{Lot: stock.LotKey{Item: sim.Morphine, Number: "M1"}, From: "SAFE-1", To: "SAFE-2", Quantity: 0}) // they wait for nobody
}

// TestNoQuantity: nothing, less than nothing and no place are said to be so on
// every paper; 0 of a paper of goods is all that is free.
func TestNoQuantity(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 48)
	receipt := amoxReceipt(h)
	urgent := func(from stock.PlaceID, quantity stock.Quantity) document.IssueUrgently {
		return document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: []document.Goods{part(from, "", quantity)}}
	}
	for i, test := range []struct {
		code    string
		command fact.Command
	}{
		{"not_a_quantity", document.MoveGoods{Goods: []document.Goods{part("B-01", "B-02", -3)}}},
		{"not_a_quantity", document.SendBack{Receipt: receipt, Reason: "damaged", Goods: []document.Goods{part("DOCK-1", "", -3)}}},
		{"not_a_quantity", document.ReportDamage{Reason: "damaged", Goods: []document.Goods{part("B-01", "", -3)}}},
		{"not_a_quantity", document.ReportDamage{Reason: "damaged", Goods: []document.Goods{part("QUAR-1", "", -3)}}},
		{"not_a_quantity", urgent("B-01", 0)},
		{"not_a_quantity", urgent("B-01", -3)},
		{"place_missing", urgent("", 24)},
		{"place_missing", document.MoveGoods{Goods: []document.Goods{part("", "B-02", 24)}}},
		{"place_missing", document.SendBack{Receipt: receipt, Reason: "damaged", Goods: []document.Goods{part("", "", 24)}}},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) { h.refused(test.code, test.command) })
	}
}
