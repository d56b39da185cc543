package server_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/stock"
)

// TestStages: a list of one state has the documents of that state and no
// others, of every kind and however few a page holds.
func TestStages(t *testing.T) {
	h := papered(t)
	at := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	line := []document.OrderLine{{No: 1, Item: "A", Quantity: 48}}
	h.ledger.apply(
		document.OrderPlaced{Order: document.Order{ID: "CG-1", Supplier: "S1", Date: "2026-05-01", Lines: line}},
		document.OrderPlaced{Order: document.Order{ID: "CG-2", Supplier: "S1", Date: "2026-05-02", Lines: line}},
		document.OrderPlaced{Order: document.Order{ID: "CG-3", Supplier: "S1", Date: "2026-05-03", Lines: line}},
	)
	for i, order := range []string{"CG-3", "CG-2", "CG-1"} {
		id := []string{"RK-2026-0001", "RK-2026-0002", "RK-2026-0003"}[i]
		h.ledger.apply(document.ReceiptOpened{Receipt: document.Receipt{ID: id, Order: order, Opened: at}})
		if order != "CG-1" {
			h.ledger.apply(document.PackReceived{Receipt: id, Order: order, Line: 1, Item: "A", Lot: "2", Quantity: []stock.Quantity{48, 24}[i], Inspect: order == "CG-3"})
		}
	}
	h.ledger.apply(document.ReceiptFinished{Receipt: "RK-2026-0001"})
	h.ledger.apply(
		document.RequisitionPlaced{Requisition: document.Requisition{ID: "QL-1", Department: "WARD"}},
		document.RequisitionWritten{Requisition: document.Requisition{ID: "QL-2", Department: "WARD"}},
		document.RequisitionWritten{Requisition: document.Requisition{ID: "QL-3", Department: "WARD"}, Sent: true},
		document.RequisitionDecided{Requisition: "QL-3"},
	)
	c := h.program("erp", auth.DocumentView)
	kinds := into[struct {
		Rows []struct {
			Kind   string
			States []struct{ Code, Text string }
		}
	}](t, c.want(http.StatusOK, "GET", "/api/v1/document-states?lang=en", "").text).Rows
	if len(kinds) < 11 {
		t.Fatalf("%d kinds", len(kinds))
	}
	met := 0
	for _, kind := range kinds {
		path := "/api/v1/documents/" + kind.Kind
		if kind.Kind == "delivery" {
			path = "/api/v1/deliveries"
		}
		all, _ := c.names(path, "id", 500)
		states, _ := c.names(path, "stage", 500)
		for _, state := range kind.States {
			var want []string
			for i := range all {
				if states[i] == state.Code {
					want = append(want, all[i])
				}
			}
			met += min(len(want), 1)
			for _, limit := range []int{1, 500} {
				if got, _ := c.names(path+"?state="+state.Code, "id", limit); !slices.Equal(got, want) {
					t.Errorf("%s %s by %d: %v, want %v", kind.Kind, state.Code, limit, got, want)
				}
			}
			if state.Text == "" || state.Text == state.Code && len(state.Code) > 9 {
				t.Errorf("%s %s says %q", kind.Kind, state.Code, state.Text)
			}
		}
	}
	if met < 11 {
		t.Errorf("only %d states were met: is anything there to filter?", met)
	}
	for state, want := range map[string][]string{"due": {"CG-1"}, "coming": {"CG-2"}, "complete": {"CG-3"}, "open": {"CG-1", "CG-2"}, "closed": {"CG-3"}} {
		if got, _ := c.names("/api/v1/documents/order?state="+state, "id", 1); !slices.Equal(got, want) {
			t.Errorf("orders %s: %v, want %v", state, got, want)
		}
	}
	c.refused(http.StatusBadRequest, "bad_state", "GET", "/api/v1/deliveries?state=booked", "")
	c.refused(http.StatusBadRequest, "bad_state", "GET", "/api/v1/documents/order?state=booked", "")
}
