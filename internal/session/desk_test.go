package session

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/sim"
)

var errStale = errors.New("this state lacks what was posted after it")

// faulty is a book whose second early post meets a fault; did tells what was
// asked of it.
type faulty struct {
	*sim.House
	did []string
}

// nothing is a command without facts.
type nothing struct{}

func (nothing) Decide(fact.View, fact.Meta) ([]fact.Fact, error) { return nil, nil }

// stale is the state between the two posts.
type stale struct{ b *faulty }

func (s stale) View(func(fact.View) error) error { return errStale }

func (s stale) Durable() error {
	s.b.did = append(s.b.did, "durable")
	return nil
}

func (b *faulty) Early(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, fact.Early, error) {
	b.did = append(b.did, "early")
	if len(b.did) > 1 {
		return nil, nil, errors.New("the disk is gone")
	}
	recorded, err := b.House.Post(ctx, meta, command)
	return recorded, stale{b}, err
}

func (b *faulty) Post(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, error) {
	b.did = append(b.did, "again")
	return b.House.Post(ctx, meta, command)
}

// TestAFaultAfterAnEarlyPost: what is asked again becomes durable at once, so
// what the input posted before it is awaited first, and the desk then reads
// the state with both.
func TestAFaultAfterAnEarlyPost(t *testing.T) {
	house := sim.NewHouse("2026-06-01")
	sim.Furnish(house)
	book := &faulty{House: house}
	st := newStation(Site{Book: book, Now: house.Now, Notices: func(string) []screen.Notice { return nil }}, Config{ID: "dock-1"})
	d := st.newDesk(auth.Person{ID: "1001"})
	for range 2 {
		if _, err := d.Post(t.Context(), nothing{}); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"early", "early", "durable", "again"}; !slices.Equal(book.did, want) {
		t.Errorf("the book was asked %q, want %q", book.did, want)
	}
	if err := d.View(func(fact.View) error { return nil }); err != nil {
		t.Error(err)
	}
}
