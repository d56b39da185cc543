package workflow

import (
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

func upperPlace(text string) stock.PlaceID {
	return stock.PlaceID(strings.ToUpper(strings.TrimSpace(text)))
}

// mostProposals is how many bins are shown, the first of them in large.
const mostProposals = 4

// putWhere says into which bin goods belong that were just scanned.
func putWhere(view fact.View, lot stock.LotKey, from stock.PlaceID) words.Text {
	free := stock.OnHand(view, lot, from).Quantity - document.Reserved(view, lot, from)
	bins := document.Propose(view, lot, free, 1)
	if len(bins) == 0 {
		return words.Say("home.put_anywhere")
	}
	return words.Say("home.put_away", "bin", string(bins[0].Place.ID))
}

// Screen shows where what is in hand goes, or what lies at the dock.
func (f *Put) Screen() screen.Screen {
	s := screen.Screen{Title: words.Say("put.title")}
	f.last.onto(&s)
	err := f.desk.Ledger.View(func(view fact.View) error {
		if f.hand == nil {
			f.drawDock(view, &s)
		} else {
			f.drawHand(view, &s)
		}
		return nil
	})
	if err != nil {
		return faulty(s)
	}
	if f.ask != nil {
		f.ask.onto(&s)
	}
	return s
}

func (f *Put) drawDock(view fact.View, s *screen.Screen) {
	all := onDock(view, f.desk.Dock, mostOnDock)
	list := screen.List{Title: words.Say("list.dock", "n", len(all)), More: max(len(all)-maxRows, 0)}
	for i, l := range all[:min(len(all), maxRows)] {
		item, _ := stock.FindItem(view, l.lot.Item)
		lot, _ := stock.FindLot(view, l.lot)
		list.Rows = append(list.Rows, screen.Row{
			Text: itemLine(item), Detail: words.Say("lot.line", "lot", lot.Number, "expiry", string(lot.Expiry)), Value: document.Amount(item, l.quantity),
		})
		if i < maxTaps {
			s.Choices = append(s.Choices, screen.Choice{ID: l.id(), Text: words.Say("put.choice", "name", item.Name, "lot", lot.Number)})
		}
	}
	if len(all) == 0 && s.State == screen.Idle {
		s.Big, s.Says = words.Say("put.empty"), words.Say("put.empty_more")
	}
	s.Lists = append(s.Lists, list)
	s.Choices = append(s.Choices, choice("leave"))
}

func (f *Put) drawHand(view fact.View, s *screen.Screen) {
	item, _ := stock.FindItem(view, f.hand.lot.Item)
	lot, _ := stock.FindLot(view, f.hand.lot)
	bins := document.Propose(view, f.hand.lot, f.hand.quantity, mostProposals)
	if s.State != screen.Bad {
		s.Big, s.Says = words.Say("put.none"), words.Say("put.none_more", "item", item.Name)
		if len(bins) > 0 {
			s.Big, s.Says = words.Plain(string(bins[0].Place.ID)), words.Say("put.to", "why", words.Say("put.why."+bins[0].Why))
		}
	}
	amount := document.Amount(item, f.hand.quantity)
	if f.hand.unit != "" {
		amount = words.Say("unit.title", "unit", f.hand.unit)
	}
	s.Fields = append(s.Fields,
		field("item", itemLine(item), ""), field("quantity", amount, screen.Large),
		field("lot", words.Plain(lot.Number), screen.Code), field("expiry", words.Plain(string(lot.Expiry)), ""),
	)
	list := screen.List{Title: words.Say("list.bins")}
	for _, b := range bins {
		row := screen.Row{Text: words.Plain(string(b.Place.ID)), Detail: words.Say("put.why." + b.Why)}
		if b.Room >= 0 {
			row.Value = words.Say("put.room", "n", b.Room)
		}
		list.Rows = append(list.Rows, row)
	}
	s.Lists = append(s.Lists, list)
	s.Prompt = &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.put")}
	if f.pass != nil {
		s.Choices = append(s.Choices, choice("allow"))
	}
	s.Choices = append(s.Choices, choice("back"), choice("leave"))
}
