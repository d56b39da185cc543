package document_test

import (
	"errors"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// morphine is a box of the narcotic as its label says it.
func morphine(receipt string) document.ReceivePack {
	return document.ReceivePack{Receipt: receipt, Item: sim.Morphine, Level: stock.Box, Quantity: 10, Lot: "M1", Expiry: "2028-03-31", GTIN: sim.MorphineBox}
}

// signReceipt is what two people sign of a receipt as it stands.
func (h house) signReceipt(receipt string) []fact.Signature {
	var hash string
	h.view(func(view fact.View) {
		r, _ := document.FindReceipt(view, receipt)
		_, hash = document.ReceiptSigning(view, r)
	})
	return []fact.Signature{h.Sign("li", "keeper", fact.Accepted, hash), h.Sign("wang", "pharmacist", fact.Witness, hash)}
}

// TestChangeVoidsSignatures: what was signed is the receipt as it stood then.
func TestChangeVoidsSignatures(t *testing.T) {
	changes := map[string]func(h house, receipt string){
		"another pack": func(h house, r string) { h.must("keeper", morphine(r)) },
		"a pack less":  func(h house, r string) { h.must("keeper", document.UndoPack{Receipt: r}) },
		"a pack set aside": func(h house, r string) {
			h.must("keeper", but(morphine(r), func(c *document.ReceivePack) { c.Aside = "damaged" }))
		},
		"another quantity": func(h house, r string) {
			h.must("keeper", document.CorrectPack{Receipt: r, Pack: h.receipt(r).Last, Quantity: 30})
		},
		"a refusal recorded": func(h house, r string) {
			h.must("keeper", document.RefusePack{Refused: document.PackRefused{Receipt: r, Code: "expired", Item: sim.Morphine, Lot: "M0", Quantity: 10, Reason: "as_said"}})
		},
		"a note": func(h house, r string) {
			h.must("keeper", document.OpenReceipt{Order: "CG-9", Note: "SH-9", Place: "DOCK-1"})
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			sim.FurnishNarcotics(h.House)
			r := h.open("CG-9")
			h.must("keeper", morphine(r))
			h.must("keeper", morphine(r))
			signed := h.signReceipt(r)
			change(h, r)
			if _, err := h.Do("keeper", document.FinishReceipt{Receipt: r}, signed...); !errors.Is(err, fact.Refuse("other_document")) {
				t.Fatalf("finished with %v", err)
			}
			if _, err := h.Do("keeper", document.FinishReceipt{Receipt: r}, h.signReceipt(r)...); err != nil {
				t.Fatal(err)
			}
			h.view(func(view fact.View) {
				if given := document.SignaturesOf(view, r); len(given) != 2 || given[0].Person != "li" || given[1].Meaning != fact.Witness {
					t.Errorf("kept as signed: %+v", given)
				}
			})
		})
	}
}

// TestNarcoticsWaitForBoth: they go nowhere until both have signed, and undone
// ones leave nothing behind that waits.
func TestNarcoticsWaitForBoth(t *testing.T) {
	h := newHouse(t)
	sim.FurnishNarcotics(h.House)
	sim.Ask(h.House, "QL-9", document.RequisitionLine{Item: sim.Morphine, Quantity: 10})
	r := h.open("CG-9")
	h.must("keeper", morphine(r))
	h.refused("signature_missing", document.FinishReceipt{Receipt: r})
	lot := stock.LotKey{Item: sim.Morphine, Number: "M1"}
	h.refused("awaits_signatures", document.PutAway{Lot: lot, From: "DOCK-1", To: "SAFE-1"})
	h.refused("nothing_in_stock", document.StartIssue{Requisition: "QL-9", Staging: "STAGE-1"})

	h.must("keeper", document.UndoPack{Receipt: r})
	h.Say(stock.LotOpened{Lot: stock.Lot{LotKey: lot, Expiry: "2028-03-31", Status: stock.Usable}})
	h.Say(stock.Moved{Lot: lot, From: stock.Opening, To: "DOCK-1", Quantity: 10})
	h.must("keeper", document.PutAway{Lot: lot, From: "DOCK-1", To: "SAFE-1"})

	h.must("keeper", morphine(r))
	if _, err := h.Do("keeper", document.FinishReceipt{Receipt: r}, h.signReceipt(r)...); err != nil {
		t.Fatal(err)
	}
	h.must("keeper", document.PutAway{Lot: lot, From: "DOCK-1", To: "SAFE-1"})
	issue, tasks := h.issue("QL-9")
	h.must("picker", pick(tasks[0], 10))
	if _, err := h.handOver("picker", issue, "nurse"); !errors.Is(err, fact.Refuse("signature_missing")) {
		t.Errorf("given out with the receiver's signature alone: %v", err)
	}
}

// TestShortLifeWithLeave: what a rule refuses passes with the signature of
// whom the policy names, over this very pack, for one of its reasons.
func TestShortLifeWithLeave(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	short := but(amox(r), func(c *document.ReceivePack) {
		c.Expiry = "2027-03-31"
		c.Override = &document.Override{Code: "short_life", Reason: "no_other_supply"}
	})
	allowed := h.Sign("boss", "supervisor", fact.Allowed, short.Hash())
	h.refused("signature_missing", short)
	two := but(short, func(c *document.ReceivePack) { c.Quantity = 48 })
	if _, err := h.Do("keeper", two, allowed); !errors.Is(err, fact.Refuse("other_document")) {
		t.Errorf("another quantity passes: %v", err)
	}
	if _, err := h.Do("keeper", short, h.Sign("keeper", "keeper", fact.Allowed, short.Hash())); !errors.Is(err, fact.Refuse("wrong_signer")) {
		t.Errorf("a keeper may allow it: %v", err)
	}
	expired := but(short, func(c *document.ReceivePack) { c.Expiry, c.Made, c.Override.Code = "2026-01-31", "", "expired" })
	if _, err := h.Do("keeper", expired, h.Sign("boss", "supervisor", fact.Allowed, expired.Hash())); !errors.Is(err, fact.Refuse("expired")) {
		t.Errorf("what is expired may be allowed: %v", err)
	}
	short.Override.Code = "short_life"
	recorded, err := h.Do("keeper", short, h.Sign("boss", "supervisor", fact.Allowed, short.Hash()))
	if err != nil {
		t.Fatal(err)
	}
	if got := recorded[0].Fact.(document.PackReceived); got.Override == nil || got.Override.Reason != "no_other_supply" {
		t.Errorf("recorded as %+v", got)
	}
}

// TestLeaveThatExcusedNothing is not written down: the goods passed anyway.
func TestLeaveThatExcusedNothing(t *testing.T) {
	leave := func(code string) *document.Override {
		return &document.Override{Code: code, Reason: "other", Person: "boss"}
	}
	t.Run("received", func(t *testing.T) {
		h := newHouse(t)
		c := but(amox(h.open("CG-1")), func(c *document.ReceivePack) { c.Override = leave("short_life") })
		if got := h.must("keeper", c)[0].Fact.(document.PackReceived); got.Override != nil {
			t.Errorf("recorded as %+v", got)
		}
	})
	t.Run("picked", func(t *testing.T) {
		h, tasks := pickHouse(t)
		c := pick(tasks[0], 24)
		c.Override = leave("later_lot")
		if got := h.must("picker", c)[0].Fact.(document.PackPicked); got.Override != nil {
			t.Errorf("recorded as %+v", got)
		}
	})
	t.Run("moved and damaged", func(t *testing.T) {
		h := newHouse(t)
		sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 48)
		moved := h.must("keeper", document.MoveGoods{Override: leave("wrong_storage"), Goods: []document.Goods{part("B-01", "B-02", 24)}})[0].Fact.(document.GoodsMoved)
		damaged := h.must("keeper", document.ReportDamage{Override: leave("codes_needed"), Reason: "damaged", Goods: []document.Goods{part("B-01", "", 24)}})[0].Fact.(document.DamageReported)
		if moved.Transfer.Override != nil || damaged.Damage.Override != nil {
			t.Errorf("recorded as %+v, %+v", moved.Transfer, damaged.Damage)
		}
	})
}

// TestPapersOfTwo: whatever paper moves goods of a two-person class, two
// different people sign what they counted; of other goods nobody has to.
func TestPapersOfTwo(t *testing.T) {
	h := newHouse(t)
	sim.FurnishNarcotics(h.House)
	r := h.open("CG-9")
	h.must("keeper", morphine(r))
	h.must("keeper", morphine(r))
	if _, err := h.Do("keeper", document.FinishReceipt{Receipt: r}, h.signReceipt(r)...); err != nil {
		t.Fatal(err)
	}
	sim.Stock(h.House, sim.Morphine, "M1", "2028-03-31", "ICU", 10)
	goods := func(from, to stock.PlaceID) []document.Goods {
		return []document.Goods{{Item: sim.Morphine, Lot: "M1", From: from, To: to, Quantity: 2}}
	}
	papers := map[string]signing{
		"a transfer":        document.MoveGoods{Goods: goods("DOCK-1", "SAFE-1")},
		"into quarantine":   document.MoveGoods{Goods: goods("DOCK-1", "QUAR-1")},
		"to the supplier":   document.SendBack{Receipt: r, Reason: "damaged", Goods: goods("DOCK-1", "")},
		"a damage report":   document.ReportDamage{Reason: "damaged", Goods: goods("DOCK-1", "")},
		"from a department": document.TakeBack{Department: "ICU", Reason: "not_needed", Goods: goods("", "SAFE-1")},
	}
	for name, paper := range papers {
		t.Run(name, func(t *testing.T) {
			var needs []policy.Need
			var hash string
			h.view(func(view fact.View) { needs, hash = paper.Signing(view) })
			if len(needs) < 2 {
				t.Fatalf("needs %+v", needs)
			}
			var both, alone []fact.Signature
			for i, need := range needs {
				both = append(both, h.Sign([]string{"li", "wang", "nurse"}[i], need.Roles[0], need.Meaning, hash))
				alone = append(alone, h.Sign("li", need.Roles[0], need.Meaning, hash))
			}
			for code, given := range map[string][]fact.Signature{
				"signature_missing": both[:1], "same_signer": alone, "other_document": append([]fact.Signature{h.Sign("li", needs[0].Roles[0], needs[0].Meaning, "x")}, both[1:]...),
			} {
				if _, err := h.Do("keeper", paper, given...); !errors.Is(err, fact.Refuse(code)) {
					t.Errorf("answers %v, want the refusal %s", err, code)
				}
			}
			if _, err := h.Do("keeper", paper, both...); err != nil {
				t.Error(err)
			}
		})
	}
	h.view(func(view fact.View) {
		needs, _ := document.MoveGoods{Goods: []document.Goods{part("DOCK-1", "B-01", 1)}}.Signing(view)
		if needs != nil {
			t.Errorf("other goods need %+v", needs)
		}
		for _, id := range []string{"YK-2026-0001", "YK-2026-0002", "TH-2026-0001", "BS-2026-0001", "TK-2026-0001"} {
			if given := document.SignaturesOf(view, id); len(given) < 2 {
				t.Errorf("under %s: %+v", id, given)
			}
		}
	})
}
