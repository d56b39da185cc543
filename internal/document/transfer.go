package document

import (
	"time"

	"lotgate/internal/fact"
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
type MoveGoods struct {
	Remark string
	Goods  []Goods
}

func (c MoveGoods) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	if !printable(c.Remark) {
		return nil, ErrText
	}
	id := nextNumber(view, "YK", meta.At)
	lines, moves, err := carry(view, meta, c.Goods, func(view fact.View, p Goods) (stock.Moved, error) {
		m := stock.Moved{Lot: p.key(), From: p.From, To: p.To, Quantity: p.Quantity, Document: id}
		switch to, _ := stock.FindPlace(view, p.To); to.Kind {
		case stock.Bin, stock.Dock:
			return shelve(view, meta, m)
		case stock.Quarantine:
			return takeFree(view, m)
		}
		return m, fact.Refuse("no_store_place", "place", string(p.To))
	})
	if err != nil {
		return nil, err
	}
	paper := Transfer{ID: id, Remark: c.Remark, Lines: len(lines), ValueE4: worth(lines), Person: meta.Person, Station: meta.Station, At: meta.At}
	return append([]fact.Fact{GoodsMoved{paper, lines}}, moves...), nil
}

// GoodsMoved is a transfer that was carried out.
type GoodsMoved struct {
	Transfer Transfer `json:"transfer"`
	Lines    []Line   `json:"lines"`
}

func (GoodsMoved) Kind() string { return "goods-moved" }

func (f GoodsMoved) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "YK", meta.At)
	transfers.Put(store, f.Transfer, f.Transfer.ID)
	putLines(store, f.Transfer.ID, f.Lines)
	follow(store, meta, f.Transfer.ID)
}
