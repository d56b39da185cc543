package workflow

import (
	"context"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
)

// passing is goods that a bin refused, where the policy lets somebody allow it.
type passing struct {
	hand lying
	to   stock.PlaceID
	no   *fact.Refusal
}

// mayPass keeps what was refused. A case is put by its packs where a bin has
// to be allowed.
func (f *Put) mayPass(hand lying, to stock.PlaceID, no *fact.Refusal) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		if _, found := policy.In(view).Leave(no.Code()); found && hand.unit == "" {
			f.pass = &passing{hand, to, no}
		}
		return nil
	})
}

// askAllow asks for the reason and the signatures, and writes a transfer that
// bears them.
func (f *Put) askAllow() error {
	p := *f.pass
	with := func(o *policy.Override) document.MoveGoods {
		goods := document.Goods{Item: p.hand.lot.Item, Lot: p.hand.lot.Number, From: p.hand.from, To: p.to, Quantity: p.hand.quantity}
		return document.MoveGoods{Goods: []document.Goods{goods}, Override: o}
	}
	return f.desk.Ledger.View(func(view fact.View) error {
		shown := []screen.Field{lineField(view, p.hand.lot.Item, p.hand.lot.Number, p.hand.quantity)}
		f.ask = leave(f.desk, policy.In(view), p.no, shown, func(q *question) { f.ask = q },
			func(o *policy.Override) string { return with(o).Hash() },
			func(ctx context.Context, o *policy.Override, given []fact.Signature) error {
				f.ask = nil
				if _, err := f.desk.Ledger.Post(ctx, with(o), given...); err != nil {
					return err
				}
				return f.put(p.hand, p.to)
			})
		return nil
	})
}
