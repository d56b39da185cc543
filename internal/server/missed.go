package server

import (
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// missedRow is goods that left without the codes of their packs, though all of
// their lot bear one.
type missedRow struct {
	ItemID     stock.ItemID   `json:"itemId"`
	Item       words.Names    `json:"item"`
	Spec       string         `json:"spec"`
	Lot        string         `json:"lot"`
	Document   string         `json:"document"`   // that they left by
	Kind       string         `json:"kind"`       // of the document
	Department words.Names    `json:"department"` // they went to
	Quantity   stock.Quantity `json:"quantity"`   // base units
	Amount     words.Text     `json:"amount"`
	Says       words.Text     `json:"says"` // all of it in a sentence
}

func (c *call) missedRow(view fact.View, m stock.CodesMissed) missedRow {
	item, _ := stock.FindItem(view, m.Lot.Item)
	row := missedRow{
		ItemID: m.Lot.Item, Item: item.Name, Spec: item.Spec, Lot: m.Lot.Number, Document: m.Document, Kind: "damage", Quantity: m.Quantity,
		Amount: document.Amount(item, m.Quantity).Said(c.language()),
	}
	if issue, found := document.FindIssue(view, m.Document); found {
		row.Kind, row.Department = "issue", stock.PlaceName(view, issue.Department)
	}
	row.Says = words.Say("missed.says", "amount", row.Amount, "lot", row.Lot, "document", row.Document).Said(c.language())
	return row
}

// missedCodes lists all such goods until it is known which packs they were.
func (c *call) missedCodes() error {
	return list(c, listing[missedRow]{
		each: func(view fact.View, _ string, each func(missedRow) bool) {
			stock.EachMissed(view, func(m stock.CodesMissed) bool { return each(c.missedRow(view, m)) })
		},
		key: func(r missedRow) string { return string(r.ItemID) + between + r.Lot + between + r.Document },
		text: func(r missedRow) []string {
			return []string{string(r.ItemID), r.Item.ZH, r.Item.EN, r.Lot, r.Document, r.Department.ZH, r.Department.EN}
		},
	})
}

// missedOrder says which pack it was.
type missedOrder struct {
	ID        string       `json:"id"`             // made by the client; the same again writes nothing
	Item      stock.ItemID `json:"item,omitempty"` // of a maker's serial number; a trace code tells it
	Code      string       `json:"code"`
	Document  string       `json:"document"`  // that it left by
	Signature signature    `json:"signature"` // of a pharmacist or supervisor
}

func (c *call) nameMissed() error {
	var o missedOrder
	if err := c.read(&o); err != nil {
		return err
	}
	if o.Item == "" {
		o.Item = c.itemOf(o.Code)
	}
	if _, err := c.postSigned(o.ID, document.NameMissed{Item: o.Item, Number: o.Code, Document: o.Document}, o.Signature); err != nil {
		return err
	}
	return c.sendTrace(o.Code, o.Item)
}
