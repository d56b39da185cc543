package server

import (
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// deliveryRow is a delivery file.
type deliveryRow struct {
	ID      string      `json:"id"`
	Order   string      `json:"order"`
	Partner words.Names `json:"partner"`
	Date    stock.Date  `json:"date"` // it was taken in
	Lines   int         `json:"lines"`
	Receipt string      `json:"receipt"` // it came with; "" while it is awaited
	Stage   string      `json:"stage" enum:"announced,came"`
	State   words.Text  `json:"state"` // the same in words
}

func (c *call) deliveryRow(view fact.View, d document.DeliverySummary) deliveryRow {
	stage := "announced"
	if d.Receipt != "" {
		stage = "came"
	}
	return deliveryRow{d.ID, d.Order, supplierName(view, d.Supplier), d.Date, d.Lines, d.Receipt, stage, stageText("delivery", stage).Said(c.language())}
}

func (c *call) deliveries() error {
	order := c.r.URL.Query().Get("order")
	keep, err := c.filter("delivery")
	if err != nil {
		return err
	}
	return list(c, listing[deliveryRow]{
		keep: func(d deliveryRow) bool { return keep(d.Stage, d.Receipt == "", d.Date) },
		each: func(view fact.View, from string, each func(deliveryRow) bool) {
			if order != "" {
				document.EachDeliveryOf(view, order, func(d document.DeliverySummary) bool { return d.ID < from || each(c.deliveryRow(view, d)) })
				return
			}
			document.EachDelivery(view, from, func(d document.DeliverySummary) bool { return each(c.deliveryRow(view, d)) })
		},
		key:  func(d deliveryRow) string { return d.ID },
		text: func(d deliveryRow) []string { return []string{d.ID, d.Order, d.Partner.ZH, d.Partner.EN, d.Receipt} },
	})
}

// matchRow is one lot as it was announced and as it came.
type matchRow struct {
	document.MatchLine
	Name        words.Names  `json:"name"`
	Spec        string       `json:"spec"`
	Unit        words.Names  `json:"unit"` // of the prices
	SaidAmount  words.Text   `json:"announcedAmount"`
	CameAmount  words.Text   `json:"cameAmount"`
	Words       []words.Text `json:"words"` // the differences; none if it is as announced
	TraceCoded  bool         `json:"traceCoded"`
	AsAnnounced bool         `json:"asAnnounced"`
}

// deliveryAnswer is a delivery file set against what came with it.
type deliveryAnswer struct {
	deliveryRow
	Match []matchRow `json:"match"`
}

func (c *call) delivery() error {
	return sendPaper(c, "delivery", c.r.PathValue("id"), document.SummariseDelivery, func(view fact.View, d document.DeliverySummary) deliveryAnswer {
		return deliveryAnswer{c.deliveryRow(view, d), orEmpty(c.match(view, d.ID))}
	})
}

func (c *call) match(view fact.View, id string) (rows []matchRow) {
	coded := map[stock.LotKey]bool{}
	document.EachDeliveryLine(view, id, func(l document.DeliveryLine) bool {
		key := stock.LotKey{Item: l.Item, Number: l.Lot}
		coded[key] = coded[key] || l.Codes > 0
		return true
	})
	for _, l := range document.MatchDelivery(view, id) {
		item, _ := stock.FindItem(view, l.Item)
		row := matchRow{
			MatchLine: l, Name: item.Name, Spec: item.Spec, Unit: item.Package(l.Level).Unit, AsAnnounced: len(l.Differences) == 0,
			SaidAmount: document.Amount(item, l.Announced).Said(c.language()), CameAmount: document.Amount(item, l.Came).Said(c.language()),
			TraceCoded: coded[stock.LotKey{Item: l.Item, Number: l.Lot}],
		}
		row.Differences = orEmpty(row.Differences)
		for _, d := range l.Differences {
			row.Words = append(row.Words, document.DifferenceText(item, l, d).Said(c.language()))
		}
		row.Words = orEmpty(row.Words)
		rows = append(rows, row)
	}
	return rows
}
