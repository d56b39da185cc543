package auth

import (
	"slices"
	"time"

	"lotgate/internal/fact"
)

// Session is a browser in which a person has signed in.
type Session struct {
	Hash    string    `json:"hash"` // SHA-256 of the cookie in hexadecimal; the cookie itself is stored nowhere
	Person  string    `json:"person"`
	Station string    `json:"station,omitempty"` // where it counts; "" at a desk
	Opened  time.Time `json:"opened"`
	Expires time.Time `json:"expires"`
}

// maxSessions is how many a person may have; the oldest is closed for a new
// one.
const maxSessions = 16

var sessions = fact.NewKeptTable[Session]("session")

// EachSession calls each with every session until it answers false.
func EachSession(view fact.View, each func(Session) bool) {
	sessions.Each(view, func(_ []string, s Session) bool { return each(s) })
}

// SessionOpened is a browser let in.
type SessionOpened struct{ Session Session }

func (SessionOpened) Kind() string { return "session" }

func (f SessionOpened) Apply(store fact.Store, _ fact.Meta) {
	sessions.Put(store, f.Session, f.Session.Hash)
}

// SessionClosed is the end of a session.
type SessionClosed struct {
	Hash   string `json:"hash"`
	Reason string `json:"reason"` // signed out, idle, expired, too many, person
}

func (SessionClosed) Kind() string { return "session-closed" }

func (f SessionClosed) Apply(store fact.Store, _ fact.Meta) { sessions.Delete(store, f.Hash) }

type openSession struct{ Session Session }

func (c openSession) Decide(view fact.View, m fact.Meta) ([]fact.Fact, error) {
	var own []Session
	EachSession(view, func(s Session) bool {
		if s.Person == c.Session.Person {
			own = append(own, s)
		}
		return true
	})
	slices.SortFunc(own, func(a, b Session) int { return a.Opened.Compare(b.Opened) })
	var facts []fact.Fact
	for _, s := range own[:max(0, len(own)-maxSessions+1)] {
		facts = append(facts, SessionClosed{s.Hash, "too many"})
	}
	return append(facts, SessionOpened(c)), nil
}

// closeSessions closes those that fit.
type closeSessions struct {
	reason string
	fits   func(Session) bool
}

func (c closeSessions) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	return closeAll(view, c.reason, c.fits), nil
}

func closeAll(view fact.View, reason string, fits func(Session) bool) (facts []fact.Fact) {
	EachSession(view, func(s Session) bool {
		if fits(s) {
			facts = append(facts, SessionClosed{s.Hash, reason})
		}
		return true
	})
	return facts
}
