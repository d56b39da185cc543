package stock

import (
	"fmt"
	"time"

	"lotgate/internal/fact"
)

// Step is one thing that happened to a lot: goods of it moved, or its status
// was set.
type Step struct {
	Seq      uint64    `json:"seq"` // of the fact
	At       time.Time `json:"at"`
	Person   string    `json:"person,omitempty"`
	Station  string    `json:"station,omitempty"`
	From     PlaceID   `json:"from,omitempty"`
	To       PlaceID   `json:"to,omitempty"`
	Quantity Quantity  `json:"quantity,omitempty"`
	Named    Quantity  `json:"named,omitempty"` // of it, by the codes of its packs
	Document string    `json:"document,omitempty"`
	Corrects uint64    `json:"corrects,omitempty"`
	Status   Status    `json:"status,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

var (
	lotSteps     = fact.NewTable[Step]("lot-step")        // item, lot, number of the fact
	documentLots = fact.NewTable[bool]("document-lot")    // document, item, lot
	documentsOf  = fact.NewTable[bool]("person-document") // person, document
	documentsAt  = fact.NewTable[bool]("place-document")  // department, document
)

// stepKey orders numbers of facts as text.
func stepKey(seq uint64) string { return fmt.Sprintf("%020d", seq) }

// EachStep calls each with all that happened to a lot, from the fact of a
// number on, in order, until it answers false.
func EachStep(view fact.View, lot LotKey, from uint64, each func(Step) bool) {
	lotSteps.EachFrom(view, stepKey(from), func(_ []string, s Step) bool { return each(s) }, string(lot.Item), lot.Number)
}

// EachLotOf calls each with every lot that a document moved goods of until it
// answers false.
func EachLotOf(view fact.View, document string, each func(LotKey) bool) {
	documentLots.Each(view, func(key []string, _ bool) bool { return each(LotKey{ItemID(key[0]), key[1]}) }, document)
}

// EachDocumentOf calls each with every document with goods that a person had a
// part in, from one on, until it answers false.
func EachDocumentOf(view fact.View, person, from string, each func(document string) bool) {
	documentsOf.EachFrom(view, from, func(key []string, _ bool) bool { return each(key[0]) }, person)
}

// EachDocumentAt calls each with every document by which goods came to a
// department or went back, from one on, until it answers false.
func EachDocumentAt(view fact.View, department PlaceID, from string, each func(document string) bool) {
	documentsAt.EachFrom(view, from, func(key []string, _ bool) bool { return each(key[0]) }, string(department))
}

// TookPart notes that a person had a part in a document.
func TookPart(store fact.Store, person, document string) {
	if person != "" && document != "" {
		note(store, documentsOf, person, document)
	}
}

// note writes what is not noted yet.
func note(store fact.Store, table fact.Table[bool], key ...string) {
	if _, found := table.Get(store, key...); !found {
		table.Put(store, true, key...)
	}
}

// trace keeps for each lot, document, person and department what led where.
func (f Moved) trace(store fact.Store, meta fact.Meta) {
	lotSteps.Put(store, Step{
		Seq: meta.Seq, At: meta.At, Person: meta.Person, Station: meta.Station, From: f.From, To: f.To, Quantity: f.Quantity, Named: f.Named, Document: f.Document, Corrects: f.Corrects,
	}, string(f.Lot.Item), f.Lot.Number, stepKey(meta.Seq))
	if f.Document == "" {
		return
	}
	note(store, documentLots, f.Document, string(f.Lot.Item), f.Lot.Number)
	TookPart(store, meta.Person, f.Document)
	for _, id := range []PlaceID{f.From, f.To} {
		if p, _ := FindPlace(store, id); p.Kind == Department {
			note(store, documentsAt, string(id), f.Document)
		}
	}
}

func (f LotStatusSet) trace(store fact.Store, meta fact.Meta) {
	lotSteps.Put(store, Step{Seq: meta.Seq, At: meta.At, Person: meta.Person, Station: meta.Station, Status: f.Status, Reason: f.Reason},
		string(f.Lot.Item), f.Lot.Number, stepKey(meta.Seq))
}
