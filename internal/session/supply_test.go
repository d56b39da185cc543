package session_test

import (
	"strconv"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// deliver takes a delivery file in.
func deliver(p *play, a []string) string {
	d := document.Delivery{ID: a[0], Supplier: "S1", Order: a[1]}
	for i := 2; i+5 < len(a); i += 6 {
		d.Lines = append(d.Lines, document.DeliveryLine{
			No: len(d.Lines) + 1, Item: stock.ItemID(a[i]), Lot: a[i+1], Expiry: stock.Date(a[i+2]), Quantity: number(a[i+3]),
			Level: stock.Level(strings.TrimSuffix(a[i+4], "*")), PriceE4: int64(number(a[i+5])), Codes: strings.Count(a[i+4], "*"),
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

// paper files a paper of S1: KIND NUMBER EXPIRY.
func paper(p *play, a []string) string {
	return p.do(document.FilePaper{Paper: document.Paper{Supplier: "S1", Kind: document.PaperKind(a[0]), Number: a[1], Expiry: stock.Date(a[2])}})
}

// review reviews S1: OUTCOME [REASON].
func review(p *play, a []string) string {
	c := document.ReviewSupplier{Supplier: "S1", Outcome: document.SupplierState(a[0])}
	if len(a) > 1 {
		c.Reason = a[1]
	}
	return p.do(c)
}

// unreviewed makes S1 a supplier that came in when reviews were kept.
func unreviewed(p *play, _ []string) string {
	var s stock.Supplier
	_ = p.house.View(func(view fact.View) error {
		s, _ = stock.FindSupplier(view, "S1")
		return nil
	})
	s.New = true
	p.house.Say(stock.SupplierDefined{Supplier: s})
	return ""
}

// consign places order CG-9 of S1 on consignment: 48 capsules at 12.50 a box.
func consign(p *play, _ []string) string {
	p.house.Say(document.OrderPlaced{Order: document.Order{ID: "CG-9", Supplier: "S1", Date: p.house.Today(), Consigned: true, Lines: []document.OrderLine{
		{No: 1, Item: "AMOX", Quantity: 48, Level: stock.Box, PriceE4: 125_000},
	}}})
	return ""
}

// worth prints what goods in a place are worth: ITEM LOT PLACE.
func worth(p *play, a []string) (text string) {
	_ = p.house.View(func(view fact.View) error {
		text = document.Money(stock.OnHand(view, stock.LotKey{Item: stock.ItemID(a[0]), Number: a[1]}, stock.PlaceID(a[2])).ValueE4) + "\n"
		return nil
	})
	return text
}

// do posts a command from elsewhere, and prints its refusal.
func (p *play) do(c fact.Command) string {
	if _, err := p.house.Do("boss", c); err != nil {
		return err.Error() + "\n"
	}
	return ""
}

func release(p *play, _ []string) string {
	return p.do(document.ReleaseApart{Supplier: "S1", To: "DOCK-1"})
}
