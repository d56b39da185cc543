package sim

import (
	"fmt"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Past is the history of a large store: every lot was ordered, announced with
// the codes of its packs, received box by box, and, but for the last tenth,
// issued box by box. A tenth of the lots is in stock, each in a bin of its own
// row.
type Past struct {
	Items int
	Lots  int
	Codes int // of single packs, that delivery files announced
}

// Of a lot: how many boxes came, of how many base units, and how many left
// where not all did.
const (
	pastBoxes   = 4
	pastBox     = 24
	pastBins    = 500
	pastLots    = 20 // of a delivery, and of the issue after it
	pastExpires = stock.Date("2099-12-31")
)

// PastItem is the code of an item of a past, from 0.
func PastItem(n int) stock.ItemID { return stock.ItemID(fmt.Sprintf("P%05d", n)) }

// PastGTIN is that of the item's box.
func PastGTIN(n int) string { return checked(fmt.Sprintf("0690%09d", n)) }

// checked adds a check digit of GS1.
func checked(digits string) string {
	sum := 0
	for i, c := range digits {
		sum += int(c-'0') * (1 + 2*((len(digits)-i)%2))
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}

// Each calls each with the facts of the past, some hundreds at a time.
func (p Past) Each(each func([]fact.Fact) error) error {
	if err := each(p.master()); err != nil {
		return err
	}
	for first := 0; first < p.Lots; first += pastLots {
		d := pastDelivery{Past: p, no: first/pastLots + 1, lots: min(pastLots, p.Lots-first), first: first}
		d.come()
		if first < p.Lots-p.Lots/10 {
			d.leave()
		}
		if err := each(d.facts); err != nil {
			return err
		}
	}
	return nil
}

func (p Past) master() (facts []fact.Fact) {
	facts = append(facts, stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", Name: words.Names{ZH: "国药", EN: "Sinopharm"}}})
	place := func(id string, kind stock.PlaceKind, walk int) {
		facts = append(facts, stock.PlaceDefined{Place: stock.Place{ID: stock.PlaceID(id), Kind: kind, Name: words.Names{ZH: id, EN: id}, Walk: walk}})
	}
	place("DOCK-1", stock.Dock, 9999)
	place("STAGE-1", stock.Staging, 0)
	place("ICU", stock.Department, 0)
	for n := range pastBins {
		place(string(pastBin(n)), stock.Bin, n+1)
	}
	for n := range p.Items {
		facts = append(facts, stock.ItemDefined{Item: stock.Item{
			ID: PastItem(n), Name: words.Names{ZH: fmt.Sprintf("药品%d", n), EN: fmt.Sprintf("Drug %d", n)}, Spec: "0.25 g x 24",
			Category: stock.Western, Class: stock.Ordinary, Storage: stock.Room, MinLifeDays: 180, NearDays: 365,
			Packages: []stock.Package{
				{Level: stock.Base, Unit: words.Names{ZH: "粒", EN: "capsule"}, Content: 1},
				{Level: stock.Box, Unit: words.Names{ZH: "盒", EN: "box"}, Content: pastBox, GTINs: []string{PastGTIN(n)}},
			},
		}})
	}
	return facts
}

func pastBin(n int) stock.PlaceID { return stock.PlaceID(fmt.Sprintf("R-%03d", n%pastBins)) }

// pastDelivery is one order, delivery, receipt and issue, of lots from first.
type pastDelivery struct {
	Past
	no, first, lots int
	facts           []fact.Fact
}

func (d *pastDelivery) say(facts ...fact.Fact) { d.facts = append(d.facts, facts...) }

func (d *pastDelivery) id(kind string) string { return fmt.Sprintf("%s-P-%06d", kind, d.no) }

func (d *pastDelivery) lot(n int) stock.LotKey {
	return stock.LotKey{Item: PastItem((d.first + n) % d.Items), Number: fmt.Sprintf("L%07d", d.first+n)}
}

// come orders, announces and receives the lots.
func (d *pastDelivery) come() {
	order := document.Order{ID: d.id("CG"), Supplier: "S1", Date: "2026-01-05"}
	delivery := document.Delivery{ID: d.id("SH"), Supplier: "S1", Order: order.ID}
	for n := range d.lots {
		lot := d.lot(n)
		order.Lines = append(order.Lines, document.OrderLine{No: n + 1, Item: lot.Item, Quantity: pastBoxes * pastBox, Level: stock.Box, PriceE4: 125_000})
		delivery.Lines = append(delivery.Lines, document.DeliveryLine{
			No: n + 1, Item: lot.Item, Lot: lot.Number, Expiry: pastExpires, Quantity: pastBoxes * pastBox, Level: stock.Box, PriceE4: 125_000, Codes: d.Codes / d.Lots,
		})
	}
	d.say(document.OrderPlaced{Order: order}, document.DeliveryAnnounced{Delivery: delivery})
	d.say(document.ReceiptOpened{Receipt: document.Receipt{ID: d.id("RK"), Order: order.ID, Supplier: "S1", Note: delivery.ID, Place: "DOCK-1", Person: "KP01", Station: "dock-1"}})
	for n := range d.lots {
		d.receive(n)
	}
	d.say(document.ReceiptFinished{Receipt: d.id("RK"), Order: order.ID, Edition: 1})
}

func (d *pastDelivery) receive(n int) {
	lot, codes := d.lot(n), make([]string, d.Codes/d.Lots)
	for i := range codes {
		codes[i] = fmt.Sprintf("8021761%07d%06d", d.first+n, i)
	}
	d.say(stock.CodesAnnounced{Note: d.id("SH"), Line: n + 1, Item: lot.Item, Lot: lot.Number, Content: pastBox, Codes: codes})
	d.say(stock.LotOpened{Lot: stock.Lot{LotKey: lot, Expiry: pastExpires, Status: stock.Usable}})
	for i := range pastBoxes {
		serial := ""
		if i < len(codes) {
			serial = codes[i]
		}
		d.say(document.PackReceived{
			Receipt: d.id("RK"), Order: d.id("CG"), Line: n + 1, Item: lot.Item, Level: stock.Box, Quantity: pastBox, Lot: lot.Number, Expiry: pastExpires,
			Serial: serial, Place: pastBin(d.first + n), ValueE4: 125_000,
		})
		d.say(stock.Moved{Lot: lot, From: stock.OutsidePlace("S1"), To: pastBin(d.first + n), Quantity: pastBox, ValueE4: 125_000, Document: d.id("RK")})
		if serial != "" {
			d.say(stock.SerialTaken{Item: lot.Item, Number: serial, Serial: stock.Serial{Lot: lot.Number, Document: d.id("RK"), Content: pastBox}})
		}
	}
}

// leave asks for all that came, picks it and hands it over.
func (d *pastDelivery) leave() {
	requisition := document.Requisition{ID: d.id("QL"), Department: "ICU", Date: "2026-01-06"}
	for n := range d.lots {
		requisition.Lines = append(requisition.Lines, document.RequisitionLine{No: n + 1, Item: d.lot(n).Item, Quantity: pastBoxes * pastBox})
	}
	d.say(document.RequisitionPlaced{Requisition: requisition})
	d.say(document.IssueOpened{Issue: document.Issue{ID: d.id("CK"), Requisition: requisition.ID, Department: "ICU", Staging: "STAGE-1", Person: "PK01", Station: "pick-1"}})
	for n := range d.lots {
		lot := d.lot(n)
		d.say(document.TaskPlanned{Task: document.Task{
			Issue: d.id("CK"), No: n + 1, Line: n + 1, Item: lot.Item, Lot: lot.Number, Expiry: pastExpires, Place: pastBin(d.first + n), Due: pastBoxes * pastBox,
		}})
		for range pastBoxes {
			d.say(document.PackPicked{
				Issue: d.id("CK"), Task: n + 1, Item: lot.Item, Lot: lot.Number, Expiry: pastExpires, Place: pastBin(d.first + n), Level: stock.Box, Quantity: pastBox, ValueE4: 125_000,
			})
			d.say(stock.Moved{Lot: lot, From: pastBin(d.first + n), To: "STAGE-1", Quantity: pastBox, ValueE4: 125_000, Document: d.id("CK")})
		}
	}
	for n := range d.lots {
		d.say(stock.Moved{Lot: d.lot(n), From: "STAGE-1", To: "ICU", Quantity: pastBoxes * pastBox, ValueE4: pastBoxes * 125_000, Document: d.id("CK")})
	}
	d.say(document.IssueHandedOver{Issue: d.id("CK"), Receiver: "RC01"})
}
