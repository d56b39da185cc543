package workflow

import (
	"context"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// refuseReasons are why a pack is turned away; the first stands for what the
// gate itself said.
var refuseReasons = []string{"as_said", "damaged", "seal_broken", "too_warm", "papers", "other"}

// Choose takes a choice that the screen offers.
func (f *Receive) Choose(ctx context.Context, id string) error {
	if id == "back" && f.ask != nil {
		return f.giveUp(ctx)
	}
	if f.ask != nil {
		return f.ask.choose(ctx, id)
	}
	switch id {
	case "undo":
		return f.undo(ctx)
	case "refuse", "quarantine":
		return f.askWhy(id)
	case "allow":
		return f.askAllow()
	case "finish":
		return f.finish(ctx)
	case "cancel":
		return f.end(ctx, document.CancelReceipt{Receipt: f.receipt})
	case "next":
		f.forget()
		return f.drain(ctx)
	case "leave":
		f.done = true
		return nil
	}
	return ErrNoChoice
}

// giveUp leaves the question; the pack it was about is not booked, and the
// screen says so.
func (f *Receive) giveUp(ctx context.Context) error {
	if f.ask.paper || f.booked != 0 || f.refused != nil {
		return f.keep(ctx)
	}
	p := f.pending
	f.ask, f.pending = nil, nil
	f.last = face{state: screen.Idle, big: words.Say("receive.not_booked"), says: words.Say("receive.not_booked_more")}
	if p != nil {
		f.last.fields = packFields(p)
	}
	return f.drain(ctx)
}

// keep leaves the question why: the pack stays as it was, booked or turned
// away, and its answer is seen again.
func (f *Receive) keep(ctx context.Context) error {
	f.ask = nil
	if f.last.state == screen.Bad {
		return nil
	}
	return f.drain(ctx)
}

func (f *Receive) undo(ctx context.Context) error {
	recorded, err := f.desk.Ledger.Post(ctx, document.UndoPack{Receipt: f.receipt, Label: f.desk.Label})
	if err != nil {
		return err
	}
	f.forget()
	f.last = face{state: screen.Good, big: words.Say("receive.undone"), says: words.Say("receive.undone_more")}
	if _, refusal := recorded[0].Fact.(document.RefusalUndone); refusal {
		f.last.says = words.Say("receive.refusal_undone")
	}
	return nil
}

// askWhy asks the reason for refusing or setting aside: of the pack that was
// turned away, or of the one just booked, which is then taken back.
func (f *Receive) askWhy(id string) error {
	if f.refused == nil && f.booked == 0 || id == "quarantine" && f.refused != nil && f.aside == nil {
		return ErrNoChoice
	}
	reasons := refuseReasons
	if f.refused == nil {
		reasons = reasons[1:]
	}
	f.ask = why(words.Say("ask."+id), reasons, func(ctx context.Context, reason string) error {
		f.ask = nil
		if f.refused == nil {
			if err := f.takeBack(ctx); err != nil {
				return err
			}
		}
		if id == "refuse" {
			return f.record(ctx, reason)
		}
		return f.setAside(ctx, reason)
	})
	return nil
}

// takeBack undoes the pack just booked so that it can be turned away.
func (f *Receive) takeBack(ctx context.Context) error {
	var p document.Pack
	err := f.desk.Ledger.View(func(view fact.View) error {
		p, _ = document.FindPack(view, f.receipt, f.booked)
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := f.desk.Ledger.Post(ctx, document.CorrectPack{Receipt: f.receipt, Pack: f.booked, Label: f.desk.Label}); err != nil {
		return err
	}
	f.booked = 0
	f.refused = &document.PackRefused{
		Receipt: f.receipt, Code: "by_hand", Item: p.Item, GTIN: p.GTIN, Lot: p.Lot, Expiry: p.Expiry, Serial: p.Serial, Quantity: p.Quantity, Doubts: p.Doubts,
	}
	f.aside = &document.ReceivePack{
		Receipt: f.receipt, Item: p.Item, Level: p.Level, Quantity: p.Quantity, Lot: p.Lot, Expiry: p.Expiry, Made: p.Made,
		Serial: p.Serial, GTIN: p.GTIN, Code: p.Code, Doubts: p.Doubts,
	}
	return nil
}

func (f *Receive) record(ctx context.Context, reason string) error {
	refused := *f.refused
	refused.Reason = reason
	if _, err := f.desk.Ledger.Post(ctx, document.RefusePack{Refused: refused}); err != nil {
		return err
	}
	f.forget()
	f.last = face{state: screen.Good, big: words.Say("receive.refused"), says: words.Say("receive.refused_more")}
	return f.drain(ctx)
}

func (f *Receive) setAside(ctx context.Context, reason string) error {
	command := *f.aside
	command.Aside = reason
	if reason == "as_said" {
		command.Aside = f.refused.Code
	}
	if _, err := f.desk.Ledger.Post(ctx, command); err != nil {
		return err
	}
	f.forget()
	f.last = face{state: screen.Good, big: words.Say("receive.aside"), says: words.Say("receive.aside_more")}
	return f.drain(ctx)
}

func (f *Receive) end(ctx context.Context, command fact.Command, given ...fact.Signature) error {
	f.ask = nil
	if _, err := f.desk.Ledger.Post(ctx, command, given...); err != nil {
		return err
	}
	f.done = true
	return nil
}
