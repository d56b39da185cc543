package document

import (
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Transfer is goods that changed places within the site (移库单).
type Transfer struct {
	ID      string    `json:"id"`
	Remark  string    `json:"remark,omitempty"` // why
	Lines   int       `json:"lines"`
	ValueE4 int64     `json:"valueE4"`
	Person  string    `json:"person"`
	Station string    `json:"station,omitempty"`
	At      time.Time `json:"at"`

	Override *Override `json:"override,omitempty"` // leave to lie where they may not
	Released bool      `json:"released,omitempty"` // from quarantine, by the quality person
	Policy   int       `json:"policy,omitempty"`   // the version it was decided under
}

var transfers = fact.NewNumberedTable[Transfer]("transfer")

// FindTransfer reads a transfer by its number.
func FindTransfer(view fact.View, id string) (Transfer, bool) { return transfers.Get(view, id) }

// EachTransfer calls each with every transfer whose number is not below from
// until it answers false.
func EachTransfer(view fact.View, from string, each func(Transfer) bool) {
	transfers.EachFrom(view, from, func(_ []string, t Transfer) bool { return each(t) })
}

// ErrNoStore and ErrText are refusals of papers that are written at a desk.
var (
	ErrNoStore = fact.Refuse("no_store_place")
	ErrText    = fact.Refuse("text_too_long")
)

// MoveGoods takes goods from places to other places of the site: to a bin or
// dock by the rules of putting away, or into quarantine, which takes anything.
// Goods of a two-person class are counted by one and checked by another.
type MoveGoods struct {
	Remark   string
	Goods    []Goods
	Override *Override  // for a bin of another storage condition or without room, or for packs whose numbers cannot be told
	Numbers  []Numbered // of packs among them that bear one of their own: a case that some of them stay in is opened
	Shelves  bool       // they are put away, from the dock: packs are not named for that
}

// Hash is what somebody signs who lets goods lie where a rule refuses them, and
// what the two sign.
func (c MoveGoods) Hash() string {
	c.Override = c.Override.Signable()
	return fact.Hash(c)
}

// Signing is whose signatures the goods themselves need, and over what.
func (c MoveGoods) Signing(view fact.View) (needs []policy.Need, hash string) {
	return byTwo(view, c.Goods, policy.Counting), c.Hash()
}

func (c MoveGoods) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	if !printable(c.Remark) {
		return nil, ErrText
	}
	id := nextNumber(view, "YK", meta.At)
	excused := false // what the leave excused is written down, and no leave that excused nothing
	lines, moves, err := carry(view, meta, c.Goods, func(view fact.View, p Goods) (stock.Moved, error) {
		if from, _ := stock.FindPlace(view, p.From); c.Shelves && from.Kind != stock.Dock {
			return stock.Moved{}, fact.Refuse("not_on_dock", "lot", p.Lot)
		}
		m := stock.Moved{Lot: p.key(), From: p.From, To: p.To, Quantity: p.Quantity, Document: id}
		switch to, _ := stock.FindPlace(view, p.To); to.Kind {
		case stock.Bin, stock.Dock:
			m, err := shelve(view, m, func(g policy.Goods) error {
				let, err := c.mayLie(view, meta, g)
				excused = excused || let
				return err
			})
			if err != nil {
				return m, err
			}
			full := fitsIn(view, m)
			excused = excused || full != nil
			return m, policy.In(view).Excuse(meta, full, c.Override, c.Hash)
		case stock.Quarantine:
			return takeFree(view, m)
		}
		return m, fact.Refuse("no_store_place", "place", string(p.To))
	})
	if err != nil {
		return nil, err
	}
	packs, codes, let, err := c.packs(view, meta, id, lines, moves)
	if err != nil {
		return nil, err
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	paper := Transfer{
		ID: id, Remark: c.Remark, Lines: len(lines), ValueE4: worth(lines), Person: meta.Person, Station: meta.Station, At: meta.At, Policy: policy.In(view).Number,
	}
	if excused || let {
		paper.Override = c.Override
	}
	return append(append([]fact.Fact{GoodsMoved{paper, lines, packs}}, moves...), codes...), nil
}

// packs are the facts of the numbered packs that go along with the moves. Where
// all of a lot leaves a place nobody has to name them. excused: somebody let
// some go unnamed.
func (c MoveGoods) packs(view fact.View, meta fact.Meta, id string, lines []Line, moves []fact.Fact) (packs []Serial, facts []fact.Fact, excused bool, err error) {
	s, all, err := shareNamed(view, lines, c.Numbers, stillIn)
	if err != nil {
		return nil, nil, false, err
	}
	unasked := func(lot stock.LotKey) bool { return c.Shelves || emptied(view, lines, lot) }
	missed, err := s.named(view, meta, unasked, c.Override, c.Hash)
	if err != nil {
		return nil, nil, false, err
	}
	with, err := s.from(view, lines)
	if err != nil {
		return nil, nil, false, err
	}
	facts = parted(view, id, leavesOf(view, s.parts))
	for i, p := range s.parts {
		moved := moves[with[i]].(stock.Moved)
		moved.Named += p.Quantity
		moves[with[i]] = moved
		facts = append(facts, movedPack(p, all[i].Left, moved.To, id))
	}
	return s.parts, facts, len(missed) > 0, nil
}

// movedPack says where a pack is now, or the part of it that was taken there.
func movedPack(p Serial, left stock.Quantity, to stock.PlaceID, document string) fact.Fact {
	moved := stock.SerialMoved{Item: p.Item, Number: p.Number, Place: to, Document: document}
	if p.Quantity < left {
		moved.Part = p.Quantity
	}
	return moved
}

// emptied reports whether lines leave nothing of a lot where they take it from.
func emptied(view fact.View, lines []Line, lot stock.LotKey) bool {
	goes := map[spot]stock.Quantity{}
	for _, l := range lines {
		if l.key() == lot {
			goes[l.spot()] += l.Quantity
		}
	}
	for at, quantity := range goes {
		if quantity < stock.OnHand(view, lot, at.place).Quantity {
			return false
		}
	}
	return true
}

// mayLie asks the policy, and where the storage condition stands against it,
// whether somebody allowed just that: whatever else does still counts.
func (c MoveGoods) mayLie(view fact.View, meta fact.Meta, g policy.Goods) (excused bool, err error) {
	rules, day := policy.In(view), stock.DateOf(meta.At)
	no := rules.Fit(g, policy.Store, day)
	if no == nil || c.Override == nil {
		return false, no
	}
	if err := rules.Excuse(meta, no, c.Override, c.Hash); err != nil {
		return false, err
	}
	g.Item.Storage = ""
	return true, rules.Fit(g, policy.Store, day)
}

// GoodsMoved is a transfer that was carried out.
type GoodsMoved struct {
	Transfer Transfer `json:"transfer"`
	Lines    []Line   `json:"lines"`
	Packs    []Serial `json:"packs,omitempty"` // that were named by numbers of their own
}

func (GoodsMoved) Kind() string { return "goods-moved" }

func (f GoodsMoved) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "YK", meta.At)
	transfers.Put(store, f.Transfer, f.Transfer.ID)
	putLines(store, f.Transfer.ID, f.Lines)
	putPacks(store, f.Transfer.ID, f.Packs)
	keepSignatures(store, f.Transfer.ID, meta)
	follow(store, meta, f.Transfer.ID)
}
