package workflow

import (
	"context"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// lotStep is what can be done to the lot of the pack that home tells of.
type lotStep struct {
	id      string // of the choice
	from    func(stock.Status) bool
	to      stock.Status
	may     func(Person) bool
	command func(lot stock.LotKey, reason string) fact.Command
}

var lotSteps = []lotStep{
	{
		"release", stock.Status.Stopped, stock.Usable, func(p Person) bool { return p.MayRelease },
		func(lot stock.LotKey, reason string) fact.Command {
			return document.ReleaseLot{Lot: lot, Reason: reason}
		},
	},
	{
		"hold", func(s stock.Status) bool { return s != stock.Held && s != stock.Recalled }, stock.Held, func(p Person) bool { return p.MayHold },
		func(lot stock.LotKey, reason string) fact.Command { return document.HoldLot{Lot: lot, Reason: reason} },
	},
	{
		"recall", func(s stock.Status) bool { return s != stock.Recalled }, stock.Recalled, func(p Person) bool { return p.MayRecall },
		func(lot stock.LotKey, reason string) fact.Command {
			return document.RecallLot{Lot: lot, Reason: reason}
		},
	},
}

// drawLot says what stands against the lot of the pack in hand, as it is now,
// and offers what the person may do to it.
func (h *Home) drawLot(view fact.View, s *screen.Screen) {
	if h.told == nil {
		return
	}
	lot, found := stock.FindLot(view, h.told.key())
	if !found {
		return
	}
	if no, _ := refusal(policy.In(view).Fit(policy.Goods{Lot: lot, Item: h.told.item}, policy.Issue, h.desk.today())); no != nil {
		s.State, s.Code, s.Big, s.Says = screen.Bad, no.Code(), fact.Headline(no.Code()), no.Text
	}
	for _, step := range lotSteps {
		if step.may(h.desk.Person) && step.from(lot.Status) {
			s.Choices = append(s.Choices, screen.Choice{ID: step.id, Text: words.Say("choice.lot_" + step.id)})
		}
	}
}

// changeLot asks for the reason, and sets the lot's status.
func (h *Home) changeLot(id string) error {
	for _, step := range lotSteps {
		if step.id != id || h.told == nil {
			continue
		}
		if !step.may(h.desk.Person) {
			return ErrNoRight
		}
		p := h.told
		h.ask = why(words.Say("ask.lot_"+id, "lot", p.lot), stock.Reasons[step.to], func(ctx context.Context, reason string) error {
			h.ask = nil
			if _, err := h.desk.Ledger.Post(ctx, step.command(p.key(), reason)); err != nil {
				return err
			}
			h.last = face{state: screen.Good, big: itemLine(p.item), says: words.Say("home.lot_"+id, "lot", p.lot), fields: h.last.fields}
			return nil
		})
		return nil
	}
	return ErrNoChoice
}
