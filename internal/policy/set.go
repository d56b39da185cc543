package policy

import (
	"strings"

	"lotgate/internal/fact"
)

// SetPolicy puts another version of the policy in force. It bears the
// signature of a pharmacist or supervisor over what is decided.
type SetPolicy struct {
	Base   int // the version that it changes: another that came between must be seen first
	Policy Policy
	Reason string

	// Staff counts the people who hold one of some roles. The rules know no
	// people; whoever posts the command does.
	Staff func(view fact.View, roles []string) int
}

// Approval is the signature that a new version asks for.
var Approval = []Need{{fact.Approved, []string{"pharmacist", "supervisor"}}}

// The refusals of a policy. Those of its content name the rule and the field
// that is to be mended.
var (
	ErrPolicyMoved   = fact.Refuse("policy_moved")
	ErrPolicySame    = fact.Refuse("policy_same")
	ErrPolicyReason  = fact.Refuse("policy_reason")
	ErrPolicyBounds  = fact.Refuse("policy_bounds")
	ErrPolicyUnknown = fact.Refuse("policy_unknown")
	ErrPolicyTwice   = fact.Refuse("policy_contradiction")
	ErrPolicyNever   = fact.Refuse("policy_never")
	ErrPolicyLocks   = fact.Refuse("policy_lockout")
)

// maxReason bounds why a policy is changed, in bytes.
const maxReason = 400

func (c SetPolicy) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	now, _ := current.Get(view)
	reason := strings.TrimSpace(c.Reason)
	switch {
	case now.Number != c.Base:
		return nil, fact.Refuse("policy_moved", "version", now.Number)
	case reason == "" || len(reason) > maxReason || strings.ContainsFunc(reason, control):
		return nil, ErrPolicyReason
	}
	old, _ := FindVersion(view, now.Number)
	if old.Policy.Same(c.Policy) {
		return nil, ErrPolicySame
	}
	if faults := Faults(view, c.Policy, old.Policy, c.Staff); len(faults) > 0 {
		return nil, faults[0]
	}
	if err := Signed(meta, c.Hash(), Approval); err != nil {
		return nil, err
	}
	return []fact.Fact{PolicySet{now.Number + 1, c.Policy, reason}}, nil
}

func control(r rune) bool { return r < ' ' || r == 0x7f }

// Hash is what somebody signs who decides on a policy.
func (c SetPolicy) Hash() string {
	return fact.Hash(PolicySet{c.Base + 1, c.Policy, strings.TrimSpace(c.Reason)})
}

// Limits of a policy.
const (
	maxRules      = 200
	maxSteps      = 5
	maxSignatures = 3
	maxReasons    = 10
	maxName       = 40    // bytes of a step's name or a reason
	longestLife   = 1_800 // days: no drug is given five years, so more keeps everything out
	largestShare  = 900   // of 1,000: what is made today has lost some days on its way
	maxNear       = 3_650
)
