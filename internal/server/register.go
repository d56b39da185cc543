package server

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// registerRow is one line of the register of controlled goods.
type registerRow struct {
	ItemID   stock.ItemID   `json:"itemId"`
	Item     words.Names    `json:"item"`
	Spec     string         `json:"spec"`
	At       time.Time      `json:"at"`
	Document string         `json:"document"`
	Partner  words.Names    `json:"partner"` // supplier or department
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry"`
	In       stock.Quantity `json:"in"` // base units
	Out      stock.Quantity `json:"out"`
	Balance  stock.Quantity `json:"balance"`
	Unit     words.Names    `json:"unit"`
	Person   words.Names    `json:"person"` // who booked it
	Signed   string         `json:"signed"` // who signed the document, and as what
	Seq      uint64         `json:"seq"`
}

// register lists what came of controlled goods and left, item by item, with
// the balance after each.
func (c *call) register() error {
	return list(c, listing[registerRow]{
		each: func(view fact.View, from string, each func(registerRow) bool) {
			item, rest, _ := strings.Cut(from, between)
			seq, _ := strconv.ParseUint(rest, 10, 64) // of a key that is cut short: from its beginning
			stock.EachEntry(view, stock.ItemID(item), seq, func(e stock.Entry) bool { return each(c.registerRow(view, e)) })
		},
		key: func(r registerRow) string { return string(r.ItemID) + between + fmt.Sprintf("%016d", r.Seq) },
		text: func(r registerRow) []string {
			return []string{string(r.ItemID), r.Item.ZH, r.Item.EN, r.Document, r.Partner.ZH, r.Partner.EN, r.Lot}
		},
	})
}

func (c *call) registerRow(view fact.View, e stock.Entry) registerRow {
	item, _ := stock.FindItem(view, e.Item)
	lot, _ := stock.FindLot(view, stock.LotKey{Item: e.Item, Number: e.Lot})
	person, _ := auth.FindPerson(view, e.Person)
	row := registerRow{
		ItemID: e.Item, Item: item.Name, Spec: item.Spec, At: e.At, Document: e.Document, Partner: stock.PlaceName(view, e.Place), Lot: e.Lot, Expiry: lot.Expiry,
		In: max(e.Change, 0), Out: max(-e.Change, 0), Balance: e.Balance, Unit: baseUnit(item), Person: person.Name, Seq: e.Seq,
	}
	var signed []string
	for _, s := range document.SignaturesOf(view, e.Document) {
		signed = append(signed, s.Meaning.Text().In(c.language())+": "+s.Name.In(c.language()))
	}
	row.Signed = strings.Join(signed, "; ")
	return row
}
