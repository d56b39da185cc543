package site

import (
	"strconv"

	"lotgate/internal/document"
	"lotgate/internal/report"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// review is what was decided on a supplier, with the papers that it has filed.
func (d drawing) review(id string) (report.Document, bool) {
	r, found := document.FindReview(d.view, id)
	if !found {
		return report.Document{}, false
	}
	supplier, _ := stock.FindSupplier(d.view, r.Supplier)
	paper := report.Document{
		Site: d.say("paper.site"), Title: d.say("paper.review"), Number: id,
		Header: []report.Pair{
			d.pair("supplier", supplier.Name.In(d.l)+" ("+r.Supplier+")"), d.pair("outcome", words.Say("supplier.state."+string(r.Outcome)).In(d.l)), d.pair("grade", r.Grade),
			d.pair("date", string(r.Date)), d.pair("next_review", string(r.Next)), d.pair("reason", r.Reason),
		},
		Columns: []report.Column{
			{Title: d.say("paper.no"), Width: 0.4, Align: report.Right}, {Title: d.say("paper.certificate"), Width: 1.4}, {Title: d.say("paper.certificate_no"), Width: 2, Code: true},
			{Title: d.say("paper.expiry"), Width: 1.2}, {Title: d.say("paper.remark"), Width: 2},
		},
	}
	document.EachPaper(d.view, r.Supplier, func(p document.Paper) bool {
		paper.Rows = append(paper.Rows, []string{strconv.Itoa(len(paper.Rows) + 1), p.Kind.Name().In(d.l), p.Number, string(p.Expiry), p.Note})
		return true
	})
	paper.Signatures = []report.Signature{d.signed("reviewer", r.Person, string(r.Date))}
	return paper, true
}
