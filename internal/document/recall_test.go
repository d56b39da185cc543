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

// issued is a house in which two boxes of lot L1 went to the ICU on an issue,
// three lie in A-01 and one waits in staging.
func issued(t *testing.T) (h house, issue string) {
	h = newHouse(t)
	sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "A-01", 6*24)
	for i, packs := range []stock.Quantity{2, 1} {
		asked := fmt.Sprint("QL-", i+1)
		sim.Ask(h.House, asked, document.RequisitionLine{Item: sim.Amox, Quantity: packs * 24})
		id, tasks := h.issue(asked)
		h.must("picker", pick(tasks[0], packs*24))
		if i == 0 {
			if _, err := h.handOver("picker", id, "nurse"); err != nil {
				t.Fatal(err)
			}
			issue = id
		}
	}
	return h, issue
}

// takeBack takes goods in with the signature of who brings them.
func (h house) takeBack(person, giver string, c document.TakeBack) ([]fact.Recorded, error) {
	return h.Do(person, c, h.Sign(giver, "receiver", fact.Returned, c.Hash()))
}

func l1() stock.LotKey { return stock.LotKey{Item: sim.Amox, Number: "L1"} }

// TestRecallFollowsTheLot to the department and back, with what it answers.
func TestRecallFollowsTheLot(t *testing.T) {
	h, issue := issued(t)
	h.must("boss", document.RecallLot{Lot: l1(), Reason: "maker_recall"})
	h.signed("boss", document.AnswerRecall{Recall: "ZH-2026-0001", Department: "ICU", Left: 24, Used: 24}, "nurse", "receiver")
	if _, err := h.takeBack("keeper", "nurse", document.TakeBack{Department: "ICU", Reason: "recalled_lot", Goods: []document.Goods{{Item: sim.Amox, Lot: "L1", Quantity: 24}}}); err != nil {
		t.Fatal(err)
	}
	h.view(func(view fact.View) {
		recall, found := document.RecallOf(view, l1())
		if !found || !recall.Open() || recall.ID != "ZH-2026-0001" || recall.Person != "boss" {
			t.Fatalf("the recall is %+v", recall)
		}
		w := document.WhereIs(view, l1(), recall.ID)
		if len(w.Departments) != 1 || w.Departments[0].Got != 48 || w.Departments[0].Returned != 24 || w.Departments[0].Answer.Used != 24 {
			t.Errorf("departments: %+v", w.Departments)
		}
		inside := map[stock.PlaceID]stock.Quantity{}
		for _, l := range w.Inside {
			inside[l.Place] = l.Quantity
		}
		if w.Came != 144 || fmt.Sprint(inside) != "map[A-01:72 QUAR-1:24 STAGE-1:24]" {
			t.Errorf("%d came, inside lie %v", w.Came, inside)
		}
		if len(w.Deliveries) != 2 || w.Deliveries[0].Document != issue || w.Deliveries[0].Receiver != "nurse" || w.Deliveries[0].Giver != "picker" ||
			w.Deliveries[1].Document != "TK-2026-0001" || w.Deliveries[1].Giver != "nurse" || w.Deliveries[1].Receiver != "keeper" {
			t.Errorf("deliveries: %+v", w.Deliveries)
		}
		if back, _ := document.FindGiveBack(view, "TK-2026-0001"); back.Recall != recall.ID {
			t.Errorf("the return is %+v", back)
		}
	})
	h.must("boss", document.ReleaseLot{Lot: l1(), Reason: "withdrawn"})
	h.refused("no_recall", document.AnswerRecall{Recall: "ZH-2026-0001", Department: "ICU", Left: 1})
}

func TestRecallAnswersAreChecked(t *testing.T) {
	h, _ := issued(t)
	h.must("boss", document.RecallLot{Lot: l1(), Reason: "maker_recall"})
	h.refused("recall_unanswered", document.ReleaseLot{Lot: l1(), Reason: "withdrawn"}) // the ICU may not have heard of it
	for _, test := range []struct {
		code   string
		answer document.AnswerRecall
	}{
		{"no_recall", document.AnswerRecall{Recall: "ZH-2026-0009", Department: "ICU"}},
		{"recall_got_nothing", document.AnswerRecall{Recall: "ZH-2026-0001", Department: "A-01"}},
		{"recall_more_than_got", document.AnswerRecall{Recall: "ZH-2026-0001", Department: "ICU", Left: 48, Used: 1}},
		{"not_a_quantity", document.AnswerRecall{Recall: "ZH-2026-0001", Department: "ICU", Left: -1}},
		{"text_too_long", document.AnswerRecall{Recall: "ZH-2026-0001", Department: "ICU", Note: "a\x00b"}},
	} {
		h.refused(test.code, test.answer)
	}
	answer := document.AnswerRecall{Recall: "ZH-2026-0001", Department: "ICU", Left: 24, Used: 24}
	h.refused("signature_missing", answer)
	h.refusedSigned("wrong_signer", answer, "keeper", "keeper")
	other, own := h.sign(answer, "nurse-9", "receiver"), h.sign(answer, "nurse", "receiver")
	other.Department, own.Department = "WARD-9", "ICU"
	for code, given := range map[string]fact.Signature{"other_department": other, "other_document": h.sign(document.AnswerRecall{Recall: "ZH-2026-0001", Department: "ICU", Left: 23}, "nurse", "receiver")} {
		if _, err := h.Do("boss", answer, given); !errors.Is(err, fact.Refuse(code)) {
			t.Errorf("%v, want %s", err, code)
		}
	}
	if _, err := h.Do("boss", answer, own); err != nil {
		t.Fatal(err)
	}
	h.view(func(view fact.View) {
		given := document.SignaturesOf(view, "ZH-2026-0001")
		if w := document.WhereIs(view, l1(), "ZH-2026-0001"); len(given) != 1 || w.Departments[0].Answer.Person != "nurse" {
			t.Errorf("signed %+v, answered %+v", given, w.Departments)
		}
	})
}

// TestTraceFindsWhatPeopleDid: from a person, a department and a document to
// the lots.
func TestTraceFindsWhatPeopleDid(t *testing.T) {
	h, issue := issued(t)
	all := func(each func(view fact.View, add func(string) bool)) (got []string) {
		h.view(func(view fact.View) { each(view, func(s string) bool { got = append(got, s); return true }) })
		return got
	}
	for name, test := range map[string]struct {
		want string
		got  []string
	}{
		"receiver": {"[CK-2026-0001]", all(func(view fact.View, add func(string) bool) { stock.EachDocumentOf(view, "nurse", "", add) })},
		"picker":   {"[CK-2026-0001 CK-2026-0002]", all(func(view fact.View, add func(string) bool) { stock.EachDocumentOf(view, "picker", "", add) })},
		"place":    {"[CK-2026-0001]", all(func(view fact.View, add func(string) bool) { stock.EachDocumentAt(view, "ICU", "", add) })},
		"document": {"[L1]", all(func(view fact.View, add func(string) bool) {
			stock.EachLotOf(view, issue, func(l stock.LotKey) bool { return add(l.Number) })
		})},
		"lot": {"[opening-A-01 A-01-STAGE-1 STAGE-1-ICU A-01-STAGE-1]", all(func(view fact.View, add func(string) bool) {
			stock.EachStep(view, l1(), 0, func(s stock.Step) bool { return add(fmt.Sprint(s.From, "-", s.To)) })
		})},
	} {
		if fmt.Sprint(test.got) != test.want {
			t.Errorf("%s: %v, want %s", name, test.got, test.want)
		}
	}
}

// TestGiveBackGoesWhereItMay: usable goods to their bin, others aside.
func TestGiveBackGoesWhereItMay(t *testing.T) {
	back := func(reason string, change ...func(*document.TakeBack)) document.TakeBack {
		c := document.TakeBack{Department: "ICU", Reason: reason, Goods: []document.Goods{{Item: sim.Amox, Lot: "L1", Quantity: 24}}}
		for _, f := range change {
			f(&c)
		}
		return c
	}
	for name, test := range map[string]struct {
		prepare fact.Command
		c       document.TakeBack
		to      stock.PlaceID
		code    string
	}{
		"not needed":       {nil, back("not_needed"), "A-01", ""},
		"to a named bin":   {nil, back("not_needed", func(c *document.TakeBack) { c.Shelf = "B-01" }), "B-01", ""},
		"damaged":          {nil, back("damaged"), "QUAR-1", ""},
		"the lot is held":  {document.HoldLot{Lot: l1(), Reason: "doubtful"}, back("not_needed"), "QUAR-1", ""},
		"more than it has": {nil, back("not_needed", func(c *document.TakeBack) { c.Goods[0].Quantity = 49 }), "", "more_than_department_has"},
		"nothing":          {nil, back("not_needed", func(c *document.TakeBack) { c.Goods = nil }), "", "no_lines"},
		"no department":    {nil, back("not_needed", func(c *document.TakeBack) { c.Department = "A-01" }), "", "no_department"},
		"no reason":        {nil, back(""), "", "reason_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			h, _ := issued(t)
			if test.prepare != nil {
				h.must("boss", test.prepare)
			}
			if test.code != "" {
				if _, err := h.takeBack("keeper", "nurse", test.c); !errors.Is(err, fact.Refuse(test.code)) {
					t.Errorf("%v, want %s", err, test.code)
				}
				return
			}
			h.refused("signature_missing", test.c)
			if _, err := h.takeBack("nurse", "nurse", test.c); !errors.Is(err, document.ErrSamePerson) {
				t.Errorf("one person for both: %v", err)
			}
			before := h.onHand(sim.Amox, "L1", test.to).Quantity
			if _, err := h.takeBack("keeper", "nurse", test.c); err != nil {
				t.Fatal(err)
			}
			if got := h.onHand(sim.Amox, "L1", test.to).Quantity - before; got != 24 {
				t.Errorf("%d came to %s", got, test.to)
			}
		})
	}
}

// signsForUrgent: whose signature an emergency takes, and over what.
func (h *house) signsForUrgent(number string, urgent document.IssueUrgently) {
	h.t.Helper()
	sign := document.SignUrgent{Issue: number, Receiver: "nurse"}
	var hash string
	h.view(func(view fact.View) { _, hash = sign.Signing(view) })
	urgent.Receiver = "nurse"
	for _, test := range []struct {
		c      fact.Command
		signed fact.Signature
		want   string
	}{
		{urgent, h.Sign("nurse", "receiver", fact.Taken, hash), "other_document"},
		{urgent, h.Sign("keeper", "receiver", fact.Taken, urgent.Hash()), "same_person"},
		{urgent, h.Sign("other", "receiver", fact.Taken, urgent.Hash()), "no_receiver"},
		{sign, h.Sign("nurse", "keeper", fact.Taken, hash), "wrong_signer"},
		{sign, h.Sign("nurse", "receiver", fact.Returned, hash), "signature_missing"},
		{sign, h.Sign("nurse", "receiver", fact.Taken, urgent.Hash()), "other_document"},
		{document.SignUrgent{Issue: "CK-2026-0001", Receiver: "nurse"}, h.Sign("nurse", "receiver", fact.Taken, hash), "urgent_closed"},
		{sign, h.Sign("nurse", "receiver", fact.Taken, hash), ""},
	} {
		if _, err := h.Do("keeper", test.c, test.signed); test.want == "" && err != nil || test.want != "" && !errors.Is(err, fact.Refuse(test.want)) {
			h.t.Errorf("%+v signed %+v: %v, want %q", test.c, test.signed, err, test.want)
		}
	}
	h.view(func(view fact.View) {
		if i, _ := document.FindIssue(view, number); i.Receiver != "nurse" || len(document.SignaturesOf(view, number)) != 1 {
			h.t.Errorf("signed: %+v", i)
		}
	})
}

// TestUrgentGoods leave whoever they were promised to, but never expired or
// recalled ones, and are looked at afterwards by somebody else.
func TestUrgentGoods(t *testing.T) {
	urgent := document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: []document.Goods{{Item: sim.Amox, Lot: "L1", From: "A-01", Quantity: 24}}}
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "L1", "2027-01-31", "A-01", 48)
	sim.Stock(h.House, sim.Amox, "L2", "2027-06-30", "B-01", 24)
	sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 48})
	id, _ := h.issue("QL-1")
	h.must("boss", document.HoldLot{Lot: stock.LotKey{Item: sim.Amox, Number: "L2"}, Reason: "doubtful"})
	h.must("boss", document.ReleaseLot{Lot: stock.LotKey{Item: sim.Amox, Number: "L2"}, Reason: "checked_good"})
	h.must("keeper", urgent)
	due := stock.Quantity(0)
	for _, task := range h.tasks(id) {
		if task.Left() > 0 && task.Lot != "L2" {
			t.Errorf("%+v still waits for goods that left", task)
		}
		due += task.Left()
	}
	if due != 24 || h.onHand(sim.Amox, "L1", "ICU").Quantity != 24 {
		t.Errorf("%d are due, the ICU has %d", due, h.onHand(sim.Amox, "L1", "ICU").Quantity)
	}
	number := "CK-2026-0002"
	h.signsForUrgent(number, urgent)
	h.view(func(view fact.View) {
		u, found := document.FindUrgent(view, number)
		if !found || len(u.Against) != 1 || u.Against[0].Code != "promised" {
			t.Errorf("the emergency is %+v", u)
		}
	})
	for _, test := range []struct {
		who  string
		c    fact.Command
		want string
	}{
		{"picker", document.IssueUrgently{Issue: number, Goods: urgent.Goods}, "urgent_closed"}, // of another
		{"keeper", document.IssueUrgently{Issue: number, Goods: urgent.Goods}, ""},
		{"keeper", document.IssueUrgently{Department: "ICU", Reason: "", Goods: urgent.Goods}, "reason_missing"},
		{"keeper", document.IssueUrgently{Department: "B-01", Reason: "other", Goods: urgent.Goods}, "no_department"},
		{"keeper", document.IssueUrgently{Department: "ICU", Reason: "other"}, "no_lines"},
		{"keeper", document.IssueUrgently{Department: "ICU", Reason: "other", Goods: []document.Goods{{Item: sim.Amox, Lot: "L1", From: "QUAR-1", Quantity: 1}}}, "lot_not_here"},
		{"keeper", document.ReviewUrgent{Issue: number, Fine: true}, "urgent_own"},
		{"boss", document.ReviewUrgent{Issue: number}, "reason_missing"},
		{"boss", document.ReviewUrgent{Issue: number, Remark: "a requisition was possible"}, ""},
		{"boss", document.ReviewUrgent{Issue: number, Fine: true}, "urgent_reviewed"},
		{"keeper", document.IssueUrgently{Issue: number, Goods: urgent.Goods}, "urgent_closed"},
		{"boss", document.RecallLot{Lot: stock.LotKey{Item: sim.Amox, Number: "L2"}, Reason: "maker_recall"}, ""},
		{"keeper", document.IssueUrgently{Department: "ICU", Reason: "other", Goods: []document.Goods{{Item: sim.Amox, Lot: "L2", From: "B-01", Quantity: 24}}}, "lot_recalled"},
	} {
		if _, err := h.Do(test.who, test.c); test.want == "" && err != nil || test.want != "" && !errors.Is(err, fact.Refuse(test.want)) {
			t.Errorf("%s %+v: %v, want %q", test.who, test.c, err, test.want)
		}
	}
}

// TestUrgentUseOfConsignedGoods buys them, as picking them does; the recall
// counts them once.
func TestUrgentUseOfConsignedGoods(t *testing.T) {
	h := newHouse(t)
	h.Say(consignedOrder()...)
	receipt := h.open("CG-9")
	h.must("keeper", document.ReceivePack{Receipt: receipt, Item: sim.Amox, Level: stock.Box, Quantity: 48, Lot: "L1", Expiry: "2028-03-31"})
	var from stock.PlaceID
	h.view(func(view fact.View) {
		stock.EachHoldingOf(view, l1(), func(l stock.Lying) bool { from = l.Place; return true })
	})
	h.must("keeper", document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: []document.Goods{{Item: sim.Amox, Lot: "L1", From: from, Quantity: 24}}})
	if got := h.onHand(sim.Amox, "L1", "ICU"); got.Quantity != 24 || got.ValueE4 != 77_777 {
		t.Errorf("the ICU has %+v, a box costs 77777", got)
	}
	h.view(func(view fact.View) {
		if left := stock.Consignment(view, "S1", l1()); left.Quantity != 24 {
			t.Errorf("%+v are still the supplier's, want 24", left)
		}
		w := document.WhereIs(view, l1(), "")
		if w.Came != 48 || w.SentBack != 0 || len(w.Departments) != 1 || w.Departments[0].Got != 24 {
			t.Errorf("the lot is said to be %+v", w)
		}
	})
}
