package server

import (
	"bytes"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// documentRow is what every kind of document has for a list.
type documentRow struct {
	Kind    string      `json:"kind" enum:"order,receipt,requisition,issue,inspection,refusal,return,transfer,damage,giveback,review"`
	ID      string      `json:"id"`
	Of      string      `json:"of"`      // a receipt's order, an issue's requisition, an inspection's receipt
	Partner words.Names `json:"partner"` // supplier or department
	Date    stock.Date  `json:"date"`
	Lines   int         `json:"lines"`
	Done    int         `json:"done"` // lines that are complete
	Open    bool        `json:"open"`
	Stage   string      `json:"stage"` // how far it is: a code of document-states
	State   words.Text  `json:"state"` // the same in words
}

// documentLine is one line of a document.
type documentLine struct {
	Item     words.Names    `json:"item"`
	Spec     string         `json:"spec"`
	ItemID   stock.ItemID   `json:"itemId"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry"`
	Quantity stock.Quantity `json:"quantity"`        // base units: ordered, received, asked for or issued
	Asked    stock.Quantity `json:"asked,omitempty"` // of a requisition: base units written, where less was granted
	Done     stock.Quantity `json:"done"`            // of Quantity
	Unit     words.Names    `json:"unit"`
	ValueE4  int64          `json:"valueE4"`        // 1/10,000 of the currency unit
	Note     string         `json:"note"`           // code why it is set aside, refused or short
	Why      words.Text     `json:"why,omitzero"`   // the same in words
	From     stock.PlaceID  `json:"from,omitempty"` // of goods that a paper moved
	To       stock.PlaceID  `json:"to,omitempty"`
	Owner    words.Names    `json:"owner,omitzero"` // whose goods they are, if not our own
}

type documentAnswer struct {
	documentRow
	Person     string         `json:"person"` // who made it
	PersonName words.Names    `json:"personName"`
	Reason     words.Text     `json:"reason,omitzero"`  // of a return or damage report
	Remark     string         `json:"remark,omitempty"` // in a person's words
	Lines      []documentLine `json:"lines"`
	Delivery   string         `json:"delivery,omitempty"` // file that came with a receipt
	Policy     int            `json:"policy"`             // version that it was decided under; 0: none was ever set
	Signatures []signatureRow `json:"signatures"`         // given by badge and PIN
}

// signatureRow is a signature as it stands under its document.
type signatureRow struct {
	Name    words.Names `json:"name"`
	Meaning words.Text  `json:"meaning"`
	At      time.Time   `json:"at"`
}

func (c *call) signatures(given []fact.Signature) []signatureRow {
	rows := []signatureRow{}
	for _, s := range given {
		rows = append(rows, signatureRow{s.Name, s.Meaning.Text().Said(c.language()), s.At.In(c.Now().Location())})
	}
	return rows
}

// paperKind is how one kind of document is listed and read.
type paperKind struct {
	each eachPaper
	find func(c *call, view fact.View, id string) (documentAnswer, bool)
}

type eachPaper = func(c *call, view fact.View, from string, each func(documentRow) bool)

var paperKinds = map[string]paperKind{
	"order":       {eachOrder, findOrder},
	"receipt":     {eachReceipt, findReceipt},
	"requisition": {eachRequisition, findRequisition},
	"issue":       {eachIssue, findIssue},
	"inspection":  {eachInspection, findInspection},
	"refusal":     {eachRefusal, findRefusal},
	"return":      {eachReturn, findReturn},
	"transfer":    {eachTransfer, findTransfer},
	"damage":      {eachDamage, findDamage},
	"giveback":    {eachGiveBack, findGiveBack},
	"review":      {eachReview, findReview},
}

func (c *call) documents() error {
	name := c.r.PathValue("kind")
	if name == "" {
		name = c.r.URL.Query().Get("kind")
	}
	if name == "" {
		name = "receipt"
	}
	kind, found := paperKinds[name]
	if !found {
		return fact.Refuse("no_paper", "kind", name, "id", "")
	}
	keep, err := c.filter(name)
	if err != nil {
		return err
	}
	return list(c, listing[documentRow]{
		sort: fact.Ordered,
		keep: func(r documentRow) bool { return keep(r.Stage, r.Open, r.Date) },
		each: func(view fact.View, from string, each func(documentRow) bool) {
			eachIn(name, c.r.URL.Query().Get("state"), kind.each)(c, view, from, each)
		},
		key:  func(r documentRow) string { return r.ID },
		text: func(r documentRow) []string { return []string{r.ID, r.Of, r.Partner.ZH, r.Partner.EN, string(r.Date)} },
	})
}

func (c *call) document() error { return c.sendDocument(c.r.PathValue("kind"), c.r.PathValue("id")) }

func (c *call) sendDocument(name, id string) error {
	kind, found := paperKinds[name]
	var answer documentAnswer
	if found {
		err := c.Ledger.View(func(view fact.View) error {
			answer, found = kind.find(c, view, id)
			answer.Signatures = c.signatures(document.SignaturesOf(view, id))
			who, _ := auth.FindPerson(view, answer.Person)
			answer.PersonName = who.Name
			return nil
		})
		if err != nil {
			return err
		}
	}
	if !found {
		return fact.Refuse("no_paper", "kind", name, "id", id)
	}
	answer.documentRow.Lines = len(answer.Lines)
	answer.Lines = orEmpty(answer.Lines)
	for i := range answer.Lines {
		answer.Lines[i].Why = worded("reason.", answer.Lines[i].Note, c.language())
	}
	return c.send(answer)
}

// sendPaper answers with one paper of a kind that has an answer of its own.
func sendPaper[P, A any](c *call, kind, id string, find func(fact.View, string) (P, bool), answer func(fact.View, P) A) error {
	var out A
	found := false
	err := c.Ledger.View(func(view fact.View) error {
		var p P
		if p, found = find(view, id); found {
			out = answer(view, p)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return fact.Refuse("no_paper", "kind", kind, "id", id)
	}
	return c.send(out)
}

func (c *call) paper() error {
	kind, id := c.r.PathValue("kind"), c.r.PathValue("id")
	var paper bytes.Buffer
	found, err := c.Documents.PDF(kind, id, c.language(), &paper)
	if err != nil {
		return err
	}
	if !found {
		return fact.Refuse("no_paper", "kind", kind, "id", id)
	}
	return c.sendBytes("application/pdf", paper.Bytes())
}

// state says how far a document is.
func (c *call) state(open bool) words.Text {
	if open {
		return words.Say("server.document.open").Said(c.language())
	}
	return words.Say("server.document.closed").Said(c.language())
}

func supplierName(view fact.View, id string) words.Names {
	s, found := stock.FindSupplier(view, id)
	if !found {
		return words.Names{ZH: id, EN: id}
	}
	return s.Name
}

func line(view fact.View, id stock.ItemID, quantity, done stock.Quantity) documentLine {
	item, _ := stock.FindItem(view, id)
	return documentLine{Item: item.Name, Spec: item.Spec, ItemID: id, Quantity: quantity, Done: done, Unit: baseUnit(item)}
}

func dayOf(at time.Time) stock.Date { return stock.DateOf(at) }

func (c *call) orderRow(view fact.View, o document.OrderSummary) documentRow {
	open := o.Done < o.Lines
	return c.staged(documentRow{
		Kind: "order", ID: o.ID, Partner: supplierName(view, o.Supplier), Date: o.Date, Lines: o.Lines, Done: o.Done, Open: open, Stage: orderStage(view, o),
	})
}

func eachOrder(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachOrder(view, from, func(o document.OrderSummary) bool { return each(c.orderRow(view, o)) })
}

func findOrder(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	o, found := document.SummariseOrder(view, id)
	answer.documentRow = c.orderRow(view, o)
	document.EachOrderLine(view, id, func(l document.OrderState) bool {
		answer.Lines = append(answer.Lines, line(view, l.Item, l.Quantity, l.Received))
		return true
	})
	return answer, found
}

func (c *call) receiptRow(view fact.View, r document.Receipt) documentRow {
	return c.staged(documentRow{
		Kind: "receipt", ID: r.ID, Of: r.Order, Partner: supplierName(view, r.Supplier), Date: dayOf(r.Opened), Lines: r.Packs, Done: r.Packs, Open: r.Open(),
		Stage: receiptStage(view, r),
	})
}

func eachReceipt(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachReceipt(view, from, func(r document.Receipt) bool { return each(c.receiptRow(view, r)) })
}

func findReceipt(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	r, found := document.FindReceipt(view, id)
	answer.documentRow, answer.Person, answer.Policy = c.receiptRow(view, r), r.Person, r.Policy
	document.EachReceiptLine(view, id, func(l document.ReceiptLine) bool {
		row := line(view, l.Item, l.Quantity, l.Quantity)
		row.Lot, row.Expiry, row.ValueE4, row.Note = l.Lot, l.Expiry, l.ValueE4, l.Reason
		answer.Lines = append(answer.Lines, row)
		return true
	})
	return answer, found
}

func (c *call) requisitionPaper(view fact.View, r document.Requisition) documentRow {
	issue, started := document.IssueOf(view, r.ID)
	state := document.ProgressOf(view, r.ID).State
	row := documentRow{Kind: "requisition", ID: r.ID, Partner: stock.PlaceName(view, r.Department), Date: r.Date, Lines: len(r.Lines), Stage: string(state)}
	row.Open = state != document.RequestRefused && (!started || issue.Open())
	if state == document.RequestDelivered {
		row.Done = row.Lines
	}
	return c.staged(row)
}

func eachRequisition(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachRequisition(view, from, func(r document.Requisition) bool { return each(c.requisitionPaper(view, r)) })
}

func findRequisition(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	r, found := document.FindRequisition(view, id)
	if !found {
		return answer, false
	}
	answer.documentRow = c.requisitionPaper(view, r)
	for _, l := range r.Lines {
		row := line(view, l.Item, l.Quantity, 0)
		row.Lot, row.Asked, row.Note = l.Lot, l.Asked, l.Cut
		answer.Lines = append(answer.Lines, row)
	}
	return answer, true
}

func (c *call) issueRow(view fact.View, i document.Issue) documentRow {
	done, total := i.Walks()
	return c.staged(documentRow{
		Kind: "issue", ID: i.ID, Of: i.Requisition, Partner: stock.PlaceName(view, i.Department), Date: dayOf(i.Opened), Lines: total, Done: done, Open: i.Open(), Stage: issueStage(i),
	})
}

func eachIssue(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachIssue(view, from, func(i document.Issue) bool { return each(c.issueRow(view, i)) })
}

func findIssue(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	i, found := document.FindIssue(view, id)
	answer.documentRow, answer.Person, answer.Policy = c.issueRow(view, i), i.Person, i.Policy
	document.EachIssueLine(view, id, func(l document.IssueLine) bool {
		row := line(view, l.Item, l.Quantity, l.Quantity)
		row.Lot, row.Expiry, row.ValueE4 = l.Lot, l.Expiry, l.ValueE4
		answer.Lines = append(answer.Lines, row)
		return true
	})
	return answer, found
}
