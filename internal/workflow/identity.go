package workflow

import (
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/stock"
)

// name is what a reading calls the package it is on, and what the item master
// knows by that: by the GTIN, or else by any other of its codes.
type name struct {
	gtin  string
	code  string // the other code that found it, or the first one if none did
	count int64  // of such packages in a logistic unit, 0 where none is told
	item  stock.Item
	pack  stock.Package
	own   stock.OwnCode // of a label printed here, which tells the lot too
}

func nameOf(view fact.View, r scan.Reading) (n name) {
	found := false
	if n.gtin, n.count = product(r); n.gtin != "" {
		n.item, n.pack, found = stock.FindGTIN(view, n.gtin)
	}
	for _, code := range r.Codes() {
		if found {
			break
		}
		if n.item, n.pack, found = stock.FindCode(view, code); !found {
			found = n.isOwn(view, code)
		}
		if found || n.code == "" {
			n.code = code
		}
	}
	return n
}

// isOwn takes the number of a label that was printed here.
func (n *name) isOwn(view fact.View, code string) (found bool) {
	if n.own, found = stock.FindOwnCode(view, stock.OwnNumber(code)); found {
		n.item, found = stock.FindItem(view, n.own.Item)
		n.pack = n.item.Package(n.own.Level)
	}
	return found
}

// named reports whether the reading names a product at all.
func (n name) named() bool { return n.gtin != "" || n.code != "" }

func (n name) known() bool { return n.item.ID != "" }

// same reports whether two names may stand on one pack. What the item master
// does not know is never taken for what it knows.
func (n name) same(other name) bool {
	switch {
	case !n.named() || !other.named():
		return true
	case n.gtin != "" && other.gtin != "" && n.gtin != other.gtin:
		return false
	}
	return n.item.ID == other.item.ID && n.pack.Level == other.pack.Level
}

// key is what tells one box code from another of the same box.
func (n name) key() string { return either(n.code, n.gtin) }

// said is the name as the pack has it, for a refusal.
func (n name) said() string {
	_, number, _ := strings.Cut(n.code, ":")
	return either(n.gtin, number)
}

// product is the GTIN of the goods and how many of them: of a logistic unit
// that of its content.
func product(r scan.Reading) (gtin string, count int64) {
	n, counted := r.Quantity()
	if content := r.ContentGTIN(); content != "" && counted {
		return content, n
	}
	if !counted {
		n = 0
	}
	return r.GTIN(), n
}

// traceOf is the trace code of the one pack, "" if it is another reading.
func traceOf(r scan.Reading) string {
	if r.TracePrefix() == "" {
		return ""
	}
	return r.ID
}
