package document_test

import (
	"slices"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// allCoded is a house with a case of boxes 1 to 3 of lot T1 in bin B-01, and
// nothing else of it; ER is a second department.
func allCoded(t testing.TB) (h house, receipt string) {
	h, receipt = traced(t)
	h.Say(stock.PlaceDefined{Place: stock.Place{ID: "ER", Kind: stock.Department, Name: words.Names{EN: "Emergency room"}}})
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.must("keeper", document.FinishReceipt{Receipt: receipt})
	h.must("keeper", document.MoveUnit{Unit: caseNo, From: "DOCK-1", To: "B-01"})
	return h, receipt
}

func goodsT1(n stock.Quantity, from, to stock.PlaceID) []document.Goods {
	return []document.Goods{{Item: sim.Amox, Lot: "T1", From: from, To: to, Quantity: 24 * n}}
}

func numbered(codes ...int) (all []document.Numbered) {
	for _, n := range codes {
		all = append(all, document.Numbered{Item: sim.Amox, Number: traceNo(n)})
	}
	return all
}

func serials(codes ...int) (all []document.Serial) {
	for _, n := range codes {
		all = append(all, document.Serial{Item: sim.Amox, Number: traceNo(n), Quantity: 24, Lot: "T1"})
	}
	return all
}

// TestEveryDoorAsksForCodes: where each pack of a lot bears a code, what goes
// is named by codes, whatever the door; only where all of it goes at once, or
// somebody's life depends on it, is it not.
func TestEveryDoorAsksForCodes(t *testing.T) {
	h, receipt := allCoded(t)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 24})
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	issue, _ := h.issueOf("QL-1")
	pick := func(code string, typed bool) document.PickPack {
		c := h.pickBox(issue, code, 24)
		c.Typed = typed
		return c
	}
	move := func(n stock.Quantity, codes ...int) document.MoveGoods {
		return document.MoveGoods{Goods: goodsT1(n, "B-01", "A-01"), Numbers: numbered(codes...)}
	}
	put := func(n stock.Quantity, code string) document.PutAway {
		return document.PutAway{Lot: stock.LotKey{Item: sim.Amox, Number: "T1"}, From: "B-01", To: "A-01", Quantity: 24 * n, Serial: code}
	}
	damage := func(n stock.Quantity, codes ...int) document.ReportDamage {
		return document.ReportDamage{Reason: "damaged", Goods: goodsT1(n, "B-01", ""), Numbers: numbered(codes...)}
	}
	back := func(n stock.Quantity, codes ...int) document.SendBack {
		return document.SendBack{Receipt: receipt, Reason: "damaged", Goods: goodsT1(n, "B-01", ""), Numbers: numbered(codes...)}
	}
	for _, row := range []struct {
		door string
		c    fact.Command
		want string
	}{
		{"pick by the code", pick(traceNo(1), false), ""},
		{"pick by a code without serial", pick("", false), "codes_needed"},
		{"pick of a typed lot", pick("", true), "codes_needed"},
		{"transfer by codes", move(1, 1), ""},
		{"transfer without", move(1), "codes_needed"},
		{"transfer with too few", move(2, 1), "codes_differ"},
		{"transfer with too many", move(1, 1, 2), "codes_differ"},
		{"a pack to another shelf by its code", put(1, traceNo(1)), ""},
		{"a pack to another shelf without", put(1, ""), "codes_needed"},
		{"packs to another shelf by the code of one", put(2, traceNo(1)), "codes_needed"},
		{"damage by codes", damage(1, 1), ""},
		{"damage without", damage(1), "codes_needed"},
		{"return by codes", back(1, 1), ""},
		{"return without", back(1), "codes_needed"},
		{"emergency by codes", document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: goodsT1(1, "B-01", ""), Serials: serials(1)}, ""},
		{"emergency without", document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: goodsT1(1, "B-01", "")}, ""},
	} {
		if got := h.answer(row.c); got != row.want {
			t.Errorf("%s: %q, want %q", row.door, got, row.want)
		}
	}
	h.must("picker", pick(traceNo(1), false)) // no more is promised to anybody
	if got := h.answer(move(2)); got != "" {
		t.Errorf("all that lies in the bin: %q", got)
	}
	if got := h.answer(back(2)); got != "codes_needed" { // another box of the receipt is elsewhere
		t.Errorf("all that lies in the bin goes back: %q", got)
	}
}

// TestLeftWithoutItsCode: what leaves without a code, because somebody allows
// it or in an emergency, is written down as such, and finds its way back in: by
// the code that was missed, or as it left.
func TestLeftWithoutItsCode(t *testing.T) {
	h, _ := allCoded(t)
	lot := stock.LotKey{Item: sim.Amox, Number: "T1"}
	missed := func(document string) (n stock.Quantity) {
		h.view(func(view fact.View) { n = stock.Missed(view, lot, document).Quantity })
		return n
	}
	recorded := h.must("picker", document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: goodsT1(2, "B-01", "")})
	urgent := recorded[0].Fact.(document.UrgentlyIssued)
	if !slices.Contains(urgent.Against, document.Against{Item: sim.Amox, Lot: "T1", Code: "codes_needed"}) || missed(urgent.Issue.ID) != 48 {
		t.Errorf("the reviewer is told %v, missed are %d", urgent.Against, missed(urgent.Issue.ID))
	}
	giveBack := func(department stock.PlaceID, n stock.Quantity, codes ...int) error {
		c := document.TakeBack{Department: department, Reason: "not_needed", Shelf: "B-01", Goods: goodsT1(n, "", ""), Serials: serials(codes...)}
		_, err := h.Do("keeper", c, h.Sign("nurse", "receiver", fact.Returned, c.Hash()))
		return err
	}
	h.refusal("more_than_department_has", giveBack("ER", 1, 2)) // nothing went there
	if err := giveBack("ICU", 1, 2); err != nil {
		t.Fatalf("a pack that left without its code: %v", err)
	}
	h.view(func(view fact.View) {
		if two, _ := stock.FindTrace(view, sim.Amox, traceNo(2)); !two.Whole() || two.Left != 24 {
			t.Errorf("back, it is %+v", two)
		}
		if e := stock.LastEvent(view, sim.Amox, traceNo(2), stock.WasGone); e.Document != urgent.Issue.ID {
			t.Errorf("it left by %+v", e)
		}
	})
	h.refusal("serial_back", giveBack("ICU", 1, 2))
	if err := giveBack("ICU", 1); err != nil || missed(urgent.Issue.ID) != 0 {
		t.Errorf("the other one, as it left: %v; missed are %d", err, missed(urgent.Issue.ID))
	}

	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 24})
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	issue, _ := h.issueOf("QL-1")
	c := h.pickBox(issue, "", 24)
	c.Override = &policy.Override{Code: "codes_needed", Reason: "code_unreadable", Person: "boss"}
	allow := func() {
		if _, err := h.Do("picker", c, h.Sign("boss", "pharmacist", fact.Allowed, c.Hash())); err != nil || missed(issue.ID) != 24 {
			t.Fatalf("allowed: %v; missed are %d", err, missed(issue.ID))
		}
	}
	allow()
	h.must("picker", document.UndoPick{Issue: issue.ID})
	if n := missed(issue.ID); n != 0 {
		t.Errorf("undone, %d are missed", n)
	}
	allow()
	issue, _ = h.issueOf("QL-1")
	h.view(func(view fact.View) {
		needs, hash := document.IssueSigning(view, issue)
		over := document.HandOver{Issue: issue.ID, Receiver: "nurse"}
		if _, err := over.Decide(view, fact.Meta{At: h.Now(), Person: "picker", Signatures: []fact.Signature{h.Sign("nurse", "receiver", needs[0].Meaning, hash)}}); err != nil {
			t.Errorf("handed over: %v", err)
		}
	})
}

// TestMissedCodeIsNamed: a count says which pack left without its code, and who
// answers for it signs.
func TestMissedCodeIsNamed(t *testing.T) {
	h, _ := allCoded(t)
	id := h.must("picker", document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: goodsT1(1, "B-01", "")})[0].Fact.(document.UrgentlyIssued).Issue.ID
	h.must("keeper", document.MoveGoods{Goods: goodsT1(1, "B-01", "B-02"), Numbers: numbered(1)})
	name := func(n int, left string) document.NameMissed {
		return document.NameMissed{Item: sim.Amox, Number: traceNo(n), Document: left}
	}
	h.refusedSigned("code_seen_since", name(1, id), "boss", "supervisor")
	h.refusedSigned("code_not_missed", name(2, "CK-9"), "boss", "supervisor")
	h.refusedSigned("no_trace", name(9, id), "boss", "supervisor")
	h.refused("signature_missing", name(2, id))
	h.refusedSigned("wrong_signer", name(2, id), "keeper", "keeper")
	h.signed("keeper", name(2, id), "boss", "pharmacist")
	h.view(func(view fact.View) {
		two, _ := stock.FindTrace(view, sim.Amox, traceNo(2))
		if !two.Gone() || two.Went != id || stock.Missed(view, stock.LotKey{Item: sim.Amox, Number: "T1"}, id).Quantity != 0 {
			t.Errorf("named, it is %+v", two)
		}
	})
	h.refusedSigned("serial_gone", name(2, id), "boss", "supervisor")
	h.refusedSigned("code_not_missed", name(3, id), "boss", "supervisor")
}

// TestHandOverAsksForCodes: what was picked while nobody knew the codes of all
// of its lot is not handed over once they are known.
func TestHandOverAsksForCodes(t *testing.T) {
	h, receipt := traced(t)
	pack := h.must("keeper", receiveBox(receipt, ""))[0].Meta.Seq
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 24})
	h.must("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	issue, _ := h.issueOf("QL-1")
	h.must("picker", h.pickBox(issue, "", 24))
	h.must("keeper", document.NamePack{Receipt: receipt, Pack: pack, Serial: traceNo(4)})
	h.refused("codes_needed", document.HandOver{Issue: issue.ID, Receiver: "nurse"})
	h.must("picker", document.UndoPick{Issue: issue.ID})
	h.refused("codes_needed", h.pickBox(issue, "", 24))
	h.must("picker", h.pickBox(issue, traceNo(4), 24))
}

// TestCodesFollow: where a pack can be is known after each of its ways.
func TestCodesFollow(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	at := func(n int, want ...stock.PlaceID) {
		t.Helper()
		h.view(func(view fact.View) {
			if got := stock.PlacesOf(view, sim.Amox, traceNo(n)); !slices.Equal(got, want) {
				t.Errorf("pack %d is at %v, want %v", n, got, want)
			}
		})
	}
	lot := stock.LotKey{Item: sim.Amox, Number: "T1"}
	at(1, "DOCK-1")
	h.must("keeper", document.PutAway{Lot: lot, From: "DOCK-1", To: "A-01", Quantity: 24})
	at(1, "DOCK-1", "A-01") // any of the three
	h.must("keeper", document.PutAway{Lot: lot, From: "DOCK-1", To: "B-01"})
	at(1, "A-01", "B-01")
	h.must("keeper", document.MoveGoods{Goods: goodsT1(1, "B-01", "B-02"), Numbers: numbered(1)})
	at(1, "B-02")
	at(2, "A-01", "B-01") // and not B-02: what went there is known
	h.refused("serial_elsewhere", document.MoveGoods{Goods: goodsT1(1, "B-01", "A-01"), Numbers: numbered(1)})
	h.refused("serial_elsewhere", document.ReportDamage{Reason: "damaged", Goods: goodsT1(1, "A-01", ""), Numbers: numbered(1)})
	h.must("keeper", document.MoveGoods{Goods: goodsT1(1, "B-02", "A-01")}) // all that lies there
	at(1, "A-01")
	id := h.must("keeper", document.ReportDamage{Reason: "damaged", Goods: goodsT1(1, "A-01", ""), Numbers: numbered(1)})[0].Fact.(document.DamageReported).Damage.ID
	at(1)
	h.signed("boss", document.DecideDamage{Damage: id, Decline: true, Reason: "can be used"}, "boss", "supervisor")
	at(1, "A-01")
	part := goodsT1(1, "A-01", "B-02")
	part[0].Quantity = 12
	h.must("keeper", document.MoveGoods{Goods: part, Numbers: numbered(1)})
	at(1, "A-01", "B-02") // a half in each
}

// refusal asks that an error is the refusal of a code.
func (h house) refusal(code string, err error) {
	h.t.Helper()
	if got := codeOf(err); got != code {
		h.t.Errorf("%v, want the refusal %s", err, code)
	}
}

// TestCaseMovesFromWhereItStands, and no other goods of its lot in its place.
func TestCaseMovesFromWhereItStands(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	h.must("keeper", document.MoveUnit{Unit: caseNo, From: "DOCK-1", To: "B-01"})
	for _, n := range []int{4, 5, 6} {
		h.must("keeper", receiveBox(receipt, traceNo(n)))
	}
	h.refused("unit_elsewhere", document.MoveUnit{Unit: caseNo, From: "DOCK-1", To: "A-01"})
	h.must("keeper", document.MoveUnit{Unit: caseNo, From: "B-01", To: "A-01"})
	h.must("picker", document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: goodsT1(1, "DOCK-1", ""), Serials: serials(4)})
	h.view(func(view fact.View) {
		if icu, er := document.HasOf(view, "ICU", sim.Amox, traceNo(4)), document.HasOf(view, "ER", sim.Amox, traceNo(4)); icu != 24 || er != 0 {
			t.Errorf("the ICU has %d of the pack, the ER %d", icu, er)
		}
	})
}
