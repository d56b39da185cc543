package document

import (
	"errors"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// UrgentReasons are the codes to choose from.
var UrgentReasons = []string{"life_saving", "department_out", "system_trouble", "other"}

// Urgent is what makes an issue an emergency: goods left at once, with nothing
// asked for or approved before. Somebody else looks at it afterwards.
type Urgent struct {
	Issue    string    `json:"issue"`
	Reason   string    `json:"reason"` // code of UrgentReasons, or a person's own words
	Against  []Against `json:"against,omitempty"`
	Reviewer string    `json:"reviewer,omitempty"` // "" until it was looked at
	Reviewed time.Time `json:"reviewed,omitzero"`
	Fine     bool      `json:"fine,omitempty"` // the reviewer has nothing against it
	Remark   string    `json:"remark,omitempty"`
}

// Against is a rule that stood against goods that left urgently all the same.
type Against struct {
	Item stock.ItemID `json:"item"`
	Lot  string       `json:"lot"`
	Code string       `json:"code"` // of the refusal
}

var (
	urgents   = fact.NewTable[Urgent]("urgent")         // issue
	unlooked  = fact.NewTable[bool]("urgent-to-review") // issue
	hardRules = []error{policy.ErrExpired, policy.ErrRecalled}
)

// FindUrgent reads what made an issue an emergency.
func FindUrgent(view fact.View, issue string) (Urgent, bool) { return urgents.Get(view, issue) }

// EachUrgent calls each with every emergency whose issue is not below from
// until it answers false.
func EachUrgent(view fact.View, from string, each func(Urgent) bool) {
	urgents.EachFrom(view, from, func(_ []string, u Urgent) bool { return each(u) })
}

// EachToReview is EachUrgent of those that nobody has looked at yet.
func EachToReview(view fact.View, from string, each func(Urgent) bool) {
	unlooked.EachFrom(view, from, func(key []string, _ bool) bool {
		u, _ := urgents.Get(view, key[0])
		return each(u)
	})
}

// IssueUrgently gives goods to a department at once. Nothing but a recall or
// an expiry stands against it: whatever else does is written down for the
// review. With the number of an emergency of the same person that nobody has
// looked at yet it adds to that.
type IssueUrgently struct {
	Issue      string // "" for a new one
	Department stock.PlaceID
	Reason     string
	Receiver   string  // who signs for the department; "" if nobody could
	Goods      []Goods // To is left empty: it is the department
	Serials    []Serial
}

// The refusals of an emergency.
var (
	ErrNotUrgent    = fact.Refuse("urgent_closed")
	ErrReviewedOnce = fact.Refuse("urgent_reviewed")
	ErrOwnReview    = fact.Refuse("urgent_own")
)

func (c IssueUrgently) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	issue, err := c.issue(view, meta)
	if err != nil {
		return nil, err
	}
	if err := c.signed(view, meta, issue.Department); err != nil {
		return nil, err
	}
	if len(c.Goods) == 0 || len(c.Goods) > maxLines {
		return nil, ErrNoLines
	}
	gone := UrgentlyIssued{Issue: issue, New: c.Issue == "", Reason: c.Reason}
	trial := fact.NewTrial(view)
	for _, p := range c.Goods {
		against, err := mayLeaveUrgently(trial, meta, p)
		if err != nil {
			return nil, err
		}
		moved, used, err := stock.Use(trial, stock.Moved{Lot: p.key(), From: p.From, To: issue.Department, Quantity: p.Quantity, Document: issue.ID})
		if err != nil {
			return nil, err
		}
		trial.Apply(meta, used...)
		makeRoom(trial, meta, p.spot())
		lot, _ := stock.FindLot(view, p.key())
		p.To = issue.Department
		gone.Against, gone.Lines = append(gone.Against, against...), append(gone.Lines, Line{Goods: p, Expiry: lot.Expiry, ValueE4: moved.ValueE4})
	}
	against, err := c.went(trial, meta, issue.ID)
	gone.Against = append(gone.Against, against...)
	return append([]fact.Fact{gone}, trial.Facts()...), err
}

// went adds what follows for the numbers of single packs. One that left before
// is refused: it is another pack, or a forged one. What else is wrong with a
// number is written down for the review, and the number goes out all the same;
// so is what leaves without a number though all packs of its lot have one.
func (c IssueUrgently) went(trial *fact.Trial, meta fact.Meta, issue string) (against []Against, err error) {
	var said tally // by codes that came in with the lot
	trial.Apply(meta, parted(trial, issue, leavesOf(trial, c.Serials))...)
	for _, n := range c.Serials {
		lot := n.lot(c.Goods)
		went := stock.SerialWent{Item: n.Item, Number: n.Number, Document: issue, Quantity: n.Quantity}
		t, found := stock.FindTrace(trial, n.Item, n.Number)
		if !found {
			went.Lot, went.Content = lot.Number, n.Quantity
		}
		no := new(fact.Refusal)
		switch err := StillHere(trial, lot, n.Number); {
		case t.Gone():
			return nil, err
		case errors.As(err, &no):
			against = append(against, Against{n.Item, lot.Number, no.Code()})
		default:
			said.add(lot, n.Quantity)
		}
		trial.Apply(meta, went)
	}
	return append(against, c.missed(trial, meta, issue, said)...), nil
}

// missed writes down what leaves of each lot without the codes of its packs.
func (c IssueUrgently) missed(trial *fact.Trial, meta fact.Meta, issue string, said tally) (against []Against) {
	var goes tally
	for _, p := range c.Goods {
		goes.add(p.key(), p.Quantity)
	}
	for _, lot := range goes.lots {
		no := new(fact.Refusal)
		if !errors.As(byCode(trial, lot, goes.of[lot], said.of[lot]), &no) {
			continue
		}
		against = append(against, Against{lot.Item, lot.Number, no.Code()})
		if left := goes.of[lot] - said.of[lot]; left > 0 {
			trial.Apply(meta, stock.CodesMissed{Lot: lot, Document: issue, Quantity: left})
		}
	}
	return against
}

// issue is the one that the goods leave by.
func (c IssueUrgently) issue(view fact.View, meta fact.Meta) (Issue, error) {
	if c.Issue != "" {
		issue, _ := FindIssue(view, c.Issue)
		urgent, found := FindUrgent(view, c.Issue)
		if !found || urgent.Reviewer != "" || issue.Person != meta.Person {
			return issue, fact.Refuse("urgent_closed", "issue", c.Issue)
		}
		return issue, nil
	}
	department, _ := stock.FindPlace(view, c.Department)
	switch {
	case department.Kind != stock.Department:
		return Issue{}, fact.Refuse("no_department", "place", string(c.Department))
	case c.Reason == "" || !printable(c.Reason):
		return Issue{}, ErrReasonMissing
	}
	return Issue{
		ID: nextNumber(view, "CK", meta.At), Department: c.Department, Person: meta.Person, Station: meta.Station,
		Opened: meta.At, Finished: meta.At, HandedBy: meta.Person, Receiver: c.Receiver, Policy: policy.In(view).Number,
	}, nil
}

// mayLeaveUrgently asks what stands against goods, and refuses what would harm
// whoever gets them, and what is not there to be taken.
func mayLeaveUrgently(view fact.View, meta fact.Meta, p Goods) (against []Against, err error) {
	item, _ := stock.FindItem(view, p.Item)
	lot, found := stock.FindLot(view, p.key())
	if !found {
		return nil, fact.Refuse("lot_unknown", "lot", p.Lot, "item", item.Name)
	}
	place, _ := stock.FindPlace(view, p.From)
	if !place.Kind.Pickable() {
		return nil, notThere(p.key(), p.From)
	}
	rules := policy.In(view)
	no := rules.Fit(policy.Goods{Lot: lot, Item: item, Place: place}, policy.Issue, stock.DateOf(meta.At))
	for _, hard := range hardRules {
		if errors.Is(no, hard) {
			return nil, no
		}
	}
	if r := new(fact.Refusal); errors.As(no, &r) {
		against = append(against, Against{p.Item, p.Lot, r.Code()})
	}
	if rules.TwoPerson(item) {
		against = append(against, Against{p.Item, p.Lot, policy.ErrUnsigned.Code()})
	}
	if free := stock.OnHand(view, p.key(), p.From).Quantity - Reserved(view, p.key(), p.From); p.Quantity > free {
		against = append(against, Against{p.Item, p.Lot, ErrPromised.Code()})
	}
	return against, nil
}

// makeRoom ends picks that were promised what has left urgently, until what is
// left there is enough for the others, and plans them from elsewhere.
func makeRoom(trial *fact.Trial, meta fact.Meta, here spot) {
	for Reserved(trial, here.lot, here.place) > stock.OnHand(trial, here.lot, here.place).Quantity {
		var last Task
		lotTasks.Each(trial, func(key []string, no int) bool {
			if task, _ := FindTask(trial, key[0], no); task.spot() == here {
				last = task
			}
			return true
		}, string(here.lot.Item), here.lot.Number)
		if last.Issue == "" {
			return
		}
		item, _ := stock.FindItem(trial, last.Item)
		issue, _ := FindIssue(trial, last.Issue)
		ended := TaskStopped{Issue: last.Issue, Task: last.No, Missing: last.Left(), Status: takenUrgently}
		trial.Apply(meta, ended)
		line := lineOf(trial, issue, last.Line)
		portions, unmet := allocate(trial, item, line.Lot, last.Left(), stock.DateOf(meta.At), spots{here: true}, newTaking())
		trial.Apply(meta, numbered(last.Issue, issue.Tasks, toTasks(line, portions))...)
		if unmet > 0 {
			trial.Apply(meta, LineUnmet{Issue: last.Issue, Line: last.Line, Quantity: unmet})
		}
	}
}

// takenUrgently is why a task ended whose goods left by an emergency.
const takenUrgently stock.Status = "taken_urgently"

// LineUnmet says that a line of an issue cannot get so much after all.
type LineUnmet struct {
	Issue    string         `json:"issue"`
	Line     int            `json:"line"`
	Quantity stock.Quantity `json:"quantity"`
}

func (LineUnmet) Kind() string { return "line-unmet" }

func (f LineUnmet) Apply(store fact.Store, meta fact.Meta) {
	addUnmet(store, f.Issue, f.Line, f.Quantity)
	follow(store, meta, f.Issue)
}

// UrgentlyIssued gives goods out at once.
type UrgentlyIssued struct {
	Issue   Issue     `json:"issue"`
	New     bool      `json:"new,omitempty"` // it took the next number
	Reason  string    `json:"reason,omitempty"`
	Lines   []Line    `json:"lines"`
	Against []Against `json:"against,omitempty"`
}

func (UrgentlyIssued) Kind() string { return "urgently-issued" }

func (f UrgentlyIssued) Apply(store fact.Store, meta fact.Meta) {
	id := f.Issue.ID
	urgent, _ := FindUrgent(store, id)
	if f.New {
		taken(store, "CK", meta.At)
		issues.Put(store, f.Issue, id)
		urgent = Urgent{Issue: id, Reason: f.Reason}
		unlooked.Put(store, true, id)
	}
	urgent.Against = append(urgent.Against, f.Against...)
	urgents.Put(store, urgent, id)
	for _, l := range f.Lines {
		line, _ := issueLines.Get(store, id, string(l.Item), l.Lot)
		line.Item, line.Lot, line.Expiry = l.Item, l.Lot, l.Expiry
		line.Quantity, line.ValueE4 = line.Quantity+l.Quantity, line.ValueE4+l.ValueE4
		issueLines.Put(store, line, id, string(l.Item), l.Lot)
	}
	keepSignatures(store, id, meta)
	stock.TookPart(store, f.Issue.Receiver, id)
	follow(store, meta, id)
}

// ReviewUrgent is what somebody else says to an emergency afterwards.
type ReviewUrgent struct {
	Issue  string
	Fine   bool
	Remark string // asked for where it was not fine
}

func (c ReviewUrgent) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	urgent, found := FindUrgent(view, c.Issue)
	issue, _ := FindIssue(view, c.Issue)
	switch {
	case !found || urgent.Reviewer != "":
		return nil, fact.Refuse("urgent_reviewed", "issue", c.Issue)
	case meta.Person == "" || issue.Person == meta.Person:
		return nil, ErrOwnReview
	case !c.Fine && c.Remark == "" || !printable(c.Remark):
		return nil, ErrReasonMissing
	}
	return []fact.Fact{UrgentReviewed(c)}, nil
}

// UrgentReviewed is the review of an emergency.
type UrgentReviewed struct {
	Issue  string `json:"issue"`
	Fine   bool   `json:"fine"`
	Remark string `json:"remark,omitempty"`
}

func (UrgentReviewed) Kind() string { return "urgent-reviewed" }

func (f UrgentReviewed) Apply(store fact.Store, meta fact.Meta) {
	u, _ := FindUrgent(store, f.Issue)
	u.Reviewer, u.Reviewed, u.Fine, u.Remark = meta.Person, meta.At, f.Fine, f.Remark
	urgents.Put(store, u, f.Issue)
	unlooked.Delete(store, f.Issue)
	follow(store, meta, f.Issue)
}
