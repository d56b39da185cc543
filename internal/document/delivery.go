package document

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Delivery is the file that a supplier sends along with a delivery note
// (随货同行单): what is in the boxes, lot by lot. It bears the note's number. The
// numbers of single packs are announced beside it, by stock.CodesAnnounced.
type Delivery struct {
	ID       string         `json:"id"`
	Supplier string         `json:"supplier"`
	Order    string         `json:"order"`
	Lines    []DeliveryLine `json:"lines"`
}

// DeliveryLine is one lot of one item that is said to come.
type DeliveryLine struct {
	No       int            `json:"no"`
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Made     stock.Date     `json:"made,omitempty"`
	Quantity stock.Quantity `json:"quantity"` // base units
	Level    stock.Level    `json:"level"`    // the package that the price is for
	PriceE4  int64          `json:"priceE4"`  // of one such package, as invoiced; below nothing where the file tells none
	Codes    int            `json:"codes,omitempty"`
}

var (
	deliveries    = fact.NewTable[deliveryHead]("delivery")
	deliveryLines = fact.NewTable[DeliveryLine]("delivery-line") // delivery, no
	deliveryItems = fact.NewTable[bool]("delivery-item")         // delivery, item, no
	deliveriesOf  = fact.NewTable[bool]("delivery-of")           // order, delivery
	receiptOfNote = fact.NewTable[string]("note-receipt")        // note -> the receipt it came with
)

type deliveryHead struct {
	Supplier string `json:"supplier"`
	Order    string `json:"order"`
	Lines    int    `json:"lines"`
	At       string `json:"at"` // day it was taken in
}

// DeliverySummary is a delivery without its lines.
type DeliverySummary struct {
	ID       string     `json:"id"`
	Supplier string     `json:"supplier"`
	Order    string     `json:"order"`
	Lines    int        `json:"lines"`
	Date     stock.Date `json:"date"`              // it was taken in
	Receipt  string     `json:"receipt,omitempty"` // it came with
}

// SummariseDelivery reads a delivery's head.
func SummariseDelivery(view fact.View, id string) (DeliverySummary, bool) {
	head, found := deliveries.Get(view, id)
	receipt, _ := receiptOfNote.Get(view, id)
	return DeliverySummary{id, head.Supplier, head.Order, head.Lines, stock.Date(head.At), receipt}, found
}

// FindDelivery reads a delivery with all its lines.
func FindDelivery(view fact.View, id string) (Delivery, bool) {
	head, found := deliveries.Get(view, id)
	d := Delivery{ID: id, Supplier: head.Supplier, Order: head.Order}
	EachDeliveryLine(view, id, func(l DeliveryLine) bool {
		d.Lines = append(d.Lines, l)
		return true
	})
	return d, found
}

// FindDeliveryLine reads one line of a delivery.
func FindDeliveryLine(view fact.View, id string, no int) (DeliveryLine, bool) {
	return deliveryLines.Get(view, id, number(no))
}

// EachDelivery calls each with every delivery whose number is not below from
// until it answers false.
func EachDelivery(view fact.View, from string, each func(DeliverySummary) bool) {
	deliveries.EachFrom(view, from, func(key []string, _ deliveryHead) bool {
		d, _ := SummariseDelivery(view, key[0])
		return each(d)
	})
}

// EachDeliveryOf calls each with every delivery of an order until it answers
// false.
func EachDeliveryOf(view fact.View, order string, each func(DeliverySummary) bool) {
	deliveriesOf.Each(view, func(key []string, _ bool) bool {
		d, _ := SummariseDelivery(view, key[0])
		return each(d)
	}, order)
}

// EachDeliveryLine calls each with every line of a delivery until it answers
// false.
func EachDeliveryLine(view fact.View, id string, each func(DeliveryLine) bool) {
	deliveryLines.Each(view, func(_ []string, l DeliveryLine) bool { return each(l) }, id)
}

// deliveryLinesOf reads the lines of a delivery that name an item.
func deliveryLinesOf(view fact.View, id string, item stock.ItemID) (lines []DeliveryLine) {
	deliveryItems.Each(view, func(key []string, _ bool) bool {
		line, _ := deliveryLines.Get(view, id, key[0])
		lines = append(lines, line)
		return true
	}, id, string(item))
	return lines
}

// Announced reports whether a delivery of the order is said to bring the lot.
func Announced(view fact.View, order string, lot stock.LotKey) (found bool) {
	EachDeliveryOf(view, order, func(d DeliverySummary) bool {
		found = slices.ContainsFunc(deliveryLinesOf(view, d.ID, lot.Item), func(l DeliveryLine) bool { return l.Lot == lot.Number })
		return !found
	})
	return found
}

// DeliveryAnnounced is a delivery file as it was taken in. It is taken once.
type DeliveryAnnounced struct{ Delivery Delivery }

func (DeliveryAnnounced) Kind() string { return "delivery" }

func (f DeliveryAnnounced) Apply(store fact.Store, meta fact.Meta) {
	d := f.Delivery
	deliveries.Put(store, deliveryHead{d.Supplier, d.Order, len(d.Lines), string(stock.DateOf(meta.At))}, d.ID)
	deliveriesOf.Put(store, true, d.Order, d.ID)
	for _, l := range d.Lines {
		deliveryLines.Put(store, l, d.ID, number(l.No))
		deliveryItems.Put(store, true, d.ID, string(l.Item), number(l.No))
	}
}

// onlyDelivery is the delivery of an order that has not come with a receipt
// yet, "" where there is none or a choice.
func onlyDelivery(view fact.View, order string) (only string) {
	n := 0
	EachDeliveryOf(view, order, func(d DeliverySummary) bool {
		if d.Receipt == "" {
			only = d.ID
			n++
		}
		return n < 2
	})
	if n != 1 {
		return ""
	}
	return only
}
