package server

import (
	"slices"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// The papers that are written at a desk or follow from a receipt.

func (c *call) inspectionRow(view fact.View, i document.Inspection) documentRow {
	return documentRow{"inspection", i.ID, i.Receipt, supplierName(view, i.Supplier), dayOf(i.At), 1, 1, false, c.inspected(i)}
}

// inspected says whether all was released, all rejected, or some of each.
func (c *call) inspected(i document.Inspection) words.Text {
	switch {
	case i.Rejected == 0:
		return words.Say("server.document.released").Said(c.language())
	case i.Released == 0:
		return words.Say("server.document.rejected").Said(c.language())
	}
	return words.Say("server.document.partly").Said(c.language())
}

func eachInspection(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachInspection(view, from, func(i document.Inspection) bool { return each(c.inspectionRow(view, i)) })
}

func findInspection(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	i, found := document.FindInspection(view, id)
	answer.documentRow, answer.Person, answer.Remark = c.inspectionRow(view, i), i.Person, i.Findings
	for _, part := range []struct {
		quantity stock.Quantity
		to       stock.PlaceID
		note     string
	}{{i.Released, i.Dock, ""}, {i.Rejected, i.Aside, i.Reason}} {
		if part.quantity > 0 {
			row := line(view, i.Item, part.quantity, part.quantity)
			row.Lot, row.Expiry, row.From, row.To, row.Note = i.Lot, i.Expiry, i.Place, part.to, part.note
			answer.Lines = append(answer.Lines, row)
		}
	}
	return answer, found
}

func (c *call) refusalRow(view fact.View, r document.Refusal) documentRow {
	receipt, _ := document.FindReceipt(view, r.Receipt)
	return documentRow{"refusal", r.ID, r.Receipt, supplierName(view, r.Supplier), dayOf(r.At), receipt.Refused, receipt.Refused, receipt.Open(), c.state(receipt.Open())}
}

func eachRefusal(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachRefusal(view, from, func(r document.Refusal) bool { return each(c.refusalRow(view, r)) })
}

func findRefusal(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	r, found := document.FindRefusal(view, id)
	answer.documentRow, answer.Person = c.refusalRow(view, r), r.Person
	document.EachRefused(view, r.Receipt, func(p document.Refused) bool {
		row := line(view, p.Item, p.Quantity, 0)
		row.Lot, row.Expiry, row.Note = p.Lot, p.Expiry, p.Why()
		answer.Lines = append(answer.Lines, row)
		return true
	})
	return answer, found
}

func (c *call) returnRow(view fact.View, r document.Return) documentRow {
	return documentRow{"return", r.ID, r.Receipt, supplierName(view, r.Supplier), dayOf(r.At), r.Lines, r.Lines, false, c.state(false)}
}

func eachReturn(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachReturn(view, from, func(r document.Return) bool { return each(c.returnRow(view, r)) })
}

func findReturn(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	r, found := document.FindReturn(view, id)
	answer.documentRow, answer.Person, answer.Reason, answer.Remark = c.returnRow(view, r), r.Person, worded("reason.", r.Reason, c.language()), r.Remark
	answer.Lines = paperLines(view, id)
	return answer, found
}

func (c *call) transferRow(_ fact.View, t document.Transfer) documentRow {
	return documentRow{"transfer", t.ID, "", words.Names{}, dayOf(t.At), t.Lines, t.Lines, false, c.state(false)}
}

func eachTransfer(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachTransfer(view, from, func(t document.Transfer) bool { return each(c.transferRow(view, t)) })
}

func findTransfer(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	t, found := document.FindTransfer(view, id)
	answer.documentRow, answer.Person, answer.Remark = c.transferRow(view, t), t.Person, t.Remark
	answer.Lines = paperLines(view, id)
	return answer, found
}

func (c *call) damageRow(_ fact.View, d document.Damage) documentRow {
	row := documentRow{Kind: "damage", ID: d.ID, Date: dayOf(d.At), Lines: d.Lines, Open: d.Open(), State: words.Say("damage." + d.State()).Said(c.language())}
	if !row.Open {
		row.Done = row.Lines
	}
	return row
}

func eachDamage(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachDamage(view, from, func(d document.Damage) bool { return each(c.damageRow(view, d)) })
}

func findDamage(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	d, found := document.FindDamage(view, id)
	answer.documentRow, answer.Person, answer.Reason, answer.Remark = c.damageRow(view, d), d.Person, worded("reason.", d.Reason, c.language()), d.Remark
	if found {
		answer.Stage = d.State()
	}
	if d.Declined != "" {
		answer.Remark = strings.TrimSpace(d.Remark + " · " + d.Declined)
	}
	answer.Lines = paperLines(view, id)
	return answer, found
}

func paperLines(view fact.View, id string) (rows []documentLine) {
	document.EachLine(view, id, func(l document.Line) bool {
		row := line(view, l.Item, l.Quantity, l.Quantity)
		row.Lot, row.Expiry, row.ValueE4, row.From, row.To = l.Lot, l.Expiry, l.ValueE4, l.From, l.To
		rows = append(rows, row)
		return true
	})
	return rows
}

// filter keeps the documents that a list is asked for: of a state, from a day,
// to a day.
func (c *call) filter() (func(documentRow) bool, error) {
	query := c.r.URL.Query()
	state, from, to := query.Get("state"), stock.Date(query.Get("from")), stock.Date(query.Get("to"))
	switch {
	case !slices.Contains([]string{"", "open", "closed"}, state):
		return nil, fact.Refuse("bad_query", "name", "state", "value", state, "most", 1)
	case from != "" && !from.Valid() || to != "" && !to.Valid():
		return nil, fact.Refuse("bad_query", "name", "from, to", "value", string(from+" "+to), "most", 1)
	}
	return func(r documentRow) bool {
		return (state == "" || r.Open == (state == "open")) && (from == "" || r.Date >= from) && (to == "" || r.Date <= to)
	}, nil
}
