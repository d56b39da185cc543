package policy

import (
	"slices"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// Need is one signature that something asks for.
type Need struct {
	Meaning fact.Meaning `json:"meaning"`
	Roles   []string     `json:"roles,omitempty"` // any of them will do; none: whoever may sign at all
}

// fresh is how long a signature may lie before what it was given for is done.
const fresh = 15 * time.Minute

// The refusals of signatures.
var (
	ErrUnsigned      = fact.Refuse("signature_missing")
	ErrSameSigner    = fact.Refuse("same_signer")
	ErrWrongSigner   = fact.Refuse("wrong_signer")
	ErrOtherDocument = fact.Refuse("other_document")
	ErrStaleSigner   = fact.Refuse("signature_stale")
)

// Signed asks whether a command bears every signature that is needed, each by
// a person of its own, of the right role, over the document as it stands now
// (hash) and just before.
func Signed(meta fact.Meta, hash string, needs []Need) error {
	var given []fact.Signature
	left := slices.Clone(meta.Signatures)
	for _, need := range needs {
		i := slices.IndexFunc(left, func(s fact.Signature) bool { return s.Meaning == need.Meaning })
		if i < 0 {
			return fact.Refuse("signature_missing", "meaning", need.Meaning.Text())
		}
		s := left[i]
		left = slices.Delete(left, i, i+1)
		if err := need.Takes(s, given); err != nil {
			return err
		}
		switch {
		case hash == "" || s.Hash != hash:
			return fact.Refuse("other_document", "person", s.Name)
		case meta.At.Sub(s.At).Abs() > fresh:
			return fact.Refuse("signature_stale", "person", s.Name)
		}
		given = append(given, s)
	}
	return nil
}

// Takes refuses a signature for the role of who gave it, or because the same
// person gave one of those before it.
func (n Need) Takes(s fact.Signature, given []fact.Signature) error {
	if len(n.Roles) > 0 && !slices.ContainsFunc(s.Roles, func(r string) bool { return slices.Contains(n.Roles, r) }) {
		return fact.Refuse("wrong_signer", "person", s.Name, "meaning", n.Meaning.Text(), "roles", RoleNames(n.Roles))
	}
	if s.Person == "" || slices.ContainsFunc(given, func(g fact.Signature) bool { return g.Person == s.Person }) {
		return fact.Refuse("same_signer", "person", s.Name)
	}
	return nil
}

// Roles are those that a policy may name. They are the ones of package auth,
// which the rules know by name alone.
var Roles = []string{"keeper", "picker", "pharmacist", "supervisor", "quality", "technician", "receiver", "admin"}

// RoleNames says roles in a row.
func RoleNames(roles []string) words.Names {
	return listed(roles, func(r string) words.Text { return words.Say("auth.role." + r) })
}

// listed says things in a row.
func listed[T any](all []T, say func(T) words.Text) words.Names {
	return words.Listed(all, func(v T) words.Names { return say(v).Both() })
}

// director names the roles of the director in charge.
var director = []string{"supervisor"}

// Acceptance is what a receipt of goods of a two-person class asks for
// (双人验收), HandOver what giving them out asks for (双人复核). Who takes
// them signs in either case. Counting is what every other paper of such goods
// asks for: a transfer, a return to the supplier, a damage report.
var (
	Acceptance = []Need{
		{fact.Accepted, []string{"keeper", "pharmacist", "supervisor"}},
		{fact.Witness, []string{"keeper", "pharmacist", "supervisor"}},
	}
	HandOver = []Need{
		{fact.Issued, []string{"keeper", "picker", "supervisor"}},
		{fact.Checked, []string{"keeper", "picker", "pharmacist", "supervisor"}},
	}
	Counting = []Need{
		{fact.Counted, []string{"keeper", "picker", "pharmacist", "supervisor"}},
		{fact.Checked, []string{"keeper", "picker", "pharmacist", "supervisor"}},
	}
	Inspection   = []Need{{fact.Inspected, []string{"quality"}}}
	LossApproval = []Need{{fact.Approved, director}}
	LossRefusal  = []Need{{fact.Declined, director}}
	Destruction  = []Need{{fact.Destroyed, []string{"keeper", "pharmacist", "supervisor", "quality"}}}
	Taking       = []Need{{fact.Taken, []string{"receiver"}}}
	Returning    = []Need{{fact.Returned, []string{"receiver"}}}
	Answering    = []Need{{fact.Answered, []string{"receiver"}}}
)
