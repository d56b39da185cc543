package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// HoldLot stops a lot that is in doubt until it is released.
type HoldLot struct {
	Lot    stock.LotKey
	Reason string // code of stock.Reasons, or a person's own words
}

// RecallLot stops a lot for good: its maker or an authority wants it back.
type RecallLot struct {
	Lot    stock.LotKey
	Reason string
}

// ReleaseLot lets a lot that was held, recalled or quarantined be used again.
type ReleaseLot struct {
	Lot    stock.LotKey
	Reason string
}

// The refusals of a lot's status.
var (
	ErrStoppedAlready = fact.Refuse("lot_stopped_already")
	ErrNotStopped     = fact.Refuse("lot_not_stopped")
)

func (c HoldLot) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	lot, err := lotFor(view, c.Lot, c.Reason)
	switch {
	case err != nil:
		return nil, err
	case lot.Status == stock.Held || lot.Status == stock.Recalled:
		return nil, fact.Refuse("lot_stopped_already", "lot", c.Lot.Number, "reason", stock.Why(lot.Reason))
	}
	return StopLots(view, stock.DateOf(meta.At), stock.LotStatusSet{Lot: c.Lot, Status: stock.Held, Reason: c.Reason}), nil
}

func (c RecallLot) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	lot, err := lotFor(view, c.Lot, c.Reason)
	switch {
	case err != nil:
		return nil, err
	case lot.Status == stock.Recalled:
		return nil, fact.Refuse("lot_stopped_already", "lot", c.Lot.Number, "reason", stock.Why(lot.Reason))
	}
	facts := StopLots(view, stock.DateOf(meta.At), stock.LotStatusSet{Lot: c.Lot, Status: stock.Recalled, Reason: c.Reason})
	return append(facts, OpenRecalls(view, meta, stock.LotStatusSet{Lot: c.Lot, Status: stock.Recalled, Reason: c.Reason})...), nil
}

// OpenRecalls are the papers of lots that are called back, beside StopLots.
func OpenRecalls(view fact.View, meta fact.Meta, stops ...stock.LotStatusSet) []fact.Fact {
	trial := fact.NewTrial(view)
	for _, stop := range stops {
		if stop.Status == stock.Recalled {
			trial.Apply(meta, RecallOpened{Recall{ID: nextNumber(trial, "ZH", meta.At), Lot: stop.Lot, Reason: stop.Reason, Person: meta.Person, Opened: meta.At}})
		}
	}
	return trial.Facts()
}

// Decide leaves goods that were picked of it before in their staging: they can
// be handed over as they are. Issues that lacked the item get tasks for it.
func (c ReleaseLot) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	lot, err := lotFor(view, c.Lot, c.Reason)
	switch {
	case err != nil:
		return nil, err
	case !lot.Status.Stopped():
		return nil, fact.Refuse("lot_not_stopped", "lot", c.Lot.Number)
	}
	facts := []fact.Fact{stock.LotStatusSet{Lot: c.Lot, Status: stock.Usable, Reason: c.Reason}}
	if recall, found := RecallOf(view, c.Lot); found && recall.Open() {
		if err := recall.answered(view); err != nil {
			return nil, err
		}
		facts = append(facts, RecallClosed{recall.ID})
	}
	return makingFree(view, meta, facts, c.Lot.Item), nil
}

func lotFor(view fact.View, key stock.LotKey, reason string) (stock.Lot, error) {
	lot, found := stock.FindLot(view, key)
	if !found {
		item, _ := stock.FindItem(view, key.Item)
		return lot, fact.Refuse("lot_unknown", "lot", key.Number, "item", item.Name)
	}
	if reason == "" || !fact.Clean(reason) {
		return lot, ErrReasonMissing
	}
	return lot, nil
}

// StopLots sets lots to a status in which they may not be used, and takes them
// out of all work under way at once: what was still to be picked of them is
// planned from other lots where there are any.
func StopLots(view fact.View, day stock.Date, stops ...stock.LotStatusSet) (facts []fact.Fact) {
	s := stopping{view: view, day: day, avoid: spots{}, used: newTaking(), tasks: map[string]int{}}
	for _, stop := range stops {
		s.avoid[spot{lot: stop.Lot}] = true
		s.facts = append(s.facts, stop)
	}
	for _, stop := range stops {
		if stop.Status != stock.Usable {
			s.stop(stop)
		}
	}
	return s.facts
}

// stopping collects what follows from stopping lots.
type stopping struct {
	view  fact.View
	day   stock.Date
	avoid spots
	used  *taking
	tasks map[string]int // by issue: how many there are, with those planned here
	facts []fact.Fact
}

func (s *stopping) stop(set stock.LotStatusSet) {
	due := dueOf(s.view, set.Lot)
	EachOpenIssue(s.view, func(issue Issue) bool {
		line, _ := issueLines.Get(s.view, issue.ID, string(set.Lot.Item), set.Lot.Number)
		if len(due[issue.ID]) == 0 && line.Quantity == 0 {
			return true
		}
		if s.tasks[issue.ID] == 0 {
			s.tasks[issue.ID] = issue.Tasks
		}
		s.facts = append(s.facts, IssueStopped{Issue: issue.ID, Item: set.Lot.Item, Lot: set.Lot.Number, Status: set.Status, Reason: set.Reason, Staged: line.Quantity})
		for _, task := range due[issue.ID] {
			s.again(task, set.Status)
		}
		return true
	})
}

// again ends a task and plans what is left of it from elsewhere.
func (s *stopping) again(task Task, status stock.Status) {
	item, _ := stock.FindItem(s.view, task.Item)
	issue, _ := FindIssue(s.view, task.Issue)
	line := lineOf(s.view, issue, task.Line)
	portions, unmet := allocate(s.view, item, line.Lot, task.Left(), s.day, s.avoid, s.used)
	s.facts = append(s.facts, TaskStopped{Issue: task.Issue, Task: task.No, Missing: task.Left(), Status: status, Unmet: unmet})
	s.facts = append(s.facts, numbered(task.Issue, s.tasks[task.Issue], toTasks(line, portions))...)
	s.tasks[task.Issue] += len(portions)
}

// dueOf lists what is still to be picked of a lot, by issue.
func dueOf(view fact.View, lot stock.LotKey) map[string][]Task {
	due := map[string][]Task{}
	lotTasks.Each(view, func(key []string, no int) bool {
		task, _ := FindTask(view, key[0], no)
		due[task.Issue] = append(due[task.Issue], task)
		return true
	}, string(lot.Item), lot.Number)
	return due
}

// IssueStopped says that a lot which an issue is picked from, or has in
// staging, may no longer be used.
type IssueStopped struct {
	Issue  string         `json:"issue"`
	Item   stock.ItemID   `json:"item"`
	Lot    string         `json:"lot"`
	Status stock.Status   `json:"status"`
	Reason string         `json:"reason"`
	Staged stock.Quantity `json:"staged,omitempty"` // base units picked of it before
}

// Stop is an IssueStopped as it is kept.
type Stop struct {
	IssueStopped
	Seq uint64 `json:"seq"`
}

var stops = fact.NewTable[Stop]("issue-stop") // issue, item, lot

func (IssueStopped) Kind() string { return "issue-stopped" }

func (f IssueStopped) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Issue)
	stops.Put(store, Stop{f, meta.Seq}, f.Issue, string(f.Item), f.Lot)
	issue, _ := FindIssue(store, f.Issue)
	issue.Stopped = meta.Seq
	issues.Put(store, issue, issue.ID)
}

// LastStop reads what stopped a lot of an issue last.
func LastStop(view fact.View, issue Issue) (last Stop, found bool) {
	if issue.Stopped == 0 {
		return Stop{}, false
	}
	stops.Each(view, func(_ []string, s Stop) bool {
		last, found = s, s.Seq == issue.Stopped
		return !found
	}, issue.ID)
	return last, found
}

// EachStopped calls each with every line of an issue that lies in staging but
// may not leave, because its lot was stopped since, until it answers false.
func EachStopped(view fact.View, issue Issue, each func(IssueLine, stock.Lot) bool) {
	if issue.Stopped == 0 || !issue.Open() {
		return
	}
	stops.Each(view, func(_ []string, s Stop) bool {
		line, found := issueLines.Get(view, issue.ID, string(s.Item), s.Lot)
		lot, _ := stock.FindLot(view, stock.LotKey{Item: s.Item, Number: s.Lot})
		if !found || line.Quantity == 0 || !lot.Status.Stopped() {
			return true
		}
		return each(line, lot)
	}, issue.ID)
}

// TaskStopped ends a task whose lot may no longer be used. The TaskPlanned
// facts beside it are for what was still due.
type TaskStopped struct {
	Issue   string         `json:"issue"`
	Task    int            `json:"task"`
	Missing stock.Quantity `json:"missing"`
	Status  stock.Status   `json:"status"`
	Unmet   stock.Quantity `json:"unmet,omitempty"` // of the missing, what lies nowhere else either
}

func (TaskStopped) Kind() string { return "task-stopped" }

func (f TaskStopped) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Issue)
	task := end(store, f.Issue, f.Task, string(f.Status), f.Missing)
	if task.Picked == 0 {
		issue, _ := FindIssue(store, f.Issue)
		issue.Ended++
		issues.Put(store, issue, issue.ID)
	}
	addUnmet(store, f.Issue, task.Line, f.Unmet)
}
