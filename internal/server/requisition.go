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

// requisitionRow is a requisition for a list.
type requisitionRow struct {
	ID         string                    `json:"id"`
	Department words.Names               `json:"department"`
	Date       stock.Date                `json:"date"`
	Lines      int                       `json:"lines"`
	Writer     words.Names               `json:"writer"` // empty where it came from elsewhere
	State      document.RequisitionState `json:"state" enum:"draft,waiting,approved,refused,picking,delivered"`
	Says       words.Text                `json:"says"` // the state in words
}

// requisitionAnswer is one requisition, and what the viewer may do with it.
type requisitionAnswer struct {
	requisitionRow
	Place   stock.PlaceID         `json:"place"` // of the department
	Note    string                `json:"note"`
	Decider words.Names           `json:"decider"`
	Decided time.Time             `json:"decided,omitzero"`
	Reason  string                `json:"reason"`
	Issue   string                `json:"issue"` // "" until it is picked
	Items   []requisitionItemLine `json:"items"`
	Steps   []string              `json:"steps" enum:"approve,refuse,withdraw"`
}

type requisitionItemLine struct {
	No       int            `json:"no"`
	Item     words.Names    `json:"item"`
	Spec     string         `json:"spec"`
	ItemID   stock.ItemID   `json:"itemId"`
	Quantity stock.Quantity `json:"quantity"` // base units
	Unit     words.Names    `json:"unit"`
	Amount   words.Text     `json:"amount"` // in the packages that people count in
	Lot      string         `json:"lot"`    // that is asked for; "" for any
	Asked    words.Text     `json:"asked"`  // what the department wrote, where less was granted; "" if not
	Cut      string         `json:"cut"`    // why less
}

// askRow is the row of a requisition.
func (c *call) askRow(view fact.View, r document.Requisition) requisitionRow {
	p := document.ProgressOf(view, r.ID)
	return requisitionRow{r.ID, stock.PlaceName(view, r.Department), r.Date, len(r.Lines), personName(view, p.Writer), p.State, words.Say("requisition." + string(p.State)).Said(c.language())}
}

func personName(view fact.View, id string) words.Names {
	p, _ := auth.FindPerson(view, id)
	return p.Name
}

func (c *call) requisitions() error {
	state := document.RequisitionState(c.r.URL.Query().Get("state"))
	if state != "" && !slices.Contains(document.RequisitionStates, state) {
		return noState(state, document.RequisitionStates)
	}
	return list(c, listing[requisitionRow]{
		sort: fact.Ordered,
		each: func(view fact.View, from string, each func(requisitionRow) bool) {
			row := func(r document.Requisition) bool { return each(c.askRow(view, r)) }
			if state == "" {
				document.EachRequisition(view, from, row)
				return
			}
			document.EachRequisitionIn(view, state, from, row)
		},
		key: func(r requisitionRow) string { return r.ID },
		text: func(r requisitionRow) []string {
			return []string{r.ID, r.Department.ZH, r.Department.EN, string(r.Date)}
		},
	})
}

func (c *call) requisition() error { return c.sendRequisition(c.r.PathValue("id")) }

func (c *call) sendRequisition(id string) error {
	return sendPaper(c, "requisition", id, document.FindRequisition, c.requisitionAnswer)
}

func (c *call) requisitionAnswer(view fact.View, r document.Requisition) requisitionAnswer {
	p := document.ProgressOf(view, r.ID)
	issue, _ := document.IssueOf(view, r.ID)
	answer := requisitionAnswer{
		requisitionRow: c.askRow(view, r), Place: r.Department, Note: r.Note, Decider: personName(view, p.Decider), Decided: p.Decided,
		Reason: p.Reason, Issue: issue.ID, Items: []requisitionItemLine{}, Steps: c.requisitionSteps(p),
	}
	for _, l := range r.Lines {
		item, _ := stock.FindItem(view, l.Item)
		line := requisitionItemLine{l.No, item.Name, item.Spec, l.Item, l.Quantity, baseUnit(item), document.Amount(item, l.Quantity).Said(c.language()), l.Lot, words.Text{}, l.Cut}
		if l.Asked != 0 {
			line.Asked = document.Amount(item, l.Asked).Said(c.language())
		}
		answer.Items = append(answer.Items, line)
	}
	return answer
}

func (c *call) requisitionSteps(p document.RequisitionProgress) []string {
	steps := []string{}
	own := c.who.Person.ID != "" && c.who.Person.ID == p.Writer
	if p.State == document.RequestWaiting && c.who.May(auth.Approve) {
		if !own {
			steps = append(steps, "approve")
		}
		steps = append(steps, "refuse")
	}
	before := p.State == document.RequestDraft || p.State == document.RequestWaiting || p.State == document.RequestApproved
	if before && c.who.May(auth.AskFor) && (own || c.who.May(auth.Approve)) {
		steps = append(steps, "withdraw")
	}
	return steps
}

// requisitionForm is what a new requisition chooses from.
type requisitionForm struct {
	Departments []department `json:"departments"`
}

type department struct {
	ID   stock.PlaceID `json:"id"`
	Name words.Names   `json:"name"`
}

func (c *call) requisitionForm() error {
	form := requisitionForm{Departments: []department{}}
	err := c.Ledger.View(func(view fact.View) error {
		stock.EachPlace(view, func(p stock.Place) bool {
			if own := c.asksFor(); p.Kind == stock.Department && (own == "" || own == p.ID) {
				form.Departments = append(form.Departments, department{p.ID, p.Name})
			}
			return true
		})
		return nil
	})
	if err != nil {
		return err
	}
	return c.send(form)
}

// requisitionOrder writes a requisition, or a draft of one anew.
type requisitionOrder struct {
	ID          string                 `json:"id"`                    // made by the client; the same again writes nothing
	Requisition string                 `json:"requisition,omitempty"` // of the draft; a new one without
	Department  stock.PlaceID          `json:"department"`
	Note        string                 `json:"note,omitempty"`
	Lines       []requisitionOrderLine `json:"lines"`
	Send        bool                   `json:"send,omitempty"` // for approval
}

type requisitionOrderLine struct {
	Item     stock.ItemID   `json:"item"`
	Quantity stock.Quantity `json:"quantity"`
	Level    stock.Level    `json:"level,omitempty"` // of the packages counted; base units without
	Lot      string         `json:"lot,omitempty"`   // that is asked for, where the policy picks by lot
}

func (c *call) writeRequisition() error {
	var o requisitionOrder
	if err := c.read(&o); err != nil {
		return err
	}
	command := document.WriteRequisition{Send: o.Send, For: c.asksFor(), Requisition: document.Requisition{ID: o.Requisition, Department: o.Department, Note: o.Note}}
	err := c.Ledger.View(func(view fact.View) error {
		for _, l := range o.Lines {
			quantity, err := inBase(view, l)
			if err != nil {
				return err
			}
			command.Requisition.Lines = append(command.Requisition.Lines, document.RequisitionLine{Item: l.Item, Quantity: quantity, Lot: l.Lot})
		}
		return nil
	})
	if err != nil {
		return err
	}
	recorded, err := c.post(o.ID, command)
	if err != nil {
		return err
	}
	made, err := madeOf[document.RequisitionWritten](recorded[0])
	if err != nil {
		return err
	}
	return c.sendRequisition(made.Requisition.ID)
}

// asksFor is the only department that the viewer writes requisitions for, "" for
// any.
func (c *call) asksFor() stock.PlaceID { return stock.PlaceID(c.who.Person.Department) }

// inBase counts a line in base units. Refusals: no_package, too_much.
func inBase(view fact.View, l requisitionOrderLine) (stock.Quantity, error) {
	if l.Level == "" {
		return l.Quantity, nil
	}
	item, _ := stock.FindItem(view, l.Item)
	content := item.Package(l.Level).Content
	switch {
	case content <= 0:
		return 0, fact.Refuse("no_package")
	case l.Quantity > stock.MaxQuantity/content:
		return 0, fact.Refuse("too_much", "most", int64(stock.MaxQuantity))
	}
	return l.Quantity * content, nil
}

// decision is an answer to a requisition.
type decision struct {
	ID     string         `json:"id"` // made by the client; the same again writes nothing
	Reason string         `json:"reason,omitempty"`
	Cuts   []document.Cut `json:"cuts,omitempty"` // of an approval: lines of which less is granted
}

func (c *call) approveRequisition() error {
	return c.decide(func(id string, d decision) fact.Command {
		return document.DecideRequisition{Requisition: id, Approve: true, Reason: d.Reason, Cuts: d.Cuts}
	})
}

func (c *call) refuseRequisition() error {
	return c.decide(func(id string, d decision) fact.Command {
		return document.DecideRequisition{Requisition: id, Reason: d.Reason}
	})
}

func (c *call) withdrawRequisition() error {
	return c.decide(func(id string, d decision) fact.Command {
		return document.WithdrawRequisition{Requisition: id, Reason: d.Reason, MayApprove: c.who.May(auth.Approve)}
	})
}

func (c *call) decide(command func(id string, d decision) fact.Command) error {
	var d decision
	if err := c.read(&d); err != nil {
		return err
	}
	id := c.r.PathValue("id")
	if _, err := c.post(d.ID, command(id, d)); err != nil {
		return err
	}
	return c.sendRequisition(id)
}
