package server

import (
	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
)

// mostSigners bounds the PINs that one request may have tried.
const mostSigners = 4

// permission is leave to do what one refusal forbids, and by whom.
type permission struct {
	Code       string      `json:"code"`   // of the refusal
	Reason     string      `json:"reason"` // one of those that the policy allows
	Signatures []signature `json:"signatures"`
}

// override is the leave as it is signed.
func (a *permission) override() *policy.Override {
	if a == nil {
		return nil
	}
	return &policy.Override{Code: a.Code, Reason: a.Reason}
}

// allowed takes the signatures of a leave over the hash of what is to be done,
// and names in it who gave the first.
func (c *call) allowed(a *permission, hash string, o *policy.Override) (given []fact.Signature, err error) {
	if a == nil {
		return nil, nil
	}
	given, err = c.undersign(a.Signatures, hash, fact.Allowed)
	if len(given) > 0 {
		o.Person = given[0].Person
	}
	return given, err
}

// undersign takes people's badges and PINs for signatures over a hash, each of
// the meaning at its place; the last meaning is that of all further ones.
func (c *call) undersign(shown []signature, hash string, meanings ...fact.Meaning) (given []fact.Signature, err error) {
	if len(shown) > mostSigners {
		return nil, fact.Refuse("too_many_signatures", "most", mostSigners)
	}
	for i, s := range shown {
		over := fact.Signature{Meaning: meanings[min(i, len(meanings)-1)], Hash: hash}
		signed, err := auth.Undersign(c.r.Context(), c.Gatekeeper, s.Badge, s.PIN, c.from(), over, c.Now())
		if err != nil {
			return nil, err
		}
		given = append(given, signed)
	}
	return given, nil
}
