package book

import (
	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

// Hold has every command refused with no, but for people who sign in and for
// the word that ends it. A nil one ends it.
func (b *Book) Hold(no *fact.Refusal) { b.held.Store(no) }

// Held is why commands are refused, or nil.
func (b *Book) Held() *fact.Refusal { return b.held.Load() }

// anyHold are the kinds of facts that are recorded all the same: who looks at
// such a store must be able to sign in.
var anyHold = index(auth.Kinds(), clockKinds, []fact.Fact{StoreTakenOver{}})

func (b *Book) heldBack(facts []fact.Fact) error {
	no := b.held.Load()
	if no == nil {
		return nil
	}
	for _, f := range facts {
		if anyHold[f.Kind()] == nil {
			return no
		}
	}
	return nil
}

// TakeOver is the word of a person that the machine whose facts these are is
// dead, and that this one goes on in its place.
type TakeOver StoreTakenOver

func (c TakeOver) Decide(fact.View, fact.Meta) ([]fact.Fact, error) {
	return []fact.Fact{StoreTakenOver(c)}, nil
}

// StoreTakenOver is the fact from which on a store that was made from a backup
// goes its own way.
type StoreTakenOver struct {
	By    string `json:"by"`    // who said that the old machine is dead
	Facts uint64 `json:"facts"` // that the backup had
	Root  string `json:"root"`  // of the tree over them
	Key   string `json:"key"`   // public, that signs from now on
}

func (StoreTakenOver) Kind() string { return "store-taken-over" }

// Apply keeps nothing: the fact is for who reads the history.
func (StoreTakenOver) Apply(fact.Store, fact.Meta) {}
