// Package document holds the life of every paper of the store: orders and
// what is received against them, requisitions and what is issued, and the
// labels that are owed. Each document has a file of its own: its data, the
// commands that move it on, and the facts that result.
package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Order is the contract that alone allows a receipt.
type Order struct {
	ID       string      `json:"id"`
	Supplier string      `json:"supplier"`
	Date     stock.Date  `json:"date"`
	Lines    []OrderLine `json:"lines"`
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

var (
	orders = fact.NewTable[Order]("order")
	notes  = fact.NewTable[DeliveryNote]("note")
)

// FindOrder reads an order by its number.
func FindOrder(view fact.View, id string) (Order, bool) { return orders.Get(view, id) }

// EachOrder calls each with every order whose number is not below from until
// it answers false.
func EachOrder(view fact.View, from string, each func(Order) bool) {
	orders.EachFrom(view, from, func(_ []string, o Order) bool { return each(o) })
}

// FindDeliveryNote reads a delivery note by its number.
func FindDeliveryNote(view fact.View, id string) (DeliveryNote, bool) { return notes.Get(view, id) }

// EachDeliveryNote calls each with every delivery note until it answers false.
func EachDeliveryNote(view fact.View, each func(DeliveryNote) bool) {
	notes.Each(view, func(_ []string, n DeliveryNote) bool { return each(n) })
}

// OrderPlaced is an order as the buyer wrote it.
type OrderPlaced struct{ Order Order }

func (OrderPlaced) Kind() string { return "order" }

func (f OrderPlaced) Apply(store fact.Store, _ fact.Meta) { orders.Put(store, f.Order, f.Order.ID) }

// NoteAnnounced is a delivery note that the supplier sent ahead.
type NoteAnnounced struct{ Note DeliveryNote }

func (NoteAnnounced) Kind() string { return "delivery-note" }

func (f NoteAnnounced) Apply(store fact.Store, _ fact.Meta) { notes.Put(store, f.Note, f.Note.ID) }
