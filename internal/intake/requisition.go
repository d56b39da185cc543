package intake

import (
	"slices"

	"lotgate/internal/document"
	"lotgate/internal/stock"
)

// requisitionRow is one line of a requisition as a row has it.
type requisitionRow struct {
	requisition string
	department  stock.PlaceID
	date        stock.Date
	line        int // 0: the next
	item        stock.ItemID
	quantity    stock.Quantity // packages of the level
	level       stock.Level
	lot         string // the one that is asked for, "" for any
	asks        bool   // for approval here; else it was approved where it comes from
}

func (l *Load) readRequisition(in line) {
	l.requisitions = append(l.requisitions, found[requisitionRow]{in.origin, requisitionRow{
		requisition: in.code("requisition"),
		department:  stock.PlaceID(in.code("department")),
		date:        in.date("date", true),
		line:        int(in.whole("line", 0, maxLines, false)),
		item:        stock.ItemID(in.code("item")),
		quantity:    in.quantity(),
		level:       stock.Level(in.oneOf("level", "level", "")),
		lot:         in.lot(),
		asks:        in.oneOf("approval", "approval", "given") == "asked",
	}})
}

func (c *check) checkRequisitions() {
	for _, rows := range grouped(c.requisitions, func(r requisitionRow) string { return r.requisition }) {
		if rows[0].value.requisition != "" {
			c.checkRequisition(rows)
		}
	}
}

// approval says whether a requisition asks for it.
var approval = map[bool]string{true: "asked", false: "given"}

func (c *check) checkRequisition(rows []found[requisitionRow]) {
	head := rows[0].value
	requisition := document.Requisition{ID: head.requisition, Department: head.department, Date: head.date}
	before := c.problems.count()
	if place, ok := c.needPlace(rows[0].origin, "department", head.department); ok && place.Kind != stock.Department {
		c.bad(rows[0].origin, "department", "not_a_department", "place", string(place.ID))
	}
	numbers := c.numberLines(len(rows), func(i int) (origin, int) { return rows[i].origin, rows[i].value.line })
	for i, r := range rows {
		c.sameHead(r.origin, "department", string(r.value.department), string(head.department))
		c.sameHead(r.origin, "date", string(r.value.date), string(head.date))
		c.sameHead(r.origin, "approval", approval[r.value.asks], approval[head.asks])
		line := document.RequisitionLine{No: numbers[i], Item: r.value.item, Lot: r.value.lot}
		if item, ok := c.needItem(r.origin, r.value.item); ok {
			_, line.Quantity = c.inBase(r.origin, item, r.value.level, r.value.quantity)
		}
		requisition.Lines = append(requisition.Lines, line)
	}
	slices.SortFunc(requisition.Lines, func(a, b document.RequisitionLine) int { return a.No - b.No })
	if !c.claim(rows[0].origin, "requisition", Requisitions, requisition.ID) || c.problems.count() > before {
		return
	}
	old, known := document.FindRequisition(c.view, requisition.ID)
	switch {
	case !known && head.asks:
		c.add(document.RequisitionWritten{Requisition: requisition, Sent: true})
	case !known:
		c.add(document.RequisitionPlaced{Requisition: requisition})
	case !same(old.AsWritten(), requisition):
		c.bad(rows[0].origin, "requisition", "placed_already", "number", requisition.ID)
	}
}
