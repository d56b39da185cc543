package intake

import (
	"strings"

	"lotgate/internal/stock"
	"lotgate/internal/words"
)

func (l *Load) readSupplier(in line) {
	s := stock.Supplier{ID: in.code("supplier"), Name: in.name("name_zh", "name_en"), GLN: in.cell("gln")}
	if s.GLN != "" && !isGLN(s.GLN) {
		in.bad("gln", "gln")
	}
	l.suppliers = append(l.suppliers, found[stock.Supplier]{in.origin, s})
}

// isGLN reports whether s is a GS1 location number with its check digit right.
func isGLN(s string) bool {
	return len(s) == 13 && strings.Trim(s, "0123456789") == "" && checkDigit(s[:12]) == s[12]
}

const (
	maxWalk     = 1_000_000
	maxCapacity = 1_000_000 // usual packages in one place
)

func (l *Load) readPlace(in line) {
	p := stock.Place{
		ID:       stock.PlaceID(in.code("place")),
		Kind:     stock.PlaceKind(in.oneOf("kind", "place", "")),
		Name:     words.Names{ZH: in.text("name_zh"), EN: in.text("name_en")},
		Storage:  stock.Storage(in.cell("storage")),
		Walk:     int(in.whole("walk", 0, maxWalk, false)),
		Capacity: int(in.whole("capacity", 0, maxCapacity, false)),
		Safe:     in.oneOf("safe", "yes", "no") == "yes",
		Owner:    in.optionalCode("owner"),
	}
	if p.Storage != "" {
		p.Storage = stock.Storage(in.oneOf("storage", "storage", ""))
	} else if p.Kind == stock.Bin {
		in.bad("storage", "bin_storage", "allowed", allowed("storage"))
	}
	l.places = append(l.places, found[stock.Place]{in.origin, p})
}

func (c *check) checkSuppliers() {
	rows := once(c, c.suppliers, "supplier", func(s stock.Supplier) string { return s.ID })
	glns := map[string]string{}
	stock.EachSupplier(c.view, func(s stock.Supplier) bool {
		glns[s.GLN] = s.ID
		return true
	})
	for _, r := range rows {
		c.supplier[r.value.ID] = &r.value
		if other, taken := glns[r.value.GLN]; taken && other != r.value.ID && r.value.GLN != "" {
			c.bad(r.origin, "gln", "gln_taken", "supplier", other)
		}
		glns[r.value.GLN] = r.value.ID
		old, known := stock.FindSupplier(c.view, r.value.ID)
		r.value.New = !known || old.New // whose goods stand apart until a review admits it
		c.foresee(r.value)
		if !known || !same(old, r.value) {
			c.add(stock.SupplierDefined{Supplier: r.value})
		}
	}
}

func (c *check) checkPlaces() {
	for _, r := range once(c, c.places, "place", func(p stock.Place) stock.PlaceID { return p.ID }) {
		c.place[r.value.ID] = &r.value
		c.needSupplier(r.origin, "owner", r.value.Owner)
		old, known := stock.FindPlace(c.view, r.value.ID)
		if known && old != r.value {
			c.checkContent(r, old)
		}
		if !known || old != r.value {
			c.add(stock.PlaceDefined{Place: r.value})
		}
	}
}

// checkContent refuses to make a place something else under the goods that
// lie in it.
func (c *check) checkContent(r found[stock.Place], old stock.Place) {
	if r.value.Kind == old.Kind && r.value.Storage == old.Storage && r.value.Owner == old.Owner {
		c.checkSafe(r, old)
		return
	}
	occupied := false
	stock.EachAt(c.view, old.ID, func(stock.Lying) bool { occupied = true; return false })
	switch {
	case !occupied:
	case r.value.Kind != old.Kind:
		c.bad(r.origin, "kind", "place_in_use", "place", string(old.ID))
	case r.value.Owner != old.Owner:
		c.bad(r.origin, "owner", "place_in_use", "place", string(old.ID))
	default:
		c.bad(r.origin, "storage", "place_in_use", "place", string(old.ID))
	}
}
