package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// PutAway takes a lot from where it stands into a bin.
type PutAway struct {
	Lot      stock.LotKey
	From, To stock.PlaceID
	Quantity stock.Quantity // base units; 0 for all of it
}

// The refusals of putting away.
var (
	ErrNoBin        = fact.Refuse("no_bin")
	ErrWrongStorage = fact.Refuse("wrong_storage")
)

func (c PutAway) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	bin, found := stock.FindPlace(view, c.To)
	if !found || bin.Kind != stock.Bin {
		return nil, fact.Refuse("no_bin", "place", string(c.To))
	}
	item, _ := stock.FindItem(view, c.Lot.Item)
	lot, found := stock.FindLot(view, c.Lot)
	if !found {
		return nil, fact.Refuse("lot_unknown", "lot", c.Lot.Number, "item", item.Name)
	}
	if err := c.mayLeave(view); err != nil {
		return nil, err
	}
	if err := policy.Fit(lot, item, policy.Store, stock.DateOf(meta.At)); err != nil {
		return nil, err
	}
	if bin.Storage != "" && item.Storage != "" && bin.Storage != item.Storage {
		return nil, fact.Refuse("wrong_storage", "item", item.Name, "place", string(c.To))
	}
	free := stock.OnHand(view, c.Lot, c.From).Quantity - Reserved(view, c.Lot, c.From)
	quantity := c.Quantity
	if quantity == 0 {
		quantity = free
	}
	if quantity > free {
		return nil, fact.Refuse("promised", "lot", c.Lot.Number, "place", string(c.From))
	}
	moved, err := stock.Take(view, stock.Moved{Lot: c.Lot, From: c.From, To: c.To, Quantity: quantity})
	if err != nil {
		return nil, err
	}
	return []fact.Fact{moved}, nil
}

// mayLeave asks whether goods of that place are there to be put away: those
// in quarantine wait for a release, those picked belong to an issue.
func (c PutAway) mayLeave(view fact.View) error {
	from, _ := stock.FindPlace(view, c.From)
	switch {
	case from.Kind == stock.Quarantine:
		return fact.Refuse("lot_quarantined", "lot", c.Lot.Number, "reason", "")
	case !from.Kind.Pickable():
		return fact.Refuse("lot_not_here", "lot", c.Lot.Number, "place", string(c.From))
	}
	return nil
}

// Kinds lists every type of fact of this package, for reading them back.
func Kinds() []fact.Fact {
	return []fact.Fact{
		OrderPlaced{}, NoteAnnounced{}, RequisitionPlaced{}, ReceiptOpened{}, NoteCame{}, PackReceived{}, PackCorrected{}, PackNamed{}, PackRefused{},
		RefusalUndone{}, ReceiptCancelled{}, ReceiptReopened{},
		DeliveryAnnounced{},
		ReceiptFinished{}, LabelQueued{}, LabelBegun{}, LabelEnded{}, IssueOpened{}, TaskPlanned{}, UnmetPlanned{}, PackPicked{}, PickUndone{}, TaskShort{}, IssueHandedOver{},
		LabelChanged{},
		IssueStopped{}, TaskStopped{}, PickedAside{},
	}
}
