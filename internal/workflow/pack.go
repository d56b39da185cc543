package workflow

import (
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// pack is what is known so far of the pack in the person's hand. It may come
// from one barcode, from two in either order, or partly from the keyboard.
type pack struct {
	item     stock.Item
	level    stock.Level
	quantity stock.Quantity
	gtin     string
	lot      string
	expiry   stock.Date
	made     stock.Date
	serial   string
	gln      string
	scan     []byte       // as it was sent, for a refusal's record
	doubts   []string     // codes of what the decoder put right
	notes    []words.Text // the same in words
}

// complete reports that nothing has to be asked before it can be decided on.
func (p *pack) complete() bool {
	return p.item.ID != "" && p.lot != "" && (p.expiry != "" || !p.item.NeedsExpiry())
}

// merge takes from a reading what the pack lacks. It answers false, and takes
// nothing, if the reading is of another pack.
func (p *pack) merge(view fact.View, r scan.Reading) bool {
	gtin, count := product(r)
	if gtin != "" && p.gtin != "" && gtin != p.gtin {
		return false
	}
	if differs(p.lot, r.Lot()) || differs(p.serial, r.Serial()) || differs(string(p.expiry), string(r.Expiry())) {
		return false
	}
	if gtin != "" && p.gtin != "" && r.Lot() == "" && r.Expiry() == "" {
		return false // the same box code once more is one more box
	}
	if gtin != "" && p.gtin == "" {
		p.identify(view, gtin, count)
	}
	p.lot = either(p.lot, r.Lot())
	p.serial = either(p.serial, r.Serial())
	p.expiry = stock.Date(either(string(p.expiry), string(r.Expiry())))
	p.made = stock.Date(either(string(p.made), string(r.Made())))
	p.gln = either(p.gln, r.Value("412"))
	p.scan = append(append(p.scan, ' '), r.Text...)
	p.doubts, p.notes = append(p.doubts, rescued(r)...), append(p.notes, rescues(r)...)
	p.recall(view)
	return true
}

func differs(have, seen string) bool { return have != "" && seen != "" && have != seen }

func either(have, seen string) string {
	if have != "" {
		return have
	}
	return seen
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

// read makes a pack of a first reading. known is false where its GTIN belongs
// to no item.
func read(view fact.View, r scan.Reading) (p *pack, known bool) {
	gtin, count := product(r)
	p = &pack{
		gtin: gtin, lot: r.Lot(), expiry: stock.Date(r.Expiry()), made: stock.Date(r.Made()), serial: r.Serial(),
		gln: r.Value("412"), scan: []byte(r.Text), doubts: rescued(r), notes: rescues(r),
	}
	known = gtin == "" || p.identify(view, gtin, count)
	p.recall(view)
	return p, known
}

// identify finds the item, and the quantity by its package level; a content
// of count such packages multiplies it.
func (p *pack) identify(view fact.View, gtin string, count int64) bool {
	item, level, found := stock.FindGTIN(view, gtin)
	p.gtin = gtin
	if !found {
		return false
	}
	p.item, p.level, p.quantity = item, level.Level, level.Content
	if count > 0 && count <= int64(stock.MaxQuantity/level.Content) {
		p.quantity = level.Content * stock.Quantity(count)
	}
	return true
}

// recall fills an expiry that the code does not carry from a lot that the
// store knows already.
func (p *pack) recall(view fact.View) {
	if p.item.ID == "" || p.lot == "" || p.expiry != "" {
		return
	}
	if lot, found := stock.FindLot(view, p.key()); found {
		p.expiry = lot.Expiry
	}
}

func (p *pack) key() stock.LotKey { return stock.LotKey{Item: p.item.ID, Number: p.lot} }
