package server_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/policy"
	"lotgate/internal/server"
)

// form is what a page sends with files.
func form(t *testing.T, told map[string]string, files map[string]string) (body, kind string) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, value := range told {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range files {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String(), w.FormDataContentType()
}

// TestImportPolicy: what is told beside the files reaches the import: the
// client's id as one of the whole house, the reason, and who signs.
func TestImportPolicy(t *testing.T) {
	h := newHouse(t)
	send := func(c *client, path string, told map[string]string) server.ImportOrder {
		t.Helper()
		body, kind := form(t, told, map[string]string{"rules.csv": "item"})
		c.header.Set("Content-Type", kind)
		c.want(http.StatusOK, "POST", path, body)
		return h.imported
	}
	got := send(h.desk("pharmacist"), "/api/v1/policy/import", map[string]string{"id": "7", "reason": " letter 12 ", "pin": "1234"})
	if got.ID != "api/person/pharmacist/7" || got.Reason != "letter 12" || got.Badge != "PHARMACIST" || got.PIN != "1234" || !got.PolicyOnly || got.Person != "pharmacist" || len(got.Files) != 1 {
		t.Errorf("by a person at a desk: %+v", got)
	}
	got = send(h.program("erp", auth.MasterImport), "/api/v1/import", map[string]string{"id": "8", "badge": "BOSS", "pin": "9"})
	if got.ID != "api/token/erp/8" || got.Badge != "BOSS" || got.PIN != "9" || got.PolicyOnly || got.Person != "" {
		t.Errorf("by a program: %+v", got)
	}
	c := h.desk("pharmacist")
	for _, told := range []map[string]string{{"reason": strings.Repeat("x", 1025)}, {"reason": "\xff"}, {"colour": "red"}} {
		body, kind := form(t, told, map[string]string{"rules.csv": "item"})
		c.header.Set("Content-Type", kind)
		c.refused(http.StatusBadRequest, "bad_upload", "POST", "/api/v1/import", body)
	}
	body, kind := form(t, map[string]string{"id": "\x07"}, map[string]string{"rules.csv": "item"})
	c.header.Set("Content-Type", kind)
	c.refused(http.StatusBadRequest, "bad_id", "POST", "/api/v1/import", body)
}

// TestPolicyTables: any version, as a workbook or a table at a time.
func TestPolicyTables(t *testing.T) {
	h := newHouse(t)
	h.ledger.apply(policy.PolicySet{Number: 1, Policy: policy.Policy{Rules: []policy.Rule{{MinLifeDays: 9}}}})
	c := h.program("erp", auth.PolicyView)
	for query, want := range map[string][2]string{
		"":                        {" of 1", "policy-1.xlsx"},
		"?version=0":              {" of 3", "policy-0.xlsx"},
		"?format=csv":             {"rules of 1", "policy-1-rules.csv"},
		"?format=csv&table=steps": {"steps of 1", "policy-1-steps.csv"},
	} {
		a := c.want(http.StatusOK, "GET", "/api/v1/policy/tables"+query, "")
		if a.text != want[0] || !strings.Contains(a.Header.Get("Content-Disposition"), want[1]) {
			t.Errorf("%s: %q as %s", query, a.text, a.Header.Get("Content-Disposition"))
		}
	}
	c.refused(http.StatusNotFound, "no_policy", "GET", "/api/v1/policy/tables?version=9", "")
	c.refused(http.StatusNotFound, "no_policy", "GET", "/api/v1/policy/tables?version=9x", "")
	c.refused(http.StatusBadRequest, "bad_query", "GET", "/api/v1/policy/tables?format=pdf", "")
	c.refused(http.StatusBadRequest, "bad_query", "GET", "/api/v1/policy/tables?format=csv&table=people", "")
}
