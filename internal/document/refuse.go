package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// RefusePack records that a pack was turned away.
type RefusePack struct{ Refused PackRefused }

func (c RefusePack) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	r, found := FindReceipt(view, c.Refused.Receipt)
	if !found || !r.Open() {
		return nil, fact.Refuse("receipt_closed", "receipt", c.Refused.Receipt)
	}
	return []fact.Fact{c.Refused}, nil
}

// PackRefused is a pack that was turned away: no goods move.
type PackRefused struct {
	Receipt  string         `json:"receipt"`
	Code     string         `json:"code"`             // the refusal
	Reason   string         `json:"reason,omitempty"` // the person's own, where one was given
	Item     stock.ItemID   `json:"item,omitempty"`
	GTIN     string         `json:"gtin,omitempty"`
	Lot      string         `json:"lot,omitempty"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Serial   string         `json:"serial,omitempty"`
	Quantity stock.Quantity `json:"quantity,omitempty"`
	Scan     []byte         `json:"scan,omitempty"`   // as it was sent
	Doubts   []string       `json:"doubts,omitempty"` // codes of what the decoder put right
}

func (PackRefused) Kind() string { return "pack-refused" }

func (f PackRefused) Apply(store fact.Store, meta fact.Meta) {
	r, _ := FindReceipt(store, f.Receipt)
	refused := Refused{PackRefused: f, Seq: meta.Seq, Prev: r.LastRefused, At: meta.At, Person: meta.Person, Station: meta.Station}
	refusedPacks.Put(store, refused, r.ID, sequence(meta.Seq))
	r.Refused++
	r.LastRefused = meta.Seq
	receipts.Put(store, r, r.ID)
	follow(store, meta, r.ID)
}

// lastRefused is the last refusal that a station recorded on a receipt and
// that counts.
func lastRefused(view fact.View, r Receipt, station string) (last Refused, found bool) {
	last, found = refusedPacks.Get(view, r.ID, sequence(r.LastRefused))
	for found && (last.Gone || last.Station != station) {
		last, found = refusedPacks.Get(view, r.ID, sequence(last.Prev))
	}
	return last, found
}

// RefusalUndone takes a recorded refusal back; what becomes of the pack is for
// its next scan to say.
type RefusalUndone struct {
	Receipt string `json:"receipt"`
	Refused uint64 `json:"refused"` // the fact it corrects
}

func (RefusalUndone) Kind() string { return "refusal-undone" }

func (f RefusalUndone) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Receipt)
	refused, _ := refusedPacks.Get(store, f.Receipt, sequence(f.Refused))
	refused.Gone = true
	refusedPacks.Put(store, refused, f.Receipt, sequence(f.Refused))
	r, _ := FindReceipt(store, f.Receipt)
	r.Refused--
	for last, found := refused, true; found && last.Gone && r.LastRefused == last.Seq; {
		r.LastRefused = last.Prev
		last, found = refusedPacks.Get(store, f.Receipt, sequence(last.Prev))
	}
	receipts.Put(store, r, r.ID)
}
