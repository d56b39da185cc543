package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

func policyBody(id string, base int, pin, rules string) string {
	return fmt.Sprintf(`{"id":%q,"base":%d,"reason":"letter 12","pin":%q,"rules":%s,"leaves":[{"code":"short_life","roles":["supervisor"],"signatures":1,"reasons":["other"]}]}`, id, base, pin, rules)
}

// TestPolicyIsDecided: by whom it may, with the PIN afresh, over the version
// that was seen; and every version can be read.
func TestPolicyIsDecided(t *testing.T) {
	h := stocked(t)
	const days = `[{"minLifeDays":200},{"item":"A","near":[{"days":90,"name":{"en":"soon"},"colour":"red"}]}]`
	for _, step := range []struct {
		who, body, want string
		status          int
	}{
		{"keeper", policyBody("1", 0, "1234", days), "no_right", 403},
		{"pharmacist", policyBody("2", 0, "9999", days), "wrong_badge_or_pin", 401},
		{"pharmacist", policyBody("3", 0, "1234", `[{"minLifeDays":4000}]`), "Rule 1 (all goods), least life in days", 422},
		{"pharmacist", policyBody("4", 0, "1234", `[{"item":"NONE","minLifeDays":40}]`), "policy_unknown", 422},
		{"pharmacist", policyBody("5", 0, "1234", `[{"colour":"red"}]`), "bad_json", 400},
		{"pharmacist", policyBody("6", 0, "1234", days), `"number":1`, 200},
		{"supervisor", policyBody("7", 0, "1234", `[{"minLifeDays":100}]`), "policy_moved", 422},
		{"supervisor", policyBody("8", 1, "1234", `[{"minLifeDays":100}]`), `"number":2`, 200},
	} {
		a := h.desk(step.who).ask("POST", "/api/v1/policy?lang=en", step.body)
		if a.StatusCode != step.status || !strings.Contains(a.text, step.want) {
			t.Errorf("%s %s: %d %s, want %d %s", step.who, step.body, a.StatusCode, a.text, step.status, step.want)
		}
	}
	c := h.program("erp", auth.PolicyView)
	for path, want := range map[string]string{
		"":            `"number":2,"reason":"letter 12","person":{"en":"supervisor"}`,
		"/versions":   `"number":1,"reason":"letter 12","person":{"en":"pharmacist"}`,
		"/versions/1": `"says":["near expiry: soon (within 3 months)"]`,
		"/versions/0": `"of":"narcotics","says":["received and given out by two people, who both sign"]`,
	} {
		if a := c.want(http.StatusOK, "GET", "/api/v1/policy"+path+"?lang=en", ""); !strings.Contains(a.text, want) {
			t.Errorf("%s: %s\nwant %s", path, a.text, want)
		}
	}
	c.refused(http.StatusNotFound, "no_policy", "GET", "/api/v1/policy/versions/3", "")
	c.refused(http.StatusNotFound, "no_policy", "GET", "/api/v1/policy/versions/x", "")
	c.refused(http.StatusNotFound, "no_policy", "GET", "/api/v1/policy/versions/-1", "")
	c.refused(http.StatusForbidden, "no_right", "POST", "/api/v1/policy", policyBody("9", 2, "1234", days))
}

// TestPolicyAnswers whether a pack would pass, and what decided it.
func TestPolicyAnswers(t *testing.T) {
	h := stocked(t)
	h.desk("pharmacist").want(http.StatusOK, "POST", "/api/v1/policy", policyBody("1", 0, "1234", `[{"minLifeDays":200}]`))
	c := h.desk("keeper")
	for query, want := range map[string]string{
		"item=A&expiry=2027-06-01&purpose=receive&day=2026-06-01":                 `{"passes":true,"big":"PASSES","says":"","leave":"","version":1,`,
		"item=A&expiry=2026-07-01&purpose=receive&day=2026-06-01":                 `"code":"short_life","big":"TOO SHORT-DATED","says":"Expires 2026-07-01: 30 days left, at least 6 months needed. Refuse it or set it aside.","leave":"\"TOO SHORT-DATED\" may be let pass with 1 signature of: Supervisor. Reasons: Other","version":1,`,
		"item=A&expiry=2026-07-01&purpose=issue&day=2026-06-01":                   `"passes":true`,
		"item=A&lot=1&purpose=issue&day=2026-06-01":                               `"code":"expired"`,
		"item=A&expiry=2027-06-01&made=2027-07-01&purpose=receive&day=2026-06-01": `"code":"expiry_before_made"`,
		"item=A&expiry=2028-06-01&made=2026-06-02&purpose=receive&day=2026-06-01": `"code":"made_later"`,
		"item=A&expiry=2028-06-01&made=2026-06-01&purpose=receive&day=2026-06-01": `"passes":true`,
		"item=A&lot=1&expiry=2031-01-01&purpose=receive&day=2026-06-01":           `"code":"other_expiry"`,
		"item=A-1&lot=1&purpose=count&day=2026-06-01":                             `"passes":true`,
		"item=A-1&lot=1&purpose=label&day=2026-06-01":                             `"question":"Status of the lot","says":"on hold","by":"the status of its lot","refuses":true`,
	} {
		if a := c.want(http.StatusOK, "GET", "/api/v1/policy/ask?lang=en&"+query, ""); !strings.Contains(a.text, want) {
			t.Errorf("%s: %s\nwant %s", query, a.text, want)
		}
	}
	c.refused(http.StatusNotFound, "no_such_item", "GET", "/api/v1/policy/ask?item=Z&purpose=issue", "")
	c.refused(http.StatusUnprocessableEntity, "bad_question", "GET", "/api/v1/policy/ask?item=A&purpose=eat", "")
	c.refused(http.StatusUnprocessableEntity, "bad_question", "GET", "/api/v1/policy/ask?item=A&purpose=issue&day=2026-02-30", "")
	c.refused(http.StatusUnprocessableEntity, "not_a_date", "GET", "/api/v1/policy/ask?item=A&purpose=issue&expiry=soon", "")
	c.refused(http.StatusUnprocessableEntity, "no_place", "GET", "/api/v1/policy/ask?item=A&purpose=issue&place=Z-9", "")
}

// TestRegister lists controlled goods alone, page by page, and as a table.
func TestRegister(t *testing.T) {
	h := stocked(t)
	for _, id := range []stock.ItemID{"M", "N"} {
		h.ledger.apply(stock.ItemDefined{Item: stock.Item{ID: id, Name: words.Names{EN: map[stock.ItemID]string{"M": "Morphine", "N": "Fentanyl"}[id]}, Class: stock.Narcotic}})
		for n := range 3 {
			h.ledger.apply(stock.Moved{Lot: stock.LotKey{Item: id, Number: "1"}, From: stock.Opening, To: "SAFE", Quantity: 10, Document: fmt.Sprint("=P-", n)})
		}
	}
	c := h.program("erp", auth.DocumentView)
	for _, limit := range []int{1, 2, 4, 100} {
		if got, _ := c.names("/api/v1/register", "document", limit); fmt.Sprint(got) != "[=P-0 =P-1 =P-2 =P-0 =P-1 =P-2]" {
			t.Errorf("by %d: %v", limit, got)
		}
	}
	a := c.want(http.StatusOK, "GET", "/api/v1/register?lang=en&format=csv&q=fentanyl", "")
	if !strings.Contains(a.text, "'=P-2") || strings.Contains(a.text, "Morphine") || !strings.Contains(a.text, ",30,") {
		t.Errorf("as a table:\n%s", a.text)
	}
}
