package document

import (
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Receipt is what came in against one order in one go (入库单).
type Receipt struct {
	ID        string        `json:"id"`
	Order     string        `json:"order"`
	Supplier  string        `json:"supplier"`
	Note      string        `json:"note,omitempty"` // delivery note that came with it
	Place     stock.PlaceID `json:"place"`          // dock that the goods stand at
	Person    string        `json:"person"`
	Station   string        `json:"station"`
	Opened    time.Time     `json:"opened"`
	Finished  time.Time     `json:"finished"` // zero while open
	Closer    string        `json:"closer,omitempty"`
	Packs     int           `json:"packs"`               // scans that count
	Refused   int           `json:"refused"`             // recorded refusals
	Refusal   string        `json:"refusal,omitempty"`   // the paper of them
	Elsewhere bool          `json:"elsewhere,omitempty"` // the goods were received at another place, and booked by the buyer
	Last      uint64        `json:"last"`                // the last pack that counts, to undo

	LastRefused uint64 `json:"lastRefused,omitempty"` // the last refusal that counts, to undo
	Edition     int    `json:"edition,omitempty"`     // how often it was finished
	Cancelled   bool   `json:"cancelled,omitempty"`   // finished with nothing on it
	Policy      int    `json:"policy,omitempty"`      // the version it was opened, or at its end finished, under
}

// Open reports whether packs may still be scanned into it.
func (r Receipt) Open() bool { return r.Finished.IsZero() }

// Empty reports whether nothing on it counts: neither a pack nor a refusal.
func (r Receipt) Empty() bool { return r.Packs == 0 && r.Refused == 0 }

// ReceiptLine is all of one lot on one receipt, good or set aside. A line taken
// back whole is gone, unless its goods had mixed with dearer or cheaper ones by
// then: what that changed in value stays, so that receipts add up to the ledger.
type ReceiptLine struct {
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Aside    bool           `json:"aside,omitempty"` // in quarantine, not counted as received
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Made     stock.Date     `json:"made,omitempty"`
	Quantity stock.Quantity `json:"quantity"`
	ValueE4  int64          `json:"valueE4"`
	Reason   string         `json:"reason,omitempty"` // code why it is set aside
	Label    uint64         `json:"label,omitempty"`  // the newest one that stands for all of it
}

// Pack is one scan that was booked.
type Pack struct {
	PackReceived
	Seq     uint64 `json:"seq"`
	Prev    uint64 `json:"prev"` // the pack that was last before it
	Station string `json:"station"`
	Gone    bool   `json:"gone,omitempty"`
}

// Refused is one pack that was turned away, as recorded.
type Refused struct {
	PackRefused
	Seq     uint64    `json:"seq"`
	Prev    uint64    `json:"prev,omitempty"` // the refusal that was last before it
	At      time.Time `json:"at"`
	Person  string    `json:"person"`
	Station string    `json:"station,omitempty"`
	Gone    bool      `json:"gone,omitempty"` // taken back
}

var (
	receipts     = fact.NewNumberedTable[Receipt]("receipt")
	openReceipts = fact.NewTable[string]("receipt-open") // by order
	receiptLines = fact.NewTable[ReceiptLine]("receipt-line")
	packs        = fact.NewTable[Pack]("pack")
	refusedPacks = fact.NewTable[Refused]("pack-refused")
)

// FindReceipt reads a receipt by its number.
func FindReceipt(view fact.View, id string) (Receipt, bool) { return receipts.Get(view, id) }

// OpenReceiptOf finds the receipt that is open against an order.
func OpenReceiptOf(view fact.View, order string) (Receipt, bool) {
	id, found := openReceipts.Get(view, order)
	if !found {
		return Receipt{}, false
	}
	return receipts.Get(view, id)
}

// EachOpenReceipt calls each with every receipt not finished until it answers
// false.
func EachOpenReceipt(view fact.View, each func(Receipt) bool) {
	openReceipts.Each(view, func(_ []string, id string) bool {
		r, _ := receipts.Get(view, id)
		return each(r)
	})
}

// EachReceipt calls each with every receipt whose number is not below from
// until it answers false.
func EachReceipt(view fact.View, from string, each func(Receipt) bool) {
	receipts.EachFrom(view, from, func(_ []string, r Receipt) bool { return each(r) })
}

// EachReceiptLine calls each with every line of a receipt until it answers
// false.
func EachReceiptLine(view fact.View, receipt string, each func(ReceiptLine) bool) {
	receiptLines.Each(view, func(_ []string, l ReceiptLine) bool { return each(l) }, receipt)
}

// EachRefused calls each with every refusal on a receipt that counts until it
// answers false.
func EachRefused(view fact.View, receipt string, each func(Refused) bool) {
	refusedPacks.Each(view, func(_ []string, r Refused) bool { return r.Gone || each(r) }, receipt)
}

// Why is the code of why a pack was turned away: the person's own reason, or
// else what the gate said.
func (r Refused) Why() string { return either(r.Reason, r.Code) }

// FindPack reads one scan of a receipt by its fact's number.
func FindPack(view fact.View, receipt string, seq uint64) (Pack, bool) {
	return packs.Get(view, receipt, sequence(seq))
}

// LastPack reads the last scan of a receipt that counts.
func LastPack(view fact.View, r Receipt) (Pack, bool) { return FindPack(view, r.ID, r.Last) }

// ErrNotOpen and the others are the refusals of a receipt.
var (
	ErrNoOrder       = fact.Refuse("no_order")
	ErrOrderComplete = fact.Refuse("order_complete")
	ErrNotOpen       = fact.Refuse("receipt_closed")
	ErrNothingToUndo = fact.Refuse("nothing_to_undo")
	ErrNothingCame   = fact.Refuse("receipt_empty")
)

// OpenReceipt begins to receive against an order. Where a receipt is open
// against it already it leads to no fact: that one is carried on.
type OpenReceipt struct {
	Order string
	Note  string
	Place stock.PlaceID

	elsewhere bool // by BookReceipt: the goods are already where they will lie
}

func (c OpenReceipt) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	order, found := SummariseOrder(view, c.Order)
	switch {
	case !found:
		return nil, fact.Refuse("no_order", "order", c.Order)
	}
	if err := MaySupply(view, order.Supplier, stock.DateOf(meta.At)); err != nil {
		return nil, err
	}
	switch {
	case order.Receipt != "":
		return c.carryOn(view, order.Receipt), nil
	case order.Done == order.Lines:
		return nil, fact.Refuse("order_complete", "order", c.Order)
	}
	if p, found := stock.FindPlace(view, c.Place); !found || p.Kind != stock.Dock && !c.elsewhere {
		return nil, fact.Refuse("no_dock", "place", string(c.Place))
	}
	if c.Note == "" {
		c.Note = onlyDelivery(view, c.Order)
	}
	return []fact.Fact{ReceiptOpened{Receipt{
		ID: nextNumber(view, "RK", meta.At), Order: c.Order, Supplier: order.Supplier, Note: c.Note,
		Place: c.Place, Person: meta.Person, Station: meta.Station, Opened: meta.At, Elsewhere: c.elsewhere,
		Policy: policy.In(view).Number,
	}}}, nil
}

// carryOn adds a delivery note to a receipt that was opened without one.
func (c OpenReceipt) carryOn(view fact.View, receipt string) []fact.Fact {
	r, _ := FindReceipt(view, receipt)
	if c.Note == "" {
		c.Note = onlyDelivery(view, c.Order)
	}
	if c.Note == "" || r.Note != "" {
		return nil
	}
	return []fact.Fact{NoteCame{Receipt: receipt, Note: c.Note}}
}

// NoteCame says which delivery note came with the goods of a receipt.
type NoteCame struct {
	Receipt string `json:"receipt"`
	Note    string `json:"note"`
}

func (NoteCame) Kind() string { return "note-came" }

func (f NoteCame) Apply(store fact.Store, meta fact.Meta) {
	r, _ := FindReceipt(store, f.Receipt)
	r.Note = f.Note
	receipts.Put(store, r, r.ID)
	receiptOfNote.Put(store, r.ID, f.Note)
	follow(store, meta, f.Receipt)
}

// ReceiptOpened begins a receipt.
type ReceiptOpened struct{ Receipt Receipt }

func (ReceiptOpened) Kind() string { return "receipt-opened" }

func (f ReceiptOpened) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "RK", meta.At)
	receipts.Put(store, f.Receipt, f.Receipt.ID)
	openReceipts.Put(store, f.Receipt.ID, f.Receipt.Order)
	if f.Receipt.Note != "" {
		receiptOfNote.Put(store, f.Receipt.ID, f.Receipt.Note)
	}
	follow(store, meta, f.Receipt.ID, f.Receipt.Order)
}

// FinishReceipt ends a receipt; what has not come stays open on the order. One
// with goods of a two-person class bears two signatures (双人验收).
type FinishReceipt struct {
	Receipt string
	Label   Labelling

	signed bool // by BookReceipt: over the whole paper, before it had a number
}

func (c FinishReceipt) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	r, found := FindReceipt(view, c.Receipt)
	switch {
	case !found || !r.Open():
		return nil, fact.Refuse("receipt_closed", "receipt", c.Receipt)
	case r.Empty():
		return nil, fact.Refuse("receipt_empty", "receipt", c.Receipt)
	}
	needs, hash := ReceiptSigning(view, r)
	if err := policy.Signed(meta, hash, needs); err != nil && !c.signed {
		return nil, err
	}
	finished := ReceiptFinished{Receipt: c.Receipt, Order: r.Order, Edition: r.Edition + 1, Policy: policy.In(view).Number}
	facts := append([]fact.Fact{finished}, refusalOf(view, meta, r)...)
	if last, found := lastGood(view, r); found && c.Label.PerLine {
		facts = append(facts, c.Label.forLine(view, meta, last.PackReceived)...)
	}
	return makingFree(view, meta, facts, itemsOn(view, r)...), nil
}

// itemsOn lists the items that a receipt brought.
func itemsOn(view fact.View, r Receipt) (items []stock.ItemID) {
	EachReceiptLine(view, r.ID, func(l ReceiptLine) bool {
		if !l.Aside {
			items = append(items, l.Item)
		}
		return true
	})
	return items
}

// ReceiptFinished ends a receipt.
type ReceiptFinished struct {
	Receipt string `json:"receipt"`
	Order   string `json:"order"`
	Edition int    `json:"edition,omitempty"` // of the receipt note; 0 stands for the first
	Policy  int    `json:"policy,omitempty"`  // the version it was decided under
}

func (ReceiptFinished) Kind() string { return "receipt-finished" }

func (f ReceiptFinished) Apply(store fact.Store, meta fact.Meta) {
	r, _ := FindReceipt(store, f.Receipt)
	r.Finished, r.Closer, r.Edition, r.Policy = meta.At, meta.Person, max(f.Edition, 1), f.Policy
	receipts.Put(store, r, r.ID)
	keepSignatures(store, r.ID, meta)
	r.release(store)
	openReceipts.Delete(store, f.Order)
	follow(store, meta, f.Receipt, f.Order)
}
