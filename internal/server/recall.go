package server

import (
	"slices"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// recallRow is a recall for a list.
type recallRow struct {
	ID     string       `json:"id"`
	ItemID stock.ItemID `json:"itemId"`
	Item   words.Names  `json:"item"`
	Spec   string       `json:"spec"`
	Lot    string       `json:"lot"`
	Why    words.Text   `json:"why"`
	Person words.Names  `json:"person"`
	Opened time.Time    `json:"opened"`
	Closed time.Time    `json:"closed,omitzero"`
	Open   bool         `json:"open"`
	State  words.Text   `json:"state"`
}

// recallAnswer is a recall with all that became of the lot.
type recallAnswer struct {
	recallRow
	Came        words.Text         `json:"came"` // into the store
	Destroyed   words.Text         `json:"destroyed"`
	SentBack    words.Text         `json:"sentBack"`
	Places      []lotPlace         `json:"places"` // in the store now
	Departments []recallDepartment `json:"departments"`
	Deliveries  []recallDelivery   `json:"deliveries"`
	MayAnswer   bool               `json:"mayAnswer"`
}

// recallDepartment is a department's part of a recalled lot.
type recallDepartment struct {
	Department stock.PlaceID  `json:"department"`
	Name       words.Names    `json:"name"`
	Got        words.Text     `json:"got"`
	Returned   words.Text     `json:"returned"`
	Kept       stock.Quantity `json:"kept"`     // base units: got and not returned
	Answered   bool           `json:"answered"` // what follows is zero until then
	Left       words.Text     `json:"left"`
	Used       words.Text     `json:"used"`
	Note       string         `json:"note"`
	Person     words.Names    `json:"person"`
	At         time.Time      `json:"at,omitzero"`
}

// recallDelivery is goods of the lot that came to a department, or went back.
type recallDelivery struct {
	Department words.Names `json:"department"`
	Document   string      `json:"document"`
	Kind       string      `json:"kind"`
	At         time.Time   `json:"at"`
	Giver      words.Names `json:"giver"`
	Receiver   words.Names `json:"receiver"`
	Back       bool        `json:"back"`
	Amount     words.Text  `json:"amount"`
}

func (c *call) recallRow(view fact.View, r document.Recall) recallRow {
	item, _ := stock.FindItem(view, r.Lot.Item)
	return recallRow{
		r.ID, r.Lot.Item, item.Name, item.Spec, r.Lot.Number, stock.Why(r.Reason).Said(c.language()), personName(view, r.Person), r.Opened, r.Closed, r.Open(), c.state(r.Open()),
	}
}

func (c *call) recalls() error {
	state := c.r.URL.Query().Get("state")
	if all := []string{"", "open", "closed"}; !slices.Contains(all, state) {
		return noState(state, all)
	}
	return list(c, listing[recallRow]{
		keep: func(r recallRow) bool { return state == "" || r.Open == (state == "open") },
		each: func(view fact.View, from string, each func(recallRow) bool) {
			document.EachRecall(view, from, func(r document.Recall) bool { return each(c.recallRow(view, r)) })
		},
		key:  func(r recallRow) string { return r.ID },
		text: func(r recallRow) []string { return []string{r.ID, string(r.ItemID), r.Item.ZH, r.Item.EN, r.Lot} },
	})
}

func (c *call) recall() error {
	return sendPaper(c, "recall", c.r.PathValue("id"), document.FindRecall, c.recallAnswer)
}

func (c *call) recallAnswer(view fact.View, r document.Recall) recallAnswer {
	item, _ := stock.FindItem(view, r.Lot.Item)
	amount := func(q stock.Quantity) words.Text { return document.Amount(item, q).Said(c.language()) }
	w := document.WhereIs(view, r.Lot, r.ID)
	answer := recallAnswer{
		recallRow: c.recallRow(view, r), Came: amount(w.Came), Destroyed: amount(w.Destroyed), SentBack: amount(w.SentBack),
		Places: []lotPlace{}, Departments: []recallDepartment{}, Deliveries: []recallDelivery{}, MayAnswer: r.Open() && c.who.May(auth.RecallAnswer),
	}
	for _, l := range w.Inside {
		answer.Places = append(answer.Places, c.lotPlace(view, item, l))
	}
	for _, d := range w.Departments {
		a := d.Answer
		answer.Departments = append(answer.Departments, recallDepartment{
			d.Department, stock.PlaceName(view, d.Department), amount(d.Got), amount(d.Returned), d.Got - d.Returned,
			!a.At.IsZero(), amount(a.Left), amount(a.Used), a.Note, personName(view, a.Person), a.At,
		})
	}
	for _, d := range w.Deliveries {
		answer.Deliveries = append(answer.Deliveries, recallDelivery{
			stock.PlaceName(view, d.Department), d.Document, kindOf(view, d.Document), d.At, personName(view, d.Giver), personName(view, d.Receiver),
			d.Quantity < 0, amount(max(d.Quantity, -d.Quantity)),
		})
	}
	return answer
}

// recallReply is what a department says to a recall. Who signs for it with
// badge and PIN need not be the one who writes it down.
type recallReply struct {
	ID         string         `json:"id"` // made by the client; the same again writes nothing
	Department stock.PlaceID  `json:"department"`
	Left       stock.Quantity `json:"left"` // base units still there
	Used       stock.Quantity `json:"used"` // base units given to patients
	Note       string         `json:"note,omitempty"`
	Signer     signature      `json:"signer"` // of the department's receiver
}

func (c *call) answerRecall() error {
	var reply recallReply
	if err := c.read(&reply); err != nil {
		return err
	}
	command := document.AnswerRecall{Recall: c.r.PathValue("id"), Department: reply.Department, Left: reply.Left, Used: reply.Used, Note: reply.Note}
	if _, err := c.postSigned(reply.ID, command, reply.Signer); err != nil {
		return err
	}
	return c.recall()
}
