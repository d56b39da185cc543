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

// Put leads goods from the dock to their bins: a pack is scanned, or chosen
// from what lies there, a bin is proposed, and the scan of a bin books it.
type Put struct {
	desk *Desk
	hand *lying    // what the next bin is for; nil while nothing is chosen
	ask  *question // which reading of a doubtful code is right, or why a bin is allowed
	pass *passing  // a bin that was refused, and that somebody may allow
	last face
	done bool
}

// lying is goods that wait for a bin.
type lying struct {
	lot      stock.LotKey
	from     stock.PlaceID
	quantity stock.Quantity // to be put away
	unit     string         // the case that it is, moved by its own number
	serial   string         // of the pack that was scanned
}

// id is of the choice that takes it in hand.
func (l lying) id() string {
	return putChoice + string(l.lot.Item) + "|" + l.lot.Number + "|" + string(l.from)
}

// putChoice begins the id of a choice that names goods at the dock.
const putChoice = "put:"

// StartPut stands ready for a pack.
func StartPut(desk *Desk) *Put {
	f := &Put{desk: desk}
	f.ready(face{state: screen.Idle, says: words.Say("put.scan_more")})
	return f
}

func (f *Put) ready(last face) {
	f.hand, f.ask, f.pass, f.last = nil, nil, nil, last
	if f.last.big.Code == "" {
		f.last.big = words.Say("put.scan")
	}
}

func (f *Put) Busy() bool { return false }

func (f *Put) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

// onDock lists what lies at a dock, or at all of them, and is promised to
// nobody.
func onDock(view fact.View, dock stock.PlaceID, most int) (all []lying) {
	docks := []stock.PlaceID{dock}
	if dock == "" {
		docks = nil
		stock.EachPlace(view, func(p stock.Place) bool {
			if p.Kind == stock.Dock {
				docks = append(docks, p.ID)
			}
			return true
		})
	}
	for _, d := range docks {
		stock.EachAt(view, d, func(l stock.Lying) bool {
			if free := l.Quantity - document.Reserved(view, l.Lot, d); free > 0 {
				all = append(all, lying{lot: l.Lot, from: d, quantity: free})
			}
			return len(all) < most
		})
	}
	return all[:min(len(all), most)]
}

// mostOnDock bounds how many lots a dock is searched for one.
const mostOnDock = 500

func (f *Put) Scan(ctx context.Context, r scan.Reading) error {
	if open, err := answer(ctx, f.ask, r); open {
		return err
	}
	f.ask = nil
	switch r.Kind {
	case scan.KindPlace:
		return f.place(ctx, stock.PlaceID(r.ID))
	case scan.KindProduct, scan.KindPart, scan.KindTrace, scan.KindLogistic:
		return f.pack(ctx, r)
	case scan.KindText:
		return f.place(ctx, stock.PlaceID(r.Text))
	case scan.KindBadge:
		return fact.Refuse("badge_unexpected")
	}
	return fact.Refuse("unknown_code", "code", r.Text)
}

// pack takes goods in hand by one of their packs.
func (f *Put) pack(_ context.Context, r scan.Reading) error {
	if f.ask = doubtful(r, f.pack); f.ask != nil {
		return nil
	}
	return f.desk.Ledger.View(func(view fact.View) error {
		p := read(view, r)
		switch {
		case p.unit != "" && len(p.parts) > 0:
			return f.take(view, lying{lot: p.parts[0].Lot, unit: p.unit})
		case !p.known():
			return fact.Refuse("unknown_code", "code", either(p.said(), r.Text))
		case p.lot == "":
			f.ready(face{state: screen.Ask, big: itemLine(p.item), says: words.Say("home.item")})
			return nil
		}
		if err := document.StillHere(view, p.key(), p.single()); err != nil {
			no, err := refusal(err)
			if no != nil {
				f.ready(bad(no)) // nothing is in hand for the next bin
			}
			return err
		}
		return f.take(view, lying{lot: p.key(), serial: p.single()})
	})
}

// take finds goods of a lot at the dock, with all that is free of them.
func (f *Put) take(view fact.View, want lying) error {
	for _, l := range onDock(view, f.desk.Dock, mostOnDock) {
		if l.lot == want.lot && (want.from == "" || want.from == l.from) {
			l.unit, l.serial = want.unit, want.serial
			f.hand, f.last = &l, face{state: screen.Ask}
			return nil
		}
	}
	f.ready(bad(fact.Refuse("not_on_dock", "lot", want.lot.Number)))
	return nil
}

// place books what is in hand into the bin that was scanned.
func (f *Put) place(ctx context.Context, id stock.PlaceID) error {
	if f.hand == nil {
		return fact.Refuse("scan_pack_first", "place", string(id))
	}
	hand := *f.hand
	f.pass = nil
	command := fact.Command(document.PutAway{Lot: hand.lot, From: hand.from, To: id, Quantity: hand.quantity, Serial: hand.serial})
	if hand.unit != "" {
		command = document.MoveUnit{Unit: hand.unit, From: hand.from, To: id}
	}
	_, err := f.desk.Ledger.Post(ctx, command)
	no, err := refusal(err)
	switch {
	case err != nil:
		return err
	case no != nil:
		f.last = bad(no) // still in hand: another bin may do
		return f.mayPass(hand, id, no)
	}
	return f.put(hand, id)
}

// put says that goods lie in a bin now.
func (f *Put) put(hand lying, id stock.PlaceID) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		item, _ := stock.FindItem(view, hand.lot.Item)
		amount := words.Say("unit.title", "unit", hand.unit)
		if hand.unit == "" {
			amount = document.Amount(item, hand.quantity)
		}
		f.ready(face{state: screen.Good, big: itemLine(item), says: words.Say("put.done", "amount", amount, "lot", hand.lot.Number, "place", string(id))})
		return nil
	})
}

func (f *Put) Choose(ctx context.Context, id string) error {
	switch {
	case f.ask != nil && id == "back":
		f.ask = nil
		return nil
	case f.ask != nil:
		return f.ask.choose(ctx, id)
	case id == "leave":
		f.done = true
		return nil
	case id == "allow" && f.pass != nil:
		return f.askAllow()
	case id == "back" && f.hand != nil:
		f.ready(face{state: screen.Idle, says: words.Say("put.scan_more")})
		return nil
	}
	return f.desk.Ledger.View(func(view fact.View) error {
		for _, l := range onDock(view, f.desk.Dock, mostOnDock) {
			if l.id() == id {
				return f.take(view, l)
			}
		}
		return ErrNoChoice
	})
}

// Type says how many packs of what is in hand go into the next bin, or names
// the bin itself.
func (f *Put) Type(ctx context.Context, text string) error {
	if f.ask != nil && f.ask.prompt != nil {
		return f.ask.take(ctx, text)
	}
	n, err := readQuantity(text)
	if err != nil || f.hand == nil || f.hand.unit != "" {
		return f.place(ctx, upperPlace(text))
	}
	return f.desk.Ledger.View(func(view fact.View) error {
		item, _ := stock.FindItem(view, f.hand.lot.Item)
		usual := max(item.Usual().Content, 1)
		free := stock.OnHand(view, f.hand.lot, f.hand.from).Quantity - document.Reserved(view, f.hand.lot, f.hand.from)
		if n > free/usual {
			return fact.Refuse("more_than_lies", "amount", document.Amount(item, free))
		}
		f.hand.quantity = n * usual
		f.last = face{state: screen.Ask}
		return nil
	})
}
