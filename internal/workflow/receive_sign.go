package workflow

import (
	"context"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// askAllow lets those whom the policy names allow the pack that was turned
// away, for one of its reasons.
func (f *Receive) askAllow() error {
	if f.pass == nil || f.aside == nil {
		return ErrNoChoice
	}
	p, command := f.turned, *f.aside
	with := func(o *policy.Override) document.ReceivePack {
		command.Override = o
		return command
	}
	return f.desk.Ledger.View(func(view fact.View) error {
		f.ask = leave(f.desk, policy.In(view), f.pass, packFields(p), func(q *question) { f.ask = q },
			func(o *policy.Override) string { return with(o).Hash() },
			func(ctx context.Context, o *policy.Override, given []fact.Signature) error {
				f.forget()
				if err := f.post(ctx, p, with(o), given...); err != nil || f.last.state == screen.Bad {
					return err
				}
				return f.drain(ctx)
			})
		return nil
	})
}

// sign ends the receipt, with the signatures that the class of its goods asks
// for.
func (f *Receive) sign(ctx context.Context) error {
	var needs []policy.Need
	var hash string
	var shown []screen.Field
	err := f.desk.Ledger.View(func(view fact.View) error {
		r, _ := document.FindReceipt(view, f.receipt)
		needs, hash = document.ReceiptSigning(view, r)
		shown = receiptFields(view, r)
		return nil
	})
	if err != nil {
		return err
	}
	command := document.FinishReceipt{Receipt: f.receipt, Label: f.desk.Label}
	if len(needs) == 0 {
		return f.end(ctx, command)
	}
	signing{
		desk: f.desk, big: words.Say("ask.acceptance"), shown: shown, hash: hash, needs: needs,
		ask:  func(q *question) { f.ask = q },
		then: func(ctx context.Context, given []fact.Signature) error { return f.end(ctx, command, given...) },
	}.begin()
	return nil
}

// receiptFields show what is signed for.
func receiptFields(view fact.View, r document.Receipt) (fields []screen.Field) {
	document.EachReceiptLine(view, r.ID, func(l document.ReceiptLine) bool {
		fields = append(fields, lineField(view, l.Item, l.Lot, l.Quantity))
		return len(fields) < maxRows
	})
	return fields
}
