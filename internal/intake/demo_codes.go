package intake

import (
	"fmt"
	"slices"
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Group is a heading and the barcodes below it.
type Group struct {
	Title words.Text
	Codes []Code
}

// Code is one barcode to click or scan.
type Code struct {
	Text   words.Text // what it is
	Detail words.Text // what is to be expected of it
	Data   []byte     // what a scanner sends, with symbology identifier ("]d2...") where one tells more; a drawing leaves that off
	As     string     // datamatrix, code128, qr, ean13
}

const groupSeparator = "\x1d"

// DemoCodes lists barcodes of the demo store worth scanning on a day: its
// people, papers, packs good and bad, bins and commands. All is made from the
// demo's data.
func DemoCodes(today stock.Date) []Group {
	d := openDemo(today)
	groups := []Group{demoBadges(), d.papers()}
	document.EachOrder(d, "", func(o document.OrderSummary) bool {
		groups = append(groups, d.deliveryGroup(o.ID))
		return true
	})
	document.EachRequisition(d, "", func(r document.Requisition) bool {
		groups = append(groups, d.pickGroup(r))
		return true
	})
	return append(groups, d.oddGroup(), d.places(), demoCommands())
}

func own(prefix, id string, text, detail words.Text) Code {
	return Code{text, detail, []byte(prefix + id), "code128"}
}

func demoBadges() Group {
	g := Group{Title: words.Say("intake.demo.people")}
	for _, p := range DemoPeople() {
		g.Codes = append(g.Codes, badge(p))
	}
	return g
}

func badge(p DemoPerson) Code {
	roles := listed(p.Roles, func(r auth.Role) words.Text { return words.Say("auth.role." + string(r)) })
	return own(auth.BadgePrefix, p.Badge, words.Say("intake.demo.person", "name", p.Name), words.Say("intake.demo.pin", "pin", p.PIN, "roles", roles))
}

// papers are the numbers of all documents that work begins with.
func (d demoStore) papers() Group {
	g := Group{Title: words.Say("intake.demo.papers")}
	add := func(id string, detail words.Text) {
		g.Codes = append(g.Codes, own("LGD.", id, words.Plain(id), detail))
	}
	document.EachOrder(d, "", func(o document.OrderSummary) bool {
		supplier, _ := stock.FindSupplier(d, o.Supplier)
		add(o.ID, words.Say("intake.demo.order", "supplier", supplier.Name, "n", o.Lines))
		return true
	})
	document.EachDeliveryNote(d, func(n document.DeliveryNote) bool {
		add(n.ID, words.Say("intake.demo.note", "order", n.Order))
		return true
	})
	document.EachRequisition(d, "", func(r document.Requisition) bool {
		add(r.ID, d.departmentOf(r))
		return true
	})
	return g
}

func (d demoStore) departmentOf(r document.Requisition) words.Text {
	place, _ := stock.FindPlace(d, r.Department)
	return words.Say("intake.demo.requisition", "department", place.Name, "n", len(r.Lines))
}

// pickGroup is a walk: for each task the bin and a pack of the lot due there,
// then packs that must not go out, and who may sign.
func (d demoStore) pickGroup(r document.Requisition) Group {
	g := Group{Title: words.Say("intake.demo.picking", "number", r.ID, "department", d.departmentOf(r))}
	g.Codes = append(g.Codes, own("LGD.", r.ID, words.Plain(r.ID), d.departmentOf(r)))
	tasks := d.tasks(r.ID)
	last := stock.PlaceID("")
	for _, t := range tasks {
		item, _ := stock.FindItem(d, t.Item)
		if t.Place != last {
			g.Codes = append(g.Codes, d.place(t.Place))
			last = t.Place
		}
		due := words.Say("intake.demo.due", "amount", document.Amount(item, t.Due), "lot", t.Lot, "expiry", string(t.Expiry))
		if p, ok := scannable(item); ok {
			g.Codes = append(g.Codes, pack(item, p, element{lot: t.Lot, expiry: t.Expiry}, due))
		}
	}
	g.Codes = append(g.Codes, d.traps(tasks)...)
	if p, found := receiverFor(r.Department); found {
		g.Codes = append(g.Codes, badge(p))
	}
	return g
}

// receiverFor is who may sign for a department: its own receiver, or else one
// who signs for any.
func receiverFor(department stock.PlaceID) (receiver DemoPerson, found bool) {
	for _, p := range DemoPeople() {
		own := p.Department == string(department)
		if slices.Contains(p.Roles, auth.Receiver) && (own || p.Department == "" && !found) {
			receiver, found = p, true
		}
	}
	return receiver, found
}

// traps are packs of the items to be picked that are not due: one of a later
// lot with the bin it lies in, and one of each state in which a lot may not go
// out.
func (d demoStore) traps(tasks []document.Task) (codes []Code) {
	due := map[stock.LotKey]bool{}
	for _, t := range tasks {
		due[stock.LotKey{Item: t.Item, Number: t.Lot}] = true
	}
	traps := []struct {
		detail string
		fits   func(stock.Lot, document.Task) bool
	}{
		{"later", func(l stock.Lot, t document.Task) bool {
			return l.Status == stock.Usable && l.Expiry > t.Expiry && !due[l.LotKey]
		}},
		{"expired", func(l stock.Lot, _ document.Task) bool { return l.Expiry < d.today }},
		{string(stock.Held), func(l stock.Lot, _ document.Task) bool { return l.Status == stock.Held }},
		{string(stock.Recalled), func(l stock.Lot, _ document.Task) bool { return l.Status == stock.Recalled }},
		{string(stock.Quarantined), func(l stock.Lot, _ document.Task) bool { return l.Status == stock.Quarantined }},
	}
	for _, trap := range traps {
		for _, t := range tasks {
			item, _ := stock.FindItem(d, t.Item)
			p, ok := scannable(item)
			l, found := d.lot(t.Item, func(l stock.Lot) bool { return trap.fits(l, t) })
			if ok && found {
				if trap.detail == "later" {
					codes = append(codes, d.binOf(l.LotKey))
				}
				detail := words.Say("intake.demo."+trap.detail, "lot", l.Number, "expiry", string(l.Expiry), "reason", l.Reason)
				codes = append(codes, pack(item, p, element{lot: l.Number, expiry: l.Expiry}, detail))
				break
			}
		}
	}
	return codes
}

// binOf is a bin that holds a lot: its packs are judged only out of there.
func (d demoStore) binOf(lot stock.LotKey) (bin Code) {
	stock.EachHolding(d, lot.Item, func(l stock.Lying) bool {
		if l.Lot == lot {
			bin = d.place(l.Place)
		}
		return l.Lot != lot
	})
	return bin
}

func (d demoStore) place(id stock.PlaceID) Code {
	place, _ := stock.FindPlace(d, id)
	return own("LGL.", string(id), words.Plain(string(id)), words.Say("intake.demo.place", "name", place.Name))
}

func (d demoStore) places() Group {
	g := Group{Title: words.Say("intake.demo.places")}
	stock.EachPlace(d, func(p stock.Place) bool {
		if p.Kind == stock.Bin || p.Kind == stock.Quarantine {
			g.Codes = append(g.Codes, d.place(p.ID))
		}
		return true
	})
	return g
}

// commands are the choices that may be scanned instead of tapped.
var commands = strings.Fields("undo refuse quarantine finish cancel reopen next short allow handover yes no same another back leave signout")

func demoCommands() Group {
	g := Group{Title: words.Say("intake.demo.commands")}
	for _, c := range commands {
		g.Codes = append(g.Codes, own("LGC.", strings.ToUpper(c), words.Say("choice."+c), words.Say("intake.demo.command")))
	}
	return g
}

// element is what a GS1 code on a pack says beside its GTIN.
type element struct {
	lot, serial string
	expiry      stock.Date
}

// gs1 writes element strings in the order in which most makers print them:
// those of known length first.
func gs1(gtin string, e element) string {
	var b strings.Builder
	if gtin != "" {
		b.WriteString("01" + gtin)
	}
	if e.expiry != "" {
		b.WriteString("17" + strings.ReplaceAll(string(e.expiry), "-", "")[2:])
	}
	if e.lot != "" {
		b.WriteString("10" + e.lot)
	}
	if e.serial != "" {
		if e.lot != "" {
			b.WriteString(groupSeparator) // a lot's length is not known
		}
		b.WriteString("21" + e.serial)
	}
	return b.String()
}

// pack is a Data Matrix code, as medicine boxes bear it; cases bear GS1-128.
func pack(item stock.Item, p stock.Package, e element, detail words.Text) Code {
	code := Code{Text: packName(item, p), Detail: detail, Data: []byte("]d2" + gs1(p.GTINs[0], e)), As: "datamatrix"}
	if p.Level == stock.Case {
		code.Data, code.As = []byte("]C1"+gs1(p.GTINs[0], e)), "code128"
	}
	return code
}

func packName(item stock.Item, p stock.Package) words.Text {
	return words.Say("intake.demo.pack", "name", item.Name, "spec", item.Spec, "unit", p.Unit, "n", int64(p.Content))
}

// scannable is the package of an item that people handle, of those that bear
// a code.
func scannable(item stock.Item) (stock.Package, bool) {
	if usual := item.Usual(); len(usual.GTINs) > 0 {
		return usual, true
	}
	for _, p := range item.Packages {
		if len(p.GTINs) > 0 {
			return p, true
		}
	}
	return stock.Package{}, false
}

// retail is the EAN-13 of a package, if its GTIN is one.
func retail(p stock.Package) (string, bool) {
	if len(p.GTINs) == 0 || p.GTINs[0][0] != '0' {
		return "", false
	}
	return p.GTINs[0][1:], true
}

func freshLot(item stock.Item, n int) string {
	return fmt.Sprintf("D%s%02d", strings.TrimLeft(string(item.ID), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), n)
}
