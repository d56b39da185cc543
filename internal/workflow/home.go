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

// Home is where a station stands between tasks: a scan says what to do next.
// An order begins a receipt, a requisition a pick, a pack tells of itself and
// can be put away, a bin tells what lies in it.
type Home struct {
	desk *Desk
	next Flow
	last face
	ask  *question
	told *pack         // the pack that was scanned last
	put  *pack         // the same, where the next bin is for it
	bin  stock.PlaceID // the bin whose goods are listed
	over string        // the finished receipt that the screen tells of
}

// NewHome stands ready for a scan.
func NewHome(desk *Desk) *Home {
	h := &Home{desk: desk, last: face{state: screen.Idle, big: words.Say("home.scan"), says: words.Say("home.scan_more")}}
	h.next = h
	return h
}

// After is home once a flow has ended, with its good word still to be read.
func After(desk *Desk, ended Flow) (*Home, error) {
	h := NewHome(desk)
	err := desk.Ledger.View(func(view fact.View) error {
		switch f := ended.(type) {
		case *Receive:
			if r, _ := document.FindReceipt(view, f.receipt); !r.Open() {
				h.received(r)
			}
		case *Bundle:
			if _, packed := stock.FindUnit(view, f.unit); packed {
				h.last = face{state: screen.Good, big: words.Say("bundle.packed"), says: words.Say("bundle.packed_more")}
			}
		case *Pick:
			if i, _ := document.FindIssue(view, f.issue); !i.Open() {
				h.last = face{state: screen.Good, big: words.Say("home.issued", "issue", i.ID), says: words.Say("home.issued_more")}
			}
		}
		return nil
	})
	return h, err
}

func (h *Home) Next() Flow { return h.next }
func (h *Home) Busy() bool { return h.ask != nil }

func (h *Home) Scan(ctx context.Context, r scan.Reading) error {
	if open, err := answer(ctx, h.ask, r); open {
		return err
	}
	h.ask, h.over = nil, ""
	switch r.Kind {
	case scan.KindDocument:
		return h.document(ctx, r.ID)
	case scan.KindPlace:
		return h.place(ctx, stock.PlaceID(r.ID))
	case scan.KindProduct, scan.KindPart, scan.KindTrace:
		return h.pack(ctx, r)
	case scan.KindLogistic:
		return h.unit(ctx, r)
	case scan.KindText:
		return h.text(ctx, strings.ToUpper(strings.TrimSpace(r.Text)))
	case scan.KindBadge:
		return fact.Refuse("badge_unexpected")
	}
	return fact.Refuse("unknown_code", "code", r.Text)
}

// IsPaper reports whether a text is the number of an order, delivery note,
// requisition, receipt or issue.
func IsPaper(desk *Desk, text string) (paper bool, err error) {
	err = desk.Ledger.View(func(view fact.View) error {
		order, _, requisition := whatIs(view, strings.ToUpper(strings.TrimSpace(text)))
		paper = order != "" || requisition != ""
		return nil
	})
	return paper, err
}

// text takes a code without a prefix, as other systems print them: the number
// of a document, or the name of a place.
func (h *Home) text(ctx context.Context, text string) error {
	place := false
	err := h.desk.Ledger.View(func(view fact.View) error {
		_, place = stock.FindPlace(view, stock.PlaceID(text))
		return nil
	})
	if err != nil {
		return err
	}
	if place {
		return h.place(ctx, stock.PlaceID(text))
	}
	return h.document(ctx, text)
}

// document opens the flow of whatever paper bears the number.
func (h *Home) document(ctx context.Context, id string) error {
	var order, note, requisition string
	var receipt document.Receipt
	err := h.desk.Ledger.View(func(view fact.View) error {
		order, note, requisition = whatIs(view, id)
		receipt, _ = document.FindReceipt(view, id)
		return nil
	})
	switch {
	case err != nil:
		return err
	case receipt.ID != "" && !receipt.Open():
		h.tell(receipt)
		return nil
	case order != "":
		f, err := StartReceive(ctx, h.desk, order, note)
		return h.start(f, err)
	case requisition != "":
		f, err := StartPick(ctx, h.desk, requisition)
		return h.start(f, err)
	}
	return fact.Refuse("no_document", "document", id)
}

func (h *Home) start(f Flow, err error) error {
	if err == nil {
		h.next = f
	}
	return err
}

// whatIs finds the order or requisition behind a number: its own, that of a
// delivery note, or that of a receipt or issue made from it.
func whatIs(view fact.View, id string) (order, note, requisition string) {
	if _, found := document.SummariseOrder(view, id); found {
		return id, "", ""
	}
	if n, found := document.FindDeliveryNote(view, id); found {
		return n.Order, n.ID, ""
	}
	if _, found := document.FindRequisition(view, id); found {
		return "", "", id
	}
	if r, found := document.FindReceipt(view, id); found {
		return r.Order, "", ""
	}
	i, _ := document.FindIssue(view, id)
	return "", "", i.Requisition
}

// pack tells of a pack, and waits for the bin it is to be put away in if it
// stands at the dock.
func (h *Home) pack(_ context.Context, r scan.Reading) error {
	h.told, h.put, h.bin = nil, nil, ""
	if h.ask = doubtful(r, h.pack); h.ask != nil {
		return nil
	}
	return h.desk.Ledger.View(func(view fact.View) error {
		p := read(view, r)
		switch {
		case p.unit != "":
			return h.tellUnit(view, p)
		case !p.known():
			return fact.Refuse("unknown_code", "code", either(p.said(), r.Text))
		case p.lot == "":
			h.last = face{state: screen.Idle, big: itemLine(p.item), says: words.Say("home.item")}
			return nil
		}
		if _, found := stock.FindLot(view, p.key()); !found {
			return fact.Refuse("lot_unknown", "lot", p.lot, "item", p.item.Name)
		}
		if err := document.StillHere(view, p.key(), p.single()); err != nil {
			return err
		}
		h.last = face{state: screen.Idle, big: itemLine(p.item), says: words.Say("home.pack"), fields: append(packFields(p), whereFields(view, p)...)}
		h.told = p
		if h.desk.Dock != "" && stock.OnHand(view, p.key(), h.desk.Dock).Quantity > document.Reserved(view, p.key(), h.desk.Dock) {
			h.put = p
			h.last.state = screen.Ask
			h.last.says = putWhere(view, p.key(), h.desk.Dock)
		}
		return nil
	})
}

func whereFields(view fact.View, p *pack) (fields []screen.Field) {
	stock.EachHoldingOf(view, p.key(), func(l stock.Lying) bool {
		fields = append(fields, screen.Field{Label: words.Plain(string(l.Place)), Value: document.Amount(p.item, l.Quantity)})
		return len(fields) < maxRows
	})
	return fields
}

// place puts the pack in hand away, or lists what lies in the bin.
func (h *Home) place(ctx context.Context, id stock.PlaceID) error {
	if h.put == nil {
		return h.list(id)
	}
	p := h.put
	command := fact.Command(document.PutAway{Lot: p.key(), From: h.desk.Dock, To: id})
	if p.unit != "" {
		command = document.MoveUnit{Unit: p.unit, From: h.desk.Dock, To: id}
	}
	if _, err := h.desk.Ledger.Post(ctx, command); err != nil {
		return err
	}
	h.put = nil
	if p.unit != "" {
		h.last = face{state: screen.Good, big: words.Say("unit.title", "unit", p.unit), says: words.Say("unit.put", "place", string(id)), fields: partFields(p)}
		return nil
	}
	h.last = face{state: screen.Good, big: itemLine(p.item), says: words.Say("home.put", "lot", p.lot, "place", string(id))}
	return nil
}

func (h *Home) list(id stock.PlaceID) error {
	return h.desk.Ledger.View(func(view fact.View) error {
		place, found := stock.FindPlace(view, id)
		if !found {
			return fact.Refuse("no_place", "place", string(id))
		}
		h.bin, h.told = id, nil
		h.last = face{state: screen.Idle, big: words.Plain(string(id)), says: words.Say("home.bin", "name", place.Name)}
		return nil
	})
}

// maxTaps is how many documents can be chosen by tap; others are scanned or
// typed.
const maxTaps = 3

// docChoice begins the id of a choice that names a document.
const docChoice = "doc:"

func (h *Home) Choose(ctx context.Context, id string) error {
	if id == "back" && h.ask != nil {
		h.ask = nil
		return nil
	}
	if h.ask != nil {
		return h.ask.choose(ctx, id)
	}
	if id == "reopen" && h.over != "" {
		f, err := Reopen(ctx, h.desk, h.over)
		return h.start(f, err)
	}
	if document, ok := strings.CutPrefix(id, docChoice); ok {
		return h.document(ctx, document)
	}
	if f, err := h.task(id); f != nil || err != nil {
		return h.start(f, err)
	}
	return h.changeLot(id)
}

// Type takes a document's number or a place's name from the keyboard.
func (h *Home) Type(ctx context.Context, text string) error {
	if h.ask != nil {
		return h.ask.take(ctx, text)
	}
	return h.text(ctx, strings.ToUpper(strings.TrimSpace(text)))
}

func (h *Home) Screen() screen.Screen {
	s := screen.Screen{
		Title:  words.Say("name", "name", h.desk.Name),
		Prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.document")},
	}
	h.last.onto(&s)
	if h.over != "" {
		s.Choices = append(s.Choices, choice("reopen"))
	}
	err := h.desk.Ledger.View(func(view fact.View) error {
		if h.bin != "" {
			s.Lists = append(s.Lists, binList(view, h.bin))
		}
		if h.desk.Dock != "" {
			h.offer(&s, "list.orders", ordersDue(view))
		}
		if h.desk.Staging != "" {
			h.offer(&s, "list.requisitions", requisitionsDue(view))
		}
		h.drawLot(view, &s)
		h.offerTasks(view, &s)
		return nil
	})
	if err != nil {
		return faulty(s)
	}
	if h.ask != nil {
		h.ask.onto(&s)
	}
	return s
}

// offer lists documents waiting to be worked on, each to be chosen by tap.
func (h *Home) offer(s *screen.Screen, title string, rows []screen.Row) {
	s.Lists = append(s.Lists, screen.List{Title: words.Say(title, "n", len(rows)), Rows: rows})
	for _, row := range rows[:min(len(rows), maxTaps)] {
		id := row.Text.In(words.English)
		s.Choices = append(s.Choices, screen.Choice{ID: docChoice + id, Text: row.Text})
	}
}

func ordersDue(view fact.View) (rows []screen.Row) {
	document.EachOpenOrder(view, func(o document.OrderSummary) bool {
		supplier, _ := stock.FindSupplier(view, o.Supplier)
		rows = append(rows, screen.Row{
			Text: words.Plain(o.ID), Detail: words.Say("name", "name", supplier.Name), Value: words.Say("lines.done", "done", o.Done, "total", o.Lines),
			Done: int64(o.Done), Total: int64(o.Lines),
		})
		return len(rows) < maxRows
	})
	return rows
}

func requisitionsDue(view fact.View) (rows []screen.Row) {
	document.EachOpenRequisition(view, func(r document.Requisition) bool {
		issue, _ := document.IssueOf(view, r.ID)
		department, _ := stock.FindPlace(view, r.Department)
		done, total := issue.Walks()
		rows = append(rows, screen.Row{
			Text: words.Plain(r.ID), Detail: words.Say("name", "name", department.Name), Value: words.Say("lines.count", "n", len(r.Lines)),
			Done: int64(done), Total: int64(total),
		})
		return len(rows) < maxRows
	})
	return rows
}

func binList(view fact.View, bin stock.PlaceID) screen.List {
	list := screen.List{Title: words.Say("list.lying", "place", string(bin))}
	stock.EachAt(view, bin, func(l stock.Lying) bool {
		item, _ := stock.FindItem(view, l.Lot.Item)
		lot, _ := stock.FindLot(view, l.Lot)
		list.Rows = append(list.Rows, screen.Row{
			Text: itemLine(item), Detail: words.Say("lot.line", "lot", lot.Number, "expiry", string(lot.Expiry)), Value: document.Amount(item, l.Quantity),
		})
		return len(list.Rows) < maxRows
	})
	return list
}
