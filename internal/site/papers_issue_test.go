package site

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestRecallOnPaper: what went where and came back, with room to sign for each
// department that has not answered, and the return of one that did.
func TestRecallOnPaper(t *testing.T) {
	h := sim.NewHouse("2026-11-23")
	sim.Furnish(h)
	sim.Stock(h, sim.Amox, "L1", "2028-01-31", "A-01", 10*24)
	books, err := OpenBooks(t.TempDir(), h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	n := 0
	do := func(person string, c fact.Command, signed ...fact.Signature) {
		t.Helper()
		n++
		if _, err := books.Post(context.Background(), fact.Meta{ID: fmt.Sprint("c", n), At: h.Now(), Person: person, Signatures: signed}, c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	var said given
	for _, r := range h.Facts() {
		said = append(said, r.Fact)
	}
	do("", said)
	do("", given{stock.PlaceDefined{Place: stock.Place{ID: "OPD", Kind: stock.Department, Name: words.Names{ZH: "门诊药房", EN: "Outpatients"}}}})
	for _, department := range []stock.PlaceID{"ICU", "OPD"} {
		do("keeper", document.IssueUrgently{Department: department, Reason: "department_out", Goods: []document.Goods{{Item: sim.Amox, Lot: "L1", From: "A-01", Quantity: 48}}})
	}
	do("boss", document.RecallLot{Lot: stock.LotKey{Item: sim.Amox, Number: "L1"}, Reason: "maker_recall"})
	answer := document.AnswerRecall{Recall: "ZH-2026-0001", Department: "ICU", Left: 24, Used: 24}
	_ = books.View(func(view fact.View) error {
		needs, hash := answer.Signing(view)
		do("keeper", answer, h.Sign("nurse", needs[0].Roles[0], fact.Answered, hash))
		return nil
	})
	back := document.TakeBack{Department: "ICU", Reason: "recalled_lot", Goods: []document.Goods{{Item: sim.Amox, Lot: "L1", Quantity: 24}}}
	do("keeper", back, h.Sign("nurse", policy.Returning[0].Roles[0], fact.Returned, back.Hash()))

	for kind, want := range map[string]struct {
		id         string
		rows, sign int
	}{
		"recall":   {"ZH-2026-0001", 3 + 2 + 2, 1 + 2}, // two went out and one came back, it lies in two places, two departments
		"giveback": {"TK-2026-0001", 1, 2},
	} {
		for _, l := range words.Languages {
			_ = books.View(func(view fact.View) error {
				paper, found := drawers[kind](drawing{view, l}, want.id)
				if !found || len(paper.Rows) != want.rows || len(paper.Signatures) != want.sign {
					t.Errorf("%s in %s: %d rows, %d signatures: %+v", kind, l, len(paper.Rows), len(paper.Signatures), paper)
				}
				for _, row := range paper.Rows {
					if len(row) != len(paper.Columns) || strings.Contains(strings.Join(row, " "), "paper.") {
						t.Errorf("%s has the row %q", kind, row)
					}
				}
				return nil
			})
			var pdf bytes.Buffer
			if found, err := (papers{books, l}).PDF(kind, want.id, l, &pdf); err != nil || !found || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
				t.Errorf("%s: found %t, %v, %d bytes", kind, found, err, pdf.Len())
			}
		}
	}
}
