package policy_test

import (
	"testing"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/words"
)

var at = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func by(person, role string, meaning fact.Meaning) fact.Signature {
	return fact.Signature{Person: person, Name: words.Names{EN: person}, Roles: []string{role}, Meaning: meaning, At: at, Hash: "h"}
}

func but(s fact.Signature, change func(*fact.Signature)) fact.Signature {
	change(&s)
	return s
}

// TestSigned is the rule of two people: different ones, of the right roles,
// each for a meaning, over this very document, and just now.
func TestSigned(t *testing.T) {
	li, wang := by("li", "keeper", fact.Accepted), by("wang", "supervisor", fact.Witness)
	tests := []struct {
		name, code string
		given      []fact.Signature
	}{
		{"both", "-", []fact.Signature{li, wang}},
		{"in another order", "-", []fact.Signature{wang, li}},
		{"and one too many", "-", []fact.Signature{li, wang, by("zhao", "receiver", fact.Taken)}},
		{"nobody", "signature_missing", nil},
		{"one", "signature_missing", []fact.Signature{li}},
		{"twice the same meaning", "signature_missing", []fact.Signature{li, by("wang", "supervisor", fact.Accepted)}},
		{"the same person", "same_signer", []fact.Signature{li, by("li", "keeper", fact.Witness)}},
		{"nobody's name", "same_signer", []fact.Signature{by("", "keeper", fact.Accepted), wang}},
		{"wrong role", "wrong_signer", []fact.Signature{li, by("zhao", "receiver", fact.Witness)}},
		{"no role", "wrong_signer", []fact.Signature{li, but(wang, func(s *fact.Signature) { s.Roles = nil })}},
		{"first over another document", "other_document", []fact.Signature{but(li, func(s *fact.Signature) { s.Hash = "g" }), wang}},
		{"second over another document", "other_document", []fact.Signature{li, but(wang, func(s *fact.Signature) { s.Hash = "" })}},
		{"too long ago", "signature_stale", []fact.Signature{but(li, func(s *fact.Signature) { s.At = at.Add(-16 * time.Minute) }), wang}},
		{"from tomorrow", "signature_stale", []fact.Signature{li, but(wang, func(s *fact.Signature) { s.At = at.Add(24 * time.Hour) })}},
		{"the clock was set back a little", "-", []fact.Signature{li, but(wang, func(s *fact.Signature) { s.At = at.Add(time.Second) })}},
	}
	for _, test := range tests {
		err := policy.Signed(fact.Meta{At: at, Signatures: test.given}, "h", policy.Acceptance)
		if got := code(err); got != test.code {
			t.Errorf("%s: %s, want %s", test.name, got, test.code)
		}
	}
	if err := policy.Signed(fact.Meta{At: at, Signatures: []fact.Signature{but(li, func(s *fact.Signature) { s.Hash = "" })}}, "", policy.Acceptance[:1]); code(err) != "other_document" {
		t.Errorf("a document without hash: %v", err)
	}
}
