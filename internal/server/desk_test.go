package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// received is a house with an item that is inspected, on a finished receipt.
func received(t *testing.T) *house {
	h := newHouse(t)
	for id, kind := range map[stock.PlaceID]stock.PlaceKind{"D": stock.Dock, "I": stock.Inspection, "Q": stock.Quarantine, "B": stock.Bin, "L": stock.Loss} {
		h.ledger.apply(stock.PlaceDefined{Place: stock.Place{ID: id, Kind: kind}})
	}
	h.ledger.apply(
		stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", Name: words.Names{EN: "Sinopharm"}}},
		stock.ItemDefined{Item: stock.Item{ID: "V", Name: words.Names{EN: "Vaccine"}, Inspect: true, Packages: []stock.Package{{Level: stock.Base, Content: 1}, {Level: stock.Box, Content: 5}}}},
		document.OrderPlaced{Order: document.Order{ID: "CG-1", Supplier: "S1", Lines: []document.OrderLine{{No: 1, Item: "V", Quantity: 500, Level: stock.Box, PriceE4: 100_000}}}},
	)
	for i, c := range []fact.Command{
		document.OpenReceipt{Order: "CG-1", Place: "D"},
		document.ReceivePack{Receipt: "RK-2026-0001", Item: "V", Level: stock.Box, Quantity: 50, Lot: "V1", Expiry: "2028-03-31"},
		document.FinishReceipt{Receipt: "RK-2026-0001"},
	} {
		if _, err := h.ledger.Post(t.Context(), fact.Meta{ID: fmt.Sprint(i), At: h.now(), Person: "keeper"}, c); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

const signs = `"signature":{"badge":%q,"pin":"1234"}`

// TestAllowedBin: a transfer into a bin of another storage condition takes the
// signatures that the policy asks for, of two people over this very transfer.
func TestAllowedBin(t *testing.T) {
	h := received(t)
	h.ledger.apply(
		stock.ItemDefined{Item: stock.Item{ID: "C", Name: words.Names{EN: "Cold"}, Storage: stock.Cold, Packages: []stock.Package{{Level: stock.Base, Content: 1}}}},
		stock.PlaceDefined{Place: stock.Place{ID: "R", Kind: stock.Bin, Storage: stock.Room}},
		stock.LotOpened{Lot: stock.Lot{LotKey: stock.LotKey{Item: "C", Number: "C1"}, Status: stock.Usable}},
		stock.Moved{Lot: stock.LotKey{Item: "C", Number: "C1"}, From: stock.Opening, To: "D", Quantity: 9},
	)
	keeper := h.desk("keeper")
	move := `{"id":"m1","goods":[{"item":"C","lot":"C1","from":"D","to":"R","quantity":4}]%s}`
	allow := func(reason string, badges ...string) string {
		for i, b := range badges {
			badges[i] = fmt.Sprintf(`{"badge":%q,"pin":"1234"}`, b)
		}
		return fmt.Sprintf(move, fmt.Sprintf(`,"allow":{"code":"wrong_storage","reason":%q,"signatures":[%s]}`, reason, strings.Join(badges, ",")))
	}
	refused := func(code, body string) {
		t.Helper()
		keeper.refused(http.StatusUnprocessableEntity, code, "POST", "/api/v1/transfers", body)
	}
	refused("wrong_storage", fmt.Sprintf(move, ""))
	refused("wrong_storage", allow("down", "SUPERVISOR")) // nobody may, until the policy says so
	h.ledger.apply(policy.PolicySet{Number: 1, Policy: policy.Policy{Leaves: []policy.Leave{
		{Code: "wrong_storage", Roles: []string{"supervisor", "pharmacist"}, Signatures: 2, Reasons: []string{"down"}},
	}}})
	refused("wrong_storage", fmt.Sprintf(move, ""))
	refused("signature_missing", allow("down", "SUPERVISOR"))
	refused("same_signer", allow("down", "SUPERVISOR", "SUPERVISOR"))
	refused("wrong_signer", allow("down", "SUPERVISOR", "KEEPER"))
	refused("no_leave", allow("up", "SUPERVISOR", "PHARMACIST"))
	refused("too_many_signatures", allow("down", "SUPERVISOR", "SUPERVISOR", "SUPERVISOR", "SUPERVISOR", "PHARMACIST"))
	if a := keeper.want(http.StatusOK, "POST", "/api/v1/transfers?lang=en", allow("down", "SUPERVISOR", "PHARMACIST")); strings.Count(a.text, `"meaning":`) != 2 {
		t.Errorf("moved: %s", a.text)
	}
}

// TestNarcoticsBooked: who received controlled goods elsewhere signs for them by
// twos, with badge and PIN.
func TestNarcoticsBooked(t *testing.T) {
	h := received(t)
	h.ledger.apply(
		stock.ItemDefined{Item: stock.Item{ID: "M", Name: words.Names{EN: "Morphine"}, Class: stock.Narcotic, Packages: []stock.Package{{Level: stock.Base, Content: 1}}}},
		stock.PlaceDefined{Place: stock.Place{ID: "SAFE", Kind: stock.Bin, Safe: true}},
		document.OrderPlaced{Order: document.Order{ID: "CG-M", Supplier: "S1", Lines: []document.OrderLine{{No: 1, Item: "M", Quantity: 50, Level: stock.Base, PriceE4: 1}}}},
	)
	book := func(badges ...string) string {
		for i, b := range badges {
			badges[i] = fmt.Sprintf(`{"badge":%q,"pin":"1234"}`, b)
		}
		return fmt.Sprintf(`{"id":"m1","order":"CG-M","place":"SAFE","lines":[{"item":"M","quantity":5,"lot":"M1"}],"signatures":[%s]}`, strings.Join(badges, ","))
	}
	buyer := h.desk("pharmacist")
	for code, body := range map[string]string{
		"signature_missing": book("KEEPER"), "same_signer": book("KEEPER", "KEEPER"), "wrong_signer": book("KEEPER", "RECEIVER"),
	} {
		buyer.refused(http.StatusUnprocessableEntity, code, "POST", "/api/v1/receipts", body)
	}
	buyer.refused(http.StatusUnauthorized, "wrong_badge_or_pin", "POST", "/api/v1/receipts", strings.Replace(book("KEEPER", "PHARMACIST"), "1234", "9999", 1))
	a := buyer.want(http.StatusOK, "POST", "/api/v1/receipts?lang=en", book("KEEPER", "PHARMACIST"))
	if !strings.Contains(a.text, `"meaning":"Received and counted"`) || !strings.Contains(a.text, `"meaning":"Counted as second person"`) {
		t.Errorf("booked: %s", a.text)
	}
}

// TestDesk plays the papers of one lot from the inspection to the furnace, each
// step refused where it must be.
func TestDesk(t *testing.T) {
	h := received(t)
	quality, keeper, boss, buyer := h.desk("quality"), h.desk("keeper"), h.desk("supervisor"), h.desk("pharmacist")
	due := func(want int) {
		t.Helper()
		if got, _ := quality.names("/api/v1/inspections/due", "lot", 10); len(got) != want {
			t.Errorf("%v waits, want %d", got, want)
		}
	}
	due(1)
	order := `{"id":"i1","receipt":"RK-2026-0001","item":"V","lot":"V1","sample":5,"rejected":10,"findings":"cloudy","reason":"appearance",` + signs + `}`
	keeper.refused(http.StatusForbidden, "no_right", "POST", "/api/v1/inspections", fmt.Sprintf(order, "QUALITY"))
	quality.refused(http.StatusUnprocessableEntity, "wrong_signer", "POST", "/api/v1/inspections", fmt.Sprintf(order, "KEEPER"))
	quality.refused(http.StatusUnauthorized, "wrong_badge_or_pin", "POST", "/api/v1/inspections", strings.Replace(fmt.Sprintf(order, "QUALITY"), "1234", "9999", 1))
	for range 2 { // sent twice, it counts once
		a := quality.want(http.StatusOK, "POST", "/api/v1/inspections?lang=en", fmt.Sprintf(order, "QUALITY"))
		if !strings.Contains(a.text, `"YS-2026-0001"`) || !strings.Contains(a.text, "partly released") || !strings.Contains(a.text, "cloudy") {
			t.Errorf("inspected: %s", a.text)
		}
	}
	due(0)

	goods := `{"id":%q,"receipt":"RK-2026-0001","reason":%q,"goods":[{"item":"V","lot":"V1","from":%q,"to":%q,"quantity":%d,"level":"box"}]}`
	keeper.refused(http.StatusUnprocessableEntity, "not_enough", "POST", "/api/v1/returns", fmt.Sprintf(goods, "r0", "appearance", "Q", "", 3))
	keeper.refused(http.StatusUnprocessableEntity, "reason_missing", "POST", "/api/v1/returns", fmt.Sprintf(goods, "r0", "", "Q", "", 1))
	keeper.refused(http.StatusBadRequest, "bad_json", "POST", "/api/v1/transfers", fmt.Sprintf(goods, "t1", "", "D", "B", 2))
	if a := keeper.want(http.StatusOK, "POST", "/api/v1/returns", fmt.Sprintf(goods, "r1", "appearance", "Q", "", 1)); !strings.Contains(a.text, `"TH-2026-0001"`) || !strings.Contains(a.text, `"quantity":5`) {
		t.Errorf("returned: %s", a.text)
	}
	move := `{"id":"t1","remark":"up","goods":[{"item":"V","lot":"V1","from":"D","to":"B","quantity":0}]}`
	if a := keeper.want(http.StatusOK, "POST", "/api/v1/transfers", move); !strings.Contains(a.text, `"YK-2026-0001"`) || !strings.Contains(a.text, `"quantity":40`) {
		t.Errorf("moved: %s", a.text)
	}
	keeper.refused(http.StatusBadRequest, "id_taken", "POST", "/api/v1/transfers", strings.Replace(move, `"t1"`, `"r1"`, 1))                // the return's
	keeper.want(http.StatusOK, "POST", "/api/v1/transfers?lang=en", strings.Replace(move, `"remark":"up",`, "\n  \"remark\": \"up\", ", 1)) // the same, written otherwise
	keeper.refused(http.StatusBadRequest, "id_taken", "POST", "/api/v1/transfers", strings.Replace(move, `"up"`, `"down"`, 1))
	back := `{"id":%q,"findings":%q,"goods":[{"item":"V","lot":"V1","from":"Q","to":"D","quantity":1,"level":"box"}],` + signs + `}`
	keeper.refused(http.StatusForbidden, "no_right", "POST", "/api/v1/releases", fmt.Sprintf(back, "q0", "clear", "QUALITY"))
	quality.refused(http.StatusUnprocessableEntity, "findings_missing", "POST", "/api/v1/releases", fmt.Sprintf(back, "q1", "", "QUALITY"))
	quality.refused(http.StatusUnprocessableEntity, "wrong_signer", "POST", "/api/v1/releases", fmt.Sprintf(back, "q1", "clear", "SUPERVISOR"))
	for range 2 {
		a := quality.want(http.StatusOK, "POST", "/api/v1/releases?lang=en", fmt.Sprintf(back, "q2", "clear", "QUALITY"))
		if !strings.Contains(a.text, `"YK-2026-0002"`) || !strings.Contains(a.text, `"meaning":"Inspected"`) || !strings.Contains(a.text, `"quantity":5`) {
			t.Errorf("released: %s", a.text)
		}
	}
	damage := `{"id":"d1","reason":"damaged","goods":[{"item":"V","lot":"V1","from":"B","quantity":2}]}`
	keeper.want(http.StatusOK, "POST", "/api/v1/damages", damage)
	word := func(id, badge string) string { return fmt.Sprintf(`{"id":%q,`+signs+`}`, id, badge) }
	path := "/api/v1/damages/BS-2026-0001/"
	keeper.refused(http.StatusUnprocessableEntity, "not_approved", "POST", path+"destroy", word("w0", "PHARMACIST"))
	keeper.refused(http.StatusUnprocessableEntity, "wrong_signer", "POST", path+"approve", word("w0", "PHARMACIST"))
	boss.refused(http.StatusUnprocessableEntity, "reason_missing", "POST", path+"decline", word("w0", "SUPERVISOR"))
	keeper.want(http.StatusOK, "POST", path+"approve", word("w1", "SUPERVISOR")) // at the keeper's page, by the director's hand
	keeper.refused(http.StatusUnprocessableEntity, "own_witness", "POST", path+"destroy", word("w2", "KEEPER"))
	if a := keeper.want(http.StatusOK, "POST", path+"destroy?lang=en", word("w3", "PHARMACIST")); !strings.Contains(a.text, "destroyed") {
		t.Errorf("destroyed: %s", a.text)
	}
	book := `{"id":"b1","order":"CG-1","place":"B","note":"SH-1","lines":[{"item":"V","quantity":4,"level":"box","lot":"V2","expiry":"2028-05-31"}]}`
	keeper.refused(http.StatusForbidden, "no_right", "POST", "/api/v1/receipts", book)
	if a := buyer.want(http.StatusOK, "POST", "/api/v1/receipts", book); !strings.Contains(a.text, `"RK-2026-0002"`) {
		t.Errorf("booked: %s", a.text)
	}
	due(1)
}
