package policy_test

import (
	"strings"
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// site knows two items, a place of each sort, and how many hold a role.
func site() *fact.Memory {
	m := fact.NewMemory()
	for _, f := range []fact.Fact{
		stock.ItemDefined{Item: stock.Item{ID: "AMOX", Name: words.Names{EN: "Amoxicillin"}, Class: stock.Ordinary, Category: stock.Western, Storage: stock.Room, MinLifeDays: 180}},
		stock.ItemDefined{Item: stock.Item{ID: "INSULIN", Name: words.Names{EN: "Insulin"}, Class: stock.Ordinary, Category: stock.Western, Storage: stock.Cold}},
		stock.ItemDefined{Item: stock.Item{ID: "MORPH", Name: words.Names{EN: "Morphine"}, Class: stock.Narcotic, Category: stock.Patent, Storage: stock.Room}},
		stock.PlaceDefined{Place: stock.Place{ID: "SAFE", Kind: stock.Bin, Storage: stock.Room, Safe: true}},
		stock.PlaceDefined{Place: stock.Place{ID: "B-1", Kind: stock.Bin, Storage: stock.Room}},
		stock.PlaceDefined{Place: stock.Place{ID: "C-1", Kind: stock.Bin, Storage: stock.Cold}},
		stock.PlaceDefined{Place: stock.Place{ID: "DOCK-1", Kind: stock.Dock}},
	} {
		f.Apply(m, fact.Meta{})
	}
	return m
}

func staff(_ fact.View, roles []string) (n int) {
	have := map[string]int{"keeper": 2, "supervisor": 1, "receiver": 3}
	for _, r := range roles {
		n += have[r]
	}
	return n
}

// set signs and decides a policy.
func set(m *fact.Memory, base int, p policy.Policy) ([]fact.Fact, error) {
	c := policy.SetPolicy{Base: base, Policy: p, Reason: " letter 12 of the district ", Staff: staff}
	signed := by("boss", "supervisor", fact.Approved)
	signed.Hash = c.Hash()
	return c.Decide(m, fact.Meta{At: at, Person: "boss", Signatures: []fact.Signature{signed}})
}

// TestWrongPolicies: what would lock everybody out, what contradicts itself or
// is out of bounds is refused, and the refusal says which rule and which field
// is to be mended.
func TestWrongPolicies(t *testing.T) {
	of := func(s policy.Selector, change func(*policy.Rule)) policy.Rule {
		r := policy.Rule{Selector: s}
		change(&r)
		return r
	}
	all := policy.Selector{}
	min := func(days int) func(*policy.Rule) { return func(r *policy.Rule) { r.MinLifeDays = days } }
	step := func(days int, colour string) policy.Step {
		return policy.Step{Days: days, Name: words.Names{EN: "near"}, Colour: colour}
	}
	leave := policy.Leave{Code: "short_life", Roles: []string{"supervisor"}, Signatures: 1, Reasons: []string{"other"}}
	leaveBut := func(change func(*policy.Leave)) []policy.Leave {
		l := leave
		change(&l)
		return []policy.Leave{l}
	}
	tests := []struct {
		name, code, says string
		rules            []policy.Rule
		leaves           []policy.Leave
	}{
		{"good", "-", "", []policy.Rule{of(all, min(200))}, []policy.Leave{leave}},
		{"unknown item", "policy_unknown", `Rule 1 ( (NONE)), item: nobody knows "NONE"`, []policy.Rule{of(policy.Selector{Item: "NONE"}, min(10))}, nil},
		{"unknown place", "policy_unknown", "place", []policy.Rule{of(policy.Selector{Place: "Z-9"}, min(10))}, nil},
		{"unknown class", "policy_unknown", "class", []policy.Rule{of(policy.Selector{Class: "dangerous"}, min(10))}, nil},
		{"unknown category", "policy_unknown", "category", []policy.Rule{of(policy.Selector{Category: "toys"}, min(10))}, nil},
		{"twice the same", "policy_contradiction", "Rule 2 (all goods), what it speaks of: it speaks of the same as rule 1", []policy.Rule{of(all, min(10)), of(all, min(20))}, nil},
		{"of another class", "policy_contradiction", "Amoxicillin is of class ordinary goods", []policy.Rule{of(policy.Selector{Item: "AMOX", Class: stock.Narcotic}, min(10))}, nil},
		{"of another category", "policy_contradiction", "category", []policy.Rule{of(policy.Selector{Item: "AMOX", Category: stock.Herb}, min(10))}, nil},
		{"says nothing", "policy_contradiction", "it says nothing", []policy.Rule{{}}, nil},
		{"below nothing", "policy_bounds", "least life in days: it must be between 1 and 1800", []policy.Rule{of(all, min(-1))}, nil},
		{"more than a drug lives", "policy_lockout", "nothing could come in", []policy.Rule{of(all, min(1801))}, nil},
		{"share of more than all", "policy_bounds", "least life as a share", []policy.Rule{of(all, func(r *policy.Rule) { r.MinLifePerMille = 1001 })}, nil},
		{"nearly all of it", "policy_lockout", "hardly anything", []policy.Rule{of(all, func(r *policy.Rule) { r.MinLifePerMille = 950 })}, nil},
		{"days and share", "policy_contradiction", "only one of them", []policy.Rule{of(all, func(r *policy.Rule) { r.MinLifeDays, r.MinLifePerMille = 1, 1 })}, nil},
		{"days and none", "policy_contradiction", "only one of them", []policy.Rule{of(all, func(r *policy.Rule) { r.MinLifeDays, r.NoMinLife = 1, true })}, nil},
		{"steps that rise", "policy_contradiction", "near expiry: the step of 180 days", []policy.Rule{of(all, func(r *policy.Rule) { r.Near = []policy.Step{step(90, "red"), step(180, "orange")} })}, nil},
		{"step of no days", "policy_bounds", "near expiry", []policy.Rule{of(all, func(r *policy.Rule) { r.Near = []policy.Step{step(0, "red")} })}, nil},
		{"colour that is none", "policy_unknown", "green", []policy.Rule{of(all, func(r *policy.Rule) { r.Near = []policy.Step{step(90, "green")} })}, nil},
		{"order that is none", "policy_unknown", "lifo", []policy.Rule{of(all, func(r *policy.Rule) { r.Order = "lifo" })}, nil},
		{"order by place", "policy_contradiction", "no place decides", []policy.Rule{of(policy.Selector{Place: "B-1"}, func(r *policy.Rule) { r.Order = policy.FIFO })}, nil},
		{"two people by place", "policy_contradiction", "no place decides", []policy.Rule{of(policy.Selector{Place: "B-1"}, func(r *policy.Rule) { r.TwoPerson = policy.Yes })}, nil},
		{"inspection that is none", "policy_unknown", "perhaps", []policy.Rule{of(all, func(r *policy.Rule) { r.Inspect = "perhaps" })}, nil},
		{"inspection without a place to wait", "policy_lockout", "Rule 1 (all goods), inspection: there is no place of the kind inspection", []policy.Rule{of(all, func(r *policy.Rule) { r.Inspect = policy.Yes })}, nil},
		{"storage of no place", "policy_contradiction", "say which place", []policy.Rule{of(all, func(r *policy.Rule) { r.Storage = []stock.Storage{stock.Cold} })}, nil},
		{"a dock as bin", "policy_unknown", "DOCK-1", []policy.Rule{of(all, func(r *policy.Rule) { r.Bins = []stock.PlaceID{"DOCK-1"} })}, nil},
		{"no bin left for cold goods", "policy_lockout", "Rule 1 (all goods, at C-1), storage it may hold: Insulin would have no bin left", []policy.Rule{of(policy.Selector{Place: "C-1"}, func(r *policy.Rule) { r.Storage = []stock.Storage{stock.Frozen} })}, nil},
		{"no bin left by class", "policy_lockout", "Insulin", []policy.Rule{of(policy.Selector{Place: "C-1"}, func(r *policy.Rule) { r.Classes = []stock.Class{stock.Narcotic} })}, nil},
		{"no bin left by bins", "policy_lockout", "bins they may lie in: Insulin", []policy.Rule{of(all, func(r *policy.Rule) { r.Bins = []stock.PlaceID{"B-1"} })}, nil},
		{"expired may be allowed", "policy_never", "expired", nil, leaveBut(func(l *policy.Leave) { l.Code = "expired" })},
		{"two leaves for one", "policy_contradiction", "Leave 2", nil, []policy.Leave{leave, leave}},
		{"leave of nobody", "policy_lockout", "names nobody", nil, leaveBut(func(l *policy.Leave) { l.Roles = nil })},
		{"role that is none", "policy_unknown", "king", nil, leaveBut(func(l *policy.Leave) { l.Roles = []string{"king"} })},
		{"leave without signature", "policy_bounds", "signatures", nil, leaveBut(func(l *policy.Leave) { l.Signatures = 0 })},
		{"leave without reason", "policy_lockout", "reasons", nil, leaveBut(func(l *policy.Leave) { l.Reasons = nil })},
		{"more signatures than people", "policy_lockout", "it takes 2 people, and there are 1 with the roles Supervisor", nil, leaveBut(func(l *policy.Leave) { l.Signatures = 2 })},
		{"a reason twice", "policy_unknown", "reasons", nil, leaveBut(func(l *policy.Leave) { l.Reasons = []string{"other", "other"} })},
	}
	for _, test := range tests {
		_, err := set(site(), 0, policy.Policy{Rules: test.rules, Leaves: test.leaves})
		if got := code(err); got != test.code || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %s: %v\nwant %s: %s", test.name, got, err, test.code, test.says)
		}
	}
}

// TestLaw: a rule takes nothing back that the law asks of controlled goods.
func TestLaw(t *testing.T) {
	for _, test := range []struct {
		name, code, says string
		of               policy.Selector
		change           func(*policy.Rule)
	}{
		{"narcotics on a shelf", "policy_contradiction", "bins they may lie in: B-1 is no safe", policy.Selector{Class: stock.Narcotic}, func(r *policy.Rule) { r.Bins = []stock.PlaceID{"B-1"} }},
		{"one narcotic on a shelf", "policy_contradiction", "B-1 is no safe", policy.Selector{Item: "MORPH"}, func(r *policy.Rule) { r.Bins = []stock.PlaceID{"SAFE", "B-1"} }},
		{"one narcotic in the safe", "-", "", policy.Selector{Item: "MORPH"}, func(r *policy.Rule) { r.Bins = []stock.PlaceID{"SAFE"} }},
		{"all goods on a shelf", "policy_lockout", "Morphine would have no bin left", policy.Selector{Category: stock.Patent}, func(r *policy.Rule) { r.Bins = []stock.PlaceID{"B-1"} }},
		{"one person for narcotics", "policy_contradiction", "two people: the law asks for two people", policy.Selector{Item: "MORPH"}, func(r *policy.Rule) { r.TwoPerson = policy.No }},
		{"one person for a class", "policy_contradiction", "the law asks for two people", policy.Selector{Class: stock.Psychotropic1}, func(r *policy.Rule) { r.TwoPerson = policy.No }},
		{"one person for others", "-", "", policy.Selector{Class: stock.Psychotropic2}, func(r *policy.Rule) { r.TwoPerson = policy.No }},
	} {
		rule := policy.Rule{Selector: test.of}
		test.change(&rule)
		_, err := set(site(), 0, policy.Policy{Rules: []policy.Rule{rule}})
		if got := code(err); got != test.code || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %s: %v\nwant %s: %s", test.name, got, err, test.code, test.says)
		}
	}
}

// TestNobodyToSign: a class of two people needs two.
func TestNobodyToSign(t *testing.T) {
	c := policy.SetPolicy{Reason: "x", Staff: func(fact.View, []string) int { return 1 }, Policy: policy.Policy{
		Rules: []policy.Rule{{Selector: policy.Selector{Item: "AMOX"}, TwoPerson: policy.Yes}},
	}}
	if _, err := c.Decide(site(), fact.Meta{At: at}); code(err) != "policy_lockout" || !strings.Contains(err.Error(), "two people") {
		t.Errorf("%v", err)
	}
}

// TestVersions follow one another, each with its reason and signature, and the
// one in force is asked.
func TestVersions(t *testing.T) {
	m := site()
	goods := policy.Goods{Item: stock.Item{ID: "INSULIN"}, Lot: stock.Lot{Expiry: today.Add(100)}}
	p := policy.Policy{Rules: []policy.Rule{{MinLifeDays: 200}}}
	if err := policy.In(m).Fit(goods, policy.Receive, today); err != nil || policy.In(m).Number != 0 {
		t.Errorf("before any: %v", err)
	}
	facts, err := set(m, 0, p)
	if err != nil {
		t.Fatal(err)
	}
	facts[0].Apply(m, fact.Meta{Person: "boss", At: at, Signatures: []fact.Signature{by("boss", "supervisor", fact.Approved)}})
	if err := policy.In(m).Fit(goods, policy.Receive, today); code(err) != "short_life" || policy.In(m).Number != 1 {
		t.Errorf("version %d answers %v", policy.In(m).Number, err)
	}
	if _, err := set(m, 0, policy.Default); code(err) != "policy_moved" {
		t.Errorf("over a version that was not seen: %v", err)
	}
	if _, err := set(m, 1, p); code(err) != "policy_same" {
		t.Errorf("the same again: %v", err)
	}
	if _, err := (policy.SetPolicy{Base: 1, Policy: policy.Default, Reason: " "}).Decide(m, fact.Meta{At: at}); code(err) != "policy_reason" {
		t.Errorf("without reason: %v", err)
	}
	if _, err := (policy.SetPolicy{Base: 1, Policy: policy.Default, Reason: "x"}).Decide(m, fact.Meta{At: at}); code(err) != "signature_missing" {
		t.Errorf("without signature: %v", err)
	}
	var numbers []int
	policy.EachVersion(m, func(v policy.Version) bool {
		numbers = append(numbers, v.Number)
		if v.Number == 1 && (v.Reason != "letter 12 of the district" || v.Person != "boss" || len(v.Signatures) != 1) {
			t.Errorf("kept as %+v", v)
		}
		return true
	})
	if len(numbers) != 2 || numbers[0] != 1 || numbers[1] != 0 {
		t.Errorf("versions %v", numbers)
	}
}

// TestMostSpecialWins: of rules that speak of the same goods the one that
// names more decides, and an item's own data count as one that names the item.
func TestMostSpecialWins(t *testing.T) {
	item := stock.Item{ID: "AMOX", Class: stock.Narcotic, Category: stock.Western}
	of := func(s policy.Selector, days int) policy.Rule { return policy.Rule{Selector: s, MinLifeDays: days} }
	rules := []policy.Rule{ // from the widest to the most special
		of(policy.Selector{}, 1), of(policy.Selector{Place: "D"}, 2), of(policy.Selector{Category: stock.Western}, 3),
		of(policy.Selector{Category: stock.Western, Place: "D"}, 4), of(policy.Selector{Class: stock.Narcotic}, 5),
		of(policy.Selector{Class: stock.Narcotic, Place: "D"}, 6), of(policy.Selector{Item: "AMOX"}, 7), of(policy.Selector{Item: "AMOX", Place: "D"}, 8),
	}
	for n := range rules {
		book := inForce(policy.Policy{Rules: rules[:n+1]})
		if got := book.Least(policy.Goods{Item: item, Place: stock.Place{ID: "D"}}); got != n+1 {
			t.Errorf("of %d rules the one of %d days decides", n+1, got)
		}
		own := item
		own.MinLifeDays = 100
		want := 100
		if n >= 6 {
			want = n + 1
		}
		if got := book.Least(policy.Goods{Item: own, Place: stock.Place{ID: "D"}}); got != want {
			t.Errorf("of %d rules beside the item's own the one of %d days decides, want %d", n+1, got, want)
		}
	}
	if got := inForce(policy.Policy{Rules: rules}).Least(policy.Goods{Item: stock.Item{ID: "OTHER", Category: stock.Herb}}); got != 1 {
		t.Errorf("goods that no special rule names: %d days", got)
	}
}

// TestNearSteps: the narrowest step that a lot has come to; the item's own
// limit is where they begin.
func TestNearSteps(t *testing.T) {
	steps := []policy.Step{{Days: 365, Name: words.Names{EN: "watch"}, Colour: "yellow"}, {Days: 180, Name: words.Names{EN: "soon"}, Colour: "orange"}, {Days: 90, Name: words.Names{EN: "now"}, Colour: "red"}}
	book := inForce(policy.Policy{Rules: []policy.Rule{{Near: steps}}})
	tests := []struct {
		own, left int
		want      string
	}{
		{0, 365, ""}, {0, 364, "watch"}, {0, 180, "watch"}, {0, 179, "soon"}, {0, 89, "now"}, {0, 0, "now"}, {0, -1, ""},
		{200, 300, ""}, {200, 199, "near expiry"}, {200, 179, "soon"}, {180, 179, "soon"}, {60, 80, ""}, {60, 59, "near expiry"},
	}
	for _, test := range tests {
		g := policy.Goods{Item: stock.Item{NearDays: test.own}, Lot: stock.Lot{Expiry: today.Add(test.left)}}
		if step, _ := book.Near(g, today); step.Name.EN != test.want {
			t.Errorf("own limit %d, %d days left: %q, want %q", test.own, test.left, step.Name.EN, test.want)
		}
	}
}

// TestExplain: what was asked, what decided it, and what keeps the goods out.
func TestExplain(t *testing.T) {
	m := site()
	policy.PolicySet{Number: 3, Policy: policy.Policy{Rules: []policy.Rule{
		{Selector: policy.Selector{Category: stock.Western, Place: "DOCK-1"}, MinLifeDays: 300},
		{Selector: policy.Selector{Place: "B-1"}, Classes: []stock.Class{stock.Narcotic}},
	}}}.Apply(m, fact.Meta{})
	insulin, _ := stock.FindItem(m, "INSULIN")
	amox, _ := stock.FindItem(m, "AMOX")
	dock, _ := stock.FindPlace(m, "DOCK-1")
	bin, _ := stock.FindPlace(m, "B-1")
	ask := func(item stock.Item, place stock.Place, purpose policy.Purpose) (refused, by string) {
		no, grounds := policy.In(m).Explain(m, policy.Goods{Item: item, Lot: stock.Lot{Expiry: today.Add(200), Status: stock.Usable}, Place: place}, purpose, today)
		for _, g := range grounds {
			if g.Refuses {
				by = g.Question + ": " + g.Says.In(words.English) + " / " + g.By.In(words.English)
			}
			for _, l := range words.Languages {
				if strings.Contains(g.Says.In(l)+g.By.In(l), "policy.") {
					t.Errorf("%s says %q, %q", g.Question, g.Says.In(l), g.By.In(l))
				}
			}
		}
		return code(asError(no)), by
	}
	if no, by := ask(insulin, dock, policy.Receive); no != "short_life" || by != "min_life: at least 10 months left at receipt / policy version 3: western medicine, at DOCK-1" {
		t.Errorf("insulin at the dock: %s by %s", no, by)
	}
	if no, by := ask(amox, dock, policy.Receive); no != "-" || by != "" {
		t.Errorf("amoxicillin, whose own 180 days count: %s by %s", no, by)
	}
	if no, by := ask(amox, bin, policy.Store); no != "wrong_class" || by != "classes: holds narcotics only / policy version 3: all goods, at B-1" {
		t.Errorf("amoxicillin into the narcotics' bin: %s by %s", no, by)
	}
}

func asError(no *fact.Refusal) error {
	if no == nil {
		return nil
	}
	return no
}

// TestNobodyToInspect: goods may only have to wait for the quality person
// where there is one.
func TestNobodyToInspect(t *testing.T) {
	m := site()
	stock.PlaceDefined{Place: stock.Place{ID: "INSP-1", Kind: stock.Inspection}}.Apply(m, fact.Meta{})
	p := policy.Policy{Rules: []policy.Rule{{Selector: policy.Selector{Item: "AMOX"}, Inspect: policy.Yes}}}
	if _, err := set(m, 0, p); code(err) != "policy_lockout" || !strings.Contains(err.Error(), "Quality") {
		t.Errorf("without anybody: %v", err)
	}
	p.Rules[0].Inspect = policy.No
	if _, err := set(m, 0, p); err != nil {
		t.Errorf("no inspection asked for: %v", err)
	}
}

// TestNeedsInspection: what an item's own data say counts as a rule that names
// the item, so that a wider one does not take it back.
func TestNeedsInspection(t *testing.T) {
	all, drugs := policy.Selector{}, policy.Selector{Category: stock.Western}
	item, here := policy.Selector{Item: "AMOX"}, policy.Selector{Item: "AMOX", Place: "D"}
	of := func(s policy.Selector, c policy.Choice) policy.Rule { return policy.Rule{Selector: s, Inspect: c} }
	for name, test := range map[string]struct {
		rules    []policy.Rule
		own      bool
		at       stock.PlaceID
		inspects bool
	}{
		"nothing said":               {nil, false, "D", false},
		"by the item's own data":     {nil, true, "D", true},
		"all goods":                  {[]policy.Rule{of(all, policy.Yes)}, false, "D", true},
		"all but drugs":              {[]policy.Rule{of(all, policy.Yes), of(drugs, policy.No)}, false, "D", false},
		"not what the item says":     {[]policy.Rule{of(all, policy.No), of(drugs, policy.No)}, true, "D", true},
		"a rule that names the item": {[]policy.Rule{of(item, policy.No)}, true, "D", false},
		"at this dock alone":         {[]policy.Rule{of(item, policy.No), of(here, policy.Yes)}, false, "D", true},
		"not at another":             {[]policy.Rule{of(item, policy.No), of(here, policy.Yes)}, false, "E", false},
	} {
		goods := stock.Item{ID: "AMOX", Category: stock.Western, Inspect: test.own}
		if got := inForce(policy.Policy{Rules: test.rules}).NeedsInspection(goods, test.at); got != test.inspects {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestTwoPersonByDefault: where nobody decided anything, the law does.
func TestTwoPersonByDefault(t *testing.T) {
	for class, want := range map[stock.Class]bool{
		stock.Ordinary: false, stock.Narcotic: true, stock.Psychotropic1: true, stock.Psychotropic2: false, stock.Psychotropic: true,
	} {
		if got := book.TwoPerson(stock.Item{Class: class}); got != want {
			t.Errorf("%s: %v", class, got)
		}
		if got := inForce(policy.Policy{Rules: []policy.Rule{{TwoPerson: policy.No}}}).TwoPerson(stock.Item{Class: class}); got != want {
			t.Errorf("%s, one person for all goods: %v", class, got)
		}
		if got := inForce(policy.Policy{}).TwoPerson(stock.Item{Class: class}); got != want {
			t.Errorf("%s, with no rule at all: %v", class, got)
		}
		if got := class.Registered(); got != (class != stock.Ordinary) {
			t.Errorf("%s in the register: %v", class, got)
		}
	}
}
