package server

import (
	"strconv"
	"strings"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// lotStepRow is one thing that happened to a lot.
type lotStepRow struct {
	Seq      uint64        `json:"seq"`
	At       time.Time     `json:"at"`
	Person   words.Names   `json:"person"`
	Station  string        `json:"station"`
	From     stock.PlaceID `json:"from"`
	To       stock.PlaceID `json:"to"`
	FromName words.Names   `json:"fromName"`
	ToName   words.Names   `json:"toName"`
	Amount   words.Text    `json:"amount"`
	Quantity int64         `json:"quantity"` // base units
	Document string        `json:"document"`
	Kind     string        `json:"kind"`     // of the document; "" where it has no page
	Receiver words.Names   `json:"receiver"` // who signed for it
	Says     words.Text    `json:"says"`     // another status, and why
}

func (c *call) lotStepsList() error {
	query := c.r.URL.Query()
	key := stock.LotKey{Item: stock.ItemID(query.Get("item")), Number: query.Get("lot")}
	return list(c, listing[lotStepRow]{
		each: func(view fact.View, from string, each func(lotStepRow) bool) {
			item, _ := stock.FindItem(view, key.Item)
			seq, _ := strconv.ParseUint(strings.TrimLeft(from, "0"), 10, 64) // the beginning where there is none
			stock.EachStep(view, key, seq, func(s stock.Step) bool { return each(c.lotStepRow(view, item, s)) })
		},
		key: func(r lotStepRow) string { return orderly(r.Seq) },
		text: func(r lotStepRow) []string {
			return []string{r.Document, string(r.From), string(r.To), r.Person.ZH, r.Person.EN}
		},
	})
}

// orderly writes a number so that texts are ordered as numbers are.
func orderly(n uint64) string {
	text := strconv.FormatUint(n, 10)
	return strings.Repeat("0", 20-len(text)) + text
}

func (c *call) lotStepRow(view fact.View, item stock.Item, s stock.Step) lotStepRow {
	row := lotStepRow{
		Seq: s.Seq, At: s.At, Person: personName(view, s.Person), Station: s.Station, From: s.From, To: s.To, Quantity: int64(s.Quantity),
		Document: s.Document, Kind: kindOf(view, s.Document), FromName: nameAt(view, s.From), ToName: nameAt(view, s.To),
	}
	if s.Status != "" {
		row.Says = words.Say("trace.status", "state", words.Say("server.lot."+lotState(s.Status)), "reason", stock.Why(s.Reason)).Said(c.language())
		return row
	}
	row.Amount = document.Amount(item, s.Quantity).Said(c.language())
	if issue, found := document.FindIssue(view, s.Document); found && s.To == issue.Department {
		row.Receiver = personName(view, issue.Receiver)
	}
	if back, found := document.FindGiveBack(view, s.Document); found {
		row.Receiver = personName(view, back.Giver)
	}
	return row
}

// lotState is the word for a status in the lists of lots.
func lotState(s stock.Status) string {
	if s.Stopped() {
		return string(s)
	}
	return "fine"
}

// nameAt is the name of a place, "" for none.
func nameAt(view fact.View, id stock.PlaceID) words.Names {
	if id == "" {
		return words.Names{}
	}
	return stock.PlaceName(view, id)
}

// kindOf is the kind of a document that moved goods, as its page names it.
func kindOf(view fact.View, id string) string {
	for kind, find := range map[string]func(fact.View, string) bool{
		"receipt":  func(view fact.View, id string) bool { _, found := document.FindReceipt(view, id); return found },
		"issue":    func(view fact.View, id string) bool { _, found := document.FindIssue(view, id); return found },
		"giveback": func(view fact.View, id string) bool { _, found := document.FindGiveBack(view, id); return found },
		"recall":   func(view fact.View, id string) bool { _, found := document.FindRecall(view, id); return found },
		"return":   func(view fact.View, id string) bool { _, found := document.FindReturn(view, id); return found },
		"transfer": func(view fact.View, id string) bool { _, found := document.FindTransfer(view, id); return found },
		"damage":   func(view fact.View, id string) bool { _, found := document.FindDamage(view, id); return found },
	} {
		if id != "" && find(view, id) {
			return kind
		}
	}
	return ""
}

// traceRow is one lot that a person, department or document had to do with.
type traceRow struct {
	Document string       `json:"document"`
	Kind     string       `json:"kind"`
	ItemID   stock.ItemID `json:"itemId"`
	Item     words.Names  `json:"item"`
	Spec     string       `json:"spec"`
	Lot      string       `json:"lot"`
	Expiry   stock.Date   `json:"expiry"`
	State    words.Text   `json:"state"`
}

// trace goes back from a document, department or person to lots.
func (c *call) trace() error {
	by, id := c.r.PathValue("by"), c.r.PathValue("id")
	documents := map[string]func(view fact.View, from string, each func(string) bool){
		"document": func(_ fact.View, _ string, each func(string) bool) { each(id) },
		"department": func(view fact.View, from string, each func(string) bool) {
			stock.EachDocumentAt(view, stock.PlaceID(id), from, each)
		},
		"person": func(view fact.View, from string, each func(string) bool) {
			stock.EachDocumentOf(view, c.personID(view, id), from, each)
		},
	}[by]
	if documents == nil {
		return errNoPage
	}
	return list(c, listing[traceRow]{
		each: func(view fact.View, from string, each func(traceRow) bool) {
			documents(view, first(from), func(document string) (more bool) {
				more = true
				kind := kindOf(view, document)
				stock.EachLotOf(view, document, func(key stock.LotKey) bool {
					item, _ := stock.FindItem(view, key.Item)
					lot, _ := stock.FindLot(view, key)
					state, _ := c.stateOf(policy.In(view), policy.Goods{Lot: lot, Item: item})
					more = each(traceRow{document, kind, key.Item, item.Name, item.Spec, key.Number, lot.Expiry, state})
					return more
				})
				return more
			})
		},
		key:  func(r traceRow) string { return strings.Join([]string{r.Document, string(r.ItemID), r.Lot}, between) },
		text: func(r traceRow) []string { return []string{r.Document, string(r.ItemID), r.Item.ZH, r.Item.EN, r.Lot} },
	})
}

// personID finds a person by id or badge.
func (c *call) personID(view fact.View, text string) string {
	if badge, ok := auth.CleanBadge(text); ok {
		if p, found := auth.FindBadge(view, badge); found {
			return p.ID
		}
	}
	return text
}
