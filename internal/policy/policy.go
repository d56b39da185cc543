// Package policy is the one predicate that every door of the store asks: may
// this lot of this item pass, for this purpose, on this day?
package policy

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Purpose is what the goods are wanted for.
type Purpose string

const (
	Receive Purpose = "receive"
	Store   Purpose = "store" // into a bin of usable goods
	Issue   Purpose = "issue"
	Return  Purpose = "return"
	Scrap   Purpose = "scrap"
	Count   Purpose = "count"
)

// The refusals of Fit and SameLot.
var (
	ErrExpired       = fact.Refuse("expired")
	ErrExpiryUnknown = fact.Refuse("expiry_unknown")
	ErrShortLife     = fact.Refuse("short_life")
	ErrHeld          = fact.Refuse("lot_held")
	ErrRecalled      = fact.Refuse("lot_recalled")
	ErrQuarantined   = fact.Refuse("lot_quarantined")
	ErrOtherExpiry   = fact.Refuse("other_expiry")
)

// Fit answers with nil, or with the refusal a person should read. The expiry
// day itself is still good; day is the site's own.
func Fit(lot stock.Lot, item stock.Item, purpose Purpose, day stock.Date) error {
	if purpose == Return || purpose == Scrap || purpose == Count {
		return nil
	}
	if err := status(lot); err != nil {
		return err
	}
	return life(lot, item, purpose, day)
}

func status(lot stock.Lot) error {
	code := map[stock.Status]string{stock.Held: "lot_held", stock.Recalled: "lot_recalled", stock.Quarantined: "lot_quarantined"}[lot.Status]
	if code == "" {
		return nil
	}
	return fact.Refuse(code, "lot", lot.Number, "reason", stock.Why(lot.Reason))
}

func life(lot stock.Lot, item stock.Item, purpose Purpose, day stock.Date) error {
	if lot.Expiry == "" {
		if item.NeedsExpiry() && purpose == Receive {
			return ErrExpiryUnknown
		}
		return nil
	}
	left := day.DaysUntil(lot.Expiry)
	switch {
	case lot.Expiry < day:
		return fact.Refuse("expired", "lot", lot.Number, "expiry", string(lot.Expiry))
	case purpose == Receive && left < item.MinLifeDays:
		return fact.Refuse("short_life", "lot", lot.Number, "expiry", string(lot.Expiry), "left", Span(left), "least", Span(item.MinLifeDays))
	}
	return nil
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

// State says how a lot stands today, for lists and colours: expired, near,
// held, recalled, quarantined or fine.
func State(lot stock.Lot, item stock.Item, day stock.Date) string {
	switch {
	case lot.Status != stock.Usable && lot.Status != "":
		return string(lot.Status)
	case lot.Expiry == "":
		return "fine"
	case lot.Expiry < day:
		return "expired"
	case day.DaysUntil(lot.Expiry) < item.NearDays:
		return "near"
	}
	return "fine"
}
