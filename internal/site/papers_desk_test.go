package site

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// posting posts commands of people, each with the signature that it needs.
func posting(t *testing.T, books *Books, h *sim.House) func(person string, c fact.Command) {
	n := 0
	return func(person string, c fact.Command) {
		t.Helper()
		n++
		meta := fact.Meta{ID: fmt.Sprint("posting/", n), At: h.Now(), Person: person}
		if s, is := c.(interface {
			Signing(fact.View) ([]policy.Need, string)
		}); is {
			_ = books.View(func(view fact.View) error {
				needs, hash := s.Signing(view)
				meta.Signatures = []fact.Signature{h.Sign(person, needs[0].Roles[0], needs[0].Meaning, hash)}
				return nil
			})
		}
		if _, err := books.Post(context.Background(), meta, c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
}

// furnished are books with one document of every kind in them.
func furnished(t *testing.T) *Books {
	t.Helper()
	h := sim.NewHouse("2026-11-23")
	sim.Furnish(h)
	books, err := OpenBooks(t.TempDir(), h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	do := posting(t, books, h)
	var said given
	for _, r := range h.Facts() {
		said = append(said, r.Fact)
	}
	do("", append(said, document.OrderPlaced{Order: document.Order{ID: "CG-V", Supplier: "S1", Lines: []document.OrderLine{
		{No: 1, Item: sim.Vaccine, Quantity: 50, Level: stock.Box, PriceE4: 100_003},
	}}}))
	do("", given{policy.PolicySet{Number: 3, Policy: policy.Default}})
	do("keeper", document.OpenReceipt{Order: "CG-V", Place: "DOCK-1"})
	do("keeper", document.ReceivePack{Receipt: "RK-2026-0001", Item: sim.Vaccine, Level: stock.Box, Quantity: 50, Lot: "V1", Expiry: "2028-03-31"})
	do("keeper", document.RefusePack{Refused: document.PackRefused{Receipt: "RK-2026-0001", Code: "expired", Item: sim.Vaccine, Lot: "V0", Quantity: 5}})
	do("keeper", document.FinishReceipt{Receipt: "RK-2026-0001"})
	do("quality", document.Inspect{Receipt: "RK-2026-0001", Item: sim.Vaccine, Lot: "V1", Sample: 5, Rejected: 10, Findings: "液体浑浊", Reason: "damaged"})
	goods := func(from, to stock.PlaceID) []document.Goods {
		return []document.Goods{{Item: sim.Vaccine, Lot: "V1", From: from, To: to, Quantity: 5}}
	}
	do("keeper", document.SendBack{Receipt: "RK-2026-0001", Reason: "damaged", Goods: goods("QUAR-1", "")})
	do("keeper", document.MoveGoods{Remark: "近冷藏门", Goods: goods("DOCK-1", "C-01")})
	do("keeper", document.ReportDamage{Reason: "damaged", Goods: goods("QUAR-1", "")})
	do("boss", document.DecideDamage{Damage: "BS-2026-0001"})
	do("boss", given{
		document.PaperFiled{Paper: document.Paper{Supplier: "S1", Kind: document.Licence, Number: "913100001", Expiry: "2029-01-31"}},
		document.SupplierReviewed{Review: document.Review{ID: "PS-2026-0001", Supplier: "S1", Outcome: document.Admitted, Grade: "A", Reason: "年度评审", Person: "boss", Date: "2026-11-23"}},
	})
	do("", given{document.RequisitionPlaced{Requisition: document.Requisition{ID: "QL-1", Department: "ICU", Date: "2026-11-23", Lines: []document.RequisitionLine{{No: 1, Item: sim.Vaccine, Quantity: 5}}}}})
	do("picker", document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"})
	return books
}

type given []fact.Fact

func (g given) Decide(fact.View, fact.Meta) ([]fact.Fact, error) { return g, nil }

// TestReasonOnPaper: a reason is a known one, a refusal, or a person's own words.
func TestReasonOnPaper(t *testing.T) {
	d := drawing{l: words.English}
	for code, want := range map[string]string{"damaged": d.say("reason.damaged"), "expired": d.say("reason.expired"), "short_life": "TOO SHORT-DATED", "blah": "blah", "箱子进水": "箱子进水", "": ""} {
		if got := d.reason(code); got != want {
			t.Errorf("%q is printed as %q, want %q", code, got, want)
		}
	}
}

// decided are the documents that name the version of the policy.
var decided = map[string]bool{"receipt": true, "inspection": true, "return": true, "transfer": true, "damage": true, "issue": true}

// TestEveryDocumentIsDrawn in both languages, with its number, its lines and
// who answers for it; the same document gives the same paper.
func TestEveryDocumentIsDrawn(t *testing.T) {
	books := furnished(t)
	if _, err := books.EndShift(t.Context(), "shift/1", "keeper"); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]struct {
		id         string
		rows, sign int
	}{
		"receipt": {"RK-2026-0001", 2, 2}, "refusal": {"JS-2026-0001", 1, 2}, "inspection": {"YS-2026-0001", 2, 1}, "return": {"TH-2026-0001", 1, 2},
		"transfer": {"YK-2026-0001", 1, 1}, "damage": {"BS-2026-0001", 1, 4}, "requisition": {"QL-1", 1, 2}, "issue": {"CK-2026-0001", 0, 2}, "review": {"PS-2026-0001", 1, 1},
		"shift": {"JB-2026-0001", 6, 2},
	} {
		for _, l := range words.Languages {
			err := books.View(func(view fact.View) error {
				paper, found := drawers[kind](drawing{view, l}, want.id)
				if !found || paper.Number != want.id || paper.Title == "" || len(paper.Rows) != want.rows || len(paper.Signatures) < want.sign {
					t.Errorf("%s in %s: %d rows, %d signatures: %+v", kind, l, len(paper.Rows), len(paper.Signatures), paper)
				}
				d := drawing{view, l}
				if decided[kind] && !slices.Contains(paper.Header, d.pair("policy", d.policy(3, time.Time{}))) {
					t.Errorf("%s in %s does not name its policy: %v", kind, l, paper.Header)
				}
				for _, row := range paper.Rows {
					if len(row) != len(paper.Columns) {
						t.Errorf("%s has a row of %d cells", kind, len(row))
					}
				}
				if _, found := drawers[kind](drawing{view, l}, "XX-1"); found {
					t.Errorf("%s: one that there is not is drawn", kind)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			var pdf bytes.Buffer
			if found, err := (papers{books, l}).PDF(kind, want.id, l, &pdf); err != nil || !found || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
				t.Errorf("%s: found %t, %v, %d bytes", kind, found, err, pdf.Len())
			}
		}
	}
	if len(drawers) != 13 { // two more are tried in papers_issue_test.go, one in papers_register_test.go
		t.Errorf("%d kinds are drawn, 13 are tried", len(drawers))
	}
	if found, err := (papers{books, words.English}).PDF("poem", "1", words.English, &bytes.Buffer{}); found || err != nil {
		t.Errorf("a poem is drawn: %t, %v", found, err)
	}
}

// TestPapersOfOthersGoods: a damage report names whose the goods are that were
// damaged, a release who found them good, and a bin that was allowed why.
func TestPapersOfOthersGoods(t *testing.T) {
	store := fact.NewMemory()
	for _, f := range []fact.Fact{
		stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", Name: words.Names{ZH: "国药", EN: "Sinopharm"}}},
		stock.PlaceDefined{Place: stock.Place{ID: "CONS-S1", Kind: stock.Bin, Owner: "S1"}},
		document.DamageReported{Damage: document.Damage{ID: "BS-1", Reason: "damaged"}, Lines: []document.Line{
			{Goods: document.Goods{Item: "A", Lot: "1", From: "CONS-S1", Quantity: 1}}, {Goods: document.Goods{Item: "A", Lot: "1", From: "B-1", Quantity: 1}},
		}},
		document.GoodsMoved{Transfer: document.Transfer{ID: "YK-1", Released: true}},
		document.GoodsMoved{Transfer: document.Transfer{ID: "YK-2", Override: &policy.Override{Code: "wrong_storage", Reason: "cold room down"}}},
	} {
		f.Apply(store, fact.Meta{At: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)})
	}
	draw := func(kind, id string, l words.Language) string {
		paper, _ := drawers[kind](drawing{store, l}, id)
		return fmt.Sprint(paper)
	}
	for l, want := range map[words.Language][4]string{
		words.English: {"goods of Sinopharm", "Release note", "Transfer note", "WRONG STORAGE (cold room down)"},
		words.Chinese: {"货主国药", "隔离放行单", "移库单", "储存条件不符（cold room down）"},
	} {
		if got := draw("damage", "BS-1", l); strings.Count(got, want[0]) != 1 {
			t.Errorf("damage: %s", got)
		}
		if got := draw("transfer", "YK-1", l); !strings.Contains(got, want[1]) {
			t.Errorf("release: %s", got)
		}
		if got := draw("transfer", "YK-2", l); !strings.Contains(got, want[2]) || !strings.Contains(got, want[3]) {
			t.Errorf("transfer: %s", got)
		}
	}
}

// TestPapersNamePacks: a damage report names each pack that bears a number,
// once; on a transfer some will do.
func TestPapersNamePacks(t *testing.T) {
	store := fact.NewMemory()
	var packs []document.Serial
	for n := range 40 {
		packs = append(packs, document.Serial{Item: "A", Number: fmt.Sprintf("8021761%013d", n), Lot: "1", Quantity: 1})
	}
	line := document.Line{Goods: document.Goods{Item: "A", Lot: "1", From: "B-1", To: "B-2", Quantity: 20}}
	lines := []document.Line{line, line}
	document.DamageReported{Damage: document.Damage{ID: "BS-1", Reason: "damaged"}, Lines: lines, Packs: packs}.Apply(store, fact.Meta{})
	document.GoodsMoved{Transfer: document.Transfer{ID: "YK-1"}, Lines: lines, Packs: packs}.Apply(store, fact.Meta{})
	for kind, want := range map[string]struct {
		id    string
		named int
	}{"damage": {"BS-1", 40}, "transfer": {"YK-1", mostNumbers}} {
		paper, _ := drawers[kind](drawing{store, words.English}, want.id)
		if text := fmt.Sprint(paper.Rows); strings.Count(text, "8021761") != want.named {
			t.Errorf("%s names %d packs: %s", kind, strings.Count(text, "8021761"), text)
		}
	}
}
