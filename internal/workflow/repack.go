package workflow

import (
	"context"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Repack fills packages of the lot that was scanned: loose units into boxes,
// boxes into a case. It asks where, what into what and how many, and prints the
// labels of what was filled.
type Repack struct {
	packing
	fill *filling
}

// filling is one way to fill packages in a place.
type filling struct {
	from, to stock.Package
	most     stock.Quantity // packages that can be filled
}

func (f filling) id() string { return fillChoice + string(f.from.Level) + ":" + string(f.to.Level) }

// fillChoice begins the id of a choice that names a filling.
const fillChoice = "fill:"

// fillings lists how packages of a lot can be filled in a place: from what lies
// loose, and from whole packages like the one in hand.
func fillings(view fact.View, p *pack, place stock.PlaceID) (ways []filling) {
	loose := document.Loose(view, p.key(), place)
	whole := stock.OnHand(view, p.key(), place).Quantity - loose
	inner, base := p.item.Package(p.level), p.item.Package(stock.Base)
	for _, to := range p.item.Packages {
		if to.Content > 1 && loose >= to.Content {
			ways = append(ways, filling{base, to, loose / to.Content})
		}
		if inner.Content > 1 && to.Content > inner.Content && to.Content%inner.Content == 0 && whole >= to.Content {
			ways = append(ways, filling{inner, to, whole / to.Content})
		}
	}
	return ways
}

// fillable lists the places in which something of a lot can be filled.
func fillable(view fact.View, p *pack) (places []stock.PlaceID) {
	stock.EachHoldingOf(view, p.key(), func(l stock.Lying) bool {
		if place, _ := stock.FindPlace(view, l.Place); place.Kind.Pickable() && len(fillings(view, p, l.Place)) > 0 {
			places = append(places, l.Place)
		}
		return len(places) < maxRows
	})
	return places
}

// StartRepack begins with the pack that was scanned.
func StartRepack(desk *Desk, p *pack) (Flow, error) {
	f := &Repack{packing: packing{desk: desk, pack: p}}
	return f, f.proceed()
}

// proceed asks for the next thing that is not known yet.
func (f *Repack) proceed() error {
	f.ask = nil
	return f.desk.Ledger.View(func(view fact.View) error {
		places := fillable(view, f.pack)
		if len(places) == 1 {
			f.place = places[0]
		}
		ways := fillings(view, f.pack, f.place)
		if len(ways) == 1 {
			f.fill = &ways[0]
		}
		switch {
		case f.place == "":
			f.ask = whichPlace(f.pack, words.Say("repack.where"), places, func(place stock.PlaceID) error {
				f.place = place
				return f.proceed()
			})
		case f.fill == nil:
			f.ask = f.askWay(ways)
		default:
			f.ask = f.askCount()
		}
		return nil
	})
}

func (f *Repack) askWay(ways []filling) *question {
	q := &question{big: words.Say("repack.into"), says: words.Say("unpack.into_more"), fields: packFields(f.pack)}
	for _, w := range ways {
		q.choices = append(q.choices, screen.Choice{ID: w.id(), Text: words.Say("repack.way", "from", w.from.Unit, "to", w.to.Unit)})
	}
	q.chosen = func(_ context.Context, id string) error {
		for _, w := range ways {
			if w.id() == id {
				f.fill = &w
			}
		}
		f.ask = f.askCount()
		return nil
	}
	return q
}

func (f *Repack) askCount() *question {
	w := *f.fill
	each := document.In(w.from, w.to.Content/max(w.from.Content, 1))
	return f.howMany(
		words.Say("repack.count", "outer", words.Count(2, w.to.Unit)),
		words.Say("repack.count_more", "each", each, "place", string(f.place), "most", document.In(w.to, w.most)),
		words.Say("prompt.filled"), f.close)
}

func (f *Repack) close(ctx context.Context, count stock.Quantity) error {
	w := *f.fill
	command := document.Repack{Lot: f.pack.key(), Place: f.place, From: w.from.Level, To: w.to.Level, Count: count, Printer: f.desk.Label.Printer}
	if _, err := f.desk.Ledger.Post(ctx, command); err != nil {
		return err
	}
	f.ask = nil
	f.last = face{state: screen.Good, big: itemLine(f.pack.item), says: words.Say("repack.done", "amount", document.In(w.to, count), "place", string(f.place))}
	return nil
}

func (f *Repack) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

func (f *Repack) Screen() screen.Screen { return f.screen(words.Say("repack.title")) }
