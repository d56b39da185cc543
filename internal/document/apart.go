package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// ApartPlace is where goods of a supplier stand that is not admitted yet: a
// place of their own, so that neither others' goods nor its own later ones
// mix with them.
func ApartPlace(supplier string) stock.PlaceID { return stock.PlaceID("APART-" + supplier) }

// ConsignedPlace is where goods of a supplier stand that are his until they
// are used.
func ConsignedPlace(supplier string) stock.PlaceID { return stock.PlaceID("CONS-" + supplier) }

// consignedAside is the quarantine of goods that are a supplier's.
func consignedAside(supplier string) stock.PlaceID { return stock.PlaceID("CONSQ-" + supplier) }

// named is what a place that is made by itself is called: after its supplier.
func named(view fact.View, code, supplier string) words.Names {
	s, _ := stock.FindSupplier(view, supplier)
	say := words.Say("place."+code, "supplier", s.Name)
	return words.Names{ZH: say.In(words.Chinese), EN: say.In(words.English)}
}

// comesTo is the place that goods of a receipt come to: the dock or the
// quality person, but for goods that must not mix with others. made holds the
// fact of a place that is not there yet.
func comesTo(view fact.View, r Receipt, item stock.Item) (at stock.PlaceID, inspect bool, made []fact.Fact, err error) {
	inspect = policy.In(view).NeedsInspection(item, r.Place)
	standing := StandingOf(view, r.Supplier)
	apart := standing.State == Unreviewed || standing.State == UnderReview
	consigned := isConsigned(view, r.Order)
	p := stock.Place{Kind: stock.Apart, ID: ApartPlace(r.Supplier)}
	switch {
	case consigned && apart:
		s, _ := stock.FindSupplier(view, r.Supplier)
		return "", false, nil, fact.Refuse("consigned_unreviewed", "supplier", s.Name)
	case consigned && inspect:
		at, made, err = asideAt(view, r)
		return at, true, made, err
	case consigned:
		p = consignedTo(view, r.Supplier)
	case apart:
		p.Name = named(view, "apart", r.Supplier)
	default:
		at, inspect, err = standsAt(view, r, item)
		return at, inspect, nil, err
	}
	return p.ID, inspect, unlessThere(view, p), nil
}

// asideAt is the quarantine for goods of a receipt.
func asideAt(view fact.View, r Receipt) (at stock.PlaceID, made []fact.Fact, err error) {
	if isConsigned(view, r.Order) {
		p := consignedApart(view, r.Supplier)
		return p.ID, unlessThere(view, p), nil
	}
	at, found := stock.FirstOf(view, stock.Quarantine)
	if !found {
		return "", nil, ErrNoQuarantine
	}
	return at, nil, nil
}

// consignedApart is that of a supplier's own.
func consignedApart(view fact.View, supplier string) stock.Place {
	return stock.Place{Kind: stock.Quarantine, ID: consignedAside(supplier), Owner: supplier, Name: named(view, "consigned_aside", supplier)}
}

func unlessThere(view fact.View, p stock.Place) []fact.Fact {
	if _, found := stock.FindPlace(view, p.ID); found {
		return nil
	}
	return []fact.Fact{stock.PlaceDefined{Place: p}}
}

// inspected is where goods go that the quality person let through, and where
// those that were not. Goods that stand apart stay there until their supplier
// is admitted.
func inspected(view fact.View, r Receipt, due Due) (good, bad stock.PlaceID, made []fact.Fact, err error) {
	from, _ := stock.FindPlace(view, due.Place)
	switch {
	case from.Kind == stock.Apart && StandingOf(view, r.Supplier).State != Admitted:
		return "", "", nil, fact.Refuse("goods_apart", "supplier", from.Name)
	case from.Owner != "":
		p := consignedTo(view, from.Owner)
		return p.ID, due.Place, unlessThere(view, p), nil
	}
	bad, _ = stock.FirstOf(view, stock.Quarantine)
	return r.Place, bad, nil, nil
}

// ReleaseApart lets all goods of a supplier that stood apart be used, once it
// is admitted: they come to a dock, to be put away from there.
type ReleaseApart struct {
	Supplier string
	To       stock.PlaceID
}

func (c ReleaseApart) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	s, found := stock.FindSupplier(view, c.Supplier)
	standing := StandingOf(view, c.Supplier)
	dock, known := stock.FindPlace(view, c.To)
	switch {
	case !found:
		return nil, fact.Refuse("no_supplier", "supplier", c.Supplier)
	case standing.State != Admitted:
		return nil, fact.Refuse("goods_apart", "supplier", s.Name)
	case !known || dock.Kind != stock.Dock:
		return nil, fact.Refuse("no_dock", "place", string(c.To))
	}
	var moves []fact.Fact
	var err, waiting error
	from := ApartPlace(c.Supplier)
	waits := map[stock.LotKey]stock.Quantity{} // for the quality person, who moves them
	EachDue(view, "", func(d Due) bool {
		if d.Place == from {
			waits[stock.LotKey{Item: d.Item, Number: d.Lot}] += d.Quantity
		}
		return true
	})
	stock.EachAt(view, from, func(l stock.Lying) bool {
		if l.Quantity -= waits[l.Lot]; l.Quantity <= 0 {
			return true
		}
		if unsigned := awaitsSignatures(view, spot{l.Lot, from}); unsigned != nil {
			waiting = unsigned // it goes once both have signed
			return true
		}
		var moved stock.Moved
		moved, err = stock.Take(view, stock.Moved{Lot: l.Lot, From: from, To: c.To, Quantity: l.Quantity, Document: standing.Review})
		moves = append(moves, moved)
		return err == nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(moves) == 0 && waiting != nil:
		return nil, waiting
	case len(moves) == 0:
		return nil, fact.Refuse("nothing_apart", "supplier", s.Name)
	}
	facts := append([]fact.Fact{ApartReleased{Supplier: c.Supplier, Review: standing.Review, From: from, To: c.To}}, moves...)
	return makingFree(view, meta, facts, itemsOf(moves)...), nil
}

// ApartReleased records that goods which stood apart may be used, by which
// review. They move by the Moved facts beside it.
type ApartReleased struct {
	Supplier string        `json:"supplier"`
	Review   string        `json:"review"`
	From     stock.PlaceID `json:"from"`
	To       stock.PlaceID `json:"to"`
}

func (ApartReleased) Kind() string { return "apart-released" }

// Apply changes nothing: it says why goods moved.
func (ApartReleased) Apply(fact.Store, fact.Meta) {}
