package workflow

import (
	"context"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Release leads the quality person through what was set apart: a lot in
// quarantine is scanned or chosen, then come how many, what was found, and the
// signature. Goods of a supplier that stood apart until it was admitted are
// released by one tap.
type Release struct {
	desk *Desk
	hand *stock.Lying // what is to be released; nil while nothing is chosen
	asking
}

// StartRelease shows what may be released.
func StartRelease(desk *Desk) *Release {
	f := &Release{desk: desk}
	f.ready(face{state: screen.Idle, big: words.Say("release.choose"), says: words.Say("release.choose_more")})
	return f
}

func (f *Release) ready(last face) { f.hand, f.ask, f.last = nil, nil, last }

func (f *Release) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

// setApart begins the id of a choice that names a lot in quarantine, ofSupplier
// that of one that names a supplier whose goods stand apart.
const (
	setApart   = "quarantine:"
	ofSupplier = "apart:"
)

func setApartID(l stock.Lying) string {
	return setApart + string(l.Lot.Item) + "|" + l.Lot.Number + "|" + string(l.Place)
}

// anySetApart reports whether there is anything to release.
func anySetApart(view fact.View) (any bool) {
	document.EachReleasable(view, func(stock.Lying) bool { any = true; return false })
	return any || len(admittedApart(view)) > 0
}

// admittedApart lists the suppliers whose goods stand apart although they are
// admitted by now.
func admittedApart(view fact.View) (suppliers []stock.Supplier) {
	stock.EachSupplier(view, func(s stock.Supplier) bool {
		lies := false
		stock.EachAt(view, document.ApartPlace(s.ID), func(stock.Lying) bool { lies = true; return false })
		if lies && document.StandingOf(view, s.ID).State == document.Admitted {
			suppliers = append(suppliers, s)
		}
		return len(suppliers) < maxTaps
	})
	return suppliers
}

func (f *Release) Scan(ctx context.Context, r scan.Reading) error {
	if open, err := answer(ctx, f.ask, r); open {
		return err
	}
	if f.ask != nil {
		return fact.Refuse("answer_first")
	}
	var p *pack
	found := false
	err := f.desk.Ledger.View(func(view fact.View) error {
		p = read(view, r)
		document.EachReleasable(view, func(l stock.Lying) bool {
			if found = l.Lot.Item == p.item.ID && (p.lot == "" || l.Lot.Number == p.lot); found {
				f.hand = &l
			}
			return !found
		})
		return nil
	})
	switch {
	case err != nil:
		return err
	case !p.known():
		return fact.Refuse("unknown_code", "code", either(p.said(), r.Text))
	case !found:
		f.ready(bad(fact.Refuse("nothing_set_apart", "lot", p.lot)))
		return nil
	}
	return f.askHowMany()
}

func (f *Release) Choose(ctx context.Context, id string) error {
	supplier, apart := strings.CutPrefix(id, ofSupplier)
	switch {
	case id == "back" && f.ask != nil:
		f.ready(face{state: screen.Idle, big: words.Say("release.choose"), says: words.Say("release.choose_more")})
		return nil
	case f.ask != nil || id == "leave":
		return f.asking.Choose(ctx, id)
	case apart:
		return f.admit(ctx, supplier)
	}
	found := false
	err := f.desk.Ledger.View(func(view fact.View) error {
		document.EachReleasable(view, func(l stock.Lying) bool {
			if found = setApartID(l) == id; found {
				f.hand = &l
			}
			return !found
		})
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return ErrNoChoice
	}
	return f.askHowMany()
}

// admit releases all goods of a supplier that stood apart.
func (f *Release) admit(ctx context.Context, supplier string) error {
	if _, err := f.desk.Ledger.Post(ctx, document.ReleaseApart{Supplier: supplier, To: f.desk.Dock}); err != nil {
		return err
	}
	return f.desk.Ledger.View(func(view fact.View) error {
		s, _ := stock.FindSupplier(view, supplier)
		f.ready(face{state: screen.Good, big: words.Say("name", "name", s.Name), says: words.Say("release.apart", "place", string(f.desk.Dock))})
		return nil
	})
}

func (f *Release) item() (item stock.Item, err error) {
	err = f.desk.Ledger.View(func(view fact.View) error {
		item, _ = stock.FindItem(view, f.hand.Lot.Item)
		return nil
	})
	return item, err
}

func (f *Release) fields(item stock.Item) []screen.Field {
	return []screen.Field{
		field("item", itemLine(item), ""), field("lot", words.Plain(f.hand.Lot.Number), screen.Code), field("place", words.Plain(string(f.hand.Place)), ""),
		field("quantity", document.Amount(item, f.hand.Quantity), screen.Large),
	}
}

// askHowMany takes all of it, or a number of base units.
func (f *Release) askHowMany() error {
	item, err := f.item()
	if err != nil {
		return err
	}
	f.ask = &question{
		big: words.Say("release.how_many"), says: words.Say("release.how_many_more", "unit", words.Count(2, item.Packages[0].Unit)), fields: f.fields(item),
		choices: []screen.Choice{mainChoice("release_all")},
		prompt:  &screen.Prompt{Kind: screen.Number, Label: words.Say("prompt.released")},
		chosen:  func(context.Context, string) error { f.askFindings(item); return nil },
		typed: func(_ context.Context, text string) error {
			n, err := readQuantity(text)
			if err != nil {
				return err
			}
			if n > f.hand.Quantity {
				return fact.Refuse("more_than_lies", "amount", document.Amount(item, f.hand.Quantity))
			}
			f.hand.Quantity = n
			f.askFindings(item)
			return nil
		},
	}
	return nil
}

func (f *Release) askFindings(item stock.Item) {
	f.ask = findingsQuestion(f.fields(item), func(found string) error { return f.sign(item, found) })
}

func (f *Release) sign(item stock.Item, found string) error {
	goods := document.Goods{Item: item.ID, Lot: f.hand.Lot.Number, From: f.hand.Place, To: f.desk.Dock, Quantity: f.hand.Quantity}
	command := document.ReleaseGoods{Findings: found, Goods: []document.Goods{goods}}
	return f.desk.Ledger.View(func(view fact.View) error {
		needs, hash := command.Signing(view)
		signing{
			desk: f.desk, big: words.Say("release.sign"), shown: append(f.fields(item), field("findings", words.Plain(found), "")), hash: hash, needs: needs,
			ask: func(q *question) { f.ask = q },
			then: func(ctx context.Context, given []fact.Signature) error {
				recorded, err := f.desk.Ledger.Post(ctx, command, given...)
				no, err := refusal(err)
				switch {
				case err != nil:
					return err
				case no != nil:
					f.ready(bad(no))
					return nil
				}
				moved := recorded[0].Fact.(document.GoodsMoved)
				says := words.Say("release.done", "id", moved.Transfer.ID, "amount", document.Amount(item, moved.Lines[0].Quantity), "place", string(moved.Lines[0].To))
				f.ready(face{state: screen.Good, big: itemLine(item), says: says})
				return nil
			},
		}.begin()
		return nil
	})
}

// Screen lists what lies set apart, or shows the question.
func (f *Release) Screen() screen.Screen {
	s := f.screen(words.Say("release.title"))
	if f.ask != nil {
		return s
	}
	s.Choices = nil
	err := f.desk.Ledger.View(func(view fact.View) error {
		f.draw(view, &s)
		return nil
	})
	if err != nil {
		return faulty(s)
	}
	s.Choices = append(s.Choices, choice("leave"))
	return s
}

func (f *Release) draw(view fact.View, s *screen.Screen) {
	list := screen.List{Title: words.Say("list.set_apart")}
	document.EachReleasable(view, func(l stock.Lying) bool {
		item, _ := stock.FindItem(view, l.Lot.Item)
		list.Rows = append(list.Rows, screen.Row{
			Text: itemLine(item), Detail: words.Say("release.line", "lot", l.Lot.Number, "place", string(l.Place)), Value: document.Amount(item, l.Quantity),
		})
		if len(s.Choices) < maxTaps {
			s.Choices = append(s.Choices, screen.Choice{ID: setApartID(l), Text: words.Say("put.choice", "name", item.Name, "lot", l.Lot.Number)})
		}
		return len(list.Rows) < maxRows
	})
	for _, supplier := range admittedApart(view) {
		list.Rows = append(list.Rows, screen.Row{Text: words.Say("name", "name", supplier.Name), Detail: words.Say("release.of_supplier")})
		s.Choices = append(s.Choices, screen.Choice{ID: ofSupplier + supplier.ID, Text: words.Say("release.choice_supplier", "name", supplier.Name)})
	}
	if len(list.Rows) == 0 && s.State == screen.Idle {
		s.Big, s.Says = words.Say("release.none"), words.Say("release.none_more")
	}
	s.Lists = append(s.Lists, list)
}
