package policy

import (
	"slices"
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// selector asks whether a rule speaks of anything that there is.
func (c check) selector(i int, r Rule) *Fault {
	item, known := stock.FindItem(c.view, r.Item)
	if r.Item != "" && !known {
		return c.unknown(i, "item", string(r.Item))
	}
	if _, found := stock.FindPlace(c.view, r.Place); r.Place != "" && !found {
		return c.unknown(i, "place", string(r.Place))
	}
	switch {
	case r.Class != "" && !slices.Contains(stock.Classes, r.Class):
		return c.unknown(i, "class", string(r.Class))
	case r.Category != "" && !slices.Contains(stock.Categories, r.Category):
		return c.unknown(i, "category", string(r.Category))
	case known && r.Class != "" && r.Class != item.Class:
		return c.contradicts(i, "class", words.Say("policy.why.other_class", "item", item.Name, "class", className(item.Class)))
	case known && r.Category != "" && r.Category != item.Category:
		return c.contradicts(i, "category", words.Say("policy.why.other_category", "item", item.Name, "category", categoryName(item.Category)))
	}
	return nil
}

// says asks whether a rule answers anything.
func (c check) says(i int, r Rule) *Fault {
	if !r.Empty() {
		return nil
	}
	return c.contradicts(i, "selector", words.Say("policy.why.empty"))
}

var questions = []func(Rule) bool{saysMinLife, saysNear, saysOrder, saysTwoPerson, saysBlind, saysInspect, saysStorage, saysClasses, saysBins}

func (c check) life(i int, r Rule) *Fault {
	said := 0
	for _, says := range []bool{r.MinLifeDays != 0, r.MinLifePerMille != 0, r.NoMinLife} {
		if says {
			said++
		}
	}
	switch {
	case r.MinLifeDays < 0:
		return c.bounds(i, "min_life_days", 1, longestLife)
	case r.MinLifePerMille < 0 || r.MinLifePerMille > 1000:
		return c.bounds(i, "min_life_permille", 1, largestShare)
	case said > 1:
		return c.contradicts(i, "min_life_days", words.Say("policy.why.two_lives"))
	case r.MinLifeDays > longestLife:
		return c.locks(i, "min_life_days", words.Say("policy.why.no_life", "most", longestLife))
	case r.MinLifePerMille > largestShare:
		return c.locks(i, "min_life_permille", words.Say("policy.why.no_share", "most", largestShare))
	}
	return nil
}

func (c check) near(i int, r Rule) *Fault {
	if len(r.Near) > maxSteps {
		return c.bounds(i, "near", 1, maxSteps)
	}
	before := maxNear + 1
	for at, s := range r.Near {
		switch {
		case s.Days < 1 || s.Days > maxNear:
			return c.bounds(i, "near", 1, maxNear).at(at)
		case s.Days >= before:
			return c.contradicts(i, "near", words.Say("policy.why.steps", "days", s.Days)).at(at)
		case !slices.Contains(Colours, s.Colour):
			return c.unknown(i, "near", s.Colour).at(at)
		case !readable(s.Name.ZH+s.Name.EN, 2*maxName):
			return c.unknown(i, "near", s.Name.EN).at(at)
		}
		before = s.Days
	}
	return nil
}

func readable(s string, most int) bool {
	return strings.TrimSpace(s) != "" && len(s) <= most && !strings.ContainsFunc(s, control)
}

// order asks about what no place decides.
func (c check) order(i int, r Rule) *Fault {
	switch {
	case r.Order != "" && !slices.Contains(Orders, r.Order):
		return c.unknown(i, "order", string(r.Order))
	case r.Order != "" && r.Place != "":
		return c.contradicts(i, "order", words.Say("policy.why.no_place"))
	case r.TwoPerson != "" && r.TwoPerson != Yes && r.TwoPerson != No:
		return c.unknown(i, "two_person", string(r.TwoPerson))
	case r.TwoPerson != "" && r.Place != "":
		return c.contradicts(i, "two_person", words.Say("policy.why.no_place"))
	case r.Blind != "" && r.Blind != Yes && r.Blind != No:
		return c.unknown(i, "blind", string(r.Blind))
	case r.Inspect != "" && r.Inspect != Yes && r.Inspect != No:
		return c.unknown(i, "inspect", string(r.Inspect))
	}
	return nil
}

// places asks about where goods may lie.
func (c check) places(i int, r Rule) *Fault {
	for _, s := range r.Storage {
		if !slices.Contains(stock.Storages, s) {
			return c.unknown(i, "storage", string(s))
		}
	}
	for _, class := range r.Classes {
		if !slices.Contains(stock.Classes, class) {
			return c.unknown(i, "classes", string(class))
		}
	}
	for _, bin := range r.Bins {
		if p, found := stock.FindPlace(c.view, bin); !found || p.Kind != stock.Bin {
			return c.unknown(i, "bins", string(bin))
		}
	}
	switch {
	case saysStorage(r) && r.Place == "":
		return c.contradicts(i, "storage", words.Say("policy.why.which_place"))
	case saysClasses(r) && r.Place == "":
		return c.contradicts(i, "classes", words.Say("policy.why.which_place"))
	case saysBins(r) && r.Place != "":
		return c.contradicts(i, "bins", words.Say("policy.why.no_place"))
	}
	return nil
}

// law asks that a rule of controlled goods takes nothing back that the law
// asks of them: it would never count.
func (c check) law(i int, r Rule) *Fault {
	class := r.Class
	if item, found := stock.FindItem(c.view, r.Item); found {
		class = item.Class
	}
	if !class.Controlled() {
		return nil
	}
	if r.TwoPerson == No {
		return c.contradicts(i, "two_person", words.Say("policy.why.law_two", "class", className(class)))
	}
	for _, bin := range r.Bins {
		if p, _ := stock.FindPlace(c.view, bin); !p.Safe {
			return c.contradicts(i, "bins", words.Say("policy.why.law_safe", "class", className(class), "place", string(bin)))
		}
	}
	return nil
}

// twoPeople asks whether there are two to sign, where two must from now on.
func (c check) twoPeople(i int, r Rule) *Fault {
	was := func(o Rule) bool { return o.Selector == r.Selector && o.TwoPerson == Yes }
	if r.TwoPerson != Yes || c.staff == nil || slices.ContainsFunc(c.old.Rules, was) {
		return nil
	}
	for _, need := range slices.Concat(Acceptance, HandOver) {
		if n := c.staff(c.view, need.Roles); n < 2 {
			return c.locks(i, "two_person", words.Say("policy.why.nobody", "n", n, "need", 2, "roles", RoleNames(need.Roles)))
		}
	}
	return nil
}

// inspection asks whether there is a place to wait at and somebody to sign,
// where goods must be inspected from now on: without, none could come in.
func (c check) inspection(i int, r Rule) *Fault {
	was := func(o Rule) bool { return o.Selector == r.Selector && o.Inspect == Yes }
	if r.Inspect != Yes || slices.ContainsFunc(c.old.Rules, was) {
		return nil
	}
	if _, found := stock.FirstOf(c.view, stock.Inspection); !found {
		return c.locks(i, "inspect", words.Say("policy.why.no_inspection"))
	}
	need := Inspection[0]
	if c.staff != nil && c.staff(c.view, need.Roles) < 1 {
		return c.locks(i, "inspect", words.Say("policy.why.nobody", "n", 0, "need", 1, "roles", RoleNames(need.Roles)))
	}
	return nil
}

// leave asks about who may let pass what a refusal forbids.
func (c check) leave(i int, l Leave) *Fault {
	name := words.Say("policy.leave", "n", i+1, "of", fact.Headline(l.Code))
	refuse := func(code, field string, pairs ...any) *Fault {
		return &Fault{fact.Refuse(code, append([]any{"rule", name, "field", fieldName(field)}, pairs...)...), -1, i, 0, field}
	}
	if !slices.Contains(Overridable, l.Code) {
		return &Fault{fact.Refuse("policy_never", "code", l.Code, "rule", words.Say("policy.leave", "n", i+1, "of", words.Plain(l.Code))), -1, i, 0, "code"}
	}
	if slices.ContainsFunc(c.next.Leaves[:i], func(o Leave) bool { return o.Code == l.Code }) {
		return refuse("policy_contradiction", "code", "why", words.Say("policy.why.leave_twice"))
	}
	for _, role := range l.Roles {
		if !slices.Contains(Roles, role) {
			return refuse("policy_unknown", "roles", "value", role)
		}
	}
	switch {
	case len(l.Roles) == 0:
		return refuse("policy_lockout", "roles", "why", words.Say("policy.why.no_role"))
	case l.Signatures < 1 || l.Signatures > maxSignatures:
		return refuse("policy_bounds", "signatures", "least", 1, "most", maxSignatures)
	case len(l.Reasons) == 0:
		return refuse("policy_lockout", "reasons", "why", words.Say("policy.why.no_reason"))
	case len(l.Reasons) > maxReasons:
		return refuse("policy_bounds", "reasons", "least", 1, "most", maxReasons)
	}
	for j, reason := range l.Reasons {
		if !readable(reason, maxName) || slices.Contains(l.Reasons[:j], reason) {
			return refuse("policy_unknown", "reasons", "value", reason).at(j)
		}
	}
	if c.staff == nil || slices.ContainsFunc(c.old.Leaves, l.same) {
		return nil
	}
	if n := c.staff(c.view, l.Roles); n < l.Signatures {
		return refuse("policy_lockout", "signatures", "why", words.Say("policy.why.nobody", "n", n, "need", l.Signatures, "roles", RoleNames(l.Roles)))
	}
	return nil
}

// same reports whether two leaves ask for the same people.
func (l Leave) same(o Leave) bool {
	return l.Code == o.Code && l.Signatures == o.Signatures && slices.Equal(l.Roles, o.Roles)
}
