package server

import (
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// The papers that are written at a desk or follow from a receipt.

func (c *call) inspectionRow(view fact.View, i document.Inspection) documentRow {
	return c.staged(documentRow{
		Kind: "inspection", ID: i.ID, Of: i.Receipt, Partner: supplierName(view, i.Supplier), Date: dayOf(i.At), Lines: 1, Done: 1, Stage: inspectionStage(i),
	})
}

func eachInspection(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachInspection(view, from, func(i document.Inspection) bool { return each(c.inspectionRow(view, i)) })
}

func findInspection(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	i, found := document.FindInspection(view, id)
	answer.documentRow, answer.Person, answer.Remark, answer.Policy = c.inspectionRow(view, i), i.Person, i.Findings, i.Policy
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
	row := documentRow{
		Kind: "refusal", ID: r.ID, Of: r.Receipt, Partner: supplierName(view, r.Supplier), Date: dayOf(r.At), Lines: receipt.Refused, Done: receipt.Refused,
		Open: receipt.Open(), Stage: "closed",
	}
	if row.Open {
		row.Stage = "open"
	}
	return c.staged(row)
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
	return c.staged(documentRow{
		Kind: "return", ID: r.ID, Of: r.Receipt, Partner: supplierName(view, r.Supplier), Date: dayOf(r.At), Lines: r.Lines, Done: r.Lines, Stage: "sent",
	})
}

func eachReturn(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachReturn(view, from, func(r document.Return) bool { return each(c.returnRow(view, r)) })
}

func findReturn(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	r, found := document.FindReturn(view, id)
	answer.documentRow, answer.Person, answer.Reason, answer.Remark, answer.Policy = c.returnRow(view, r), r.Person, worded("reason.", r.Reason, c.language()), r.Remark, r.Policy
	answer.Lines = paperLines(view, id)
	return answer, found
}

func (c *call) transferRow(_ fact.View, t document.Transfer) documentRow {
	return c.staged(documentRow{Kind: "transfer", ID: t.ID, Date: dayOf(t.At), Lines: t.Lines, Done: t.Lines, Stage: "moved"})
}

func eachTransfer(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachTransfer(view, from, func(t document.Transfer) bool { return each(c.transferRow(view, t)) })
}

func findTransfer(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	t, found := document.FindTransfer(view, id)
	answer.documentRow, answer.Person, answer.Remark, answer.Policy = c.transferRow(view, t), t.Person, t.Remark, t.Policy
	answer.Lines = paperLines(view, id)
	return answer, found
}

func (c *call) damageRow(_ fact.View, d document.Damage) documentRow {
	row := documentRow{Kind: "damage", ID: d.ID, Date: dayOf(d.At), Lines: d.Lines, Open: d.Open(), Stage: d.State()}
	if !row.Open {
		row.Done = row.Lines
	}
	return c.staged(row)
}

func eachDamage(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachDamage(view, from, func(d document.Damage) bool { return each(c.damageRow(view, d)) })
}

func findDamage(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	d, found := document.FindDamage(view, id)
	answer.documentRow, answer.Person, answer.Reason, answer.Remark, answer.Policy = c.damageRow(view, d), d.Person, worded("reason.", d.Reason, c.language()), d.Remark, d.Policy
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
		row.Owner = supplierName(view, stock.OwnerOf(view, l.From))
		rows = append(rows, row)
		return true
	})
	return rows
}

func (c *call) reviewRow(view fact.View, r document.Review) documentRow {
	return c.staged(documentRow{Kind: "review", ID: r.ID, Of: r.Supplier, Partner: supplierName(view, r.Supplier), Date: r.Date, Stage: string(r.Outcome)})
}

func eachReview(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachReviewFrom(view, from, func(r document.Review) bool { return each(c.reviewRow(view, r)) })
}

func findReview(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	r, found := document.FindReview(view, id)
	answer.documentRow, answer.Person, answer.Remark = c.reviewRow(view, r), r.Person, r.Reason
	return answer, found
}
