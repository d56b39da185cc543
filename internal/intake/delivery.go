package intake

import (
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// deliveryRow is one lot of a delivery, or one case of it, as a row has it.
type deliveryRow struct {
	note, order, supplier string
	item                  stock.ItemID
	lot                   string
	expiry, made          stock.Date
	level                 stock.Level
	quantity              stock.Quantity // packages of the level; 0 where the codes tell it
	priceE4               int64          // -1: the file tells none
	codes                 []string       // of packages of the level
	parent                string         // the case that they are in
}

func (l *Load) readDelivery(in line) {
	row := deliveryRow{
		note: in.code("note"), order: in.code("order"), supplier: in.optionalCode("supplier"),
		item: stock.ItemID(in.code("item")), lot: in.lot(), expiry: in.date("expiry", false), made: in.date("made", false),
		level: stock.Level(in.oneOf("level", "level", "")), codes: in.list("trace_codes"), parent: in.cell("parent"), priceE4: -1,
	}
	if in.cell("lot") == "" {
		in.bad("lot", "missing")
	}
	if in.cell("quantity") != "" || len(row.codes) == 0 {
		row.quantity = in.quantity()
	}
	if in.cell("price") != "" {
		row.priceE4 = in.price("price")
	}
	in.dates(row.made, row.expiry)
	if row.parent != "" && !isUnit(row.parent) {
		in.bad("parent", "unit_form")
		row.parent = ""
	}
	for _, code := range row.codes {
		if len(code) > maxLot || !fact.Clean(code) {
			in.bad("trace_codes", "pack_code", "code", code, "most", maxLot)
		}
	}
	l.deliveries = append(l.deliveries, found[deliveryRow]{in.origin, row})
}

// dates asks that goods expire after they were made.
func (l line) dates(made, expiry stock.Date) {
	if made != "" && expiry != "" && expiry <= made {
		l.bad("expiry", "before_made", "made", string(made))
	}
}

// isUnit reports whether s may be the number of a case: an SSCC with its check
// digit right, or a trace code.
func isUnit(s string) bool {
	if strings.Trim(s, "0123456789") != "" {
		return false
	}
	return len(s) == 20 || len(s) == 18 && checkDigit(s[:17]) == s[17]
}

func (c *check) checkDeliveries() {
	for _, rows := range grouped(c.deliveries, func(r deliveryRow) string { return r.note }) {
		if rows[0].value.note != "" {
			c.checkDelivery(rows)
		}
	}
}

func (c *check) checkDelivery(rows []found[deliveryRow]) {
	head := rows[0]
	before := c.problems.count()
	note := document.DeliveryNote{ID: head.value.note, Order: head.value.order, Supplier: head.value.supplier}
	for _, r := range rows {
		c.sameHead(r.origin, "order", r.value.order, note.Order)
		c.sameHead(r.origin, "supplier", r.value.supplier, note.Supplier)
	}
	c.announceNote(head.origin, &note)
	d := announcement{check: c, Delivery: document.Delivery{ID: note.ID, Supplier: note.Supplier, Order: note.Order}, parents: map[string]origin{}, line: map[lineKey]int{}}
	d.fill(rows)
	old, known := document.FindDelivery(c.view, note.ID)
	switch {
	case known && !same(old, d.Delivery):
		c.bad(head.origin, "note", "placed_already", "number", note.ID)
		return
	case known:
		return // the same file again
	}
	d.checkCodes(rows)
	if c.problems.count() == before {
		c.add(document.DeliveryAnnounced{Delivery: d.Delivery})
		for _, f := range d.codes {
			c.add(f)
		}
	}
}

// announceNote makes the delivery's note where nobody did so before, and
// completes its supplier.
func (c *check) announceNote(o origin, note *document.DeliveryNote) {
	if old, there := document.FindDeliveryNote(c.view, note.ID); there && old.Order == note.Order && (note.Supplier == "" || note.Supplier == old.Supplier) {
		*note = old
		return
	}
	if c.noted[note.ID] {
		supplier, _ := c.supplierOf(note.Order)
		if note.Supplier == "" {
			note.Supplier = supplier
		}
		return
	}
	c.checkNote(o, *note)
	note.Supplier, _ = c.supplierOf(note.Order)
}

// announcement is one delivery while its rows are brought together.
type announcement struct {
	*check
	document.Delivery
	parents map[string]origin // cases that rows name, and the first one to do so
	line    map[lineKey]int
	codes   []stock.CodesAnnounced
}

// lineKey tells the lines of a delivery apart: rows that have it in common are
// one line, in several cases.
type lineKey struct {
	stock.LotKey
	level stock.Level
}

func (d *announcement) fill(rows []found[deliveryRow]) {
	for _, r := range rows {
		if _, twice := d.parents[r.value.parent]; r.value.parent != "" && !twice {
			d.parents[r.value.parent] = r.origin
		}
	}
	for _, r := range rows {
		d.add(r)
	}
}

// structure reports whether a row only tells which cases stand on a pallet:
// what is in them has rows of its own.
func (d *announcement) structure(r deliveryRow) bool {
	for _, code := range r.codes {
		if _, parent := d.parents[code]; !parent {
			return false
		}
	}
	return len(r.codes) > 0
}

func (d *announcement) add(r found[deliveryRow]) {
	row := r.value
	item, ok := d.needItem(r.origin, row.item)
	if !ok || d.structure(row) {
		d.announce(row, 0, 0)
		return
	}
	if row.made > d.today {
		d.bad(r.origin, "made", "made_later")
	}
	if row.expiry == "" && item.NeedsExpiry() && r.cell("expiry") == "" {
		d.bad(r.origin, "expiry", "expiry_missing", "item", string(item.ID))
	}
	packs := row.quantity
	if n := stock.Quantity(len(row.codes)); packs == 0 {
		packs = n
	} else if n > 0 && n != packs {
		d.bad(r.origin, "quantity", "codes_count", "n", len(row.codes), "quantity", int64(packs))
	}
	p, quantity := d.inBase(r.origin, item, row.level, packs)
	d.value(r.origin, max(row.priceE4, 0), packs)
	i := d.lineOf(r, quantity)
	d.Lines[i].Codes += len(row.codes)
	d.announce(row, d.Lines[i].No, p.Content)
}

// lineOf finds the line of a row and adds to it.
func (d *announcement) lineOf(r found[deliveryRow], quantity stock.Quantity) int {
	row := r.value
	key := lineKey{stock.LotKey{Item: row.item, Number: row.lot}, row.level}
	i, known := d.line[key]
	if !known {
		i = len(d.Lines)
		d.line[key] = i
		d.Lines = append(d.Lines, document.DeliveryLine{
			No: i + 1, Item: row.item, Lot: row.lot, Expiry: row.expiry, Made: row.made, Level: row.level, PriceE4: row.priceE4,
		})
	}
	l := &d.Lines[i]
	d.sameHead(r.origin, "expiry", string(row.expiry), string(l.Expiry))
	d.sameHead(r.origin, "made", string(row.made), string(l.Made))
	if row.priceE4 >= 0 && l.PriceE4 >= 0 && row.priceE4 != l.PriceE4 {
		d.bad(r.origin, "price", "head_differs", "value", document.Money(l.PriceE4))
	}
	if quantity > stock.MaxQuantity-l.Quantity {
		d.bad(r.origin, "quantity", "too_many", "most", int64(stock.MaxQuantity))
		return i
	}
	l.Quantity += quantity
	return i
}

// maxCodes is how many numbers of packs one fact holds.
const maxCodes = 500

func (d *announcement) announce(row deliveryRow, line int, content stock.Quantity) {
	f := stock.CodesAnnounced{Note: d.ID, Line: line, Parent: row.parent}
	if content > 0 {
		f.Item, f.Lot, f.Content = row.item, row.lot, content
	}
	for rest := row.codes; len(rest) > 0; {
		n := min(len(rest), maxCodes)
		f.Codes, rest = rest[:n], rest[n:]
		d.codes = append(d.codes, f)
	}
}
