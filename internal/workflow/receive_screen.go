package workflow

import (
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// maxRows is how many lines a list beside the task shows.
const maxRows = 6

// packFields shows what is known of a pack.
func packFields(p *pack) (fields []screen.Field) {
	if p.item.ID != "" {
		fields = append(fields, field("item", itemLine(p.item), ""))
	}
	if p.lot != "" {
		fields = append(fields, field("lot", words.Plain(p.lot), screen.Code))
	}
	if p.expiry != "" {
		fields = append(fields, field("expiry", words.Plain(string(p.expiry)), screen.Large))
	}
	if number := p.single(); number != "" {
		fields = append(fields, field("serial", words.Plain(number), screen.Code))
	}
	return append(fields, noteFields(p.notes)...)
}

// noteFields mark what was put right in a code.
func noteFields(notes []words.Text) (fields []screen.Field) {
	for _, note := range notes {
		fields = append(fields, field("rescued", note, screen.Faint))
	}
	return fields
}

// againFields tell of goods that had gone back to their supplier before.
func againFields(by string) []screen.Field {
	if by == "" {
		return nil
	}
	return []screen.Field{field("again", words.Say("receive.again_by", "document", by), screen.Large)}
}

// Screen shows the last answer or the open question, and beside it what is
// still due.
func (f *Receive) Screen() screen.Screen {
	s := screen.Screen{Title: words.Say("receive.title", "receipt", f.receipt), Waiting: len(f.waiting)}
	empty := false
	err := f.desk.Ledger.View(func(view fact.View) error {
		empty = f.draw(view, &s)
		return nil
	})
	if err != nil {
		return faulty(s)
	}
	f.last.onto(&s)
	f.offer(&s, empty)
	if f.ask != nil {
		f.ask.onto(&s)
	}
	return s
}

func faulty(s screen.Screen) screen.Screen {
	s.State, s.Code = screen.Bad, "store_fault"
	s.Big, s.Says = words.Say("big.store_fault"), words.Say("refusal.store_fault")
	return s
}

// draw answers whether the receipt holds nothing yet.
func (f *Receive) draw(view fact.View, s *screen.Screen) (empty bool) {
	order, _ := document.SummariseOrder(view, f.order)
	supplier, _ := stock.FindSupplier(view, order.Supplier)
	s.Where = words.Say("receive.where", "order", f.order, "supplier", supplier.Name)
	receipt, _ := document.FindReceipt(view, f.receipt)
	if booked, found := document.FindPack(view, f.receipt, f.booked); found && !booked.Gone {
		f.drawPack(view, s, booked)
	}
	s.Lists = append(s.Lists, dueList(view, order, receipt.Place), lastList(view, receipt))
	return receipt.Empty()
}

// drawPack shows the pack just booked, its life left and how far its line is.
func (f *Receive) drawPack(view fact.View, s *screen.Screen, p document.Pack) {
	item, _ := stock.FindItem(view, p.Item)
	receipt, _ := document.FindReceipt(view, f.receipt)
	s.Fields = append(s.Fields,
		field("lot", words.Plain(p.Lot), screen.Code),
		field("expiry", words.Plain(string(p.Expiry)), screen.Large),
		field("quantity", document.Amount(item, p.Quantity), ""),
	)
	if p.Serial != "" {
		s.Fields = append(s.Fields, field("serial", words.Plain(p.Serial), screen.Code))
	}
	if p.Expiry != "" {
		left := policy.Span(f.desk.today().DaysUntil(p.Expiry))
		lot := stock.Lot{LotKey: stock.LotKey{Item: p.Item, Number: p.Lot}, Expiry: p.Expiry, Made: p.Made}
		least := policy.In(view).Least(policy.Goods{Lot: lot, Item: item, Place: stock.Place{ID: receipt.Place}})
		s.Fields = append(s.Fields, field("life", words.Say("life.of", "left", left, "least", policy.Span(least)), ""))
	}
	line, found := document.FindOrderLine(view, f.order, p.Line)
	if found && !policy.In(view).Blind(item, receipt.Place) {
		s.Progress = &screen.Progress{Done: int64(line.Received), Total: int64(line.Quantity), Text: of(item, line.Received, line.Quantity)}
	}
}

func of(item stock.Item, done, total stock.Quantity) words.Text {
	return words.Say("of", "done", document.Amount(item, done), "total", document.Amount(item, total))
}

// dueList shows what is still to come; of goods that are counted blind only
// what they are and what has come.
func dueList(view fact.View, order document.OrderSummary, dock stock.PlaceID) screen.List {
	rules := policy.In(view)
	list := screen.List{Title: words.Say("list.due", "n", order.Lines-order.Done)}
	document.EachDueLine(view, order.ID, func(l document.OrderState) bool {
		item, _ := stock.FindItem(view, l.Item)
		row := screen.Row{Text: itemLine(item), Value: of(item, l.Received, l.Quantity), Done: int64(l.Received), Total: int64(l.Quantity)}
		if rules.Blind(item, dock) {
			row = screen.Row{Text: itemLine(item), Value: document.Amount(item, l.Received)}
		}
		list.Rows = append(list.Rows, row)
		return len(list.Rows) < maxRows
	})
	list.More = order.Lines - order.Done - len(list.Rows)
	return list
}

// lastList shows the last packs of the receipt, newest first.
func lastList(view fact.View, r document.Receipt) screen.List {
	list := screen.List{Title: words.Say("list.last", "n", r.Packs)}
	p, found := document.LastPack(view, r)
	for found && len(list.Rows) < maxRows/2 {
		item, _ := stock.FindItem(view, p.Item)
		if !p.Gone {
			list.Rows = append(list.Rows, screen.Row{
				Text: itemLine(item), Detail: words.Say("lot.line", "lot", p.Lot, "expiry", string(p.Expiry)),
				Value: document.Amount(item, p.Quantity), State: map[bool]screen.State{true: screen.Ask, false: screen.Good}[p.Aside != ""],
			})
		}
		p, found = document.FindPack(view, r.ID, p.Prev)
	}
	return list
}

// offer lists what may be chosen now.
func (f *Receive) offer(s *screen.Screen, empty bool) {
	switch {
	case f.refused != nil:
		s.Choices = append(s.Choices, mainChoice("refuse"))
		if f.aside != nil {
			s.Choices = append(s.Choices, choice("quarantine"))
		}
		if f.pass != nil {
			s.Choices = append(s.Choices, choice("allow"))
		}
	case f.booked != 0:
		s.Choices = append(s.Choices, choice("undo"), choice("refuse"), choice("quarantine"))
		s.Prompt = &screen.Prompt{Kind: screen.Number, Label: words.Say("prompt.quantity"), Hint: words.Say("prompt.quantity_hint")}
	case !empty:
		s.Choices = append(s.Choices, choice("undo"))
	}
	if len(f.waiting) > 0 { // to go now would lose them
		s.Choices = append(s.Choices, choice("next"))
		return
	}
	end := "finish"
	if empty {
		end = "cancel"
	}
	s.Choices = append(s.Choices, choice(end), choice("leave"))
}
