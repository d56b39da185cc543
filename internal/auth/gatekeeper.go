package auth

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"sync"
	"time"

	"lotgate/internal/fact"
)

// Ledger is where facts about people go.
type Ledger interface {
	Post(ctx context.Context, m fact.Meta, c fact.Command) ([]fact.Recorded, error)
	View(read func(fact.View) error) error
}

// Limits are how long a proof counts.
type Limits struct {
	Idle    time.Duration // of a browser at a desk; a station locks itself
	Session time.Duration // at most, used or not: a shift
	Token   time.Duration // of a program, unless it is given another
}

// UsualLimits suit a hospital store.
var UsualLimits = Limits{Idle: 30 * time.Minute, Session: 12 * time.Hour, Token: 365 * 24 * time.Hour}

// maxQueue is how many may wait to prove themselves at once.
const maxQueue = 32

// Gatekeeper lets people and programs in. It is safe for use by several
// goroutines.
type Gatekeeper struct {
	ledger Ledger
	hasher *Hasher
	limits Limits
	random io.Reader
	now    func() time.Time
	queue  chan struct{} // who waits or is at it
	turn   chan struct{} // who is at it

	mu      sync.Mutex
	started time.Time
	seen    map[string]time.Time // last use by hash of session
	revoked chan struct{}        // closed at the next revocation
}

// NewGatekeeper makes a Gatekeeper. random must be safe for use by several
// goroutines.
func NewGatekeeper(l Ledger, h *Hasher, limits Limits, random io.Reader, now func() time.Time) *Gatekeeper {
	return &Gatekeeper{
		ledger: l, hasher: h, limits: limits, random: random, now: now,
		queue:   make(chan struct{}, maxQueue),
		turn:    make(chan struct{}, 1),
		started: now(),
		seen:    map[string]time.Time{},
		revoked: make(chan struct{}),
	}
}

// Prove tells who shows a badge and its PIN, at a station or from an address.
// It is asked at sign-in and again for every signature. Refusals:
// wrong_badge_or_pin, wait (with the seconds), left, busy.
//
// Proofs are taken one after the other: two guesses made at once would both
// pass a limit that leaves room for one.
func (g *Gatekeeper) Prove(ctx context.Context, badge, pin, from string) (Person, error) {
	leave, err := g.enter(ctx)
	if err != nil {
		return Person{}, err
	}
	defer leave()

	badge, _ = CleanBadge(badge)
	var person Person
	var wait time.Duration
	var failed bool
	err = g.ledger.View(func(view fact.View) error {
		person, _ = FindBadge(view, badge)
		wait = waitFor(view, person.ID, from, g.now())
		_, failed = personTries.Get(view, person.ID)
		return nil
	})
	if err != nil {
		return Person{}, fmt.Errorf("read who has a badge: %w", err)
	}
	if wait > 0 {
		return Person{}, fact.Refuse("wait", "seconds", int((wait+time.Second-1)/time.Second))
	}
	right, err := g.hasher.Check(ctx, person.PIN, pin)
	if err != nil {
		return Person{}, err
	}
	return person, g.judge(ctx, person, from, right, failed)
}

// enter waits for the turn to prove oneself.
func (g *Gatekeeper) enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.queue <- struct{}{}:
	default:
		return nil, fact.Refuse("busy")
	}
	select {
	case g.turn <- struct{}{}:
		return func() { <-g.turn; <-g.queue }, nil
	case <-ctx.Done():
		<-g.queue
		return nil, fmt.Errorf("wait to prove a person: %w", ctx.Err())
	}
}

// judge records how a proof ended, and refuses a wrong one. A wrong one that
// cannot be recorded is a fault: uncounted guesses would be free.
func (g *Gatekeeper) judge(ctx context.Context, p Person, from string, right, failed bool) error {
	switch {
	case !right:
		if _, err := g.post(ctx, "", failSignIn{p.ID, from}); err != nil {
			return err
		}
		return fact.Refuse("wrong_badge_or_pin")
	case p.Left:
		return fact.Refuse("left", "person", p.Name)
	case failed:
		_, err := g.post(ctx, p.ID, proveSignIn{p.ID, from})
		return err
	}
	return nil
}

func (g *Gatekeeper) post(ctx context.Context, person string, c fact.Command) ([]fact.Recorded, error) {
	id, err := g.draw(16)
	if err != nil {
		return nil, err
	}
	return g.ledger.Post(ctx, fact.Meta{ID: hex.EncodeToString(id), At: g.now(), Person: person}, c)
}

func (g *Gatekeeper) draw(bytes int) ([]byte, error) {
	b := make([]byte, bytes)
	if _, err := io.ReadFull(g.random, b); err != nil {
		return nil, fmt.Errorf("draw random bytes: %w", err)
	}
	return b, nil
}
