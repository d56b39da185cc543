package document

import (
	"cmp"
	"slices"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Issue is what leaves for a department on one requisition (出库单).
type Issue struct {
	ID          string        `json:"id"`
	Requisition string        `json:"requisition"`
	Department  stock.PlaceID `json:"department"`
	Staging     stock.PlaceID `json:"staging"` // where picked goods wait
	Person      string        `json:"person"`
	Station     string        `json:"station"`
	Opened      time.Time     `json:"opened"`
	Tasks       int           `json:"tasks"`
	Done        int           `json:"done"` // tasks picked in full, or short
	Last        uint64        `json:"last"` // the last pick that counts, to undo
	Finished    time.Time     `json:"finished,omitzero"`
	HandedBy    string        `json:"handedBy,omitempty"`
	Receiver    string        `json:"receiver,omitempty"`
	Stopped     uint64        `json:"stopped,omitempty"` // the last IssueStopped
	Policy      int           `json:"policy,omitempty"`  // the version it was planned, or at its end handed over, under
	Ended       int           `json:"ended,omitempty"`   // tasks, of those done, that ended before anybody picked of them
}

// Walks says how many of how many walks were made: those that were called off
// before anybody went are none.
func (i Issue) Walks() (done, total int) { return i.Done - i.Ended, i.Tasks - i.Ended }

// Staged reports whether all is picked, and something of it waits for its
// receiver.
func (i Issue) Staged() bool { return i.Done == i.Tasks && i.Tasks > i.Ended }

// Open reports whether it is still being picked or waits for its receiver.
func (i Issue) Open() bool { return i.Finished.IsZero() }

// Task is one walk to one place for one lot.
type Task struct {
	Issue  string         `json:"issue"`
	No     int            `json:"no"`
	Line   int            `json:"line"` // of the requisition
	Item   stock.ItemID   `json:"item"`
	Lot    string         `json:"lot"`
	Expiry stock.Date     `json:"expiry,omitempty"`
	Place  stock.PlaceID  `json:"place"`
	Walk   int            `json:"walk"`
	Due    stock.Quantity `json:"due"`
	Picked stock.Quantity `json:"picked"`
	Short  string         `json:"short,omitempty"` // reason it ended early
	Named  bool           `json:"named,omitempty"` // the requisition names the lot
}

// Left is what is still to be picked.
func (t Task) Left() stock.Quantity {
	if t.Short != "" {
		return 0
	}
	return t.Due - t.Picked
}

func (t Task) spot() spot { return spot{stock.LotKey{Item: t.Item, Number: t.Lot}, t.Place} }

// IssueLine is all of one lot on one issue.
type IssueLine struct {
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Quantity stock.Quantity `json:"quantity"`
	ValueE4  int64          `json:"valueE4"`
}

// Unmet is what a requisition line cannot get.
type Unmet struct {
	Line     int            `json:"line"`
	Quantity stock.Quantity `json:"quantity"`
}

var (
	issues     = fact.NewNumberedTable[Issue]("issue")
	issueOf    = fact.NewTable[string]("issue-of")         // requisition -> its issue
	openIssues = fact.NewNumberedTable[bool]("issue-open") // by number
	tasks      = fact.NewTable[Task]("task")               // issue, no
	dueTasks   = fact.NewTable[int]("task-due")            // issue, walk, no
	lotTasks   = fact.NewTable[int]("task-of-lot")         // item, lot, issue, no: those due
	issueLines = fact.NewTable[IssueLine]("issue-line")    // issue, item, lot
	unmets     = fact.NewTable[Unmet]("unmet")             // issue, line
)

// FindIssue reads an issue by its number.
func FindIssue(view fact.View, id string) (Issue, bool) { return issues.Get(view, id) }

// IssueOf finds the issue made for a requisition.
func IssueOf(view fact.View, requisition string) (Issue, bool) {
	id, found := issueOf.Get(view, requisition)
	if !found {
		return Issue{}, false
	}
	return issues.Get(view, id)
}

// EachIssue calls each with every issue whose number is not below from until
// it answers false.
func EachIssue(view fact.View, from string, each func(Issue) bool) {
	issues.EachFrom(view, from, func(_ []string, i Issue) bool { return each(i) })
}

// EachOpenIssue calls each with every issue not handed over until it answers
// false.
func EachOpenIssue(view fact.View, each func(Issue) bool) {
	openIssues.Each(view, func(key []string, _ bool) bool {
		i, _ := issues.Get(view, key[0])
		return each(i)
	})
}

// FindTask reads one task of an issue.
func FindTask(view fact.View, issue string, no int) (Task, bool) {
	return tasks.Get(view, issue, number(no))
}

// EachTask calls each with every task of an issue until it answers false.
func EachTask(view fact.View, issue string, each func(Task) bool) {
	tasks.Each(view, func(_ []string, t Task) bool { return each(t) }, issue)
}

// EachDueTask calls each with every task still to be picked, along the
// walking path, until it answers false.
func EachDueTask(view fact.View, issue string, each func(Task) bool) {
	dueTasks.Each(view, func(_ []string, no int) bool {
		t, _ := FindTask(view, issue, no)
		return each(t)
	}, issue)
}

// EachIssueLine calls each with every line of an issue until it answers false.
func EachIssueLine(view fact.View, issue string, each func(IssueLine) bool) {
	issueLines.Each(view, func(_ []string, l IssueLine) bool { return each(l) }, issue)
}

// EachUnmet calls each with what an issue could not get until it answers
// false.
func EachUnmet(view fact.View, issue string, each func(Unmet) bool) {
	unmets.Each(view, func(_ []string, u Unmet) bool { return each(u) }, issue)
}

// StartIssue plans what to pick for a requisition and reserves it. Where that
// is done already it plans what could not be had then and can be now; mostly
// that is nothing, and it leads to no fact.
type StartIssue struct {
	Requisition string
	Staging     stock.PlaceID
}

func (c StartIssue) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	requisition, found := FindRequisition(view, c.Requisition)
	if !found {
		return nil, fact.Refuse("no_requisition", "requisition", c.Requisition)
	}
	if issue, found := IssueOf(view, c.Requisition); found {
		if issue.Open() {
			return replan(view, requisition, issue, stock.DateOf(meta.At), anyItem), nil
		}
		return nil, fact.Refuse("requisition_done", "requisition", c.Requisition, "issue", issue.ID)
	}
	if state := ProgressOf(view, c.Requisition).State; state != RequestApproved {
		return nil, fact.Refuse("requisition_not_approved", "requisition", c.Requisition, "state", words.Say("requisition."+string(state)))
	}
	if p, found := stock.FindPlace(view, c.Staging); !found || p.Kind != stock.Staging {
		return nil, fact.Refuse("no_staging", "place", string(c.Staging))
	}
	planned, unmet := plan(view, requisition, stock.DateOf(meta.At))
	if len(planned) == 0 {
		return nil, fact.Refuse("nothing_in_stock", "requisition", c.Requisition)
	}
	issue := Issue{
		ID: nextNumber(view, "CK", meta.At), Requisition: c.Requisition, Department: requisition.Department, Staging: c.Staging,
		Person: meta.Person, Station: meta.Station, Opened: meta.At, Policy: policy.In(view).Number,
	}
	facts := []fact.Fact{IssueOpened{issue, unmet}}
	return append(facts, numbered(issue.ID, 0, planned)...), nil
}

// plan allocates every line of a requisition and orders the tasks by the
// walking path.
func plan(view fact.View, requisition Requisition, day stock.Date) (planned []Task, unmet []Unmet) {
	used := newTaking()
	for _, line := range requisition.Lines {
		if line.Quantity == 0 {
			continue // nothing of it was granted
		}
		item, _ := stock.FindItem(view, line.Item)
		portions, missing := allocate(view, item, line.Lot, line.Quantity, day, nil, used)
		planned = append(planned, toTasks(line, portions)...)
		if missing > 0 {
			unmet = append(unmet, Unmet{line.No, missing})
		}
	}
	slices.SortStableFunc(planned, func(a, b Task) int { return cmp.Compare(a.Walk, b.Walk) })
	return planned, unmet
}

func toTasks(line RequisitionLine, portions []portion) (planned []Task) {
	for _, p := range portions {
		planned = append(planned, Task{
			Line: line.No, Named: line.Lot != "", Item: p.lot.Item, Lot: p.lot.Number, Expiry: p.expiry, Place: p.place, Walk: p.walk, Due: p.quantity,
		})
	}
	return planned
}

// numbered makes facts of planned tasks, numbered on from those there are.
func numbered(issue string, after int, planned []Task) (facts []fact.Fact) {
	for i, t := range planned {
		t.Issue, t.No = issue, after+i+1
		facts = append(facts, TaskPlanned{t})
	}
	return facts
}

// IssueOpened begins an issue.
type IssueOpened struct {
	Issue Issue   `json:"issue"`
	Unmet []Unmet `json:"unmet,omitempty"`
}

func (IssueOpened) Kind() string { return "issue-opened" }

func (f IssueOpened) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "CK", meta.At)
	issues.Put(store, f.Issue, f.Issue.ID)
	issueOf.Put(store, f.Issue.ID, f.Issue.Requisition)
	openIssues.Put(store, true, f.Issue.ID)
	follow(store, meta, f.Issue.ID, f.Issue.Requisition)
	progressTo(store, f.Issue.Requisition, RequestPicking)
	for _, u := range f.Unmet {
		unmets.Put(store, u, f.Issue.ID, number(u.Line))
	}
}

// TaskPlanned sends somebody to a place for a lot, and reserves it.
type TaskPlanned struct{ Task Task }

func (TaskPlanned) Kind() string { return "task-planned" }

func (f TaskPlanned) Apply(store fact.Store, _ fact.Meta) {
	t := f.Task
	issue, _ := FindIssue(store, t.Issue)
	issue.Tasks++
	issues.Put(store, issue, issue.ID)
	reserve(store, t.spot(), t.Due)
	t.put(store)
}

// put stores a task and keeps the lists of what is due in step.
func (t Task) put(store fact.Store) {
	tasks.Put(store, t, t.Issue, number(t.No))
	if t.Left() > 0 {
		dueTasks.Put(store, t.No, t.Issue, number(t.Walk), number(t.No))
		lotTasks.Put(store, t.No, string(t.Item), t.Lot, t.Issue, number(t.No))
	} else {
		dueTasks.Delete(store, t.Issue, number(t.Walk), number(t.No))
		lotTasks.Delete(store, string(t.Item), t.Lot, t.Issue, number(t.No))
	}
}

// UnmetItem says what it is that an issue could not get, and how much.
func UnmetItem(view fact.View, issue Issue, u Unmet) (item, amount words.Text) {
	requisition, _ := FindRequisition(view, issue.Requisition)
	for _, l := range requisition.Lines {
		if l.No == u.Line {
			i, _ := stock.FindItem(view, l.Item)
			return words.Say("item.line", "name", i.Name, "spec", i.Spec), Amount(i, u.Quantity)
		}
	}
	return words.Text{}, words.Text{}
}
