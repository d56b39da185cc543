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

// unitOf is the number of the case that a reading is of, if it is one whose
// packs are, or once were, known.
func unitOf(view fact.View, r scan.Reading) (number string, known bool) {
	number = either(r.SSCC(), traceOf(r))
	_, known = stock.FindUnit(view, number)
	return number, known
}

// unpack fills in what is in the case, if the reading is of one.
func (p *pack) unpack(view fact.View, r scan.Reading) {
	unit, known := unitOf(view, r)
	if !known {
		return
	}
	p.unit, p.parts = unit, document.PartsOf(view, unit)
	if len(p.parts) != 1 {
		return
	}
	part := p.parts[0]
	p.item, _ = stock.FindItem(view, part.Lot.Item)
	p.lot, p.quantity = part.Lot.Number, part.Quantity
	p.level = document.LevelOf(p.item, part.Content)
	p.expiry = announcedExpiry(view, part)
	if lot, found := stock.FindLot(view, part.Lot); found {
		p.expiry = lot.Expiry
	}
}

func announcedExpiry(view fact.View, part document.Part) stock.Date {
	line, _ := document.FindDeliveryLine(view, part.Note, part.Line)
	return line.Expiry
}

// mixed refuses to take a case as one of which that cannot be: one that was
// opened, or that holds several lots.
func (p *pack) mixed() *fact.Refusal {
	switch {
	case p.unit == "" || len(p.parts) == 1:
		return nil
	case len(p.parts) == 0:
		return fact.Refuse("unit_opened", "unit", p.unit)
	}
	return fact.Refuse("unit_mixed", "unit", p.unit, "n", len(p.parts))
}

// announced fills in what the store knows of a pack by its own number: from
// when it was here, or from the delivery file.
func (p *pack) announced(view fact.View) {
	t, _ := stock.FindTrace(view, p.item.ID, p.single())
	p.lot = t.Lot
	if _, known := stock.FindLot(view, p.key()); known || t.Note == "" {
		return
	}
	line, _ := document.FindDeliveryLine(view, t.Note, t.Line)
	p.expiry = stock.Date(either(string(p.expiry), string(line.Expiry)))
	p.made = stock.Date(either(string(p.made), string(line.Made)))
}

// partFields list what is in a case.
func partFields(p *pack) (fields []screen.Field) {
	for _, part := range p.parts[:min(len(p.parts), maxRows)] {
		fields = append(fields, field("lot", words.Plain(part.Lot.Number), screen.Code), field("quantity", words.Say("unit.packs", "n", part.Packs), ""))
	}
	return fields
}

// bookUnit books a case by its one scan.
func (f *Receive) bookUnit(ctx context.Context, p *pack) error {
	f.ask, f.pending = nil, nil
	if len(p.parts) == 0 {
		return f.turnAway(p, fact.Refuse("unit_opened", "unit", p.unit))
	}
	recorded, err := f.desk.Ledger.Post(ctx, document.ReceiveUnit{Receipt: f.receipt, Unit: p.unit, Label: f.desk.Label, Doubts: p.doubts})
	no, err := refusal(err)
	if err != nil {
		return err
	}
	if no != nil {
		return f.turnAway(p, no)
	}
	f.second = true
	packs, again := 0, ""
	for _, r := range recorded {
		if pack, ok := r.Fact.(document.PackReceived); ok {
			f.booked, again = r.Meta.Seq, pack.Again // of the last lot in it: undone from there
		}
	}
	for _, part := range p.parts {
		packs += part.Packs
	}
	f.last = face{state: screen.Good, big: words.Say("unit.title", "unit", p.unit), says: words.Say("unit.booked", "n", packs), fields: append(partFields(p), againFields(again)...)}
	for _, part := range p.parts {
		if err := f.compare(part.Lot); err != nil {
			return err
		}
	}
	return nil
}

// tellUnit tells of a case, and waits for the bin it is to be put away in if
// it stands at the dock.
func (h *Home) tellUnit(view fact.View, p *pack) error {
	if len(p.parts) == 0 {
		return fact.Refuse("unit_opened", "unit", p.unit)
	}
	h.last = face{state: screen.Idle, big: words.Say("unit.title", "unit", p.unit), says: words.Say("unit.holds"), fields: partFields(p)}
	for _, part := range p.parts {
		if h.desk.Dock == "" {
			return nil
		}
		item, _ := stock.FindItem(view, part.Lot.Item)
		if lies := stock.OnHand(view, part.Lot, h.desk.Dock).Quantity; lies < part.Quantity {
			h.last.says = words.Say("unit.not_here", "lot", part.Lot.Number, "amount", document.Amount(item, part.Quantity), "lies", document.Amount(item, lies), "place", string(h.desk.Dock))
			return nil
		}
	}
	h.put = p
	h.last.state = screen.Ask
	h.last.says = words.Say("home.put_away", "bin", string(p.item.HomeBin))
	return nil
}

// unit takes the number of a case: one that is known is put away or told of,
// a new one is filled.
func (h *Home) unit(ctx context.Context, r scan.Reading) error {
	known := false
	err := h.desk.Ledger.View(func(view fact.View) error {
		_, known = unitOf(view, r)
		return nil
	})
	switch {
	case err != nil:
		return err
	case known || r.SSCC() == "":
		return h.pack(ctx, r)
	case h.desk.Dock == "":
		return fact.Refuse("unit_unknown", "code", r.SSCC())
	}
	h.next = StartBundle(h.desk, r.SSCC())
	return nil
}
