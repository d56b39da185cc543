package document

import (
	"slices"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Requisition is what a department asks for ahead of time.
type Requisition struct {
	ID         string            `json:"id"`
	Department stock.PlaceID     `json:"department"`
	Date       stock.Date        `json:"date"`
	Lines      []RequisitionLine `json:"lines"`
	Note       string            `json:"note,omitempty"`
}

// RequisitionLine is one item of a requisition.
type RequisitionLine struct {
	No       int            `json:"no"`
	Item     stock.ItemID   `json:"item"`
	Quantity stock.Quantity `json:"quantity"`      // base units
	Lot      string         `json:"lot,omitempty"` // the one that is asked for; counts where the policy picks by lot

	Asked stock.Quantity `json:"asked,omitempty"` // what the department wrote, where whoever approved it granted less
	Cut   string         `json:"cut,omitempty"`   // why less
}

// AsWritten is a requisition as the department wrote it, before anything was
// cut.
func (r Requisition) AsWritten() Requisition {
	r.Lines = slices.Clone(r.Lines)
	for i, l := range r.Lines {
		if l.Asked != 0 {
			r.Lines[i].Quantity, r.Lines[i].Asked, r.Lines[i].Cut = l.Asked, 0, ""
		}
	}
	return r
}

// RequisitionState is how far a requisition is.
type RequisitionState string

const (
	RequestDraft     RequisitionState = "draft"    // its writer still changes it
	RequestWaiting   RequisitionState = "waiting"  // for approval
	RequestApproved  RequisitionState = "approved" // may be picked
	RequestRefused   RequisitionState = "refused"  // or withdrawn
	RequestPicking   RequisitionState = "picking"
	RequestDelivered RequisitionState = "delivered" // handed over
)

// RequisitionStates lists every state in the order of a requisition's life.
var RequisitionStates = []RequisitionState{RequestDraft, RequestWaiting, RequestApproved, RequestRefused, RequestPicking, RequestDelivered}

// RequisitionProgress is how far a requisition is, and by whom.
type RequisitionProgress struct {
	State    RequisitionState `json:"state"`
	Writer   string           `json:"writer,omitempty"`
	Written  time.Time        `json:"written,omitzero"`  // by Writer, the last time
	Decider  string           `json:"decider,omitempty"` // who approved, refused or withdrew it
	Decided  time.Time        `json:"decided,omitzero"`
	Reason   string           `json:"reason,omitempty"`
	Emergent bool             `json:"emergent,omitempty"` // made for goods that left without one
}

var (
	requisitions     = fact.NewNumberedTable[Requisition]("requisition")
	openRequisitions = fact.NewTable[bool]("requisition-open")                    // may be picked, and not handed over yet
	progresses       = fact.NewTable[RequisitionProgress]("requisition-progress") // by number
	inState          = fact.NewNumberedTable[bool]("requisition-in")              // state, number
)

// FindRequisition reads a requisition by its number.
func FindRequisition(view fact.View, id string) (Requisition, bool) {
	return requisitions.Get(view, id)
}

// ProgressOf reads how far a requisition is.
func ProgressOf(view fact.View, id string) RequisitionProgress {
	p, _ := progresses.Get(view, id)
	return p
}

// EachRequisition calls each with every requisition whose number is not below
// from until it answers false.
func EachRequisition(view fact.View, from string, each func(Requisition) bool) {
	requisitions.EachFrom(view, from, func(_ []string, r Requisition) bool { return each(r) })
}

// EachRequisitionIn is EachRequisition of those in a state.
func EachRequisitionIn(view fact.View, state RequisitionState, from string, each func(Requisition) bool) {
	inState.EachFrom(view, from, func(key []string, _ bool) bool {
		r, _ := requisitions.Get(view, key[0])
		return each(r)
	}, string(state))
}

// EachOpenRequisition calls each with every requisition that may be picked and
// has not been handed over until it answers false.
func EachOpenRequisition(view fact.View, each func(Requisition) bool) {
	openRequisitions.Each(view, func(key []string, _ bool) bool {
		r, _ := requisitions.Get(view, key[0])
		return each(r)
	})
}

// RequisitionPlaced is a requisition that was approved elsewhere, as the
// department wrote it.
type RequisitionPlaced struct{ Requisition Requisition }

func (RequisitionPlaced) Kind() string { return "requisition" }

func (f RequisitionPlaced) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Requisition.ID)
	requisitions.Put(store, f.Requisition, f.Requisition.ID)
	progress(store, f.Requisition.ID, RequisitionProgress{State: RequestApproved})
}

// progress brings a requisition into a state, and keeps the lists in step.
func progress(store fact.Store, id string, p RequisitionProgress) {
	if was, found := progresses.Get(store, id); found && was.State != p.State {
		inState.Delete(store, string(was.State), id)
	}
	progresses.Put(store, p, id)
	inState.Put(store, true, string(p.State), id)
	if p.State == RequestApproved || p.State == RequestPicking {
		openRequisitions.Put(store, true, id)
	} else {
		openRequisitions.Delete(store, id)
	}
}

// progressTo is progress that changes nothing but the state.
func progressTo(store fact.Store, id string, state RequisitionState) {
	p := ProgressOf(store, id)
	p.State = state
	progress(store, id, p)
}
