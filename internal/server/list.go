package server

import (
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// between parts a key of several parts; it is below all that a part may hold.
const between = "\x00"

func first(key string) string {
	part, _, _ := strings.Cut(key, between)
	return part
}

func (c *call) items() error {
	return list(c, listing[stock.Item]{
		each: func(view fact.View, from string, each func(stock.Item) bool) {
			stock.EachItem(view, stock.ItemID(from), each)
		},
		key: func(i stock.Item) string { return string(i.ID) },
		text: func(i stock.Item) []string {
			texts := []string{string(i.ID), i.Name.ZH, i.Name.EN, i.Spec, i.Manufacturer.ZH, i.Manufacturer.EN}
			for _, p := range i.Packages {
				texts = append(texts, p.GTINs...)
			}
			return texts
		},
	})
}

// lotRow is a lot with what a person calls its item.
type lotRow struct {
	Item   words.Names  `json:"item"`
	Spec   string       `json:"spec"`
	ItemID stock.ItemID `json:"itemId"`
	Lot    string       `json:"lot"`
	Expiry stock.Date   `json:"expiry"` // "" never expires
	Made   stock.Date   `json:"made"`
	Status stock.Status `json:"status"`
	State  words.Text   `json:"state"`
	Colour colour       `json:"colour" enum:",yellow,orange,red"` // of the step of near expiry that it has come to
	Reason string       `json:"reason"`
}

func (c *call) lotRow(rules *policy.Rulebook, item stock.Item, l stock.Lot) lotRow {
	state, colour := c.stateOf(rules, policy.Goods{Lot: l, Item: item})
	return lotRow{item.Name, item.Spec, l.Item, l.Number, l.Expiry, l.Made, l.Status, state, colour, l.Reason}
}

// colour is that of a step of near expiry, "" for none.
type colour string

// stateOf says how a lot stands today: whether it may be used, and to which
// step of near expiry it has come.
func (c *call) stateOf(rules *policy.Rulebook, g policy.Goods) (words.Text, colour) {
	day := stock.DateOf(c.Now())
	state := rules.State(g, day)
	if step, near := rules.Near(g, day); near && state == "near" {
		return words.Say("name", "name", step.Name).Said(c.language()), colour(step.Colour)
	}
	return words.Say("server.lot." + state).Said(c.language()), ""
}

func (c *call) lots() error {
	return list(c, listing[lotRow]{
		each: func(view fact.View, from string, each func(lotRow) bool) {
			rules := policy.In(view)
			eachItem(view, from, func(item stock.Item) (more bool) {
				more = true
				stock.EachLot(view, item.ID, func(l stock.Lot) bool {
					more = each(c.lotRow(rules, item, l))
					return more
				})
				return more
			})
		},
		key:  func(r lotRow) string { return string(r.ItemID) + between + r.Lot },
		text: func(r lotRow) []string { return []string{string(r.ItemID), r.Item.ZH, r.Item.EN, r.Spec, r.Lot} },
	})
}

// eachItem begins at the item that a key of several parts begins with.
func eachItem(view fact.View, from string, each func(stock.Item) bool) {
	stock.EachItem(view, stock.ItemID(first(from)), each)
}

// stockRow is how much of one lot lies in one place.
type stockRow struct {
	Item     words.Names    `json:"item"`
	Spec     string         `json:"spec"`
	ItemID   stock.ItemID   `json:"itemId"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry"`
	Place    stock.PlaceID  `json:"place"`
	Quantity stock.Quantity `json:"quantity"` // base units
	Unit     words.Names    `json:"unit"`
	ValueE4  int64          `json:"valueE4"`
	Status   stock.Status   `json:"status"`
	State    words.Text     `json:"state"`
	Colour   colour         `json:"colour" enum:",yellow,orange,red"` // of the step of near expiry that it has come to
}

func (c *call) stockRow(view fact.View, rules *policy.Rulebook, item stock.Item, l stock.Lying) stockRow {
	lot, _ := stock.FindLot(view, l.Lot)
	goods := policy.Goods{Lot: lot, Item: item, Place: stock.Place{ID: l.Place}}
	state, colour := c.stateOf(rules, goods)
	return stockRow{
		Item: item.Name, Spec: item.Spec, ItemID: item.ID, Lot: l.Lot.Number, Expiry: lot.Expiry, Place: l.Place,
		Quantity: l.Quantity, Unit: baseUnit(item), ValueE4: l.ValueE4, Status: lot.Status, State: state, Colour: colour,
	}
}

func baseUnit(item stock.Item) words.Names {
	if len(item.Packages) == 0 {
		return words.Names{}
	}
	return item.Packages[0].Unit
}

func (c *call) stock() error {
	return list(c, listing[stockRow]{
		each: func(view fact.View, from string, each func(stockRow) bool) {
			rules := policy.In(view)
			eachItem(view, from, func(item stock.Item) (more bool) {
				more = true
				stock.EachHolding(view, item.ID, func(l stock.Lying) bool {
					more = each(c.stockRow(view, rules, item, l))
					return more
				})
				return more
			})
		},
		key: func(r stockRow) string {
			return strings.Join([]string{string(r.ItemID), r.Lot, string(r.Place)}, between)
		},
		text: func(r stockRow) []string {
			return []string{string(r.ItemID), r.Item.ZH, r.Item.EN, r.Spec, r.Lot, string(r.Place)}
		},
	})
}

// above leaves out what is below from: places and suppliers are few, and
// their lists have no beginning to choose.
func above[R any](from string, key func(R) string, each func(R) bool) func(R) bool {
	return func(row R) bool { return key(row) < from || each(row) }
}

func (c *call) places() error {
	key := func(p stock.Place) string { return string(p.ID) }
	return list(c, listing[stock.Place]{
		each: func(view fact.View, from string, each func(stock.Place) bool) {
			stock.EachPlace(view, above(from, key, each))
		},
		key:  key,
		text: func(p stock.Place) []string { return []string{string(p.ID), p.Name.ZH, p.Name.EN, string(p.Kind)} },
	})
}

// personRow is a person without the hash of the PIN.
type personRow struct {
	ID       string         `json:"id"`
	Badge    string         `json:"badge"`
	Name     words.Names    `json:"name"`
	Roles    []auth.Role    `json:"roles"`
	Language words.Language `json:"language"`
	Left     bool           `json:"left"`
}

func (c *call) people() error {
	return list(c, listing[personRow]{
		each: func(view fact.View, from string, each func(personRow) bool) {
			auth.EachPersonFrom(view, from, func(p auth.Person) bool {
				return each(personRow{p.ID, p.Badge, p.Name, orEmpty(p.Roles), p.Language, p.Left})
			})
		},
		key:  func(p personRow) string { return p.ID },
		text: func(p personRow) []string { return []string{p.ID, p.Badge, p.Name.ZH, p.Name.EN} },
	})
}
