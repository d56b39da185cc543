package workflow

import (
	"context"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// received is the word on a receipt that this desk has just ended.
func (h *Home) received(r document.Receipt) {
	h.last = face{state: screen.Good, big: words.Say("home.received", "receipt", r.ID), says: words.Say("home.received_more", "n", r.Packs, "refused", r.Refused)}
	if r.Cancelled {
		h.last.big, h.last.says = words.Say("home.cancelled", "receipt", r.ID), words.Say("home.cancelled_more")
		return
	}
	h.over = r.ID
}

// tell answers the scan of a receipt that was ended before: what is wrong with
// it can still be put right.
func (h *Home) tell(r document.Receipt) {
	day := string(stock.DateOf(r.Finished.In(h.desk.Now().Location())))
	h.last = face{state: screen.Idle, big: words.Say("home.received", "receipt", r.ID), says: words.Say("home.received_before", "date", day, "n", r.Packs, "refused", r.Refused)}
	if r.Cancelled {
		h.last.big, h.last.says = words.Say("home.cancelled", "receipt", r.ID), words.Say("home.cancelled_more")
		return
	}
	h.over = r.ID
}

// Reopen carries on with a receipt that was finished.
func Reopen(ctx context.Context, desk *Desk, receipt string) (*Receive, error) {
	if desk.Dock == "" {
		return nil, fact.Refuse("no_dock", "place", desk.Station)
	}
	if _, err := desk.Ledger.Post(ctx, document.ReopenReceipt{Receipt: receipt, Supervisor: desk.Person.MayOverride}); err != nil {
		return nil, err
	}
	f := &Receive{desk: desk, receipt: receipt}
	err := desk.Ledger.View(func(view fact.View) error {
		r, _ := document.FindReceipt(view, receipt)
		f.order = r.Order
		return nil
	})
	f.last = face{state: screen.Idle, big: words.Say("receive.reopened"), says: words.Say("receive.reopened_more")}
	return f, err
}
