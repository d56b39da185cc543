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

// Unpack opens packages of the lot that was scanned: it asks where, into what
// and how many, and prints the labels of what comes out.
type Unpack struct {
	packing
	inner stock.Package
}

// packing is what opening and filling packages have in common: the pack that
// was scanned, and the place in which it is done.
type packing struct {
	desk  *Desk
	pack  *pack
	place stock.PlaceID
	asking
}

// Scan answers the question that is open; the scan of a bin says where.
func (f *packing) Scan(ctx context.Context, r scan.Reading) error {
	if open, err := answer(ctx, f.ask, r); open {
		return err
	}
	if r.Kind == scan.KindPlace && f.ask != nil && f.place == "" {
		return f.ask.choose(ctx, placeChoice+r.ID)
	}
	return fact.Refuse("answer_first")
}

// howMany asks for a number of packages: one, or what is typed.
func (f *packing) howMany(big, says, typed words.Text, do func(context.Context, stock.Quantity) error) *question {
	q := &question{
		big: big, says: says, fields: packFields(f.pack),
		choices: []screen.Choice{mainChoice("one")},
		prompt:  &screen.Prompt{Kind: screen.Number, Label: typed},
	}
	q.chosen = func(ctx context.Context, _ string) error { return do(ctx, 1) }
	q.typed = func(ctx context.Context, text string) error {
		n, err := readQuantity(text)
		if err != nil {
			return err
		}
		return do(ctx, n)
	}
	return q
}

// StartUnpack begins with the pack that was scanned.
func StartUnpack(desk *Desk, p *pack) (Flow, error) {
	f := &Unpack{packing: packing{desk: desk, pack: p}}
	return f, f.proceed()
}

// proceed asks for the next thing that is not known yet.
func (f *Unpack) proceed() error {
	f.ask = nil
	return f.desk.Ledger.View(func(view fact.View) error {
		places := placesOf(view, f.pack.key())
		if len(places) == 1 {
			f.place = places[0]
		}
		inner := smaller(f.pack.item, f.pack.level)
		if len(inner) == 1 {
			f.inner = inner[0]
		}
		switch {
		case f.place == "":
			f.ask = whichPlace(f.pack, words.Say("unpack.where"), places, func(place stock.PlaceID) error {
				f.place = place
				return f.proceed()
			})
		case f.inner.Content == 0:
			f.ask = f.askInner(inner)
		default:
			f.ask = f.askCount()
		}
		return nil
	})
}

// whichPlace asks in which of some places something is done to a lot.
func whichPlace(p *pack, big words.Text, places []stock.PlaceID, then func(stock.PlaceID) error) *question {
	q := &question{big: big, says: words.Say("unpack.where_more"), fields: packFields(p)}
	for _, place := range places {
		q.choices = append(q.choices, screen.Choice{ID: placeChoice + string(place), Text: words.Plain(string(place))})
	}
	q.chosen = func(_ context.Context, id string) error { return then(stock.PlaceID(id[len(placeChoice):])) }
	return q
}

// placeChoice and levelChoice begin the ids of choices that name a place and a
// package.
const (
	placeChoice = "at:"
	levelChoice = "level:"
)

func (f *Unpack) askInner(inner []stock.Package) *question {
	q := &question{big: words.Say("unpack.into"), says: words.Say("unpack.into_more"), fields: packFields(f.pack)}
	for _, p := range inner {
		q.choices = append(q.choices, screen.Choice{ID: levelChoice + string(p.Level), Text: words.Say("name", "name", p.Unit)})
	}
	q.chosen = func(_ context.Context, id string) error {
		f.inner = f.pack.item.Package(stock.Level(id[len(levelChoice):]))
		return f.proceed()
	}
	return q
}

func (f *Unpack) askCount() *question {
	outer := f.pack.item.Package(f.pack.level)
	each := document.In(f.inner, outer.Content/max(f.inner.Content, 1))
	return f.howMany(
		words.Say("unpack.count", "outer", words.Count(2, outer.Unit)),
		words.Say("unpack.count_more", "each", each, "place", string(f.place)),
		words.Say("prompt.opened"), f.open)
}

func (f *Unpack) open(ctx context.Context, count stock.Quantity) error {
	command := document.Unpack{Lot: f.pack.key(), Place: f.place, From: f.pack.level, To: f.inner.Level, Count: count, Printer: f.desk.Label.Printer}
	if _, err := f.desk.Ledger.Post(ctx, command); err != nil {
		return err
	}
	f.ask = nil
	out := count * f.pack.item.Package(f.pack.level).Content / max(f.inner.Content, 1)
	f.last = face{state: screen.Good, big: itemLine(f.pack.item), says: words.Say("unpack.done", "amount", document.In(f.inner, out), "place", string(f.place))}
	return nil
}

func (f *Unpack) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

func (f *Unpack) Screen() screen.Screen { return f.screen(words.Say("unpack.title")) }
