package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// names reads the field of every row of a whole list, page by page.
func (c *client) names(path, field string, limit int) (names []string, pages int) {
	c.h.t.Helper()
	after := ""
	for {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		text := c.want(http.StatusOK, "GET", fmt.Sprintf("%s%slimit=%d&after=%s", path, sep, limit, url.QueryEscape(after)), "").text
		list := into[struct {
			Rows []map[string]any
			Next string
		}](c.h.t, text)
		for _, row := range list.Rows {
			names = append(names, fmt.Sprint(row[field]))
		}
		pages++
		if list.Next == "" {
			return names, pages
		}
		after = list.Next
	}
}

// stocked is a house with goods: item A has lots 1 and 2, item A-1 has lot 1,
// each in bins B-1 and B-2, and B has none.
func stocked(t *testing.T) *house {
	h := newHouse(t)
	boxes := []stock.Package{{Level: stock.Base, Unit: words.Names{ZH: "片", EN: "tablet"}, Content: 1, GTINs: []string{"09501101530003"}}}
	for _, id := range []stock.ItemID{"A", "A-1", "B"} {
		h.ledger.apply(stock.ItemDefined{Item: stock.Item{ID: id, Name: words.Names{ZH: "药" + string(id), EN: "Drug " + string(id)}, Spec: "0.25 g", Packages: boxes}})
	}
	for _, lot := range []stock.Lot{
		{LotKey: stock.LotKey{Item: "A", Number: "1"}, Expiry: "2026-05-31", Status: stock.Usable},
		{LotKey: stock.LotKey{Item: "A", Number: "2"}, Expiry: "2026-06-01", Status: stock.Usable},
		{LotKey: stock.LotKey{Item: "A-1", Number: "1"}, Status: stock.Held, Reason: "leaks"},
	} {
		h.ledger.apply(stock.LotOpened{Lot: lot})
		for _, bin := range []stock.PlaceID{"B-1", "B-2"} {
			h.ledger.apply(stock.Moved{Lot: lot.LotKey, From: stock.Opening, To: bin, Quantity: 24, ValueE4: 1000})
		}
	}
	return h
}

func TestPages(t *testing.T) {
	h := stocked(t)
	c := h.program("erp", auth.StockView, auth.DocumentView)
	for _, limit := range []int{1, 2, 3, 500} {
		for path, want := range map[string]string{
			"/api/v1/items":           "[A A-1 B]",
			"/api/v1/items?q=drug+a":  "[A A-1]",
			"/api/v1/items?q=0950110": "[A A-1 B]",
			"/api/v1/items?q=none":    "[]",
		} {
			if got, pages := c.names(path, "id", limit); fmt.Sprint(got) != want || pages > len(got)+1 {
				t.Errorf("%s by %d: %v in %d pages, want %s", path, limit, got, pages, want)
			}
		}
		for path, want := range map[string]string{
			"/api/v1/lots":        "[1 2 1]",
			"/api/v1/lots?q=A-1":  "[1]",
			"/api/v1/stock":       "[1 1 2 2 1 1]",
			"/api/v1/stock?q=B-2": "[1 2 1]",
		} {
			if got, _ := c.names(path, "lot", limit); fmt.Sprint(got) != want {
				t.Errorf("%s by %d: %v, want %s", path, limit, got, want)
			}
		}
	}
	c.refused(http.StatusBadRequest, "bad_query", "GET", "/api/v1/items?limit=501", "")
	c.refused(http.StatusBadRequest, "bad_query", "GET", "/api/v1/items?limit=x", "")
	c.refused(http.StatusBadRequest, "bad_query", "GET", "/api/v1/items?after=*", "")
	c.refused(http.StatusBadRequest, "bad_query", "GET", "/api/v1/items?q="+strings.Repeat("a", 101), "")
}

// TestSearchLooksOnlySoFar searches ten thousand items for one at the end:
// each answer looks at a part, and together they find it.
func TestSearchLooksOnlySoFar(t *testing.T) {
	h := newHouse(t)
	for i := range 10_001 {
		h.ledger.apply(stock.ItemDefined{Item: stock.Item{ID: stock.ItemID(fmt.Sprintf("%06d", i))}})
	}
	got, pages := h.program("erp", auth.StockView).names("/api/v1/items?q=010000", "id", 10)
	if fmt.Sprint(got) != "[010000]" || pages != 5 {
		t.Errorf("found %v in %d answers", got, pages)
	}
}

func TestStates(t *testing.T) {
	h := stocked(t)
	c := h.program("erp", auth.StockView)
	if got, _ := c.names("/api/v1/lots?lang=en", "state", 500); fmt.Sprint(got) != "[expired usable held]" {
		t.Errorf("states %v", got)
	}
	h.ledger.apply(stock.ItemDefined{Item: stock.Item{ID: "A", NearDays: 90}})
	if got, _ := c.names("/api/v1/lots?lang=en&q=A", "state", 1); fmt.Sprint(got) != "[expired near expiry held]" {
		t.Errorf("states where 90 days are near: %v", got)
	}
}

func TestStockRow(t *testing.T) {
	c := stocked(t).program("erp", auth.StockView)
	text := c.want(http.StatusOK, "GET", "/api/v1/stock?q=B-1", "").text
	const want = `{"item":{"zh":"药A","en":"Drug A"},"spec":"0.25 g","itemId":"A","lot":"2","expiry":"2026-06-01","place":"B-1","quantity":24,"unit":{"zh":"片","en":"tablet"},"valueE4":1000,"status":"ok","state":"可用","colour":""}`
	if !strings.Contains(text, want) {
		t.Errorf("row %s\nwant %s", text, want)
	}
}

func TestPlacesAndSuppliers(t *testing.T) {
	h := newHouse(t)
	for _, id := range []string{"S1", "S2", "S3"} {
		h.ledger.apply(stock.SupplierDefined{Supplier: stock.Supplier{ID: id, Name: words.Names{EN: "Supplier " + id}}})
	}
	c := h.program("erp", auth.StockView)
	for path, want := range map[string]string{"/api/v1/suppliers": "[S1 S2 S3]", "/api/v1/places": "[supplier:S1 supplier:S2 supplier:S3]", "/api/v1/suppliers?q=s2": "[S2]"} {
		if got, _ := c.names(path, "id", 2); fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", path, got, want)
		}
	}
}

// TestTenThousandthDocument stands behind the ones before it, and no page skips
// one.
func TestTenThousandthDocument(t *testing.T) {
	h := newHouse(t)
	want := []string{"RK-2026-0999", "RK-2026-9998", "RK-2026-9999", "RK-2026-10000", "RK-2026-10001"}
	for _, id := range want {
		h.ledger.apply(document.ReceiptOpened{Receipt: document.Receipt{ID: id, Order: id}})
	}
	c := h.program("erp", auth.DocumentView)
	for _, limit := range []int{1, 2, 10} {
		if got, _ := c.names("/api/v1/documents/receipt", "id", limit); !slices.Equal(got, want) {
			t.Errorf("%d a page: %q", limit, got)
		}
	}
}

func TestDocuments(t *testing.T) {
	h := stocked(t)
	h.ledger.apply(
		stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", Name: words.Names{ZH: "国药", EN: "Sinopharm"}}},
		stock.PlaceDefined{Place: stock.Place{ID: "WARD", Kind: stock.Department, Name: words.Names{ZH: "病房", EN: "Ward"}}},
		document.OrderPlaced{Order: document.Order{ID: "CG-1", Supplier: "S1", Date: "2026-05-01", Lines: []document.OrderLine{{No: 1, Item: "A", Quantity: 48}}}},
		document.OrderPlaced{Order: document.Order{ID: "CG-2", Supplier: "S1", Date: "2026-05-02"}},
		document.RequisitionPlaced{Requisition: document.Requisition{ID: "QL-1", Department: "WARD", Date: "2026-06-01", Lines: []document.RequisitionLine{{No: 1, Item: "A", Quantity: 12}}}},
		document.ReceiptOpened{Receipt: document.Receipt{ID: "RK-1", Order: "CG-1", Supplier: "S1", Person: "keeper", Opened: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}},
	)
	c := h.program("erp", auth.DocumentView)
	for path, want := range map[string]string{
		"/api/v1/documents":                 "[RK-1]",
		"/api/v1/documents?kind=order":      "[CG-1 CG-2]",
		"/api/v1/documents/order":           "[CG-1 CG-2]",
		"/api/v1/documents/order?q=05-02":   "[CG-2]",
		"/api/v1/documents/order?q=国药":      "[CG-1 CG-2]",
		"/api/v1/documents/requisition":     "[QL-1]",
		"/api/v1/documents/issue":           "[]",
		"/api/v1/documents/receipt?q=cg-1":  "[RK-1]",
		"/api/v1/documents/receipt?q=wrong": "[]",
	} {
		if got, _ := c.names(path, "id", 1); fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", path, got, want)
		}
	}
	for path, want := range map[string]string{
		"/api/v1/documents/order/CG-1?lang=en": `{"kind":"order","id":"CG-1","of":"","partner":{"zh":"国药","en":"Sinopharm"},"date":"2026-05-01","done":0,"open":true,"stage":"due","state":"nothing has come","person":"","personName":{},"lines":[{"item":{"zh":"药A","en":"Drug A"},"spec":"0.25 g","itemId":"A","lot":"","expiry":"","quantity":48,"done":0,"unit":{"zh":"片","en":"tablet"},"valueE4":0,"note":""}],"policy":0,"signatures":[]}`,
		"/api/v1/documents/receipt/RK-1":       `{"kind":"receipt","id":"RK-1","of":"CG-1","partner":{"zh":"国药","en":"Sinopharm"},"date":"2026-06-01","done":0,"open":true,"stage":"open","state":"收货中","person":"keeper","personName":{"en":"keeper"},"lines":[],"policy":0,"signatures":[]}`,
	} {
		if got := strings.TrimSpace(c.want(http.StatusOK, "GET", path, "").text); got != want {
			t.Errorf("%s: %s\nwant %s", path, got, want)
		}
	}
	c.want(http.StatusOK, "GET", "/api/v1/documents/requisition/QL-1", "")
	for _, path := range []string{"/api/v1/documents/order/none", "/api/v1/documents/letter/CG-1", "/api/v1/documents/letter", "/api/v1/documents?kind=letter", "/api/v1/documents/issue/CG-1", "/api/v1/documents/requisition/CG-1"} {
		c.refused(http.StatusNotFound, "no_paper", "GET", path, "")
	}
}

func TestIssue(t *testing.T) {
	h := stocked(t)
	h.ledger.apply(
		stock.PlaceDefined{Place: stock.Place{ID: "B-1", Kind: stock.Bin}},
		stock.PlaceDefined{Place: stock.Place{ID: "STAGE", Kind: stock.Staging}},
		document.RequisitionPlaced{Requisition: document.Requisition{ID: "QL-1", Department: "WARD", Lines: []document.RequisitionLine{{No: 1, Item: "A", Quantity: 12}}}},
	)
	meta := fact.Meta{ID: "1", At: h.now(), Person: "picker"}
	if _, err := h.ledger.Post(t.Context(), meta, document.StartIssue{Requisition: "QL-1", Staging: "STAGE"}); err != nil {
		t.Fatal(err)
	}
	c := h.program("erp", auth.DocumentView)
	ids, _ := c.names("/api/v1/documents/issue", "id", 10)
	if len(ids) != 1 {
		t.Fatalf("issues %v", ids)
	}
	answer := c.want(http.StatusOK, "GET", "/api/v1/documents/issue/"+ids[0], "").text
	if !strings.Contains(answer, `"of":"QL-1"`) || !strings.Contains(answer, `"person":"picker"`) || !strings.Contains(answer, `"partner":{"zh":"WARD","en":"WARD"}`) {
		t.Errorf("issue %s", answer)
	}
}
