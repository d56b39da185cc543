package site

import (
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/report"
	"lotgate/internal/stock"
)

// match says of each lot of a receipt how it differs from the delivery file
// that came with it, and lists what the file has and did not come.
func (d drawing) match(receipt string) (remarks map[stock.LotKey]string, missing []document.MatchLine) {
	remarks = map[stock.LotKey]string{}
	lines, _ := document.Match(d.view, receipt)
	for _, l := range lines {
		if l.Came == 0 {
			missing = append(missing, l)
			continue
		}
		item, _ := stock.FindItem(d.view, l.Item)
		var all []string
		for _, difference := range l.Differences {
			all = append(all, document.DifferenceText(item, l, difference).In(d.l))
		}
		remarks[stock.LotKey{Item: l.Item, Number: l.Lot}] = strings.Join(all, " ")
	}
	return remarks, missing
}

// missing puts what did not come under the lines of a receipt note.
func (d drawing) missing(lines []document.MatchLine, paper *report.Document) {
	for _, l := range lines {
		item, _ := stock.FindItem(d.view, l.Item)
		row := d.row(len(paper.Rows)+1, item, l.Lot, l.Expiry, 0, 0, document.DifferenceText(item, l, document.NotYetReceived).In(d.l))
		row[7] = ""
		paper.Rows = append(paper.Rows, row)
	}
}
