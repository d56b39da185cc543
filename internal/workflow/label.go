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

// Label prints labels for goods that bear no code, so that they can be scanned
// from then on: item, package, lot, expiry and how many are asked for in turn.
type Label struct {
	desk    *Desk
	item    stock.Item
	command document.LabelGoods
	asking
}

// StartLabel begins with the item.
func StartLabel(desk *Desk) (Flow, error) {
	f := &Label{desk: desk, command: document.LabelGoods{Printer: desk.Label.Printer}}
	return f, f.proceed()
}

// proceed asks for the next thing that is not known yet.
func (f *Label) proceed() error {
	c := f.command
	switch {
	case f.item.ID == "":
		return f.askItem()
	case c.Level == "":
		f.ask = f.askLevel()
	case c.Lot == "":
		f.ask = &question{
			big: words.Say("ask.lot"), says: words.Say("label.ask_lot", "item", f.item.Name), fields: f.fields(),
			prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.lot")}, typed: f.typedLot,
		}
	case c.Expiry == "" && f.item.NeedsExpiry():
		f.ask = &question{
			big: words.Say("ask.expiry"), says: words.Say("ask.expiry_more", "item", f.item.Name), fields: f.fields(),
			prompt: &screen.Prompt{Kind: screen.Date, Label: words.Say("prompt.expiry"), Hint: words.Say("prompt.expiry_hint")}, typed: f.typedExpiry,
		}
	default:
		f.ask = &question{
			big: words.Say("label.ask_count"), says: words.Say("label.ask_count_more", "unit", f.item.Package(c.Level).Unit), fields: f.fields(),
			prompt: &screen.Prompt{Kind: screen.Number, Label: words.Say("prompt.labels")}, typed: f.typedCount,
		}
	}
	return nil
}

func (f *Label) fields() (fields []screen.Field) {
	if f.item.ID != "" {
		fields = append(fields, field("item", itemLine(f.item), ""))
	}
	if f.command.Lot != "" {
		fields = append(fields, field("lot", words.Plain(f.command.Lot), screen.Code))
	}
	if f.command.Expiry != "" {
		fields = append(fields, field("expiry", words.Plain(string(f.command.Expiry)), screen.Large))
	}
	return fields
}

// itemChoice begins the id of a choice that names an item.
const itemChoice = "item:"

// askItem offers the goods without codes that open orders wait for.
func (f *Label) askItem() error {
	q := &question{
		big: words.Say("label.ask_item"), says: words.Say("label.ask_item_more"),
		prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.item")},
		typed:  func(_ context.Context, text string) error { return f.choose(strings.TrimSpace(text)) },
		chosen: func(_ context.Context, id string) error { return f.choose(strings.TrimPrefix(id, itemChoice)) },
	}
	f.ask = q
	return f.desk.Ledger.View(func(view fact.View) error {
		for _, item := range uncoded(view) {
			q.choices = append(q.choices, screen.Choice{ID: itemChoice + string(item.ID), Text: words.Say("name", "name", item.Name)})
		}
		return nil
	})
}

// mostLooked bounds how many order lines are searched for goods without codes.
const mostLooked = 500

// uncoded lists items that open orders wait for and of which a package bears
// no code.
func uncoded(view fact.View) (items []stock.Item) {
	seen, looked := map[stock.ItemID]bool{}, 0
	document.EachOpenOrder(view, func(o document.OrderSummary) bool {
		document.EachDueLine(view, o.ID, func(l document.OrderState) bool {
			looked++
			if !seen[l.Item] {
				seen[l.Item] = true
				if item, _ := stock.FindItem(view, l.Item); len(bare(item)) > 0 && item.Usual().Level == bare(item)[0].Level {
					items = append(items, item)
				}
			}
			return looked < mostLooked && len(items) < maxRows
		})
		return looked < mostLooked && len(items) < maxRows
	})
	return items
}

// bare are the packages of an item that bear no code, the usual one first.
func bare(item stock.Item) (packs []stock.Package) {
	for _, p := range item.Packages {
		switch {
		case len(p.GTINs)+len(p.Codes) > 0:
		case p.Level == item.Usual().Level:
			packs = append([]stock.Package{p}, packs...)
		default:
			packs = append(packs, p)
		}
	}
	return packs
}

func (f *Label) choose(id string) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		item, found := stock.FindItem(view, stock.ItemID(id))
		if !found {
			item, found = stock.FindItem(view, stock.ItemID(strings.ToUpper(id)))
		}
		if !found {
			return fact.Refuse("unknown_code", "code", id)
		}
		f.item, f.command.Item = item, item.ID
		if len(item.Packages) == 1 {
			f.command.Level = item.Packages[0].Level
		}
		return f.proceed()
	})
}

func (f *Label) askLevel() *question {
	q := &question{big: words.Say("label.ask_level"), says: words.Say("label.ask_level_more"), fields: f.fields()}
	for _, p := range f.item.Packages {
		q.choices = append(q.choices, screen.Choice{ID: levelChoice + string(p.Level), Text: words.Say("name", "name", p.Unit)})
	}
	q.chosen = func(_ context.Context, id string) error {
		f.command.Level = stock.Level(strings.TrimPrefix(id, levelChoice))
		return f.proceed()
	}
	return q
}

func (f *Label) typedLot(_ context.Context, text string) error {
	lot := strings.TrimSpace(text)
	if lot == "" || !fact.Clean(lot) {
		return fact.Refuse("not_a_lot", "text", text)
	}
	f.command.Lot = lot
	err := f.desk.Ledger.View(func(view fact.View) error {
		known, _ := stock.FindLot(view, stock.LotKey{Item: f.item.ID, Number: lot})
		f.command.Expiry = known.Expiry
		return nil
	})
	if err != nil {
		return err
	}
	return f.proceed()
}

// typedExpiry shows the date in full before it counts.
func (f *Label) typedExpiry(_ context.Context, text string) error {
	date, ok := readDate(text)
	if !ok {
		return fact.Refuse("not_a_date", "text", text)
	}
	f.ask = &question{
		big: words.Say("ask.date_right", "date", fullDate(date)), says: words.Say("ask.date_right_more"), fields: f.fields(),
		choices: []screen.Choice{mainChoice("yes"), choice("no")},
		chosen: func(_ context.Context, id string) error {
			if id == "yes" {
				f.command.Expiry = date
			}
			return f.proceed()
		},
	}
	return nil
}

func (f *Label) typedCount(ctx context.Context, text string) error {
	n, err := readQuantity(text)
	if err != nil {
		return err
	}
	f.command.Copies = int(n)
	if _, err := f.desk.Ledger.Post(ctx, f.command); err != nil {
		return err
	}
	f.ask = nil
	f.last = face{state: screen.Good, big: itemLine(f.item), says: words.Say("label.printed", "n", int64(n), "lot", f.command.Lot), fields: f.fields()}
	return nil
}

// Busy is false: what was typed so far is quickly typed again.
func (f *Label) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

// Scan takes the item by any code of it, or what is asked for as a text.
func (f *Label) Scan(ctx context.Context, r scan.Reading) error {
	if open, err := answer(ctx, f.ask, r); open {
		return err
	}
	if f.item.ID != "" && f.command.Level != "" && f.command.Lot == "" && r.Lot() != "" {
		return f.typedLot(ctx, r.Lot()) // a code that says the lot, and perhaps no more
	}
	if f.item.ID != "" {
		return fact.Refuse("answer_first")
	}
	var n name
	err := f.desk.Ledger.View(func(view fact.View) error {
		n = nameOf(view, r)
		return nil
	})
	switch {
	case err != nil:
		return err
	case !n.known():
		return fact.Refuse("unknown_code", "code", r.Text)
	}
	return f.choose(string(n.item.ID))
}

func (f *Label) Screen() screen.Screen { return f.screen(words.Say("label.title")) }
