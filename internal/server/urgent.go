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

// goodsLine is some of a lot, as a paper is written.
type goodsLine struct {
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Place    stock.PlaceID  `json:"place,omitempty"`  // it leaves from, or goes back to
	Quantity stock.Quantity `json:"quantity"`         // base units
	Serial   string         `json:"serial,omitempty"` // of the pack, or of the case that they are
}

// serials are the numbers of the goods: that of the pack, or those of the packs
// of its lot in a case.
func (l goodsLine) serials(view fact.View) (all []document.Serial) {
	if _, isCase := stock.FindUnit(view, l.Serial); !isCase {
		if l.Serial != "" {
			all = append(all, document.Serial{Item: l.Item, Number: l.Serial, Quantity: l.Quantity, Lot: l.Lot})
		}
		return all
	}
	for _, leaf := range stock.Leaves(view, l.Serial) {
		if leaf.Item == l.Item && leaf.Lot == l.Lot {
			all = append(all, document.Serial{Item: leaf.Item, Number: leaf.Number, Quantity: leaf.Left, Lot: leaf.Lot})
		}
	}
	return all
}

// urgentOrder gives goods out at once.
type urgentOrder struct {
	ID         string        `json:"id"`              // made by the client; the same again writes nothing
	Issue      string        `json:"issue,omitempty"` // of an emergency that is added to
	Department stock.PlaceID `json:"department,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	Goods      []goodsLine   `json:"goods"`
	Receiver   *signature    `json:"receiver,omitempty"` // of who takes them, if there is time
}

// urgentRow is an emergency for a list.
type urgentRow struct {
	Issue      string      `json:"issue"`
	Department words.Names `json:"department"`
	At         time.Time   `json:"at"`
	Person     words.Names `json:"person"`
	Receiver   words.Names `json:"receiver"`
	Why        words.Text  `json:"why"`
	Against    words.Text  `json:"against"` // rules that stood against it
	Goods      words.Text  `json:"goods"`
	Reviewed   bool        `json:"reviewed"`
	Reviewer   words.Names `json:"reviewer"`
	Fine       bool        `json:"fine"`
	Remark     string      `json:"remark"`
}

func (c *call) urgentRow(view fact.View, u document.Urgent) urgentRow {
	issue, _ := document.FindIssue(view, u.Issue)
	row := urgentRow{
		Issue: u.Issue, Department: stock.PlaceName(view, issue.Department), At: issue.Opened, Person: personName(view, issue.Person), Receiver: personName(view, issue.Receiver),
		Why: stock.Why(u.Reason).Said(c.language()), Reviewed: u.Reviewer != "", Reviewer: personName(view, u.Reviewer), Fine: u.Fine, Remark: u.Remark,
	}
	for _, a := range u.Against {
		row.Against = joined(row.Against, words.Say("urgent.against", "lot", a.Lot, "rule", fact.Headline(a.Code)))
	}
	document.EachIssueLine(view, u.Issue, func(l document.IssueLine) bool {
		item, _ := stock.FindItem(view, l.Item)
		row.Goods = joined(row.Goods, words.Say("urgent.goods", "item", item.Name, "lot", l.Lot, "amount", document.Amount(item, l.Quantity)))
		return true
	})
	row.Against, row.Goods = row.Against.Said(c.language()), row.Goods.Said(c.language())
	return row
}

func joined(before, more words.Text) words.Text {
	if before.IsZero() {
		return more
	}
	return words.Say("urgent.and", "a", before, "b", more)
}

// urgents lists emergencies: all, or with state=review those to be looked at.
func (c *call) urgents() error {
	each := document.EachUrgent
	switch state := c.r.URL.Query().Get("state"); state {
	case "":
	case "review":
		each = document.EachToReview
	default:
		return noState(state, []string{"", "review"})
	}
	return list(c, listing[urgentRow]{
		each: func(view fact.View, from string, add func(urgentRow) bool) {
			each(view, from, func(u document.Urgent) bool { return add(c.urgentRow(view, u)) })
		},
		key: func(r urgentRow) string { return r.Issue },
		text: func(r urgentRow) []string {
			return []string{r.Issue, r.Department.ZH, r.Department.EN, r.Person.ZH, r.Person.EN}
		},
	})
}

func (c *call) sendUrgent(issue string) error {
	var row urgentRow
	err := c.Ledger.View(func(view fact.View) error {
		u, _ := document.FindUrgent(view, issue)
		row = c.urgentRow(view, u)
		return nil
	})
	if err != nil {
		return err
	}
	return c.send(row)
}

func (c *call) issueUrgently() error {
	var o urgentOrder
	if err := c.read(&o); err != nil {
		return err
	}
	command := document.IssueUrgently{Issue: o.Issue, Department: o.Department, Reason: o.Reason}
	err := c.Ledger.View(func(view fact.View) error {
		for _, l := range o.Goods {
			command.Goods = append(command.Goods, document.Goods{Item: l.Item, Lot: l.Lot, From: l.Place, Quantity: l.Quantity})
			command.Serials = append(command.Serials, l.serials(view)...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var given []fact.Signature
	if o.Receiver != nil {
		if given, err = c.undersign([]signature{*o.Receiver}, command.Hash(), fact.Taken); err != nil {
			return err
		}
		command.Receiver = given[0].Person
	}
	recorded, err := c.post(o.ID, command, given...)
	if err != nil {
		return err
	}
	made, err := madeOf[document.UrgentlyIssued](recorded[0])
	if err != nil {
		return err
	}
	return c.sendUrgent(made.Issue.ID)
}

// urgentTaking is the signature of who took the goods of an emergency.
type urgentTaking struct {
	ID       string    `json:"id"` // made by the client; the same again writes nothing
	Receiver signature `json:"receiver"`
}

func (c *call) takeUrgently() error {
	var o urgentTaking
	if err := c.read(&o); err != nil {
		return err
	}
	command := document.SignUrgent{Issue: c.r.PathValue("issue")}
	hash := ""
	err := c.Ledger.View(func(view fact.View) error {
		_, hash = command.Signing(view)
		return nil
	})
	if err != nil {
		return err
	}
	given, err := c.undersign([]signature{o.Receiver}, hash, fact.Taken)
	if err != nil {
		return err
	}
	command.Receiver = given[0].Person
	if _, err := c.post(o.ID, command, given...); err != nil {
		return err
	}
	return c.sendUrgent(command.Issue)
}

// urgentReview is what somebody else says to an emergency afterwards.
type urgentReview struct {
	ID     string `json:"id"` // made by the client; the same again writes nothing
	Fine   bool   `json:"fine"`
	Remark string `json:"remark,omitempty"`
}

func (c *call) reviewUrgent() error {
	var r urgentReview
	if err := c.read(&r); err != nil {
		return err
	}
	issue := c.r.PathValue("issue")
	if _, err := c.post(r.ID, document.ReviewUrgent{Issue: issue, Fine: r.Fine, Remark: r.Remark}); err != nil {
		return err
	}
	return c.sendUrgent(issue)
}

// giveBackOrder takes goods in that a department returns.
type giveBackOrder struct {
	ID         string        `json:"id"` // made by the client; the same again writes nothing
	Department stock.PlaceID `json:"department"`
	Reason     string        `json:"reason"`
	Goods      []goodsLine   `json:"goods"` // place: where it goes back to; the item's own bin without
	Giver      credentials   `json:"giver"` // badge and PIN of who signs for the department

	Signatures []signature `json:"signatures,omitempty"` // of a two-person class: who counted the goods, and who witnessed it
}

// giveBackAnswer names the paper that was made.
type giveBackAnswer struct {
	GiveBack string `json:"giveBack"`
}

func (c *call) takeBack() error {
	var o giveBackOrder
	if err := c.read(&o); err != nil {
		return err
	}
	command := document.TakeBack{Department: o.Department, Reason: o.Reason}
	err := c.Ledger.View(func(view fact.View) error {
		for _, l := range o.Goods {
			command.Goods = append(command.Goods, document.Goods{Item: l.Item, Lot: l.Lot, To: l.Place, Quantity: l.Quantity})
			if _, isCase := stock.FindUnit(view, l.Serial); !isCase {
				command.Serials = append(command.Serials, l.serials(view)...)
			} else if !slices.Contains(command.Units, l.Serial) { // it may be of several lots
				command.Units = append(command.Units, l.Serial)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	signed, err := auth.Undersign(c.r.Context(), c.Gatekeeper, o.Giver.Badge, o.Giver.PIN, c.from(), fact.Signature{Meaning: fact.Returned, Hash: command.Hash()}, c.Now())
	if err != nil {
		return err
	}
	given, err := c.undersign(o.Signatures, command.Hash(), fact.Accepted, fact.Witness)
	if err != nil {
		return err
	}
	recorded, err := c.post(o.ID, command, append(given, signed)...)
	if err != nil {
		return err
	}
	made, err := madeOf[document.GoodsGivenBack](recorded[0])
	if err != nil {
		return err
	}
	return c.send(giveBackAnswer{made.GiveBack.ID})
}
