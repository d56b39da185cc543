package policy

import (
	"errors"
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Override is a person's leave to do what one refusal forbids.
type Override struct {
	Code   string `json:"code"` // the refusal
	Person string `json:"person"`
	Reason string `json:"reason"`
}

// Signable is the override as it is signed, before it is known by whom.
func (o *Override) Signable() *Override {
	if o == nil {
		return nil
	}
	return &Override{Code: o.Code, Reason: o.Reason}
}

// Text says what was allowed, and why.
func (o *Override) Text() words.Text {
	return words.Say("policy.allowed", "refused", fact.Headline(o.Code), "reason", stock.Why(o.Reason))
}

// The refusals of an override.
var (
	ErrReasonMissing = fact.Refuse("reason_missing")
	ErrNoLeave       = fact.Refuse("no_leave")
)

// Leave is who may let pass what a refusal forbids; found is false where
// nobody may.
func (b *Rulebook) Leave(code string) (l Leave, found bool) {
	l, found = b.leaves[code]
	return l, found && len(l.Roles) > 0 && l.Signatures > 0 && slices.Contains(Overridable, code)
}

// Needs are the signatures of a leave.
func (l Leave) Needs() (needs []Need) {
	for range l.Signatures {
		needs = append(needs, Need{fact.Allowed, l.Roles})
	}
	return needs
}

// For is the leave where one of some refusals is what it lets pass, else nil:
// one that excused nothing is not written down.
func (o *Override) For(refusals ...error) *Override {
	for _, err := range refusals {
		var no *fact.Refusal
		if o != nil && errors.As(err, &no) && no.Code() == o.Code {
			return o
		}
	}
	return nil
}

// Excuse answers with nil where err is nothing, or a refusal that an override
// may let pass and does: for one of the reasons allowed, and with the
// signatures asked for over hash, which is worked out for nothing else.
// Otherwise it answers with what still stands against it.
func (b *Rulebook) Excuse(meta fact.Meta, err error, o *Override, hash func() string) error {
	var no *fact.Refusal
	if !errors.As(err, &no) || o == nil || o.Code != no.Code() {
		return err
	}
	leave, found := b.Leave(o.Code)
	switch {
	case !found:
		return err
	case o.Reason == "":
		return ErrReasonMissing
	case !slices.Contains(leave.Reasons, o.Reason):
		return fact.Refuse("no_leave", "reason", stock.Why(o.Reason))
	}
	return Signed(meta, hash(), leave.Needs())
}
