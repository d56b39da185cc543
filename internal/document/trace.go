package document

import (
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// The refusals of the number of a single pack or case.
var (
	ErrSerialGone    = fact.Refuse("serial_gone")
	ErrSerialBack    = fact.Refuse("serial_returned")
	ErrSerialUnknown = fact.Refuse("serial_unknown")
	ErrSerialNotIn   = fact.Refuse("serial_not_in")
	ErrSerialLot     = fact.Refuse("serial_lot")
)

// newHere refuses the number of a pack that was here before: each comes in
// once. One that has left since is a sign of forgery.
func newHere(view fact.View, item stock.ItemID, serial string) error {
	t, _ := stock.FindTrace(view, item, serial)
	_, unit := stock.FindUnit(view, serial)
	switch {
	case unit:
		return fact.Refuse("unit_opened", "unit", serial) // or somebody passed by its contents
	case sentBackBy(view, t) != "":
		return nil // it went back, and comes again
	case t.Gone() || t.Stranger() && t.Went != "":
		return gone(view, item, serial, t)
	case t.Came == "":
		return nil
	}
	return fact.Refuse("serial_seen", "serial", serial, "document", t.Came, "history", history(view, item, serial, stock.WasTaken))
}

// gone says when, where, by whom and by which document a pack left.
func gone(view fact.View, item stock.ItemID, serial string, t stock.Trace) error {
	if back := sentBackBy(view, t); back != "" {
		return fact.Refuse("serial_returned", "serial", serial, "document", back, "history", history(view, item, serial, stock.WasSentBack))
	}
	return fact.Refuse("serial_gone", "serial", serial, "document", t.Went, "history", history(view, item, serial, stock.WasGone))
}

// sentBackBy is the return by which a pack went back to its supplier, "" where
// it did not.
func sentBackBy(view fact.View, t stock.Trace) string {
	if !t.Gone() || !sentBack(view, t.Went) {
		return ""
	}
	return t.Went
}

// history says when, where and by whom something last happened to a pack.
func history(view fact.View, item stock.ItemID, serial string, what stock.Happening) words.Text {
	e := stock.LastEvent(view, item, serial, what)
	return words.Say("trace.happened", "at", e.At.Format(time.DateOnly+" 15:04"), "station", e.Station, "person", fact.PersonName(view, e.Person))
}

// known asks of a pack that is to go out whether its number is one that came
// in and has not left.
func (c PickPack) known(view fact.View) error {
	if c.Unit != "" {
		return c.knownUnit(view)
	}
	return StillHere(view, c.key(), c.Serial)
}

// StillHere refuses the number of a pack that is said to be of a lot and
// cannot be one of those here.
func StillHere(view fact.View, lot stock.LotKey, serial string) error {
	if serial == "" {
		return nil
	}
	item, _ := stock.FindItem(view, lot.Item)
	t, found := stock.FindTrace(view, lot.Item, serial)
	_, unit := stock.FindUnit(view, serial)
	switch {
	case unit:
		return fact.Refuse("unit_opened", "unit", serial)
	case !found && stock.AllCoded(view, lot):
		return fact.Refuse("serial_unknown", "serial", serial, "lot", lot.Number, "item", item.Name)
	case !found:
		return nil // there are packs of the lot that came without a number
	case t.Gone():
		return gone(view, lot.Item, serial, t)
	case t.Came == "" && !t.Stranger():
		return fact.Refuse("serial_not_in", "serial", serial, "note", t.Note)
	case t.Lot != lot.Number:
		return fact.Refuse("serial_lot", "serial", serial, "known", t.Lot, "lot", lot.Number)
	}
	return nil
}

// knownUnit asks of a case that it is here whole, and of the one lot that is
// said.
func (c PickPack) knownUnit(view fact.View) error {
	parts, err := unitHere(view, c.Unit)
	switch {
	case err != nil:
		return err
	case len(parts) > 1:
		return fact.Refuse("unit_mixed", "unit", c.Unit, "n", len(parts))
	case parts[0].Lot != c.key() || parts[0].Quantity != c.Quantity:
		return fact.Refuse("unit_unknown", "code", c.Unit)
	}
	return nil
}

// unitHere lists what is in a case all of whose packs came in and are here
// whole, and refuses any other.
func unitHere(view fact.View, unit string) ([]Part, error) {
	parts := PartsOf(view, unit)
	if len(parts) == 0 {
		return nil, fact.Refuse("unit_unknown", "code", unit)
	}
	for _, l := range stock.Leaves(view, unit) {
		switch {
		case l.Came == "":
			return nil, fact.Refuse("serial_not_in", "serial", l.Number, "note", l.Note)
		case !l.Whole():
			return nil, gone(view, l.Item, l.Number, l.Trace)
		}
	}
	return parts, nil
}

// wholeOrLess bounds what is taken by what is still in the pack. A case whose
// packs are known is taken whole or not at all: of a part of it nobody would
// know which packs went.
func (c PickPack) wholeOrLess(view fact.View, quantity stock.Quantity) (stock.Quantity, error) {
	if c.Unit != "" && quantity < c.Quantity {
		item, _ := stock.FindItem(view, c.Item)
		return 0, fact.Refuse("unit_too_much", "unit", c.Unit, "holds", Amount(item, c.Quantity), "due", Amount(item, quantity))
	}
	if t, found := stock.FindTrace(view, c.Item, c.Serial); found && c.Unit == "" && t.Content > 0 {
		return min(quantity, t.Left), nil
	}
	return quantity, nil
}

// went lists what follows for the numbers of the packs taken. A pack that is
// handled alone opens the case it was in.
func (c PickPack) went(view fact.View, quantity stock.Quantity) []fact.Fact {
	if c.Unit != "" {
		return append(stock.OpenAround(view, parentOf(view, c.Unit), c.Issue), stock.UnitWent{Unit: c.Unit, Document: c.Issue})
	}
	switch {
	case c.uncoded:
		return []fact.Fact{stock.CodesMissed{Lot: c.key(), Document: c.Issue, Quantity: quantity}}
	case c.Serial == "":
		return nil
	}
	went := stock.SerialWent{Item: c.Item, Number: c.Serial, Document: c.Issue, Quantity: quantity}
	t, found := stock.FindTrace(view, c.Item, c.Serial)
	if !found {
		went.Lot, went.Content = c.Lot, c.Quantity // nobody saw it come, but it goes out once all the same
	}
	return append(stock.OpenAround(view, t.Parent, c.Issue), went)
}

func parentOf(view fact.View, unit string) string {
	u, _ := stock.FindUnit(view, unit)
	return u.Parent
}

// back takes back what went says: the packs lie in a place again.
func (p Picked) back(view fact.View, place stock.PlaceID) []fact.Fact {
	if p.Missed {
		return []fact.Fact{stock.CodesMissed{Lot: p.spot().lot, Document: p.Issue, Quantity: -p.Quantity}}
	}
	if p.Unit != "" {
		return []fact.Fact{stock.UnitBack{Unit: p.Unit, Document: p.Issue, Place: place}}
	}
	if _, found := stock.FindTrace(view, p.Item, p.Serial); !found {
		return nil
	}
	return []fact.Fact{stock.SerialBack{Item: p.Item, Number: p.Serial, Document: p.Issue, Quantity: p.Quantity, Place: place}}
}
