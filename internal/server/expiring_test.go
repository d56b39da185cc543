package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestExpiringGoods: in order of expiry, with the step's name and colour, in
// pages and tables alike. The house's day is 1 June 2026.
func TestExpiringGoods(t *testing.T) {
	h := stocked(t)
	step := func(days int, name, colour string) policy.Step {
		return policy.Step{Days: days, Name: words.Names{ZH: name, EN: name}, Colour: colour}
	}
	h.ledger.apply(policy.PolicySet{Number: 1, Policy: policy.Policy{Rules: []policy.Rule{{Near: []policy.Step{step(90, "watch", "yellow"), step(30, "use first", "orange"), step(10, "last days", "red")}}}}})
	for lot, expiry := range map[string]stock.Date{"3": "2026-06-11", "4": "2026-07-01", "5": "2026-08-29", "6": "2027-01-31"} {
		key := stock.LotKey{Item: "B", Number: lot}
		h.ledger.apply(stock.LotOpened{Lot: stock.Lot{LotKey: key, Expiry: expiry, Status: stock.Usable}}, stock.Moved{Lot: key, From: stock.Opening, To: "B-1", Quantity: 5})
	}
	c := h.program("erp", auth.StockView)
	for state, want := range map[string]string{
		"":        "[1 1 2 2 3 4 5 6]",
		"expired": "[1 1]",
		"near":    "[2 2 3 4 5]",
		"red":     "[2 2]",
		"orange":  "[3]",
		"yellow":  "[4 5]",
	} {
		for _, limit := range []int{1, 500} {
			if got, _ := c.names("/api/v1/stock/expiring?state="+state, "lot", limit); fmt.Sprint(got) != want {
				t.Errorf("%q by %d: %v, want %s", state, limit, got, want)
			}
		}
	}
	if got, _ := c.names("/api/v1/stock/expiring?lang=en&state=near", "state", 9); fmt.Sprint(got) != "[last days last days use first watch watch]" {
		t.Errorf("steps %v", got)
	}
	if got, _ := c.names("/api/v1/stock?q=A", "colour", 500); fmt.Sprint(got) != "[  red red  ]" {
		t.Errorf("colours of the stock %q", got)
	}
	text := c.want(http.StatusOK, "GET", "/api/v1/stock/expiring?lang=en&format=csv&state=orange", "").text
	if !strings.Contains(text, "Colour of the step") || !strings.Contains(text, ",use first,orange,10\r\n") {
		t.Errorf("as a table:\n%s", text)
	}
	c.refused(http.StatusBadRequest, "bad_state", "GET", "/api/v1/stock/expiring?state=blue", "")
}
