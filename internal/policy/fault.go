package policy

import (
	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// Fault is what stands against one field of a policy, and where: it is the
// refusal that a person reads.
type Fault struct {
	*fact.Refusal
	Rule, Leave int    // their indexes; -1 where it is not in one
	At          int    // of a step or reason among those of its rule or leave
	Field       string // "" for the policy as a whole
}

func (f Fault) Unwrap() error { return f.Refusal }

// Faults are all that stands against putting next in the place of old. staff
// counts people as SetPolicy.Staff does.
func Faults(view fact.View, next, old Policy, staff func(fact.View, []string) int) []Fault {
	return (check{view, next, old, staff}).all()
}

// check asks what stands against a policy.
type check struct {
	view  fact.View
	next  Policy
	old   Policy
	staff func(fact.View, []string) int
}

// all asks each rule and leave, and tells of each the first thing amiss. Where
// goods may lie is asked once nothing else stands against the policy.
func (c check) all() (faults []Fault) {
	if len(c.next.Rules) > maxRules {
		no := fact.Refuse("policy_bounds", "rule", words.Say("policy.rules"), "field", "", "least", 0, "most", maxRules)
		return []Fault{{no, -1, -1, 0, ""}}
	}
	seen := map[Selector]int{}
	for i, r := range c.next.Rules {
		if fault := c.rule(i, r, seen); fault != nil {
			faults = append(faults, *fault)
		}
	}
	for i, l := range c.next.Leaves {
		if fault := c.leave(i, l); fault != nil {
			faults = append(faults, *fault)
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return c.room()
}

func (c check) rule(i int, r Rule, seen map[Selector]int) *Fault {
	if at, twice := seen[r.Selector]; twice {
		return c.contradicts(i, "selector", words.Say("policy.why.twice", "rule", at+1))
	}
	seen[r.Selector] = i
	for _, ask := range []func(int, Rule) *Fault{c.selector, c.life, c.near, c.order, c.places, c.law, c.twoPeople, c.inspection, c.says} {
		if fault := ask(i, r); fault != nil {
			return fault
		}
	}
	return nil
}

func (c check) name(i int) words.Text {
	return words.Say("policy.rule", "n", i+1, "of", c.next.Rules[i].Text(c.view))
}

func fieldName(field string) words.Text { return words.Say("policy.field." + field) }

// fault is one of a rule.
func (c check) fault(i int, code, field string, pairs ...any) *Fault {
	return &Fault{fact.Refuse(code, append([]any{"rule", c.name(i), "field", fieldName(field)}, pairs...)...), i, -1, 0, field}
}

// at is the fault as that of the step of an index.
func (f *Fault) at(i int) *Fault {
	f.At = i
	return f
}

func (c check) contradicts(i int, field string, why words.Text) *Fault {
	return c.fault(i, "policy_contradiction", field, "why", why)
}

func (c check) locks(i int, field string, why words.Text) *Fault {
	return c.fault(i, "policy_lockout", field, "why", why)
}

func (c check) bounds(i int, field string, least, most int) *Fault {
	return c.fault(i, "policy_bounds", field, "least", least, "most", most)
}

func (c check) unknown(i int, field, value string) *Fault {
	return c.fault(i, "policy_unknown", field, "value", value)
}
