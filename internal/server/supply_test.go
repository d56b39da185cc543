package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

const (
	onePack   = "80217611234567890001"
	otherPack = "80217611234567890002"
	oneCase   = "069012340000000115"
)

// supplied is a house with a supplier nobody reviewed, its order O-1, the
// delivery D-1 of two packs in a case, of which one came.
func supplied(t *testing.T) *house {
	h := newHouse(t)
	box := stock.Package{Level: stock.Box, Unit: words.Names{EN: "box"}, Content: 10, Codes: []string{"trace:8021761"}}
	h.ledger.apply(stock.ItemDefined{Item: stock.Item{ID: "A", Name: words.Names{EN: "Drug A"}, Spec: "1 g", Packages: []stock.Package{{Level: stock.Base, Content: 1}, box}}})
	h.ledger.apply(stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", Name: words.Names{EN: "=East"}, New: true}})
	h.ledger.apply(stock.PlaceDefined{Place: stock.Place{ID: "D", Kind: stock.Dock}})
	h.ledger.apply(document.OrderPlaced{Order: document.Order{ID: "O-1", Supplier: "S1", Lines: []document.OrderLine{{No: 1, Item: "A", Quantity: 100, Level: stock.Box, PriceE4: 90_000}}}})
	h.ledger.apply(document.NoteAnnounced{Note: document.DeliveryNote{ID: "D-1", Supplier: "S1", Order: "O-1"}})
	h.ledger.apply(document.DeliveryAnnounced{Delivery: document.Delivery{ID: "D-1", Supplier: "S1", Order: "O-1", Lines: []document.DeliveryLine{
		{No: 1, Item: "A", Lot: "L1", Expiry: "2028-03-31", Quantity: 20, Level: stock.Box, PriceE4: 95_000, Codes: 2},
	}}})
	h.ledger.apply(stock.CodesAnnounced{Note: "D-1", Line: 1, Item: "A", Lot: "L1", Content: 10, Parent: oneCase, Codes: []string{onePack, otherPack}})
	h.do(t, document.OpenReceipt{Order: "O-1", Place: "D"})
	h.do(t, document.ReceivePack{Receipt: "RK-2026-0001", Item: "A", Level: stock.Box, Quantity: 10, Lot: "L1", Expiry: "2028-03-31", Serial: onePack})
	return h
}

func TestSupplierIsReviewed(t *testing.T) {
	h := supplied(t)
	for _, step := range []struct {
		who, path, body, want string
		status                int
	}{
		{"keeper", "reviews", `{"id":"1","outcome":"admitted"}`, "no_right", 403},
		{"pharmacist", "reviews", `{"id":"2","outcome":"admitted"}`, "paper_missing", 422},
		{"pharmacist", "papers", `{"id":"3","kind":"licence","number":"L-1","expiry":"soon"}`, "paper_form", 422},
		{"pharmacist", "papers", `{"id":"4","kind":"licence","number":"L-1","expiry":"2026-06-20"}`, `"number":"L-1"`, 200},
		{"pharmacist", "release", `{"id":"5","to":"D"}`, "goods_apart", 422},
		{"pharmacist", "reviews", `{"id":"6","outcome":"suspended"}`, "reason_missing", 422},
		{"pharmacist", "reviews", `{"id":"7","outcome":"admitted","grade":"D"}`, "review_outcome", 422},
		{"pharmacist", "reviews", `{"id":"8","outcome":"admitted","grade":"A","next":"2027-01-01"}`, `"standing":"admitted"`, 200},
		{"pharmacist", "release", `{"id":"9","to":"nowhere"}`, "no_dock", 422},
		{"pharmacist", "release", `{"id":"10","to":"D"}`, `"apart":[]`, 200},
		{"pharmacist", "release", `{"id":"11","to":"D"}`, "nothing_apart", 422},
		{"supervisor", "reviews", `{"id":"12","outcome":"suspended","reason":"recalls not answered"}`, "is suspended by review PS-2026-0002", 200},
	} {
		a := h.desk(step.who).ask("POST", "/api/v1/suppliers/S1/"+step.path+"?lang=en", step.body)
		if a.StatusCode != step.status || !strings.Contains(a.text, step.want) {
			t.Errorf("%s %s %s: %d %s, want %d %s", step.who, step.path, step.body, a.StatusCode, a.text, step.status, step.want)
		}
	}
	h.desk("keeper").want(http.StatusNotFound, "GET", "/api/v1/suppliers/S9", "")
	a := h.desk("keeper").want(http.StatusOK, "GET", "/api/v1/suppliers/due?lang=en", "")
	if !strings.Contains(a.text, `"number":"L-1"`) || !strings.Contains(a.text, `"days":19`) {
		t.Errorf("what runs out: %s", a.text)
	}
}

// TestAllThatRunsOutIsOnSomePage: page after page gives every paper and review
// once, whatever order they are kept in.
func TestAllThatRunsOutIsOnSomePage(t *testing.T) {
	h := supplied(t)
	for _, p := range []document.Paper{
		{Supplier: "S1", Kind: document.Licence, Number: "L-1", Expiry: "2026-06-20"},
		{Supplier: "S1", Kind: document.Permit, Number: "L-1", Expiry: "2026-06-20"},
		{Supplier: "S1", Kind: document.Permit, Number: "A-1", Expiry: "2026-06-05"},
	} {
		h.ledger.apply(document.PaperFiled{Paper: p})
	}
	h.ledger.apply(document.SupplierReviewed{Review: document.Review{ID: "PS-2026-0001", Supplier: "S1", Outcome: document.Admitted, Next: "2026-06-10"}})
	c, path, rows := h.desk("keeper"), "/api/v1/suppliers/due?lang=en&limit=1", 0
	for next := "first"; next != "" && rows < 9; {
		var page struct {
			Rows []json.RawMessage
			Next string
		}
		if err := json.Unmarshal([]byte(c.want(http.StatusOK, "GET", path, "").text), &page); err != nil {
			t.Fatal(err)
		}
		rows, next = rows+len(page.Rows), page.Next
		path = "/api/v1/suppliers/due?lang=en&limit=1&after=" + next
	}
	if rows != 4 {
		t.Errorf("%d rows, want 4", rows)
	}
}

// TestSupplierTable gives the list as a table in which nothing runs.
func TestSupplierTable(t *testing.T) {
	h := supplied(t)
	a := h.program("erp", auth.StockView).want(http.StatusOK, "GET", "/api/v1/suppliers?format=csv&lang=en", "")
	if !strings.Contains(a.text, "'=East") || !strings.Contains(a.text, "Not reviewed") {
		t.Errorf("the table is %s", a.text)
	}
	h.program("wms", auth.DocumentView).want(http.StatusOK, "GET", "/api/v1/deliveries?format=xlsx&lang=en", "")
}

func TestDeliveryIsMatched(t *testing.T) {
	h := supplied(t)
	c := h.program("erp", auth.DocumentView)
	a := c.want(http.StatusOK, "GET", "/api/v1/deliveries/D-1?lang=en", "")
	for _, want := range []string{
		`"receipt":"RK-2026-0001"`, `"differences":["wrong_price","short"]`, `"announcedAmount":"2 boxes"`, `"cameAmount":"1 box"`, "9.50 invoiced, 9.00 ordered", `"traceCoded":true`,
	} {
		if !strings.Contains(a.text, want) {
			t.Errorf("lacks %s: %s", want, a.text)
		}
	}
	if a := c.want(http.StatusOK, "GET", "/api/v1/deliveries?order=O-1", ""); !strings.Contains(a.text, `"id":"D-1"`) {
		t.Errorf("deliveries of the order: %s", a.text)
	}
	if a := c.want(http.StatusOK, "GET", "/api/v1/deliveries?order=O-9", ""); strings.Contains(a.text, "D-1") {
		t.Errorf("deliveries of another order: %s", a.text)
	}
	c.want(http.StatusNotFound, "GET", "/api/v1/deliveries/D-9", "")
}

func TestTraceCodeTellsItsLife(t *testing.T) {
	h := supplied(t)
	c := h.program("erp", auth.StockView)
	for path, wants := range map[string][]string{
		onePack:   {`"standing":"here"`, `"lot":"L1"`, `"came":"RK-2026-0001"`, `"parent":"` + oneCase + `"`, `"what":"Announced"`, `"what":"Came in"`, `"expiry":"2028-03-31"`},
		otherPack: {`"standing":"announced"`, `"expiry":"2028-03-31"`, `"note":"D-1"`},
		oneCase:   {`"kind":"case"`, `"standing":"opened"`, `"code":"` + otherPack + `"`, `"what":"Opened"`},
	} {
		a := c.want(http.StatusOK, "GET", "/api/v1/trace-codes/"+path+"?lang=en", "")
		for _, want := range wants {
			if !strings.Contains(a.text, want) {
				t.Errorf("%s lacks %s: %s", path, want, a.text)
			}
		}
	}
	c.want(http.StatusNotFound, "GET", "/api/v1/trace-codes/80217611234567890009", "")
}

// do posts a command that must not be refused.
func (h *house) do(t *testing.T, c fact.Command) {
	t.Helper()
	if _, err := h.ledger.Post(t.Context(), fact.Meta{At: h.now(), Person: "keeper", Station: "dock-1"}, c); err != nil {
		t.Fatal(err)
	}
}

// TestMissedCodes lists what left without a code; the life of a pack that it
// may have been says so, and whoever answers for the store names it.
func TestMissedCodes(t *testing.T) {
	h := supplied(t)
	h.ledger.apply(stock.CodesMissed{Lot: stock.LotKey{Item: "A", Number: "L1"}, Document: "CK-1", Quantity: 10})
	c := h.desk("supervisor")
	for _, path := range []string{"missed-codes", "trace-codes/" + onePack} {
		if a := c.want(http.StatusOK, "GET", "/api/v1/"+path+"?lang=en", ""); !strings.Contains(a.text, "1 box of lot L1 left by CK-1") || !strings.Contains(a.text, `"itemId":"A"`) {
			t.Errorf("%s: %s", path, a.text)
		}
	}
	body := func(id, document, badge, pin string) string {
		return `{"id":"` + id + `","code":"` + onePack + `","document":"` + document + `","signature":{"badge":"` + badge + `","pin":"` + pin + `"}}`
	}
	for _, step := range []struct {
		who, body, want string
		status          int
	}{
		{"keeper", body("1", "CK-1", "KEEPER", "1234"), "no_right", 403},
		{"supervisor", body("2", "CK-9", "SUPERVISOR", "1234"), "code_not_missed", 422},
		{"supervisor", body("3", "CK-1", "SUPERVISOR", "1234"), `"standing":"gone"`, 200},
	} {
		a := h.desk(step.who).ask("POST", "/api/v1/missed-codes?lang=en", step.body)
		if a.StatusCode != step.status || !strings.Contains(a.text, step.want) {
			t.Errorf("%s answers %d %s, want %d %s", step.body, a.StatusCode, a.text, step.status, step.want)
		}
	}
	if a := c.want(http.StatusOK, "GET", "/api/v1/missed-codes", ""); strings.Contains(a.text, "CK-1") {
		t.Errorf("once it is known: %s", a.text)
	}
}
