package workflow

import (
	"context"

	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// question is something that must be answered before the flow goes on. What
// it has no answer for is refused and leaves it open.
type question struct {
	big     words.Text
	says    words.Text
	fields  []screen.Field
	choices []screen.Choice
	prompt  *screen.Prompt
	lists   func() []screen.List // in place of those beside the task
	holds   bool                 // a scan that is not booked yet hangs on the answer
	paper   bool                 // it is about a whole document, and no pack waits for it
	reading bool                 // it is about which of several readings of a code is right

	chosen func(ctx context.Context, id string) error
	typed  func(ctx context.Context, text string) error
	badge  func(ctx context.Context, badge string) error
}

func (q *question) onto(s *screen.Screen) {
	s.State, s.Big, s.Says, s.Code = screen.Ask, q.big, q.says, ""
	s.Fields, s.Choices, s.Prompt = q.fields, append(q.choices, choice("back")), q.prompt
	if q.lists != nil {
		s.Lists, s.Progress = q.lists(), nil
	}
}

func (q *question) choose(ctx context.Context, id string) error {
	for _, c := range q.choices {
		if c.ID == id {
			return q.chosen(ctx, id)
		}
	}
	return ErrNoChoice
}

func (q *question) take(ctx context.Context, text string) error {
	if q.typed == nil || q.prompt == nil {
		return ErrNoQuestion
	}
	return q.typed(ctx, text)
}

// why asks for a reason out of a list.
func why(big words.Text, reasons []string, then func(ctx context.Context, reason string) error) *question {
	q := &question{big: big, says: words.Say("ask.reason"), chosen: then}
	for _, reason := range reasons {
		q.choices = append(q.choices, screen.Choice{ID: reason, Text: stock.Why(reason)})
	}
	return q
}

// takesText reports whether what is asked for may as well be scanned as a
// plain text: a lot or a date, never a badge or PIN.
func (q *question) takesText() bool {
	return q.typed != nil && q.badge == nil && q.prompt != nil && q.prompt.Kind != screen.Secret
}

// answer gives an input to the open question. open is false where there is
// none, or where the input is not for it.
func answer(ctx context.Context, q *question, reading scan.Reading) (open bool, err error) {
	if q == nil {
		return false, nil
	}
	if q.badge != nil && reading.Kind == scan.KindBadge {
		return true, q.badge(ctx, reading.ID)
	}
	if reading.Kind == scan.KindBadge {
		return true, fact.Refuse("badge_unexpected")
	}
	if reading.Kind == scan.KindText && q.takesText() {
		return true, q.typed(ctx, reading.Text) // a plain barcode of nothing but the lot
	}
	return false, nil
}
