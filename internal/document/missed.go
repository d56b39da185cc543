package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// NameMissed says which pack it was that left by a document without its code:
// it is the one that is not found when those that are left are counted. Whoever
// answers for the store signs it.
type NameMissed struct {
	Item     stock.ItemID
	Number   string
	Document string
}

// The refusals of naming it.
var (
	ErrNotMissed = fact.Refuse("code_not_missed")
	ErrSeenSince = fact.Refuse("code_seen_since")
)

// Signing is whose signature it needs, and over what.
func (c NameMissed) Signing(fact.View) (needs []policy.Need, hash string) {
	return policy.Approval, fact.Hash(c)
}

func (c NameMissed) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	l, err := stillIn(view, stock.Child{Item: c.Item, Number: c.Number})
	if err != nil {
		return nil, err
	}
	miss := stock.Missed(view, l.Key(), c.Document)
	switch {
	case miss.Quantity == 0:
		return nil, fact.Refuse("code_not_missed", "serial", c.Number, "lot", l.Lot, "document", c.Document)
	case stock.SeenSince(view, c.Item, c.Number, miss.Seq):
		return nil, fact.Refuse("code_seen_since", "serial", c.Number, "document", c.Document)
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	part := min(miss.Quantity, l.Left)
	return append(stock.OpenAround(view, l.Parent, c.Document), missedNamed(l.Key(), c.Document, c.Number, part)...), nil
}

// missedNamed are the facts of a pack that is known now to have left, or a part
// of it, without its code.
func missedNamed(lot stock.LotKey, document, number string, part stock.Quantity) []fact.Fact {
	return []fact.Fact{
		stock.CodesMissed{Lot: lot, Document: document, Quantity: -part},
		stock.SerialWent{Item: lot.Item, Number: number, Document: document, Quantity: part},
	}
}
