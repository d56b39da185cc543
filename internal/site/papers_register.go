package site

import (
	"strconv"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/report"
	"lotgate/internal/stock"
)

// register is the register of one controlled item, with its running balance.
func (d drawing) register(id string) (report.Document, bool) {
	item, known := stock.FindItem(d.view, stock.ItemID(id))
	balance, found := stock.RegisterBalance(d.view, item.ID)
	if !known || !found {
		return report.Document{}, false
	}
	paper := report.Document{
		Site: d.say("paper.site"), Title: d.say("paper.register"), Landscape: true,
		Header: []report.Pair{
			d.pair("item", item.Name.In(d.l)+" "+item.Spec), d.pair("maker", item.Manufacturer.In(d.l)),
			d.pair("balance", document.Amount(item, balance).In(d.l)),
		},
		Columns: []report.Column{
			{Title: d.say("paper.no"), Width: 0.4, Align: report.Right}, {Title: d.say("paper.at"), Width: 1.2}, {Title: d.say("paper.document"), Width: 1.2},
			{Title: d.say("paper.partner"), Width: 1.5}, {Title: d.say("paper.lot"), Width: 1, Code: true}, {Title: d.say("paper.in"), Width: 0.7, Align: report.Right},
			{Title: d.say("paper.out"), Width: 0.7, Align: report.Right}, {Title: d.say("paper.balance"), Width: 0.7, Align: report.Right},
			{Title: d.say("paper.signed"), Width: 2.4},
		},
	}
	stock.EachEntry(d.view, item.ID, 0, func(e stock.Entry) bool {
		if e.Item != item.ID {
			return false
		}
		in, out := "", strconv.FormatInt(int64(-e.Change), 10)
		if e.Change > 0 {
			in, out = strconv.FormatInt(int64(e.Change), 10), ""
		}
		paper.Rows = append(paper.Rows, []string{
			strconv.Itoa(len(paper.Rows) + 1), stamp(e.At), e.Document, stock.PlaceName(d.view, e.Place).In(d.l), e.Lot, in, out, strconv.FormatInt(int64(e.Balance), 10), d.signers(e),
		})
		return true
	})
	return paper, true
}

// signers names who signed the document of an entry, each with the time, or
// who booked it where nobody had to.
func (d drawing) signers(e stock.Entry) string {
	var all []string
	for _, s := range d.signatures(e.Document) {
		all = append(all, s.Role+" "+s.Name+" "+s.At)
	}
	if len(all) == 0 {
		return d.person(e.Person)
	}
	return strings.Join(all, "\n")
}
