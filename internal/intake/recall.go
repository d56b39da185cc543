package intake

import (
	"slices"
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// recallRow is a lot that its maker or an authority wants back.
type recallRow struct {
	stock.Lot
}

func (l *Load) readRecall(in line) {
	row := recallRow{stock.Lot{
		LotKey: stock.LotKey{Item: stock.ItemID(in.code("item")), Number: in.lot()}, Expiry: in.date("expiry", false), Reason: recallReason(in.text("reason")),
	}}
	if row.Number == "" && in.cell("lot") == "" {
		in.bad("lot", "missing")
	}
	if row.Reason == "" {
		in.bad("reason", "reason")
	}
	l.recalls = append(l.recalls, found[recallRow]{in.origin, row})
}

// recallReason is the code of a reason by its words, or else the words.
func recallReason(text string) string {
	for _, code := range stock.Reasons[stock.Recalled] {
		said := stock.Why(code)
		if text == said.In(words.Chinese) || strings.EqualFold(text, said.In(words.English)) {
			return code
		}
	}
	return text
}

// checkRecalls recalls every lot of the table as somebody does at the page. One
// that is recalled already is passed over; one that was never here is known
// from then on, so that it is turned away when it comes.
func (c *check) checkRecalls() {
	if len(c.recalls) == 0 {
		return
	}
	if !c.allowed(auth.LotRecall) {
		c.problems.add(Problem{File: c.recalls[0].file, Text: words.Say("intake.recall_right")})
		return
	}
	rows := once(c, c.recalls, "lot", func(r recallRow) stock.LotKey { return r.LotKey })
	for _, r := range rows {
		if _, ok := c.needItem(r.origin, r.value.Item); !ok || r.value.Number == "" {
			continue
		}
		lot, known := stock.FindLot(c.view, r.value.LotKey)
		switch {
		case lot.Status == stock.Recalled:
			continue
		case known && r.value.Expiry != "" && lot.Expiry != "" && r.value.Expiry != lot.Expiry:
			c.bad(r.origin, "expiry", "lot_known", "value", string(lot.Expiry))
			continue
		case !known && !c.opens(r.value.LotKey):
			c.add(stock.LotOpened{Lot: stock.Lot{LotKey: r.value.LotKey, Expiry: r.value.Expiry, Status: stock.Usable}})
		}
		c.stop(stock.LotStatusSet{Lot: r.value.LotKey, Status: stock.Recalled, Reason: r.value.Reason})
	}
}

// opens reports whether the load brings a lot already.
func (c *check) opens(lot stock.LotKey) bool {
	return slices.ContainsFunc(c.facts, func(f fact.Fact) bool { opened, is := f.(stock.LotOpened); return is && opened.Lot.LotKey == lot })
}

// stop keeps that a lot is to be stopped. Of two tables that say so the first
// counts.
func (c *check) stop(set stock.LotStatusSet) {
	if !slices.ContainsFunc(c.stops, func(s stock.LotStatusSet) bool { return s.Lot == set.Lot }) {
		c.stops = append(c.stops, set)
	}
}

// stopped are the facts that follow from stopping lots: each that is recalled
// gets its paper.
func (c *check) stopped() []fact.Fact {
	if len(c.stops) == 0 {
		return nil
	}
	return append(document.StopLots(c.view, c.today, c.stops...), document.OpenRecalls(c.view, c.meta, c.stops...)...)
}
