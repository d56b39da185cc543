package workflow

import (
	"context"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Pick leads a picker from bin to bin for one requisition, and ends with the
// receiver's signature.
type Pick struct {
	desk  *Desk
	issue string   // at hand
	wave  []string // all issues of the walk, if it is for several

	ask     *question
	place   stock.PlaceID      // the bin that was scanned last of those due
	astray  stock.PlaceID      // a bin scanned after it, not due, that holds what is
	pending *pack              // the pack whose lot is asked for
	later   *document.PickPack // refused, and somebody may let it pass
	laterNo *fact.Refusal      // why it was
	took    *document.PickPack // the pack taken last, for a quantity typed after it
	last    face
	done    bool

	lastIssue string // that the last pack was taken for
	shown     uint64 // the stop of a lot that the screen told of last
	heeded    uint64 // and the last one that an input came after
}

// StartPick plans and reserves what a requisition asks for, or carries on
// where that has been done.
func StartPick(ctx context.Context, desk *Desk, requisition string) (*Pick, error) {
	if desk.Staging == "" {
		return nil, fact.Refuse("no_staging", "place", desk.Station)
	}
	if _, err := desk.Ledger.Post(ctx, document.StartIssue{Requisition: requisition, Staging: desk.Staging}); err != nil {
		return nil, err
	}
	f := &Pick{desk: desk}
	err := desk.Ledger.View(func(view fact.View) error {
		issue, _ := document.IssueOf(view, requisition)
		f.issue, f.heeded = issue.ID, issue.Stopped
		return nil
	})
	f.last = face{state: screen.Idle}
	return f, err
}

func (f *Pick) Busy() bool { return f.ask != nil }

func (f *Pick) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

func (f *Pick) Scan(ctx context.Context, r scan.Reading) error {
	f.heed()
	task, due, err := f.task()
	if err != nil {
		return err
	}
	if !due && f.ask == nil {
		if err := f.askHandOver(); err != nil {
			return err
		}
	}
	if open, err := answer(ctx, f.ask, r); open {
		return err
	}
	switch r.Kind {
	case scan.KindPlace:
		return f.bin(stock.PlaceID(r.ID), task)
	case scan.KindText:
		return f.bin(stock.PlaceID(strings.ToUpper(strings.TrimSpace(r.Text))), task)
	case scan.KindProduct, scan.KindPart, scan.KindTrace, scan.KindLogistic:
		return f.packScan(ctx, r, task, due)
	case scan.KindBadge:
		return fact.Refuse("badge_unexpected")
	}
	return fact.Refuse("unknown_code", "code", r.Text)
}

// task is where to go next: in the bin the picker stands at, else along the
// walking path.
func (f *Pick) task() (next document.Task, due bool, err error) {
	err = f.desk.Ledger.View(func(view fact.View) error {
		f.aim(view)
		next, due = nextTask(view, f.issue, f.place)
		return nil
	})
	return next, due, err
}

func nextTask(view fact.View, issue string, here stock.PlaceID) (next document.Task, due bool) {
	document.EachDueTask(view, issue, func(t document.Task) bool {
		if !due || t.Place == here && next.Place != here {
			next, due = t, true
		}
		return here != "" && next.Place != here
	})
	return next, due
}

// bin takes the scan of a place: the one due, or another that is due later.
func (f *Pick) bin(place stock.PlaceID, task document.Task) error {
	if f.ask != nil {
		return fact.Refuse("answer_first")
	}
	found, astray := false, stock.PlaceID("")
	err := f.desk.Ledger.View(func(view fact.View) error {
		t, due := f.taskIn(view, place)
		if found = due && t.Place == place; !found && holdsDue(view, f.issue, place) {
			astray = place
		}
		return nil
	})
	if err != nil {
		return err
	}
	f.astray = astray
	if !found {
		f.fail(fact.Refuse("wrong_place", "got", string(place), "place", string(task.Place)))
		return nil
	}
	f.place, f.later, f.took = place, nil, nil
	f.last = face{state: screen.Good, says: words.Say("pick.at_bin", "place", string(place))}
	return nil
}

func (f *Pick) fail(no *fact.Refusal) {
	f.ask, f.pending = nil, nil
	f.last = bad(no)
}

// packScan takes the scan of a pack at the bin the picker stands at.
func (f *Pick) packScan(ctx context.Context, r scan.Reading, task document.Task, due bool) error {
	switch {
	case !due:
		return fact.Refuse("nothing_due")
	case f.astray == "" && f.place != task.Place:
		f.fail(fact.Refuse("scan_bin_first", "place", string(task.Place)))
		return nil
	}
	if q := doubtful(r, func(ctx context.Context, r scan.Reading) error { return f.packScan(ctx, r, task, due) }); q != nil {
		f.ask = q
		return nil
	}
	p := f.pending
	asked, merged := p, false
	err := f.desk.Ledger.View(func(view fact.View) error {
		if merged = p != nil && p.merge(view, r); !merged {
			p = read(view, r)
		}
		task = f.sort(view, p, f.taskFor(view, p, task))
		return nil
	})
	if err != nil {
		return err
	}
	if asked != nil && !merged && p.lot == "" && p.item.ID == asked.item.ID {
		return fact.Refuse("answer_first") // the next box of the same code says no more of the lot than the one in hand
	}
	f.ask, f.later, f.took = nil, nil, nil
	if no := p.mixed(); no != nil {
		f.fail(no)
		return nil
	}
	switch {
	case !p.known():
		f.fail(fact.Refuse("unknown_code", "code", r.Text))
		return nil
	case p.lot == "" && p.item.ID == task.Item:
		return f.lotUnsaid(ctx, p, task)
	}
	return f.take(ctx, p, task)
}

// holdsDue reports whether a bin that is not due holds what is due elsewhere.
func holdsDue(view fact.View, issue string, place stock.PlaceID) (holds bool) {
	due := map[stock.ItemID]bool{}
	document.EachDueTask(view, issue, func(t document.Task) bool {
		due[t.Item] = true
		return true
	})
	stock.EachAt(view, place, func(l stock.Lying) bool {
		holds = due[l.Lot.Item]
		return !holds
	})
	return holds
}

// at is the bin that was scanned last. A pack out of one that is not due is
// judged all the same: another lot mostly lies in another bin.
func (f *Pick) at() stock.PlaceID { return stock.PlaceID(either(string(f.astray), string(f.place))) }

// taskFor prefers the task in this bin that the pack belongs to.
func (f *Pick) taskFor(view fact.View, p *pack, task document.Task) document.Task {
	document.EachDueTask(view, f.issue, func(t document.Task) bool {
		if (f.astray != "" || t.Place == f.place) && t.Item == p.item.ID && (task.Item != p.item.ID || t.Lot == p.lot) {
			task = t
		}
		return true
	})
	return task
}

func (f *Pick) take(ctx context.Context, p *pack, task document.Task) error {
	f.ask, f.pending = nil, nil
	command := document.PickPack{
		Issue: either(task.Issue, f.issue), Task: task.No, Item: p.item.ID, Level: p.level, Quantity: p.quantity, Lot: p.lot, Expiry: p.expiry,
		Place: f.at(), Serial: p.single(), Unit: p.unit, Typed: p.typed, Doubts: p.doubts,
	}
	err := f.post(ctx, command)
	f.last.fields = append(f.last.fields, noteFields(p.notes)...)
	return err
}

func (f *Pick) post(ctx context.Context, command document.PickPack, signed ...fact.Signature) error {
	recorded, err := f.desk.Ledger.Post(ctx, command, signed...)
	no, err := refusal(err)
	if err != nil {
		return err
	}
	if no != nil {
		f.fail(no)
		return f.mayPass(command, no)
	}
	f.later, f.took, f.lastIssue = nil, &command, command.Issue
	picked := recorded[0].Fact.(document.PackPicked)
	item, left, err := f.left(picked)
	if left <= 0 {
		f.took = nil // nothing more of it is due, so no number is asked for
	}
	f.last = face{state: screen.Good, says: words.Say("pick.took", "amount", document.Amount(item, picked.Quantity), "lot", picked.Lot)}
	if err == nil && len(f.wave) > 0 {
		err = f.desk.Ledger.View(func(view fact.View) error {
			f.last.fields = f.into(view, command.Issue)
			return nil
		})
	}
	if picked.Quantity < command.Quantity {
		f.last.says = words.Say("pick.opened", "amount", document.Amount(item, picked.Quantity), "left", document.Amount(item, picked.Loose))
	}
	return err
}

// mayPass keeps a pack that was refused, where somebody may let it pass.
func (f *Pick) mayPass(command document.PickPack, no *fact.Refusal) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		if _, found := policy.In(view).Leave(no.Code()); found {
			f.later, f.laterNo = &command, no
		}
		return nil
	})
}

// left is what a pick's task still waits for.
func (f *Pick) left(picked document.PackPicked) (item stock.Item, left stock.Quantity, err error) {
	err = f.desk.Ledger.View(func(view fact.View) error {
		item, _ = stock.FindItem(view, picked.Item)
		task, _ := document.FindTask(view, picked.Issue, picked.Task)
		left = task.Left()
		return nil
	})
	return item, left, err
}

func (f *Pick) item(id stock.ItemID) (item stock.Item, err error) {
	err = f.desk.Ledger.View(func(view fact.View) error {
		item, _ = stock.FindItem(view, id)
		return nil
	})
	return item, err
}
