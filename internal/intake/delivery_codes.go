package intake

import (
	"strings"

	"lotgate/internal/scan"
	"lotgate/internal/stock"
)

// checkCodes asks of the numbers of packs and cases that each is there once,
// here and in the store, that it is of the item it is said to be of, and that
// no case stands in itself.
func (d *announcement) checkCodes(rows []found[deliveryRow]) {
	in := map[string]string{} // a case, and the one it stands in
	for _, r := range rows {
		structure := d.structure(r.value)
		for _, code := range r.value.codes {
			if structure {
				d.nest(r.origin, in, code, r.value.parent)
				continue
			}
			d.checkCode(r, code)
		}
	}
	packs := map[string]int{}
	for _, r := range rows {
		packs[r.value.parent] += len(r.value.codes)
	}
	for parent, at := range d.parents {
		if _, taken := stock.FindUnit(d.view, parent); taken {
			d.bad(at, "parent", "unit_taken", "unit", parent)
		}
		if n := packs[parent]; n == 0 || n > stock.MaxUnit {
			d.bad(at, "parent", "unit_size", "unit", parent, "n", n, "most", stock.MaxUnit)
		}
	}
}

// nest notes which case a case stands in, and refuses circles.
func (d *announcement) nest(o origin, in map[string]string, code, parent string) {
	if other, twice := in[code]; twice && other != parent {
		d.bad(o, "trace_codes", "two_parents", "code", code, "unit", other)
		return
	}
	in[code] = parent
	deep := 1
	for outer := parent; outer != ""; outer = in[outer] {
		if deep++; outer == code || deep > stock.MaxNesting {
			d.bad(o, "parent", "unit_circle", "unit", parent, "most", stock.MaxNesting)
			return
		}
	}
}

func (d *announcement) checkCode(r found[deliveryRow], code string) {
	row := r.value
	child := stock.Child{Item: row.item, Number: code}
	if before, twice := d.single[child]; twice {
		d.bad(r.origin, "trace_codes", "pack_twice", "code", code, "file", before.file, "row", before.number())
		return
	}
	d.single[child] = r.origin
	if t, known := stock.FindTrace(d.view, row.item, code); known {
		paper := t.Note
		if t.Came != "" {
			paper = t.Came
		}
		d.bad(r.origin, "trace_codes", "pack_known", "code", code, "document", paper)
	}
	name := scan.TraceName(code)
	if name == "" || row.level == "" || row.item == "" {
		return
	}
	item, p, known := d.findCode(name)
	switch {
	case !known && d.missing(Packages):
		d.bad(r.origin, "trace_codes", "prefix_unknown", "code", code, "prefix", strings.TrimPrefix(name, "trace:"), "item", string(row.item))
	case known && (item.ID != row.item || p.Level != row.level):
		d.bad(r.origin, "trace_codes", "prefix_other", "code", code, "item", string(item.ID), "level", levelName(p.Level))
	}
}

// findCode finds whose package bears a code, in the load or in the store.
func (c *check) findCode(code string) (stock.Item, stock.Package, bool) {
	if at, here := c.names[code]; here {
		return *at.item, at.item.Package(at.level), true
	}
	return stock.FindCode(c.view, code)
}
