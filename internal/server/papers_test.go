package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sheet"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// papered is a house with damage reports on three days, of which the last is
// open, and a transfer.
func papered(t *testing.T) *house {
	h := stocked(t)
	h.ledger.apply(
		stock.PlaceDefined{Place: stock.Place{ID: "B-1", Kind: stock.Bin}}, stock.PlaceDefined{Place: stock.Place{ID: "B-2", Kind: stock.Bin}},
		stock.PlaceDefined{Place: stock.Place{ID: "Q", Kind: stock.Quarantine}}, stock.PlaceDefined{Place: stock.Place{ID: "LOSS", Kind: stock.Loss}},
	)
	do := func(day int, person string, c fact.Command) {
		t.Helper()
		at := time.Date(2026, 5, day, 9, 0, 0, 0, time.UTC)
		var signed []fact.Signature
		if s, is := c.(interface {
			Signing(fact.View) ([]policy.Need, string)
		}); is {
			needs, hash := s.Signing(h.ledger.store)
			for _, need := range needs {
				signed = append(signed, fact.Signature{Person: "supervisor", Roles: []string{"supervisor"}, Meaning: need.Meaning, Hash: hash, At: at})
			}
		}
		if _, err := h.ledger.Post(t.Context(), fact.Meta{ID: fmt.Sprint(day, person), At: at, Person: person, Signatures: signed}, c); err != nil {
			t.Fatal(err)
		}
	}
	report := document.ReportDamage{Reason: "damaged", Remark: "=1+1", Goods: []document.Goods{{Item: "A", Lot: "2", From: "B-1", Quantity: 5}}}
	for _, day := range []int{1, 2, 3} {
		do(day, "keeper", report)
	}
	do(4, "supervisor", document.DecideDamage{Damage: "BS-2026-0001", Decline: true, Reason: "can be used"})
	do(4, "supervisor", document.DecideDamage{Damage: "BS-2026-0002"})
	do(5, "keeper", document.DestroyDamaged{Damage: "BS-2026-0002"})
	do(6, "keeper", document.MoveGoods{Remark: "=HYPERLINK(\"http://x\")", Goods: []document.Goods{{Item: "A", Lot: "2", From: "B-1", To: "B-2", Quantity: 1}}})
	return h
}

func TestDocumentFilters(t *testing.T) {
	h := papered(t)
	c := h.program("erp", auth.DocumentView)
	for query, want := range map[string]string{
		"":                               "[BS-2026-0001 BS-2026-0002 BS-2026-0003]",
		"?state=open":                    "[BS-2026-0003]",
		"?state=closed":                  "[BS-2026-0001 BS-2026-0002]",
		"?from=2026-05-02":               "[BS-2026-0002 BS-2026-0003]",
		"?from=2026-05-02&to=2026-05-02": "[BS-2026-0002]",
		"?state=open&to=2026-05-02":      "[]",
		"?q=0001&state=closed":           "[BS-2026-0001]",
	} {
		for _, limit := range []int{1, 500} {
			if got, _ := c.names("/api/v1/documents/damage"+query, "id", limit); fmt.Sprint(got) != want {
				t.Errorf("%s by %d: %v, want %s", query, limit, got, want)
			}
		}
	}
	for query, code := range map[string]string{"?state=any": "bad_state", "?from=yesterday": "bad_day", "?to=2026-02-30": "bad_day", "?format=exe": "bad_query"} {
		c.refused(http.StatusBadRequest, code, "GET", "/api/v1/documents/damage"+query, "")
	}
}

// TestHistory: a document's facts in order, page by page, with who did what.
func TestHistory(t *testing.T) {
	h := papered(t)
	c := h.program("erp", auth.DocumentView)
	path := "/api/v1/documents/damage/BS-2026-0002/history"
	got, pages := c.names(path+"?lang=en", "what", 2)
	if diff := cmp.Diff([]string{"Reported", "Approved", "Destroyed before a witness"}, got); diff != "" || pages != 2 {
		t.Errorf("%d pages:\n%s", pages, diff)
	}
	people, _ := c.names(path+"?lang=en", "person", 500)
	if len(people) != 3 || !strings.Contains(people[1], "supervisor") {
		t.Errorf("done by %v", people)
	}
	if got, _ := c.names("/api/v1/documents/damage/BS-2026-0099/history", "what", 500); len(got) != 0 {
		t.Errorf("one that there is not has %v", got)
	}
	c.refused(http.StatusBadRequest, "bad_query", "GET", path+"?after=x", "")
	if text := c.want(http.StatusOK, "GET", path+"?lang=en&format=csv", "").text; strings.Count(text, "\r\n") != 4 || !strings.Contains(text, "Approved") {
		t.Errorf("as a table: %q", text)
	}
}

// TestExport: every list is a table too, of the same rows, in which nothing is
// run by a spreadsheet.
func TestExport(t *testing.T) {
	h := papered(t)
	h.ledger.apply(stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", Name: words.Names{ZH: "=1+1", EN: "=1+1"}}})
	c := h.program("erp", auth.DocumentView, auth.StockView)
	for _, path := range []string{"/api/v1/items", "/api/v1/lots", "/api/v1/stock", "/api/v1/places", "/api/v1/suppliers", "/api/v1/documents/damage"} {
		page := into[struct{ Rows []map[string]any }](t, c.want(http.StatusOK, "GET", path+"?limit=500", "").text)
		for _, format := range []string{"csv", "xlsx"} {
			a := c.want(http.StatusOK, "GET", path+"?lang=en&format="+format, "")
			if !strings.Contains(a.Header.Get("Content-Disposition"), "."+format) {
				t.Errorf("%s: %v", path, a.Header)
			}
			tables, err := sheet.Read([]byte(a.text))
			if err != nil || len(tables) != 1 || len(tables[0].Rows) != len(page.Rows) {
				t.Errorf("%s as %s: %v, %d tables, want %d rows", path, format, err, len(tables), len(page.Rows))
			}
		}
	}
	text := c.want(http.StatusOK, "GET", "/api/v1/suppliers?lang=en&format=csv", "").text
	if !strings.HasPrefix(text, "\ufeffNumber,Name,GLN") || !strings.Contains(text, "'=1+1") || strings.Contains(text, ",=1+1") {
		t.Errorf("suppliers: %q", text)
	}
	text = c.want(http.StatusOK, "GET", "/api/v1/stock?lang=en&format=csv&q=B-2", "").text
	if strings.Contains(text, "B-1") || !strings.Contains(text, "0.1000") {
		t.Errorf("stock: %s", text)
	}
	if bytes.Contains([]byte(text), []byte("valueE4")) || !slices.Contains(strings.Split(strings.SplitN(text, "\r\n", 2)[0], ","), "Value") {
		t.Errorf("the head is %s", strings.SplitN(text, "\r\n", 2)[0])
	}
}
