package book_test

import (
	"fmt"
	"testing"

	"lotgate/internal/book"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

const (
	largeItems = 1000
	largeLots  = 200 // of each item since the first day
	lyingLots  = 5   // of them, in two bins each; the others went to departments
)

// fill makes a store in which 200,000 lots have been.
func fill(b *testing.B, books *book.Book) {
	b.Helper()
	place := func(id string, kind stock.PlaceKind, walk int) fact.Fact {
		return stock.PlaceDefined{Place: stock.Place{ID: stock.PlaceID(id), Kind: kind, Walk: walk}}
	}
	facts := []fact.Fact{place("STAGE-1", stock.Staging, 0), place("ICU", stock.Department, 0), place("OPD", stock.Department, 0)}
	for i := range 500 {
		facts = append(facts, place(fmt.Sprintf("B-%03d", i), stock.Bin, i))
	}
	for i := range largeItems {
		facts = append(facts, stock.ItemDefined{Item: largeItem(i)})
		for l := range largeLots {
			facts = append(facts, largeLot(i, l)...)
		}
		if len(facts) > 20_000 || i == largeItems-1 {
			if _, err := books.Post(b.Context(), meta(fmt.Sprint("fill-", i)), say{facts: facts}); err != nil {
				b.Fatal(err)
			}
			facts = nil
		}
	}
}

func largeItem(i int) stock.Item {
	return stock.Item{
		ID: stock.ItemID(fmt.Sprintf("I%04d", i)), Name: words.Names{ZH: fmt.Sprint("药品", i), EN: fmt.Sprint("Drug ", i)}, Spec: "0.25 g x 24", MinLifeDays: 180, NearDays: 365,
		Packages: []stock.Package{{Level: stock.Base, Content: 1}, {Level: stock.Box, Content: 24, GTINs: []string{fmt.Sprintf("069%011d", i)}}},
	}
}

func largeLot(i, l int) []fact.Fact {
	key := stock.LotKey{Item: largeItem(i).ID, Number: fmt.Sprintf("L%03d", l)}
	facts := []fact.Fact{stock.LotOpened{Lot: stock.Lot{LotKey: key, Expiry: stock.Date("2027-01-01").Add(l), Status: stock.Usable}}}
	to := []stock.PlaceID{"ICU", "OPD"}
	if l >= largeLots-lyingLots {
		to = []stock.PlaceID{stock.PlaceID(fmt.Sprintf("B-%03d", (i+l)%500)), stock.PlaceID(fmt.Sprintf("B-%03d", (i+7*l+1)%500))}
	}
	for _, place := range to {
		facts = append(facts, stock.Moved{Lot: key, From: stock.Opening, To: place, Quantity: 240, ValueE4: 240_000})
	}
	return facts
}

// BenchmarkAllocate decides what to take where for a requisition of 1,000
// lines, each needing the goods of two bins, in a store in which 200,000 lots
// have been.
func BenchmarkAllocate(b *testing.B) {
	books := newBook(b)
	fill(b, books)
	var lines []document.RequisitionLine
	for i := range largeItems {
		lines = append(lines, document.RequisitionLine{No: i + 1, Item: largeItem(i).ID, Quantity: 300})
	}
	asked := document.RequisitionPlaced{Requisition: document.Requisition{ID: "QL-1", Department: "ICU", Lines: lines}}
	if _, err := books.Post(b.Context(), meta("ask"), say{facts: []fact.Fact{asked}}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		err := books.View(func(view fact.View) error {
			facts, err := document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"}.Decide(view, meta("start"))
			if len(facts) != 2*largeItems+1 {
				b.Fatalf("%d facts: %v", len(facts), err)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPropose finds a bin for a lot that came to the dock of that store,
// as the screen of putting away does at every scan: of an item whose lots lie
// in bins of their own, and of one that has lain nowhere but in departments.
func BenchmarkPropose(b *testing.B) {
	books := newBook(b)
	fill(b, books)
	gone := []fact.Fact{stock.ItemDefined{Item: largeItem(largeItems)}}
	for l := range largeLots - lyingLots {
		gone = append(gone, largeLot(largeItems, l)...)
	}
	if _, err := books.Post(b.Context(), meta("gone"), say{facts: gone}); err != nil {
		b.Fatal(err)
	}
	for name, lot := range map[string]stock.LotKey{
		"lies here":   {Item: largeItem(7).ID, Number: fmt.Sprintf("L%03d", largeLots-1)},
		"all is gone": {Item: largeItem(largeItems).ID, Number: "NEW"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				err := books.View(func(view fact.View) error {
					if len(document.Propose(view, lot, 240, 4)) != 4 {
						b.Fatal("too few bins are proposed")
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
