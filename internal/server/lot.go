package server

import (
	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// lotOrder asks for another status of a lot.
type lotOrder struct {
	ID     string       `json:"id"` // made by the client; the same again writes nothing
	Item   stock.ItemID `json:"item"`
	Lot    string       `json:"lot"`
	Reason string       `json:"reason"` // a code, or a person's own words
}

func (o lotOrder) key() stock.LotKey { return stock.LotKey{Item: o.Item, Number: o.Lot} }

// lotAnswer is all that is to be known of one lot.
type lotAnswer struct {
	lotRow
	Why    words.Text `json:"why"`    // the reason in words
	Places []lotPlace `json:"places"` // where it is now
	Recall string     `json:"recall"` // number of the last one, "" if there was none
	Steps  []lotStep  `json:"steps"`  // what the viewer may do to it
}

// lotPlace is how much of a lot is in one place.
type lotPlace struct {
	Place    stock.PlaceID   `json:"place"`
	Name     words.Names     `json:"name"`
	Kind     stock.PlaceKind `json:"kind"`
	Quantity stock.Quantity  `json:"quantity"` // base units
	Amount   words.Text      `json:"amount"`   // in the packages that people count in
	Reserved stock.Quantity  `json:"reserved"` // of it, promised to open picks
}

// lotStep is a status that the viewer may set.
type lotStep struct {
	Step    string   `json:"step" enum:"hold,recall,release"`
	Reasons []option `json:"reasons"`
}

func (c *call) lot() error {
	query := c.r.URL.Query()
	return c.sendLot(stock.LotKey{Item: stock.ItemID(query.Get("item")), Number: query.Get("lot")})
}

func (c *call) sendLot(key stock.LotKey) error {
	var answer lotAnswer
	found := false
	err := c.Ledger.View(func(view fact.View) error {
		lot, is := stock.FindLot(view, key)
		item, _ := stock.FindItem(view, key.Item)
		found = is
		answer.lotRow, answer.Why = c.lotRow(policy.In(view), item, lot), stock.Why(lot.Reason).Said(c.language())
		answer.Steps = c.lotSteps(lot.Status)
		recall, _ := document.RecallOf(view, key)
		answer.Recall = recall.ID
		stock.EachHoldingOf(view, key, func(l stock.Lying) bool {
			answer.Places = append(answer.Places, c.lotPlace(view, item, l))
			return true
		})
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return fact.Refuse("no_lot", "item", string(key.Item), "lot", key.Number)
	}
	answer.Places, answer.Steps = orEmpty(answer.Places), orEmpty(answer.Steps)
	return c.send(answer)
}

func (c *call) lotPlace(view fact.View, item stock.Item, l stock.Lying) lotPlace {
	place, _ := stock.FindPlace(view, l.Place)
	return lotPlace{
		Place: l.Place, Name: stock.PlaceName(view, l.Place), Kind: place.Kind, Quantity: l.Quantity,
		Amount: document.Amount(item, l.Quantity).Said(c.language()), Reserved: document.Reserved(view, l.Lot, l.Place),
	}
}

func (c *call) lotSteps(status stock.Status) (steps []lotStep) {
	stopped := status.Stopped()
	if status != stock.Held && status != stock.Recalled && c.who.May(auth.LotHold) {
		steps = append(steps, lotStep{"hold", c.reasons(stock.Held)})
	}
	if status != stock.Recalled && c.who.May(auth.LotRecall) {
		steps = append(steps, lotStep{"recall", c.reasons(stock.Recalled)})
	}
	if stopped && c.who.May(auth.LotRelease) {
		steps = append(steps, lotStep{"release", c.reasons(stock.Usable)})
	}
	return steps
}

func (c *call) holdLot() error {
	return c.setLot(func(o lotOrder) fact.Command { return document.HoldLot{Lot: o.key(), Reason: o.Reason} })
}

func (c *call) recallLot() error {
	return c.setLot(func(o lotOrder) fact.Command { return document.RecallLot{Lot: o.key(), Reason: o.Reason} })
}

func (c *call) releaseLot() error {
	return c.setLot(func(o lotOrder) fact.Command { return document.ReleaseLot{Lot: o.key(), Reason: o.Reason} })
}

func (c *call) setLot(command func(lotOrder) fact.Command) error {
	var o lotOrder
	if err := c.read(&o); err != nil {
		return err
	}
	if _, err := c.post(o.ID, command(o)); err != nil {
		return err
	}
	return c.sendLot(o.key())
}
