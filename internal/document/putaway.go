package document

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// PutAway takes a lot from where it stands into a bin.
type PutAway struct {
	Lot      stock.LotKey
	From, To stock.PlaceID
	Quantity stock.Quantity // base units; 0 for all of it
	Serial   string         // of the pack that was scanned, where it is all that goes

	named stock.Quantity // of it, by the number of the case that it is in
}

// ErrNoBin and the others are the refusals of putting away, beside those of
// policy.
var (
	ErrNoBin     = fact.Refuse("no_bin")
	ErrUninspect = fact.Refuse("waits_for_inspection")
	ErrBinFull   = fact.Refuse("bin_full")
)

func (c PutAway) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	bin, found := stock.FindPlace(view, c.To)
	if !found || bin.Kind != stock.Bin {
		return nil, fact.Refuse("no_bin", "place", string(c.To))
	}
	moved, err := shelve(view, stock.Moved{Lot: c.Lot, From: c.From, To: c.To, Quantity: c.Quantity}, func(g policy.Goods) error {
		return policy.In(view).Fit(g, policy.Store, stock.DateOf(meta.At))
	})
	if err == nil {
		err = fitsIn(view, moved)
	}
	if err != nil {
		return nil, err
	}
	return c.pack(view, moved)
}

// pack says where the pack is now that was scanned. What stands at the dock goes
// to its shelves without the codes of its packs, and they may lie on any of
// these; what leaves a shelf is named by them.
func (c PutAway) pack(view fact.View, moved stock.Moved) ([]fact.Fact, error) {
	moved.Named = c.named
	t, _ := stock.FindTrace(view, c.Lot.Item, c.Serial)
	if t.Whole() && t.Lot == c.Lot.Number && t.Left == moved.Quantity && slices.Contains(stock.PlacesOf(view, c.Lot.Item, c.Serial), c.From) {
		moved.Named = t.Left
		facts := append([]fact.Fact{moved}, stock.OpenAround(view, t.Parent, "")...)
		return append(facts, stock.SerialMoved{Item: c.Lot.Item, Number: c.Serial, Place: c.To}), nil
	}
	from, _ := stock.FindPlace(view, c.From)
	if from.Kind == stock.Dock || moved.Quantity == stock.OnHand(view, c.Lot, c.From).Quantity {
		return []fact.Fact{moved}, nil
	}
	return []fact.Fact{moved}, byCode(view, c.Lot, moved.Quantity, moved.Named)
}

// shelve moves usable goods within the store, asking whether they may leave,
// whether they may be kept, and whether they may lie where they go.
func shelve(view fact.View, m stock.Moved, mayLie func(policy.Goods) error) (stock.Moved, error) {
	item, _ := stock.FindItem(view, m.Lot.Item)
	lot, known := stock.FindLot(view, m.Lot)
	from, _ := stock.FindPlace(view, m.From)
	to, _ := stock.FindPlace(view, m.To)
	if from.Kind == stock.Quarantine {
		return m, fact.Refuse("lot_quarantined", "lot", m.Lot.Number, "reason", "")
	}
	if err := mayLie(policy.Goods{Lot: lot, Item: item, Place: to}); known && err != nil {
		return m, err
	}
	return takeFree(view, m)
}

// roomIn is how many usual packages still fit into a place; below nothing where
// it is not measured.
func roomIn(view fact.View, place stock.Place) int {
	if place.Capacity <= 0 {
		return -1
	}
	return max(place.Capacity-stock.Filled(view, place.ID), 0)
}

// fitsIn refuses goods that a bin has no room for.
func fitsIn(view fact.View, m stock.Moved) error {
	to, _ := stock.FindPlace(view, m.To)
	room := roomIn(view, to)
	if room < 0 || to.Kind != stock.Bin {
		return nil
	}
	item, _ := stock.FindItem(view, m.Lot.Item)
	lies := stock.OnHand(view, m.Lot, m.To).Quantity
	if more := item.InPackages(lies+m.Quantity) - item.InPackages(lies); more > room {
		return fact.Refuse("bin_full", "place", string(m.To), "room", room, "more", more)
	}
	return nil
}

// Kinds lists every type of fact of this package, for reading them back.
func Kinds() []fact.Fact {
	return []fact.Fact{
		OrderPlaced{}, NoteAnnounced{}, RequisitionPlaced{}, ReceiptOpened{}, NoteCame{}, PackReceived{}, PackCorrected{}, PackNamed{}, PackRefused{},
		RefusalUndone{}, ReceiptCancelled{}, ReceiptReopened{},
		DeliveryAnnounced{}, PaperFiled{}, SupplierReviewed{}, ApartReleased{},
		ReceiptFinished{}, LabelQueued{}, LabelBegun{}, LabelEnded{}, IssueOpened{}, TaskPlanned{}, UnmetPlanned{}, PackPicked{}, PickUndone{}, TaskShort{}, IssueHandedOver{},
		LabelChanged{},
		IssueStopped{}, TaskStopped{}, PickedAside{}, RequisitionWritten{}, RequisitionDecided{},
		RecallOpened{}, RecallClosed{}, RecallAnswered{}, GoodsGivenBack{}, UrgentlyIssued{}, UrgentReviewed{}, UrgentTaken{}, LineUnmet{}, WaveStarted{},
		LotInspected{}, RefusalMade{}, GoodsReturned{}, OrderDueAgain{}, GoodsMoved{}, DamageReported{}, DamageApproved{}, DamageDeclined{}, DamageDone{}, ShiftEnded{}, PacksOpened{}, PacksFilled{},
	}
}
