package server

import (
	"strconv"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// stepRow is one fact of a document's history.
type stepRow struct {
	Seq      uint64       `json:"seq"` // the fact's own number
	At       time.Time    `json:"at"`
	Kind     string       `json:"kind"`
	What     words.Text   `json:"what"`
	Person   words.Names  `json:"person"`
	Station  string       `json:"station"`
	Item     words.Names  `json:"item"`
	ItemID   stock.ItemID `json:"itemId"`
	Lot      string       `json:"lot"`
	Quantity int64        `json:"quantity"` // base units
	Amount   words.Text   `json:"amount"`   // in the packages that people count in
	Detail   words.Text   `json:"detail"`
}

// history answers with a document's facts, oldest first. Their numbers are
// read from the projections, then each fact from the journal.
func (c *call) history() error {
	limit, err := c.number("limit", usualRows, mostRows)
	if err != nil {
		return err
	}
	after, err := strconv.ParseUint(either(c.r.URL.Query().Get("after"), "0"), 10, 63)
	if err != nil {
		return fact.Refuse("bad_query", "name", "after", "value", c.r.URL.Query().Get("after"), "most", mostRows)
	}
	format := c.r.URL.Query().Get("format")
	if format != "" {
		limit, after = mostExported+1, 0 // one more tells the table that it is cut
	}
	var steps []uint64
	err = c.Ledger.View(func(view fact.View) error {
		document.EachStep(view, c.r.PathValue("id"), after+1, func(seq uint64) bool {
			steps = append(steps, seq)
			return len(steps) <= limit
		})
		return nil
	})
	if err != nil {
		return err
	}
	p := page[stepRow]{Rows: []stepRow{}}
	if len(steps) > limit {
		steps = steps[:limit]
		p.Next = strconv.FormatUint(steps[limit-1], 10)
	}
	for _, seq := range steps {
		r, found, err := c.Ledger.Fact(seq)
		if err != nil {
			return err
		}
		if found {
			p.Rows = append(p.Rows, c.stepRow(r))
		}
	}
	err = c.Ledger.View(func(view fact.View) error {
		for i := range p.Rows {
			c.name(view, &p.Rows[i])
		}
		return nil
	})
	if err != nil {
		return err
	}
	if format != "" {
		return export(c, listing[stepRow]{each: func(_ fact.View, _ string, each func(stepRow) bool) {
			for _, row := range p.Rows {
				each(row)
			}
		}, text: func(stepRow) []string { return nil }}, format)
	}
	return c.send(p)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (c *call) stepRow(r fact.Recorded) stepRow {
	step := document.Tell(r.Fact)
	return stepRow{
		Seq: r.Meta.Seq, At: r.Meta.At, Kind: r.Fact.Kind(), What: worded("history.", r.Fact.Kind(), c.language()), Person: words.Names{EN: r.Meta.Person},
		Station: r.Meta.Station, ItemID: step.Item, Lot: step.Lot, Quantity: int64(step.Quantity), Detail: worded("reason.", step.Detail, c.language()),
	}
}

// worded is the catalogue's word for a code, or else the code itself, which may
// be a person's own words.
func worded(prefix, code string, l words.Language) words.Text {
	if code == "" {
		return words.Text{}
	}
	if _, known := words.Catalogue(l)[prefix+code]; known {
		return words.Say(prefix + code).Said(l)
	}
	if _, known := words.Catalogue(l)["big."+code]; known {
		return words.Say("big." + code).Said(l)
	}
	return words.Plain(code).Said(l)
}

// name puts names in the place of what a fact has as codes.
func (c *call) name(view fact.View, row *stepRow) {
	id := row.Person.EN
	if row.Person = personName(view, id); row.Person.ZH+row.Person.EN == "" {
		row.Person = words.Names{ZH: id, EN: id}
	}
	if row.ItemID == "" {
		return
	}
	item, _ := stock.FindItem(view, row.ItemID)
	row.Item, row.Amount = item.Name, document.Amount(item, stock.Quantity(row.Quantity)).Said(c.language())
}
