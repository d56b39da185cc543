package server

import (
	"fmt"
	"slices"
	"strconv"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
)

// policyTableNames are the tables of a policy in their order.
var policyTableNames = []string{"rules", "steps", "leaves"}

// policyTables gives a policy as an import takes it: as a workbook of all its
// tables, or one of them as CSV.
func (c *call) policyTables() error {
	query := c.r.URL.Query()
	version, found := policy.Version{}, false
	err := c.Ledger.View(func(view fact.View) error {
		number := policy.In(view).Number
		if asked := query.Get("version"); asked != "" {
			n, err := strconv.Atoi(asked)
			if err != nil {
				return nil
			}
			number = n
		}
		version, found = policy.FindVersion(view, number)
		return nil
	})
	if err != nil {
		return err
	}
	if !found {
		return fact.Refuse("no_policy", "version", query.Get("version"))
	}
	table, kind, name := "", xlsx, fmt.Sprintf("policy-%d.xlsx", version.Number)
	switch format := either(query.Get("format"), "xlsx"); format {
	case "xlsx":
	case "csv":
		table, kind = either(query.Get("table"), policyTableNames[0]), "text/csv; charset=utf-8"
		if !slices.Contains(policyTableNames, table) {
			return fact.Refuse("bad_query", "name", "table", "value", table, "most", 1)
		}
		name = fmt.Sprintf("policy-%d-%s.csv", version.Number, table)
	default:
		return fact.Refuse("bad_query", "name", "format", "value", format, "most", 1)
	}
	data, err := c.PolicyFile(version.Policy, table, c.language())
	if err != nil {
		return err
	}
	c.attach(name)
	return c.sendBytes(kind, data)
}

// attach names the file that an answer is to be kept as.
func (c *call) attach(name string) {
	c.w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"`, name))
}
