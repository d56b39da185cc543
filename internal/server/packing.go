package server

import (
	"slices"
	"strconv"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// packingOrder opens packages of a lot where they lie, or fills them.
type packingOrder struct {
	ID      string         `json:"id"` // made by the client; the same again writes nothing
	Item    stock.ItemID   `json:"item"`
	Lot     string         `json:"lot"`
	Place   stock.PlaceID  `json:"place"`
	From    stock.Level    `json:"from,omitempty"` // opened, or put in; base units without
	To      stock.Level    `json:"to,omitempty"`   // what comes out, or is filled; base units without
	Count   stock.Quantity `json:"count"`          // packages opened or filled
	Printer string         `json:"printer,omitempty"`
}

func (o packingOrder) key() stock.LotKey { return stock.LotKey{Item: o.Item, Number: o.Lot} }

// packingAnswer is how a lot lies in a place afterwards.
type packingAnswer struct {
	Quantity stock.Quantity `json:"quantity"` // base units there
	Loose    stock.Quantity `json:"loose"`    // of them, in no package
	Amount   words.Text     `json:"amount"`
	Labels   []string       `json:"labels"` // that were queued
}

func level(l stock.Level) stock.Level { return stock.Level(either(string(l), string(stock.Base))) }

func (c *call) unpack() error {
	return c.packs(func(o packingOrder) fact.Command {
		return document.Unpack{Lot: o.key(), Place: o.Place, From: level(o.From), To: level(o.To), Count: o.Count, Printer: o.Printer}
	})
}

func (c *call) repack() error {
	return c.packs(func(o packingOrder) fact.Command {
		return document.Repack{Lot: o.key(), Place: o.Place, From: level(o.From), To: level(o.To), Count: o.Count, Printer: o.Printer}
	})
}

func (c *call) packs(command func(packingOrder) fact.Command) error {
	var o packingOrder
	if err := c.read(&o); err != nil {
		return err
	}
	if err := c.prints(o.Printer); err != nil {
		return err
	}
	recorded, err := c.post(o.ID, command(o))
	if err != nil {
		return err
	}
	answer := packingAnswer{Labels: queued(recorded)}
	err = c.Ledger.View(func(view fact.View) error {
		item, _ := stock.FindItem(view, o.Item)
		answer.Quantity, answer.Loose = stock.OnHand(view, o.key(), o.Place).Quantity, document.Loose(view, o.key(), o.Place)
		answer.Amount = document.Amount(item, answer.Quantity).Said(c.language())
		return nil
	})
	if err != nil {
		return err
	}
	return c.send(answer)
}

// prints refuses a printer that there is not: its labels would wait for ever.
func (c *call) prints(name string) error {
	if name == "" || c.Labels != nil && slices.Contains(c.Labels.Printers(), name) {
		return nil
	}
	return fact.Refuse("unknown_printer", "printer", name)
}

// queued lists the numbers of the labels that were queued.
func queued(recorded []fact.Recorded) []string {
	labels := []string{}
	for _, r := range recorded {
		if _, is := r.Fact.(document.LabelQueued); is {
			labels = append(labels, strconv.FormatUint(r.Meta.Seq, 10))
		}
	}
	return labels
}

// labelOrder prints labels for packages of a lot: with a code of our own where
// they bear none.
type labelOrder struct {
	ID      string       `json:"id"` // made by the client; the same again writes nothing
	Item    stock.ItemID `json:"item"`
	Level   stock.Level  `json:"level,omitempty"` // base units without
	Lot     string       `json:"lot"`
	Expiry  stock.Date   `json:"expiry,omitempty"`
	Made    stock.Date   `json:"made,omitempty"`
	Copies  int          `json:"copies"`
	Printer string       `json:"printer"`
}

// labelAnswer names the label, and the code of our own on it.
type labelAnswer struct {
	Labels []string `json:"labels"`
	Code   string   `json:"code"` // as it is scanned; "" where the package bears a code of its maker
}

func (c *call) labelGoods() error {
	var o labelOrder
	if err := c.read(&o); err != nil {
		return err
	}
	if err := c.prints(o.Printer); err != nil {
		return err
	}
	command := document.LabelGoods{
		Item: o.Item, Level: level(o.Level), Lot: o.Lot, Expiry: o.Expiry, Made: o.Made, Copies: o.Copies, Printer: o.Printer,
	}
	recorded, err := c.post(o.ID, command)
	if err != nil {
		return err
	}
	answer := labelAnswer{Labels: queued(recorded)}
	for _, r := range recorded {
		if l, is := r.Fact.(document.LabelQueued); is && l.Label.Own != "" {
			answer.Code = stock.OwnMark + l.Label.Own
		}
	}
	return c.send(answer)
}
