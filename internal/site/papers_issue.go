package site

import (
	"strconv"

	"lotgate/internal/document"
	"lotgate/internal/report"
	"lotgate/internal/stock"
)

func (d drawing) giveBack(id string) (report.Document, bool) {
	g, found := document.FindGiveBack(d.view, id)
	if !found {
		return report.Document{}, false
	}
	department, _ := stock.FindPlace(d.view, g.Department)
	paper := d.paper(d.say("paper.giveback"), id,
		d.pair("department", department.Name.In(d.l)), d.pair("date", stamp(g.At)), d.pair("reason", d.reason(g.Reason)), d.pair("recall_no", g.Recall), d.pair("policy", d.policy(g.Policy, g.At)))
	d.lines(&paper, id, func(l document.Line) string { return d.say("paper.to", "place", string(l.To)) })
	paper.Signatures = append(d.signatures(id), d.signed("receiver", g.Person, stamp(g.At)))
	return paper, true
}

// recall lists what each department got and gave back, what is where now, and
// leaves room for those that have not answered to sign in ink.
func (d drawing) recall(id string) (report.Document, bool) {
	r, found := document.FindRecall(d.view, id)
	if !found {
		return report.Document{}, false
	}
	item, _ := stock.FindItem(d.view, r.Lot.Item)
	lot, _ := stock.FindLot(d.view, r.Lot)
	w := document.WhereIs(d.view, r.Lot, id)
	amount := func(q stock.Quantity) string { return document.Amount(item, q).In(d.l) }
	paper := report.Document{
		Site: d.say("paper.site"), Title: d.say("paper.recall"), Number: id, Landscape: true,
		Header: []report.Pair{
			d.pair("item", item.Name.In(d.l)), d.pair("spec", item.Spec), d.pair("maker", item.Manufacturer.In(d.l)), d.pair("lot", r.Lot.Number), d.pair("expiry", string(lot.Expiry)),
			d.pair("reason", stock.Why(r.Reason).In(d.l)), d.pair("opened", stamp(r.Opened)), d.pair("finished", d.finished(r.Closed)),
			d.pair("came", amount(w.Came)), d.pair("sent_back", amount(w.SentBack)), d.pair("destroyed", amount(w.Destroyed)),
		},
		Columns: []report.Column{
			{Title: d.say("paper.no"), Width: 0.5, Align: report.Right}, {Title: d.say("paper.place"), Width: 2}, {Title: d.say("paper.document"), Width: 1.5, Code: true},
			{Title: d.say("paper.date"), Width: 1.4}, {Title: d.say("paper.quantity"), Width: 1.4, Align: report.Right}, {Title: d.say("paper.giver"), Width: 1.2},
			{Title: d.say("paper.receiver"), Width: 1.2}, {Title: d.say("paper.remark"), Width: 2.4},
		},
		Signatures: []report.Signature{d.signed("recaller", r.Person, stamp(r.Opened))},
	}
	add := func(cells ...string) {
		paper.Rows = append(paper.Rows, append([]string{strconv.Itoa(len(paper.Rows) + 1)}, cells...))
	}
	name := func(id stock.PlaceID) string {
		p, _ := stock.FindPlace(d.view, id)
		return p.Name.In(d.l)
	}
	for _, g := range w.Deliveries {
		way := d.say("paper.went")
		if g.Quantity < 0 {
			way = d.say("paper.came_back")
		}
		add(name(g.Department), g.Document, stamp(g.At), amount(max(g.Quantity, -g.Quantity)), d.person(g.Giver), d.person(g.Receiver), way)
	}
	for _, l := range w.Inside {
		add(string(l.Place), "", "", amount(l.Quantity), "", "", d.say("paper.lies_here"))
	}
	for _, s := range w.Departments {
		remark := d.say("paper.not_answered")
		if a := s.Answer; !a.At.IsZero() {
			remark = d.say("paper.answered", "left", amount(a.Left), "used", amount(a.Used), "note", a.Note)
			paper.Signatures = append(paper.Signatures, report.Signature{Role: name(s.Department), Name: d.person(a.Person), At: stamp(a.At)})
		} else {
			paper.Signatures = append(paper.Signatures, report.Signature{Role: name(s.Department)})
		}
		add(name(s.Department), "", "", amount(s.Got-s.Returned), "", "", remark)
	}
	return paper, true
}
