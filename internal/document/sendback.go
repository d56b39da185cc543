package document

import (
	"slices"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Return is what went back to the supplier of a receipt (退货单).
type Return struct {
	ID       string    `json:"id"`
	Receipt  string    `json:"receipt"`
	Order    string    `json:"order"`
	Supplier string    `json:"supplier"`
	Reason   string    `json:"reason"` // code
	Remark   string    `json:"remark,omitempty"`
	Carrier  string    `json:"carrier,omitempty"` // who took the goods along
	Credit   bool      `json:"credit,omitempty"`  // nothing comes in their place
	Lines    int       `json:"lines"`
	ValueE4  int64     `json:"valueE4"` // carried back
	Person   string    `json:"person"`
	Station  string    `json:"station,omitempty"`
	At       time.Time `json:"at"`
	Policy   int       `json:"policy,omitempty"` // the version it was decided under
}

var (
	returns     = fact.NewNumberedTable[Return]("return")
	returned    = fact.NewTable[stock.Quantity]("returned")      // receipt, item, lot
	countedBack = fact.NewTable[stock.Quantity]("returned-good") // the same, of what had counted as received
)

// FindReturn reads a return by its number.
func FindReturn(view fact.View, id string) (Return, bool) { return returns.Get(view, id) }

// EachReturn calls each with every return whose number is not below from until
// it answers false.
func EachReturn(view fact.View, from string, each func(Return) bool) {
	returns.EachFrom(view, from, func(_ []string, r Return) bool { return each(r) })
}

// Returnable is what of a lot a receipt brought, good or set aside, and did
// not see go back yet.
func Returnable(view fact.View, receipt string, lot stock.LotKey) (quantity stock.Quantity) {
	for _, kind := range []string{"good", "aside"} {
		line, _ := receiptLines.Get(view, receipt, string(lot.Item), lot.Number, kind)
		quantity += line.Quantity
	}
	back, _ := returned.Get(view, receipt, string(lot.Item), lot.Number)
	return quantity - back
}

// The refusals of a return.
var (
	ErrNoReceipt   = fact.Refuse("no_receipt")
	ErrMoreThanWas = fact.Refuse("more_than_received")
)

// SendBack returns goods to the supplier that a receipt brought them from, at
// what they are worth where they lie.
type SendBack struct {
	Receipt string
	Reason  string // code
	Remark  string
	Carrier string
	Goods   []Goods    // To is left empty: it is the supplier
	Numbers []Numbered // of packs that bear one
	Credit  bool       // the supplier credits them: nothing comes in their place
}

// Signing is whose signatures the return needs, and over what.
func (c SendBack) Signing(view fact.View) (needs []policy.Need, hash string) {
	return byTwo(view, c.Goods, policy.Counting), c.Hash()
}

// Hash is what they sign.
func (c SendBack) Hash() string { return fact.Hash(c) }

func (c SendBack) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	r, found := FindReceipt(view, c.Receipt)
	switch {
	case !found:
		return nil, fact.Refuse("no_receipt", "receipt", c.Receipt)
	case r.Open():
		return nil, fact.Refuse("receipt_still_open", "receipt", c.Receipt)
	case c.Reason == "" || !fact.Clean(c.Reason):
		return nil, ErrReasonMissing
	case !printable(c.Remark) || !printable(c.Carrier):
		return nil, ErrText
	}
	id := nextNumber(view, "TH", meta.At)
	back := map[stock.LotKey]stock.Quantity{}
	lines, moves, err := carry(view, meta, c.Goods, func(view fact.View, p Goods) (stock.Moved, error) {
		m, err := takeFree(view, stock.Moved{Lot: p.key(), From: p.From, To: stock.OutsidePlace(r.Supplier), Quantity: p.Quantity, Document: id})
		back[p.key()] += m.Quantity
		if most := Returnable(view, c.Receipt, p.key()); err == nil && back[p.key()] > most {
			item, _ := stock.FindItem(view, p.Item)
			err = fact.Refuse("more_than_received", "lot", p.Lot, "receipt", c.Receipt, "most", Amount(item, max(most, 0)))
		}
		return m, err
	})
	if err != nil {
		return nil, err
	}
	codes, err := c.leave(view, id, lines)
	if err != nil {
		return nil, err
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	due := c.dueAgain(view, id, r, lines)
	paper := Return{
		ID: id, Receipt: r.ID, Order: r.Order, Supplier: r.Supplier, Reason: c.Reason, Remark: c.Remark, Carrier: c.Carrier, Credit: c.Credit,
		Lines: len(lines), ValueE4: worth(lines), Person: meta.Person, Station: meta.Station, At: meta.At, Policy: policy.In(view).Number,
	}
	return slices.Concat([]fact.Fact{GoodsReturned{paper, lines}}, moves, notConsigned(view, paper, lines), codes, due), nil
}

// dueAgain notes on each line how much of it had counted as received, and says
// which lines of the order wait for as much again: a contract wants what it
// names, unless the supplier credits what went back.
func (c SendBack) dueAgain(view fact.View, id string, r Receipt, lines []Line) (facts []fact.Fact) {
	taken := map[int]stock.Quantity{} // of order lines, by this return
	counted := map[stock.LotKey]stock.Quantity{}
	aside := map[stock.LotKey]stock.Quantity{}
	for i, l := range lines {
		from, _ := stock.FindPlace(view, l.From)
		good := l.Quantity
		if from.Kind == stock.Quarantine {
			set := min(l.Quantity, asideLeft(view, r.ID, l.key())-aside[l.key()])
			aside[l.key()] += set
			good -= set
		}
		good = min(good, countedLeft(view, r.ID, l.key())-counted[l.key()])
		counted[l.key()] += good
		lines[i].Good = max(good, 0)
		if c.Credit {
			continue
		}
		for _, line := range slices.Backward(linesOf(view, r.Order, l.Item)) {
			part := min(good, line.Received-taken[line.No])
			if part <= 0 {
				continue
			}
			good -= part
			taken[line.No] += part
			facts = append(facts, OrderDueAgain{Order: r.Order, Line: line.No, Quantity: part, Return: id})
		}
	}
	return facts
}

// countedLeft is what of a lot counted as received on a receipt and did not go
// back, asideLeft the same of what was set aside there.
func countedLeft(view fact.View, receipt string, lot stock.LotKey) stock.Quantity {
	line, _ := receiptLines.Get(view, receipt, string(lot.Item), lot.Number, "good")
	back, _ := countedBack.Get(view, receipt, string(lot.Item), lot.Number)
	return line.Quantity - back
}

func asideLeft(view fact.View, receipt string, lot stock.LotKey) stock.Quantity {
	return max(Returnable(view, receipt, lot)-countedLeft(view, receipt, lot), 0)
}

// OrderDueAgain says that a line of an order waits for goods again, because
// they went back.
type OrderDueAgain struct {
	Order    string         `json:"order"`
	Line     int            `json:"line"`
	Quantity stock.Quantity `json:"quantity"` // base units
	Return   string         `json:"return"`
}

func (OrderDueAgain) Kind() string { return "order-due-again" }

func (f OrderDueAgain) Apply(store fact.Store, meta fact.Meta) {
	count(store, f.Order, f.Line, -f.Quantity)
	follow(store, meta, f.Order)
}

// notConsigned says of goods on consignment that went back that they will cost
// nothing any more.
func notConsigned(view fact.View, paper Return, lines []Line) []fact.Fact {
	trial := fact.NewTrial(view)
	for _, l := range lines {
		place, _ := stock.FindPlace(view, l.From)
		never := stock.Quantity(0)
		if place.Kind == stock.Quarantine {
			never = min(TurnedAway(view, l.key(), l.From), l.Quantity)
		}
		if place.Owner != "" && l.Quantity > never {
			trial.Apply(fact.Meta{}, costsNoMore(trial, place.Owner, l.key(), l.Quantity-never, paper.ID))
		}
	}
	return trial.Facts()
}

// costsNoMore says that so much on consignment will not be bought any more.
func costsNoMore(view fact.View, owner string, lot stock.LotKey, quantity stock.Quantity, document string) fact.Fact {
	held := stock.Consignment(view, owner, lot)
	quantity = min(quantity, held.Quantity)
	return stock.Consigned{Supplier: owner, Lot: lot, Quantity: -quantity, ValueE4: -stock.Share(held.ValueE4, quantity, held.Quantity), Document: document}
}

func worth(lines []Line) (sumE4 int64) {
	for _, l := range lines {
		sumE4 += l.ValueE4
	}
	return sumE4
}

// GoodsReturned sends goods back to their supplier.
type GoodsReturned struct {
	Return Return `json:"return"`
	Lines  []Line `json:"lines"`
}

func (GoodsReturned) Kind() string { return "goods-returned" }

func (f GoodsReturned) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "TH", meta.At)
	returns.Put(store, f.Return, f.Return.ID)
	putLines(store, f.Return.ID, f.Lines)
	for _, l := range f.Lines {
		key := []string{f.Return.Receipt, string(l.Item), l.Lot}
		back, _ := returned.Get(store, key...)
		returned.Put(store, back+l.Quantity, key...)
		if l.Good != 0 {
			good, _ := countedBack.Get(store, key...)
			countedBack.Put(store, good+l.Good, key...)
		}
		turnAway(store, l.spot(), -l.Quantity)
	}
	keepSignatures(store, f.Return.ID, meta)
	follow(store, meta, f.Return.ID, f.Return.Receipt)
}
