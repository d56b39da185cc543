package board

import (
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// mostCounted bounds how much of a long list a board counts.
const mostCounted = 500

// Expiry shows what has expired and still lies in the store, and what comes to
// a step of near expiry, the most pressing first.
func Expiry(view fact.View, on time.Time) screen.Screen {
	day := stock.DateOf(on)
	rules := policy.In(view)
	expired, near := screen.List{Title: words.Say("board.expired")}, screen.List{Title: words.Say("board.near")}
	far, counted := 0, 0
	stock.EachExpiring(view, "", func(expiry stock.Date, l stock.Lying) bool {
		item, _ := stock.FindItem(view, l.Lot.Item)
		lot, _ := stock.FindLot(view, l.Lot)
		step, is := rules.Near(policy.Goods{Item: item, Lot: lot, Place: stock.Place{ID: l.Place}}, day)
		switch {
		case expiry < day:
			add(&expired, expiryRow(item, expiry, l, screen.Bad, "", words.Say("server.lot.expired")))
		case is:
			add(&near, expiryRow(item, expiry, l, stateOf[step.Colour], step.Colour, words.Say("name", "name", step.Name)))
		default:
			far++
		}
		counted++
		return counted < mostCounted && far < mostCounted/5
	})
	s := screen.Screen{State: screen.Idle, Title: words.Say("board.expiry"), Where: words.Plain(string(day)), Lists: []screen.List{expired, near}}
	s.Big = words.Say("board.expiry_sum", "expired", len(expired.Rows)+expired.More, "near", len(near.Rows)+near.More)
	return s
}

// stateOf is how pressing a colour is.
var stateOf = map[string]screen.State{"yellow": screen.Idle, "orange": screen.Ask, "red": screen.Bad}

func add(list *screen.List, row screen.Row) {
	if len(list.Rows) == maxRows {
		list.More++
		return
	}
	list.Rows = append(list.Rows, row)
}

func expiryRow(item stock.Item, expiry stock.Date, l stock.Lying, state screen.State, mark string, step words.Text) screen.Row {
	return screen.Row{
		Text: words.Say("item.line", "name", item.Name, "spec", item.Spec), State: state, Mark: mark,
		Detail: words.Say("board.expires", "step", step, "expiry", string(expiry), "lot", l.Lot.Number, "place", string(l.Place)), Value: document.Amount(item, l.Quantity),
	}
}
