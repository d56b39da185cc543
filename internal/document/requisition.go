package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Requisition is what a department asks for ahead of time.
type Requisition struct {
	ID         string            `json:"id"`
	Department stock.PlaceID     `json:"department"`
	Date       stock.Date        `json:"date"`
	Lines      []RequisitionLine `json:"lines"`
}

// RequisitionLine is one item of a requisition.
type RequisitionLine struct {
	No       int            `json:"no"`
	Item     stock.ItemID   `json:"item"`
	Quantity stock.Quantity `json:"quantity"` // base units
}

var (
	requisitions     = fact.NewTable[Requisition]("requisition")
	openRequisitions = fact.NewTable[bool]("requisition-open") // not handed over yet
)

// FindRequisition reads a requisition by its number.
func FindRequisition(view fact.View, id string) (Requisition, bool) {
	return requisitions.Get(view, id)
}

// EachRequisition calls each with every requisition whose number is not below
// from until it answers false.
func EachRequisition(view fact.View, from string, each func(Requisition) bool) {
	requisitions.EachFrom(view, from, func(_ []string, r Requisition) bool { return each(r) })
}

// EachOpenRequisition calls each with every requisition that has not been
// handed over until it answers false.
func EachOpenRequisition(view fact.View, each func(Requisition) bool) {
	openRequisitions.Each(view, func(key []string, _ bool) bool {
		r, _ := requisitions.Get(view, key[0])
		return each(r)
	})
}

// RequisitionPlaced is a requisition as the department wrote it.
type RequisitionPlaced struct{ Requisition Requisition }

func (RequisitionPlaced) Kind() string { return "requisition" }

func (f RequisitionPlaced) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Requisition.ID)
	requisitions.Put(store, f.Requisition, f.Requisition.ID)
	openRequisitions.Put(store, true, f.Requisition.ID)
}
