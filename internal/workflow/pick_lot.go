package workflow

import (
	"context"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// lotChoice begins the id of a choice that names a lot.
const lotChoice = "lot:"

// lotUnsaid goes on with a pack whose code does not say the lot. Where every
// lot that lies here says it by another code of the pack, that code is wanted:
// the ledger refuses the lot that is due, as it would any other.
func (f *Pick) lotUnsaid(ctx context.Context, p *pack, task document.Task) error {
	var choices []screen.Choice
	coded := false
	err := f.desk.Ledger.View(func(view fact.View) error {
		choices, coded = bareLots(view, f.at(), p)
		return nil
	})
	switch {
	case err != nil:
		return err
	case coded:
		p.lot, p.typed = task.Lot, true
		return f.take(ctx, p, task)
	}
	f.askLot(p, task, choices)
	return nil
}

// bareLots are the lots in a place that may be chosen, because their packs have
// never said by a code which they are of; coded reports that all that lie there
// do say it.
func bareLots(view fact.View, place stock.PlaceID, p *pack) (choices []screen.Choice, coded bool) {
	lies, says := 0, 0
	stock.EachAt(view, place, func(l stock.Lying) bool {
		if l.Lot.Item != p.item.ID {
			return true
		}
		lies++
		switch {
		case p.single() == "" && document.LotOnCode(view, l.Lot, p.level), p.single() != "" && stock.AllCoded(view, l.Lot):
			says++ // a number that is known of none of them is refused at once
		case document.LotSaid(view, l.Lot, p.level):
			lot, _ := stock.FindLot(view, l.Lot)
			text := words.Say("lot.line", "lot", lot.Number, "expiry", string(lot.Expiry))
			choices = append(choices, screen.Choice{ID: lotChoice + lot.Number, Text: text})
		}
		return len(choices) < maxRows
	})
	return choices, lies > 0 && says == lies
}

// askLot asks which lot it is: by the code that says it, from the keyboard, or
// by a tap where no code does.
func (f *Pick) askLot(p *pack, task document.Task, choices []screen.Choice) {
	pick := func(ctx context.Context, lot string) error {
		p.lot, p.typed = strings.TrimSpace(lot), true
		return f.take(ctx, p, task)
	}
	f.pending = p
	f.ask = &question{
		holds: true,
		big:   words.Say("ask.lot"), says: words.Say("ask.lot_more", "item", p.item.Name), fields: packFields(p),
		prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.lot")}, choices: choices,
		chosen: func(ctx context.Context, id string) error { return pick(ctx, strings.TrimPrefix(id, lotChoice)) },
		typed:  pick,
	}
}
