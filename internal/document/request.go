package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// maxRequisitionLines bounds what one requisition asks for.
const maxRequisitionLines = 2000

// The refusals of writing and deciding a requisition.
var (
	ErrNotDraft     = fact.Refuse("requisition_not_draft")
	ErrNotWaiting   = fact.Refuse("requisition_not_waiting")
	ErrNotApproved  = fact.Refuse("requisition_not_approved")
	ErrOwnRequest   = fact.Refuse("requisition_own")
	ErrNoDepartment = fact.Refuse("no_department")
	ErrRequestLines = fact.Refuse("requisition_lines")
	ErrNoItem       = fact.Refuse("no_item")
)

// WriteRequisition writes a new requisition, or a draft of one anew.
type WriteRequisition struct {
	Requisition Requisition // without a number: a new one
	Send        bool        // for approval; else it stays a draft
}

func (c WriteRequisition) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	r := c.Requisition
	f := RequisitionWritten{Requisition: r, Sent: c.Send}
	if r.ID == "" {
		f.New = true
		f.Requisition.ID = nextNumber(view, "QL", meta.At)
	} else if p := ProgressOf(view, r.ID); p.State != RequestDraft || p.Writer != meta.Person {
		return nil, fact.Refuse("requisition_not_draft", "requisition", r.ID)
	}
	if err := r.check(view); err != nil {
		return nil, err
	}
	f.Requisition.Date = stock.DateOf(meta.At)
	f.Requisition.Lines = nil
	for i, l := range r.Lines {
		l.No = i + 1
		f.Requisition.Lines = append(f.Requisition.Lines, l)
	}
	return []fact.Fact{f}, nil
}

func (r Requisition) check(view fact.View) error {
	if place, found := stock.FindPlace(view, r.Department); !found || place.Kind != stock.Department {
		return fact.Refuse("no_department", "place", string(r.Department))
	}
	if len(r.Lines) == 0 || len(r.Lines) > maxRequisitionLines || !fact.Clean(r.Note) {
		return fact.Refuse("requisition_lines", "most", maxRequisitionLines)
	}
	for i, l := range r.Lines {
		if _, found := stock.FindItem(view, l.Item); !found {
			return fact.Refuse("no_item", "item", string(l.Item), "line", i+1)
		}
		if l.Quantity <= 0 || l.Quantity > stock.MaxQuantity {
			return fact.Refuse("too_much", "most", int64(stock.MaxQuantity))
		}
	}
	return nil
}

// RequisitionWritten is a requisition as somebody wrote it here.
type RequisitionWritten struct {
	Requisition Requisition `json:"requisition"`
	New         bool        `json:"new,omitempty"`  // it took the next number
	Sent        bool        `json:"sent,omitempty"` // for approval
}

func (RequisitionWritten) Kind() string { return "requisition-written" }

func (f RequisitionWritten) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Requisition.ID)
	if f.New {
		taken(store, "QL", meta.At)
	}
	requisitions.Put(store, f.Requisition, f.Requisition.ID)
	state := RequestDraft
	if f.Sent {
		state = RequestWaiting
	}
	progress(store, f.Requisition.ID, RequisitionProgress{State: state, Writer: meta.Person})
}

// DecideRequisition approves a requisition that waits, or refuses it with a
// reason. Nobody approves his own.
type DecideRequisition struct {
	Requisition string
	Approve     bool
	Reason      string
}

func (c DecideRequisition) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	p := ProgressOf(view, c.Requisition)
	switch {
	case p.State != RequestWaiting:
		return nil, fact.Refuse("requisition_not_waiting", "requisition", c.Requisition)
	case c.Approve && p.Writer == meta.Person: // nobody is his own second pair of eyes
		return nil, ErrOwnRequest
	case !c.Approve && c.Reason == "" || !fact.Clean(c.Reason):
		return nil, ErrReasonMissing
	}
	return []fact.Fact{RequisitionDecided{c.Requisition, c.Approve, c.Reason}}, nil
}

// RequisitionDecided is the answer to a requisition.
type RequisitionDecided struct {
	Requisition string `json:"requisition"`
	Approved    bool   `json:"approved"`
	Reason      string `json:"reason,omitempty"`
}

func (RequisitionDecided) Kind() string { return "requisition-decided" }

func (f RequisitionDecided) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Requisition)
	p := ProgressOf(store, f.Requisition)
	p.State, p.Decider, p.Decided, p.Reason = RequestRefused, meta.Person, meta.At, f.Reason
	if f.Approved {
		p.State = RequestApproved
	}
	progress(store, f.Requisition, p)
}

// WithdrawRequisition takes a requisition back before it is picked, by whoever
// wrote it or may approve it.
type WithdrawRequisition struct {
	Requisition string
	Reason      string
	MayApprove  bool // whoever withdraws it
}

func (c WithdrawRequisition) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	p := ProgressOf(view, c.Requisition)
	switch {
	case p.State != RequestDraft && p.State != RequestWaiting && p.State != RequestApproved:
		return nil, fact.Refuse("requisition_not_waiting", "requisition", c.Requisition)
	case !c.MayApprove && (meta.Person == "" || p.Writer != meta.Person):
		return nil, fact.Refuse("requisition_not_draft", "requisition", c.Requisition)
	case c.Reason == "" || !fact.Clean(c.Reason):
		return nil, ErrReasonMissing
	}
	return []fact.Fact{RequisitionDecided{c.Requisition, false, c.Reason}}, nil
}
