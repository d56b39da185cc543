package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestPacking opens a case, closes it again and labels it by the interface.
func TestPacking(t *testing.T) {
	h := newHouse(t)
	h.ledger.apply(
		stock.PlaceDefined{Place: stock.Place{ID: "B", Kind: stock.Bin}},
		stock.ItemDefined{Item: stock.Item{ID: "V", Name: words.Names{EN: "Vaccine"}, Packages: []stock.Package{{Level: stock.Base, Content: 1}, {Level: stock.Box, Content: 5}, {Level: stock.Case, Content: 20}}}},
		stock.LotOpened{Lot: stock.Lot{LotKey: stock.LotKey{Item: "V", Number: "V1"}, Expiry: "2028-03-31", Status: stock.Usable}},
		stock.Moved{Lot: stock.LotKey{Item: "V", Number: "V1"}, From: stock.Opening, To: "B", Quantity: 40},
	)
	keeper := h.desk("keeper")
	order := func(id, from, to string, count int, printer string) string {
		return fmt.Sprintf(`{"id":%q,"item":"V","lot":"V1","place":"B","from":%q,"to":%q,"count":%d,"printer":%q}`, id, from, to, count, printer)
	}
	says := func(path, body string, want ...string) {
		t.Helper()
		for range 2 { // sent twice, it counts once
			a := keeper.want(http.StatusOK, "POST", path, body)
			for _, w := range want {
				if !strings.Contains(a.text, w) {
					t.Errorf("%s answers %s, want %s", body, a.text, w)
				}
			}
		}
	}
	refused := func(code, path, body string) {
		t.Helper()
		keeper.refused(http.StatusUnprocessableEntity, code, "POST", path, body)
	}
	says("/api/v1/unpacks", order("u1", "case", "box", 1, "zebra"), `"quantity":40`, `"loose":0`, `"labels":["`)
	says("/api/v1/unpacks", order("u2", "box", "", 4, ""), `"loose":20`, `"labels":[]`)
	refused("not_smaller", "/api/v1/unpacks", order("u3", "box", "case", 1, ""))
	refused("unknown_printer", "/api/v1/unpacks", order("u3", "box", "", 1, "none"))
	refused("too_few_whole", "/api/v1/unpacks", order("u3", "box", "", 9, ""))
	says("/api/v1/repacks", order("r1", "", "box", 3, "zebra"), `"loose":5`, `"labels":["`)
	says("/api/v1/repacks", order("r2", "box", "case", 1, ""), `"loose":5`)
	refused("not_larger", "/api/v1/repacks", order("r3", "case", "box", 1, ""))
	refused("too_few_loose", "/api/v1/repacks", order("r3", "", "box", 2, ""))
	h.desk("picker").refused(http.StatusForbidden, "no_right", "POST", "/api/v1/repacks", order("r4", "", "box", 1, ""))

	label := `{"id":%q,"item":"V","level":"box","lot":%q,"expiry":"2028-03-31","copies":%d,"printer":%q}`
	says("/api/v1/labels", fmt.Sprintf(label, "l1", "新/1", 2, "zebra"), `"code":"LGG.000002"`)
	refused("unknown_printer", "/api/v1/labels", fmt.Sprintf(label, "l2", "N1", 2, "none"))
	refused("no_printer", "/api/v1/labels", fmt.Sprintf(label, "l2", "N1", 2, ""))
	refused("too_many_labels", "/api/v1/labels", fmt.Sprintf(label, "l2", "N1", 0, "zebra"))
	refused("lot_missing", "/api/v1/labels", fmt.Sprintf(label, "l2", "", 2, "zebra"))
}
