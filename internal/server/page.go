package server

import (
	"encoding/base64"
	"strings"

	"lotgate/internal/fact"
)

// page is a part of a list.
type page[R any] struct {
	Rows []R    `json:"rows"`
	Next string `json:"next"` // to ask for what follows; "" at the end
}

const (
	usualRows = 100
	mostRows  = 500
	// mostLooked is how many rows a search looks at before it answers with
	// what it has found so far and where to go on.
	mostLooked = 2500
	longestQ   = 100
)

// listing walks over a list in order of keys. from is a key that begins it; a
// row below it or equal may come and is left out. key is compared as bytes.
type listing[R any] struct {
	each func(view fact.View, from string, each func(R) bool)
	key  func(R) string
	text func(R) []string        // what a search looks into
	keep func(R) bool            // what else a row must be; nil takes all
	sort func(key string) string // the form in which keys are compared; nil as they are
}

// upTo reports whether a key stands no later in the list than another.
func (l listing[R]) upTo(key, last string) bool {
	if l.sort != nil {
		key, last = l.sort(key), l.sort(last)
	}
	return key <= last
}

// fits reports whether a row is among those that are asked for.
func (l listing[R]) fits(row R, q string) bool {
	return (l.keep == nil || l.keep(row)) && matches(strings.ToLower(strings.TrimSpace(q)), l.text(row))
}

// list answers with the part of a list that the request asks for.
func list[R any](c *call, l listing[R]) error {
	limit, err := c.number("limit", usualRows, mostRows)
	if err != nil {
		return err
	}
	query := c.r.URL.Query()
	if format := query.Get("format"); format != "" && format != "json" {
		return export(c, l, format)
	}
	after, err := base64.RawURLEncoding.DecodeString(query.Get("after"))
	if err != nil || len(query.Get("q")) > longestQ {
		return fact.Refuse("bad_query", "name", "after, q", "value", "", "most", longestQ)
	}
	p := page[R]{Rows: []R{}}
	err = c.Ledger.View(func(view fact.View) error {
		p.fill(view, l, string(after), query.Get("q"), limit)
		return nil
	})
	if err != nil {
		return err
	}
	return c.send(p)
}

func (p *page[R]) fill(view fact.View, l listing[R], after, q string, limit int) {
	looked, last := 0, after
	l.each(view, after, func(row R) bool {
		key := l.key(row)
		if after != "" && l.upTo(key, after) {
			return true
		}
		if len(p.Rows) == limit || looked == mostLooked {
			p.Next = base64.RawURLEncoding.EncodeToString([]byte(last))
			return false
		}
		looked, last = looked+1, key
		if l.fits(row, q) {
			p.Rows = append(p.Rows, row)
		}
		return true
	})
}

// matches reports whether every word of a search is found somewhere.
func matches(q string, texts []string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	for word := range strings.FieldsSeq(q) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}
