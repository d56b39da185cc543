package document

import (
	"time"

	"lotgate/internal/fact"
)

// Refusal is the paper of what was turned away on one receipt, and why
// (拒收单). Its lines are the receipt's refused packs. It is made when the
// receipt is finished, so that it is whole.
type Refusal struct {
	ID       string    `json:"id"`
	Receipt  string    `json:"receipt"`
	Order    string    `json:"order"`
	Supplier string    `json:"supplier"`
	Person   string    `json:"person"`
	Station  string    `json:"station,omitempty"`
	At       time.Time `json:"at"`
}

var refusals = fact.NewNumberedTable[Refusal]("refusal")

// FindRefusal reads a refusal by its number.
func FindRefusal(view fact.View, id string) (Refusal, bool) { return refusals.Get(view, id) }

// EachRefusal calls each with every refusal whose number is not below from
// until it answers false.
func EachRefusal(view fact.View, from string, each func(Refusal) bool) {
	refusals.EachFrom(view, from, func(_ []string, r Refusal) bool { return each(r) })
}

// refusalOf is the paper that a receipt owes for what it turned away. One that
// is opened again keeps the paper that it has.
func refusalOf(view fact.View, meta fact.Meta, r Receipt) []fact.Fact {
	if r.Refused == 0 || r.Refusal != "" {
		return nil
	}
	return []fact.Fact{RefusalMade{Refusal{
		ID: nextNumber(view, "JS", meta.At), Receipt: r.ID, Order: r.Order, Supplier: r.Supplier,
		Person: meta.Person, Station: meta.Station, At: meta.At,
	}}}
}

// RefusalMade puts what was turned away on a receipt on a paper of its own.
type RefusalMade struct{ Refusal Refusal }

func (RefusalMade) Kind() string { return "refusal-made" }

func (f RefusalMade) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "JS", meta.At)
	refusals.Put(store, f.Refusal, f.Refusal.ID)
	r, _ := FindReceipt(store, f.Refusal.Receipt)
	r.Refusal = f.Refusal.ID
	receipts.Put(store, r, r.ID)
	follow(store, meta, f.Refusal.ID, f.Refusal.Receipt)
}
