package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lotgate/internal/auth"
)

// client is a browser or a program.
type client struct {
	h       *house
	cookies map[string]string
	header  http.Header
}

func (h *house) stranger() *client {
	return &client{h: h, cookies: map[string]string{}, header: http.Header{}}
}

// desk is a browser at a desk where a person has signed in.
func (h *house) desk(person string) *client {
	h.t.Helper()
	c := h.stranger()
	c.want(http.StatusOK, "POST", "/api/v1/session", fmt.Sprintf(`{"badge":%q,"pin":"1234"}`, strings.ToUpper(person)))
	return c
}

// at is a browser at a station where a person has signed in.
func (h *house) at(station, person string) *client {
	h.t.Helper()
	c := h.stranger()
	c.want(http.StatusOK, "POST", "/api/v1/stations/"+station+"/signin", fmt.Sprintf(`{"badge":%q,"pin":"1234"}`, strings.ToUpper(person)))
	return c
}

// program has a token with rights.
func (h *house) program(name string, rights ...auth.Right) *client {
	h.t.Helper()
	secret, _, err := h.gate.IssueToken(h.t.Context(), "", name, rights, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	c := h.stranger()
	c.header.Set("Authorization", "Bearer "+secret)
	return c
}

// answer is a response, read.
type answer struct {
	*http.Response
	text string
}

// code is the refusal's code, "" if it is none.
func (a answer) code() string {
	var body struct {
		Error struct{ Code, Text string }
	}
	_ = json.Unmarshal([]byte(a.text), &body)
	return body.Error.Code
}

func (c *client) ask(method, path, body string) answer {
	c.h.t.Helper()
	request, err := http.NewRequestWithContext(c.h.t.Context(), method, c.h.url+path, strings.NewReader(body))
	if err != nil {
		c.h.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	c.dress(request)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.h.t.Fatal(err)
	}
	for _, cookie := range response.Cookies() {
		c.cookies[cookie.Name] = cookie.Value
	}
	return answer{response, string(text)}
}

// dress adds the client's own headers and cookies.
func (c *client) dress(r *http.Request) {
	for name, values := range c.header {
		r.Header[name] = values
	}
	if host := c.header.Get("Host"); host != "" {
		r.Host = host
	}
	for name, value := range c.cookies {
		if value != "" {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
	}
}

// want asks and insists on a status.
func (c *client) want(status int, method, path, body string) answer {
	c.h.t.Helper()
	a := c.ask(method, path, body)
	if a.StatusCode != status {
		c.h.t.Fatalf("%s %s: %d %s, want %d", method, path, a.StatusCode, a.text, status)
	}
	return a
}

// refused asks and insists on a refusal.
func (c *client) refused(status int, code, method, path, body string) answer {
	c.h.t.Helper()
	a := c.want(status, method, path, body)
	if a.code() != code {
		c.h.t.Errorf("%s %s: refused with %q, want %q", method, path, a.code(), code)
	}
	return a
}

func into[V any](t *testing.T, text string) (v V) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// fromAfar asks as from another machine, with a token if one is given.
func (h *house) fromAfar(method, path string, token ...string) answer {
	h.t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Host, r.RemoteAddr = h.host, "192.0.2.7:1234"
	for _, secret := range token {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	return answer{w.Result(), w.Body.String()}
}
