package document_test

import (
	"errors"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

func boxes(item stock.ItemID, n stock.Quantity) []document.RequisitionLine {
	return []document.RequisitionLine{{Item: item, Quantity: n}}
}

// TestRequisitionLife goes through what each person may do in each state.
func TestRequisitionLife(t *testing.T) {
	write := func(id string, send bool) fact.Command {
		return document.WriteRequisition{Requisition: document.Requisition{ID: id, Department: "ICU", Lines: boxes(sim.Amox, 24)}, Send: send}
	}
	decide := func(approve bool, reason string) fact.Command {
		return document.DecideRequisition{Requisition: "QL-2026-0001", Approve: approve, Reason: reason}
	}
	withdraw := func(may bool) fact.Command {
		return document.WithdrawRequisition{Requisition: "QL-2026-0001", Reason: "not needed", MayApprove: may}
	}
	start := document.StartIssue{Requisition: "QL-2026-0001", Staging: "STAGE-1"}
	type step struct {
		who  string
		do   fact.Command
		want string // code of the refusal
	}
	for name, steps := range map[string][]step{
		"approved and picked": {
			{"nurse", write("", true), ""}, {"picker", start, "requisition_not_approved"}, {"nurse", decide(true, ""), "requisition_own"},
			{"boss", decide(true, ""), ""}, {"boss", decide(true, ""), "requisition_not_waiting"}, {"picker", start, ""}, {"nurse", withdraw(false), "requisition_not_waiting"},
		},
		"refused with a reason": {
			{"nurse", write("", true), ""}, {"boss", decide(false, ""), "reason_missing"}, {"boss", decide(false, "too many"), ""}, {"picker", start, "requisition_not_approved"},
		},
		"a draft is its writer's": {
			{"nurse", write("", false), ""}, {"boss", decide(true, ""), "requisition_not_waiting"}, {"other", write("QL-2026-0001", true), "requisition_not_draft"},
			{"nurse", write("QL-2026-0001", true), ""}, {"nurse", write("QL-2026-0001", false), "requisition_not_draft"}, {"boss", decide(true, ""), ""},
		},
		"withdrawn": {
			{"nurse", write("", true), ""}, {"other", withdraw(false), "requisition_not_draft"}, {"", withdraw(false), "requisition_not_draft"}, {"nurse", withdraw(false), ""},
			{"boss", decide(true, ""), "requisition_not_waiting"},
		},
		"approved, withdrawn by the boss": {
			{"nurse", write("", true), ""}, {"boss", decide(true, ""), ""}, {"boss", withdraw(true), ""}, {"picker", start, "requisition_not_approved"},
		},
		"nothing in it": {
			{"nurse", document.WriteRequisition{Requisition: document.Requisition{Department: "ICU"}}, "requisition_lines"},
			{"nurse", document.WriteRequisition{Requisition: document.Requisition{Department: "A-01", Lines: boxes(sim.Amox, 1)}}, "no_department"},
			{"nurse", document.WriteRequisition{Requisition: document.Requisition{Department: "ICU", Lines: boxes("NONE", 1)}}, "no_item"},
			{"nurse", document.WriteRequisition{For: "WARD-9", Requisition: document.Requisition{Department: "ICU", Lines: boxes(sim.Amox, 1)}}, "other_department"},
			{"nurse", document.WriteRequisition{For: "ICU", Requisition: document.Requisition{Department: "ICU", Lines: boxes(sim.Amox, 1)}}, ""},
			{"nurse", document.WriteRequisition{Requisition: document.Requisition{Department: "ICU", Lines: boxes(sim.Amox, -1)}}, "not_a_quantity"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "A-01", 240)
			for i, s := range steps {
				_, err := h.Do(s.who, s.do)
				if s.want == "" && err != nil || s.want != "" && !errors.Is(err, fact.Refuse(s.want)) {
					t.Fatalf("step %d, %s %T: %v, want %q", i+1, s.who, s.do, err, s.want)
				}
			}
		})
	}
}

// TestRequisitionStates wants each requisition in one list, that of its state,
// and only those that may be picked among the open ones.
func TestRequisitionStates(t *testing.T) {
	h := newHouse(t)
	sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "A-01", 240)
	listed := func() map[document.RequisitionState]int {
		counts := map[document.RequisitionState]int{}
		h.view(func(view fact.View) {
			for _, s := range document.RequisitionStates {
				document.EachRequisitionIn(view, s, "", func(document.Requisition) bool { counts[s]++; return true })
			}
			document.EachOpenRequisition(view, func(document.Requisition) bool { counts["open"]++; return true })
		})
		return counts
	}
	want := func(when string, state document.RequisitionState, open int) {
		t.Helper()
		if got := listed(); got[state] != 1 || got["open"] != open || len(got) != 1+min(open, 1) {
			t.Errorf("%s: %v, want one %s and %d open", when, got, state, open)
		}
	}
	h.must("nurse", document.WriteRequisition{Requisition: document.Requisition{Department: "ICU", Lines: boxes(sim.Amox, 24)}})
	want("written", document.RequestDraft, 0)
	h.must("nurse", document.WriteRequisition{Requisition: document.Requisition{ID: "QL-2026-0001", Department: "ICU", Lines: boxes(sim.Amox, 24)}, Send: true})
	want("sent", document.RequestWaiting, 0)
	h.must("boss", document.DecideRequisition{Requisition: "QL-2026-0001", Approve: true})
	want("approved", document.RequestApproved, 1)
	id, tasks := h.issue("QL-2026-0001")
	want("begun", document.RequestPicking, 1)
	h.must("picker", pick(tasks[0], 24))
	if _, err := h.handOver("picker", id, "nurse"); err != nil {
		t.Fatal(err)
	}
	want("handed over", document.RequestDelivered, 0)
}

// TestCuts: whoever approves may grant less of a line, with a reason; what the
// department wrote stays beside it, and only what is granted is picked.
func TestCuts(t *testing.T) {
	asked := func() house {
		h := newHouse(t)
		sim.Stock(h.House, sim.Amox, "L1", "2028-01-31", "A-01", 240)
		sim.Stock(h.House, sim.Glucose, "G1", "2028-01-31", "A-02", 10)
		h.must("nurse", document.WriteRequisition{Send: true, Requisition: document.Requisition{Department: "ICU", Lines: append(boxes(sim.Amox, 48), boxes(sim.Glucose, 5)...)}})
		return h
	}
	decide := func(approve bool, cuts ...document.Cut) document.DecideRequisition {
		return document.DecideRequisition{Requisition: "QL-2026-0001", Approve: approve, Reason: "as agreed", Cuts: cuts}
	}
	for name, test := range map[string]struct {
		code string
		c    document.DecideRequisition
	}{
		"another line":       {"cut_line", decide(true, document.Cut{Line: 3, Quantity: 1, Reason: "x"})},
		"a line twice":       {"cut_line", decide(true, document.Cut{Line: 1, Quantity: 2, Reason: "x"}, document.Cut{Line: 1, Quantity: 1, Reason: "x"})},
		"of a refusal":       {"cut_line", decide(false, document.Cut{Line: 1, Quantity: 1, Reason: "x"})},
		"more":               {"cut_more", decide(true, document.Cut{Line: 1, Quantity: 49, Reason: "x"})},
		"as much":            {"cut_more", decide(true, document.Cut{Line: 1, Quantity: 48, Reason: "x"})},
		"less than nothing":  {"cut_more", decide(true, document.Cut{Line: 1, Quantity: -1, Reason: "x"})},
		"without saying why": {"reason_missing", decide(true, document.Cut{Line: 1, Quantity: 1, Reason: " "})},
		"all of it":          {"cut_all", decide(true, document.Cut{Line: 1, Reason: "x"}, document.Cut{Line: 2, Reason: "x"})},
	} {
		if got := asked().answer(test.c); got != test.code {
			t.Errorf("%s: %q, want %q", name, got, test.code)
		}
	}
	h := asked()
	h.must("boss", decide(true, document.Cut{Line: 1, Quantity: 24, Reason: "stock is low"}, document.Cut{Line: 2, Reason: "has enough"}))
	h.must("picker", document.StartIssue{Requisition: "QL-2026-0001", Staging: "STAGE-1"})
	h.view(func(view fact.View) {
		r, _ := document.FindRequisition(view, "QL-2026-0001")
		if l := r.Lines[0]; l.Quantity != 24 || l.Asked != 48 || l.Cut != "stock is low" {
			t.Errorf("line 1: %+v", l)
		}
		if l := r.AsWritten().Lines[1]; l.Quantity != 5 || l.Asked != 0 || l.Cut != "" {
			t.Errorf("line 2 as written: %+v", l)
		}
		var due []stock.Quantity
		document.EachDueTask(view, "CK-2026-0001", func(task document.Task) bool { due = append(due, task.Due); return true })
		if len(due) != 1 || due[0] != 24 {
			t.Errorf("to be picked: %v", due)
		}
	})
}
