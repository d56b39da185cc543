package workflow

import (
	"context"
	"errors"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

var (
	shortReasons = []string{"bin_empty", "too_few", "damaged", "not_found", "other"}
	laterReasons = []string{"earlier_blocked", "earlier_damaged", "patient_needs", "other"}
)

// Choose takes a choice that the screen offers.
func (f *Pick) Choose(ctx context.Context, id string) error {
	f.heed()
	if id == "back" && f.ask != nil {
		f.ask, f.pending = nil, nil
		f.last = face{state: screen.Idle}
		return nil
	}
	if f.ask != nil {
		return f.ask.choose(ctx, id)
	}
	if lot, ok := strings.CutPrefix(id, asideChoice); ok {
		return f.setAside(ctx, lot)
	}
	switch id {
	case "undo":
		return f.undo(ctx)
	case "short":
		return f.askShort()
	case "allow":
		return f.askAllow()
	case "handover":
		f.askReceiver()
		return nil
	case "leave":
		f.done = true
		return nil
	}
	return ErrNoChoice
}

// Type answers the open question, or says how many such packs were taken.
func (f *Pick) Type(ctx context.Context, text string) error {
	f.heed()
	if f.ask != nil {
		return f.ask.take(ctx, text)
	}
	if f.took == nil {
		return ErrNoQuestion
	}
	n, err := readQuantity(text)
	if err != nil {
		return err
	}
	return f.takeMore(ctx, n-1)
}

// takeMore takes further packs like the last one, no more than are due.
func (f *Pick) takeMore(ctx context.Context, packs stock.Quantity) error {
	command := *f.took
	if packs == 0 {
		return nil
	}
	var left stock.Quantity
	err := f.desk.Ledger.View(func(view fact.View) error {
		task, _ := document.FindTask(view, f.issue, command.Task)
		left = task.Left()
		return nil
	})
	if err != nil {
		return err
	}
	if packs > left/max(command.Quantity, 1) {
		item, err := f.item(command.Item)
		if err != nil {
			return err
		}
		return fact.Refuse("more_than_due", "left", document.Amount(item, left))
	}
	command.Quantity *= packs
	command.Serial = "" // that one is taken
	if err := f.post(ctx, command); err != nil {
		return err
	}
	f.took = nil
	return nil
}

func (f *Pick) undo(ctx context.Context) error {
	if _, err := f.desk.Ledger.Post(ctx, document.UndoPick{Issue: f.issue}); err != nil {
		return err
	}
	f.later, f.took = nil, nil
	f.last = face{state: screen.Good, says: words.Say("pick.undone")}
	return nil
}

func (f *Pick) askShort() error {
	task, due, err := f.task()
	if err != nil {
		return err
	}
	if !due {
		return fact.Refuse("nothing_due")
	}
	f.ask = why(words.Say("ask.short", "place", string(task.Place)), shortReasons, func(ctx context.Context, reason string) error {
		f.ask = nil
		if _, err := f.desk.Ledger.Post(ctx, document.EndShort{Issue: f.issue, Task: task.No, Reason: reason}); err != nil {
			return err
		}
		f.later = nil
		f.last = face{state: screen.Good, says: words.Say("pick.short")}
		return nil
	})
	return nil
}

// askAllow lets a supervisor, by badge and PIN and with a reason, allow the
// later lot that was refused.
func (f *Pick) askAllow() error {
	if f.later == nil {
		return ErrNoChoice
	}
	command := *f.later
	big := words.Say("ask.allow_later", "lot", command.Lot)
	f.ask = proof(f.desk, big, f.open, func(_ context.Context, who Signer) error {
		if !who.MayOverride {
			return fact.Refuse("not_supervisor", "person", who.Name)
		}
		f.ask = why(big, laterReasons, func(ctx context.Context, reason string) error {
			f.ask = nil
			command.Override = &document.Override{Code: document.ErrLaterLot.Code(), Person: who.ID, Reason: reason}
			return f.post(ctx, command)
		})
		return nil
	})
	return nil
}

func (f *Pick) open(q *question) { f.ask = q }

// askReceiver asks the department's receiver for badge and PIN: the signature
// under the issue note.
func (f *Pick) askReceiver() {
	f.ask = proof(f.desk, words.Say("ask.receiver"), f.open, func(ctx context.Context, who Signer) error {
		switch {
		case who.ID == f.desk.Person.ID:
			return document.ErrSamePerson
		case !who.MaySign:
			return fact.Refuse("may_not_sign", "person", who.Name)
		}
		f.ask = nil
		_, err := f.desk.Ledger.Post(ctx, document.HandOver{Issue: f.issue, Receiver: who.ID, For: who.Department})
		f.done = err == nil
		if errors.Is(err, document.ErrOtherDepartment) {
			f.askReceiver()
		}
		return err
	})
}
