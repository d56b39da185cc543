package workflow

import (
	"context"
	"slices"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Hand gives goods to a department, or takes them from it, without a
// requisition: in an emergency, where every scan is booked at once, or as a
// return, which is booked once who brings it has signed.
type Hand struct {
	desk       *Desk
	urgent     bool
	department stock.PlaceID
	reason     string

	ask   *question
	place stock.PlaceID // that goods leave from, if a bin was scanned
	issue string        // of the emergency, once something left
	items []handed
	last  face
	done  bool
}

// handed is what one scan gave to a department, or took back from it.
type handed struct {
	goods []document.Goods // of several lots, where it is a case of such
	packs []document.Serial
	unit  string // the case that it is, given back as it left
}

// StartHand asks for the department and the reason first.
func StartHand(desk *Desk, urgent bool) (Flow, error) {
	f := &Hand{desk: desk, urgent: urgent}
	return f, f.askDepartment()
}

func (f *Hand) Busy() bool { return f.ask != nil || !f.urgent && len(f.items) > 0 }

func (f *Hand) Next() Flow {
	if f.done {
		return nil
	}
	return f
}

func (f *Hand) say(code string, pairs ...any) words.Text {
	if f.urgent {
		return words.Say("urgent."+code, pairs...)
	}
	return words.Say("giveback."+code, pairs...)
}

func (f *Hand) askDepartment() error {
	q := &question{
		big: f.say("department"), says: words.Say("hand.department_more"), prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.department")},
	}
	err := f.desk.Ledger.View(func(view fact.View) error {
		stock.EachPlace(view, func(p stock.Place) bool {
			if p.Kind == stock.Department && len(q.choices) < maxRows {
				q.choices = append(q.choices, screen.Choice{ID: placeChoice + string(p.ID), Text: words.Say("name", "name", p.Name)})
			}
			return true
		})
		return nil
	})
	q.chosen = func(_ context.Context, id string) error { return f.toDepartment(strings.TrimPrefix(id, placeChoice)) }
	q.typed = func(_ context.Context, text string) error { return f.toDepartment(text) }
	f.ask = q
	return err
}

func (f *Hand) toDepartment(text string) error {
	id := stock.PlaceID(strings.ToUpper(strings.TrimSpace(text)))
	found := false
	err := f.desk.Ledger.View(func(view fact.View) error {
		p, _ := stock.FindPlace(view, id)
		found = p.Kind == stock.Department
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return fact.Refuse("no_department", "place", string(id))
	}
	f.department = id
	reasons := document.GiveBackReasons
	if f.urgent {
		reasons = document.UrgentReasons
	}
	f.ask = why(f.say("reason"), reasons, func(_ context.Context, reason string) error {
		f.ask, f.reason = nil, reason
		f.last = face{state: screen.Idle, big: f.say("scan"), says: f.say("scan_more")}
		return nil
	})
	return nil
}

func (f *Hand) Scan(ctx context.Context, r scan.Reading) error {
	if f.ask != nil && r.Kind == scan.KindPlace && f.department == "" {
		return f.toDepartment(r.ID)
	}
	if open, err := answer(ctx, f.ask, r); open {
		return err
	}
	switch {
	case f.ask != nil:
		return fact.Refuse("answer_first")
	case r.Kind == scan.KindPlace && f.urgent:
		return f.bin(stock.PlaceID(r.ID))
	case r.Kind == scan.KindProduct || r.Kind == scan.KindPart || r.Kind == scan.KindTrace || r.Kind == scan.KindLogistic:
		return f.pack(ctx, r)
	}
	return fact.Refuse("unknown_code", "code", r.Text)
}

func (f *Hand) bin(id stock.PlaceID) error {
	return f.desk.Ledger.View(func(view fact.View) error {
		if p, found := stock.FindPlace(view, id); !found || !p.Kind.Pickable() {
			return fact.Refuse("no_bin", "place", string(id))
		}
		f.place = id
		f.last = face{state: screen.Good, big: f.say("scan"), says: words.Say("pick.at_bin", "place", string(id))}
		return nil
	})
}

// pack books a pack that leaves, or puts one that comes back on the list.
func (f *Hand) pack(ctx context.Context, r scan.Reading) error {
	if f.ask = doubtful(r, f.pack); f.ask != nil {
		return nil
	}
	var p *pack
	var h handed
	err := f.desk.Ledger.View(func(view fact.View) (err error) {
		p = read(view, r)
		switch {
		case f.urgent:
			h, err = f.leaving(view, p, r)
		case p.unit != "":
			h, err = f.caseBack(view, p.unit)
		default:
			h, err = f.packBack(view, p, r)
		}
		return err
	})
	if err != nil {
		return err
	}
	f.last.fields = nil
	if f.urgent {
		return f.leave(ctx, p, h)
	}
	f.items = append(f.items, h)
	f.last = face{state: screen.Good, big: itemLine(p.item), says: words.Say("giveback.listed", "amount", document.Amount(p.item, h.goods[0].Quantity), "lot", h.goods[0].Lot)}
	if p.unit != "" {
		f.last.big, f.last.says = words.Say("unit.title", "unit", p.unit), words.Say("giveback.case_listed")
	}
	return nil
}

// leaving is a pack that leaves in an emergency, from where it lies.
func (f *Hand) leaving(view fact.View, p *pack, r scan.Reading) (handed, error) {
	if no := p.mixed(); no != nil {
		return handed{}, no
	}
	goods, err := goodsOf(p, r)
	if err != nil {
		return handed{}, err
	}
	if goods.From = f.from(view, p.key()); goods.From == "" {
		return handed{}, fact.Refuse("lot_nowhere", "lot", p.lot, "item", p.item.Name)
	}
	goods.Quantity = min(p.quantity, max(stock.OnHand(view, p.key(), goods.From).Quantity, 1))
	return handed{goods: []document.Goods{goods}, packs: numbersOf(view, p, goods)}, nil
}

// packBack is a single pack that comes back.
func (f *Hand) packBack(view fact.View, p *pack, r scan.Reading) (handed, error) {
	goods, err := goodsOf(p, r)
	if has := document.HasOf(view, f.department, p.item.ID, p.single()); has > 0 {
		goods.Quantity = min(goods.Quantity, has) // of an opened pack just what they got
	}
	h := handed{goods: []document.Goods{goods}, packs: numbersOf(view, p, goods)}
	if err != nil {
		return h, err
	}
	return h, f.back(h).Fits(view)
}

// caseBack is a case that comes back as it left, by its one scan.
func (f *Hand) caseBack(view fact.View, unit string) (h handed, err error) {
	h.unit = unit
	if h.goods, err = document.GoodsIn(view, unit); err != nil {
		return h, err
	}
	return h, f.back(h).Fits(view)
}

// goodsOf is what is said of a pack that goes from hand to hand.
func goodsOf(p *pack, r scan.Reading) (document.Goods, error) {
	switch {
	case !p.known():
		return document.Goods{}, fact.Refuse("unknown_code", "code", either(p.said(), r.Text))
	case p.lot == "":
		return document.Goods{}, fact.Refuse("lot_missing", "item", p.item.Name)
	}
	return document.Goods{Item: p.item.ID, Lot: p.lot, Quantity: p.quantity}, nil
}

// back is all that comes back, with what is about to be listed.
func (f *Hand) back(more ...handed) document.TakeBack {
	c := document.TakeBack{Department: f.department, Reason: f.reason}
	for _, h := range slices.Concat(f.items, more) {
		c.Goods, c.Serials = append(c.Goods, h.goods...), append(c.Serials, h.packs...)
		if h.unit != "" {
			c.Units = append(c.Units, h.unit)
		}
	}
	return c
}

// numbersOf are the numbers of a pack, or of those in a case.
func numbersOf(view fact.View, p *pack, goods document.Goods) (all []document.Serial) {
	if p.single() != "" {
		return []document.Serial{{Item: p.item.ID, Number: p.single(), Quantity: goods.Quantity, Lot: p.lot}}
	}
	if p.unit == "" {
		return nil
	}
	for _, l := range stock.Leaves(view, p.unit) {
		all = append(all, document.Serial{Item: l.Item, Number: l.Number, Quantity: l.Left, Lot: l.Lot})
	}
	return all
}

// from is the bin that was scanned if it holds the lot, else any that does.
func (f *Hand) from(view fact.View, lot stock.LotKey) stock.PlaceID {
	if f.place != "" && stock.OnHand(view, lot, f.place).Quantity > 0 {
		return f.place
	}
	for _, place := range placesOf(view, lot) {
		return place
	}
	return ""
}

func (f *Hand) leave(ctx context.Context, p *pack, h handed) error {
	goods := h.goods[0]
	command := document.IssueUrgently{Issue: f.issue, Department: f.department, Reason: f.reason, Goods: h.goods, Serials: h.packs}
	recorded, err := f.desk.Ledger.Post(ctx, command)
	if err != nil {
		return err
	}
	gone := recorded[0].Fact.(document.UrgentlyIssued)
	f.issue = gone.Issue.ID
	f.items = append(f.items, h)
	f.last = face{state: screen.Good, big: itemLine(p.item), says: words.Say("urgent.left", "amount", document.Amount(p.item, goods.Quantity), "lot", p.lot, "place", string(goods.From))}
	for _, a := range gone.Against {
		f.last.fields = append(f.last.fields, field("against", fact.Headline(a.Code), ""))
	}
	return nil
}

func (f *Hand) Choose(ctx context.Context, id string) error {
	switch {
	case id == "back" && f.ask != nil:
		f.ask = nil
		f.done = f.reason == ""
		return nil
	case f.ask != nil:
		return f.ask.choose(ctx, id)
	case id == "leave" || id == "finish" && f.urgent:
		f.done = true
		return nil
	case id == "receiver" && f.urgent && f.issue != "":
		return f.take()
	case id == "undo" && !f.urgent && len(f.items) > 0:
		f.unlist()
		return nil
	case id == "finish" && len(f.items) > 0:
		return f.sign()
	}
	return ErrNoChoice
}

// unlist takes the last pack off the list of what comes back.
func (f *Hand) unlist() {
	f.items = f.items[:len(f.items)-1]
	f.last = face{state: screen.Good, big: f.say("scan"), says: words.Say("giveback.unlisted")}
}

// sign asks who brings the goods for badge and PIN, and before that two who
// count what is of a two-person class; then it books them.
func (f *Hand) sign() error {
	command := f.back()
	return f.desk.Ledger.View(func(view fact.View) error {
		needs, hash := command.Signing(view)
		signing{
			desk: f.desk, big: f.say("sign"), hash: hash, needs: needs, ask: func(q *question) { f.ask = q },
			then: func(ctx context.Context, given []fact.Signature) error {
				f.ask = nil
				_, err := f.desk.Ledger.Post(ctx, command, given...)
				f.done = err == nil
				return err
			},
		}.begin()
		return nil
	})
}

// take asks who takes the goods of an emergency to sign for all that has left,
// where there is time for it.
func (f *Hand) take() error {
	command := document.SignUrgent{Issue: f.issue}
	return f.desk.Ledger.View(func(view fact.View) error {
		issue, _ := document.FindIssue(view, f.issue)
		needs, hash := command.Signing(view)
		signing{
			desk: f.desk, big: f.say("sign"), shown: issueFields(view, issue), hash: hash, needs: needs, ask: func(q *question) { f.ask = q },
			then: func(ctx context.Context, given []fact.Signature) error {
				f.ask = nil
				command.Receiver = given[0].Person
				if _, err := f.desk.Ledger.Post(ctx, command, given...); err != nil {
					return err
				}
				f.last = face{state: screen.Good, big: f.say("scan"), says: words.Say("urgent.signed", "name", given[0].Name)}
				return nil
			},
		}.begin()
		return nil
	})
}

func (f *Hand) Type(ctx context.Context, text string) error {
	if f.ask == nil {
		return ErrNoQuestion
	}
	return f.ask.take(ctx, text)
}

func (f *Hand) Screen() screen.Screen {
	s := screen.Screen{Title: f.say("title")}
	f.last.onto(&s)
	err := f.desk.Ledger.View(func(view fact.View) error {
		department, _ := stock.FindPlace(view, f.department)
		s.Where = words.Say("name", "name", department.Name)
		list := screen.List{Title: f.say("list")}
		for i := len(f.items) - 1; i >= 0; i-- {
			for _, g := range f.items[i].goods {
				if item, _ := stock.FindItem(view, g.Item); len(list.Rows) < maxRows {
					list.Rows = append(list.Rows, screen.Row{Text: itemLine(item), Detail: words.Plain(g.Lot), Value: document.Amount(item, g.Quantity)})
				}
			}
		}
		s.Lists = append(s.Lists, list)
		return nil
	})
	if err != nil {
		return faulty(s)
	}
	if len(f.items) > 0 {
		s.Choices = append(s.Choices, mainChoice("finish"))
		s.Choices = append(s.Choices, choice(map[bool]string{true: "receiver", false: "undo"}[f.urgent]))
	}
	if len(f.items) == 0 || !f.urgent {
		s.Choices = append(s.Choices, choice("leave"))
	}
	if f.ask != nil {
		f.ask.onto(&s)
	}
	return s
}
