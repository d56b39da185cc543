package server

import (
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// traceAnswer is the life of one single pack, or of a case.
type traceAnswer struct {
	Code     string       `json:"code"`
	Kind     string       `json:"kind" enum:"pack,case"`
	Item     words.Names  `json:"item"`
	Spec     string       `json:"spec"`
	ItemID   stock.ItemID `json:"itemId"`
	Lot      string       `json:"lot"`
	Expiry   stock.Date   `json:"expiry"`
	Standing string       `json:"standing" enum:"announced,here,partly,gone,whole,opened"`
	State    words.Text   `json:"state"`
	Amount   words.Text   `json:"amount"` // that is still in it
	Came     string       `json:"came"`   // document it came in by
	Went     string       `json:"went"`   // document it left by last
	Note     string       `json:"note"`   // delivery that announced it
	Parent   string       `json:"parent"` // case it is in, or was

	Places  []stock.PlaceID `json:"places"`  // of the store where it can lie now
	Missed  []missedRow     `json:"missed"`  // goods of its lot that left without a code: this pack may be among them
	Packs   []tracePack     `json:"packs"`   // of a case
	History []traceEvent    `json:"history"` // oldest first
}

type tracePack struct {
	Code   string       `json:"code"`
	ItemID stock.ItemID `json:"itemId"`
	Lot    string       `json:"lot"`
}

type traceEvent struct {
	At       time.Time   `json:"at"`
	What     words.Text  `json:"what"`
	Document string      `json:"document"`
	Station  string      `json:"station"`
	Person   words.Names `json:"person"`
}

// trace answers with the life of a pack. A trace code tells its item by its
// prefix; of a maker's serial number the item must be named.
func (c *call) traceCode() error {
	code, item := c.r.PathValue("code"), stock.ItemID(c.r.URL.Query().Get("item"))
	if item == "" {
		item = c.itemOf(code)
	}
	return c.sendTrace(code, item)
}

// itemOf is the item that a trace code is of.
func (c *call) itemOf(code string) (id stock.ItemID) {
	_ = c.Ledger.View(func(view fact.View) error { // a fault stops what follows, too
		item, _, _ := stock.FindCode(view, scan.TraceName(code))
		id = item.ID
		return nil
	})
	return id
}

func (c *call) sendTrace(code string, item stock.ItemID) error {
	var answer traceAnswer
	found := false
	err := c.Ledger.View(func(view fact.View) error {
		if _, isCase := stock.FindUnit(view, code); isCase {
			answer, found = c.traceCase(view, code), true
			return nil
		}
		var t stock.Trace
		if t, found = stock.FindTrace(view, item, code); found || stock.LastEvent(view, item, code, stock.WasFreed).Document != "" {
			answer, found = c.tracePack(view, item, code, t), true
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return fact.Refuse("no_trace", "code", code)
	}
	answer.Packs, answer.History, answer.Places, answer.Missed = orEmpty(answer.Packs), orEmpty(answer.History), orEmpty(answer.Places), orEmpty(answer.Missed)
	return c.send(answer)
}

func (c *call) tracePack(view fact.View, id stock.ItemID, code string, t stock.Trace) traceAnswer {
	item, _ := stock.FindItem(view, id)
	lot, known := stock.FindLot(view, stock.LotKey{Item: id, Number: t.Lot})
	if !known {
		line, _ := document.FindDeliveryLine(view, t.Note, t.Line)
		lot.Expiry = line.Expiry
	}
	a := traceAnswer{
		Code: code, Kind: "pack", Item: item.Name, Spec: item.Spec, ItemID: id, Lot: t.Lot, Expiry: lot.Expiry,
		Came: t.Came, Went: t.Went, Note: t.Note, Parent: t.Parent, Amount: document.Amount(item, t.Left).Said(c.language()),
	}
	switch {
	case t.Gone():
		a.Standing = "gone"
	case t.Came == "":
		a.Standing = "announced"
	case t.Went != "":
		a.Standing = "partly"
	default:
		a.Standing = "here"
	}
	a.State = words.Say("trace.state." + a.Standing).Said(c.language())
	a.History = c.events(view, id, code)
	if a.Places = stock.PlacesOf(view, id, code); t.Came == "" || t.Gone() {
		return a
	}
	stock.EachMissedOf(view, stock.LotKey{Item: id, Number: t.Lot}, func(by string, m stock.Miss) bool {
		if !stock.SeenSince(view, id, code, m.Seq) {
			a.Missed = append(a.Missed, c.missedRow(view, stock.CodesMissed{Lot: stock.LotKey{Item: id, Number: t.Lot}, Document: by, Quantity: m.Quantity}))
		}
		return true
	})
	return a
}

func (c *call) traceCase(view fact.View, code string) traceAnswer {
	u, _ := stock.FindUnit(view, code)
	a := traceAnswer{Code: code, Kind: "case", Parent: u.Parent, Standing: "whole"}
	if u.Opened {
		a.Standing = "opened"
	}
	for _, l := range stock.Leaves(view, code) {
		a.Packs = append(a.Packs, tracePack{l.Number, l.Item, l.Lot})
		a.Note, a.Came, a.Went = l.Note, l.Came, l.Went
	}
	if len(a.Packs) > 0 && !u.Opened {
		a.Places = stock.PlacesOf(view, a.Packs[0].ItemID, a.Packs[0].Code) // all of it stands there
	}
	if parts := document.PartsOf(view, code); len(parts) == 1 {
		item, _ := stock.FindItem(view, parts[0].Lot.Item)
		a.Item, a.Spec, a.ItemID, a.Lot = item.Name, item.Spec, item.ID, parts[0].Lot.Number
		a.Amount = document.Amount(item, parts[0].Quantity).Said(c.language())
	}
	a.State = words.Say("trace.state." + a.Standing).Said(c.language())
	a.History = c.events(view, "", code)
	return a
}

func (c *call) events(view fact.View, item stock.ItemID, code string) (all []traceEvent) {
	stock.EachEvent(view, item, code, func(e stock.Event) bool {
		what := words.Say("trace.event." + string(e.What)).Said(c.language())
		all = append(all, traceEvent{e.At, what, e.Document, e.Station, personName(view, e.Person)})
		return true
	})
	return all
}
