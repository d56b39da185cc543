package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// EndShort ends a task that cannot be filled where it points to, and plans
// the rest from elsewhere.
type EndShort struct {
	Issue  string
	Task   int
	Reason string
}

func (c EndShort) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	issue, found := FindIssue(view, c.Issue)
	if !found || !issue.Open() {
		return nil, fact.Refuse("issue_closed", "issue", c.Issue)
	}
	task, found := FindTask(view, c.Issue, c.Task)
	switch {
	case !found || task.Left() <= 0:
		return nil, ErrTaskDone
	case c.Reason == "":
		return nil, ErrReasonMissing
	}
	item, _ := stock.FindItem(view, task.Item)
	line := lineOf(view, issue, task.Line)
	portions, unmet := allocate(view, item, line.Lot, task.Left(), stock.DateOf(meta.At), spots{task.spot(): true}, newTaking())
	short := TaskShort{Issue: c.Issue, Task: c.Task, Missing: task.Left(), Reason: c.Reason, Unmet: unmet}
	return append([]fact.Fact{short}, numbered(c.Issue, issue.Tasks, toTasks(line, portions))...), nil
}

// lineOf is the requisition's line that a task is for.
func lineOf(view fact.View, issue Issue, no int) RequisitionLine {
	requisition, _ := FindRequisition(view, issue.Requisition)
	for _, l := range requisition.Lines {
		if l.No == no {
			return l
		}
	}
	return RequisitionLine{No: no}
}

// TaskShort ends a task with less than was due.
type TaskShort struct {
	Issue   string         `json:"issue"`
	Task    int            `json:"task"`
	Missing stock.Quantity `json:"missing"`
	Reason  string         `json:"reason"`
	Unmet   stock.Quantity `json:"unmet,omitempty"` // of the missing, what lies nowhere else either
}

func (TaskShort) Kind() string { return "task-short" }

func (f TaskShort) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Issue)
	task := end(store, f.Issue, f.Task, f.Reason, f.Missing)
	addUnmet(store, f.Issue, task.Line, f.Unmet)
	doubtful.Put(store, f.Issue, task.spot().key()...)
}

// end ends a task with less than was due and gives free what it was promised.
func end(store fact.Store, id string, no int, reason string, missing stock.Quantity) Task {
	task, _ := FindTask(store, id, no)
	task.Short = reason
	task.put(store)
	reserve(store, task.spot(), -missing)
	issue, _ := FindIssue(store, id)
	issue.Done++
	issues.Put(store, issue, issue.ID)
	return task
}

// addUnmet notes that a line cannot get so much more.
func addUnmet(store fact.Store, issue string, line int, quantity stock.Quantity) {
	if quantity <= 0 {
		return
	}
	u, _ := unmets.Get(store, issue, number(line))
	u.Line = line
	u.Quantity += quantity
	unmets.Put(store, u, issue, number(line))
}

// The refusals of a hand-over.
var (
	ErrStillDue    = fact.Refuse("still_due")
	ErrNothingPick = fact.Refuse("nothing_picked")
	ErrSamePerson  = fact.Refuse("same_person")

	ErrOtherDepartment = fact.Refuse("other_department")
	ErrNoSuchPerson    = fact.Refuse("no_receiver")
)

// HandOver gives the picked goods to the department. The receiver signs for
// them, and with goods of a two-person class before that who gives them out
// and who checked them.
type HandOver struct {
	Issue    string
	Receiver string
	For      stock.PlaceID // the only department that the receiver signs for; "" for any
}

func (c HandOver) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	issue, found := FindIssue(view, c.Issue)
	switch {
	case !found || !issue.Open():
		return nil, fact.Refuse("issue_closed", "issue", c.Issue)
	case issue.Done < issue.Tasks:
		return nil, fact.Refuse("still_due", "n", issue.Tasks-issue.Done)
	case c.Receiver == "":
		return nil, ErrNoSuchPerson
	case c.Receiver == meta.Person:
		return nil, ErrSamePerson
	case c.For != "" && c.For != issue.Department:
		return nil, otherDepartment(view, c.For, issue.Department)
	}
	moves, err := c.moves(view, meta, issue)
	if err != nil {
		return nil, err
	}
	if len(moves) == 0 {
		return nil, ErrNothingPick
	}
	needs, hash := IssueSigning(view, issue)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	if signer(meta, fact.Taken) != c.Receiver {
		return nil, ErrNoSuchPerson
	}
	return append(moves, IssueHandedOver{Issue: c.Issue, Receiver: c.Receiver, Policy: policy.In(view).Number}), nil
}

func otherDepartment(view fact.View, signsFor, asks stock.PlaceID) error {
	return fact.Refuse("other_department", "own", stock.PlaceName(view, signsFor), "department", stock.PlaceName(view, asks))
}

// moves takes every line out of staging, asking once more whether it may go:
// a lot may have been held since it was picked.
func (c HandOver) moves(view fact.View, meta fact.Meta, issue Issue) (facts []fact.Fact, err error) {
	rules := policy.In(view)
	staging, _ := stock.FindPlace(view, issue.Staging)
	said := saidOf(view, issue.ID)
	EachIssueLine(view, issue.ID, func(l IssueLine) bool {
		if l.Quantity == 0 {
			return true
		}
		key := stock.LotKey{Item: l.Item, Number: l.Lot}
		lot, _ := stock.FindLot(view, key)
		item, _ := stock.FindItem(view, l.Item)
		if err = rules.Fit(policy.Goods{Lot: lot, Item: item, Place: staging}, policy.Issue, stock.DateOf(meta.At)); err != nil {
			return false
		}
		if err = byCode(view, key, l.Quantity, said[key]); err != nil {
			return false
		}
		var moved stock.Moved
		moved, err = stock.TakeAs(view, stock.Moved{Lot: key, From: issue.Staging, To: issue.Department, Quantity: l.Quantity, Document: issue.ID}, l.ValueE4)
		facts = append(facts, moved)
		return err == nil
	})
	return facts, err
}

// saidOf is how much of each lot was picked by the codes of its packs, or with
// leave to go without.
func saidOf(view fact.View, issue string) map[stock.LotKey]stock.Quantity {
	said := map[stock.LotKey]stock.Quantity{}
	picks.Each(view, func(_ []string, p Picked) bool {
		if !p.Gone && (p.Serial != "" || p.Unit != "" || p.Missed) {
			said[p.spot().lot] += p.Quantity
		}
		return true
	}, issue)
	return said
}

// IssueHandedOver ends an issue with the receiver's signature.
type IssueHandedOver struct {
	Issue    string `json:"issue"`
	Receiver string `json:"receiver"`
	Policy   int    `json:"policy,omitempty"` // the version it was decided under
}

func (IssueHandedOver) Kind() string { return "issue-handed-over" }

func (f IssueHandedOver) Apply(store fact.Store, meta fact.Meta) {
	issue, _ := FindIssue(store, f.Issue)
	issue.Finished, issue.HandedBy, issue.Receiver = meta.At, meta.Person, f.Receiver
	issue.Policy = f.Policy
	issues.Put(store, issue, issue.ID)
	keepSignatures(store, f.Issue, meta)
	stock.TookPart(store, f.Receiver, f.Issue)
	endWave(store, f.Issue)
	openIssues.Delete(store, f.Issue)
	follow(store, meta, f.Issue, issue.Requisition)
	progressTo(store, issue.Requisition, RequestDelivered)
}
