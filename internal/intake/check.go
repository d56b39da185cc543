package intake

import (
	"bytes"
	"regexp"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// check is one decision over a whole load: what is there already, and what
// the load adds to it.
type check struct {
	Load
	view  fact.View
	ahead *fact.Trial // the view with suppliers, papers and reviews of the load
	meta  fact.Meta
	today stock.Date
	facts []fact.Fact
	stops []stock.LotStatusSet // lots that a table holds

	item     map[stock.ItemID]*stock.Item // of the load, or read from the view; nil: there is none
	supplier map[string]*stock.Supplier
	place    map[stock.PlaceID]*stock.Place
	order    map[string]document.Order // of the load
	paper    map[string]Kind           // numbers of documents of the load
	noted    map[string]bool           // delivery notes of the load
	single   map[stock.Child]origin    // numbers of single packs of the load
	names    map[string]bearer         // GTINs and other codes of its packages
}

// Decide answers with the facts of the whole load, or with *Problems. It may
// be asked again, of another view.
func (l Load) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	l.problems.List = append([]Problem(nil), l.problems.List...)
	c := &check{
		Load: l, view: view, ahead: fact.NewTrial(view), meta: meta, today: stock.DateOf(meta.At),
		item: map[stock.ItemID]*stock.Item{}, supplier: map[string]*stock.Supplier{}, place: map[stock.PlaceID]*stock.Place{},
		order: map[string]document.Order{}, paper: map[string]Kind{},
		noted: map[string]bool{}, single: map[stock.Child]origin{}, names: map[string]bearer{},
	}
	// What others speak of comes first: facts are applied in this order.
	c.checkSuppliers()
	c.checkPapers()
	c.checkReviews()
	c.checkPlaces()
	c.checkItems()
	c.checkPeople()
	c.checkOrders()
	c.checkNotes()
	c.checkDeliveries()
	c.checkRequisitions()
	c.checkOpenings()
	c.checkRecalls()
	c.checkPolicy()
	if c.problems.any() {
		return nil, &c.problems
	}
	return append(c.facts, c.stopped()...), nil
}

func (c *check) bad(o origin, column, code string, pairs ...any) {
	o.problem(&c.problems, column, words.Say("intake."+code, pairs...))
}

// say passes on what another package refuses.
func (c *check) say(o origin, column string, refusal *fact.Refusal) {
	o.problem(&c.problems, column, refusal.Text)
}

func (c *check) add(f fact.Fact) { c.facts = append(c.facts, f) }

// missing reports whether a name that was not found is really not there, and
// not only in a file that could not be read.
func (c *check) missing(kind Kind) bool { return !c.unread[kind] && !c.unread[""] }

func (c *check) findItem(id stock.ItemID) (*stock.Item, bool) {
	return lookUp(c.item, id, func() (stock.Item, bool) { return stock.FindItem(c.view, id) })
}

func (c *check) findSupplier(id string) (*stock.Supplier, bool) {
	return lookUp(c.supplier, id, func() (stock.Supplier, bool) { return stock.FindSupplier(c.view, id) })
}

func (c *check) findPlace(id stock.PlaceID) (*stock.Place, bool) {
	return lookUp(c.place, id, func() (stock.Place, bool) { return stock.FindPlace(c.view, id) })
}

// lookUp reads through known, so that a hundred thousand rows of the same
// item decode it once.
func lookUp[K comparable, V any](known map[K]*V, id K, find func() (V, bool)) (*V, bool) {
	if v, seen := known[id]; seen {
		return v, v != nil
	}
	v, found := find()
	if !found {
		known[id] = nil
		return nil, false
	}
	known[id] = &v
	return &v, true
}

// needItem finds the item that a row names, or notes that there is none.
func (c *check) needItem(o origin, id stock.ItemID) (*stock.Item, bool) {
	item, ok := c.findItem(id)
	if !ok && id != "" && c.missing(Items) {
		c.bad(o, "item", "no_item", "item", string(id))
	}
	return item, ok
}

func (c *check) needSupplier(o origin, column, id string) bool {
	_, ok := c.findSupplier(id)
	if !ok && id != "" && c.missing(Suppliers) {
		c.bad(o, column, "no_supplier", "supplier", id)
	}
	return ok
}

func (c *check) needPlace(o origin, column string, id stock.PlaceID) (*stock.Place, bool) {
	place, ok := c.findPlace(id)
	if !ok && id != "" && c.missing(Places) {
		c.bad(o, column, "no_place", "place", string(id))
	}
	return place, ok && place.Kind != "" // a kind that could not be read is noted at its own row
}

// inBase turns a number of packages into base units. Where a cell is bad it
// notes so and answers 0.
func (c *check) inBase(o origin, item *stock.Item, level stock.Level, quantity stock.Quantity) (stock.Package, stock.Quantity) {
	p := item.Package(level)
	switch {
	case quantity == 0 || level == "": // noted when it was read
		return p, 0
	case p.Level == "":
		if c.missing(Packages) && !c.vague[item.ID] {
			c.bad(o, "level", "no_level", "item", item.Name, "level", levelName(level))
		}
		return p, 0
	case p.Content == 0: // noted at its own row
		return p, 0
	case quantity > stock.MaxQuantity/p.Content:
		c.bad(o, "quantity", "too_many", "most", int64(stock.MaxQuantity))
		return p, 0
	}
	return p, quantity * p.Content
}

func levelName(l stock.Level) words.Names {
	return first(words.Say(valuePrefix + "level." + string(l)))
}

// reserved are the numbers that documents get here: a series, the year, a count.
var reserved = regexp.MustCompile(`^(RK|CK)-|^(BC|BS|JB|JS|PS|QL|TH|TK|YK|YS|ZH)-\d{4}-\d+$`)

// claim takes a document number. One number names one document, whatever its
// kind: a scanned number must lead to one screen.
func (c *check) claim(o origin, column string, kind Kind, id string) bool {
	if reserved.MatchString(id) {
		c.bad(o, column, "number_reserved")
		return false
	}
	other, taken := c.paper[id]
	if !taken {
		other, taken = c.bearer(id)
	}
	if taken && other != kind {
		c.bad(o, column, "number_taken", "number", id, "kind", other.Name())
		return false
	}
	c.paper[id] = kind
	return true
}

// bearer is the kind of the document that bears a number already.
func (c *check) bearer(id string) (Kind, bool) {
	if _, found := document.SummariseOrder(c.view, id); found {
		return Orders, true
	}
	if _, found := document.FindDeliveryNote(c.view, id); found {
		return Notes, true
	}
	_, found := document.FindRequisition(c.view, id)
	return Requisitions, found
}

// same compares values in their stored form.
func same(a, b any) bool {
	x, err1 := fact.Encode(a)
	y, err2 := fact.Encode(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// once notes every second row of the same name; the first one stands.
func once[T any, K comparable](c *check, rows []found[T], column string, key func(T) K) []found[T] {
	seen := map[K]origin{}
	var firsts []found[T]
	var none K
	for _, r := range rows {
		k := key(r.value)
		if k == none {
			continue
		}
		if before, twice := seen[k]; twice {
			c.bad(r.origin, column, "twice", "file", before.file, "row", before.number())
			continue
		}
		seen[k] = r.origin
		firsts = append(firsts, r)
	}
	return firsts
}

// mayDefinePeople reports whether who imports may make people: whoever could
// bring in an administrator would be one.
func (c *check) mayDefinePeople() bool { return c.allowed(auth.Manage) }

// allowed reports whether who imports has a right. Nobody's name stands for
// whoever may read the data directory, unless a token asks.
func (c *check) allowed(right auth.Right) bool {
	if c.may != nil && !c.may(right) {
		return false
	}
	p, known := auth.FindPerson(c.view, c.meta.Person)
	return c.meta.Person == "" || known && p.May(right)
}
