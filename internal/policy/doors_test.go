package policy_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestDoors holds Fit to the table that is printed by "lotgate policy table".
func TestDoors(t *testing.T) {
	table, err := os.ReadFile("doors.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(strings.TrimRight(line, "\n"), "|")
		if len(parts) != 3 {
			t.Fatalf("%q has not three parts", line)
		}
		rows++
		codes := strings.Fields(parts[2])
		if len(codes) != len(policy.Purposes) {
			t.Fatalf("%q has %d doors, want %d", line, len(codes), len(policy.Purposes))
		}
		goods, rules := given(t, strings.Fields(parts[1]))
		for i, purpose := range policy.Purposes {
			if got := code(rules.Fit(goods, purpose, today)); got != codes[i] {
				t.Errorf("%s to %s: %s, want %s", strings.TrimSpace(parts[0]), purpose, got, codes[i])
			}
		}
	}
	if rows < 30 {
		t.Errorf("the table has %d rows: is it still read?", rows)
	}
	for _, l := range words.Languages {
		if printed := policy.Doors(l); !strings.HasPrefix(printed, string(table)) || !strings.Contains(printed, fact.Headline("needs_safe").In(l)) {
			t.Errorf("%s prints\n%s", l, printed)
		}
	}
}

// given makes the goods of a row, and the rules that it names.
func given(t *testing.T, options []string) (policy.Goods, *policy.Rulebook) {
	g := policy.Goods{
		Item:  stock.Item{ID: "AMOX", Class: stock.Ordinary, Category: stock.Western, Storage: stock.Room, MinLifeDays: 180},
		Lot:   stock.Lot{LotKey: stock.LotKey{Item: "AMOX", Number: "A1"}, Status: stock.Usable, Expiry: today.Add(730), Made: today.Add(-180)},
		Place: stock.Place{ID: "B-1", Kind: stock.Bin, Storage: stock.Room},
	}
	p := policy.Default
	for _, option := range options {
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "expiry":
			g.Lot.Expiry = day(t, value)
		case "made":
			g.Lot.Made = day(t, value)
		case "min":
			g.Item.MinLifeDays = whole(t, value)
		case "status":
			g.Lot.Status = stock.Status(value)
		case "storage":
			g.Item.Storage = stock.Storage(value)
		case "class":
			g.Item.Class = stock.Class(value)
		case "bin":
			g.Place.Storage = stock.Storage(value)
		case "safe":
			g.Place.Safe = true
		case "place":
			g.Place.Kind = stock.PlaceKind(value)
		case "rule":
			p.Rules = append([]policy.Rule{rule(t, value)}, p.Rules...)
		case "item":
			p.Rules = append([]policy.Rule{{Selector: policy.Selector{Item: "AMOX"}, NoMinLife: true}}, p.Rules...)
		default:
			t.Fatalf("nobody knows %q", option)
		}
	}
	return g, inForce(p)
}

// rule is one that speaks of all there is, or of place B-1.
func rule(t *testing.T, option string) (r policy.Rule) {
	name, value, _ := strings.Cut(option, ":")
	switch name {
	case "min":
		r.MinLifeDays = whole(t, value)
	case "permille":
		r.MinLifePerMille = whole(t, value)
	case "storage":
		r.Place, r.Storage = "B-1", []stock.Storage{stock.Storage(value)}
	case "classes":
		r.Place, r.Classes = "B-1", []stock.Class{stock.Class(value)}
	case "bins":
		r.Bins = []stock.PlaceID{stock.PlaceID(value)}
	default:
		t.Fatalf("nobody knows the rule %q", option)
	}
	return r
}

// inForce is a policy as a view has it.
func inForce(p policy.Policy) *policy.Rulebook {
	m := fact.NewMemory()
	policy.PolicySet{Number: 1, Policy: p}.Apply(m, fact.Meta{})
	return policy.In(m)
}

func day(t *testing.T, offset string) stock.Date {
	if offset == "none" {
		return ""
	}
	return today.Add(whole(t, offset))
}

func whole(t *testing.T, text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(fmt.Errorf("a row of the table: %w", err))
	}
	return n
}
