package document

import (
	"fmt"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Due is what of a receipt waits for the quality person.
type Due struct {
	Receipt  string         `json:"receipt"`
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Place    stock.PlaceID  `json:"place"`
	Quantity stock.Quantity `json:"quantity"`
	ValueE4  int64          `json:"valueE4"`
}

// Inspection is what the quality person found on a lot of a receipt, and what
// became of it (验收检验单).
type Inspection struct {
	ID       string         `json:"id"`
	Receipt  string         `json:"receipt"`
	Supplier string         `json:"supplier"`
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Place    stock.PlaceID  `json:"place"`  // where the goods waited
	Sample   stock.Quantity `json:"sample"` // of them, looked at closely
	Released stock.Quantity `json:"released"`
	Rejected stock.Quantity `json:"rejected"`
	Dock     stock.PlaceID  `json:"dock,omitempty"`  // where the released went
	Aside    stock.PlaceID  `json:"aside,omitempty"` // where the rejected went
	ValueE4  int64          `json:"valueE4"`
	Findings string         `json:"findings"`         // in the inspector's own words
	Reason   string         `json:"reason,omitempty"` // code why something was rejected
	Signer   string         `json:"signer"`           // by badge and PIN
	Person   string         `json:"person"`
	Station  string         `json:"station,omitempty"`
	At       time.Time      `json:"at"`
	Policy   int            `json:"policy,omitempty"` // the version it was decided under
}

var (
	waiting     = fact.NewTable[Due]("inspection-due") // receipt, item, lot
	inspections = fact.NewNumberedTable[Inspection]("inspection")
)

// Waiting reads what of a lot on a receipt waits for inspection.
func Waiting(view fact.View, receipt string, lot stock.LotKey) Due {
	due, _ := waiting.Get(view, receipt, string(lot.Item), lot.Number)
	return due
}

// EachDue calls each with everything that waits for inspection, oldest receipt
// first, from one on, until it answers false.
func EachDue(view fact.View, from string, each func(Due) bool) {
	waiting.EachFrom(view, from, func(_ []string, d Due) bool { return each(d) })
}

// AnyDue reports whether anything waits for inspection.
func AnyDue(view fact.View) (any bool) {
	EachDue(view, "", func(Due) bool { any = true; return false })
	return any
}

// DeskReasons are why goods are rejected, returned or reported as damaged.
var DeskReasons = []string{"damaged", "seal_broken", "too_warm", "appearance", "expired", "papers", "recalled", "other"}

// FindInspection reads an inspection by its number.
func FindInspection(view fact.View, id string) (Inspection, bool) { return inspections.Get(view, id) }

// EachInspection calls each with every inspection whose number is not below
// from until it answers false.
func EachInspection(view fact.View, from string, each func(Inspection) bool) {
	inspections.EachFrom(view, from, func(_ []string, i Inspection) bool { return each(i) })
}

// standsAt is where goods of an item are put when they come in: with the
// quality person first, if they are to be inspected.
func standsAt(view fact.View, r Receipt, item stock.Item) (place stock.PlaceID, inspect bool, err error) {
	if !policy.In(view).NeedsInspection(item, r.Place) {
		return r.Place, false, nil
	}
	place, found := stock.FirstOf(view, stock.Inspection)
	if !found {
		return "", true, ErrNoInspection
	}
	return place, true, nil
}

// await counts a pack, or a correction below nothing, among what waits.
func await(store fact.Store, f PackReceived, quantity stock.Quantity, valueE4 int64) {
	due, _ := waiting.Get(store, f.Receipt, string(f.Item), f.Lot)
	due.Receipt, due.Item, due.Lot, due.Expiry, due.Place = f.Receipt, f.Item, f.Lot, f.Expiry, f.Place
	due.Quantity += quantity
	due.ValueE4 += valueE4
	due.put(store)
}

func (d Due) put(store fact.Store) {
	if d.Quantity == 0 {
		waiting.Delete(store, d.Receipt, string(d.Item), d.Lot)
		return
	}
	waiting.Put(store, d, d.Receipt, string(d.Item), d.Lot)
}

// The refusals of an inspection.
var (
	ErrNoInspection     = fact.Refuse("no_inspection_place")
	ErrNothingDue       = fact.Refuse("nothing_to_inspect")
	ErrSample           = fact.Refuse("bad_sample")
	ErrFindings         = fact.Refuse("findings_missing")
	ErrInspected        = fact.Refuse("inspected_already")
	ErrInspectorReceipt = fact.Refuse("receipt_still_open")
)

// Inspect decides on all of a lot that a receipt brought: what is rejected
// goes into quarantine, the rest to the dock. The quality person signs for it.
type Inspect struct {
	Receipt  string
	Item     stock.ItemID
	Lot      string
	Sample   stock.Quantity
	Rejected stock.Quantity // 0 releases all
	Findings string
	Reason   string // code; needed where something is rejected
}

// Signing is whose signature the decision needs, and over what.
func (c Inspect) Signing(view fact.View) (needs []policy.Need, hash string) {
	due := Waiting(view, c.Receipt, stock.LotKey{Item: c.Item, Number: c.Lot})
	head := []string{c.Receipt, string(c.Item), c.Lot, fmt.Sprint(c.Sample, c.Rejected), c.Findings, c.Reason}
	return policy.Inspection, fact.Hash(paper{"inspection", head, due})
}

func (c Inspect) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	r, _ := FindReceipt(view, c.Receipt)
	lot := stock.LotKey{Item: c.Item, Number: c.Lot}
	due := Waiting(view, c.Receipt, lot)
	if err := c.check(r, due); err != nil {
		return nil, err
	}
	if needs, hash := c.Signing(view); policy.Signed(meta, hash, needs) != nil {
		return nil, policy.Signed(meta, hash, needs)
	}
	inspection := Inspection{
		ID: nextNumber(view, "YS", meta.At), Receipt: c.Receipt, Supplier: r.Supplier, Item: c.Item, Lot: c.Lot, Expiry: due.Expiry, Place: due.Place,
		Sample: c.Sample, Released: due.Quantity - c.Rejected, Rejected: c.Rejected, ValueE4: due.ValueE4, Findings: c.Findings, Reason: c.Reason,
		Signer: signer(meta, fact.Inspected), Person: meta.Person, Station: meta.Station, At: meta.At, Policy: policy.In(view).Number,
	}
	good, bad, made, err := inspected(view, r, due)
	if err != nil {
		return nil, err
	}
	if inspection.Released > 0 {
		inspection.Dock = good
	}
	if inspection.Rejected > 0 {
		if bad == "" {
			return nil, ErrNoQuarantine
		}
		inspection.Aside = bad
	}
	moves, err := inspection.moves(view, meta, due)
	if err != nil {
		return nil, err
	}
	facts := append(append([]fact.Fact{LotInspected{inspection}}, made...), moves...)
	return makingFree(view, meta, facts, c.Item), nil
}

func (c Inspect) check(r Receipt, due Due) error {
	switch {
	case due.Quantity == 0:
		return fact.Refuse("nothing_to_inspect", "lot", c.Lot, "receipt", c.Receipt)
	case r.Open():
		return fact.Refuse("receipt_still_open", "receipt", c.Receipt)
	case c.Sample <= 0 || c.Sample > due.Quantity || c.Rejected < 0 || c.Rejected > due.Quantity:
		return fact.Refuse("bad_sample", "most", int64(due.Quantity))
	case !said(c.Findings):
		return ErrFindings
	case c.Rejected > 0 && !fact.Clean(c.Reason) || c.Rejected > 0 && c.Reason == "":
		return ErrReasonMissing
	}
	return nil
}

// moves takes the goods to where they belong now, at their own value: the
// place may hold the same lot of another receipt, bought at another price.
func (i Inspection) moves(view fact.View, meta fact.Meta, due Due) ([]fact.Fact, error) {
	trial := fact.NewTrial(view)
	left := stock.Holding{Quantity: due.Quantity, ValueE4: due.ValueE4}
	for _, part := range []struct {
		to       stock.PlaceID
		quantity stock.Quantity
	}{{i.Aside, i.Rejected}, {i.Dock, i.Released}} {
		if part.quantity == 0 || part.to == i.Place {
			continue
		}
		value := stock.Share(left.ValueE4, part.quantity, left.Quantity)
		moved, err := stock.TakeAs(trial, stock.Moved{
			Lot: stock.LotKey{Item: i.Item, Number: i.Lot}, From: i.Place, To: part.to, Quantity: part.quantity, Document: i.ID,
		}, value)
		if err != nil {
			return nil, err
		}
		left.Quantity, left.ValueE4 = left.Quantity-part.quantity, left.ValueE4-value
		trial.Apply(meta, moved)
	}
	return trial.Facts(), nil
}

// LotInspected is the quality person's word on a lot of a receipt.
type LotInspected struct{ Inspection Inspection }

func (LotInspected) Kind() string { return "lot-inspected" }

func (f LotInspected) Apply(store fact.Store, meta fact.Meta) {
	i := f.Inspection
	taken(store, "YS", meta.At)
	inspections.Put(store, i, i.ID)
	waiting.Delete(store, i.Receipt, string(i.Item), i.Lot)
	keepSignatures(store, i.ID, meta)
	follow(store, meta, i.ID, i.Receipt)
}
