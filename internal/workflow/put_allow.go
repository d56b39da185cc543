package workflow

import (
	"context"
	"errors"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// passing is goods that a bin refused, where the policy lets somebody allow it.
type passing struct {
	hand lying
	to   stock.PlaceID
	no   *fact.Refusal
}

// mayPass keeps what was refused.
func (f *Put) mayPass(hand lying, to stock.PlaceID, no *fact.Refusal) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		if _, found := policy.In(view).Leave(no.Code()); found {
			f.pass = &passing{hand, to, no}
		}
		return nil
	})
}

// askAllow asks for the reason and the signatures, and writes a transfer that
// bears them.
func (f *Put) askAllow() error {
	p := *f.pass
	return f.desk.Ledger.View(func(view fact.View) error {
		moving := p.moves(view)
		with := func(o *policy.Override) document.MoveGoods {
			moving.Override = o
			return moving
		}
		var shown []screen.Field
		for _, g := range moving.Goods {
			shown = append(shown, lineField(view, g.Item, g.Lot, g.Quantity))
		}
		f.ask = leave(f.desk, policy.In(view), p.no, shown, func(q *question) { f.ask = q },
			func(o *policy.Override) string { return with(o).Hash() },
			func(ctx context.Context, o *policy.Override, given []fact.Signature) error {
				return f.passed(ctx, p, with(o), given)
			})
		return nil
	})
}

// passed moves what was allowed, once two have counted it where its class asks
// for two.
func (f *Put) passed(ctx context.Context, p passing, command document.MoveGoods, allowed []fact.Signature) error {
	f.ask = nil
	move := func(ctx context.Context, counted []fact.Signature) error {
		f.ask = nil
		if _, err := f.desk.Ledger.Post(ctx, command, append(counted, allowed...)...); err != nil {
			return err
		}
		return f.put(p.hand, p.to)
	}
	if err := move(ctx, nil); !errors.Is(err, policy.ErrUnsigned) {
		return err // nobody is asked to count what may not lie there anyway
	}
	return f.desk.Ledger.View(func(view fact.View) error {
		needs, hash := command.Signing(view)
		shown := []screen.Field{lineField(view, p.hand.lot.Item, p.hand.lot.Number, p.hand.quantity)}
		signing{
			desk: f.desk, big: words.Say("put.count"), shown: shown, hash: hash, needs: needs, ask: func(q *question) { f.ask = q }, then: move,
		}.begin()
		return nil
	})
}

// moves is the transfer that puts the goods into the bin: of a case all that is
// in it, by its number.
func (p passing) moves(view fact.View) document.MoveGoods {
	c := document.MoveGoods{Shelves: true}
	put := func(lot stock.LotKey, quantity stock.Quantity) {
		c.Goods = append(c.Goods, document.Goods{Item: lot.Item, Lot: lot.Number, From: p.hand.from, To: p.to, Quantity: quantity})
	}
	if p.hand.unit == "" {
		put(p.hand.lot, p.hand.quantity)
		if t, _ := stock.FindTrace(view, p.hand.lot.Item, p.hand.serial); t.Left == p.hand.quantity {
			c.Numbers = []document.Numbered{{Item: p.hand.lot.Item, Number: p.hand.serial}}
		}
		return c
	}
	for _, part := range document.PartsOf(view, p.hand.unit) {
		put(part.Lot, part.Quantity)
	}
	c.Numbers = []document.Numbered{{Number: p.hand.unit}}
	return c
}
