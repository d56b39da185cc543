package server_test

import (
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
)

func TestLotIsStoppedAndReleased(t *testing.T) {
	h := stocked(t)
	for _, step := range []struct {
		who, path, body, want string
		status                int
	}{
		{"keeper", "hold", `{"id":"1","item":"A","lot":"2","reason":"damaged"}`, `"status":"held"`, 200},
		{"keeper", "hold", `{"id":"2","item":"A","lot":"2","reason":"damaged"}`, "lot_stopped_already", 422},
		{"keeper", "hold", `{"id":"","item":"A","lot":"1","reason":"damaged"}`, "bad_id", 400},
		{"keeper", "hold", `{"id":"3","item":"A","lot":"none","reason":"damaged"}`, "lot_unknown", 422},
		{"keeper", "hold", `{"id":"4","item":"A","lot":"1","reason":""}`, "reason_missing", 422},
		{"keeper", "release", `{"id":"5","item":"A","lot":"2","reason":"checked_good"}`, "no_right", 403},
		{"pharmacist", "recall", `{"id":"6","item":"A","lot":"2","reason":"letter 9 of the maker"}`, `"why":"letter 9 of the maker"`, 200},
		{"pharmacist", "release", `{"id":"7","item":"A","lot":"2","reason":"withdrawn"}`, `"status":"ok"`, 200},
		{"pharmacist", "release", `{"id":"8","item":"A","lot":"2","reason":"withdrawn"}`, "lot_not_stopped", 422},
	} {
		a := h.desk(step.who).ask("POST", "/api/v1/lots/"+step.path+"?lang=en", step.body)
		if a.StatusCode != step.status || !strings.Contains(a.text, step.want) {
			t.Errorf("%s %s %s: %d %s, want %d %s", step.who, step.path, step.body, a.StatusCode, a.text, step.status, step.want)
		}
	}
}

// TestLotTellsWhereItIs, and what the viewer may do to it.
func TestLotTellsWhereItIs(t *testing.T) {
	h := stocked(t)
	a := h.program("erp", auth.StockView).want(http.StatusOK, "GET", "/api/v1/lot?item=A&lot=1&lang=en", "")
	if !strings.Contains(a.text, `"place":"B-2"`) || !strings.Contains(a.text, `"steps":[]`) {
		t.Errorf("lot 1 of A: %s", a.text)
	}
	a = h.desk("supervisor").want(http.StatusOK, "GET", "/api/v1/lot?item=A-1&lot=1&lang=en", "")
	if !strings.Contains(a.text, `"step":"release"`) || strings.Contains(a.text, `"step":"hold"`) {
		t.Errorf("lot 1 of A-1: %s", a.text)
	}
	h.desk("supervisor").want(http.StatusNotFound, "GET", "/api/v1/lot?item=A&lot=none", "")
}
