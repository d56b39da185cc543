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

// Inspect leads the quality person through what waits: a lot of a receipt is
// chosen or scanned, then come the sample, what is rejected and why, what was
// found, and the signature.
type Inspect struct {
	desk    *Desk
	due     document.Due // zero while nothing is chosen
	command document.Inspect
	ask     *question
	last    face
	done    bool
}

// StartInspect shows what waits.
func StartInspect(desk *Desk) *Inspect {
	f := &Inspect{desk: desk}
	f.ready(face{state: screen.Idle, big: words.Say("inspect.choose"), says: words.Say("inspect.choose_more")})
	return f
}

func (f *Inspect) ready(last face) { f.due, f.ask, f.last = document.Due{}, nil, last }

// Busy is false: what was answered so far is quickly answered again.
func (f *Inspect) Busy() bool { return false }

func (f *Inspect) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

// dueChoice begins the id of a choice that names a lot of a receipt.
const dueChoice = "due:"

func dueID(d document.Due) string {
	return dueChoice + d.Receipt + "|" + string(d.Item) + "|" + d.Lot
}

// find takes the first that waits and that is meant.
func (f *Inspect) find(meant func(document.Due) bool) (found bool, err error) {
	err = f.desk.Ledger.View(func(view fact.View) error {
		document.EachDue(view, "", func(d document.Due) bool {
			if found = meant(d); found {
				f.due = d
			}
			return !found
		})
		return nil
	})
	return found, err
}

func (f *Inspect) Scan(ctx context.Context, r scan.Reading) error {
	if open, err := answer(ctx, f.ask, r); open {
		return err
	}
	if f.ask != nil {
		return fact.Refuse("answer_first")
	}
	var p *pack
	err := f.desk.Ledger.View(func(view fact.View) error {
		p = read(view, r)
		return nil
	})
	switch {
	case err != nil:
		return err
	case !p.known():
		return fact.Refuse("unknown_code", "code", either(p.said(), r.Text))
	}
	found, err := f.find(func(d document.Due) bool { return d.Item == p.item.ID && (p.lot == "" || d.Lot == p.lot) })
	if err != nil {
		return err
	}
	return f.begin(found, p.lot)
}

func (f *Inspect) begin(found bool, lot string) error {
	if !found {
		f.ready(bad(fact.Refuse("nothing_waits", "lot", lot)))
		return nil
	}
	f.command = document.Inspect{Receipt: f.due.Receipt, Item: f.due.Item, Lot: f.due.Lot}
	return f.askSample()
}

// item is what is inspected.
func (f *Inspect) item() (item stock.Item, err error) {
	err = f.desk.Ledger.View(func(view fact.View) error {
		item, _ = stock.FindItem(view, f.due.Item)
		return nil
	})
	return item, err
}

// fields are what is decided on, and what was answered so far.
func (f *Inspect) fields(item stock.Item) []screen.Field {
	fields := []screen.Field{
		field("item", itemLine(item), ""), field("lot", words.Plain(f.due.Lot), screen.Code), field("expiry", words.Plain(string(f.due.Expiry)), ""),
		field("quantity", document.Amount(item, f.due.Quantity), ""),
	}
	if f.command.Sample > 0 {
		fields = append(fields, field("sample", document.In(item.Packages[0], f.command.Sample), ""))
	}
	if f.command.Rejected > 0 {
		fields = append(fields, field("rejected", document.Amount(item, f.command.Rejected), screen.Large))
	}
	if f.command.Findings != "" {
		fields = append(fields, field("findings", words.Plain(f.command.Findings), ""))
	}
	return fields
}

func (f *Inspect) askSample() error {
	item, err := f.item()
	if err != nil {
		return err
	}
	f.ask = &question{
		big: words.Say("inspect.sample"), says: words.Say("inspect.sample_more", "unit", item.Packages[0].Unit), fields: f.fields(item),
		prompt: &screen.Prompt{Kind: screen.Number, Label: words.Say("prompt.sample")},
		typed: func(_ context.Context, text string) error {
			n, err := readQuantity(text)
			if err != nil {
				return err
			}
			if n > f.due.Quantity {
				return fact.Refuse("bad_sample", "most", int64(f.due.Quantity))
			}
			f.command.Sample = n
			return f.askRejected(item)
		},
	}
	return nil
}

func (f *Inspect) askRejected(item stock.Item) error {
	reject := func(n stock.Quantity) error {
		if n > f.due.Quantity {
			return fact.Refuse("bad_sample", "most", int64(f.due.Quantity))
		}
		f.command.Rejected = n
		f.ask = why(words.Say("inspect.why"), document.DeskReasons, func(_ context.Context, reason string) error {
			f.command.Reason = reason
			return f.askFindings(item)
		})
		return nil
	}
	f.ask = &question{
		big: words.Say("inspect.release"), says: words.Say("inspect.release_more", "unit", item.Packages[0].Unit), fields: f.fields(item),
		choices: []screen.Choice{mainChoice("release_all"), choice("reject_all")},
		prompt:  &screen.Prompt{Kind: screen.Number, Label: words.Say("prompt.rejected")},
		chosen: func(_ context.Context, id string) error {
			if id == "reject_all" {
				return reject(f.due.Quantity)
			}
			return f.askFindings(item)
		},
		typed: func(_ context.Context, text string) error {
			n, err := readQuantity(text)
			if err != nil {
				return err
			}
			return reject(n)
		},
	}
	return nil
}

func (f *Inspect) askFindings(item stock.Item) error {
	f.ask = findingsQuestion(f.fields(item), func(found string) error { return f.sign(item, found) })
	return nil
}

func (f *Inspect) sign(item stock.Item, found string) error {
	f.command.Findings = found
	return f.desk.Ledger.View(func(view fact.View) error {
		needs, hash := f.command.Signing(view)
		signing{
			desk: f.desk, big: words.Say("inspect.sign"), shown: f.fields(item), hash: hash, needs: needs,
			ask:  func(q *question) { f.ask = q },
			then: func(ctx context.Context, given []fact.Signature) error { return f.post(ctx, item, given) },
		}.begin()
		return nil
	})
}

func (f *Inspect) post(ctx context.Context, item stock.Item, given []fact.Signature) error {
	recorded, err := f.desk.Ledger.Post(ctx, f.command, given...)
	no, err := refusal(err)
	switch {
	case err != nil:
		return err
	case no != nil:
		f.ready(bad(no))
		return nil
	}
	i := recorded[0].Fact.(document.LotInspected).Inspection
	says := words.Say("inspect.released", "id", i.ID, "amount", document.Amount(item, i.Released), "place", string(i.Dock))
	switch {
	case i.Released == 0:
		says = words.Say("inspect.rejected", "id", i.ID, "amount", document.Amount(item, i.Rejected), "place", string(i.Aside))
	case i.Rejected > 0:
		says = words.Say("inspect.parted", "id", i.ID, "good", document.Amount(item, i.Released), "bad", document.Amount(item, i.Rejected), "place", string(i.Aside))
	}
	f.ready(face{state: screen.Good, big: itemLine(item), says: says})
	return nil
}

func (f *Inspect) Choose(ctx context.Context, id string) error {
	switch {
	case id == "back" && f.ask != nil:
		f.ready(face{state: screen.Idle, big: words.Say("inspect.choose"), says: words.Say("inspect.choose_more")})
		return nil
	case f.ask != nil:
		return f.ask.choose(ctx, id)
	case id == "leave":
		f.done = true
		return nil
	}
	found, err := f.find(func(d document.Due) bool { return dueID(d) == id })
	switch {
	case err != nil:
		return err
	case !found:
		return ErrNoChoice
	}
	return f.begin(true, "")
}

func (f *Inspect) Type(ctx context.Context, text string) error {
	if f.ask == nil {
		return ErrNoQuestion
	}
	return f.ask.take(ctx, text)
}

func (f *Inspect) Screen() screen.Screen {
	s := screen.Screen{Title: words.Say("inspect.title")}
	f.last.onto(&s)
	if f.ask != nil {
		f.ask.onto(&s)
		return s
	}
	err := f.desk.Ledger.View(func(view fact.View) error {
		list := screen.List{Title: words.Say("list.inspect")}
		document.EachDue(view, "", func(d document.Due) bool {
			item, _ := stock.FindItem(view, d.Item)
			list.Rows = append(list.Rows, screen.Row{
				Text: itemLine(item), Detail: words.Say("inspect.line", "lot", d.Lot, "receipt", d.Receipt), Value: document.Amount(item, d.Quantity),
			})
			if len(s.Choices) < maxTaps {
				s.Choices = append(s.Choices, screen.Choice{ID: dueID(d), Text: words.Say("put.choice", "name", item.Name, "lot", d.Lot)})
			}
			return len(list.Rows) < maxRows
		})
		if len(list.Rows) == 0 && s.State == screen.Idle {
			s.Big, s.Says = words.Say("inspect.none"), words.Say("inspect.none_more")
		}
		s.Lists = append(s.Lists, list)
		return nil
	})
	if err != nil {
		return faulty(s)
	}
	s.Choices = append(s.Choices, choice("leave"))
	return s
}
