package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// packs says which numbered packs are damaged, and what is though nobody knows
// which they are. Of a lot whose packs all bear a number they must be named, or
// nobody would know which of them may still be given out. excused: somebody let
// some go unnamed.
func (c ReportDamage) packs(view fact.View, meta fact.Meta, id string, lines []Line) (damaged []Serial, facts []fact.Fact, excused bool, err error) {
	s, _, err := shareNamed(view, lines, c.Numbers, stillIn)
	if err != nil {
		return nil, nil, false, err
	}
	if _, err := s.from(view, lines); err != nil {
		return nil, nil, false, err
	}
	missed, err := s.named(view, meta, func(stock.LotKey) bool { return false }, c.Override, c.Hash)
	if err != nil {
		return nil, nil, false, err
	}
	return s.parts, append(setApart(view, id, s.parts), s.miss(id, missed)...), len(missed) > 0, nil
}

// setApart are the facts of numbered packs that go with a report: nobody gives
// them out from now on.
func setApart(view fact.View, id string, damaged []Serial) []fact.Fact {
	facts := parted(view, id, leavesOf(view, damaged))
	for _, s := range damaged {
		facts = append(facts, stock.SerialWent{Item: s.Item, Number: s.Number, Document: id, Quantity: s.Quantity})
	}
	return facts
}

// packsBack are the facts of a report's numbered packs that may be given out
// again.
func packsBack(view fact.View, id string) (facts []fact.Fact) {
	lines := linesOfPaper(view, id)
	for _, s := range PacksOfPaper(view, id) {
		facts = append(facts, stock.SerialBack{Item: s.Item, Number: s.Number, Document: id, Quantity: s.Quantity, Place: onePlace(lines, cameFrom, s.key())})
	}
	return append(facts, notMissed(view, lines, id)...)
}
