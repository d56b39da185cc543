package intake

import (
	"slices"

	"lotgate/internal/document"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// orderRow is one line of an order as a row has it.
type orderRow struct {
	order, supplier string
	date            stock.Date
	line            int // 0: the next
	item            stock.ItemID
	quantity        stock.Quantity // packages of the level
	level           stock.Level
	priceE4         int64
	consigned       string // "yes", "no"; "" where a row leaves it to the first
}

const maxLines = 9999

func (l *Load) readOrder(in line) {
	row := orderRow{
		order:    in.code("order"),
		supplier: in.code("supplier"),
		date:     in.date("date", true),
		line:     int(in.whole("line", 0, maxLines, false)),
		item:     stock.ItemID(in.code("item")),
		quantity: in.quantity(),
		level:    stock.Level(in.oneOf("level", "level", "")),
		priceE4:  in.price("price"),
	}
	if in.cell("consigned") != "" {
		row.consigned = in.oneOf("consigned", "yes", "")
	}
	if in.cell("price") == "" {
		in.bad("price", "missing")
	}
	l.orders = append(l.orders, found[orderRow]{in.origin, row})
}

func (l *Load) readNote(in line) {
	note := document.DeliveryNote{ID: in.code("note"), Order: in.code("order"), Supplier: in.optionalCode("supplier")}
	l.notes = append(l.notes, found[document.DeliveryNote]{in.origin, note})
}

func (c *check) checkOrders() {
	for _, rows := range grouped(c.orders, func(r orderRow) string { return r.order }) {
		if rows[0].value.order != "" {
			c.checkOrder(rows)
		}
	}
}

func (c *check) checkOrder(rows []found[orderRow]) {
	head := rows[0].value
	order := document.Order{ID: head.order, Supplier: head.supplier, Date: head.date, Consigned: head.consigned == "yes"}
	before := c.problems.count()
	c.needSupplier(rows[0].origin, "supplier", head.supplier)
	numbers := c.numberLines(len(rows), func(i int) (origin, int) { return rows[i].origin, rows[i].value.line })
	for i, r := range rows {
		c.sameHead(r.origin, "supplier", r.value.supplier, head.supplier)
		c.sameHead(r.origin, "consigned", r.value.consigned, head.consigned)
		c.sameHead(r.origin, "date", string(r.value.date), string(head.date))
		order.Lines = append(order.Lines, c.orderLine(r, numbers[i]))
	}
	slices.SortFunc(order.Lines, func(a, b document.OrderLine) int { return a.No - b.No })
	c.order[order.ID] = order
	if !c.claim(rows[0].origin, "order", Orders, order.ID) || c.problems.count() > before {
		return
	}
	old, known := document.FindOrder(c.view, order.ID)
	switch {
	case !known:
		c.add(document.OrderPlaced{Order: order})
	case !same(old, order):
		c.bad(rows[0].origin, "order", "placed_already", "number", order.ID)
	}
}

// sameHead asks that what concerns a whole document is the same in all of its
// rows.
func (c *check) sameHead(o origin, column, value, head string) {
	if value != head && value != "" && head != "" {
		c.bad(o, column, "head_differs", "value", head)
	}
}

// numberLines gives a number to each line that has none, and refuses one that
// stands there twice.
func (c *check) numberLines(n int, at func(i int) (origin, int)) []int {
	numbers := make([]int, n)
	seen := map[int]origin{}
	last := 0
	for i := range numbers {
		o, no := at(i)
		if no == 0 {
			no = last + 1
		}
		if before, twice := seen[no]; twice {
			c.bad(o, "line", "twice", "file", before.file, "row", before.number())
		}
		numbers[i], seen[no] = no, o
		last = max(last, no)
	}
	return numbers
}

func (c *check) orderLine(r found[orderRow], no int) document.OrderLine {
	row := r.value
	line := document.OrderLine{No: no, Item: row.item, Level: row.level, PriceE4: row.priceE4}
	item, ok := c.needItem(r.origin, row.item)
	if !ok {
		return line
	}
	if len(item.Suppliers) > 0 && row.supplier != "" && !slices.Contains(item.Suppliers, row.supplier) {
		c.bad(r.origin, "supplier", "not_designated", "item", string(item.ID), "allowed", sameIn(item.Suppliers))
	}
	_, line.Quantity = c.inBase(r.origin, item, row.level, row.quantity)
	c.value(r.origin, row.priceE4, row.quantity)
	return line
}

// maxValueE4 bounds the value of one row, so that sums of it always fit.
const maxValueE4 = 100_000_000_000_000 // ten billion currency units

// value is the price of so many packages.
func (c *check) value(o origin, priceE4 int64, quantity stock.Quantity) int64 {
	if quantity > 0 && priceE4 > maxValueE4/int64(quantity) {
		c.bad(o, "price", "value", "most", maxValueE4/10_000)
		return 0
	}
	return priceE4 * int64(quantity)
}

// sameIn is a list of codes, the same in every language.
func sameIn(codes []string) words.Names {
	return listed(codes, words.Plain)
}

func (c *check) checkNotes() {
	for _, r := range once(c, c.notes, "note", func(n document.DeliveryNote) string { return n.ID }) {
		c.checkNote(r.origin, r.value)
	}
}

func (c *check) checkNote(o origin, note document.DeliveryNote) {
	supplier, known := c.supplierOf(note.Order)
	switch {
	case note.Order == "": // noted when it was read
		return
	case !known && c.missing(Orders):
		c.bad(o, "order", "no_order", "order", note.Order)
		return
	case !known:
		return
	case note.Supplier == "":
		note.Supplier = supplier
	case note.Supplier != supplier && supplier != "":
		c.bad(o, "supplier", "other_supplier", "order", note.Order, "supplier", supplier)
		return
	}
	if !c.claim(o, "note", Notes, note.ID) {
		return
	}
	old, there := document.FindDeliveryNote(c.view, note.ID)
	switch {
	case !there:
		c.add(document.NoteAnnounced{Note: note})
		c.noted[note.ID] = true
	case old != note:
		c.bad(o, "note", "placed_already", "number", note.ID)
	}
}

// supplierOf is who delivers an order, of the load or placed before.
func (c *check) supplierOf(order string) (supplier string, known bool) {
	if o, here := c.order[order]; here {
		return o.Supplier, true
	}
	o, known := document.SummariseOrder(c.view, order)
	return o.Supplier, known
}
