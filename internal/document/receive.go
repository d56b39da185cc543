package document

import (
	"fmt"
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// The refusals of a pack at the dock, beside those of policy.
var (
	ErrNotOnOrder     = fact.Refuse("item_not_on_order")
	ErrOverOrdered    = fact.Refuse("over_ordered")
	ErrSerialSeen     = fact.Refuse("serial_seen")
	ErrOtherSupplier  = fact.Refuse("supplier_not_on_order")
	ErrNoPackage      = fact.Refuse("no_package")
	ErrLotMissing     = fact.Refuse("lot_missing")
	ErrNoQuarantine   = fact.Refuse("no_quarantine")
	ErrSerialQuantity = fact.Refuse("serial_quantity")
	ErrAsideQuantity  = fact.Refuse("aside_fixed")
)

// ReceivePack books what one scan shows. It carries all that was read; what
// may come in is decided here and nowhere else.
type ReceivePack struct {
	Receipt  string
	Item     stock.ItemID
	Level    stock.Level    // whose GTIN it was
	Quantity stock.Quantity // base units
	Lot      string
	Expiry   stock.Date
	Made     stock.Date
	Serial   string
	Unit     string // the case whose one scan it is, "" for a pack alone
	GTIN     string
	Code     string   // what else it was known by, where no GTIN names it: stock.FindCode
	GLN      string   // AI 412: who it was bought from, where the label says
	Aside    string   // reason to set it aside in quarantine instead; "" books it as received
	Coded    bool     // its own code says the lot, not a person
	Doubts   []string // codes of what the decoder put right
	Label    Labelling
	Override *Override
}

func (c ReceivePack) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	r, found := FindReceipt(view, c.Receipt)
	if !found || !r.Open() {
		return nil, fact.Refuse("receipt_closed", "receipt", c.Receipt)
	}
	item, found := stock.FindItem(view, c.Item)
	if !found {
		return nil, fact.Refuse("unknown_code", "code", c.GTIN)
	}
	if c.Lot == "" || c.Quantity <= 0 {
		return nil, fact.Refuse("lot_missing", "item", item.Name)
	}
	lot, known := stock.FindLot(view, stock.LotKey{Item: c.Item, Number: c.Lot})
	if !known {
		lot = stock.Lot{LotKey: stock.LotKey{Item: c.Item, Number: c.Lot}, Expiry: c.Expiry, Made: c.Made, Status: stock.Usable}
	}
	line, err := c.fits(view, meta, r, item, lot)
	if c.Aside != "" {
		return c.aside(view, r, lot, known)
	}
	if err != nil {
		return nil, err
	}
	return c.book(view, meta, r, item, lot, known, line)
}

// fits asks everything that may stand against the pack, the plainest first,
// and answers with the order line it belongs to.
func (c ReceivePack) fits(view fact.View, meta fact.Meta, r Receipt, item stock.Item, lot stock.Lot) (OrderState, error) {
	lines := linesOf(view, r.Order, c.Item)
	if len(lines) == 0 {
		return OrderState{}, fact.Refuse("item_not_on_order", "item", item.Name, "order", r.Order)
	}
	if err := c.supplierFits(view, meta, r, item); err != nil {
		return OrderState{}, err
	}
	seen := policy.Print{Made: c.Made, Expiry: c.Expiry}
	if err := seen.Agrees(lot, stock.DateOf(meta.At)); err != nil {
		return OrderState{}, err
	}
	if err := c.passes(view, meta, r, item, lot); err != nil {
		return OrderState{}, err
	}
	if err := newHere(view, c.Item, c.Serial); err != nil {
		return OrderState{}, err
	}
	return room(lines, item, c.Quantity)
}

// passes asks the policy, and where it says no, whether somebody allowed just
// that.
func (c ReceivePack) passes(view fact.View, meta fact.Meta, r Receipt, item stock.Item, lot stock.Lot) error {
	return policy.In(view).Excuse(meta, c.against(view, meta, r, item, lot), c.Override, c.Hash)
}

// against is what the policy has against the pack, at the dock.
func (c ReceivePack) against(view fact.View, meta fact.Meta, r Receipt, item stock.Item, lot stock.Lot) error {
	dock, _ := stock.FindPlace(view, r.Place)
	if lot.Made == "" {
		lot.Made = c.Made
	}
	return policy.In(view).Fit(policy.Goods{Lot: lot, Item: item, Place: dock}, policy.Receive, stock.DateOf(meta.At))
}

// Hash is what somebody signs who allows the pack although a rule refuses it.
func (c ReceivePack) Hash() string {
	c.Label, c.Override = Labelling{}, c.Override.Signable()
	return fact.Hash(c)
}

func (c ReceivePack) supplierFits(view fact.View, meta fact.Meta, r Receipt, item stock.Item) error {
	supplier, _ := stock.FindSupplier(view, r.Supplier)
	if err := MaySupply(view, r.Supplier, stock.DateOf(meta.At)); err != nil {
		return err
	}
	designated := len(item.Suppliers) == 0 && !item.Strategic || slices.Contains(item.Suppliers, r.Supplier)
	if designated && (c.GLN == "" || supplier.GLN == "" || c.GLN == supplier.GLN) {
		return nil
	}
	return fact.Refuse("supplier_not_on_order", "supplier", supplier.Name, "item", item.Name, "order", r.Order)
}

// room finds the line that still waits for so much, or refuses.
func room(lines []OrderState, item stock.Item, quantity stock.Quantity) (OrderState, error) {
	var ordered, received stock.Quantity
	for _, l := range lines {
		if l.Open() >= quantity {
			return l, nil
		}
		ordered += l.Quantity
		received += l.Received
	}
	return OrderState{}, fact.Refuse("over_ordered", "item", item.Name,
		"ordered", Amount(item, ordered), "received", Amount(item, received), "more", Amount(item, quantity))
}

func (c ReceivePack) book(view fact.View, meta fact.Meta, r Receipt, item stock.Item, lot stock.Lot, known bool, line OrderState) ([]fact.Fact, error) {
	value := stock.Share(line.PriceE4, c.Quantity, item.Package(line.Level).Content)
	place, inspect, made, err := comesTo(view, r, item)
	if err != nil {
		return nil, err
	}
	if due := Waiting(view, r.ID, lot.LotKey); inspect && due.Quantity > 0 {
		place, made = due.Place, nil // all of a lot waits together, also where its supplier was admitted meanwhile
	}
	moved := stock.Moved{Lot: lot.LotKey, From: stock.OutsidePlace(r.Supplier), To: place, Quantity: c.Quantity, ValueE4: value, Document: r.ID}
	consigned := isConsigned(view, r.Order)
	if consigned {
		moved.ValueE4 = 0
	}
	if moved, err = stock.Take(view, moved); err != nil {
		return nil, err
	}
	pack := c.received(view, r, lot, moved)
	pack.Line, pack.Inspect, pack.Again = line.No, inspect, c.again(view)
	pack.setPolicy(view, item, c.Override.For(c.against(view, meta, r, item, lot)))
	facts := append([]fact.Fact{pack, moved}, made...)
	if consigned {
		facts = append(facts, stock.Consigned{Supplier: r.Supplier, Lot: lot.LotKey, Quantity: c.Quantity, ValueE4: value, Document: r.ID})
	}
	if !known {
		facts = append(facts, stock.LotOpened{Lot: lot})
	}
	if c.Serial != "" {
		facts = append(facts, c.serialTaken(view, r, place)...)
	}
	return append(facts, c.Label.forPack(view, meta, r, item, pack)...), nil
}

// aside books the pack into quarantine: it is here, but it does not count.
func (c ReceivePack) aside(view fact.View, r Receipt, lot stock.Lot, known bool) ([]fact.Fact, error) {
	place, made, err := asideAt(view, r)
	if err != nil {
		return nil, err
	}
	moved, err := stock.Take(view, stock.Moved{
		Lot: lot.LotKey, From: stock.OutsidePlace(r.Supplier), To: place, Quantity: c.Quantity, Document: r.ID,
	})
	if err != nil {
		return nil, err
	}
	pack := c.received(view, r, lot, moved)
	_, pack.Seen = stock.FindSerial(view, c.Item, c.Serial)
	if pack.Again = c.again(view); pack.Again != "" {
		pack.Seen = false
	}
	item, _ := stock.FindItem(view, c.Item)
	pack.setPolicy(view, item, nil)
	facts := append([]fact.Fact{pack, moved}, made...)
	if c.Serial != "" && !pack.Seen {
		facts = append(facts, c.serialTaken(view, r, place)...)
	}
	if !known {
		facts = append(facts, stock.LotOpened{Lot: lot})
	}
	return facts, nil
}

// again is the return by which the pack, or the case it is, went back before;
// "" for one that comes for the first time.
func (c ReceivePack) again(view fact.View) string {
	if c.Unit == "" {
		t, _ := stock.FindTrace(view, c.Item, c.Serial)
		return sentBackBy(view, t)
	}
	for _, l := range stock.Leaves(view, c.Unit) {
		if by := sentBackBy(view, l.Trace); by != "" {
			return by
		}
	}
	return ""
}

// serialTaken takes the pack's number, and opens the case that it was
// announced in: it came out of that alone.
func (c ReceivePack) serialTaken(view fact.View, r Receipt, place stock.PlaceID) []fact.Fact {
	t, _ := stock.FindTrace(view, c.Item, c.Serial)
	taken := stock.SerialTaken{Item: c.Item, Number: c.Serial, Serial: stock.Serial{Lot: c.Lot, Document: r.ID, Content: c.Quantity, Place: place}}
	return append(stock.OpenAround(view, t.Parent, r.ID), taken)
}

func (c ReceivePack) received(view fact.View, r Receipt, lot stock.Lot, moved stock.Moved) PackReceived {
	return PackReceived{
		Receipt: r.ID, Order: r.Order, Item: c.Item, Level: c.Level, Quantity: c.Quantity, Lot: c.Lot, Expiry: lot.Expiry,
		Made: lot.Made, Serial: c.Serial, Unit: c.Unit, GTIN: c.GTIN, Code: c.Code, Place: moved.To, ValueE4: moved.ValueE4, Aside: c.Aside, Coded: c.Coded, Doubts: c.Doubts,
		Stranger: unannounced(view, r, lot.LotKey, c.Serial),
	}
}

// PackReceived is one scan that was booked. The goods themselves move by the
// Moved fact beside it.
type PackReceived struct {
	Receipt  string         `json:"receipt"`
	Order    string         `json:"order"`
	Line     int            `json:"line,omitempty"` // of the order; 0 when set aside
	Item     stock.ItemID   `json:"item"`
	Level    stock.Level    `json:"level"`
	Quantity stock.Quantity `json:"quantity"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Made     stock.Date     `json:"made,omitempty"`
	Serial   string         `json:"serial,omitempty"`
	Unit     string         `json:"unit,omitempty"` // the case that was scanned
	GTIN     string         `json:"gtin,omitempty"`
	Code     string         `json:"code,omitempty"` // what else it was known by
	Place    stock.PlaceID  `json:"place"`
	ValueE4  int64          `json:"valueE4"`
	Aside    string         `json:"aside,omitempty"`
	Inspect  bool           `json:"inspect,omitempty"`  // waits for the quality person
	Seen     bool           `json:"seen,omitempty"`     // set aside because its serial is another pack's already
	Coded    bool           `json:"coded,omitempty"`    // its own code said the lot
	Again    string         `json:"again,omitempty"`    // the return by which it went back before
	Doubts   []string       `json:"doubts,omitempty"`   // codes of what the decoder put right
	Stranger bool           `json:"stranger,omitempty"` // its code is none of those that the delivery file lists

	Override  *Override `json:"override,omitempty"`
	Policy    int       `json:"policy,omitempty"`    // the version it was decided under
	TwoPerson bool      `json:"twoPerson,omitempty"` // two people sign before it counts
}

// setPolicy notes what the pack was decided under.
func (f *PackReceived) setPolicy(view fact.View, item stock.Item, o *Override) {
	rules := policy.In(view)
	f.Policy, f.TwoPerson, f.Override = rules.Number, rules.TwoPerson(item), o
}

func (PackReceived) Kind() string { return "pack-received" }

func (f PackReceived) Apply(store fact.Store, meta fact.Meta) {
	r, _ := FindReceipt(store, f.Receipt)
	packs.Put(store, Pack{PackReceived: f, Seq: meta.Seq, Prev: r.Last, Station: meta.Station}, r.ID, sequence(meta.Seq))
	r.Last = meta.Seq
	r.Packs++
	receipts.Put(store, r, r.ID)
	follow(store, meta, r.ID)
	if f.TwoPerson && f.Aside == "" {
		f.awaits(store)
	}
	noteCode(store, stock.LotKey{Item: f.Item, Number: f.Lot}, f.Level, f.Coded)
	if f.Stranger {
		strangers.Put(store, true, f.Receipt, string(f.Item), f.Lot, f.Serial)
	}
	f.add(store, f.Quantity, f.ValueE4)
}

// add changes the receipt's line and the order's by a quantity that may be
// below nothing.
func (f PackReceived) add(store fact.Store, quantity stock.Quantity, valueE4 int64) {
	key := []string{f.Receipt, string(f.Item), f.Lot, map[bool]string{true: "aside", false: "good"}[f.Aside != ""]}
	line, _ := receiptLines.Get(store, key...)
	line.Item, line.Lot, line.Expiry, line.Made = f.Item, f.Lot, f.Expiry, f.Made
	line.Aside, line.Reason = f.Aside != "", f.Aside
	line.Quantity += quantity
	line.ValueE4 += valueE4
	if line.Quantity == 0 && line.ValueE4 == 0 {
		receiptLines.Delete(store, key...)
		f.awaitsNoMore(store)
	} else {
		receiptLines.Put(store, line, key...)
	}
	if f.Aside == "" {
		count(store, f.Order, f.Line, quantity)
	} else {
		turnAway(store, spot{stock.LotKey{Item: f.Item, Number: f.Lot}, f.Place}, quantity)
	}
	if f.Inspect {
		await(store, f, quantity, valueE4)
	}
}

// sequence writes a fact's number so that it sorts.
func sequence(seq uint64) string { return fmt.Sprintf("%016d", seq) }
