package server

import (
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

// tokenRow is a token without its secret.
type tokenRow struct {
	Name    string       `json:"name"`
	Person  string       `json:"person"`
	Rights  []auth.Right `json:"rights"`
	Issued  time.Time    `json:"issued"`
	Expires time.Time    `json:"expires"`
}

func rowOf(t auth.Token) tokenRow {
	return tokenRow{t.Name, t.Person, t.Rights, t.Issued, t.Expires}
}

func (c *call) tokens() error {
	return list(c, listing[tokenRow]{
		each: func(view fact.View, from string, each func(tokenRow) bool) {
			auth.EachToken(view, func(t auth.Token) bool { return t.Name < from || each(rowOf(t)) })
		},
		key:  func(t tokenRow) string { return t.Name },
		text: func(t tokenRow) []string { return []string{t.Name} },
	})
}

// tokenOrder asks for a token; days 0 means the usual year.
type tokenOrder struct {
	Name     string       `json:"name"`
	Rights   []auth.Right `json:"rights"`
	LifeDays int          `json:"lifeDays,omitempty"`
}

type tokenIssued struct {
	Token string `json:"token"` // told once and never again
	tokenRow
}

// maxLifeDays is ten years.
const maxLifeDays = 3650

func (c *call) issueToken() error {
	var order tokenOrder
	if err := c.read(&order); err != nil {
		return err
	}
	if order.LifeDays < 0 || order.LifeDays > maxLifeDays {
		return fact.Refuse("token_life", "most", maxLifeDays)
	}
	life := time.Duration(order.LifeDays) * 24 * time.Hour
	secret, token, err := c.Gatekeeper.IssueToken(c.r.Context(), c.who.Person.ID, order.Name, order.Rights, life)
	if err != nil {
		return err
	}
	return c.send(tokenIssued{secret, rowOf(token)})
}

func (c *call) revokeToken() error {
	if err := c.Gatekeeper.RevokeToken(c.r.Context(), c.who.Person.ID, c.r.PathValue("name")); err != nil {
		return err
	}
	return c.done()
}
