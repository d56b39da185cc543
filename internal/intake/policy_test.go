package intake_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/policy"
	"lotgate/internal/sheet"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// ruled is a store with two items, places and people enough to decide on a
// policy; its own is version 1.
func ruled(own policy.Policy) *fact.Memory {
	m := fact.NewMemory()
	for _, f := range []fact.Fact{
		stock.ItemDefined{Item: stock.Item{ID: "AMOX", Name: words.Names{ZH: "阿莫西林", EN: "Amoxicillin"}, Class: stock.Ordinary, Category: stock.Western, Storage: stock.Room}},
		stock.ItemDefined{Item: stock.Item{ID: "MORPH", Name: words.Names{ZH: "吗啡", EN: "Morphine"}, Class: stock.Narcotic, Category: stock.Western, Storage: stock.Room}},
		stock.PlaceDefined{Place: stock.Place{ID: "B-1", Kind: stock.Bin, Storage: stock.Room}}, stock.PlaceDefined{Place: stock.Place{ID: "B-2", Kind: stock.Bin, Storage: stock.Room}},
		stock.PlaceDefined{Place: stock.Place{ID: "SAFE", Kind: stock.Bin, Storage: stock.Room, Safe: true}}, stock.PlaceDefined{Place: stock.Place{ID: "INSP-1", Kind: stock.Inspection}},
	} {
		f.Apply(m, fact.Meta{})
	}
	for _, role := range auth.Roles {
		for n := range 3 {
			id := fmt.Sprint(role, n)
			auth.PersonDefined{Person: auth.Person{ID: id, Badge: id, Roles: []auth.Role{role}}}.Apply(m, fact.Meta{})
		}
	}
	policy.PolicySet{Number: 1, Policy: own, Reason: "before"}.Apply(m, fact.Meta{})
	return m
}

// booked are the tables of a policy as a workbook, or as a file a table.
func booked(t interface{ Fatal(...any) }, p policy.Policy, l words.Language, asCSV bool) (files []intake.File) {
	tables := intake.PolicyTables(p, l)
	if !asCSV {
		var out bytes.Buffer
		if err := sheet.WriteXLSX(&out, tables...); err != nil {
			t.Fatal(err)
		}
		return []intake.File{{Name: "policy.xlsx", Data: out.Bytes()}}
	}
	for _, table := range tables {
		var out bytes.Buffer
		if err := sheet.WriteCSV(&out, table); err != nil {
			t.Fatal(err)
		}
		files = append(files, intake.File{Name: table.Name + ".csv", Data: out.Bytes()})
	}
	return files
}

// take brings files to a store as the pharmacist does who signs them.
func take(m *fact.Memory, files []intake.File, person string, signs bool) ([]fact.Fact, error) {
	load, err := intake.Read(files, intake.Options{Hash: hash, Reason: "letter 12"})
	if err != nil {
		return nil, err
	}
	meta := fact.Meta{ID: "1", At: now, Person: person}
	if meaning, over := load.Signing(m); over != "" && signs {
		meta.Signatures = []fact.Signature{{Person: "pharmacist0", Roles: []string{"pharmacist"}, Meaning: meaning, Hash: over, At: now}}
	}
	return load.Decide(m, meta)
}

// anyPolicy draws one of all that a policy may say of the store of ruled.
func anyPolicy(t *rapid.T) (p policy.Policy) {
	some := func(name string) bool { return rapid.Bool().Draw(t, name) }
	choice := func(name string) policy.Choice {
		return rapid.SampledFrom([]policy.Choice{"", policy.Yes, policy.No}).Draw(t, name)
	}
	selectors := []policy.Selector{
		{}, {Item: "AMOX"}, {Item: "AMOX", Place: "B-1"}, {Class: stock.Narcotic}, {Category: stock.Western}, {Category: stock.Western, Place: "B-2"}, {Class: stock.Psychotropic1, Category: stock.Western},
	}
	for _, s := range rapid.Permutation(selectors).Draw(t, "selectors") {
		r := policy.Rule{Selector: s}
		switch rapid.IntRange(0, 3).Draw(t, "life") {
		case 1:
			r.MinLifeDays = rapid.IntRange(1, 1800).Draw(t, "days")
		case 2:
			r.MinLifePerMille = rapid.IntRange(1, 900).Draw(t, "share")
		case 3:
			r.NoMinLife = true
		}
		days := 3000
		for range rapid.IntRange(0, 3).Draw(t, "steps") {
			days -= rapid.IntRange(1, 500).Draw(t, "less")
			name := rapid.SampledFrom([]string{"关注", "=1+1", "use; first", "a, b / c", "-5", "@x", "'quoted"}).Draw(t, "name")
			r.Near = append(r.Near, policy.Step{Days: days, Name: words.Names{ZH: name, EN: "step " + name}, Colour: rapid.SampledFrom(policy.Colours).Draw(t, "colour")})
		}
		if r.Blind, r.Inspect = choice("blind"), choice("inspect"); s.Place == "" {
			if r.TwoPerson = choice("two"); r.Class.Controlled() && r.TwoPerson == policy.No {
				r.TwoPerson = policy.Yes // the law asks for two
			}
			r.Order = rapid.SampledFrom(append([]policy.Order{""}, policy.Orders...)).Draw(t, "order")
		}
		if s.Place != "" && some("holds") {
			r.Storage, r.Classes = []stock.Storage{stock.Room, stock.Cold}, []stock.Class{stock.Psychotropic2, stock.Ordinary}
		}
		if !r.Empty() {
			p.Rules = append(p.Rules, r)
		}
	}
	for _, code := range rapid.Permutation(policy.Overridable).Draw(t, "refusals")[:rapid.IntRange(1, 4).Draw(t, "n")] {
		reasons := rapid.Permutation([]string{"patient_needs", "other", "the director said so", "=HYPERLINK(\"x\")", "院长同意"}).Draw(t, "reasons")
		p.Leaves = append(p.Leaves, policy.Leave{Code: code, Roles: []string{"supervisor", "quality"}, Signatures: rapid.IntRange(1, 3).Draw(t, "signatures"), Reasons: reasons[:2]})
	}
	return p
}

// TestPolicyRoundTrip: a policy that is written as tables and taken in again,
// over whatever was in force, is the same to the last word; and over itself it
// is nothing new.
func TestPolicyRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPolicy(t)
		l := rapid.SampledFrom(words.Languages).Draw(t, "language")
		files := booked(t, p, l, rapid.Bool().Draw(t, "csv"))
		facts, err := take(ruled(anyPolicy(t)), files, "pharmacist1", true)
		var problems *intake.Problems
		if errors.As(err, &problems) {
			t.Fatalf("%+v", problems.List)
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(facts) > 0 { // else it was in force already
			set := facts[0].(policy.PolicySet)
			if diff := cmp.Diff(p, set.Policy); diff != "" || set.Number != 2 || set.Reason != "letter 12" {
				t.Fatalf("version %d, %q:\n%s", set.Number, set.Reason, diff)
			}
		}
		if facts, err := take(ruled(p), files, "", false); err != nil || len(facts) != 0 {
			t.Fatalf("over itself: %v, %v", facts, err)
		}
	})
}

// TestWrongPolicyTables: what stands against a policy is said by row and
// column, all of it at once, and nothing is taken in.
func TestWrongPolicyTables(t *testing.T) {
	rules := "item,class,category,place,min_life_days,two_person,holds_storage,bins\n"
	steps := "item,class,category,place,days,name_zh,name_en,colour\n"
	leaves := "refusal,roles,signatures,reason\n"
	for name, test := range map[string]struct {
		files []intake.File
		want  []string
	}{
		"would leave goods no bin": {file("rules.csv", rules+",,,B-1,,,cold,\n,,,B-2,,,cold,\n"), []string{"rules.csv:2 holds_storage: Rule 1 (all goods, at B-1), storage it may hold: Amoxicillin would have no bin left to lie in."}},
		"locks all out and more": {file("rules.csv", rules+",,,,1801,,,\nNONE,,,,10,,,\n,,,,10,,,\nAMOX,narcotic,,,10,,,\n"), []string{
			"rules.csv:2 min_life_days: Rule 1 (all goods), least life in days: no drug is given more than five years, so with more than 1800 days nothing could come in.",
			`rules.csv:3 item: Rule 2 ( (NONE)), item: nobody knows "NONE".`,
			"rules.csv:4 item: Rule 3 (all goods), what it speaks of: it speaks of the same as rule 1. Make one of the two.",
			"rules.csv:5 class: Rule 4 (Amoxicillin (AMOX), narcotics), class: Amoxicillin is of class ordinary goods, so this rule never counts. Change the class, or leave it out.",
		}},
		"steps of one width": {file("steps.csv", steps+",,,,90,a,a,red\n,,,,180,b,b,red\n,,,,90,c,c,yellow\n"), []string{
			"steps.csv:4 days: Rule 1 (all goods), near expiry: the step of 90 days must be smaller than the one before. Put the widest first.",
		}},
		"more signatures than there are people": {file("leaves.csv", leaves+"short_life,admin,3,other\nshort_life,admin,3,x\nlater_lot,admin,4,other\n"), []string{
			"leaves.csv:4 signatures: Leave 2 (EARLIER LOT FIRST), signatures: it must be between 1 and 3.",
		}},
		"heads that differ": {file("leaves.csv", leaves+"short_life,admin,1,other\nshort_life,supervisor,1,x\n"), []string{"leaves.csv:3 roles: intake.head_differs"}},
		"words that nobody knows": {file("rules.csv", rules+"amox,toys,,,ten,perhaps,warm,\n"), []string{
			"rules.csv:2 item: intake.code", "rules.csv:2 class: intake.one_of", "rules.csv:2 min_life_days: intake.whole", "rules.csv:2 two_person: intake.one_of", "rules.csv:2 holds_storage: intake.one_of",
		}},
		"expired may be let pass": {file("leaves.csv", leaves+"expired,admin,1,other\n"), []string{"leaves.csv:2 refusal: intake.one_of"}},
	} {
		_, err := take(ruled(policy.Policy{}), test.files, "pharmacist1", true)
		var problems *intake.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, p := range problems.List {
			says := p.Text.Code
			if strings.HasPrefix(says, "refusal.") {
				says = p.Text.In(words.English)
			}
			got = append(got, fmt.Sprintf("%s:%d %s: %s", p.File, p.Row, p.Column, says))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func file(name, text string) []intake.File { return []intake.File{{Name: name, Data: []byte(text)}} }

// TestPolicyIsSigned: by hand of who may, whoever imports it, and with a
// reason; what is not named stays as it was.
func TestPolicyIsSigned(t *testing.T) {
	before := policy.Policy{
		Rules:  []policy.Rule{{MinLifeDays: 90, Near: []policy.Step{{Days: 60, Name: words.Names{ZH: "近", EN: "near"}, Colour: "red"}}}, {Selector: policy.Selector{Item: "MORPH"}, TwoPerson: policy.Yes}},
		Leaves: []policy.Leave{{Code: "short_life", Roles: []string{"supervisor"}, Signatures: 1, Reasons: []string{"other"}}},
	}
	rules := file("rules.csv", "item,class,category,place,min_life_days\n,,,,100\n")
	for name, test := range map[string]struct {
		person string
		signs  bool
		want   string
	}{
		"nobody signs":         {"pharmacist1", false, "intake.policy_unsigned"},
		"a keeper imports it":  {"keeper1", true, "intake.policy_right"},
		"an unknown person":    {"nobody", true, "intake.policy_right"},
		"the command line":     {"", true, ""},
		"a pharmacist signs":   {"pharmacist1", true, ""},
		"without any of these": {"", false, "intake.policy_unsigned"},
	} {
		facts, err := take(ruled(before), rules, test.person, test.signs)
		var problems *intake.Problems
		switch {
		case errors.As(err, &problems):
			if got := problems.List[0].Text.Code; got != test.want || problems.List[0].File != "rules.csv" {
				t.Errorf("%s: %s in %s", name, got, problems.List[0].File)
			}
		case test.want != "" || err != nil || len(facts) != 1:
			t.Errorf("%s: %v, %v", name, facts, err)
		default:
			set := facts[0].(policy.PolicySet).Policy
			want := policy.Policy{Rules: []policy.Rule{{MinLifeDays: 100, Near: before.Rules[0].Near}}, Leaves: before.Leaves}
			if diff := cmp.Diff(want, set); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

// TestPolicyWithItsGoods: a rule may name what the same import brings.
func TestPolicyWithItsGoods(t *testing.T) {
	files := append(file("rules.csv", "item,class,category,place,min_life_days\nNEW,,,,100\n"),
		intake.File{Name: "items.csv", Data: []byte("item,name_zh,spec,category,storage\nNEW,新药,1 mg,western,room\n")},
		intake.File{Name: "packages.csv", Data: []byte("item,level,unit_zh,content\nNEW,base,片,1\n")})
	facts, err := take(ruled(policy.Policy{}), files, "", true)
	if err != nil || len(facts) != 2 {
		t.Errorf("%v, %v", facts, err)
	}
}
