package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// CorrectPack says that one scan stood for another quantity.
type CorrectPack struct {
	Receipt  string
	Pack     uint64         // the number of its PackReceived
	Quantity stock.Quantity // base units; 0 takes it back whole
	Label    Labelling
}

// UndoPack takes back the last that the same station did to a receipt, a pack
// booked or a refusal recorded: two keepers may work on one delivery, and
// nobody undoes another's scan unawares.
type UndoPack struct {
	Receipt string
	Label   Labelling
}

func (c UndoPack) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	r, _ := FindReceipt(view, c.Receipt)
	if !r.Open() {
		return nil, fact.Refuse("receipt_closed", "receipt", c.Receipt)
	}
	pack, found := LastPack(view, r)
	for found && (pack.Gone || pack.Station != meta.Station) {
		pack, found = FindPack(view, c.Receipt, pack.Prev)
	}
	refused, turnedAway := lastRefused(view, r, meta.Station)
	switch {
	case turnedAway && (!found || refused.Seq > pack.Seq):
		return []fact.Fact{RefusalUndone{Receipt: c.Receipt, Refused: refused.Seq}}, nil
	case !found:
		return nil, ErrNothingToUndo
	}
	return CorrectPack{Receipt: c.Receipt, Pack: pack.Seq, Label: c.Label}.Decide(view, meta)
}

func (c CorrectPack) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	if r, found := FindReceipt(view, c.Receipt); found && !r.Open() {
		return nil, fact.Refuse("receipt_closed", "receipt", c.Receipt)
	}
	pack, found := FindPack(view, c.Receipt, c.Pack)
	switch {
	case !found || pack.Gone:
		return nil, ErrNothingToUndo
	case c.Quantity < 0:
		return nil, stock.NotAQuantity(c.Quantity)
	case c.Quantity == pack.Quantity:
		return nil, stock.ErrNothingToMove
	case pack.Unit != "":
		return c.wholeUnit(view, meta, pack)
	case c.Quantity > 0 && pack.Serial != "":
		return nil, fact.Refuse("serial_quantity", "serial", pack.Serial)
	case c.Quantity > stock.MaxQuantity:
		return nil, fact.Refuse("too_much", "most", int64(stock.MaxQuantity))
	}
	if t, _ := stock.FindTrace(view, pack.Item, pack.Serial); t.Went != "" && !pack.Seen {
		return nil, gone(view, pack.Item, pack.Serial, t)
	}
	return c.decide(view, meta, pack)
}

func (c CorrectPack) decide(view fact.View, meta fact.Meta, pack Pack) ([]fact.Fact, error) {
	moved, err := c.move(view, pack)
	if err != nil {
		return nil, err
	}
	corrected := PackCorrected{Receipt: c.Receipt, Pack: c.Pack, Was: pack.Quantity, Quantity: c.Quantity, ValueE4: moved.ValueE4}
	if moved.From == pack.Place {
		corrected.ValueE4 = -moved.ValueE4
	}
	item, _ := stock.FindItem(view, pack.Item)
	facts := append([]fact.Fact{corrected, moved}, c.Label.corrected(view, meta, item, pack, c.Quantity)...)
	if c.Quantity == 0 && pack.Serial != "" && !pack.Seen {
		facts = append(facts, stock.SerialFreed{Item: pack.Item, Number: pack.Serial})
	}
	facts = append(facts, c.consigned(view, pack, moved)...)
	if lot, _ := stock.FindLot(view, moved.Lot); c.Quantity == 0 && lot.Status == stock.Usable && stock.NoGoodsBut(view, moved) {
		facts = append(facts, stock.LotForgotten{Lot: moved.Lot}) // its expiry may have been mistyped
	}
	return facts, nil
}

// consigned corrects what goods on consignment will cost, at their average.
func (c CorrectPack) consigned(view fact.View, pack Pack, moved stock.Moved) []fact.Fact {
	owner := stock.OwnerOf(view, pack.Place)
	if owner == "" || pack.Aside != "" {
		return nil
	}
	held := stock.Consignment(view, owner, moved.Lot)
	more := stock.Consigned{Supplier: owner, Lot: moved.Lot, Quantity: moved.Quantity, Document: c.Receipt}
	more.ValueE4 = stock.Share(held.ValueE4, moved.Quantity, held.Quantity)
	if moved.From == pack.Place {
		more.Quantity, more.ValueE4 = -more.Quantity, -more.ValueE4
	}
	return []fact.Fact{more}
}

// move works out the goods that come in or go back by the correction.
func (c CorrectPack) move(view fact.View, pack Pack) (stock.Moved, error) {
	r, _ := FindReceipt(view, c.Receipt)
	more := c.Quantity - pack.Quantity
	moved := stock.Moved{
		Lot:  stock.LotKey{Item: pack.Item, Number: pack.Lot},
		From: pack.Place, To: stock.OutsidePlace(r.Supplier), Quantity: -more, Document: r.ID, Corrects: pack.Seq,
	}
	if more < 0 {
		if err := c.mayShrink(view, pack, moved); err != nil {
			return moved, err
		}
		return stock.TakeAs(view, moved, stock.Share(pack.ValueE4, -more, pack.Quantity))
	}
	moved.From, moved.To, moved.Quantity = moved.To, moved.From, more
	if pack.Aside == "" {
		item, _ := stock.FindItem(view, pack.Item)
		if _, err := room(linesWith(view, r.Order, pack.Line), item, more); err != nil {
			return moved, err
		}
	}
	moved.ValueE4 = stock.Share(pack.ValueE4, more, pack.Quantity)
	return stock.Take(view, moved)
}

// mayShrink asks whether goods of a pack are still where they can be taken
// back from: not decided on, returned, or promised to a damage report.
func (c CorrectPack) mayShrink(view fact.View, pack Pack, back stock.Moved) error {
	place, _ := stock.FindPlace(view, pack.Place)
	free := stock.OnHand(view, back.Lot, pack.Place).Quantity - Reserved(view, back.Lot, pack.Place)
	switch {
	case pack.Inspect && back.Quantity > Waiting(view, c.Receipt, back.Lot).Quantity:
		return fact.Refuse("inspected_already", "lot", pack.Lot)
	case back.Quantity > Returnable(view, c.Receipt, back.Lot), pack.Aside == "" && back.Quantity > countedLeft(view, c.Receipt, back.Lot):
		return fact.Refuse("returned_already", "lot", pack.Lot)
	case place.Kind == stock.Quarantine && back.Quantity > free:
		return fact.Refuse("promised_to_report", "lot", pack.Lot)
	}
	return nil
}

func linesWith(view fact.View, order string, no int) []OrderState {
	line, _ := orderLines.Get(view, order, number(no))
	return []OrderState{line}
}

// PackCorrected records that one scan stood for another quantity.
type PackCorrected struct {
	Receipt  string         `json:"receipt"`
	Pack     uint64         `json:"pack"` // the fact it corrects
	Was      stock.Quantity `json:"was"`
	Quantity stock.Quantity `json:"quantity"`
	ValueE4  int64          `json:"valueE4"` // what it changes the receipt's value by
}

func (PackCorrected) Kind() string { return "pack-corrected" }

func (f PackCorrected) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Receipt)
	pack, _ := FindPack(store, f.Receipt, f.Pack)
	r, _ := FindReceipt(store, f.Receipt)
	pack.add(store, f.Quantity-pack.Quantity, f.ValueE4)
	pack.ValueE4 += f.ValueE4
	pack.Quantity, pack.Gone = f.Quantity, f.Quantity == 0
	packs.Put(store, pack, r.ID, sequence(pack.Seq))
	if !pack.Gone {
		return
	}
	if pack.Stranger {
		strangers.Delete(store, f.Receipt, string(pack.Item), pack.Lot, pack.Serial)
	}
	r.Packs--
	if r.Last == pack.Seq {
		r.Last = before(store, pack)
	}
	receipts.Put(store, r, r.ID)
}

// before finds the last scan ahead of pack that still counts.
func before(view fact.View, pack Pack) uint64 {
	for pack.Prev != 0 {
		pack, _ = FindPack(view, pack.Receipt, pack.Prev)
		if !pack.Gone {
			return pack.Seq
		}
	}
	return 0
}
