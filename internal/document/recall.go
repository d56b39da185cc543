package document

import (
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Recall is the paper of a lot that is called back (召回): where it went, what
// came back, and which departments have answered.
type Recall struct {
	ID     string       `json:"id"`
	Lot    stock.LotKey `json:"lot"`
	Reason string       `json:"reason"`
	Person string       `json:"person"`
	Opened time.Time    `json:"opened"`
	Closed time.Time    `json:"closed,omitzero"` // the lot was released
}

// Open reports whether the lot is still called back.
func (r Recall) Open() bool { return r.Closed.IsZero() }

// Answer is what a department says to a recall.
type Answer struct {
	Recall     string         `json:"recall"`
	Department stock.PlaceID  `json:"department"`
	Left       stock.Quantity `json:"left"` // base units that are still there, kept apart
	Used       stock.Quantity `json:"used"` // given to patients
	Note       string         `json:"note,omitempty"`
	Person     string         `json:"person"` // who answers for the department
	At         time.Time      `json:"at"`
}

var (
	recalls  = fact.NewTable[Recall]("recall")
	recallOf = fact.NewTable[string]("recall-of")     // item, lot: the last one
	answers  = fact.NewTable[Answer]("recall-answer") // recall, department
)

// FindRecall reads a recall by its number.
func FindRecall(view fact.View, id string) (Recall, bool) { return recalls.Get(view, id) }

// RecallOf finds the last recall of a lot.
func RecallOf(view fact.View, lot stock.LotKey) (Recall, bool) {
	id, found := recallOf.Get(view, string(lot.Item), lot.Number)
	if !found {
		return Recall{}, false
	}
	return recalls.Get(view, id)
}

// EachRecall calls each with every recall whose number is not below from until
// it answers false.
func EachRecall(view fact.View, from string, each func(Recall) bool) {
	recalls.EachFrom(view, from, func(_ []string, r Recall) bool { return each(r) })
}

// Handing is goods of a lot that came to a department, or went back from it.
type Handing struct {
	Department stock.PlaceID
	Document   string
	At         time.Time
	Giver      string // id of the person
	Receiver   string
	Quantity   stock.Quantity // base units; below nothing where they went back
}

// Whereabouts is what became of a lot.
type Whereabouts struct {
	Deliveries  []Handing
	Departments []DepartmentShare // in the order in which they got of it first
	Inside      []stock.Lying     // in the store
	Came        stock.Quantity    // into the store, of all that ever did
	Destroyed   stock.Quantity
	SentBack    stock.Quantity // to its supplier
}

// DepartmentShare is a department's part of a lot.
type DepartmentShare struct {
	Department stock.PlaceID
	Got        stock.Quantity
	Returned   stock.Quantity
	Answer     Answer // zero until it answers
}

// WhereIs follows a lot through everything that ever happened to it. recall is
// the one whose answers are wanted, or "".
func WhereIs(view fact.View, lot stock.LotKey, recall string) (w Whereabouts) {
	at := map[stock.PlaceID]int{}
	kinds := map[stock.PlaceID]stock.PlaceKind{}
	kind := func(id stock.PlaceID) stock.PlaceKind {
		if _, known := kinds[id]; !known {
			p, _ := stock.FindPlace(view, id)
			kinds[id] = p.Kind
		}
		return kinds[id]
	}
	deliver := func(s stock.Step, department stock.PlaceID, quantity stock.Quantity) {
		if _, known := at[department]; !known {
			answer, _ := answers.Get(view, recall, string(department))
			at[department] = len(w.Departments)
			w.Departments = append(w.Departments, DepartmentShare{Department: department, Answer: answer})
		}
		share := &w.Departments[at[department]]
		if quantity > 0 {
			share.Got += quantity
		} else {
			share.Returned -= quantity
		}
		w.Deliveries = append(w.Deliveries, handing(view, s, department, quantity))
	}
	stock.EachStep(view, lot, 0, func(s stock.Step) bool {
		if kind(s.To) == stock.Department {
			deliver(s, s.To, s.Quantity)
		}
		if kind(s.From) == stock.Department {
			deliver(s, s.From, -s.Quantity)
		}
		switch {
		case s.From.IsOutside():
			w.Came += s.Quantity
		case s.To.IsOutside() && sentBack(view, s.Document):
			w.SentBack += s.Quantity
		case s.To.IsOutside():
			w.Came -= s.Quantity // a scan that was taken back, or goods on consignment that come again as bought
		}
		if kind(s.To) == stock.Loss {
			w.Destroyed += s.Quantity
		}
		return true
	})
	stock.EachHoldingOf(view, lot, func(l stock.Lying) bool {
		if k := kind(l.Place); k != stock.Department && k != stock.Loss && l.Quantity > 0 {
			w.Inside = append(w.Inside, l)
		}
		return true
	})
	return w
}

// Silent reports whether a department has goods of the lot, by the books, and
// did not answer yet.
func (d DepartmentShare) Silent() bool { return d.Got > d.Returned && d.Answer.At.IsZero() }

// ErrUnanswered refuses to end a recall that somebody may not have heard of.
var ErrUnanswered = fact.Refuse("recall_unanswered")

// answered refuses a recall that a department with goods of the lot did not
// answer.
func (r Recall) answered(view fact.View) error {
	var silent []stock.PlaceID
	for _, d := range WhereIs(view, r.Lot, r.ID).Departments {
		if d.Silent() {
			silent = append(silent, d.Department)
		}
	}
	if len(silent) == 0 {
		return nil
	}
	names := words.Listed(silent, func(id stock.PlaceID) words.Names { return stock.PlaceName(view, id) })
	return fact.Refuse("recall_unanswered", "recall", r.ID, "departments", names)
}

func sentBack(view fact.View, document string) bool {
	_, found := FindReturn(view, document)
	return found
}

func handing(view fact.View, s stock.Step, department stock.PlaceID, quantity stock.Quantity) Handing {
	d := Handing{Department: department, Document: s.Document, At: s.At, Giver: s.Person, Quantity: quantity}
	if issue, found := FindIssue(view, s.Document); found {
		d.Receiver = issue.Receiver
	}
	if back, found := FindGiveBack(view, s.Document); found {
		d.Giver, d.Receiver = back.Giver, back.Person
	}
	return d
}

// RecallOpened calls a lot back. Its status is set by the LotStatusSet beside.
type RecallOpened struct{ Recall Recall }

func (RecallOpened) Kind() string { return "recall-opened" }

func (f RecallOpened) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "ZH", meta.At)
	recalls.Put(store, f.Recall, f.Recall.ID)
	recallOf.Put(store, f.Recall.ID, string(f.Recall.Lot.Item), f.Recall.Lot.Number)
	stock.TookPart(store, meta.Person, f.Recall.ID)
	follow(store, meta, f.Recall.ID)
}

// RecallClosed ends a recall: the lot may be used again.
type RecallClosed struct {
	Recall string `json:"recall"`
}

func (RecallClosed) Kind() string { return "recall-closed" }

func (f RecallClosed) Apply(store fact.Store, meta fact.Meta) {
	r, _ := FindRecall(store, f.Recall)
	r.Closed = meta.At
	recalls.Put(store, r, r.ID)
	follow(store, meta, f.Recall)
}

// AnswerRecall says for a department what it still has of a recalled lot, with
// the signature of somebody who signs for that department, whoever writes it
// down. The last answer counts.
type AnswerRecall struct {
	Recall     string
	Department stock.PlaceID
	Left, Used stock.Quantity
	Note       string
}

// The refusals of an answer.
var (
	ErrNoRecall    = fact.Refuse("no_recall")
	ErrGotNothing  = fact.Refuse("recall_got_nothing")
	ErrMoreThanGot = fact.Refuse("recall_more_than_got")
)

// Signing is whose signature the answer needs, and over what: the recall as it
// stands, and what is said to it.
func (c AnswerRecall) Signing(view fact.View) (needs []policy.Need, hash string) {
	recall, _ := FindRecall(view, c.Recall)
	return policy.Answering, fact.Hash(paper{"recall", []string{recall.ID, string(recall.Lot.Item), recall.Lot.Number, recall.Reason}, c})
}

func (c AnswerRecall) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	recall, found := FindRecall(view, c.Recall)
	switch {
	case !found || !recall.Open():
		return nil, fact.Refuse("no_recall", "recall", c.Recall)
	case c.Left < 0 || c.Used < 0 || c.Left > stock.MaxQuantity || c.Used > stock.MaxQuantity:
		return nil, stock.NotAQuantity(min(c.Left, c.Used))
	case !printable(c.Note):
		return nil, ErrText
	}
	item, _ := stock.FindItem(view, recall.Lot.Item)
	for _, share := range WhereIs(view, recall.Lot, recall.ID).Departments {
		if share.Department != c.Department {
			continue
		}
		if kept := share.Got - share.Returned; c.Left+c.Used > kept {
			return nil, fact.Refuse("recall_more_than_got", "kept", Amount(item, kept), "said", Amount(item, c.Left+c.Used))
		}
		needs, hash := c.Signing(view)
		if err := policy.Signed(meta, hash, needs); err != nil {
			return nil, err
		}
		if err := signsFor(view, meta, fact.Answered, c.Department); err != nil {
			return nil, err
		}
		return []fact.Fact{RecallAnswered{Answer{c.Recall, c.Department, c.Left, c.Used, c.Note, signer(meta, fact.Answered), meta.At}}}, nil
	}
	return nil, fact.Refuse("recall_got_nothing", "place", string(c.Department), "lot", recall.Lot.Number)
}

// RecallAnswered is a department's answer.
type RecallAnswered struct{ Answer Answer }

func (RecallAnswered) Kind() string { return "recall-answered" }

func (f RecallAnswered) Apply(store fact.Store, meta fact.Meta) {
	answers.Put(store, f.Answer, f.Answer.Recall, string(f.Answer.Department))
	keepSignatures(store, f.Answer.Recall, meta)
	stock.TookPart(store, f.Answer.Person, f.Answer.Recall)
	follow(store, meta, f.Answer.Recall)
}
