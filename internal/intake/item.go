package intake

import (
	"slices"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// packageRow is one level of packing as a row has it.
type packageRow struct {
	item stock.ItemID
	stock.Package
	keep bool // the codes that the package has: the table has no column for them
}

const maxDays = 36_500 // of shelf life

func (l *Load) readItem(in line) {
	item := stock.Item{
		ID:           stock.ItemID(in.code("item")),
		Name:         in.name("name_zh", "name_en"),
		Spec:         in.text("spec"),
		Manufacturer: words.Names{ZH: in.text("manufacturer_zh"), EN: in.text("manufacturer_en")},
		Category:     stock.Category(in.oneOf("category", "category", "")),
		Form:         in.oneOf("form", "form", "other"),
		Class:        stock.Class(in.oneOf("class", "class", string(stock.Ordinary))),
		Storage:      stock.Storage(in.oneOf("storage", "storage", "")),
		Suppliers:    unique(in.list("suppliers")),
		Strategic:    in.oneOf("strategic", "yes", "no") == "yes",
		HomeBin:      stock.PlaceID(in.optionalCode("home_bin")),
		MinLifeDays:  int(in.whole("min_life_days", 0, maxDays, false)),
		NearDays:     int(in.whole("near_days", 0, maxDays, false)),
		Inspect:      in.oneOf("inspect", "yes", "no") == "yes",
	}
	if item.Spec == "" {
		in.bad("spec", "missing")
	}
	if item.Strategic && len(item.Suppliers) == 0 {
		in.bad("suppliers", "strategic_nobody")
	}
	l.items = append(l.items, found[stock.Item]{in.origin, item})
}

func (l *Load) readPackage(in line) {
	row := packageRow{item: stock.ItemID(in.code("item")), Package: stock.Package{
		Level:   stock.Level(in.oneOf("level", "level", "")),
		Unit:    in.name("unit_zh", "unit_en"),
		Content: stock.Quantity(in.whole("content", 1, int64(stock.MaxQuantity), true)),
	}}
	for _, code := range in.list("gtins") {
		gtin, fault := cleanGTIN(code)
		if fault != "" {
			in.bad("gtins", fault, "code", code)
			continue
		}
		row.GTINs = append(row.GTINs, gtin)
	}
	_, told := in.column["codes"]
	row.keep = !told
	for _, code := range in.list("codes") {
		clean, ok := cleanCode(code)
		if !ok {
			in.bad("codes", "code_form", "code", code)
			continue
		}
		row.Codes = append(row.Codes, clean)
	}
	row.GTINs, row.Codes = unique(row.GTINs), unique(row.Codes)
	if row.Level == "" {
		l.vague[row.item] = true
	}
	l.packages = append(l.packages, found[packageRow]{in.origin, row})
}

// cleanGTIN is the GTIN in 14 digits, or the fault it has.
func cleanGTIN(code string) (gtin, fault string) {
	switch {
	case strings.ContainsAny(code, "eE") && strings.Contains(code, "+"):
		return "", "gtin_shortened"
	case strings.Trim(code, "0123456789") != "" || !slices.Contains([]int{8, 12, 13, 14}, len(code)):
		return "", "gtin_form"
	case checkDigit(code[:len(code)-1]) != code[len(code)-1]:
		return "", "check_digit"
	}
	return strings.Repeat("0", 14-len(code)) + code, ""
}

// checkDigit is the last digit of a GS1 key whose other digits are given: from
// the right they weigh 3, 1, 3 ..., and all add up to a multiple of ten (GS1
// General Specifications, 7.9).
func checkDigit(digits string) byte {
	sum := 0
	for i := range digits {
		weight := 3
		if (len(digits)-1-i)%2 == 1 {
			weight = 1
		}
		sum += weight * int(digits[i]-'0')
	}
	return byte('0' + (10-sum%10)%10)
}

// draft is an item as it will be after the import.
type draft struct {
	stock.Item
	rows map[stock.Level]origin // of its packages in this load
	at   origin                 // the row that speaks of it first
}

// checkItems brings items and their packages together.
func (c *check) checkItems() {
	var drafts []*draft
	of := map[stock.ItemID]*draft{}
	begin := func(item stock.Item, at origin) *draft {
		d := &draft{item, map[stock.Level]origin{}, at}
		drafts, of[item.ID] = append(drafts, d), d
		return d
	}
	for _, r := range once(c, c.items, "item", func(i stock.Item) stock.ItemID { return i.ID }) {
		old, _ := stock.FindItem(c.view, r.value.ID)
		r.value.Packages = old.Packages
		begin(r.value, r.origin)
	}
	for _, r := range once(c, c.packages, "level", func(p packageRow) [2]string { return packageKey(p) }) {
		d := of[r.value.item]
		if d == nil {
			old, known := c.needItem(r.origin, r.value.item)
			if !known {
				continue
			}
			d = begin(*old, r.origin)
		}
		d.put(r)
	}
	c.settle(drafts)
}

// packageKey names a package; it is nothing if either half is missing.
func packageKey(p packageRow) (key [2]string) {
	if p.item != "" && p.Level != "" {
		key = [2]string{string(p.item), string(p.Level)}
	}
	return key
}

// put adds a package, or takes the place of the one of its level.
func (d *draft) put(r found[packageRow]) {
	if r.value.keep {
		r.value.Codes = d.Package(r.value.Level).Codes
	}
	d.Packages = slices.DeleteFunc(slices.Clone(d.Packages), func(p stock.Package) bool { return p.Level == r.value.Level })
	d.Packages = append(d.Packages, r.value.Package)
	slices.SortFunc(d.Packages, func(a, b stock.Package) int { return rank(a.Level) - rank(b.Level) })
	d.rows[r.value.Level] = r.origin
}

func rank(l stock.Level) int { return slices.Index(sets["level"], string(l)) }

// settle checks the drafts once all of them are known, and makes facts of
// those that say anything new.
func (c *check) settle(drafts []*draft) {
	for _, d := range drafts {
		c.item[d.ID] = &d.Item
	}
	seen := map[string]*draft{}
	for _, d := range drafts {
		c.checkPackages(d)
		c.checkNames(d, seen)
		c.checkReferences(d)
		old, known := stock.FindItem(c.view, d.ID)
		if known {
			c.checkContents(d, old)
			c.checkLying(d, old)
		}
		if !known || !same(old, d.Item) {
			c.add(stock.ItemDefined{Item: d.Item})
		}
	}
}

// checkPackages asks for a base unit of one, and for contents that rise, each
// by whole packages of the level below.
func (c *check) checkPackages(d *draft) {
	if len(d.Packages) == 0 || d.Packages[0].Level != stock.Base {
		if c.missing(Packages) && !c.vague[d.ID] {
			c.bad(d.at, "item", "no_base", "item", string(d.ID))
		}
		return
	}
	for i, p := range d.Packages {
		switch {
		case p.Content == 0: // noted when it was read
		case i == 0 && p.Content != 1:
			c.bad(d.row(p.Level), "content", "base_content")
		case i > 0 && p.Content <= d.Packages[i-1].Content:
			c.bad(d.row(p.Level), "content", "not_rising", "smaller", levelName(d.Packages[i-1].Level), "content", int64(d.Packages[i-1].Content))
		case i > 0 && d.Packages[i-1].Content > 0 && p.Content%d.Packages[i-1].Content != 0:
			c.bad(d.row(p.Level), "content", "not_whole", "smaller", levelName(d.Packages[i-1].Level), "content", int64(d.Packages[i-1].Content))
		}
	}
}

// row is where a package was read, or the item where it was there before.
func (d *draft) row(l stock.Level) origin {
	if o, here := d.rows[l]; here {
		return o
	}
	return d.at
}

func (c *check) checkReferences(d *draft) {
	for _, id := range d.Suppliers {
		c.needSupplier(d.at, "suppliers", id)
	}
	if d.HomeBin == "" {
		return
	}
	bin, ok := c.needPlace(d.at, "home_bin", d.HomeBin)
	switch {
	case !ok:
	case bin.Kind != stock.Bin:
		c.bad(d.at, "home_bin", "not_a_bin", "place", string(bin.ID))
	case !suits(*bin, d.Item):
		c.unsuitable(d.at, "home_bin", *bin, d.Item)
	}
}

// suits is the rule of putting away: storage conditions are equal where both
// are known.
func suits(bin stock.Place, item stock.Item) bool {
	return bin.Kind != stock.Bin || bin.Storage == "" || item.Storage == "" || bin.Storage == item.Storage
}

func (c *check) unsuitable(o origin, column string, bin stock.Place, item stock.Item) {
	c.bad(o, column, "unsuitable", "place", string(bin.ID), "has", storageName(bin.Storage), "item", string(item.ID), "needs", storageName(item.Storage))
}

func storageName(s stock.Storage) words.Names {
	return first(words.Say(valuePrefix + "storage." + string(s)))
}

// checkContents refuses to change what a package holds once anything was
// counted in it: boxes received yesterday would hold another number today.
func (c *check) checkContents(d *draft, old stock.Item) {
	for _, p := range d.Packages {
		was := old.Package(p.Level).Content
		if was != 0 && p.Content != 0 && was != p.Content && c.inUse(d.ID) {
			c.bad(d.row(p.Level), "content", "content_fixed", "content", int64(was))
		}
	}
}

// inUse reports whether there are goods or orders of an item.
func (c *check) inUse(id stock.ItemID) (used bool) {
	stock.EachLot(c.view, id, func(stock.Lot) bool { used = true; return false })
	if used {
		return true
	}
	document.EachOrder(c.view, "", func(o document.OrderSummary) bool {
		used = c.mentions(o.ID, id)
		return !used
	})
	return used
}

func (c *check) mentions(order string, id stock.ItemID) (named bool) {
	document.EachOrderLine(c.view, order, func(l document.OrderState) bool {
		named = l.Item == id
		return !named
	})
	return named
}

var _ fact.Command = Load{}
