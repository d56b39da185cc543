package session_test

import (
	"strconv"

	"lotgate/internal/document"
	"lotgate/internal/stock"
)

// deliver takes a delivery file in.
func deliver(p *play, a []string) string {
	d := document.Delivery{ID: a[0], Supplier: "S1", Order: a[1]}
	for i := 2; i+5 < len(a); i += 6 {
		d.Lines = append(d.Lines, document.DeliveryLine{
			No: len(d.Lines) + 1, Item: stock.ItemID(a[i]), Lot: a[i+1], Expiry: stock.Date(a[i+2]), Quantity: number(a[i+3]),
			Level: stock.Level(a[i+4]), PriceE4: int64(number(a[i+5])),
		})
	}
	p.house.Say(document.NoteAnnounced{Note: document.DeliveryNote{ID: d.ID, Supplier: d.Supplier, Order: d.Order}}, document.DeliveryAnnounced{Delivery: d})
	return ""
}

// announce tells the numbers of packs that a delivery file names.
func announce(p *play, a []string) string {
	line, err := strconv.Atoi(a[1])
	if err != nil {
		return err.Error()
	}
	f := stock.CodesAnnounced{Note: a[0], Line: line, Item: stock.ItemID(a[2]), Lot: a[3], Content: number(a[4]), Parent: a[5], Codes: a[6:]}
	if f.Item == "-" {
		f.Item, f.Lot = "", ""
	}
	if f.Parent == "-" {
		f.Parent = ""
	}
	p.house.Say(f)
	return ""
}
