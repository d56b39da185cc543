package server_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/server"
)

// Who may use each route: "" is everybody, "known" who has signed in, and a
// right who has it. The table of the server is written down here a second
// time, so that a door is opened twice or not at all.
var doors = map[string]string{
	"GET /healthz":                              "",
	"GET /readyz":                               "",
	"GET /metrics":                              "", // from this machine, as these tests ask: see TestMetrics
	"GET /api/openapi.json":                     "",
	"GET /api/v1/words":                         "",
	"GET /api/v1/me":                            "",
	"PUT /api/v1/me/language":                   "known",
	"POST /api/v1/session":                      "",
	"DELETE /api/v1/session":                    "",
	"POST /api/v1/setup":                        "",
	"GET /api/v1/tokens":                        "admin",
	"POST /api/v1/tokens":                       "admin",
	"DELETE /api/v1/tokens/{name}":              "admin",
	"GET /api/v1/stations":                      "",
	"GET /api/v1/stations/{id}/screen":          "station.view",
	"GET /api/v1/stations/{id}/live":            "",
	"POST /api/v1/stations/{id}/signin":         "",
	"POST /api/v1/stations/{id}/signout":        "station.use",
	"POST /api/v1/stations/{id}/input":          "station.use",
	"GET /api/v1/boards/{name}":                 "board.view",
	"GET /api/v1/boards/{name}/live":            "board.view",
	"GET /api/v1/items":                         "stock.view",
	"GET /api/v1/lots":                          "stock.view",
	"GET /api/v1/requisitions":                  "requisition.view",
	"GET /api/v1/requisitions/form":             "requisition.write",
	"GET /api/v1/requisitions/items":            "requisition.write",
	"GET /api/v1/requisitions/{id}":             "requisition.view",
	"POST /api/v1/requisitions":                 "requisition.write",
	"POST /api/v1/requisitions/{id}/approve":    "requisition.approve",
	"POST /api/v1/requisitions/{id}/refuse":     "requisition.approve",
	"POST /api/v1/requisitions/{id}/withdraw":   "requisition.write",
	"GET /api/v1/policy":                        "policy.view",
	"GET /api/v1/register":                      "document.view",
	"POST /api/v1/policy":                       "policy.change",
	"GET /api/v1/policy/versions":               "policy.view",
	"GET /api/v1/policy/versions/{number}":      "policy.view",
	"GET /api/v1/policy/ask":                    "policy.view",
	"POST /api/v1/waves":                        "wave.start",
	"GET /api/v1/lot/steps":                     "document.view",
	"GET /api/v1/trace/{by}/{id}":               "document.view",
	"GET /api/v1/recalls":                       "requisition.view",
	"GET /api/v1/recalls/{id}":                  "requisition.view",
	"POST /api/v1/recalls/{id}/answer":          "recall.answer",
	"POST /api/v1/givebacks":                    "goods.takeback",
	"GET /api/v1/urgent":                        "document.view",
	"POST /api/v1/urgent":                       "goods.urgent",
	"POST /api/v1/unpacks":                      "paper.write",
	"POST /api/v1/repacks":                      "paper.write",
	"POST /api/v1/labels":                       "label.print",
	"POST /api/v1/releases":                     "lot.inspect",
	"POST /api/v1/urgent/{issue}/take":          "goods.urgent",
	"POST /api/v1/urgent/{issue}/review":        "urgent.review",
	"GET /api/v1/lot":                           "stock.view",
	"POST /api/v1/lots/hold":                    "lot.hold",
	"POST /api/v1/lots/recall":                  "lot.recall",
	"POST /api/v1/lots/release":                 "lot.release",
	"GET /api/v1/stock":                         "stock.view",
	"GET /api/v1/stock/expiring":                "stock.view",
	"GET /api/v1/places":                        "stock.view",
	"GET /api/v1/suppliers":                     "stock.view",
	"GET /api/v1/suppliers/due":                 "stock.view",
	"GET /api/v1/suppliers/{id}":                "stock.view",
	"POST /api/v1/suppliers/{id}/papers":        "supplier.review",
	"POST /api/v1/suppliers/{id}/reviews":       "supplier.review",
	"POST /api/v1/suppliers/{id}/release":       "supplier.review",
	"GET /api/v1/deliveries":                    "document.view",
	"GET /api/v1/deliveries/{id}":               "document.view",
	"GET /api/v1/trace-codes/{code}":            "stock.view",
	"GET /api/v1/missed-codes":                  "stock.view",
	"POST /api/v1/missed-codes":                 "lot.release",
	"GET /api/v1/people":                        "admin",
	"GET /api/v1/document-states":               "document.view",
	"GET /api/v1/documents":                     "document.view",
	"GET /api/v1/documents/{kind}":              "document.view",
	"GET /api/v1/documents/{kind}/{id}":         "document.view",
	"GET /api/v1/documents/{kind}/{id}/history": "document.view",
	"GET /api/v1/documents/{kind}/{id}.pdf":     "document.view",
	"GET /api/v1/desk":                          "paper.write",
	"GET /api/v1/inspections/due":               "document.view",
	"POST /api/v1/inspections":                  "lot.inspect",
	"POST /api/v1/returns":                      "paper.write",
	"POST /api/v1/transfers":                    "paper.write",
	"POST /api/v1/damages":                      "paper.write",
	"POST /api/v1/damages/{id}/approve":         "document.view",
	"POST /api/v1/damages/{id}/decline":         "document.view",
	"POST /api/v1/damages/{id}/destroy":         "paper.write",
	"POST /api/v1/receipts":                     "receipt.book",
	"GET /api/v1/labels":                        "label.view",
	"GET /api/v1/labels/live":                   "label.view",
	"GET /api/v1/labels/{id}.png":               "label.view",
	"POST /api/v1/labels/{id}/reprint":          "label.print",
	"POST /api/v1/printers/{id}/test":           "device.set",
	"GET /api/v1/templates":                     "label.view",
	"GET /api/v1/templates/schema.json":         "label.view",
	"GET /api/v1/templates/{id}":                "label.view",
	"POST /api/v1/templates/preview":            "label.view",
	"PUT /api/v1/templates/{id}":                "device.set",
	"POST /api/v1/import":                       "master.import",
	"GET /api/v1/import/tables.xlsx":            "master.import",
	"GET /api/v1/policy/tables":                 "policy.view",
	"POST /api/v1/policy/import":                "policy.change",
	"GET /api/v1/clock":                         "device.view", "POST /api/v1/clock/accept": "clock.accept",
	"GET /api/v1/devices":                      "device.view",
	"GET /api/v1/devices/{profile}/sheet.pdf":  "device.view",
	"GET /api/v1/devices/{profile}/{code}.png": "device.view",
	"GET /api/v1/demo":                         "",
	"GET /api/v1/demo/code.png":                "",
	"POST /api/v1/demo/scan":                   "",
	"GET /app.js":                              "",
	"GET /{$}":                                 "",
	"GET /station/{id}":                        "",
}

// path fills a pattern with things that there are.
func path(pattern string) string {
	return strings.NewReplacer("{$}", "", "{id}.pdf", "CG-1.pdf", "{id}.png", "7.png", "{profile}/{code}", "opticon/aim", "/stations/{id}", "/stations/dock-1", "/station/{id}", "/station/dock-1",
		"/labels/{id}", "/labels/7", "{kind}", "order", "{id}", "CG-1", "boards/{name}", "boards/dock", "{name}", "none").Replace(pattern)
}

func TestEveryRouteIsInTheTable(t *testing.T) {
	h := newHouse(t)
	served := map[string]bool{}
	for _, r := range h.server.Served() {
		door := r.Method + " " + r.Pattern
		served[door] = true
		if _, known := doors[door]; !known {
			t.Errorf("%s is served, but nobody said to whom", door)
		}
	}
	for door := range doors {
		if !served[door] {
			t.Errorf("%s is not served", door)
		}
	}
}

// each asks for every route as somebody, with a body that is empty: whoever
// gets past the gate is told something else than 401 or 403.
func each(h *house, c *client, check func(door, right string, a answer)) {
	h.t.Helper()
	for _, r := range h.server.Served() {
		door := r.Method + " " + r.Pattern
		check(door, doors[door], c.ask(r.Method, path(r.Pattern), ""))
	}
}

func barred(a answer) bool {
	return slices.Contains([]string{"sign_in", "no_right", "foreign_host", "foreign_origin", "local_only"}, a.code())
}

func TestStranger(t *testing.T) {
	h := newHouse(t)
	each(h, h.stranger(), func(door, right string, a answer) {
		if open := !barred(a); open != (right == "") || (right != "" && a.StatusCode != http.StatusUnauthorized) {
			t.Errorf("%s: a stranger gets %d %s", door, a.StatusCode, a.code())
		}
	})
}

// TestRoles tries every route as every role, at a desk: from there nobody
// works at a station.
func TestRoles(t *testing.T) {
	for _, role := range auth.Roles {
		t.Run(string(role), func(t *testing.T) {
			h := newHouse(t)
			h.posts.all["dock-1"].take("somebody")
			may := auth.Person{Roles: []auth.Role{role}}
			for _, r := range h.server.Served() {
				door := r.Method + " " + r.Pattern
				if door == "DELETE /api/v1/session" {
					continue // would end the desk's session
				}
				right := doors[door]
				want := right == "" || right == "known" || (right != "station.use" && may.May(auth.Right(right)))
				if a := h.deskOnce(string(role)).ask(r.Method, path(r.Pattern), ""); barred(a) == want {
					t.Errorf("%s: %s gets %d %s", door, role, a.StatusCode, a.code())
				}
			}
		})
	}
}

// deskOnce signs in without a request, of which only some are allowed.
func (h *house) deskOnce(person string) *client {
	h.t.Helper()
	c := h.stranger()
	secret, _, err := h.gate.OpenSession(h.t.Context(), auth.Person{ID: person}, "")
	if err != nil {
		h.t.Fatal(err)
	}
	c.cookies["lotgate"] = secret
	return c
}

// TestTokens tries every route with a token of each right, and of no other.
func TestTokens(t *testing.T) {
	h := newHouse(t)
	for _, right := range auth.TokenRights {
		h.pass(time.Second) // the routes are many, and the pace of one address is bounded
		c := h.program(string(right), right)
		each(h, c, func(door, asked string, a answer) {
			view := asked == "station.view" && right == auth.StationUse // who may work may look
			want := asked == "" || asked == "known" || asked == string(right) || view
			if barred(a) == want {
				t.Errorf("%s with %s: %d %s", door, right, a.StatusCode, a.code())
			}
		})
	}
}

// TestForeign tries every route by a name that is not ours, and from a page
// that is not ours, as one who may do everything.
func TestForeign(t *testing.T) {
	for name, test := range map[string]struct {
		header, value, code string
		all                 bool // even pages
	}{
		"rebound name":             {"Host", "lotgate.attacker.example", "foreign_host", true},
		"other port":               {"Host", "127.0.0.1:1", "foreign_host", true},
		"rebound name of our port": {"Host", "attacker.example:8410", "foreign_host", true},
		"foreign page":             {"Origin", "https://attacker.example", "foreign_origin", true},
		"page of another port":     {"Origin", "http://127.0.0.1:3000", "foreign_origin", true},
		"sandboxed page":           {"Origin", "null", "foreign_origin", true},
		"other scheme":             {"Origin", "https://HOST", "foreign_origin", true},
		"picture in a page":        {"Sec-Fetch-Site", "cross-site", "foreign_origin", false},
		"picture of a neighbour":   {"Sec-Fetch-Site", "same-site", "foreign_origin", false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			c := h.program("all", auth.TokenRights...)
			c.header.Set(test.header, strings.ReplaceAll(test.value, "HOST", h.host))
			each(h, c, func(door, _ string, a answer) {
				if !test.all && !strings.Contains(door, "/api/") {
					return
				}
				if a.StatusCode != http.StatusForbidden || a.code() != test.code {
					t.Errorf("%s: %d %s, want 403 %s", door, a.StatusCode, a.code(), test.code)
				}
			})
		})
	}
}

func TestOwnNamesAreLetIn(t *testing.T) {
	h := newHouse(t)
	port := h.host[strings.LastIndex(h.host, ":"):]
	for _, host := range []string{"127.0.0.1" + port, "localhost" + port, "LOCALHOST" + port, "[::1]" + port} {
		c := h.stranger()
		c.header.Set("Host", host)
		c.header.Set("Origin", "http://"+host)
		c.header.Set("Sec-Fetch-Site", "same-origin")
		c.want(http.StatusOK, "GET", "/api/v1/me", "")
	}
}

func TestUnknownPaths(t *testing.T) {
	h := newHouse(t)
	c := h.deskOnce("admin")
	for _, path := range []string{"/nothing", "/api/v1/nothing", "/index.html", "/api/v1/labels/7", "/api/v1/labels/.png", "/api/v1/documents/order/.pdf/x", "/../etc/passwd", "/%2e%2e/x"} {
		if a := c.ask("GET", path, ""); a.code() != "no_page" || a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.text)
		}
	}
	a := c.refused(http.StatusMethodNotAllowed, "method", "PATCH", "/api/v1/session", "")
	if allow := a.Header.Get("Allow"); !strings.Contains(allow, "POST") || !strings.Contains(allow, "DELETE") {
		t.Errorf("Allow: %s", allow)
	}
}

func TestNoDemo(t *testing.T) {
	h := newHouse(t, func(o *server.Options) { o.Demo = nil })
	h.stranger().refused(http.StatusNotFound, "no_page", "GET", "/api/v1/demo", "")
}

func TestHeaders(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/", "/app.js", "/api/v1/me", "/nothing"} {
		a := h.stranger().ask("GET", path, "")
		policy := a.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "ws://" + h.host} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: policy %q lacks %q", path, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") || a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Referrer-Policy") == "" {
			t.Errorf("%s: headers %v", path, a.Header)
		}
		if stored := a.Header.Get("Cache-Control"); strings.HasPrefix(path, "/api") && stored != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, stored)
		}
	}
	a := h.stranger().ask("GET", "/app.js", "")
	c := h.stranger()
	c.header.Set("If-None-Match", a.Header.Get("ETag"))
	c.want(http.StatusNotModified, "GET", "/app.js", "")
}

// TestOpenAPI checks that every route but pages is described, that every
// reference leads somewhere, and that the description says who may use it.
func TestOpenAPI(t *testing.T) {
	h := newHouse(t)
	text := h.stranger().want(http.StatusOK, "GET", "/api/openapi.json?lang=en", "").text
	doc := into[struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Summary  string
			Right    string `json:"x-right"`
			Security []map[string][]string
		}
		Components struct{ Schemas map[string]json.RawMessage }
	}](t, text)
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("openapi %q", doc.OpenAPI)
	}
	for door, right := range doors {
		method, pattern, _ := strings.Cut(door, " ")
		described, found := doc.Paths[pattern][strings.ToLower(method)]
		if found != (strings.HasPrefix(pattern, "/api/") || slices.Contains([]string{"/healthz", "/readyz", "/metrics"}, pattern)) {
			t.Errorf("%s: described %v", door, found)
		}
		if !found {
			continue
		}
		if strings.HasPrefix(described.Summary, "server.") || described.Summary == "" {
			t.Errorf("%s: summary %q", door, described.Summary)
		}
		if pattern == "/metrics" {
			right = "device.view" // as it is for who is not on this machine
		}
		if right != "known" && described.Right != right {
			t.Errorf("%s: right %q, want %q", door, described.Right, right)
		}
		if open := len(described.Security[0]) == 0; open != (right == "") {
			t.Errorf("%s: security %v", door, described.Security)
		}
	}
	for _, match := range regexp.MustCompile(`"#/components/schemas/([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if doc.Components.Schemas[match[1]] == nil {
			t.Errorf("no schema %s", match[1])
		}
	}
	for name, want := range map[string]string{
		"Screen":  `"\$ref":"#/components/schemas/Choice"`,
		"message": `"enum":\["scan","choice","text"\]`,
	} {
		schema := strings.Join(strings.Fields(string(doc.Components.Schemas[name])), "")
		if !regexp.MustCompile(want).MatchString(schema) {
			t.Errorf("schema %s: %s, want %s", name, schema, want)
		}
	}
}
