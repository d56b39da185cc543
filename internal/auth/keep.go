package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

const secretBytes = 32

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func (g *Gatekeeper) secret() (string, error) {
	b, err := g.draw(secretBytes)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// OpenSession lets a browser in for a person who has proved himself, at a
// station or at a desk (""). The secret goes into its cookie.
func (g *Gatekeeper) OpenSession(ctx context.Context, p Person, station string) (secret string, s Session, err error) {
	secret, err = g.secret()
	if err != nil {
		return "", s, err
	}
	now := g.now()
	s = Session{Hash: hashOf(secret), Person: p.ID, Station: station, Opened: now, Expires: now.Add(g.limits.Session)}
	if _, err := g.post(ctx, p.ID, openSession{s}); err != nil {
		return "", Session{}, err
	}
	g.touch(s.Hash)
	return secret, s, nil
}

// CloseSession ends the session of a visitor. A token is not ended by it.
func (g *Gatekeeper) CloseSession(ctx context.Context, v Visitor) error {
	return g.close(ctx, v.Person.ID, "signed out", func(s Session) bool { return s.Hash == v.Hash })
}

// CloseStation ends every session at a station.
func (g *Gatekeeper) CloseStation(ctx context.Context, person, station string) error {
	return g.close(ctx, person, "signed out", func(s Session) bool { return s.Station == station })
}

func (g *Gatekeeper) close(ctx context.Context, person, reason string, fits func(Session) bool) error {
	recorded, err := g.post(ctx, person, closeSessions{reason, fits})
	if err != nil {
		return fmt.Errorf("close sessions: %w", err)
	}
	if len(recorded) > 0 {
		g.revoke()
	}
	return nil
}

// Sweep closes the sessions that nobody has used for too long or that have
// expired. Call it every minute or so; visits refuse them meanwhile anyway.
func (g *Gatekeeper) Sweep(ctx context.Context) error {
	now := g.now()
	live, over := map[string]bool{}, false
	err := g.ledger.View(func(view fact.View) error {
		EachSession(view, func(s Session) bool {
			live[s.Hash] = true
			over = over || g.over(s, now)
			return true
		})
		return nil
	})
	if err != nil {
		return fmt.Errorf("read sessions: %w", err)
	}
	g.forget(live)
	if !over {
		return nil
	}
	return g.close(ctx, "", "over", func(s Session) bool { return g.over(s, now) })
}

// over reports whether a session no longer counts. A station locks itself when
// it is left alone, and its sessions with it, so here only a desk is idle.
func (g *Gatekeeper) over(s Session, now time.Time) bool {
	return now.After(s.Expires) || (s.Station == "" && now.Sub(g.lastSeen(s.Hash)) > g.limits.Idle)
}

// lastSeen is when a session was last used. That is kept in memory only, for
// a write per request would be too dear; after a restart every session is
// taken to have been used just then.
func (g *Gatekeeper) lastSeen(hash string) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	if at, seen := g.seen[hash]; seen {
		return at
	}
	return g.started
}

func (g *Gatekeeper) touch(hash string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen[hash] = g.now()
}

func (g *Gatekeeper) forget(live map[string]bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for hash := range g.seen {
		if !live[hash] {
			delete(g.seen, hash)
		}
	}
}

// Revoked is closed when some session or token has been ended by this
// Gatekeeper since the call: who holds a connection open asks again then. What
// others write, such as that a person has left, is not told here.
func (g *Gatekeeper) Revoked() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.revoked
}

func (g *Gatekeeper) revoke() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.revoked)
	g.revoked = make(chan struct{})
}

// SetUp makes the first administrator of an empty store. Refusals: pin_form,
// not_first, and those of Person.Check.
func (g *Gatekeeper) SetUp(ctx context.Context, p Person, pin string) (Person, error) {
	if !GoodPIN(pin) {
		return Person{}, fact.Refuse("pin_form")
	}
	var err error
	if p.PIN, err = g.hasher.Hash(ctx, pin); err != nil {
		return Person{}, err
	}
	recorded, err := g.post(ctx, "", FirstAdmin{p})
	if err != nil {
		return Person{}, err
	}
	return recorded[0].Fact.(PersonDefined).Person, nil
}

// ChooseLanguage records what language a person wants to be spoken to in.
// Refusals: no_person, no_language.
func (g *Gatekeeper) ChooseLanguage(ctx context.Context, person string, l words.Language) error {
	_, err := g.post(ctx, person, ChooseLanguage{person, l})
	return err
}
