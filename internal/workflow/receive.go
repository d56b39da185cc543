package workflow

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// maxWaiting bounds the scans kept while a question is open.
const maxWaiting = 50

// Receive books what comes in against one order. One complete scan is one
// booked pack; what a code lacks is asked for, and scans that come meanwhile
// wait their turn.
type Receive struct {
	desk    *Desk
	receipt string
	order   string

	ask     *question
	pending *pack          // the pack that the question is about
	waiting []scan.Reading // scans made while it is open
	last    face
	booked  uint64                // the pack that a typed quantity corrects; 0 for none
	second  bool                  // its second code was seen too
	refused *document.PackRefused // what was turned away last and may be recorded
	aside   *document.ReceivePack // the same pack, to be set aside
	turned  *pack                 // the same pack, as it was read
	pass    *fact.Refusal         // why it was turned away, where somebody may let it pass
	done    bool
}

// StartReceive opens a receipt against an order, or carries on the one that
// is open. note is the delivery note that was scanned, if it was one.
func StartReceive(ctx context.Context, desk *Desk, order, note string) (*Receive, error) {
	if desk.Dock == "" {
		return nil, fact.Refuse("no_dock", "place", desk.Station)
	}
	if _, err := desk.Ledger.Post(ctx, document.OpenReceipt{Order: order, Note: note, Place: desk.Dock}); err != nil {
		return nil, err
	}
	f := &Receive{desk: desk, order: order}
	err := desk.Ledger.View(func(view fact.View) error {
		r, _ := document.OpenReceiptOf(view, order)
		f.receipt = r.ID
		return nil
	})
	f.last = face{state: screen.Idle, big: words.Say("receive.scan_pack"), says: words.Say("receive.scan_pack_more")}
	return f, err
}

// Busy counts the scans that wait too: they would be lost with the flow.
func (f *Receive) Busy() bool { return f.ask != nil || len(f.waiting) > 0 }

func (f *Receive) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

func (f *Receive) Scan(ctx context.Context, r scan.Reading) error {
	if open, err := answer(ctx, f.ask, r); open {
		return err
	}
	switch r.Kind {
	case scan.KindProduct, scan.KindPart, scan.KindLogistic, scan.KindTrace:
		return f.packScan(ctx, r)
	case scan.KindBadge:
		return fact.Refuse("badge_unexpected")
	case scan.KindPlace:
		return fact.Refuse("place_unexpected", "place", r.ID)
	}
	return f.unknown(r)
}

// packScan completes the pack in hand, waits behind it, or begins a new one.
func (f *Receive) packScan(ctx context.Context, r scan.Reading) error {
	if f.pending == nil && f.ask != nil {
		if f.ask.paper {
			return fact.Refuse("answer_first") // the receipt may end with the answer
		}
		return f.wait(r)
	}
	if q := doubtful(r, f.decided); q != nil && f.pending != nil {
		f.ask = q
		return nil
	}
	if asked, err := f.askJoin(r); asked || err != nil {
		return err
	}
	if f.pending == nil {
		f.waiting = append(f.waiting, r) // behind those that a refusal held up
		return f.drain(ctx)
	}
	asked, p, merged := f.ask, f.pending, false
	err := f.desk.Ledger.View(func(view fact.View) error {
		merged = f.pending.merge(view, r)
		return nil
	})
	if err != nil {
		return err
	}
	if !merged {
		return f.wait(r)
	}
	if f.pending.named() && !f.pending.known() {
		return f.turnAway(f.pending, fact.Refuse("unknown_code", "code", f.pending.said()))
	}
	err = f.goOn(ctx)
	if f.pending == p && p.lot == "" && asked != nil && asked.reading {
		f.ask = asked // the code that it is about is of this pack, and not lost
	}
	return err
}

func (f *Receive) wait(r scan.Reading) error {
	if len(f.waiting) >= maxWaiting {
		return fact.Refuse("too_many_waiting", "most", maxWaiting)
	}
	f.waiting = append(f.waiting, r)
	return nil
}

// decided goes on with a reading once somebody said what it is.
func (f *Receive) decided(ctx context.Context, r scan.Reading) error {
	f.ask = nil
	if f.pending != nil {
		f.ask = f.lacking(f.pending)
		return f.packScan(ctx, r)
	}
	f.waiting = append([]scan.Reading{r}, f.waiting...)
	return f.drain(ctx)
}

func (f *Receive) begin(ctx context.Context, r scan.Reading) error {
	f.forget()
	if f.ask = doubtful(r, f.decided); f.ask != nil {
		return nil
	}
	var p *pack
	err := f.desk.Ledger.View(func(view fact.View) error {
		receipt, _ := document.FindReceipt(view, f.receipt)
		p = readAt(view, r, receipt.Place)
		return nil
	})
	if err != nil {
		return err
	}
	switch {
	case p.unit != "":
		return f.bookUnit(ctx, p)
	case p.named() && !p.known():
		return f.turnAway(p, fact.Refuse("unknown_code", "code", p.said()))
	case r.Kind == scan.KindLogistic && !p.named():
		return f.turnAway(p, fact.Refuse("unit_unknown", "code", r.SSCC()))
	}
	f.pending = p
	return f.proceed(ctx)
}

// forget ends what the last pack left open: its correction and its refusal.
func (f *Receive) forget() {
	f.booked, f.refused, f.aside, f.pass, f.ask, f.pending = 0, nil, nil, nil, nil, nil
}

// proceed books the pack in hand, or asks for what it lacks.
func (f *Receive) proceed(ctx context.Context) error {
	p := f.pending
	if !p.complete() {
		f.ask = f.lacking(p)
		return nil
	}
	f.ask, f.pending = nil, nil
	return f.book(ctx, p)
}

// drain takes the scans that waited, until one of them asks again or is
// turned away: a "no" must be seen before the next pack covers it.
func (f *Receive) drain(ctx context.Context) error {
	for len(f.waiting) > 0 && f.ask == nil {
		next := f.waiting[0]
		f.waiting = f.waiting[1:]
		if err := f.begin(ctx, next); err != nil {
			return err
		}
		if f.last.state == screen.Bad {
			return nil
		}
	}
	return nil
}

// goOn proceeds with the pack in hand and, once it is booked, with those that
// waited behind it.
func (f *Receive) goOn(ctx context.Context) error {
	if err := f.proceed(ctx); err != nil || f.ask != nil || f.last.state == screen.Bad {
		return err
	}
	return f.drain(ctx)
}

func (f *Receive) book(ctx context.Context, p *pack) error {
	command := document.ReceivePack{
		Receipt: f.receipt, Item: p.item.ID, Level: p.level, Quantity: p.quantity, Lot: p.lot, Expiry: p.expiry, Made: p.made,
		Serial: p.single(), GTIN: p.gtin, Code: p.code, GLN: p.gln, Doubts: p.doubts, Label: f.desk.Label,
		Coded: !p.typed || p.single() != "",
	}
	return f.post(ctx, p, command)
}

func (f *Receive) post(ctx context.Context, p *pack, command document.ReceivePack, signed ...fact.Signature) error {
	recorded, err := f.desk.Ledger.Post(ctx, command, signed...)
	no, err := refusal(err)
	if err != nil {
		return err
	}
	if no != nil {
		command.Override = nil
		f.aside, f.turned = &command, p
		return errors.Join(f.mayPass(no), f.turnAway(p, no))
	}
	f.booked, f.second = recorded[0].Meta.Seq, false
	f.last = face{state: screen.Good, big: itemLine(p.item), says: words.Say("receive.booked", "amount", document.Amount(p.item, p.quantity))}
	if pack, is := recorded[0].Fact.(document.PackReceived); is && pack.Inspect {
		f.last.says = words.Say("receive.booked_inspect", "amount", document.Amount(p.item, p.quantity), "place", string(pack.Place))
	}
	f.last.fields = noteFields(p.notes)
	if pack, is := recorded[0].Fact.(document.PackReceived); is {
		f.last.fields = append(f.last.fields, againFields(pack.Again)...)
	}
	return f.compare(stock.LotKey{Item: p.item.ID, Number: p.lot})
}

// mayPass keeps why a pack was turned away, where somebody may let it pass.
func (f *Receive) mayPass(no *fact.Refusal) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		f.pass = nil
		if _, found := policy.In(view).Leave(no.Code()); found {
			f.pass = no
		}
		return nil
	})
}

// turnAway shows a refusal, and keeps the pack so that the refusal can be
// recorded or the pack set aside.
func (f *Receive) turnAway(p *pack, no *fact.Refusal) error {
	f.ask, f.pending, f.booked = nil, nil, 0
	f.refused = &document.PackRefused{
		Receipt: f.receipt, Code: no.Code(), Item: p.item.ID, GTIN: p.gtin, Lot: p.lot, Expiry: p.expiry, Serial: p.single(),
		Quantity: p.quantity, Scan: p.scan, Doubts: p.doubts,
	}
	f.last = bad(no)
	f.last.fields = packFields(p)
	return nil
}

// unknown keeps a code that is no product's, so that it can be recorded too.
func (f *Receive) unknown(r scan.Reading) error {
	if f.pending != nil || f.ask != nil {
		return fact.Refuse("answer_first")
	}
	f.forget()
	return f.turnAway(&pack{scan: []byte(r.Text)}, fact.Refuse("unknown_code", "code", r.Text))
}

// Unreadable takes a scan that could not be decoded: the box it stands on can
// be recorded as refused like any other.
func (f *Receive) Unreadable(raw []byte, no *fact.Refusal) error {
	if f.pending != nil || f.ask != nil {
		return no
	}
	f.forget()
	return f.turnAway(&pack{scan: raw}, no)
}

// Type corrects the last pack's quantity, or answers the open question.
func (f *Receive) Type(ctx context.Context, text string) error {
	if f.ask != nil {
		return f.ask.take(ctx, text)
	}
	if f.booked == 0 {
		return ErrNoQuestion
	}
	n, err := readQuantity(text)
	if err != nil {
		return err
	}
	return f.correct(ctx, n)
}

// readQuantity reads a whole number of packs above nothing.
func readQuantity(text string) (stock.Quantity, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n <= 0 || n > int64(stock.MaxQuantity) {
		return 0, fact.Refuse("not_a_quantity", "text", text)
	}
	return stock.Quantity(n), nil
}

func (f *Receive) correct(ctx context.Context, packs stock.Quantity) error {
	var p document.Pack
	var item stock.Item
	err := f.desk.Ledger.View(func(view fact.View) error {
		p, _ = document.FindPack(view, f.receipt, f.booked)
		item, _ = stock.FindItem(view, p.Item)
		return nil
	})
	if err != nil {
		return err
	}
	content := max(item.Package(p.Level).Content, 1)
	if packs > stock.MaxQuantity/content {
		return fact.Refuse("too_much", "most", int64(stock.MaxQuantity))
	}
	quantity := packs * content
	if quantity != p.Quantity {
		command := document.CorrectPack{Receipt: f.receipt, Pack: f.booked, Quantity: quantity, Label: f.desk.Label}
		if _, err := f.desk.Ledger.Post(ctx, command); err != nil {
			return err
		}
	}
	f.last = face{state: screen.Good, big: itemLine(item), says: words.Say("receive.corrected", "amount", document.Amount(item, quantity))}
	return nil
}
