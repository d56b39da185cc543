package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// The refusals of a pick, beside those of policy.
var (
	ErrIssueClosed   = fact.Refuse("issue_closed")
	ErrTaskDone      = fact.Refuse("task_done")
	ErrWrongItem     = fact.Refuse("wrong_item")
	ErrLotUnknown    = fact.Refuse("lot_unknown")
	ErrLaterLot      = fact.Refuse("later_lot")
	ErrPromised      = fact.Refuse("promised")
	ErrReasonMissing = policy.ErrReasonMissing
)

// Override is a person's leave to do what one refusal forbids.
type Override = policy.Override

// PickPack takes one scanned pack for a task.
type PickPack struct {
	Issue    string
	Task     int
	Item     stock.ItemID
	Level    stock.Level
	Quantity stock.Quantity // content of the pack in base units
	Lot      string
	Expiry   stock.Date
	Place    stock.PlaceID // the bin that was scanned
	Serial   string        // of this one pack, "" if its code has none
	Unit     string        // the case whose one scan it is, "" for a pack alone
	Typed    bool          // a person says the lot, no code does
	Doubts   []string      // codes of what the decoder put right
	Override *Override

	uncoded bool // all packs of its lot bear codes, and this one's was not read
}

func (c PickPack) key() stock.LotKey { return stock.LotKey{Item: c.Item, Number: c.Lot} }

func (c PickPack) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	issue, found := FindIssue(view, c.Issue)
	if !found || !issue.Open() {
		return nil, fact.Refuse("issue_closed", "issue", c.Issue)
	}
	task, found := FindTask(view, c.Issue, c.Task)
	if !found || task.Left() <= 0 {
		return nil, ErrTaskDone
	}
	c.uncoded = c.Serial == "" && c.Unit == "" && stock.AllCoded(view, c.key())
	quantity, err := c.fits(view, meta, task)
	if err != nil {
		return nil, err
	}
	lot := c.key()
	moved, moves, err := stock.Use(view, stock.Moved{Lot: lot, From: c.Place, To: issue.Staging, Quantity: quantity, Document: issue.ID})
	if err != nil {
		return nil, err
	}
	known, _ := stock.FindLot(view, lot)
	picked := PackPicked{
		Issue: c.Issue, Task: c.Task, Item: c.Item, Lot: c.Lot, Expiry: known.Expiry, Place: c.Place, Level: c.Level,
		Quantity: quantity, ValueE4: moved.ValueE4, Loose: c.loose(view, lot, quantity), Serial: c.Serial, Unit: c.Unit, Doubts: c.Doubts, Override: c.excused(view, task, known),
		Policy: policy.In(view).Number, Coded: !c.Typed, Missed: c.uncoded,
	}
	return append(append([]fact.Fact{picked}, moves...), c.went(view, quantity)...), nil
}

// fits asks everything that may stand against the pack and answers with how
// much of it to take.
func (c PickPack) fits(view fact.View, meta fact.Meta, task Task) (stock.Quantity, error) {
	item, _ := stock.FindItem(view, task.Item)
	if c.Item != task.Item {
		got, _ := stock.FindItem(view, c.Item)
		return 0, fact.Refuse("wrong_item", "got", got.Name, "item", item.Name)
	}
	key := c.key()
	lot, found := stock.FindLot(view, key)
	if !found {
		return 0, fact.Refuse("lot_unknown", "lot", c.Lot, "item", item.Name)
	}
	if err := c.known(view); err != nil {
		return 0, err
	}
	if err := policy.SameLot(lot, c.Expiry); err != nil {
		return 0, err
	}
	place, _ := stock.FindPlace(view, c.Place)
	rules := policy.In(view)
	if err := rules.Fit(policy.Goods{Lot: lot, Item: item, Place: place}, policy.Issue, stock.DateOf(meta.At)); err != nil {
		return 0, err
	}
	if place.Kind == stock.Apart {
		return 0, fact.Refuse("goods_apart", "supplier", place.Name)
	}
	if place.Kind == stock.Quarantine {
		return 0, fact.Refuse("lot_quarantined", "lot", c.Lot, "reason", "")
	}
	held := stock.OnHand(view, key, c.Place).Quantity
	if held <= 0 || !place.Kind.Pickable() {
		return 0, fact.Refuse("lot_not_here", "lot", c.Lot, "place", string(c.Place))
	}
	if err := awaitsSignatures(view, spot{key, c.Place}); err != nil {
		return 0, err
	}
	for _, no := range c.against(view, rules, task, item, lot) {
		if err := rules.Excuse(meta, no, c.Override, c.Hash); err != nil {
			return 0, err
		}
	}
	return c.share(view, task, key, held)
}

// against is what stands against the pack that somebody may let pass.
func (c PickPack) against(view fact.View, rules *policy.Rulebook, task Task, item stock.Item, lot stock.Lot) []error {
	return []error{c.scanned(view, item), c.inTurn(view, rules, task, item, lot)}
}

// excused is the leave of the command as far as it let something pass.
func (c PickPack) excused(view fact.View, task Task, lot stock.Lot) *Override {
	item, _ := stock.FindItem(view, c.Item)
	return c.Override.For(c.against(view, policy.In(view), task, item, lot)...)
}

// Hash is what somebody signs who allows the pack although a rule refuses it.
func (c PickPack) Hash() string {
	c.Override = c.Override.Signable()
	return fact.Hash(c)
}

// inTurn refuses a lot that leaves after the one that is due.
func (c PickPack) inTurn(view fact.View, rules *policy.Rulebook, task Task, item stock.Item, lot stock.Lot) error {
	if c.Lot == task.Lot {
		return nil
	}
	due := stock.LotKey{Item: task.Item, Number: task.Lot}
	switch order := rules.Order(item); {
	case order == policy.ByLot && task.Named:
		return fact.Refuse("other_lot", "lot", c.Lot, "due", task.Lot)
	case order == policy.FIFO && stock.LotSince(view, lot.LotKey) > stock.LotSince(view, due):
		return fact.Refuse("newer_lot", "lot", c.Lot, "due", task.Lot)
	case order != policy.FIFO && byExpiry(lot.Expiry, task.Expiry) > 0:
		return fact.Refuse("later_lot", "lot", c.Lot, "expiry", string(lot.Expiry), "due", task.Lot, "dueExpiry", string(task.Expiry))
	}
	return nil
}

// share is how much to take: no more than is due, than the pack holds, than
// lies there, and nothing that is promised to another task.
func (c PickPack) share(view fact.View, task Task, lot stock.LotKey, held stock.Quantity) (stock.Quantity, error) {
	promised := Reserved(view, lot, c.Place)
	if task.spot() == (spot{lot, c.Place}) {
		promised -= task.Left()
	}
	if held-promised <= 0 {
		return 0, fact.Refuse("promised", "lot", c.Lot, "place", string(c.Place))
	}
	return c.wholeOrLess(view, min(task.Left(), c.Quantity, held-promised))
}

// loose is what an opened pack leaves lying beside the whole ones.
func (c PickPack) loose(view fact.View, lot stock.LotKey, quantity stock.Quantity) stock.Quantity {
	left := Loose(view, lot, c.Place)
	switch {
	case quantity == c.Quantity:
	case left >= quantity:
		left -= quantity
	default:
		left += c.Quantity - quantity
	}
	return min(left, stock.OnHand(view, lot, c.Place).Quantity-quantity)
}

// PackPicked is one scan of a picker that counts.
type PackPicked struct {
	Issue    string         `json:"issue"`
	Task     int            `json:"task"`
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Place    stock.PlaceID  `json:"place"`
	Level    stock.Level    `json:"level"`
	Quantity stock.Quantity `json:"quantity"`
	ValueE4  int64          `json:"valueE4"`
	Loose    stock.Quantity `json:"loose,omitempty"` // base units left in opened packs there
	Serial   string         `json:"serial,omitempty"`
	Unit     string         `json:"unit,omitempty"`   // the case that was scanned
	Doubts   []string       `json:"doubts,omitempty"` // codes of what the decoder put right
	Override *Override      `json:"override,omitempty"`
	Policy   int            `json:"policy,omitempty"` // the version it was decided under
	Coded    bool           `json:"coded,omitempty"`  // its own code said the lot
	Missed   bool           `json:"missed,omitempty"` // all packs of its lot bear codes, and this one's was not read
}

// Picked is a PackPicked as it stands now.
type Picked struct {
	PackPicked
	Seq     uint64         `json:"seq"`
	Prev    uint64         `json:"prev"`
	Was     stock.Quantity `json:"was,omitempty"` // loose units before it
	Station string         `json:"station"`
	Gone    bool           `json:"gone,omitempty"`
}

var (
	picks  = fact.NewTable[Picked]("pick")          // issue, seq
	looses = fact.NewTable[stock.Quantity]("loose") // item, lot, place
)

// Loose reads how many base units lie in opened packs of a lot in a place.
// Goods that moved on since took the opened packs with them, last.
func Loose(view fact.View, lot stock.LotKey, place stock.PlaceID) stock.Quantity {
	quantity, found := looses.Get(view, spot{lot, place}.key()...)
	if !found {
		return 0
	}
	return min(quantity, stock.OnHand(view, lot, place).Quantity)
}

// LastPick reads the last scan of an issue that counts.
func LastPick(view fact.View, i Issue) (Picked, bool) {
	return picks.Get(view, i.ID, sequence(i.Last))
}

func (f PackPicked) spot() spot {
	return spot{stock.LotKey{Item: f.Item, Number: f.Lot}, f.Place}
}

func (PackPicked) Kind() string { return "pack-picked" }

func (f PackPicked) Apply(store fact.Store, meta fact.Meta) {
	issue, _ := FindIssue(store, f.Issue)
	was := Loose(store, f.spot().lot, f.Place)
	picks.Put(store, Picked{PackPicked: f, Seq: meta.Seq, Prev: issue.Last, Was: was, Station: meta.Station}, f.Issue, sequence(meta.Seq))
	issue.Last = meta.Seq
	issues.Put(store, issue, issue.ID)
	doubtful.Delete(store, f.spot().key()...)
	if f.Coded {
		noteCode(store, f.spot().lot, f.Level, true)
	}
	follow(store, meta, f.Issue)
	f.settle(store, f.Quantity, f.ValueE4, f.Loose)
}

// settle adds a picked quantity, which may be below nothing, to all that
// counts it.
func (f PackPicked) settle(store fact.Store, quantity stock.Quantity, valueE4 int64, loose stock.Quantity) {
	issue, _ := FindIssue(store, f.Issue)
	task, _ := FindTask(store, f.Issue, f.Task)
	was := task.Left() > 0
	task.Picked += quantity
	task.put(store)
	reserve(store, task.spot(), -quantity)
	if is := task.Left() > 0; was != is {
		issue.Done += map[bool]int{true: -1, false: 1}[is]
		issues.Put(store, issue, issue.ID)
	}
	line, _ := issueLines.Get(store, f.Issue, string(f.Item), f.Lot)
	line.Item, line.Lot, line.Expiry = f.Item, f.Lot, f.Expiry
	line.Quantity += quantity
	line.ValueE4 += valueE4
	if line.Quantity == 0 && line.ValueE4 == 0 {
		issueLines.Delete(store, f.Issue, string(f.Item), f.Lot)
	} else {
		issueLines.Put(store, line, f.Issue, string(f.Item), f.Lot)
	}
	if loose == 0 {
		looses.Delete(store, f.spot().key()...)
	} else {
		looses.Put(store, loose, f.spot().key()...)
	}
}

// UndoPick takes back the last scan that the same station made of an issue.
type UndoPick struct{ Issue string }

func (c UndoPick) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	issue, found := FindIssue(view, c.Issue)
	if !found || !issue.Open() {
		return nil, fact.Refuse("issue_closed", "issue", c.Issue)
	}
	pick, found := LastPick(view, issue)
	for found && (pick.Gone || pick.Station != meta.Station) {
		pick, found = FindPick(view, c.Issue, pick.Prev)
	}
	if !found {
		return nil, ErrNothingToUndo
	}
	if task, _ := FindTask(view, c.Issue, pick.Task); task.Short != "" {
		return nil, ErrNothingToUndo // the rest of that task is planned elsewhere by now
	}
	lot, _ := stock.FindLot(view, pick.spot().lot)
	item, _ := stock.FindItem(view, pick.Item)
	staging, _ := stock.FindPlace(view, issue.Staging)
	if err := policy.In(view).Fit(policy.Goods{Lot: lot, Item: item, Place: staging}, policy.Issue, stock.DateOf(meta.At)); err != nil {
		return nil, err // it may not go back among what is picked: it is set aside
	}
	moved, moves, err := stock.Unuse(view, stock.Moved{
		Lot: pick.spot().lot, From: issue.Staging, To: pick.Place, Quantity: pick.Quantity, Document: issue.ID, Corrects: pick.Seq,
	}, pick.ValueE4)
	if err != nil {
		return nil, err
	}
	return append(append([]fact.Fact{PickUndone{Issue: c.Issue, Pick: pick.Seq, ValueE4: moved.ValueE4}}, moves...), pick.back(view, pick.Place)...), nil
}

// PickUndone takes back one PackPicked.
type PickUndone struct {
	Issue   string `json:"issue"`
	Pick    uint64 `json:"pick"` // the fact it corrects
	ValueE4 int64  `json:"valueE4"`
}

func (PickUndone) Kind() string { return "pick-undone" }

func (f PickUndone) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Issue)
	pick, _ := picks.Get(store, f.Issue, sequence(f.Pick))
	pick.Gone = true
	picks.Put(store, pick, f.Issue, sequence(f.Pick))
	issue, _ := FindIssue(store, f.Issue)
	issue.Last = lastThatCounts(store, issue)
	issues.Put(store, issue, issue.ID)
	loose := Loose(store, pick.spot().lot, pick.Place) - (pick.Loose - pick.Was)
	pick.settle(store, -pick.Quantity, -f.ValueE4, max(loose, 0))
}

// FindPick reads one scan of an issue by its fact's number.
func FindPick(view fact.View, issue string, seq uint64) (Picked, bool) {
	return picks.Get(view, issue, sequence(seq))
}
