package server

import (
	"bytes"
	"fmt"
	"strconv"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sheet"
)

// policyTableNames are the tables of a policy in their order.
var policyTableNames = []string{"rules", "steps", "leaves"}

// policyTables gives a policy as an import takes it: as a workbook of all its
// tables, or one of them as CSV.
func (c *call) policyTables() error {
	query := c.r.URL.Query()
	version, found := policy.Version{}, false
	err := c.Ledger.View(func(view fact.View) error {
		number, asked := policy.In(view).Number, query.Get("version")
		if n, err := strconv.Atoi(asked); err == nil || asked != "" {
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
	tables := c.PolicyTables(version.Policy, c.language())
	var out bytes.Buffer
	switch format := either(query.Get("format"), "xlsx"); format {
	case "xlsx":
		if err := sheet.WriteXLSX(&out, tables...); err != nil {
			return err
		}
		c.attach(fmt.Sprintf("policy-%d.xlsx", version.Number))
		return c.sendBytes(xlsx, out.Bytes())
	case "csv":
		for i, name := range policyTableNames {
			if name != either(query.Get("table"), policyTableNames[0]) {
				continue
			}
			if err := sheet.WriteCSV(&out, tables[i]); err != nil {
				return err
			}
			c.attach(fmt.Sprintf("policy-%d-%s.csv", version.Number, name))
			return c.sendBytes("text/csv; charset=utf-8", out.Bytes())
		}
		return fact.Refuse("bad_query", "name", "table", "value", query.Get("table"), "most", 1)
	default:
		return fact.Refuse("bad_query", "name", "format", "value", format, "most", 1)
	}
}

// attach names the file that an answer is to be kept as.
func (c *call) attach(name string) {
	c.w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"`, name))
}
