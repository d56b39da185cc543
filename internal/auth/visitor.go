package auth

import (
	"fmt"
	"slices"
	"time"

	"lotgate/internal/fact"
)

// Visitor is who makes a request. The zero Visitor is a stranger.
type Visitor struct {
	Person  Person    // of a token: who answers for it, if anybody
	Station string    // that the session counts at; "" at a desk and for a token
	Token   string    // name of the token, "" for a session
	Hash    string    // of the session or token
	Opened  time.Time // when the session was opened, or the token issued
	Expires time.Time
	rights  []Right // of the token
}

// Known reports whether v is more than a stranger.
func (v Visitor) Known() bool { return v.Hash != "" }

// May reports whether v has a right.
func (v Visitor) May(right Right) bool {
	if v.Token != "" {
		return slices.Contains(v.rights, right)
	}
	return v.Person.May(right)
}

// Rights lists what v may do.
func (v Visitor) Rights() []Right {
	if v.Token != "" {
		return slices.Clone(v.rights)
	}
	return v.Person.Rights()
}

// Visit tells who bears a secret: a session's cookie or a token. Whatever does
// not count gives a stranger; an error is a fault. It puts off the moment when
// the session has been idle for too long, and writes nothing.
func (g *Gatekeeper) Visit(secret string) (Visitor, error) {
	if len(secret) < secretBytes || len(secret) > 128 {
		return Visitor{}, nil
	}
	v, err := g.look(hashOf(secret))
	if v.Known() && v.Token == "" {
		g.touch(v.Hash)
	}
	return v, err
}

// Again asks anew for a visitor whose connection is open; that it is open
// does not make it used.
func (g *Gatekeeper) Again(v Visitor) (Visitor, error) { return g.look(v.Hash) }

func (g *Gatekeeper) look(hash string) (v Visitor, err error) {
	now := g.now()
	err = g.ledger.View(func(view fact.View) error {
		if s, found := sessions.Get(view, hash); found && !g.over(s, now) {
			v = visitorOf(view, s)
		} else if t, found := findToken(view, hash); found && now.Before(t.Expires) {
			v = bearerOf(view, hash, t)
		}
		return nil
	})
	if err != nil {
		return Visitor{}, fmt.Errorf("read who visits: %w", err)
	}
	return v, nil
}

// visitorOf is the person of a session as he is now, not as he was when it
// was opened.
func visitorOf(view fact.View, s Session) Visitor {
	p, found := FindPerson(view, s.Person)
	if !found || p.Left {
		return Visitor{}
	}
	return Visitor{Person: p, Station: s.Station, Hash: s.Hash, Opened: s.Opened, Expires: s.Expires}
}

// bearerOf is a program. It falls with the person who answers for it.
func bearerOf(view fact.View, hash string, t Token) Visitor {
	p, found := FindPerson(view, t.Person)
	if t.Person != "" && (!found || p.Left) {
		return Visitor{}
	}
	return Visitor{Person: p, Token: t.Name, Hash: hash, Opened: t.Issued, Expires: t.Expires, rights: t.Rights}
}
