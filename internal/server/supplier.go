package server

import (
	"cmp"
	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
	"slices"
)

// supplierRow is a supplier and how it stands.
type supplierRow struct {
	ID       string                 `json:"id"`
	Name     words.Names            `json:"name"`
	GLN      string                 `json:"gln"`
	Standing document.SupplierState `json:"standing" enum:",unreviewed,under_review,admitted,suspended"`
	State    words.Text             `json:"state"`
	Grade    string                 `json:"grade"`
	Bars     words.Text             `json:"bars"` // why nothing of it may come in; empty if it may
	Next     stock.Date             `json:"next"` // review
}

func (c *call) supplierRow(view fact.View, s stock.Supplier) supplierRow {
	standing := document.StandingOf(view, s.ID)
	row := supplierRow{ID: s.ID, Name: s.Name, GLN: s.GLN, Standing: standing.State, Grade: standing.Grade, Next: standing.Next}
	row.State = words.Say("supplier.state." + either(string(standing.State), "known")).Said(c.language())
	if _, refusal := answerFor(document.MaySupply(view, s.ID, stock.DateOf(c.Now()))); refusal != nil && refusal.Code() != "fault" {
		row.Bars = refusal.Text.Said(c.language())
	}
	return row
}

func (c *call) suppliers() error {
	return list(c, listing[supplierRow]{
		each: func(view fact.View, from string, each func(supplierRow) bool) {
			stock.EachSupplier(view, func(s stock.Supplier) bool { return s.ID < from || each(c.supplierRow(view, s)) })
		},
		key:  func(s supplierRow) string { return s.ID },
		text: func(s supplierRow) []string { return []string{s.ID, s.Name.ZH, s.Name.EN, s.GLN, string(s.Standing)} },
	})
}

// runsOutRow is a paper, or the time to a review, that ends soon or has ended.
type runsOutRow struct {
	ID     string      `json:"id"` // supplier
	Name   words.Names `json:"name"`
	What   words.Text  `json:"what"`
	Number string      `json:"number"`
	Expiry stock.Date  `json:"expiry"`
	Days   int         `json:"days"` // left; below nothing once it is over
	Bars   bool        `json:"bars"` // it stops receipts
	kind   document.PaperKind
}

func (c *call) runsOut() error {
	today := stock.DateOf(c.Now())
	key := func(r runsOutRow) string {
		return r.ID + between + string(r.Expiry) + between + r.Number + between + string(r.kind)
	}
	return list(c, listing[runsOutRow]{
		each: func(view fact.View, _ string, each func(runsOutRow) bool) {
			var rows []runsOutRow // they are few, and come in another order than a list's
			document.EachRunsOut(view, today.Add(document.SoonDays), func(r document.RunsOut) bool {
				row := runsOutRow{kind: r.Paper.Kind, ID: r.Supplier, Name: supplierName(view, r.Supplier), Number: r.Paper.Number, Expiry: r.Expiry, Days: today.DaysUntil(r.Expiry)}
				row.What = words.Say("supplier.review").Said(c.language())
				if r.Paper.Kind != "" {
					row.What = r.Paper.Kind.Name().Said(c.language())
					lapsed, found := document.Lapsed(view, r.Supplier, today)
					row.Bars = found && lapsed == r.Paper
				}
				rows = append(rows, row)
				return true
			})
			slices.SortFunc(rows, func(a, b runsOutRow) int { return cmp.Compare(key(a), key(b)) })
			for _, row := range rows {
				if !each(row) {
					return
				}
			}
		},
		key:  key,
		text: func(r runsOutRow) []string { return []string{r.ID, r.Name.ZH, r.Name.EN, r.Number} },
	})
}

// supplierAnswer is all that is to be known of one supplier.
type supplierAnswer struct {
	supplierRow
	Reason  string          `json:"reason"` // of the last review
	Papers  []paperRow      `json:"papers"`
	Reviews []reviewRow     `json:"reviews"`
	Apart   []supplierGoods `json:"apart"`     // goods that wait until it is admitted, and are released
	Theirs  []supplierGoods `json:"consigned"` // goods on consignment, and what they will cost
	MayFile bool            `json:"mayFile"`   // papers, reviews and releases, by this viewer
	Docks   []stock.PlaceID `json:"docks"`     // where goods may be released to
	Kinds   []option        `json:"kinds"`     // of papers
	Steps   []option        `json:"outcomes"`  // of a review
}

type paperRow struct {
	Kind   document.PaperKind `json:"kind"`
	Name   words.Text         `json:"name"`
	Number string             `json:"number"`
	Expiry stock.Date         `json:"expiry"`
	Days   int                `json:"days"` // left
	Note   string             `json:"note"`
}

type reviewRow struct {
	ID      string      `json:"id"`
	Date    stock.Date  `json:"date"`
	Outcome words.Text  `json:"outcome"`
	Grade   string      `json:"grade"`
	Reason  string      `json:"reason"`
	Next    stock.Date  `json:"next"`
	Person  words.Names `json:"person"`
}

type supplierGoods struct {
	Item    words.Names  `json:"item"`
	Spec    string       `json:"spec"`
	ItemID  stock.ItemID `json:"itemId"`
	Lot     string       `json:"lot"`
	Amount  words.Text   `json:"amount"`
	ValueE4 int64        `json:"valueE4"`
}

func (c *call) supplier() error { return c.sendSupplier(c.r.PathValue("id")) }

func (c *call) sendSupplier(id string) error {
	var answer supplierAnswer
	found := false
	err := c.Ledger.View(func(view fact.View) error {
		var s stock.Supplier
		if s, found = stock.FindSupplier(view, id); found {
			answer = c.supplierAnswer(view, s)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return fact.Refuse("no_supplier", "supplier", id)
	}
	return c.send(answer)
}

func (c *call) supplierAnswer(view fact.View, s stock.Supplier) supplierAnswer {
	today := stock.DateOf(c.Now())
	a := supplierAnswer{supplierRow: c.supplierRow(view, s), Reason: document.StandingOf(view, s.ID).Reason, MayFile: c.who.May(auth.SupplierReview)}
	document.EachPaper(view, s.ID, func(p document.Paper) bool {
		a.Papers = append(a.Papers, paperRow{p.Kind, p.Kind.Name().Said(c.language()), p.Number, p.Expiry, today.DaysUntil(p.Expiry), p.Note})
		return true
	})
	document.EachReview(view, s.ID, func(r document.Review) bool {
		outcome := words.Say("supplier.state." + string(r.Outcome)).Said(c.language())
		a.Reviews = append(a.Reviews, reviewRow{r.ID, r.Date, outcome, r.Grade, r.Reason, r.Next, personName(view, r.Person)})
		return true
	})
	stock.EachAt(view, document.ApartPlace(s.ID), func(l stock.Lying) bool {
		a.Apart = append(a.Apart, c.goodsOf(view, l.Lot, l.Holding))
		return true
	})
	stock.EachConsignment(view, s.ID, func(lot stock.LotKey, h stock.Holding) bool {
		a.Theirs = append(a.Theirs, c.goodsOf(view, lot, h))
		return true
	})
	stock.EachPlace(view, func(p stock.Place) bool {
		if p.Kind == stock.Dock {
			a.Docks = append(a.Docks, p.ID)
		}
		return true
	})
	for _, kind := range document.PaperKinds {
		a.Kinds = append(a.Kinds, option{string(kind), kind.Name().Said(c.language())})
	}
	for _, state := range document.SupplierOutcomes {
		a.Steps = append(a.Steps, option{string(state), words.Say("supplier.state." + string(state)).Said(c.language())})
	}
	a.Papers, a.Reviews, a.Apart, a.Theirs, a.Docks = orEmpty(a.Papers), orEmpty(a.Reviews), orEmpty(a.Apart), orEmpty(a.Theirs), orEmpty(a.Docks)
	return a
}

func (c *call) goodsOf(view fact.View, lot stock.LotKey, held stock.Holding) supplierGoods {
	item, _ := stock.FindItem(view, lot.Item)
	return supplierGoods{item.Name, item.Spec, lot.Item, lot.Number, document.Amount(item, held.Quantity).Said(c.language()), held.ValueE4}
}

// paperOrder files a paper of the supplier.
type paperOrder struct {
	ID     string             `json:"id"` // made by the client; the same again writes nothing
	Kind   document.PaperKind `json:"kind" enum:"licence,permit,gsp,gmp,certificate"`
	Number string             `json:"number"`
	Expiry stock.Date         `json:"expiry"`
	Note   string             `json:"note,omitempty"`
}

func (c *call) filePaper() error {
	var o paperOrder
	if err := c.read(&o); err != nil {
		return err
	}
	p := document.Paper{Supplier: c.r.PathValue("id"), Kind: o.Kind, Number: o.Number, Expiry: o.Expiry, Note: o.Note}
	return c.change(o.ID, document.FilePaper{Paper: p})
}

// reviewOrder records a review of the supplier.
type reviewOrder struct {
	ID      string                 `json:"id"`
	Outcome document.SupplierState `json:"outcome" enum:"admitted,under_review,suspended"`
	Grade   string                 `json:"grade,omitempty" enum:",A,B,C"`
	Reason  string                 `json:"reason,omitempty"` // must be there unless it is admitted
	Next    stock.Date             `json:"next,omitempty"`
}

func (c *call) reviewSupplier() error {
	var o reviewOrder
	if err := c.read(&o); err != nil {
		return err
	}
	return c.change(o.ID, document.ReviewSupplier{Supplier: c.r.PathValue("id"), Outcome: o.Outcome, Grade: o.Grade, Reason: o.Reason, Next: o.Next})
}

// releaseOrder lets goods be used that stood apart.
type releaseOrder struct {
	ID string        `json:"id"`
	To stock.PlaceID `json:"to"` // a dock
}

func (c *call) releaseApart() error {
	var o releaseOrder
	if err := c.read(&o); err != nil {
		return err
	}
	return c.change(o.ID, document.ReleaseApart{Supplier: c.r.PathValue("id"), To: o.To})
}

func (c *call) change(id string, command fact.Command) error {
	if _, err := c.post(id, command); err != nil {
		return err
	}
	return c.sendSupplier(c.r.PathValue("id"))
}
