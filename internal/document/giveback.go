package document

import (
	"slices"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// GiveBack is goods that a department returns to the store (退库单).
type GiveBack struct {
	ID         string        `json:"id"`
	Department stock.PlaceID `json:"department"`
	Reason     string        `json:"reason"` // code of GiveBackReasons, or a person's own words
	Recall     string        `json:"recall,omitempty"`
	Giver      string        `json:"giver"` // who signs for the department
	Lines      int           `json:"lines"`
	ValueE4    int64         `json:"valueE4"`
	Person     string        `json:"person"` // who takes it in
	Station    string        `json:"station,omitempty"`
	At         time.Time     `json:"at"`
	Policy     int           `json:"policy,omitempty"` // the version it was decided under
}

// GiveBackReasons are the codes to choose from.
var GiveBackReasons = []string{"not_needed", "wrong_goods", "near_expiry", "damaged", "recalled_lot", "other"}

// sound are the reasons by which goods may go back among the usable ones.
var sound = map[string]bool{"not_needed": true, "wrong_goods": true}

var giveBacks = fact.NewTable[GiveBack]("give-back")

// FindGiveBack reads a department's return by its number.
func FindGiveBack(view fact.View, id string) (GiveBack, bool) { return giveBacks.Get(view, id) }

// EachGiveBack calls each with every department's return whose number is not
// below from until it answers false.
func EachGiveBack(view fact.View, from string, each func(GiveBack) bool) {
	giveBacks.EachFrom(view, from, func(_ []string, g GiveBack) bool { return each(g) })
}

// TakeBack takes goods in that a department returns, with the signature of who
// brings them; those of a two-person class are counted and signed for by two
// who take them in besides. A line without a place goes to the usable goods where the reason, the lot and its expiry allow it,
// into quarantine where one of them does not.
type TakeBack struct {
	Department stock.PlaceID
	Reason     string
	Shelf      stock.PlaceID // a bin or dock for what is good; "" for the item's own bin
	Goods      []Goods       // From is left empty: it is the department
	Serials    []Serial      // of single packs among them
	Units      []string      // cases among them that come back as they left
}

// Serial is the number of one single pack, and what is in it.
type Serial struct {
	Item     stock.ItemID   `json:"item"`
	Number   string         `json:"number"`
	Quantity stock.Quantity `json:"quantity"`
	Lot      string         `json:"lot,omitempty"` // as it is said with it
}

// The refusals of a department's return.
var (
	ErrNoDepartmentHere = fact.Refuse("no_department")
	ErrMoreThanHas      = fact.Refuse("more_than_department_has")
)

func (c TakeBack) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	department, _ := stock.FindPlace(view, c.Department)
	switch {
	case department.Kind != stock.Department:
		return nil, fact.Refuse("no_department", "place", string(c.Department))
	case c.Reason == "" || !printable(c.Reason):
		return nil, ErrReasonMissing
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	giver := signer(meta, fact.Returned)
	if giver == meta.Person {
		return nil, ErrSamePerson
	}
	if err := signsFor(view, meta, fact.Returned, c.Department); err != nil {
		return nil, err
	}
	id := nextNumber(view, "TK", meta.At)
	lines, moves, err := carry(view, meta, c.Goods, func(view fact.View, p Goods) (stock.Moved, error) {
		held := stock.OnHand(view, p.key(), c.Department).Quantity
		item, _ := stock.FindItem(view, p.Item)
		if p.Quantity > held {
			return stock.Moved{}, fact.Refuse("more_than_department_has", "lot", p.Lot, "item", item.Name, "held", Amount(item, held))
		}
		to, err := c.whereTo(view, meta, p, item)
		if err != nil {
			return stock.Moved{}, err
		}
		return stock.Take(view, stock.Moved{Lot: p.key(), From: c.Department, To: to, Quantity: p.Quantity, Document: id})
	})
	if err != nil {
		return nil, err
	}
	codes, err := c.codes(view, meta, id, lines)
	if err != nil {
		return nil, err
	}
	paper := GiveBack{
		ID: id, Department: c.Department, Reason: c.Reason, Recall: recallAmong(view, c.Goods), Giver: giver,
		Lines: len(lines), ValueE4: worth(lines), Person: meta.Person, Station: meta.Station, At: meta.At, Policy: policy.In(view).Number,
	}
	facts := append(append([]fact.Fact{GoodsGivenBack{paper, lines}}, moves...), codes...)
	return makingFree(view, meta, facts, itemsOf(moves)...), nil
}

// Signing is whose signatures the return needs, and over what.
func (c TakeBack) Signing(view fact.View) (needs []policy.Need, hash string) {
	return slices.Concat(byTwo(view, c.Goods, policy.Acceptance), policy.Returning), c.Hash()
}

// Hash is what they sign.
func (c TakeBack) Hash() string { return fact.Hash(c) }

// whereTo is the place for one line.
func (c TakeBack) whereTo(view fact.View, meta fact.Meta, p Goods, item stock.Item) (stock.PlaceID, error) {
	lot, _ := stock.FindLot(view, p.key())
	shelf := p.To
	if shelf == "" {
		shelf = c.Shelf
	}
	if shelf == "" {
		shelf = item.HomeBin
	}
	place, found := stock.FindPlace(view, shelf)
	rules := policy.In(view)
	good := sound[c.Reason] && rules.Fit(policy.Goods{Lot: lot, Item: item, Place: place}, policy.Issue, stock.DateOf(meta.At)) == nil
	if good && found && place.Kind.Pickable() && rules.MayLie(item, place) == nil {
		return shelf, nil
	}
	aside, found := stock.FirstOf(view, stock.Quarantine)
	if !found {
		return "", ErrNoQuarantine
	}
	return aside, nil
}

// recallAmong is the recall that some of the goods are returned for.
func recallAmong(view fact.View, goods []Goods) string {
	for _, p := range goods {
		if recall, found := RecallOf(view, p.key()); found && recall.Open() {
			return recall.ID
		}
	}
	return ""
}

// GoodsGivenBack takes goods of a department back in.
type GoodsGivenBack struct {
	GiveBack GiveBack `json:"giveBack"`
	Lines    []Line   `json:"lines"`
}

func (GoodsGivenBack) Kind() string { return "goods-given-back" }

func (f GoodsGivenBack) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "TK", meta.At)
	giveBacks.Put(store, f.GiveBack, f.GiveBack.ID)
	putLines(store, f.GiveBack.ID, f.Lines)
	keepSignatures(store, f.GiveBack.ID, meta)
	stock.TookPart(store, f.GiveBack.Giver, f.GiveBack.ID)
	follow(store, meta, f.GiveBack.ID)
	if f.GiveBack.Recall != "" {
		follow(store, meta, f.GiveBack.Recall)
	}
}
