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

// Bundle puts packs into a case that bears a number of its own, so that one
// scan moves them from then on.
type Bundle struct {
	desk  *Desk
	unit  string
	packs []stock.Child
	last  face
	done  bool
}

// StartBundle begins a case by its number, which nobody used yet.
func StartBundle(desk *Desk, unit string) *Bundle {
	return &Bundle{desk: desk, unit: unit, last: face{state: screen.Idle, big: words.Say("bundle.scan"), says: words.Say("bundle.scan_more")}}
}

// Busy is true once packs were scanned: they would be lost with the flow.
func (f *Bundle) Busy() bool { return len(f.packs) > 0 }

func (f *Bundle) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

func (f *Bundle) Scan(_ context.Context, r scan.Reading) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		p := read(view, r)
		child := stock.Child{Item: p.item.ID, Number: p.single()}
		switch {
		case !p.known() && p.unit == "":
			return fact.Refuse("unknown_code", "code", r.Text)
		case p.unit != "" || child.Number == "":
			return fact.Refuse("bundle_no_number")
		case slices.Contains(f.packs, child):
			return fact.Refuse("bundle_twice", "serial", child.Number)
		case len(f.packs) == stock.MaxUnit:
			return fact.Refuse("unit_full", "most", stock.MaxUnit)
		}
		next := document.PackUnit{Unit: f.unit, Children: append(slices.Clone(f.packs), child), Place: f.desk.Dock}
		if _, err := next.Decide(view, fact.Meta{}); err != nil {
			return err
		}
		f.packs = append(f.packs, child)
		f.last = face{state: screen.Good, big: itemLine(p.item), says: words.Say("bundle.added", "n", len(f.packs)), fields: packFields(p)}
		return nil
	})
}

func (f *Bundle) Choose(ctx context.Context, id string) error {
	switch {
	case id == "leave":
		f.done = true
		return nil
	case id == "undo" && len(f.packs) > 0:
		f.packs = f.packs[:len(f.packs)-1]
		f.last = face{state: screen.Good, big: words.Say("receive.undone"), says: words.Say("bundle.added", "n", len(f.packs))}
		return nil
	case id == "finish" && len(f.packs) > 0:
		if _, err := f.desk.Ledger.Post(ctx, document.PackUnit{Unit: f.unit, Children: f.packs, Place: f.desk.Dock}); err != nil {
			return err
		}
		f.done = true
		return nil
	}
	return ErrNoChoice
}

// Type is of no use here: a pack is its code.
func (f *Bundle) Type(context.Context, string) error { return ErrNoQuestion }

func (f *Bundle) Screen() screen.Screen {
	s := screen.Screen{Title: words.Say("unit.title", "unit", f.unit), Where: words.Say("bundle.where", "n", len(f.packs))}
	f.last.onto(&s)
	if len(f.packs) > 0 {
		s.Choices = append(s.Choices, choice("undo"), mainChoice("finish"))
	}
	s.Choices = append(s.Choices, choice("leave"))
	return s
}
