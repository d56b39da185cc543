package workflow

import (
	"errors"
	"slices"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/scan"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// pack is what is known so far of the pack in the person's hand. It may come
// from one barcode, from several in any order, or partly from the keyboard.
type pack struct {
	name
	level    stock.Level
	quantity stock.Quantity
	lot      string
	expiry   stock.Date
	made     stock.Date
	dock     stock.PlaceID // that it comes in at; "" for one that is here already
	dated    bool          // a rule asks for its expiry
	aged     bool          // a rule asks for its day of making
	typed    bool          // a person said the lot, no code did
	serial   string
	trace    string          // its trace code, which names it better than a serial does
	unit     string          // the case that it is, scanned by a number of its own
	parts    []document.Part // what is in it, "" where it was opened
	gln      string
	codes    scan.Reading // all its barcodes, joined
	names    []string     // the GTINs and codes among them
	scan     []byte       // as it was sent, for a refusal's record
	doubts   []string     // codes of what the decoder put right
	notes    []words.Text // the same in words
}

// complete reports that nothing has to be asked before it can be decided on.
func (p *pack) complete() bool {
	return p.known() && p.lot != "" && (p.expiry != "" || !p.dated && !p.item.NeedsExpiry()) && (p.made != "" || !p.aged)
}

// single is the number of this one pack, "" if it bears none.
func (p *pack) single() string {
	if p.unit != "" {
		return ""
	}
	return either(p.trace, p.serial)
}

// read makes a pack of a first reading.
func read(view fact.View, r scan.Reading) *pack {
	p := &pack{codes: r, scan: []byte(r.Text)}
	n := nameOf(view, r)
	p.identify(n)
	p.names = []string{n.gtin, n.code}
	p.take(view, r)
	p.unpack(view, r)
	return p
}

// readAt is read of a pack that comes in at a dock, whose own rules may ask for
// more of it.
func readAt(view fact.View, r scan.Reading, dock stock.PlaceID) *pack {
	p := read(view, r)
	p.dock = dock
	p.recall(view)
	return p
}

// merge takes from a reading what the pack lacks. It answers false, and takes
// nothing, if the reading is of another pack.
func (p *pack) merge(view fact.View, r scan.Reading) bool {
	n := nameOf(view, r)
	if unit, known := unitOf(view, r); known && unit != p.unit || !p.same(n) || p.contradicts(r) || p.again(n, r) {
		return false
	}
	if p.trace != "" && p.trace == traceOf(r) {
		return true // there is no second pack of that code
	}
	joined, fits := join(&p.codes, &r)
	if !fits {
		return false
	}
	p.codes, p.names = joined, append(p.names, n.gtin, n.code)
	if n.named() && (!p.named() || p.gtin == "" && n.gtin != "") {
		p.identify(n)
	}
	p.scan = append(append(p.scan, ' '), r.Text...)
	p.take(view, r)
	return true
}

// contradicts reports whether the reading says something else of the pack
// than is known.
func (p *pack) contradicts(r scan.Reading) bool {
	return differs(p.lot, r.Lot()) || differs(p.serial, r.Serial()) || differs(p.trace, traceOf(r)) ||
		differs(string(p.expiry), string(r.Expiry()))
}

// again reports that the same box code stands for one more box.
func (p *pack) again(n name, r scan.Reading) bool {
	return n.named() && slices.Contains(p.names, n.key()) && r.Lot() == "" && r.Expiry() == "" && r.Serial() == "" && traceOf(r) == ""
}

// join asks the standards whether two codes can be of one pack. A code that
// says nothing new can.
func join(have, seen *scan.Reading) (joined scan.Reading, fits bool) {
	joined, err := scan.Join(have, seen)
	var fault *scan.Fault
	switch {
	case err == nil:
		return joined, true
	case errors.As(err, &fault) && fault.Code == scan.CodeJoinNothing:
		return *have, true
	}
	return *have, false
}

func differs(have, seen string) bool { return have != "" && seen != "" && have != seen }

func either(have, seen string) string {
	if have != "" {
		return have
	}
	return seen
}

// take fills in what the reading says and the pack lacks.
func (p *pack) take(view fact.View, r scan.Reading) {
	p.lot = either(p.lot, r.Lot())
	p.serial, p.trace = either(p.serial, r.Serial()), either(p.trace, traceOf(r))
	p.expiry = stock.Date(either(string(p.expiry), string(r.Expiry())))
	p.made = stock.Date(either(string(p.made), string(r.Made())))
	p.gln = either(p.gln, r.Value("412"))
	p.doubts, p.notes = append(p.doubts, rescued(r)...), append(p.notes, rescues(r)...)
	p.recall(view)
}

// identify takes the item, and the quantity by its package level; a content
// of so many packages multiplies it. A count beyond all bounds stays beyond
// them, so that it is refused and not taken for one.
func (p *pack) identify(n name) {
	p.name = n
	if !n.known() {
		return
	}
	most := stock.MaxQuantity / max(n.pack.Content, 1)
	count := min(stock.Quantity(max(n.count, 1)), most)
	p.level, p.quantity = n.pack.Level, n.pack.Content*count
}

// recall fills what the code does not carry and the store knows already: the
// lot of a single pack that was here, the expiry of a lot.
func (p *pack) recall(view fact.View) {
	if !p.known() {
		return
	}
	p.lot = either(p.lot, p.own.Lot)
	if p.own.Lot == p.lot {
		p.expiry, p.made = stock.Date(either(string(p.expiry), string(p.own.Expiry))), stock.Date(either(string(p.made), string(p.own.Made)))
	}
	if p.lot == "" && p.single() != "" {
		p.announced(view)
	}
	rules := policy.In(view)
	p.dated, p.aged = rules.NeedsExpiry(p.item, p.dock), rules.NeedsMade(p.item, p.dock)
	if p.lot == "" || p.expiry != "" && p.made != "" {
		return
	}
	if lot, found := stock.FindLot(view, p.key()); found {
		p.expiry, p.made = stock.Date(either(string(p.expiry), string(lot.Expiry))), stock.Date(either(string(p.made), string(lot.Made)))
	}
}

func (p *pack) key() stock.LotKey { return stock.LotKey{Item: p.item.ID, Number: p.lot} }
