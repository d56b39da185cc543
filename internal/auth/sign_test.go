package auth_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// proved is a gate that knows one person.
type proved auth.Person

func (p proved) Prove(_ context.Context, badge, pin, _ string) (auth.Person, error) {
	if badge != p.Badge || pin != p.PIN {
		return auth.Person{}, fact.Refuse("wrong_badge_or_pin")
	}
	return auth.Person(p), nil
}

// TestUndersign: a signature says who, in which roles, what and when, and is
// given by badge and PIN alone.
func TestUndersign(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	li := auth.Person{ID: "li", Badge: "1001", PIN: "1234", Name: words.Names{EN: "Li Wei"}, Roles: []auth.Role{auth.Keeper, auth.Picker}}
	over := fact.Signature{Person: "somebody", Roles: []string{"supervisor"}, Meaning: fact.Accepted, Hash: "h"}
	s, err := auth.Undersign(t.Context(), proved(li), "1001", "1234", "dock-1", over, at)
	if err != nil || s.Person != "li" || s.Name.EN != "Li Wei" || s.Meaning != fact.Accepted || s.Hash != "h" || !s.At.Equal(at) || len(s.Roles) != 2 || s.Roles[0] != "keeper" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := auth.Undersign(t.Context(), proved(li), "1001", "9999", "dock-1", over, at); !errors.Is(err, fact.Refuse("wrong_badge_or_pin")) {
		t.Errorf("signed without the PIN: %v", err)
	}
}
