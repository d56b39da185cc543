package server_test

import (
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestRequisitionByPage: a receiver asks, a pharmacist answers, and everybody
// sees the state.
func TestRequisitionByPage(t *testing.T) {
	h := stocked(t)
	h.ledger.apply(stock.PlaceDefined{Place: stock.Place{ID: "ICU", Kind: stock.Department, Name: words.Names{EN: "Intensive care"}}})
	nurse, boss := h.desk("receiver"), h.desk("pharmacist")
	if form := nurse.want(http.StatusOK, "GET", "/api/v1/requisitions/form", "").text; !strings.Contains(form, `"id":"ICU"`) {
		t.Errorf("the form offers %s", form)
	}
	if items := nurse.want(http.StatusOK, "GET", "/api/v1/requisitions/items?q=drug+b", "").text; !strings.Contains(items, `"id":"B"`) || strings.Contains(items, `"id":"A"`) {
		t.Errorf("looking for drug b finds %s", items)
	}
	body := `{"id":"n1","department":"ICU","lines":[{"item":"A","quantity":3,"level":"base"},{"item":"B","quantity":2}],"send":true}`
	a := nurse.want(http.StatusOK, "POST", "/api/v1/requisitions?lang=en", body)
	if !strings.Contains(a.text, `"state":"waiting"`) || !strings.Contains(a.text, `"steps":["withdraw"]`) {
		t.Errorf("sent: %s", a.text)
	}
	if a := nurse.ask("POST", "/api/v1/requisitions/QL-2026-0001/approve", `{"id":"n2"}`); a.code() != "no_right" {
		t.Errorf("the writer approves: %s", a.text)
	}
	if a := boss.ask("POST", "/api/v1/requisitions/QL-2026-0001/refuse", `{"id":"b1"}`); a.code() != "reason_missing" {
		t.Errorf("refused without a reason: %s", a.text)
	}
	a = boss.want(http.StatusOK, "POST", "/api/v1/requisitions/QL-2026-0001/approve?lang=en", `{"id":"b2"}`)
	if !strings.Contains(a.text, `"says":"approved"`) || !strings.Contains(a.text, `"decider":{"en":"pharmacist"}`) {
		t.Errorf("approved: %s", a.text)
	}
	h.wardNurse()
	ward := h.desk("wardnurse") // who asks for Ward 9 alone
	if form := ward.want(http.StatusOK, "GET", "/api/v1/requisitions/form", "").text; strings.Contains(form, `"id":"ICU"`) {
		t.Errorf("the form offers another department: %s", form)
	}
	if a := ward.ask("POST", "/api/v1/requisitions", `{"id":"w1","department":"ICU","lines":[{"item":"A","quantity":3}]}`); a.code() != "other_department" {
		t.Errorf("asked for another department: %s", a.text)
	}
	for state, want := range map[string]string{"waiting": "[]", "approved": "[QL-2026-0001]", "": "[QL-2026-0001]"} {
		if got, _ := h.program("p"+state, auth.RequestView).names("/api/v1/requisitions?state="+state, "id", 10); strings.Join(got, " ") != strings.Trim(want, "[]") {
			t.Errorf("state %q lists %v, want %s", state, got, want)
		}
	}
	for _, bad := range []string{
		`{"id":"x1","department":"ICU","lines":[{"item":"A","quantity":1,"level":"crate"}]}`,
		`{"id":"x2","department":"ICU","lines":[{"item":"A","quantity":9223372036854775807,"level":"base"}]}`,
		`{"id":"x3","department":"B-1","lines":[{"item":"A","quantity":1}]}`,
		`{"id":"x4","requisition":"QL-2026-0001","department":"ICU","lines":[{"item":"A","quantity":1}]}`,
	} {
		if a := nurse.ask("POST", "/api/v1/requisitions", bad); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", bad, a.StatusCode, a.text)
		}
	}
}
