package workflow

import (
	"context"
	"slices"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// compare says at once where a lot just booked is not as the delivery file has
// it. That less has come so far is no difference yet.
func (f *Receive) compare(lot stock.LotKey) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		p, _ := document.FindPack(view, f.receipt, f.booked)
		f.tellPlace(view, p.Place)
		if receipt, _ := document.FindReceipt(view, f.receipt); receipt.Note == "" {
			return nil // nothing was announced
		}
		line, found := document.MatchLot(view, f.receipt, lot)
		line.Differences = slices.DeleteFunc(line.Differences, func(d document.Difference) bool { return d == document.Short || d == document.UnknownCodes })
		var says words.Text
		switch {
		case p.Stranger:
			says = words.Say("match.code_not_announced", "code", p.Serial)
		case found && len(line.Differences) > 0:
			says = differences(view, line)
		default:
			return nil
		}
		f.last.state = screen.Ask
		f.last.says = words.Say("match.booked", "amount", f.last.says, "difference", says)
		return nil
	})
}

// tellPlace says where goods go that must not stand at the dock among others.
func (f *Receive) tellPlace(view fact.View, id stock.PlaceID) {
	place, _ := stock.FindPlace(view, id)
	code := "receive.consigned"
	switch {
	case place.Kind == stock.Apart:
		code = "receive.apart"
	case place.Owner == "":
		return
	}
	f.last.state = screen.Ask
	f.last.says = words.Say(code, "amount", f.last.says, "place", string(id))
}

// differences say everything in which a lot differs.
func differences(view fact.View, l document.MatchLine) (says words.Text) {
	item, _ := stock.FindItem(view, l.Item)
	for i, d := range l.Differences {
		more := document.DifferenceText(item, l, d)
		if i == 0 {
			says = more
		} else {
			says = words.Say("match.both", "one", says, "other", more)
		}
	}
	return says
}

// finish ends the receipt; where it differs from the delivery file, the
// differences are shown first.
func (f *Receive) finish(ctx context.Context) error {
	differs := false
	err := f.desk.Ledger.View(func(view fact.View) error {
		lines, _ := document.Match(view, f.receipt)
		r, _ := document.FindReceipt(view, f.receipt)
		differs = r.Packs > 0 && slices.ContainsFunc(lines, differing)
		return nil
	})
	if err != nil {
		return err
	}
	if !differs {
		return f.sign(ctx)
	}
	f.ask = &question{
		big: words.Say("match.differs"), says: words.Say("match.differs_more"), choices: []screen.Choice{mainChoice("yes")},
		lists: f.differences, paper: true,
		chosen: func(ctx context.Context, _ string) error {
			f.ask = nil
			return f.sign(ctx)
		},
	}
	return nil
}

func differing(l document.MatchLine) bool { return len(l.Differences) > 0 }

// differences list the lots that are not as the delivery file has them.
func (f *Receive) differences() (lists []screen.List) {
	_ = f.desk.Ledger.View(func(view fact.View) error { // a fault shows on the screen behind
		lines, _ := document.Match(view, f.receipt)
		list := screen.List{}
		n := 0
		for _, l := range lines {
			if !differing(l) {
				continue
			}
			if n++; len(list.Rows) < maxRows {
				item, _ := stock.FindItem(view, l.Item)
				list.Rows = append(list.Rows, screen.Row{Text: itemLine(item), Detail: differences(view, l), State: screen.Bad})
			}
		}
		list.Title, list.More = words.Say("list.differences", "n", n), n-len(list.Rows)
		lists = append(lists, list)
		return nil
	})
	return lists
}

// joinSecond takes the code beside the trace code of a pack that was booked by
// what the delivery file says of it: it is the same pack, and must say the
// same.
func (f *Receive) joinSecond(r scan.Reading) (joined bool, err error) {
	if f.booked == 0 || f.second || f.pending != nil || f.refused != nil || len(f.waiting) > 0 || traceOf(r) != "" || r.Serial() != "" {
		return false, nil
	}
	err = f.desk.Ledger.View(func(view fact.View) error {
		n := nameOf(view, r)
		p, _ := document.FindPack(view, f.receipt, f.booked)
		t, found := stock.FindTrace(view, p.Item, p.Serial)
		if !found || t.Note == "" || p.Gone || !n.known() || p.Item != n.item.ID || p.Level != n.pack.Level {
			return nil
		}
		joined, f.second = true, true
		if differs(p.Lot, r.Lot()) || differs(string(p.Expiry), string(r.Expiry())) {
			f.last = bad(fact.Refuse("not_as_announced", "lot", p.Lot, "expiry", string(p.Expiry), "seen", either(r.Lot(), "-"), "seenExpiry", either(string(r.Expiry()), "-")))
			return nil
		}
		f.last = face{state: screen.Good, big: itemLine(n.item), says: words.Say("receive.same_pack")}
		return nil
	})
	return joined, err
}
