package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// SetPickedAside takes goods of a lot that may no longer leave out of an
// issue's staging into quarantine, and plans them from other lots.
type SetPickedAside struct {
	Issue string
	Lot   stock.LotKey
}

func (c SetPickedAside) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	issue, found := FindIssue(view, c.Issue)
	if !found || !issue.Open() {
		return nil, fact.Refuse("issue_closed", "issue", c.Issue)
	}
	line, found := issueLines.Get(view, c.Issue, string(c.Lot.Item), c.Lot.Number)
	lot, _ := stock.FindLot(view, c.Lot)
	item, _ := stock.FindItem(view, c.Lot.Item)
	day := stock.DateOf(meta.At)
	staging, _ := stock.FindPlace(view, issue.Staging)
	if !found || line.Quantity <= 0 || policy.In(view).Fit(policy.Goods{Lot: lot, Item: item, Place: staging}, policy.Issue, day) == nil {
		return nil, fact.Refuse("lot_not_stopped", "lot", c.Lot.Number)
	}
	place, found := stock.FirstOf(view, stock.Quarantine)
	if !found {
		return nil, ErrNoQuarantine
	}
	moved, err := stock.TakeAs(view, stock.Moved{Lot: c.Lot, From: issue.Staging, To: place, Quantity: line.Quantity, Document: issue.ID}, line.ValueE4)
	if err != nil {
		return nil, err
	}
	aside := PickedAside{Issue: c.Issue, Item: c.Lot.Item, Lot: c.Lot.Number, Place: place, Quantity: line.Quantity, ValueE4: moved.ValueE4}
	var planned []Task
	used := newTaking()
	for _, picked := range pickedOf(view, c.Issue, c.Lot) {
		line := lineOf(view, issue, picked.Line)
		portions, unmet := allocate(view, item, line.Lot, picked.Quantity, day, nil, used)
		planned = append(planned, toTasks(line, portions)...)
		if unmet > 0 {
			aside.Unmet = append(aside.Unmet, Unmet{picked.Line, unmet})
		}
	}
	facts := append([]fact.Fact{aside, moved}, backOf(view, c.Issue, c.Lot, place)...)
	return append(facts, numbered(c.Issue, issue.Tasks, planned)...), nil
}

// backOf takes back that the packs picked of a lot left, by their own numbers.
func backOf(view fact.View, issue string, lot stock.LotKey, place stock.PlaceID) (facts []fact.Fact) {
	picks.Each(view, func(_ []string, p Picked) bool {
		if !p.Gone && p.spot().lot == lot {
			facts = append(facts, p.back(view, place)...)
		}
		return true
	}, issue)
	return facts
}

// pickedOf sums what counts of a lot by line of the requisition.
func pickedOf(view fact.View, issue string, lot stock.LotKey) (lines []Unmet) {
	at := map[int]int{}
	picks.Each(view, func(_ []string, p Picked) bool {
		if p.Gone || p.spot().lot != lot {
			return true
		}
		task, _ := FindTask(view, issue, p.Task)
		if _, known := at[task.Line]; !known {
			at[task.Line] = len(lines)
			lines = append(lines, Unmet{Line: task.Line})
		}
		lines[at[task.Line]].Quantity += p.Quantity
		return true
	}, issue)
	return lines
}

// PickedAside records that goods left an issue's staging for quarantine.
type PickedAside struct {
	Issue    string         `json:"issue"`
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Place    stock.PlaceID  `json:"place"`
	Quantity stock.Quantity `json:"quantity"`
	ValueE4  int64          `json:"valueE4"`
	Unmet    []Unmet        `json:"unmet,omitempty"`
}

func (PickedAside) Kind() string { return "picked-aside" }

// Apply keeps the tasks as they were done: what comes in place of the goods is
// planned as new ones.
func (f PickedAside) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Issue)
	issueLines.Delete(store, f.Issue, string(f.Item), f.Lot)
	lot := stock.LotKey{Item: f.Item, Number: f.Lot}
	var gone []Picked
	picks.Each(store, func(_ []string, p Picked) bool {
		if !p.Gone && p.spot().lot == lot {
			gone = append(gone, p)
		}
		return true
	}, f.Issue)
	for _, p := range gone {
		p.Gone = true
		picks.Put(store, p, f.Issue, sequence(p.Seq))
	}
	for _, u := range f.Unmet {
		addUnmet(store, f.Issue, u.Line, u.Quantity)
	}
	issue, _ := FindIssue(store, f.Issue)
	issue.Last = lastThatCounts(store, issue)
	issues.Put(store, issue, issue.ID)
}

// lastThatCounts is the last pick of an issue that was not taken back.
func lastThatCounts(view fact.View, issue Issue) uint64 {
	pick, found := LastPick(view, issue)
	for found && pick.Gone {
		pick, found = FindPick(view, issue.ID, pick.Prev)
	}
	return pick.Seq
}
