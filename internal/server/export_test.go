package server

import (
	"time"

	"lotgate/internal/auth"
)

// Served is a route as the tests see it.
type Served struct{ Method, Pattern string }

// Served lists every route.
func (s *Server) Served() (all []Served) {
	for _, r := range s.routes {
		all = append(all, Served{r.method, r.pattern})
	}
	return all
}

var (
	Decode   = decode
	Unescape = unescape
	RemoteOf = remoteOf
	NewTaker = newLimiter
)

// Message is message, for the fuzz test.
type Message = message

// Input is input.
func (m message) Input(who auth.Visitor) (Input, error) { return m.input(who) }

// Allow is allow.
func (l *limiter) Allow(remote string) time.Duration { return l.allow(remote) }

// MostExported makes exported tables end early, until back is called.
func MostExported(n int) (back func()) {
	was := mostExported
	mostExported = n
	return func() { mostExported = was }
}
