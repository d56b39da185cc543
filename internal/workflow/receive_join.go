package workflow

import (
	"context"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// joinBooked takes a trace code that comes right behind a pack of the same
// package that was booked without one: both stand on that pack. It says so,
// and undo takes the pack back with both.
func (f *Receive) joinBooked(ctx context.Context, r scan.Reading) (joined bool, err error) {
	if joined, err := f.joinSecond(r); joined || err != nil {
		return joined, err
	}
	trace := traceOf(r)
	if trace == "" || f.booked == 0 || f.pending != nil || f.refused != nil || len(f.waiting) > 0 {
		return false, nil
	}
	var n name
	err = f.desk.Ledger.View(func(view fact.View) error {
		n = nameOf(view, r)
		p, found := document.FindPack(view, f.receipt, f.booked)
		joined = found && !p.Gone && p.Serial == "" && p.Aside == "" &&
			n.known() && p.Item == n.item.ID && p.Level == n.pack.Level && p.Quantity == n.pack.Content
		return nil
	})
	if err != nil || !joined {
		return false, err
	}
	_, err = f.desk.Ledger.Post(ctx, document.NamePack{Receipt: f.receipt, Pack: f.booked, Serial: trace, Doubts: rescued(r)})
	no, err := refusal(err)
	if no != nil {
		f.last = bad(no) // the pack stays booked until it is undone, refused or set aside
		return true, nil
	}
	f.last = face{state: screen.Good, big: itemLine(n.item), says: words.Say("receive.named"), fields: noteFields(rescues(r))}
	return true, err
}
