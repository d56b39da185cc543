package server

import (
	"cmp"
	"slices"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// stages are how far each kind of document may be, in the order of its life.
var stages = map[string][]string{
	"order":       {"due", "coming", "complete"},
	"delivery":    {"announced", "came"},
	"receipt":     {"open", "to_inspect", "booked", "cancelled"},
	"inspection":  {"released", "partly", "rejected"},
	"refusal":     {"open", "closed"},
	"return":      {"sent"},
	"requisition": {"draft", "waiting", "approved", "refused", "picking", "delivered"},
	"issue":       {"picking", "staged", "delivered"},
	"giveback":    {"back"},
	"transfer":    {"moved"},
	"review":      {string(document.Admitted), string(document.UnderReview), string(document.Suspended)},
	"damage":      {document.Reported, document.Approved, document.Declined, document.Finished},
}

// stageText says how far a document of a kind is.
func stageText(kind, stage string) words.Text {
	switch kind {
	case "requisition":
		return words.Say("requisition." + stage)
	case "damage":
		return words.Say("damage." + stage)
	case "review":
		return words.Say("supplier.state." + stage)
	}
	return words.Say("stage." + kind + "." + stage)
}

// noState refuses a state that a list cannot be asked for.
func noState[T ~string](state T, all []T) error {
	var names []string
	for _, s := range all {
		if s != "" && !slices.Contains(names, string(s)) {
			names = append(names, string(s))
		}
	}
	return fact.Refuse("bad_state", "state", string(state), "allowed", strings.Join(names, ", "))
}

// staged puts a row's stage into words.
func (c *call) staged(row documentRow) documentRow {
	if row.Stage != "" {
		row.State = stageText(row.Kind, row.Stage).Said(c.language())
	}
	return row
}

// isIn reports whether a document is in a state that was asked for: a stage of
// its kind, or else open or closed, whatever its stage.
func isIn(kind, stage string, open bool, state string) bool {
	switch {
	case state == "" || state == stage:
		return true
	case slices.Contains(stages[kind], state):
		return false
	}
	return open == (state == "open")
}

// kindStages are the states that the documents of a kind may be in.
type kindStages struct {
	Kind   string   `json:"kind"`
	States []option `json:"states"`
}

// documentStates lists them, so that no page says them again.
func (c *call) documentStates() error {
	all := []kindStages{}
	for kind, codes := range stages {
		all = append(all, kindStages{kind, options(c, codes, func(code string) words.Text { return stageText(kind, code) })})
	}
	slices.SortFunc(all, func(a, b kindStages) int { return cmp.Compare(a.Kind, b.Kind) })
	return c.send(page[kindStages]{Rows: all})
}

func orderStage(view fact.View, o document.OrderSummary) string {
	if o.Done == o.Lines {
		return "complete"
	}
	stage := "due"
	document.EachOrderLine(view, o.ID, func(l document.OrderState) bool {
		if l.Received > 0 {
			stage = "coming"
		}
		return stage == "due"
	})
	return stage
}

func receiptStage(view fact.View, r document.Receipt) string {
	stage := "booked"
	switch {
	case r.Open():
		return "open"
	case r.Cancelled:
		return "cancelled"
	}
	document.EachDue(view, r.ID, func(d document.Due) bool {
		if d.Receipt == r.ID {
			stage = "to_inspect"
		}
		return false
	})
	return stage
}

func inspectionStage(i document.Inspection) string {
	switch {
	case i.Rejected == 0:
		return "released"
	case i.Released == 0:
		return "rejected"
	}
	return "partly"
}

func issueStage(i document.Issue) string {
	switch {
	case !i.Open():
		return "delivered"
	case !i.Staged():
		return "picking"
	}
	return "staged"
}

// eachIn walks over the documents of a kind that may be in a state. Those that
// somebody still has to do something about are few, and kept apart: they are
// found without a look at all the others.
func eachIn(kind, state string, all eachPaper) eachPaper {
	switch kind + " " + state {
	case "order due", "order coming", "order open":
		return func(c *call, view fact.View, _ string, each func(documentRow) bool) {
			document.EachOpenOrder(view, func(o document.OrderSummary) bool { return each(c.orderRow(view, o)) })
		}
	case "issue picking", "issue staged", "issue open":
		return func(c *call, view fact.View, _ string, each func(documentRow) bool) {
			document.EachOpenIssue(view, func(i document.Issue) bool { return each(c.issueRow(view, i)) })
		}
	case "receipt open":
		return inOrder(func(c *call, view fact.View, add func(documentRow) bool) {
			document.EachOpenReceipt(view, func(r document.Receipt) bool { return add(c.receiptRow(view, r)) })
		})
	case "receipt to_inspect":
		return inOrder(func(c *call, view fact.View, add func(documentRow) bool) {
			last := ""
			document.EachDue(view, "", func(d document.Due) bool {
				r, _ := document.FindReceipt(view, d.Receipt)
				again := d.Receipt == last
				last = d.Receipt
				return again || add(c.receiptRow(view, r))
			})
		})
	case "damage reported", "damage approved", "damage open":
		return inOrder(func(c *call, view fact.View, add func(documentRow) bool) {
			document.EachOpenDamage(view, func(d document.Damage) bool { return add(c.damageRow(view, d)) })
		})
	}
	if kind == "requisition" && slices.Contains(stages[kind], state) {
		return func(c *call, view fact.View, from string, each func(documentRow) bool) {
			document.EachRequisitionIn(view, document.RequisitionState(state), from, func(r document.Requisition) bool { return each(c.requisitionPaper(view, r)) })
		}
	}
	return all
}

// inOrder gives the rows of a table that is kept in another order by their
// numbers, as a list must.
func inOrder(collect func(*call, fact.View, func(documentRow) bool)) eachPaper {
	return func(c *call, view fact.View, _ string, each func(documentRow) bool) {
		var rows []documentRow
		collect(c, view, func(r documentRow) bool { rows = append(rows, r); return true })
		slices.SortFunc(rows, func(a, b documentRow) int { return cmp.Compare(fact.Ordered(a.ID), fact.Ordered(b.ID)) })
		for _, r := range rows {
			if !each(r) {
				return
			}
		}
	}
}

// filter is what a list of documents of a kind leaves out: those in other
// states than the one asked for, and those of other days.
func (c *call) filter(kind string) (keep func(stage string, open bool, day stock.Date) bool, err error) {
	query := c.r.URL.Query()
	state, from, to := query.Get("state"), stock.Date(query.Get("from")), stock.Date(query.Get("to"))
	switch {
	case !slices.Contains([]string{"", "open", "closed"}, state) && !slices.Contains(stages[kind], state):
		return nil, noState(state, append([]string{"open", "closed"}, stages[kind]...))
	case from != "" && !from.Valid() || to != "" && !to.Valid():
		return nil, fact.Refuse("bad_day", "text", strings.TrimSpace(string(from+" "+to)))
	}
	return func(stage string, open bool, day stock.Date) bool {
		return isIn(kind, stage, open, state) && (from == "" || day >= from) && (to == "" || day <= to)
	}, nil
}
