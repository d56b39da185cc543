package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Damaged goods on consignment are their supplier's loss: they are set apart
// and destroyed in places of his, which bear no value of ours, and are not
// bought.

// consignedLoss is where destroyed goods of a supplier end.
func consignedLoss(supplier string) stock.PlaceID { return stock.PlaceID("CONSL-" + supplier) }

// apartFor finds the quarantine for the goods of a report by whose they are,
// and makes those that are not there yet.
func apartFor(trial *fact.Trial, meta fact.Meta, goods []Goods) (map[string]stock.PlaceID, error) {
	asides := map[string]stock.PlaceID{}
	for _, p := range goods {
		owner := stock.OwnerOf(trial, p.From)
		if owner != "" {
			place := consignedApart(trial, owner)
			asides[owner] = place.ID
			trial.Apply(meta, unlessThere(trial, place)...)
			continue
		}
		aside, found := stock.FirstOf(trial, stock.Quarantine)
		if !found {
			return nil, ErrNoQuarantine
		}
		asides[owner] = aside
	}
	return asides, nil
}

// lose takes the goods of a report to where lost goods of their owner end.
func lose(view fact.View, meta fact.Meta, d Damage) (made, moves []fact.Fact, err error) {
	trial := fact.NewTrial(view)
	ends := map[stock.PlaceID]stock.PlaceID{} // by where they lie
	for _, l := range linesOfPaper(view, d.ID) {
		end, found := stock.FirstOf(view, stock.Loss)
		if owner := stock.OwnerOf(view, l.To); owner != "" {
			place := stock.Place{ID: consignedLoss(owner), Kind: stock.Loss, Owner: owner, Name: named(view, "consigned_loss", owner)}
			trial.Apply(meta, unlessThere(trial, place)...)
			end, found = place.ID, true
		}
		if !found {
			return nil, nil, ErrNoLoss
		}
		ends[l.To] = end
	}
	made = trial.Facts()
	moves, err = release(trial, meta, d, func(l Line) stock.PlaceID { return ends[l.To] })
	if err != nil {
		return nil, nil, err
	}
	return made, append(moves, notBought(view, d)...), nil
}

// notBought says of a supplier's goods that were destroyed that they will not
// be bought any more. What was set aside when it came never was to be.
func notBought(view fact.View, d Damage) []fact.Fact {
	trial := fact.NewTrial(view)
	never := map[spot]stock.Quantity{}
	for _, l := range linesOfPaper(view, d.ID) {
		owner, at, part := stock.OwnerOf(view, l.To), spot{l.key(), l.To}, stock.Quantity(0)
		if l.lay() {
			if _, asked := never[at]; !asked {
				never[at] = TurnedAway(view, l.key(), l.To)
			}
			part = min(never[at], l.Quantity)
			never[at] -= part
		}
		if owner != "" && l.Quantity > part {
			trial.Apply(fact.Meta{}, costsNoMore(trial, owner, l.key(), l.Quantity-part, d.ID))
		}
	}
	return trial.Facts()
}

// lay reports whether goods of a report lay in quarantine before it.
func (l Line) lay() bool { return l.From == l.To }

// goneForGood counts destroyed goods out of what was set aside when it came.
func (d Damage) goneForGood(store fact.Store) {
	for _, l := range linesOfPaper(store, d.ID) {
		if l.lay() {
			turnAway(store, spot{l.key(), l.To}, -l.Quantity)
		}
	}
}

// linesOfPaper lists the lines of a paper: a store must not be written to while
// it is read through.
func linesOfPaper(view fact.View, paper string) (lines []Line) {
	EachLine(view, paper, func(l Line) bool {
		lines = append(lines, l)
		return true
	})
	return lines
}
