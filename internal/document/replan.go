package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// replan plans what an issue could not get and can get now, of items that are
// wanted.
func replan(view fact.View, requisition Requisition, issue Issue, day stock.Date, wanted func(stock.ItemID) bool) (facts []fact.Fact) {
	used := newTaking()
	var planned []Task
	for _, line := range requisition.Lines {
		missing, found := unmets.Get(view, issue.ID, number(line.No))
		if !found || !wanted(line.Item) {
			continue
		}
		item, _ := stock.FindItem(view, line.Item)
		portions, still := allocate(view, item, line.Lot, missing.Quantity, day, nil, used)
		if still < missing.Quantity {
			facts = append(facts, UnmetPlanned{Issue: issue.ID, Line: line.No, Quantity: missing.Quantity - still})
		}
		planned = append(planned, toTasks(line, portions)...)
	}
	return append(facts, numbered(issue.ID, issue.Tasks, planned)...)
}

func anyItem(stock.ItemID) bool { return true }

// makingFree adds to facts, which let more goods be used, the tasks of issues
// under way that lacked them, oldest first. It costs what is lacked, and
// nothing where nobody lacks anything.
func makingFree(view fact.View, meta fact.Meta, facts []fact.Fact, items ...stock.ItemID) []fact.Fact {
	wanted := map[stock.ItemID]bool{}
	for _, id := range items {
		wanted[id] = true
	}
	lacking := lackingIssues(view)
	if len(wanted) == 0 || len(lacking) == 0 {
		return facts
	}
	trial := fact.NewTrial(view)
	trial.Apply(meta, facts...)
	for _, issue := range lacking {
		requisition, _ := FindRequisition(trial, issue.Requisition)
		trial.Apply(meta, replan(trial, requisition, issue, stock.DateOf(meta.At), func(id stock.ItemID) bool { return wanted[id] })...)
	}
	return trial.Facts()
}

// lackingIssues lists the issues under way that could not get something.
func lackingIssues(view fact.View) (lacking []Issue) {
	EachOpenIssue(view, func(i Issue) bool {
		EachUnmet(view, i.ID, func(Unmet) bool {
			lacking = append(lacking, i)
			return false
		})
		return true
	})
	return lacking
}

// itemsOf lists the items that moves are of.
func itemsOf(facts []fact.Fact) (items []stock.ItemID) {
	for _, f := range facts {
		if m, is := f.(stock.Moved); is {
			items = append(items, m.Lot.Item)
		}
	}
	return items
}

// UnmetPlanned says that a part of what an issue could not get is there now.
// Its tasks are the TaskPlanned facts beside it.
type UnmetPlanned struct {
	Issue    string         `json:"issue"`
	Line     int            `json:"line"`
	Quantity stock.Quantity `json:"quantity"`
}

func (UnmetPlanned) Kind() string { return "unmet-planned" }

func (f UnmetPlanned) Apply(store fact.Store, _ fact.Meta) {
	u, _ := unmets.Get(store, f.Issue, number(f.Line))
	u.Quantity -= f.Quantity
	if u.Quantity <= 0 {
		unmets.Delete(store, f.Issue, number(f.Line))
		return
	}
	unmets.Put(store, u, f.Issue, number(f.Line))
}
