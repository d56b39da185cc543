package intake

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// A policy is three tables: its rules, their steps of near expiry, and its
// leaves, a row a reason. A table that is given takes the place of all there
// is of its kind; one that is not leaves that as it is. Together they are one
// new version, which is signed for as any other. Tables that are all empty, as
// templates are, say nothing.

// PolicyKinds are the tables of a policy.
var PolicyKinds = []Kind{Rules, Steps, Leaves}

// stepRow is one step of near expiry, and whose it is.
type stepRow struct {
	of policy.Selector
	policy.Step
}

// leaveRow is one reason for which a refusal may be let pass.
type leaveRow struct {
	policy.Leave // with the one reason
}

func (l *Load) readRule(in line) {
	rule := policy.Rule{
		Selector:        in.selector(),
		MinLifeDays:     int(in.whole("min_life_days", 0, maxDays, false)),
		MinLifePerMille: in.share("min_life_percent"),
		NoMinLife:       in.choice("no_min_life", "yes") == "yes",
		Order:           policy.Order(in.choice("pick_order", "pick_order")),
		TwoPerson:       policy.Choice(in.choice("two_person", "yes")),
		Blind:           policy.Choice(in.choice("blind", "yes")),
		Inspect:         policy.Choice(in.choice("inspect", "yes")),
		Storage:         allOf[stock.Storage](in, "holds_storage", "storage"),
		Classes:         allOf[stock.Class](in, "holds_classes", "class"),
	}
	for _, bin := range parts(in.cell("bins")) {
		rule.Bins = append(rule.Bins, stock.PlaceID(bin))
	}
	l.rules = append(l.rules, found[policy.Rule]{in.origin, rule})
}

func (l *Load) readStep(in line) {
	step := stepRow{in.selector(), policy.Step{
		Days:   int(in.whole("days", 1, maxDays, true)),
		Name:   words.Names{ZH: in.text("name_zh"), EN: in.text("name_en")},
		Colour: in.oneOf("colour", "colour", ""),
	}}
	if step.Name == (words.Names{}) {
		in.bad("name_zh", "missing")
	}
	l.steps = append(l.steps, found[stepRow]{in.origin, step})
}

func (l *Load) readLeave(in line) {
	leave := policy.Leave{
		Code: in.oneOf("refusal", "refusal", ""), Roles: allOf[string](in, "roles", "role"), Signatures: int(in.whole("signatures", 1, maxLines, true)),
		Reasons: []string{reasonOf(in.text("reason"))},
	}
	if in.cell("reason") == "" {
		in.bad("reason", "missing")
	}
	l.leaves = append(l.leaves, found[leaveRow]{in.origin, leaveRow{leave}})
}

// selector reads what a rule speaks of; empty cells name all there is.
func (l line) selector() policy.Selector {
	return policy.Selector{
		Item: stock.ItemID(l.optionalCode("item")), Class: stock.Class(l.choice("class", "class")), Category: stock.Category(l.choice("category", "category")),
		Place: stock.PlaceID(l.optionalCode("place")),
	}
}

// choice reads a word of a set, or nothing.
func (l line) choice(column, set string) string {
	if l.cell(column) == "" {
		return ""
	}
	return l.oneOf(column, set, "")
}

// allOf reads several words of a set.
func allOf[T ~string](l line, column, set string) (all []T) {
	for _, word := range parts(l.cell(column)) {
		name, ok := known.find(set, word)
		if !ok {
			l.bad(column, "one_of", "allowed", allowed(set))
			return nil
		}
		all = append(all, T(name))
	}
	return unique(all)
}

// parts are the things in a cell that stand between commas or semicolons, of
// which each may hold blanks.
func parts(cell string) (all []string) {
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(",;|\n\u3001\uFF0C\uFF1B", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// share reads a percentage with one decimal, into thousandths.
func (l line) share(column string) int {
	value := strings.TrimSuffix(strings.TrimSpace(l.cell(column)), "%")
	if value == "" {
		return 0
	}
	whole, tenths, _ := strings.Cut(strings.TrimSpace(value), ".")
	n, err := strconv.Atoi(whole + (tenths + "0")[:1])
	if err != nil || len(tenths) > 1 || len(whole) > 3 || n < 0 || n > 1000 {
		l.bad(column, "percent")
		return 0
	}
	return n
}

// reasonOf is the code of a reason that the catalogue knows by a text, or else
// the site's own words.
func reasonOf(text string) string {
	for _, code := range policy.KnownReasons() {
		said := stock.Why(code)
		if text == said.In(words.Chinese) || strings.EqualFold(text, said.In(words.English)) {
			return code
		}
	}
	return text
}

// drawn is a policy as the tables draw it, and where each part of it stands.
type drawn struct {
	policy policy.Policy
	rules  []origin // of each rule; nil source where it was there before
	steps  [][]origin
	leaves [][]origin // of each reason of each leave
}

// setsPolicy reports whether the tables say anything of the policy.
func (l Load) setsPolicy() bool { return len(l.rules)+len(l.steps)+len(l.leaves) > 0 }

// draw puts the tables in the place of what they speak of in old.
func (l Load) draw(old policy.Policy) (d drawn) {
	near, at := l.nearSteps(old)
	put := func(r policy.Rule, o origin) {
		if r.Near = near[r.Selector]; r.Near != nil && o.source == nil && len(at[r.Selector]) > 0 {
			o = at[r.Selector][0]
		}
		d.policy.Rules, d.rules, d.steps = append(d.policy.Rules, r), append(d.rules, o), append(d.steps, at[r.Selector])
	}
	named := map[policy.Selector]bool{}
	if l.given[Rules] != nil {
		for _, r := range l.rules {
			put(r.value, r.origin)
			named[r.value.Selector] = true
		}
	} else {
		for _, r := range old.Rules {
			if r.Near = nil; !r.Empty() || near[r.Selector] != nil {
				put(r, origin{})
			}
			named[r.Selector] = true
		}
	}
	for _, of := range l.order(old, near) {
		if !named[of] {
			named[of] = true
			put(policy.Rule{Selector: of}, origin{})
		}
	}
	d.drawLeaves(l, old)
	return d
}

// nearSteps are the steps of each selector, the widest first.
func (l Load) nearSteps(old policy.Policy) (near map[policy.Selector][]policy.Step, at map[policy.Selector][]origin) {
	near, at = map[policy.Selector][]policy.Step{}, map[policy.Selector][]origin{}
	if l.given[Steps] == nil {
		for _, r := range old.Rules {
			near[r.Selector] = r.Near
		}
		return near, at
	}
	rows := slices.Clone(l.steps)
	slices.SortStableFunc(rows, func(a, b found[stepRow]) int { return b.value.Days - a.value.Days })
	for _, r := range rows {
		near[r.value.of] = append(near[r.value.of], r.value.Step)
		at[r.value.of] = append(at[r.value.of], r.origin)
	}
	return near, at
}

// order lists the selectors that have steps as they stand in the table, or in
// the policy where there is none.
func (l Load) order(old policy.Policy, near map[policy.Selector][]policy.Step) (all []policy.Selector) {
	if l.given[Steps] != nil {
		for _, r := range l.steps {
			all = append(all, r.value.of)
		}
		return all
	}
	for _, r := range old.Rules {
		if near[r.Selector] != nil {
			all = append(all, r.Selector)
		}
	}
	return all
}

// drawLeaves brings the reasons of each refusal together.
func (d *drawn) drawLeaves(l Load, old policy.Policy) {
	if l.given[Leaves] == nil {
		d.policy.Leaves, d.leaves = old.Leaves, make([][]origin, len(old.Leaves))
		return
	}
	for _, rows := range grouped(l.leaves, func(r leaveRow) string { return r.Code }) {
		leave := rows[0].value.Leave
		at := []origin{rows[0].origin}
		leave.Reasons = slices.Clone(leave.Reasons)
		for _, r := range rows[1:] {
			leave.Reasons, at = append(leave.Reasons, r.value.Reasons...), append(at, r.origin)
		}
		d.policy.Leaves, d.leaves = append(d.policy.Leaves, leave), append(d.leaves, at)
	}
}

// set is the command that puts the policy of a load in force.
func (l Load) set(view fact.View) (drawn, policy.SetPolicy) {
	now, _ := policy.FindVersion(view, policy.In(view).Number)
	d := l.draw(now.Policy)
	return d, policy.SetPolicy{Base: now.Number, Policy: d.policy, Reason: l.reason, Staff: auth.Holders}
}

// Signing is what somebody must sign for a load, and over what: the approval of
// a policy that it changes. Most need none, which is an empty hash.
func (l Load) Signing(view fact.View) (meaning fact.Meaning, hash string) {
	if !l.setsPolicy() || l.problems.any() {
		return "", ""
	}
	now, _ := policy.FindVersion(view, policy.In(view).Number)
	_, command := l.set(view)
	if command.Policy.Same(now.Policy) {
		return "", ""
	}
	return policy.Approval[0].Meaning, command.Hash()
}

// checkPolicy decides on the policy as the store will be after the rest of the
// load.
func (c *check) checkPolicy() {
	if !c.setsPolicy() {
		return
	}
	for _, rows := range grouped(c.leaves, func(r leaveRow) string { return r.Code }) {
		for _, r := range rows[1:] {
			c.sameHead(r.origin, "signatures", strconv.Itoa(r.value.Signatures), strconv.Itoa(rows[0].value.Signatures))
			c.sameHead(r.origin, "roles", strings.Join(r.value.Roles, ", "), strings.Join(rows[0].value.Roles, ", "))
		}
	}
	if !c.allowed(auth.PolicyChange) {
		c.problems.add(Problem{File: c.policyFile(), Text: words.Say("intake.policy_right")})
	}
	if c.problems.any() {
		return // what it speaks of may only seem to be missing
	}
	ahead := fact.NewTrial(c.view)
	for _, f := range c.facts {
		ahead.Apply(c.meta, f)
	}
	now, _ := policy.FindVersion(c.view, policy.In(c.view).Number)
	d, command := c.set(c.view)
	if command.Policy.Same(now.Policy) {
		return
	}
	if faults := policy.Faults(ahead, command.Policy, now.Policy, command.Staff); len(faults) > 0 {
		for _, f := range faults {
			c.sayFault(d, f)
		}
		return
	}
	facts, err := command.Decide(ahead, c.meta)
	if no := (*fact.Refusal)(nil); errors.As(err, &no) {
		text := no.Text
		if no.Is(policy.ErrUnsigned) {
			text = words.Say("intake.policy_unsigned")
		}
		c.problems.add(Problem{File: c.policyFile(), Text: text})
		return
	}
	c.facts = append(c.facts, facts...)
}

// policyFile is where the first table of the policy was read.
func (c *check) policyFile() string {
	for _, k := range PolicyKinds {
		if s := c.given[k]; s != nil {
			return s.file
		}
	}
	return ""
}

// faultColumns are the columns of what the policy calls otherwise.
var faultColumns = map[string]string{
	"selector": "item", "min_life_permille": "min_life_percent", "near": "days", "order": "pick_order", "storage": "holds_storage", "classes": "holds_classes",
	"code": "refusal", "reasons": "reason",
}

// sayFault puts a fault to the row and column that it is mended in.
func (c *check) sayFault(d drawn, f policy.Fault) {
	column, is := faultColumns[f.Field]
	if !is {
		column = f.Field
	}
	var at origin
	switch {
	case f.Rule >= 0 && f.Field == "near" && f.At < len(d.steps[f.Rule]):
		at = d.steps[f.Rule][f.At]
	case f.Rule >= 0:
		at = d.rules[f.Rule]
	case f.Leave >= 0 && f.At < len(d.leaves[f.Leave]):
		at = d.leaves[f.Leave][f.At]
	}
	if at.source == nil {
		c.problems.add(Problem{File: c.policyFile(), Text: f.Text})
		return
	}
	c.say(at, column, f.Refusal)
}
