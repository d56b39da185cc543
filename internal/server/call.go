package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// call is one request that the gate let in.
type call struct {
	*Server
	w     http.ResponseWriter
	r     *http.Request
	route *route
	who   auth.Visitor
	body  []byte // as read took it
}

// station is the station that the path names, "" if it names none.
func (c *call) station() string {
	if strings.Contains(c.route.pattern, "/stations/{id}") {
		return c.r.PathValue("id")
	}
	return ""
}

// from is whom to slow down if a proof fails.
func (c *call) from() string { return "addr:" + remoteOf(c.r.RemoteAddr) }

// send answers with v as JSON.
func (c *call) send(v any) error { return send(c.w, http.StatusOK, v) }

func send(w http.ResponseWriter, status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // the client has gone: nobody is left to tell
	return nil
}

// done answers that it is done and there is nothing to say.
func (c *call) done() error {
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// read takes the body: one JSON value with no field that v has not. Refusals:
// bad_json, too_large.
func (c *call) read(v any) error {
	body, err := io.ReadAll(c.r.Body)
	if err == nil {
		c.body = body
		err = decode(bytes.NewReader(body), v)
	}
	var big *http.MaxBytesError
	if err != nil && !errors.As(err, &big) {
		return fact.Refuse("bad_json", "reason", err.Error())
	}
	return err
}

// errMore is for programmers, who read English.
var errMore = errors.New("more than one JSON value")

func decode(from io.Reader, v any) error {
	d := json.NewDecoder(from)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errMore
	}
	return nil
}

// number is a query parameter between 1 and most, or usual where it is not
// given. Refusal: bad_query.
func (c *call) number(name string, usual, most int) (int, error) {
	text := c.r.URL.Query().Get(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, fact.Refuse("bad_query", "name", name, "value", text, "most", most)
	}
	return n, nil
}

// language is what the viewer reads: as the request asks, else as the person
// chose, else as the browser prefers, else as the site does.
func (c *call) language() words.Language {
	if asked, ok := known(c.r.URL.Query().Get("lang")); ok {
		return asked
	}
	if chosen, ok := known(string(c.who.Person.Language)); ok {
		return chosen
	}
	return c.preferred(c.r)
}

func (s *Server) preferred(r *http.Request) words.Language {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		if l, ok := known(tag); ok {
			return l
		}
	}
	if s.Language != "" {
		return s.Language
	}
	return words.Languages[0]
}

// known finds the catalogue for a tag such as "en-GB" or "zh".
func known(tag string) (words.Language, bool) {
	short, _, _ := strings.Cut(tag, "-")
	for _, l := range words.Languages {
		own, _, _ := strings.Cut(string(l), "-")
		if short != "" && strings.EqualFold(short, own) {
			return l, true
		}
	}
	return "", false
}
