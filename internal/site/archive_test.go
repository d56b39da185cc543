package site

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/audit"
	"lotgate/internal/backup"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// yearOf posts a receipt, a transfer and a return of 2024 into books.
func yearOf(t *testing.T, books *Books, h *sim.House) {
	t.Helper()
	do := posting(t, books, h)
	var said given
	for _, r := range h.Facts() {
		if _, is := r.Fact.(document.OrderPlaced); !is { // it would stay open
			said = append(said, r.Fact)
		}
	}
	do("", append(said, document.OrderPlaced{Order: document.Order{ID: "CG-V", Supplier: "S1", Lines: []document.OrderLine{
		{No: 1, Item: sim.Vaccine, Quantity: 50, Level: stock.Box, PriceE4: 100_003},
	}}}))
	do("keeper", document.OpenReceipt{Order: "CG-V", Place: "DOCK-1"})
	do("keeper", document.ReceivePack{Receipt: "RK-2024-0001", Item: sim.Vaccine, Level: stock.Box, Quantity: 50, Lot: "V1", Expiry: "2028-03-31"})
	do("keeper", document.FinishReceipt{Receipt: "RK-2024-0001"})
	do("quality", document.Inspect{Receipt: "RK-2024-0001", Item: sim.Vaccine, Lot: "V1", Sample: 5, Findings: "clear"})
	do("keeper", document.MoveGoods{Remark: "x", Goods: []document.Goods{{Item: sim.Vaccine, Lot: "V1", From: "DOCK-1", To: "C-01", Quantity: 5}}})
	do("keeper", document.SendBack{Receipt: "RK-2024-0001", Reason: "damaged", Credit: true, Goods: []document.Goods{{Item: sim.Vaccine, Lot: "V1", From: "C-01", Quantity: 5}}})
}

// told is all that can be asked about papers and a lot of 2024.
func told(t *testing.T, books *Books) (all []string) {
	t.Helper()
	for _, paper := range [][2]string{{"receipt", "RK-2024-0001"}, {"transfer", "YK-2024-0001"}, {"return", "TH-2024-0001"}} {
		var pdf bytes.Buffer
		found, err := papers{books, words.English}.PDF(paper[0], paper[1], words.English, &pdf)
		all = append(all, fmt.Sprint(found, err, pdf.String()))
		var steps []uint64
		_ = books.View(func(view fact.View) error {
			document.EachStep(view, paper[1], 0, func(seq uint64) bool { steps = append(steps, seq); return true })
			return nil
		})
		if len(steps) == 0 {
			t.Errorf("%s has no history", paper[1])
		}
		for _, seq := range steps {
			r, found, err := books.Fact(seq)
			all = append(all, fmt.Sprint(r, found, err))
		}
	}
	_ = books.View(func(view fact.View) error {
		steps := 0
		stock.EachStep(view, stock.LotKey{Item: sim.Vaccine, Number: "V1"}, 0, func(s stock.Step) bool {
			steps++
			all = append(all, fmt.Sprint(s))
			return true
		})
		stock.EachDocumentOf(view, "keeper", "", func(document string) bool {
			stock.EachLotOf(view, document, func(lot stock.LotKey) bool { all = append(all, fmt.Sprint(document, lot)); return true })
			return true
		})
		if steps < 3 {
			t.Errorf("the lot has %d steps", steps)
		}
		return nil
	})
	return all
}

// exportedFrom is the line of every fact.
func exportedFrom(t *testing.T, books *Books) string {
	t.Helper()
	var all bytes.Buffer
	if _, err := books.Export(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(all.String(), "\n")
	return strings.Join(lines[1:len(lines)-2], "")
}

// broughtBack makes a store of a backup, with all that lies in archives, and
// proves a fact of one.
func broughtBack(t *testing.T, books *Books) {
	t.Helper()
	done, err := books.Backup(t.Context(), t.TempDir(), true, true)
	if err != nil {
		t.Fatal(err)
	}
	claim, err := backup.Restore(t.Context(), []string{done.Path}, filepath.Join(t.TempDir(), journalFile), nil)
	if root, rooted := books.Root(done.Facts); err != nil || rooted != nil || claim.Root != root || claim.Facts != books.Journal.Last() {
		t.Errorf("brought back are %d facts: %v, %v", claim.Facts, err, rooted)
	}
	p, err := books.Prove(3)
	if err == nil {
		_, err = p.Check(nil)
	}
	if err != nil {
		t.Errorf("a fact of an archive is not proved: %v", err)
	}
}

// TestPapersOfAnArchivedYear are opened, followed, traced, exported and backed
// up as before, also once everything was made anew.
func TestPapersOfAnArchivedYear(t *testing.T) {
	h := sim.NewHouse("2024-11-23")
	sim.Furnish(h)
	dir := t.TempDir()
	books, err := OpenBooks(dir, h)
	if err != nil {
		t.Fatal(err)
	}
	yearOf(t, books, h)
	h.SetDay("2026-11-23") // a paper bears the day on which it is drawn
	before, exported := told(t, books), exportedFrom(t, books)
	made, err := books.Archive(t.Context(), 2024)
	if err != nil || made.Last != books.Journal.Last() {
		t.Fatalf("%+v, %v", made, err)
	}
	if diff := cmp.Diff(before, told(t, books)); diff != "" {
		t.Error(diff)
	}
	if exportedFrom(t, books) != exported {
		t.Error("it is exported otherwise than before")
	}
	broughtBack(t, books)
	if err := books.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := audit.Run(books.File(), audit.Options{Scratch: t.TempDir()}); err != nil || len(r.Findings) > 0 || r.Facts != made.Last {
		t.Errorf("verified are %d facts of %d: %v, %v", r.Facts, made.Last, r.Findings, err)
	}
	if books, err = OpenBooks(dir, h); err != nil {
		t.Fatal(err)
	}
	defer books.Close()
	if err := books.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, told(t, books)); diff != "" {
		t.Error(diff)
	}
}
