package document

import (
	"slices"

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
	ErrCutLine      = fact.Refuse("cut_line")
	ErrCutMore      = fact.Refuse("cut_more")
	ErrCutAll       = fact.Refuse("cut_all")
)

// WriteRequisition writes a new requisition, or a draft of one anew.
type WriteRequisition struct {
	Requisition Requisition   // without a number: a new one
	Send        bool          // for approval; else it stays a draft
	For         stock.PlaceID // the only department that the writer asks for; "" for any
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
	if c.For != "" && c.For != r.Department {
		return nil, otherDepartment(view, c.For, r.Department)
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
		switch {
		case l.Quantity <= 0:
			return stock.NotAQuantity(l.Quantity)
		case l.Quantity > stock.MaxQuantity:
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
	progress(store, f.Requisition.ID, RequisitionProgress{State: state, Writer: meta.Person, Written: meta.At})
}

// DecideRequisition approves a requisition that waits, or refuses it with a
// reason. Nobody approves his own.
type DecideRequisition struct {
	Requisition string
	Approve     bool
	Reason      string
	Cuts        []Cut // of an approval: lines of which less is granted
}

// Cut grants less of a line of a requisition than was asked for.
type Cut struct {
	Line     int            `json:"line"`
	Quantity stock.Quantity `json:"quantity"` // base units granted; 0 for none
	Reason   string         `json:"reason"`
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
	if err := c.checkCuts(view); err != nil {
		return nil, err
	}
	return []fact.Fact{RequisitionDecided{Requisition: c.Requisition, Approved: c.Approve, Reason: c.Reason, Cuts: c.Cuts}}, nil
}

// checkCuts asks that each cut is of a line that there is, once, to less than
// was asked for, with a reason, and that something is left.
func (c DecideRequisition) checkCuts(view fact.View) error {
	r, _ := FindRequisition(view, c.Requisition)
	seen := map[int]bool{}
	for _, cut := range c.Cuts {
		i := slices.IndexFunc(r.Lines, func(l RequisitionLine) bool { return l.No == cut.Line })
		switch {
		case i < 0 || seen[cut.Line] || !c.Approve:
			return fact.Refuse("cut_line", "line", cut.Line)
		case cut.Quantity < 0 || cut.Quantity >= r.Lines[i].Quantity:
			item, _ := stock.FindItem(view, r.Lines[i].Item)
			return fact.Refuse("cut_more", "item", item.Name, "asked", Amount(item, r.Lines[i].Quantity))
		case !said(cut.Reason):
			return ErrReasonMissing
		}
		seen[cut.Line] = true
		r.Lines[i].Quantity = cut.Quantity
	}
	if len(c.Cuts) > 0 && !slices.ContainsFunc(r.Lines, func(l RequisitionLine) bool { return l.Quantity > 0 }) {
		return ErrCutAll
	}
	return nil
}

// RequisitionDecided is the answer to a requisition.
type RequisitionDecided struct {
	Requisition string `json:"requisition"`
	Approved    bool   `json:"approved"`
	Reason      string `json:"reason,omitempty"`
	Cuts        []Cut  `json:"cuts,omitempty"`
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
	f.cut(store)
}

// cut keeps beside what is granted what the department had written.
func (f RequisitionDecided) cut(store fact.Store) {
	if len(f.Cuts) == 0 {
		return
	}
	r, _ := FindRequisition(store, f.Requisition)
	for _, cut := range f.Cuts {
		for i := range r.Lines {
			if l := &r.Lines[i]; l.No == cut.Line {
				l.Asked, l.Quantity, l.Cut = l.Quantity, cut.Quantity, cut.Reason
			}
		}
	}
	requisitions.Put(store, r, r.ID)
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
	return []fact.Fact{RequisitionDecided{Requisition: c.Requisition, Reason: c.Reason}}, nil
}
