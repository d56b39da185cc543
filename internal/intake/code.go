package intake

import (
	"regexp"
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// schemes are the forms of codes other than GTINs that may name a package, as
// stock.Package.Codes has them.
var schemes = map[string]*regexp.Regexp{
	"trace":      regexp.MustCompile(`^[0-9]{7}$`),
	"hibc":       regexp.MustCompile(`^[A-Z][A-Z0-9]{4,21}[0-9]$`), // labeler, product, unit of measure
	"ppn":        regexp.MustCompile(`^[0-9A-Z]{5,22}$`),
	"ma":         regexp.MustCompile(`^MA\.[0-9]{3}(\.[0-9A-Z]+){3}$`),
	"ahm":        regexp.MustCompile(`^[!-~]{1,50}$`),
	"pzn":        regexp.MustCompile(`^[0-9]{8}$`),
	"cip":        regexp.MustCompile(`^[0-9]{13}$`),
	"cn":         regexp.MustCompile(`^[0-9]{6}$`),
	"swissmedic": regexp.MustCompile(`^[0-9]{8}$`),
	"vnr":        regexp.MustCompile(`^[0-9]{6}$`),
	"ndc":        regexp.MustCompile(`^[0-9]{10}$`),
}

// cleanCode is a code in the form in which packages are looked up. A trace
// prefix, a whole trace code and an MA code need not say their scheme.
func cleanCode(code string) (clean string, ok bool) {
	scheme, number, said := strings.Cut(code, ":")
	scheme = strings.ToLower(scheme)
	switch {
	case said:
	case strings.HasPrefix(code, "MA."):
		scheme, number = "ma", code
	case strings.Trim(code, "0123456789") == "" && (len(code) == 7 || len(code) == 20):
		scheme, number = "trace", code[:7]
	}
	form := schemes[scheme]
	return scheme + ":" + number, form != nil && form.MatchString(number)
}

// checkNames asks that a GTIN, and any other code, name one package of one
// item.
func (c *check) checkNames(d *draft, seen map[string]*draft) {
	for _, p := range d.Packages {
		for _, gtin := range p.GTINs {
			c.checkName(d, p.Level, name{"gtins", "gtin", gtin, stock.FindGTIN}, seen)
		}
		for _, code := range p.Codes {
			c.checkName(d, p.Level, name{"codes", "code", code, stock.FindCode}, seen)
		}
	}
}

// bearer is the package that a code names.
type bearer struct {
	item  *stock.Item
	level stock.Level
}

// name is what a package is known by.
type name struct {
	column, word, code string
	find               func(fact.View, string) (stock.Item, stock.Package, bool)
}

func (c *check) checkName(d *draft, level stock.Level, n name, seen map[string]*draft) {
	if other := seen[n.code]; other != nil {
		c.bad(d.row(level), n.column, n.word+"_twice", n.word, n.code, "item", string(other.ID), "file", other.at.file, "row", other.at.number())
		return
	}
	seen[n.code] = d
	c.names[n.code] = bearer{&d.Item, level}
	if other, _, taken := n.find(c.view, n.code); taken && other.ID != d.ID {
		c.bad(d.row(level), n.column, n.word+"_taken", n.word, n.code, "item", string(other.ID), "name", other.Name)
	}
}
