package workflow

import (
	"context"
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// signing asks for signatures under what it shows, one person after the other,
// each by badge and PIN afresh. Any flow can put it in its question's place:
//
//	signing{desk: f.desk, big: ..., shown: ..., hash: hash, needs: needs, ask: f.open, then: ...}.begin()
//
// The hash is that of the document as it is shown. What is posted with the
// signatures works it out anew, so that a change voids them.
type signing struct {
	desk  *Desk
	big   words.Text
	shown []screen.Field
	hash  string
	needs []policy.Need
	ask   func(*question) // puts the next question in the place of the one before
	then  func(ctx context.Context, given []fact.Signature) error

	given []fact.Signature
}

// begin asks for the first signature.
func (s signing) begin() { s.ask(s.badge()) }

func (s signing) need() policy.Need { return s.needs[len(s.given)] }

// fields are the document, and above it who has signed already.
func (s signing) fields() (fields []screen.Field) {
	for _, g := range s.given {
		fields = append(fields, screen.Field{Label: g.Meaning.Text(), Value: words.Say("sign.by", "name", g.Name, "at", g.At.Format("15:04"))})
	}
	return append(fields, s.shown...)
}

func (s signing) says(code string, pairs ...any) words.Text {
	step := words.Say("sign.step", "n", len(s.given)+1, "of", len(s.needs), "meaning", s.need().Meaning.Text())
	return words.Say("sign.says", "step", step, "do", words.Say(code, pairs...))
}

func (s signing) badge() *question {
	return &question{
		big: s.big, says: s.says("ask.badge"), fields: s.fields(), paper: true,
		prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.badge")},
		badge:  s.shownBadge, typed: s.shownBadge,
	}
}

func (s signing) shownBadge(_ context.Context, badge string) error {
	s.ask(&question{
		big: s.big, says: s.says("ask.pin", "badge", badge), fields: s.fields(), paper: true,
		prompt: &screen.Prompt{Kind: screen.Secret, Label: words.Say("prompt.pin")},
		badge:  s.shownBadge,
		typed:  func(ctx context.Context, pin string) error { return s.prove(ctx, badge, pin) },
	})
	return nil
}

// prove takes one signature, and asks for the next or goes on. Who may not
// give it leaves the question open for another.
func (s signing) prove(ctx context.Context, badge, pin string) error {
	signature, err := s.desk.Sign(ctx, badge, pin, fact.Signature{Meaning: s.need().Meaning, Hash: s.hash})
	if err != nil {
		return err
	}
	if err := s.need().Takes(signature, s.given); err != nil {
		s.ask(s.badge())
		return err
	}
	s.given = append(slices.Clone(s.given), signature)
	if len(s.given) < len(s.needs) {
		s.ask(s.badge())
		return nil
	}
	return s.then(ctx, s.given)
}

// leave asks for what the policy wants from whoever lets pass what a rule
// refuses: a reason out of its list, then its signatures over what hash gives
// for that reason. It is nil where nobody may.
func leave(desk *Desk, rules *policy.Rulebook, no *fact.Refusal, shown []screen.Field, ask func(*question), hash func(*policy.Override) string,
	then func(ctx context.Context, o *policy.Override, given []fact.Signature) error) *question {
	l, found := rules.Leave(no.Code())
	if !found {
		return nil
	}
	big := words.Say("ask.allow", "refused", fact.Headline(no.Code()))
	return why(big, l.Reasons, func(_ context.Context, reason string) error {
		o := &policy.Override{Code: no.Code(), Reason: reason}
		fields := append([]screen.Field{field("reason", stock.Why(reason), "")}, shown...)
		signing{
			desk: desk, big: big, shown: fields, hash: hash(o), needs: l.Needs(), ask: ask,
			then: func(ctx context.Context, given []fact.Signature) error {
				signed := *o
				signed.Person = given[0].Person
				return then(ctx, &signed, given)
			},
		}.begin()
		return nil
	})
}
