package workflow

import (
	"context"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// askJoin holds a trace code that comes right behind a pack of the same package
// that was booked without one: it may stand on that pack or be the first code
// of the next, and on a wrong pack it would name a wrong lot.
func (f *Receive) askJoin(r scan.Reading) (asked bool, err error) {
	if joined, err := f.joinSecond(r); joined || err != nil {
		return joined, err
	}
	trace := traceOf(r)
	if trace == "" || f.booked == 0 || f.pending != nil || f.refused != nil || len(f.waiting) > 0 {
		return false, nil
	}
	q := &question{
		holds:   true,
		big:     words.Say("ask.join", "code", trace[len(trace)-4:]),
		choices: []screen.Choice{mainChoice("same"), choice("another")},
	}
	err = f.desk.Ledger.View(func(view fact.View) error {
		n := nameOf(view, r)
		p, found := document.FindPack(view, f.receipt, f.booked)
		asked = found && !p.Gone && p.Serial == "" && p.Aside == "" &&
			n.known() && p.Item == n.item.ID && p.Level == n.pack.Level && p.Quantity == n.pack.Content
		q.says = words.Say("ask.join_more", "item", n.item.Name, "lot", p.Lot)
		q.fields = packFields(read(view, r))
		return nil
	})
	if err != nil || !asked {
		return false, err
	}
	q.chosen = func(ctx context.Context, id string) error {
		f.ask = nil
		if id == "same" {
			return f.join(ctx, r)
		}
		f.waiting = append([]scan.Reading{r}, f.waiting...)
		return f.drain(ctx)
	}
	f.ask = q
	return true, nil
}

// join gives the trace code to the pack just booked. It says so, and undo
// takes the pack back with both.
func (f *Receive) join(ctx context.Context, r scan.Reading) error {
	var item stock.Item
	var lot stock.LotKey
	err := f.desk.Ledger.View(func(view fact.View) error {
		item = nameOf(view, r).item
		p, _ := document.FindPack(view, f.receipt, f.booked)
		lot = stock.LotKey{Item: p.Item, Number: p.Lot}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = f.desk.Ledger.Post(ctx, document.NamePack{Receipt: f.receipt, Pack: f.booked, Serial: traceOf(r), Doubts: rescued(r)})
	no, err := refusal(err)
	switch {
	case err != nil:
		return err
	case no != nil:
		f.last = bad(no) // the pack stays booked until it is undone, refused or set aside
		return nil
	}
	f.last = face{state: screen.Good, big: itemLine(item), says: words.Say("receive.named"), fields: noteFields(rescues(r))}
	if err := f.compare(lot); err != nil {
		return err
	}
	return f.drain(ctx)
}
