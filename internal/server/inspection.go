package server

import (
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// dueRow is what waits for the quality person.
type dueRow struct {
	Receipt  string         `json:"receipt"`
	Open     bool           `json:"open"` // more may still be scanned into it
	Partner  words.Names    `json:"partner"`
	Item     words.Names    `json:"item"`
	Spec     string         `json:"spec"`
	ItemID   stock.ItemID   `json:"itemId"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry"`
	Place    stock.PlaceID  `json:"place"`
	Quantity stock.Quantity `json:"quantity"` // base units
	Unit     words.Names    `json:"unit"`
	Amount   words.Text     `json:"amount"` // in the packages that people count in
}

func (c *call) dueRow(view fact.View, d document.Due) dueRow {
	r, _ := document.FindReceipt(view, d.Receipt)
	item, _ := stock.FindItem(view, d.Item)
	return dueRow{
		d.Receipt, r.Open(), supplierName(view, r.Supplier), item.Name, item.Spec, d.Item, d.Lot, d.Expiry, d.Place, d.Quantity, baseUnit(item),
		document.Amount(item, d.Quantity).Said(c.language()),
	}
}

func (c *call) inspectionsDue() error {
	key := func(r dueRow) string { return strings.Join([]string{r.Receipt, string(r.ItemID), r.Lot}, between) }
	return list(c, listing[dueRow]{
		each: func(view fact.View, from string, each func(dueRow) bool) {
			document.EachDue(view, first(from), func(d document.Due) bool { return each(c.dueRow(view, d)) })
		},
		key:  key,
		text: func(r dueRow) []string { return []string{r.Receipt, string(r.ItemID), r.Item.ZH, r.Item.EN, r.Lot} },
	})
}

// inspectionOrder decides on all of a lot that a receipt brought.
type inspectionOrder struct {
	ID        string         `json:"id"` // made by the client; the same again writes nothing
	Receipt   string         `json:"receipt"`
	Item      stock.ItemID   `json:"item"`
	Lot       string         `json:"lot"`
	Sample    stock.Quantity `json:"sample"`   // base units that were looked at closely
	Rejected  stock.Quantity `json:"rejected"` // base units; 0 releases all
	Findings  string         `json:"findings"`
	Reason    string         `json:"reason,omitempty"` // code; where something is rejected
	Signature signature      `json:"signature"`
}

func (c *call) inspect() error {
	var o inspectionOrder
	if err := c.read(&o); err != nil {
		return err
	}
	command := document.Inspect{Receipt: o.Receipt, Item: o.Item, Lot: o.Lot, Sample: o.Sample, Rejected: o.Rejected, Findings: o.Findings, Reason: o.Reason}
	recorded, err := c.postSigned(o.ID, command, o.Signature)
	if err != nil {
		return err
	}
	made, err := madeOf[document.LotInspected](recorded[0])
	if err != nil {
		return err
	}
	return c.sendDocument("inspection", made.Inspection.ID)
}

// deskForm is what the forms at a desk choose from.
type deskForm struct {
	Places  []deskPlace `json:"places"` // bins, docks and quarantine
	Reasons []option    `json:"reasons"`
}

type deskPlace struct {
	ID   stock.PlaceID   `json:"id"`
	Name words.Names     `json:"name"`
	Kind stock.PlaceKind `json:"kind"`
}

func (c *call) deskForm() error {
	form := deskForm{Places: []deskPlace{}, Reasons: c.reasonsFor(document.DeskReasons)}
	err := c.Ledger.View(func(view fact.View) error {
		stock.EachPlace(view, func(p stock.Place) bool {
			if p.Kind == stock.Bin || p.Kind == stock.Dock || p.Kind == stock.Quarantine {
				form.Places = append(form.Places, deskPlace{p.ID, p.Name, p.Kind})
			}
			return true
		})
		return nil
	})
	if err != nil {
		return err
	}
	return c.send(form)
}
