package auth

import (
	"context"
	"time"

	"lotgate/internal/fact"
)

// Prover proves people: a Gatekeeper.
type Prover interface {
	Prove(ctx context.Context, badge, pin, from string) (Person, error)
}

// Undersign puts a person's name under a document, by badge and PIN afresh: over
// names its hash and what the signature means. There is no other way to make a
// signature, so neither a session nor a program's token ever signs. Whether the
// person's roles allow this one is decided with what it is given for. Refusals:
// those of Gatekeeper.Prove.
func Undersign(ctx context.Context, by Prover, badge, pin, from string, over fact.Signature, at time.Time) (fact.Signature, error) {
	p, err := by.Prove(ctx, badge, pin, from)
	if err != nil {
		return fact.Signature{}, err
	}
	over.Person, over.Name, over.Department, over.At, over.Roles = p.ID, p.Name, p.Department, at, nil
	for _, role := range p.Roles {
		over.Roles = append(over.Roles, string(role))
	}
	return over, nil
}
