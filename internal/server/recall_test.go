package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// given is a house in which the ICU got 20 of lot 2 of A by an emergency.
func given(t *testing.T) *house {
	h := stocked(t)
	h.ledger.apply(
		stock.PlaceDefined{Place: stock.Place{ID: "ICU", Kind: stock.Department, Name: words.Names{EN: "Intensive care"}}},
		stock.PlaceDefined{Place: stock.Place{ID: "B-1", Kind: stock.Bin}}, stock.PlaceDefined{Place: stock.Place{ID: "QUAR", Kind: stock.Quarantine}},
	)
	body := `{"id":"u1","department":"ICU","reason":"life_saving","goods":[{"item":"A","lot":"2","place":"B-1","quantity":20}],"receiver":{"badge":"RECEIVER","pin":"1234"}}`
	a := h.desk("picker").want(http.StatusOK, "POST", "/api/v1/urgent?lang=en", body)
	if !strings.Contains(a.text, `"issue":"CK-2026-0001"`) || !strings.Contains(a.text, `"why":"To save a life"`) || !strings.Contains(a.text, "Drug A, lot 2: 20 tablets") {
		t.Fatalf("the emergency: %s", a.text)
	}
	return h
}

// wardNurse is a receiver who signs for Ward 9 alone.
func (h *house) wardNurse() {
	h.ledger.apply(
		stock.PlaceDefined{Place: stock.Place{ID: "WARD-9", Kind: stock.Department, Name: words.Names{EN: "Ward 9"}}},
		auth.PersonDefined{Person: auth.Person{ID: "wardnurse", Badge: "WARDNURSE", PIN: h.pins, Roles: []auth.Role{auth.Receiver}, Department: "WARD-9"}},
	)
}

// TestUrgentIsSigned: the receiver's signature stands under the very goods that
// left, given with them or afterwards.
func TestUrgentIsSigned(t *testing.T) {
	h := given(t)
	picker := h.desk("picker")
	doc := func() string {
		return picker.want(http.StatusOK, "GET", "/api/v1/documents/issue/CK-2026-0001?lang=en", "").text
	}
	if got := doc(); !strings.Contains(got, `"meaning":"Taken over"`) {
		t.Errorf("not signed: %s", got)
	}
	take := `{"id":%q,"receiver":{"badge":%q,"pin":%q}}`
	path := "/api/v1/urgent/CK-2026-0001/take?lang=en"
	picker.refused(http.StatusUnprocessableEntity, "wrong_signer", "POST", path, fmt.Sprintf(take, "t1", "KEEPER", "1234"))
	picker.refused(http.StatusUnauthorized, "wrong_badge_or_pin", "POST", path, fmt.Sprintf(take, "t2", "RECEIVER", "9999"))
	for range 2 {
		picker.want(http.StatusOK, "POST", path, fmt.Sprintf(take, "t3", "RECEIVER", "1234"))
	}
	if got := doc(); strings.Count(got, `"meaning":"Taken over"`) != 2 {
		t.Errorf("signed twice over: %s", got)
	}
}

func TestUrgentIsReviewed(t *testing.T) {
	h := given(t)
	boss := h.desk("supervisor")
	list := func(state string) string {
		return boss.want(http.StatusOK, "GET", "/api/v1/urgent?lang=en&state="+state, "").text
	}
	if !strings.Contains(list("review"), "CK-2026-0001") {
		t.Errorf("to review: %s", list("review"))
	}
	boss.refused(http.StatusBadRequest, "bad_state", "GET", "/api/v1/urgent?state=reviewed", "")
	if a := h.desk("keeper").ask("POST", "/api/v1/urgent/CK-2026-0001/review", `{"id":"k","fine":true}`); a.code() != "no_right" {
		t.Errorf("a keeper reviews: %s", a.text)
	}
	if a := boss.ask("POST", "/api/v1/urgent/CK-2026-0001/review", `{"id":"b0"}`); a.code() != "reason_missing" {
		t.Errorf("nothing said: %s", a.text)
	}
	boss.want(http.StatusOK, "POST", "/api/v1/urgent/CK-2026-0001/review", `{"id":"b1","fine":true}`)
	if strings.Contains(list("review"), "CK-") || !strings.Contains(list(""), `"reviewed":true`) {
		t.Errorf("after the review: %s, %s", list("review"), list(""))
	}
	if a := h.desk("picker").ask("POST", "/api/v1/urgent", `{"id":"u2","department":"ICU","reason":"other","goods":[{"item":"A","lot":"1","place":"B-1","quantity":1}]}`); a.code() != "expired" {
		t.Errorf("expired goods leave: %s", a.text)
	}
}

// TestRecallPage: where the lot went, and what the department says to it.
func TestRecallPage(t *testing.T) {
	h := given(t)
	boss := h.desk("pharmacist")
	boss.want(http.StatusOK, "POST", "/api/v1/lots/recall", `{"id":"r1","item":"A","lot":"2","reason":"maker_recall"}`)
	if list := boss.want(http.StatusOK, "GET", "/api/v1/recalls?lang=en", "").text; !strings.Contains(list, `"id":"ZH-2026-0001"`) {
		t.Errorf("recalls: %s", list)
	}
	h.wardNurse()
	nurse := h.desk("receiver")
	for body, want := range map[string]string{
		`{"id":"n0","department":"ICU","left":1,"used":0}`:                                              "wrong_badge_or_pin",
		`{"id":"n1","department":"ICU","left":21,"used":0,"signer":{"badge":"RECEIVER","pin":"1234"}}`:  "recall_more_than_got",
		`{"id":"n2","department":"QUAR","left":1,"used":0,"signer":{"badge":"RECEIVER","pin":"1234"}}`:  "recall_got_nothing",
		`{"id":"n3","department":"ICU","left":5,"used":15,"signer":{"badge":"RECEIVER","pin":"0000"}}`:  "wrong_badge_or_pin",
		`{"id":"n4","department":"ICU","left":5,"used":15,"signer":{"badge":"KEEPER","pin":"1234"}}`:    "wrong_signer",
		`{"id":"n8","department":"ICU","left":5,"used":15,"signer":{"badge":"WARDNURSE","pin":"1234"}}`: "other_department",
		`{"id":"n5","department":"ICU","left":5,"used":15,"note":"two patients","extra":1}`:             "bad_json",
		`{"id":"n6","department":"ICU","left":-5,"used":15,"signer":{"badge":"RECEIVER","pin":"1234"}}`: "not_a_quantity",
	} {
		if a := nurse.ask("POST", "/api/v1/recalls/ZH-2026-0001/answer", body); a.code() != want {
			t.Errorf("%s: %s, want %s", body, a.text, want)
		}
	}
	a := nurse.want(http.StatusOK, "POST", "/api/v1/recalls/ZH-2026-0001/answer?lang=en", `{"id":"n7","department":"ICU","left":5,"used":15,"note":"two patients","signer":{"badge":"RECEIVER","pin":"1234"}}`)
	if !strings.Contains(a.text, `"kept":20,"answered":true,"left":"5 tablets","used":"15 tablets","note":"two patients","person":{"en":"receiver"}`) {
		t.Errorf("answered: %s", a.text)
	}
	back := `{"id":"k1","department":"ICU","reason":"recalled_lot","goods":[{"item":"A","lot":"2","quantity":5}],"giver":{"badge":"RECEIVER","pin":"1234"}}`
	if a := h.desk("keeper").want(http.StatusOK, "POST", "/api/v1/givebacks", back); !strings.Contains(a.text, "TK-2026-0001") {
		t.Errorf("given back: %s", a.text)
	}
	a = boss.want(http.StatusOK, "GET", "/api/v1/recalls/ZH-2026-0001?lang=en", "")
	for _, want := range []string{`"returned":"5 tablets"`, `"place":"QUAR"`, `"document":"TK-2026-0001","kind":"giveback"`, `"document":"CK-2026-0001","kind":"issue"`} {
		if !strings.Contains(a.text, want) {
			t.Errorf("the recall does not say %s: %s", want, a.text)
		}
	}
}

// TestTraceBothWays: from the lot to the people, and from them to the lot.
func TestTraceBothWays(t *testing.T) {
	h := given(t)
	c := h.desk("pharmacist")
	steps := c.want(http.StatusOK, "GET", "/api/v1/lot/steps?item=A&lot=2&lang=en", "").text
	if !strings.Contains(steps, `"from":"opening"`) || !strings.Contains(steps, `"document":"CK-2026-0001","kind":"issue","receiver":{"en":"receiver"}`) {
		t.Errorf("steps: %s", steps)
	}
	for path, want := range map[string]string{"document/CK-2026-0001": "[2]", "department/ICU": "[2]", "person/RECEIVER": "[2]", "person/picker": "[2]", "person/nobody": "[]"} {
		if got, _ := c.names("/api/v1/trace/"+path, "lot", 10); fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", path, got, want)
		}
	}
	c.want(http.StatusNotFound, "GET", "/api/v1/trace/moon/x", "")
	_ = h.ledger.View(func(view fact.View) error {
		if issue, _ := document.FindIssue(view, "CK-2026-0001"); issue.Receiver != "receiver" {
			t.Errorf("the issue is %+v", issue)
		}
		return nil
	})
}
