// Package policy is the one predicate that every door of the store asks: may
// this lot of this item pass, for this purpose, at this place, on this day?
// What it goes by is data: a Policy is a version of rules and leaves, and In
// finds the one in force.
//
//	err := policy.In(view).Fit(policy.Goods{Lot: lot, Item: item, Place: dock}, policy.Receive, day)
package policy

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Purpose is what the goods are wanted for.
type Purpose string

const (
	Receive  Purpose = "receive"
	Store    Purpose = "store"    // into a bin of usable goods
	Transfer Purpose = "transfer" // to another place of the site
	Issue    Purpose = "issue"    // allocated, picked, handed over
	Label    Purpose = "label"    // told from others by a label of our own
	Return   Purpose = "return"   // to the supplier
	Scrap    Purpose = "scrap"    // a damage report
	Count    Purpose = "count"
)

// Purposes lists them in the order of a pack's way.
var Purposes = []Purpose{Receive, Store, Transfer, Issue, Label, Return, Scrap, Count}

// Goods are what stands before a door.
type Goods struct {
	Lot   stock.Lot
	Item  stock.Item
	Place stock.Place // where they are to be: the dock, the bin; of an issue, a return or a damage report where they lie
}

// The refusals of Fit, Print and SameLot.
var (
	ErrExpired       = fact.Refuse("expired")
	ErrExpiryUnknown = fact.Refuse("expiry_unknown")
	ErrMadeUnknown   = fact.Refuse("made_unknown")
	ErrShortLife     = fact.Refuse("short_life")
	ErrHeld          = fact.Refuse("lot_held")
	ErrRecalled      = fact.Refuse("lot_recalled")
	ErrQuarantined   = fact.Refuse("lot_quarantined")
	ErrDates         = fact.Refuse("expiry_before_made")
	ErrMadeLater     = fact.Refuse("made_later")
	ErrOtherExpiry   = fact.Refuse("other_expiry")
)

// Fit answers with nil, or with the refusal a person should read. The expiry
// day itself is still good; day is the site's own.
func (b *Rulebook) Fit(g Goods, purpose Purpose, day stock.Date) error {
	if purpose == Return || purpose == Scrap {
		return MayLeave(g.Lot, g.Place)
	}
	if purpose == Count || purpose == Transfer && g.Place.Kind == stock.Quarantine {
		return nil
	}
	if err := status(g.Lot); err != nil {
		return err
	}
	if err := b.life(g, purpose, day); err != nil {
		return err
	}
	if purpose == Store || purpose == Transfer {
		return b.MayLie(g.Item, g.Place)
	}
	return nil
}

func status(lot stock.Lot) error {
	code := map[stock.Status]string{stock.Held: "lot_held", stock.Recalled: "lot_recalled", stock.Quarantined: "lot_quarantined"}[lot.Status]
	if code == "" {
		return nil
	}
	return fact.Refuse(code, "lot", lot.Number, "reason", stock.Because(lot.Reason))
}

func (b *Rulebook) life(g Goods, purpose Purpose, day stock.Date) error {
	lot := g.Lot
	if lot.Expiry == "" {
		if purpose == Receive && b.NeedsExpiry(g.Item, g.Place.ID) {
			return ErrExpiryUnknown
		}
		return nil
	}
	if lot.Expiry < day {
		return fact.Refuse("expired", "lot", lot.Number, "expiry", string(lot.Expiry))
	}
	if purpose != Receive {
		return nil
	}
	least, known := b.least(g)
	if !known {
		return fact.Refuse("made_unknown", "lot", lot.Number)
	}
	if left := day.DaysUntil(lot.Expiry); left < least {
		return fact.Refuse("short_life", "lot", lot.Number, "expiry", string(lot.Expiry), "left", Span(left), "least", Span(least))
	}
	return nil
}

// Print is what a pack says of itself.
type Print struct{ Made, Expiry stock.Date }

// Agrees refuses a pack whose dates contradict each other, the calendar, or
// the lot that it says it is of.
func (p Print) Agrees(lot stock.Lot, day stock.Date) error {
	switch {
	case p.Made != "" && p.Expiry != "" && p.Expiry <= p.Made:
		return fact.Refuse("expiry_before_made", "made", string(p.Made), "expiry", string(p.Expiry))
	case p.Made > day:
		return fact.Refuse("made_later", "made", string(p.Made))
	}
	return SameLot(lot, p.Expiry)
}

// SameLot refuses when a lot already known is shown with another expiry.
func SameLot(known stock.Lot, expiry stock.Date) error {
	if known.Expiry == "" || expiry == "" || known.Expiry == expiry {
		return nil
	}
	return fact.Refuse("other_expiry", "lot", known.Number, "known", string(known.Expiry), "seen", string(expiry))
}

// Span says a number of days as a person would: in months from two of them on.
func Span(days int) words.Text {
	const month = 30
	switch {
	case days == 1:
		return words.Say("span.day", "n", days)
	case days < 2*month:
		return words.Say("span.days", "n", days)
	}
	return words.Say("span.months", "n", days/month)
}
