package book_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// TestSignaturesAreKept with every fact that they were given for.
func TestSignaturesAreKept(t *testing.T) {
	b := newBook(t)
	m := meta("signed")
	m.Signatures = []fact.Signature{{
		Person: "li", Name: words.Names{ZH: "李伟", EN: "Li Wei"}, Roles: []string{"keeper"}, Meaning: fact.Accepted, At: noon, Hash: fact.Hash("paper"),
	}}
	if _, err := b.Post(t.Context(), m, say{facts: []fact.Fact{lotFact("A1"), lotFact("A2")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Post(t.Context(), meta("plain"), say{facts: []fact.Fact{lotFact("A3")}}); err != nil {
		t.Fatal(err)
	}
	var got [][]fact.Signature
	err := b.Facts(1, func(r fact.Recorded) bool { got = append(got, r.Meta.Signatures); return true })
	if diff := cmp.Diff([][]fact.Signature{m.Signatures, m.Signatures, nil}, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}
