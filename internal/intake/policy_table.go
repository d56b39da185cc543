package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lotgate/internal/policy"
	"lotgate/internal/sheet"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// PolicyTables are the tables of a policy as they would be read again, in the
// words of a language.
func PolicyTables(p policy.Policy, l words.Language) []sheet.Table {
	rules, steps, leaves := table(Rules, l), table(Steps, l), table(Leaves, l)
	for _, r := range p.Rules {
		rules.Rows = append(rules.Rows, append(selectorCells(r.Selector, l), ruleCells(r, l)...))
		for _, s := range r.Near {
			steps.Rows = append(steps.Rows, append(selectorCells(r.Selector, l), strconv.Itoa(s.Days), s.Name.ZH, s.Name.EN, value("colour", s.Colour, l)))
		}
	}
	for _, v := range p.Leaves {
		for _, reason := range v.Reasons {
			leaves.Rows = append(leaves.Rows, []string{value("refusal", v.Code, l), values("role", v.Roles, l), strconv.Itoa(v.Signatures), stock.Why(reason).In(l)})
		}
	}
	return []sheet.Table{rules, steps, leaves}
}

// PolicyFile is the table of a kind as CSV, or with no kind all of them as a
// workbook.
func PolicyFile(p policy.Policy, kind string, l words.Language) (_ []byte, err error) {
	var out bytes.Buffer
	tables := PolicyTables(p, l)
	if i := slices.Index(PolicyKinds, Kind(kind)); i >= 0 {
		err = sheet.WriteCSV(&out, tables[i])
	} else {
		err = sheet.WriteXLSX(&out, tables...)
	}
	if err != nil {
		return nil, fmt.Errorf("write the policy: %w", err)
	}
	return out.Bytes(), nil
}

func selectorCells(s policy.Selector, l words.Language) []string {
	return []string{string(s.Item), value("class", string(s.Class), l), value("category", string(s.Category), l), string(s.Place)}
}

func ruleCells(r policy.Rule, l words.Language) []string {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	share, none := "", ""
	if r.MinLifePerMille != 0 {
		share = strings.TrimSuffix(strconv.FormatFloat(float64(r.MinLifePerMille)/10, 'f', 1, 64), ".0")
	}
	if r.NoMinLife {
		none = value("yes", "yes", l)
	}
	return []string{
		number(r.MinLifeDays), share, none, value("pick_order", string(r.Order), l), value("yes", string(r.TwoPerson), l), value("yes", string(r.Blind), l),
		value("yes", string(r.Inspect), l), values("storage", r.Storage, l), values("class", r.Classes, l), joined(r.Bins),
	}
}

// value is a word of a set as a table writes it.
func value(set, name string, l words.Language) string {
	if name == "" {
		return ""
	}
	return first(words.Say(valuePrefix + set + "." + name)).In(l)
}

func values[T ~string](set string, names []T, l words.Language) string {
	var all []string
	for _, name := range names {
		all = append(all, value(set, string(name), l))
	}
	return joined(all)
}

func joined[T ~string](all []T) string {
	var parts []string
	for _, v := range all {
		parts = append(parts, string(v))
	}
	return strings.Join(parts, ", ")
}
