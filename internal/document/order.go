// Package document holds the life of every paper of the store: orders and
// what is received against them, requisitions and what is issued, and the
// labels that are owed. Each document has a file of its own: its data, the
// commands that move it on, and the facts that result.
package document

import (
	"fmt"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Order is the contract that alone allows a receipt.
type Order struct {
	ID       string      `json:"id"`
	Supplier string      `json:"supplier"`
	Date     stock.Date  `json:"date"`
	Lines    []OrderLine `json:"lines"`

	Consigned bool `json:"consigned,omitempty"` // its goods stay the supplier's until they are used
}

// OrderLine is one item of an order.
type OrderLine struct {
	No       int            `json:"no"`
	Item     stock.ItemID   `json:"item"`
	Quantity stock.Quantity `json:"quantity"` // base units
	Level    stock.Level    `json:"level"`    // the package that the price is for
	PriceE4  int64          `json:"priceE4"`  // of one such package, in 1/10,000 of the currency unit
}

// DeliveryNote is the supplier's paper that comes with the goods.
type DeliveryNote struct {
	ID       string `json:"id"`
	Supplier string `json:"supplier"`
	Order    string `json:"order"`
}

// An order is kept as a head and its lines apart, so that a scan reads the
// one line it touches and not the thousand beside it.
var (
	orders     = fact.NewNumberedTable[orderHead]("order")
	orderLines = fact.NewTable[OrderState]("order-line")   // order, no
	orderItems = fact.NewTable[bool]("order-item")         // order, item, no
	orderDue   = fact.NewTable[bool]("order-due")          // order, no: lines not complete yet
	openOrders = fact.NewNumberedTable[bool]("order-open") // those with a line due
	notes      = fact.NewTable[DeliveryNote]("note")
)

type orderHead struct {
	Supplier string     `json:"supplier"`
	Date     stock.Date `json:"date"`
	Lines    int        `json:"lines"`
	Done     int        `json:"done"` // lines complete

	Consigned bool `json:"consigned,omitempty"`
}

// OrderState is an order line and what has come of it.
type OrderState struct {
	OrderLine
	Received stock.Quantity `json:"received"`
}

// Open is what is still to come, in base units.
func (s OrderState) Open() stock.Quantity { return s.Quantity - s.Received }

func number(n int) string { return fmt.Sprintf("%06d", n) }

// FindOrder reads an order with all its lines.
func FindOrder(view fact.View, id string) (Order, bool) {
	head, found := orders.Get(view, id)
	if !found {
		return Order{}, false
	}
	order := Order{ID: id, Supplier: head.Supplier, Date: head.Date, Consigned: head.Consigned}
	EachOrderLine(view, id, func(l OrderState) bool {
		order.Lines = append(order.Lines, l.OrderLine)
		return true
	})
	return order, true
}

// OrderSummary is an order without its lines.
type OrderSummary struct {
	ID       string     `json:"id"`
	Supplier string     `json:"supplier"`
	Date     stock.Date `json:"date"`
	Lines    int        `json:"lines"`
	Done     int        `json:"done"`              // lines that have come in full
	Receipt  string     `json:"receipt,omitempty"` // open against it
}

// SummariseOrder reads an order's head.
func SummariseOrder(view fact.View, id string) (OrderSummary, bool) {
	head, found := orders.Get(view, id)
	receipt, _ := openReceipts.Get(view, id)
	return OrderSummary{id, head.Supplier, head.Date, head.Lines, head.Done, receipt}, found
}

// EachOrder calls each with every order whose number is not below from until
// it answers false.
func EachOrder(view fact.View, from string, each func(OrderSummary) bool) {
	orders.EachFrom(view, from, func(key []string, _ orderHead) bool {
		summary, _ := SummariseOrder(view, key[0])
		return each(summary)
	})
}

// EachOpenOrder calls each with every order that has a line due until it
// answers false.
func EachOpenOrder(view fact.View, each func(OrderSummary) bool) {
	openOrders.Each(view, func(key []string, _ bool) bool {
		summary, _ := SummariseOrder(view, key[0])
		return each(summary)
	})
}

// EachOrderLine calls each with every line of an order until it answers false.
func EachOrderLine(view fact.View, order string, each func(OrderState) bool) {
	orderLines.Each(view, func(_ []string, l OrderState) bool { return each(l) }, order)
}

// EachDueLine calls each with every line of an order that is not complete
// until it answers false.
func EachDueLine(view fact.View, order string, each func(OrderState) bool) {
	orderDue.Each(view, func(key []string, _ bool) bool {
		line, _ := orderLines.Get(view, order, key[0])
		return each(line)
	}, order)
}

// isConsigned reports whether goods of an order stay the supplier's.
func isConsigned(view fact.View, order string) bool {
	head, _ := orders.Get(view, order)
	return head.Consigned
}

// linesOf reads the lines of an order that name an item.
func linesOf(view fact.View, order string, item stock.ItemID) (lines []OrderState) {
	orderItems.Each(view, func(key []string, _ bool) bool {
		line, _ := orderLines.Get(view, order, key[0])
		lines = append(lines, line)
		return true
	}, order, string(item))
	return lines
}

// FindDeliveryNote reads a delivery note by its number.
func FindDeliveryNote(view fact.View, id string) (DeliveryNote, bool) { return notes.Get(view, id) }

// EachDeliveryNote calls each with every delivery note until it answers false.
func EachDeliveryNote(view fact.View, each func(DeliveryNote) bool) {
	notes.Each(view, func(_ []string, n DeliveryNote) bool { return each(n) })
}

// OrderPlaced is an order as the buyer wrote it. It is placed once.
type OrderPlaced struct{ Order Order }

func (OrderPlaced) Kind() string { return "order" }

func (f OrderPlaced) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Order.ID)
	o := f.Order
	orders.Put(store, orderHead{Supplier: o.Supplier, Date: o.Date, Lines: len(o.Lines), Consigned: o.Consigned}, o.ID)
	openOrders.Put(store, true, o.ID)
	for _, l := range o.Lines {
		orderLines.Put(store, OrderState{OrderLine: l}, o.ID, number(l.No))
		orderItems.Put(store, true, o.ID, string(l.Item), number(l.No))
		orderDue.Put(store, true, o.ID, number(l.No))
	}
}

// count adds a received quantity to a line, and keeps what is due in step.
func count(store fact.Store, order string, no int, quantity stock.Quantity) {
	line, found := orderLines.Get(store, order, number(no))
	if !found {
		return
	}
	was := line.Open() <= 0
	line.Received += quantity
	orderLines.Put(store, line, order, number(no))
	is := line.Open() <= 0
	if was == is {
		return
	}
	head, _ := orders.Get(store, order)
	if is {
		orderDue.Delete(store, order, number(no))
		head.Done++
	} else {
		orderDue.Put(store, true, order, number(no))
		head.Done--
	}
	orders.Put(store, head, order)
	if head.Done == head.Lines {
		openOrders.Delete(store, order)
	} else {
		openOrders.Put(store, true, order)
	}
}

// NoteAnnounced is a delivery note that the supplier sent ahead.
type NoteAnnounced struct{ Note DeliveryNote }

func (NoteAnnounced) Kind() string { return "delivery-note" }

func (f NoteAnnounced) Apply(store fact.Store, _ fact.Meta) { notes.Put(store, f.Note, f.Note.ID) }

// FindOrderLine reads one line of an order.
func FindOrderLine(view fact.View, order string, no int) (OrderState, bool) {
	return orderLines.Get(view, order, number(no))
}
