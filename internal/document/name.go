package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// NamePack gives a pack that was booked the number of its own that a second
// code on it bears.
type NamePack struct {
	Receipt string
	Pack    uint64 // the number of its PackReceived
	Serial  string
	Doubts  []string // codes of what the decoder put right in the second code
}

func (c NamePack) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	r, found := FindReceipt(view, c.Receipt)
	if !found || !r.Open() {
		return nil, fact.Refuse("receipt_closed", "receipt", c.Receipt)
	}
	pack, found := FindPack(view, c.Receipt, c.Pack)
	item, _ := stock.FindItem(view, pack.Item)
	switch {
	case !found || pack.Gone || pack.Aside != "" || c.Serial == "":
		return nil, ErrNothingToUndo
	case pack.Serial != "":
		return nil, fact.Refuse("serial_quantity", "serial", pack.Serial)
	case pack.Quantity != item.Package(pack.Level).Content:
		return nil, fact.Refuse("serial_quantity", "serial", c.Serial)
	}
	if err := newHere(view, pack.Item, c.Serial); err != nil {
		return nil, err
	}
	return []fact.Fact{
		PackNamed{Receipt: c.Receipt, Pack: c.Pack, Serial: c.Serial, Doubts: c.Doubts, Stranger: unannounced(view, r, stock.LotKey{Item: pack.Item, Number: pack.Lot}, c.Serial)},
		stock.SerialTaken{Item: pack.Item, Number: c.Serial, Serial: stock.Serial{Lot: pack.Lot, Document: c.Receipt, Content: pack.Quantity, Place: pack.Place}},
	}, nil
}

// PackNamed records the number of its own of a pack that came in before.
type PackNamed struct {
	Receipt string   `json:"receipt"`
	Pack    uint64   `json:"pack"` // the fact it completes
	Serial  string   `json:"serial"`
	Doubts  []string `json:"doubts,omitempty"` // codes of what the decoder put right

	Stranger bool `json:"stranger,omitempty"` // it is none of those that the delivery file lists
}

func (PackNamed) Kind() string { return "pack-named" }

func (f PackNamed) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Receipt)
	pack, _ := FindPack(store, f.Receipt, f.Pack)
	pack.Serial, pack.Stranger = f.Serial, f.Stranger
	if f.Stranger {
		strangers.Put(store, true, f.Receipt, string(pack.Item), pack.Lot, f.Serial)
	}
	pack.Doubts = append(pack.Doubts, f.Doubts...)
	packs.Put(store, pack, f.Receipt, sequence(f.Pack))
}
