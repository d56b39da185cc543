package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/server"
)

type me struct {
	Person *struct {
		ID     string
		Rights []string
		Token  string
	}
	Station        string
	FirstRun, Demo bool
	Language       string
	Languages      []string
}

func (c *client) me(query string) me {
	c.h.t.Helper()
	return into[me](c.h.t, c.want(http.StatusOK, "GET", "/api/v1/me"+query, "").text)
}

// id is who a browser is for the server, "" for a stranger.
func (c *client) id() string {
	c.h.t.Helper()
	if p := c.me("").Person; p != nil {
		return p.ID
	}
	return ""
}

func (c *client) is(person string) {
	c.h.t.Helper()
	if got := c.id(); got != person {
		c.h.t.Errorf("is %q, want %q", got, person)
	}
}

func TestSignIn(t *testing.T) {
	h := newHouse(t)
	c := h.stranger()
	c.is("")
	a := c.want(http.StatusOK, "POST", "/api/v1/session", `{"badge":"LGP.KEEPER","pin":"1234"}`)
	cookie := a.Cookies()[0]
	if cookie.Name != "lotgate" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" || cookie.Secure {
		t.Errorf("cookie %+v", cookie)
	}
	if cookie.Expires.Sub(h.now()) != 12*time.Hour || len(cookie.Value) != 43 {
		t.Errorf("cookie lives to %s and has %d characters", cookie.Expires, len(cookie.Value))
	}
	c.is("keeper")
	c.want(http.StatusNoContent, "DELETE", "/api/v1/session", "")
	if c.cookies["lotgate"] != "" {
		t.Error("the cookie stays after sign-out")
	}
	c.cookies["lotgate"] = cookie.Value
	c.is("") // even with a copy of it
	c.want(http.StatusNoContent, "DELETE", "/api/v1/session", "")
}

func TestCookieUnderTLS(t *testing.T) {
	h := newHouse(t, func(o *server.Options) { o.Secure = true })
	a := h.stranger().want(http.StatusOK, "POST", "/api/v1/stations/dock-1/signin", `{"badge":"KEEPER","pin":"1234"}`)
	cookie := a.Cookies()[0]
	if cookie.Name != "__Host-lotgate.dock-1" || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("cookie %+v", cookie)
	}
	if a.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with TLS")
	}
}

func TestWrongPIN(t *testing.T) {
	h := newHouse(t)
	c := h.stranger()
	for range 4 {
		a := c.refused(http.StatusUnauthorized, "wrong_badge_or_pin", "POST", "/api/v1/session", `{"badge":"KEEPER","pin":"9999"}`)
		if len(a.Cookies()) > 0 {
			t.Error("a wrong PIN got a cookie")
		}
	}
	a := c.refused(http.StatusTooManyRequests, "wait", "POST", "/api/v1/session", `{"badge":"KEEPER","pin":"1234"}`)
	if a.Header.Get("Retry-After") != "5" || !strings.Contains(a.text, `"seconds":5`) {
		t.Errorf("wait is told as %s %s", a.Header.Get("Retry-After"), a.text)
	}
	h.pass(5 * time.Second)
	c.want(http.StatusOK, "POST", "/api/v1/session", `{"badge":"KEEPER","pin":"1234"}`)
}

// TestSignInFlood asks far more often than a person could: what it asks for is
// not even looked at.
func TestSignInFlood(t *testing.T) {
	h := newHouse(t)
	c := h.stranger()
	for range 30 {
		c.refused(http.StatusBadRequest, "bad_json", "POST", "/api/v1/session", `?`)
	}
	c.refused(http.StatusTooManyRequests, "too_often", "POST", "/api/v1/session", `{"badge":"KEEPER","pin":"1234"}`)
	c.refused(http.StatusTooManyRequests, "too_often", "POST", "/api/v1/stations/dock-1/signin", `{"badge":"KEEPER"}`)
	c.want(http.StatusOK, "GET", "/api/v1/me", "")
	h.pass(time.Second)
	c.want(http.StatusOK, "POST", "/api/v1/session", `{"badge":"KEEPER","pin":"1234"}`)
}

func TestFlood(t *testing.T) {
	h := newHouse(t)
	c := h.stranger()
	for range 1000 {
		c.ask("GET", "/healthz", "")
	}
	c.refused(http.StatusTooManyRequests, "too_often", "GET", "/healthz", "")
	h.pass(time.Second)
	c.want(http.StatusOK, "GET", "/healthz", "")
}

func TestIdleDesk(t *testing.T) {
	h := newHouse(t)
	c := h.desk("supervisor")
	h.pass(29 * time.Minute)
	c.is("supervisor")
	h.pass(31 * time.Minute)
	c.is("")
}

// TestWindows has the dock in one window of a browser and picking in another,
// and a desk in a third: none puts the others out.
func TestWindows(t *testing.T) {
	h := newHouse(t)
	c := h.stranger()
	c.want(http.StatusOK, "POST", "/api/v1/stations/dock-1/signin", `{"badge":"KEEPER","pin":"1234"}`)
	h.pass(time.Second)
	c.want(http.StatusOK, "POST", "/api/v1/stations/pick-1/signin", `{"badge":"PICKER","pin":"1234"}`)
	scan := `{"kind":"scan","scan":"X"}`
	c.want(http.StatusOK, "POST", "/api/v1/stations/dock-1/input", scan)
	c.want(http.StatusOK, "POST", "/api/v1/stations/pick-1/input", scan)
	for station, person := range map[string]string{"dock-1": "keeper", "pick-1": "picker"} {
		if got := h.posts.all[station].inputs[0].Person; got != person {
			t.Errorf("%s was used by %q, want %q", station, got, person)
		}
		if m := c.me("?station=" + station); m.Person.ID != person || m.Station != station {
			t.Errorf("at %s I am %+v", station, m)
		}
	}
	c.is("picker") // who came last
	c.want(http.StatusOK, "POST", "/api/v1/session", `{"badge":"SUPERVISOR","pin":"1234"}`)
	c.is("supervisor")
	c.want(http.StatusOK, "POST", "/api/v1/stations/dock-1/input", scan)
	if got := h.posts.all["dock-1"].inputs[1].Person; got != "keeper" {
		t.Errorf("the dock was used by %q", got)
	}
}

// TestStationSessionEndsWithTheStation locks the station behind the browser's
// back: the cookie is worth nothing then, here or elsewhere.
func TestStationSessionEndsWithTheStation(t *testing.T) {
	for name, end := range map[string]func(h *house, c *client){
		"locked":         func(h *house, _ *client) { h.posts.all["dock-1"].take("") },
		"another's":      func(h *house, _ *client) { h.posts.all["dock-1"].take("picker") },
		"after a shift":  func(h *house, _ *client) { h.pass(13 * time.Hour) },
		"signed out":     func(_ *house, c *client) { c.want(http.StatusNoContent, "POST", "/api/v1/stations/dock-1/signout", "") },
		"signed out (2)": func(_ *house, c *client) { c.want(http.StatusNoContent, "DELETE", "/api/v1/session", "") },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			c := h.at("dock-1", "keeper")
			secret := c.cookies["lotgate.dock-1"]
			c.is("keeper")
			c.want(http.StatusOK, "GET", "/api/v1/labels", "")
			end(h, c)
			c.cookies["lotgate.dock-1"] = secret
			c.is("")
			c.refused(http.StatusUnauthorized, "sign_in", "GET", "/api/v1/labels", "")
			c.refused(http.StatusUnauthorized, "sign_in", "POST", "/api/v1/stations/dock-1/input", `{"kind":"scan","scan":"X"}`)
		})
	}
}

func TestSetUp(t *testing.T) {
	h := newHouse(t)
	first := `{"id":"boss","name":{"zh":"王","en":"Wang"},"badge":"b01","pin":"12345678","language":"en"}`
	h.stranger().refused(http.StatusConflict, "not_first", "POST", "/api/v1/setup", first)

	h.ledger.store = fact.NewMemory()
	c := h.stranger()
	if !c.me("").FirstRun {
		t.Error("an empty store does not say so")
	}
	for body, code := range map[string]string{
		strings.Replace(first, "12345678", "123", 1):                    "pin_form",
		strings.Replace(first, "b01", "b 01", 1):                        "badge_form",
		strings.Replace(first, `"zh":"王","en":"Wang"`, "", 1):           "person_name",
		strings.Replace(first, `"language":"en"`, `"language":"fr"`, 1): "no_language",
	} {
		c.refused(http.StatusUnprocessableEntity, code, "POST", "/api/v1/setup", body)
	}
	c.refused(http.StatusBadRequest, "bad_json", "POST", "/api/v1/setup", strings.Replace(first, `"id"`, `"roles":["keeper"],"id"`, 1))
	c.want(http.StatusOK, "POST", "/api/v1/setup", first)
	if m := c.me(""); m.FirstRun || m.Person.ID != "boss" || m.Language != "en" {
		t.Errorf("after setting up: %+v", m)
	}
	c.refused(http.StatusConflict, "not_first", "POST", "/api/v1/setup", first)

}

func TestLanguage(t *testing.T) {
	h := newHouse(t)
	said := func(c *client, query string) string {
		return c.ask("GET", "/api/v1/nothing"+query, "").text + c.ask("GET", "/api/v1/tokens"+query, "").text
	}
	const zh, en = "请", "Ask"
	c := h.desk("keeper")
	if !strings.Contains(said(c, ""), zh) {
		t.Error("the site's own language is not the default")
	}
	c.header.Set("Accept-Language", "fr, en-GB;q=0.8, zh;q=0.5")
	if !strings.Contains(said(c, ""), en) {
		t.Error("the browser's language is not heard")
	}
	c.want(http.StatusNoContent, "PUT", "/api/v1/me/language", `{"language":"zh-CN"}`)
	if !strings.Contains(said(c, ""), zh) {
		t.Error("the person's choice is not heard")
	}
	if !strings.Contains(said(c, "?lang=en"), en) {
		t.Error("the request's own language is not heard")
	}
	c.refused(http.StatusUnprocessableEntity, "no_language", "PUT", "/api/v1/me/language", `{"language":"fr"}`)
	words := into[map[string]string](t, c.want(http.StatusOK, "GET", "/api/v1/words?lang=en", "").text)
	for code := range words {
		if !strings.HasPrefix(code, "web.") {
			t.Errorf("the browser is told %s", code)
		}
	}
}

func TestTokenByRequest(t *testing.T) {
	h := newHouse(t)
	admin := h.desk("admin")
	a := admin.want(http.StatusOK, "POST", "/api/v1/tokens", `{"name":"erp","rights":["stock.view"],"lifeDays":1}`)
	secret := into[struct{ Token string }](t, a.text).Token
	program := h.stranger()
	program.header.Set("Authorization", "Bearer "+secret)
	program.want(http.StatusOK, "GET", "/api/v1/items", "")
	program.refused(http.StatusForbidden, "no_right", "GET", "/api/v1/labels", "")

	wall := h.stranger() // a display that nobody types at
	wall.want(http.StatusOK, "POST", "/api/v1/session", fmt.Sprintf(`{"token":%q}`, secret))
	wall.want(http.StatusOK, "GET", "/api/v1/items", "")
	if p := wall.me("").Person; p == nil || p.Token != "erp" {
		t.Errorf("a display is %+v", p)
	}
	if list := admin.want(http.StatusOK, "GET", "/api/v1/tokens", "").text; !strings.Contains(list, `"erp"`) || strings.Contains(list, secret) {
		t.Errorf("tokens are listed as %s", list)
	}
	for body, code := range map[string]string{
		`{"name":"erp","rights":["stock.view"]}`:               "token_exists",
		`{"name":"x","rights":["admin"]}`:                      "token_rights",
		`{"name":"x","rights":["stock.view"],"lifeDays":-1}`:   "token_life",
		`{"name":"x","rights":["stock.view"],"lifeDays":9999}`: "token_life",
	} {
		if a := admin.ask("POST", "/api/v1/tokens", body); a.code() != code {
			t.Errorf("%s: %s", body, a.text)
		}
	}
	admin.want(http.StatusNoContent, "DELETE", "/api/v1/tokens/erp", "")
	program.refused(http.StatusUnauthorized, "sign_in", "GET", "/api/v1/items", "")
	wall.refused(http.StatusUnauthorized, "sign_in", "GET", "/api/v1/items", "")
	wall.refused(http.StatusUnauthorized, "wrong_token", "POST", "/api/v1/session", fmt.Sprintf(`{"token":%q}`, secret))
	admin.refused(http.StatusNotFound, "no_token", "DELETE", "/api/v1/tokens/erp", "")
}

// TestTokenIsNotHelpedByACookie sends a bad token along with a good cookie:
// who names himself is that one or nobody.
func TestTokenIsNotHelpedByACookie(t *testing.T) {
	h := newHouse(t)
	c := h.desk("admin")
	c.header.Set("Authorization", "Bearer lgt_"+strings.Repeat("A", 43))
	c.refused(http.StatusUnauthorized, "sign_in", "GET", "/api/v1/tokens", "")
}

func TestPeopleAreListedWithoutPINs(t *testing.T) {
	h := newHouse(t)
	list := h.desk("admin").want(http.StatusOK, "GET", "/api/v1/people?q=keep", "").text
	if !strings.Contains(list, `"KEEPER"`) || strings.Contains(list, "PICKER") || strings.Contains(list, "argon2") {
		t.Errorf("people: %s", list)
	}
}

// TestFault breaks the ledger: the answer tells nothing of it, the log all,
// and once.
func TestFault(t *testing.T) {
	h := newHouse(t)
	c := h.desk("keeper")
	h.ledger.down = errors.New("disk on fire")
	a := c.refused(http.StatusInternalServerError, "fault", "GET", "/api/v1/items", "")
	if strings.Contains(a.text, "fire") || strings.Count(h.log.text(), "disk on fire") != 1 {
		t.Errorf("told %s, logged %s", a.text, h.log.text())
	}
}

func TestPanic(t *testing.T) {
	h := newHouse(t)
	c := h.at("dock-1", "keeper")
	a := c.refused(http.StatusInternalServerError, "fault", "POST", "/api/v1/stations/dock-1/input", `{"kind":"text","text":"break"}`)
	if strings.Contains(a.text, "broke") || strings.Count(h.log.text(), "the station broke down") != 1 {
		t.Errorf("told %s, logged %s", a.text, h.log.text())
	}
	c.want(http.StatusOK, "GET", "/api/v1/stations/dock-1/screen", "")
}

func TestHealth(t *testing.T) {
	trouble := ""
	checks := map[string]server.Check{"disk": func(context.Context) string { return trouble }}
	h := newHouse(t, func(o *server.Options) { o.Health, o.Ready = checks, checks })
	for _, path := range []string{"/healthz", "/readyz"} {
		trouble = ""
		h.stranger().want(http.StatusOK, "GET", path, "")
		trouble = "disk_full"
		a := h.stranger().want(http.StatusServiceUnavailable, "GET", path, "")
		if strings.TrimSpace(a.text) != `{"ok":false,"checks":{"disk":"disk_full"}}` {
			t.Errorf("%s told %s", path, a.text)
		}
	}
}

func TestDefaultIsRefusal(t *testing.T) {
	if (auth.Visitor{}).Known() || len((auth.Visitor{}).Rights()) != 0 {
		t.Error("a visitor that nobody filled in is somebody")
	}
}

// TestMetrics are for anybody on this machine, and elsewhere for a program that
// may look at devices.
func TestMetrics(t *testing.T) {
	h := newHouse(t)
	if a := h.stranger().want(http.StatusOK, "GET", "/metrics", ""); a.text != "lotgate_facts 1" {
		t.Errorf("told %q", a.text)
	}
	if a := h.fromAfar("GET", "/metrics"); a.StatusCode != http.StatusUnauthorized || strings.Contains(a.text, "facts") {
		t.Errorf("a stranger elsewhere gets %d %s", a.StatusCode, a.text)
	}
	for right, want := range map[auth.Right]int{auth.DeviceView: http.StatusOK, auth.StockView: http.StatusForbidden} {
		secret, _, err := h.gate.IssueToken(t.Context(), "", "monitor-"+strings.ReplaceAll(string(right), ".", "-"), []auth.Right{right}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if a := h.fromAfar("GET", "/metrics", secret); a.StatusCode != want {
			t.Errorf("with %s: %d %s", right, a.StatusCode, a.text)
		}
	}
}
