package workflow

import (
	"context"
	"errors"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

var shortReasons = []string{"bin_empty", "too_few", "damaged", "not_found", "other"}

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
		return f.askHandOver()
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
		task, _ := document.FindTask(view, command.Issue, command.Task)
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
	all := command.Quantity * (packs + 1)
	command.Quantity *= packs
	command.Serial = "" // that one is taken
	if err := f.post(ctx, command); err != nil {
		return err
	}
	f.took = nil
	if f.last.state != screen.Good {
		return nil
	}
	item, err := f.item(command.Item)
	f.last.says = words.Say("pick.took", "amount", document.Amount(item, all), "lot", command.Lot)
	return err
}

func (f *Pick) undo(ctx context.Context) error {
	if _, err := f.desk.Ledger.Post(ctx, document.UndoPick{Issue: either(f.lastIssue, f.issue)}); err != nil {
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

// askAllow lets those whom the policy names allow what was refused, for one of
// its reasons.
func (f *Pick) askAllow() error {
	if f.later == nil {
		return ErrNoChoice
	}
	command := *f.later
	with := func(o *policy.Override) document.PickPack {
		command.Override = o
		return command
	}
	return f.desk.Ledger.View(func(view fact.View) error {
		item, _ := stock.FindItem(view, command.Item)
		shown := []screen.Field{field("item", itemLine(item), ""), field("lot", words.Plain(command.Lot), screen.Code)}
		f.ask = leave(f.desk, policy.In(view), f.laterNo, shown, f.open,
			func(o *policy.Override) string { return with(o).Hash() },
			func(ctx context.Context, o *policy.Override, given []fact.Signature) error {
				f.ask = nil
				return f.post(ctx, with(o), given...)
			})
		return nil
	})
}

func (f *Pick) open(q *question) { f.ask = q }

// askHandOver asks for the signatures under the issue note: of who gives out
// and who checked, where the class of the goods asks for them, and of who
// takes the goods.
func (f *Pick) askHandOver() error {
	return f.desk.Ledger.View(func(view fact.View) error {
		issue, _ := document.FindIssue(view, f.issue)
		needs, hash := document.IssueSigning(view, issue)
		big := words.Say("ask.receiver")
		if len(needs) > 1 {
			big = words.Say("ask.hand_over")
		}
		signing{desk: f.desk, big: big, shown: issueFields(view, issue), hash: hash, needs: needs, ask: f.open, then: f.handOver}.begin()
		return nil
	})
}

func (f *Pick) handOver(ctx context.Context, given []fact.Signature) error {
	receiver := given[len(given)-1]
	if receiver.Person == f.desk.Person.ID {
		return document.ErrSamePerson
	}
	f.ask = nil
	command := document.HandOver{Issue: f.issue, Receiver: receiver.Person, For: stock.PlaceID(receiver.Department)}
	_, err := f.desk.Ledger.Post(ctx, command, given...)
	f.done = err == nil && !f.more()
	if errors.Is(err, document.ErrOtherDepartment) {
		return errors.Join(err, f.askHandOver())
	}
	return err
}

// issueFields show what is signed for.
func issueFields(view fact.View, issue document.Issue) (fields []screen.Field) {
	document.EachIssueLine(view, issue.ID, func(l document.IssueLine) bool {
		fields = append(fields, lineField(view, l.Item, l.Lot, l.Quantity))
		return len(fields) < maxRows
	})
	return fields
}

// lineField is one line of a document that is signed.
func lineField(view fact.View, id stock.ItemID, lot string, quantity stock.Quantity) screen.Field {
	item, _ := stock.FindItem(view, id)
	return screen.Field{Label: itemLine(item), Value: words.Say("sign.line", "amount", document.Amount(item, quantity), "lot", lot)}
}
