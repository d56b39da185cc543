// Package sim is test support: a small house to play in, without disk,
// device or network.
package sim

import (
	"context"
	"fmt"
	"sync"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// House is a ledger in memory that posts commands just as the book does. It
// is safe for use by several goroutines.
type House struct {
	mu    sync.Mutex
	store *fact.Memory
	facts []fact.Recorded
	done  map[string][]fact.Recorded
	posts int

	clock sync.Mutex // apart from mu: a view may ask for the time
	now   time.Time
}

// NewHouse makes an empty house at noon of a day (YYYY-MM-DD).
func NewHouse(day string) *House {
	h := &House{store: fact.NewMemory(), done: map[string][]fact.Recorded{}}
	h.SetDay(day)
	return h
}

// SetDay makes it noon of a day, in a zone east of Greenwich as a site is.
func (h *House) SetDay(day string) {
	noon, err := time.ParseInLocation(time.DateOnly, day, time.FixedZone("site", 8*3600))
	if err != nil {
		panic(err)
	}
	h.clock.Lock()
	defer h.clock.Unlock()
	h.now = noon.Add(12 * time.Hour)
}

// Now is the house's time.
func (h *House) Now() time.Time {
	h.clock.Lock()
	defer h.clock.Unlock()
	return h.now
}

// Read tells that no more is known of the house's clocks.
func (h *House) Read() (time.Time, fact.Clock) { return h.Now(), fact.Clock{} }

// Today is the house's day.
func (h *House) Today() stock.Date { return stock.DateOf(h.Now()) }

// Post decides a command and applies its facts.
func (h *House) Post(_ context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if done, found := h.done[meta.ID]; found {
		return done, fact.Again(done[0].Meta, meta)
	}
	facts, err := command.Decide(h.store, meta)
	if err != nil {
		return nil, err
	}
	var recorded []fact.Recorded
	for _, f := range facts {
		meta.Seq = uint64(len(h.facts) + 1)
		f.Apply(h.store, meta)
		r := fact.Recorded{Meta: meta, Fact: f}
		h.facts = append(h.facts, r)
		recorded = append(recorded, r)
	}
	if len(recorded) > 0 {
		h.done[meta.ID] = recorded
	}
	return recorded, h.store.Err
}

// Early posts a command; a house has no disk to wait for.
func (h *House) Early(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, fact.Early, error) {
	recorded, err := h.Post(ctx, meta, command)
	return recorded, settled{h}, err
}

type settled struct{ *House }

func (settled) Durable() error { return nil }

// View reads the house's state.
func (h *House) View(read func(fact.View) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := read(h.store); err != nil {
		return err
	}
	return h.store.Err
}

// Do posts a command of a person with an id of its own, and what was signed
// for it.
func (h *House) Do(person string, command fact.Command, signed ...fact.Signature) ([]fact.Recorded, error) {
	now := h.Now()
	h.mu.Lock()
	h.posts++
	meta := fact.Meta{ID: fmt.Sprintf("do-%d", h.posts), At: now, Person: person, Station: "dock-1", Signatures: signed}
	h.mu.Unlock()
	return h.Post(context.Background(), meta, command)
}

// Sign is what a person's badge and PIN would give just now.
func (h *House) Sign(person, role string, meaning fact.Meaning, hash string) fact.Signature {
	return fact.Signature{
		Person: person, Name: words.Names{EN: person}, Roles: []string{role}, Meaning: meaning, Hash: hash, At: h.Now(),
	}
}

// Say applies facts as they are, the way an import does.
func (h *House) Say(facts ...fact.Fact) {
	if _, err := h.Do("", given(facts)); err != nil {
		panic(err)
	}
}

type given []fact.Fact

func (g given) Decide(fact.View, fact.Meta) ([]fact.Fact, error) { return g, nil }

// Facts is all that has happened.
func (h *House) Facts() []fact.Recorded {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]fact.Recorded(nil), h.facts...)
}
