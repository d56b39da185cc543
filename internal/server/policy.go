package server

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// ruleRow is a rule, and the same in words.
type ruleRow struct {
	policy.Rule
	Of   words.Text   `json:"of"`
	Says []words.Text `json:"says"`
}

// leaveRow is who may let pass what, and the same in words.
type leaveRow struct {
	policy.Leave
	Text words.Text `json:"text"`
}

// versionRow is a version of the policy in a list.
type versionRow struct {
	Number     int            `json:"number"` // 0 is the one that was never decided
	Reason     string         `json:"reason"`
	Person     words.Names    `json:"person"`
	At         time.Time      `json:"at"`
	Signatures []signatureRow `json:"signatures"`
	Current    bool           `json:"current"` // it is in force
}

type policyAnswer struct {
	versionRow
	Rules   []ruleRow     `json:"rules"`
	Leaves  []leaveRow    `json:"leaves"`
	Choices policyChoices `json:"choices"`
}

// policyChoices is what the fields of a policy may hold.
type policyChoices struct {
	Classes    []option `json:"classes"`
	Categories []option `json:"categories"`
	Storages   []option `json:"storages"`
	Orders     []option `json:"orders"`
	Colours    []string `json:"colours"`
	Roles      []option `json:"roles"`
	Refusals   []option `json:"refusals"` // that may be let pass
	Reasons    []option `json:"reasons"`  // known ones; a site may write its own
}

// policy answers with the version in force, or with the one of the number
// asked for.
func (c *call) policy() error {
	number := -1
	if text := c.r.PathValue("number"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return fact.Refuse("no_policy", "version", text)
		}
		number = n
	}
	return c.sendPolicy(number)
}

func (c *call) sendPolicy(number int) error {
	var answer policyAnswer
	found := false
	err := c.Ledger.View(func(view fact.View) error {
		now := policy.In(view).Number
		if number < 0 {
			number = now
		}
		var v policy.Version
		if v, found = policy.FindVersion(view, number); found {
			answer = c.policyAnswer(view, v, now)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return fact.Refuse("no_policy", "version", strconv.Itoa(number))
	}
	return c.send(answer)
}

func (c *call) policyAnswer(view fact.View, v policy.Version, now int) policyAnswer {
	answer := policyAnswer{versionRow: c.versionRow(view, v, now), Rules: []ruleRow{}, Leaves: []leaveRow{}, Choices: c.policyChoices()}
	for _, r := range v.Policy.Rules {
		answer.Rules = append(answer.Rules, ruleRow{r, r.Text(view).Said(c.language()), c.said(r.Says())})
	}
	for _, l := range v.Policy.Leaves {
		answer.Leaves = append(answer.Leaves, leaveRow{l, l.Text().Said(c.language())})
	}
	return answer
}

func (c *call) said(texts []words.Text) []words.Text {
	for i := range texts {
		texts[i] = texts[i].Said(c.language())
	}
	return orEmpty(texts)
}

func (c *call) versionRow(view fact.View, v policy.Version, now int) versionRow {
	person, _ := auth.FindPerson(view, v.Person)
	return versionRow{v.Number, v.Reason, person.Name, v.At, c.signatures(v.Signatures), v.Number == now}
}

// policyVersions lists every version, the newest first.
func (c *call) policyVersions() error {
	return list(c, listing[versionRow]{
		sort: func(key string) string { // the newest comes first
			n, _ := strconv.Atoi(key)
			return fmt.Sprintf("%08d", 99_999_999-n)
		},
		each: func(view fact.View, _ string, each func(versionRow) bool) {
			now := policy.In(view).Number
			policy.EachVersion(view, func(v policy.Version) bool { return each(c.versionRow(view, v, now)) })
		},
		key: func(v versionRow) string { return strconv.Itoa(v.Number) },
		text: func(v versionRow) []string {
			return []string{strconv.Itoa(v.Number), v.Reason, v.Person.ZH, v.Person.EN}
		},
	})
}

func options[T ~string](c *call, all []T, say func(T) words.Text) (list []option) {
	for _, v := range all {
		list = append(list, option{string(v), say(v).Said(c.language())})
	}
	return list
}

func (c *call) policyChoices() policyChoices {
	return policyChoices{
		Classes:    options(c, stock.Classes, func(v stock.Class) words.Text { return words.Say("class." + string(v)) }),
		Categories: options(c, stock.Categories, func(v stock.Category) words.Text { return words.Say("category." + string(v)) }),
		Storages:   options(c, stock.Storages, func(v stock.Storage) words.Text { return words.Say("storage." + string(v)) }),
		Orders:     options(c, policy.Orders, func(v policy.Order) words.Text { return words.Say("policy.says.order." + string(v)) }),
		Colours:    policy.Colours,
		Roles:      options(c, policy.Roles, func(v string) words.Text { return words.Say("auth.role." + v) }),
		Refusals:   options(c, policy.Overridable, func(v string) words.Text { return fact.Headline(v) }),
		Reasons:    options(c, policy.KnownReasons(), stock.Why),
	}
}

// policyOrder asks for another version. It is signed with the viewer's PIN.
type policyOrder struct {
	ID     string         `json:"id"`   // made by the client; the same again writes nothing
	Base   int            `json:"base"` // the version that was changed
	Reason string         `json:"reason"`
	PIN    string         `json:"pin"`
	Rules  []policy.Rule  `json:"rules"`
	Leaves []policy.Leave `json:"leaves"`
}

func (c *call) setPolicy() error {
	var order policyOrder
	if err := c.read(&order); err != nil {
		return err
	}
	command := policy.SetPolicy{
		Base: order.Base, Reason: order.Reason, Policy: policy.Policy{Rules: order.Rules, Leaves: order.Leaves}, Staff: auth.Holders,
	}
	signature, err := c.sign(order.PIN, fact.Approved, command.Hash())
	if err != nil {
		return err
	}
	if _, err := c.post(order.ID, command, signature); err != nil {
		return err
	}
	return c.sendPolicy(-1)
}

// policyVerdict is whether a pack would pass a door, and why not.
type policyVerdict struct {
	Passes  bool        `json:"passes"`
	Code    string      `json:"code,omitempty"`
	Big     words.Text  `json:"big"`
	Says    words.Text  `json:"says"`
	Leave   words.Text  `json:"leave"` // who may let it pass all the same; "" if nobody
	Version int         `json:"version"`
	Grounds []groundRow `json:"grounds"`
}

// groundRow is one thing that was asked, and what decided it.
type groundRow struct {
	Question words.Text `json:"question"`
	Says     words.Text `json:"says"`
	By       words.Text `json:"by"`
	Refuses  bool       `json:"refuses"`
}

// askPolicy answers for goods that need not be there.
func (c *call) askPolicy() error {
	query := c.r.URL.Query()
	purpose, day := policy.Purpose(query.Get("purpose")), stock.Date(query.Get("day"))
	if day == "" {
		day = stock.DateOf(c.Now())
	}
	if !slices.Contains(policy.Purposes, purpose) || !day.Valid() {
		return fact.Refuse("bad_question", "purpose", string(purpose), "day", string(day))
	}
	var verdict policyVerdict
	var no error
	err := c.Ledger.View(func(view fact.View) error {
		var goods policy.Goods
		var seen policy.Print
		if goods, seen, no = c.goods(view); no == nil {
			verdict = c.verdict(view, goods, seen, purpose, day)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if no != nil {
		return no
	}
	return c.send(verdict)
}

// goods are those of the query: of a lot that is known, or of a pack as it is
// printed; and what is printed on it.
func (c *call) goods(view fact.View) (g policy.Goods, seen policy.Print, err error) {
	query := c.r.URL.Query()
	item, found := stock.FindItem(view, stock.ItemID(query.Get("item")))
	if !found {
		return g, seen, fact.Refuse("no_such_item", "item", query.Get("item"))
	}
	key := stock.LotKey{Item: item.ID, Number: query.Get("lot")}
	lot, known := stock.FindLot(view, key)
	seen = policy.Print{Made: stock.Date(query.Get("made")), Expiry: stock.Date(query.Get("expiry"))}
	if !known {
		lot = stock.Lot{LotKey: key, Status: stock.Usable, Expiry: seen.Expiry}
	}
	if lot.Made == "" {
		lot.Made = seen.Made
	}
	for _, day := range []stock.Date{seen.Expiry, seen.Made} {
		if day != "" && !day.Valid() {
			return g, seen, fact.Refuse("not_a_date", "text", string(day))
		}
	}
	id := stock.PlaceID(query.Get("place"))
	place, found := stock.FindPlace(view, id)
	if id != "" && !found {
		return g, seen, fact.Refuse("no_place", "place", string(id))
	}
	return policy.Goods{Lot: lot, Item: item, Place: place}, seen, nil
}

func (c *call) verdict(view fact.View, g policy.Goods, seen policy.Print, purpose policy.Purpose, day stock.Date) policyVerdict {
	rules := policy.In(view)
	no, grounds := rules.ExplainPack(view, g, seen, purpose, day)
	verdict := policyVerdict{Passes: no == nil, Version: rules.Number, Grounds: []groundRow{}, Big: words.Say("policy.passes").Said(c.language())}
	for _, ground := range grounds {
		question := words.Say("policy.question." + ground.Question).Said(c.language())
		verdict.Grounds = append(verdict.Grounds, groundRow{question, ground.Says.Said(c.language()), ground.By.Said(c.language()), ground.Refuses})
	}
	if no == nil {
		return verdict
	}
	verdict.Code, verdict.Big, verdict.Says = no.Code(), fact.Headline(no.Code()).Said(c.language()), no.Said(c.language())
	if leave, found := rules.Leave(no.Code()); found {
		verdict.Leave = leave.Text().Said(c.language())
	}
	return verdict
}
