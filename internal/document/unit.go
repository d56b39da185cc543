package document

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// The refusals of a case that is scanned as one.
var (
	ErrUnitUnknown  = fact.Refuse("unit_unknown")
	ErrUnitOpened   = fact.Refuse("unit_opened")
	ErrUnitTooMuch  = fact.Refuse("unit_too_much")
	ErrUnitQuantity = fact.Refuse("unit_quantity")
	ErrUnitInUse    = fact.Refuse("unit_in_use")
	ErrUnitFull     = fact.Refuse("unit_full")
	ErrUnitApart    = fact.Refuse("unit_apart")
	ErrUnitAway     = fact.Refuse("unit_elsewhere")
)

// Part is all of one lot in a case.
type Part struct {
	Lot      stock.LotKey
	Quantity stock.Quantity
	Packs    int
	Content  stock.Quantity // base units of one pack
	Note     string         // delivery that announced it
	Line     int
}

// PartsOf lists what is in a case that is not opened, lot by lot; none where
// it is no such case. Only what is left in its packs counts once they came in.
func PartsOf(view fact.View, unit string) (parts []Part) {
	if u, found := stock.FindUnit(view, unit); !found || u.Opened {
		return nil
	}
	at := map[stock.LotKey]int{}
	for _, l := range stock.Leaves(view, unit) {
		key := l.Key()
		i, known := at[key]
		if !known {
			i = len(parts)
			at[key] = i
			parts = append(parts, Part{Lot: key, Content: l.Content, Note: l.Note, Line: l.Line})
		}
		quantity := l.Content
		if l.Came != "" && sentBackBy(view, l.Trace) == "" {
			quantity = l.Left
		}
		parts[i].Quantity += quantity
		parts[i].Packs++
	}
	return parts
}

// ReceiveUnit books all packs of a case by its one scan. It is booked whole or
// not at all: where one lot in it may not come in, its packs are scanned
// singly.
type ReceiveUnit struct {
	Receipt string
	Unit    string
	Label   Labelling
	Doubts  []string
}

func (c ReceiveUnit) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	parts := PartsOf(view, c.Unit)
	if len(parts) == 0 {
		return nil, fact.Refuse("unit_unknown", "code", c.Unit)
	}
	for _, l := range stock.Leaves(view, c.Unit) {
		if err := newHere(view, l.Item, l.Number); err != nil {
			return nil, err
		}
	}
	if err := c.room(view, parts); err != nil {
		return nil, err
	}
	var facts []fact.Fact
	for _, p := range parts {
		pack := c.pack(view, p)
		pack.Label = Labelling{} // of a case that stays shut no pack gets one
		more, err := pack.Decide(view, meta)
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	facts = append(facts, stock.OpenAround(view, parentOf(view, c.Unit), c.Receipt)...)
	return append(facts, stock.UnitTaken{Unit: c.Unit, Document: c.Receipt, Place: cameTo(facts)}), nil
}

// cameTo is where all packs of the facts came, "" where they were parted.
func cameTo(facts []fact.Fact) (place stock.PlaceID) {
	for _, f := range facts {
		switch pack, is := f.(PackReceived); {
		case !is:
		case place != "" && place != pack.Place:
			return ""
		default:
			place = pack.Place
		}
	}
	return place
}

// room asks for all parts of an item together what ReceivePack asks for each.
func (c ReceiveUnit) room(view fact.View, parts []Part) error {
	r, _ := FindReceipt(view, c.Receipt)
	all := map[stock.ItemID]stock.Quantity{}
	for _, p := range parts {
		all[p.Lot.Item] += p.Quantity
	}
	for _, p := range parts {
		item, _ := stock.FindItem(view, p.Lot.Item)
		lines := linesOf(view, r.Order, p.Lot.Item)
		if len(lines) == 0 {
			continue // refused with its own words
		}
		if _, err := room(lines, item, all[p.Lot.Item]); err != nil {
			return err
		}
	}
	return nil
}

func (c ReceiveUnit) pack(view fact.View, p Part) ReceivePack {
	announced, _ := FindDeliveryLine(view, p.Note, p.Line)
	item, _ := stock.FindItem(view, p.Lot.Item)
	return ReceivePack{
		Receipt: c.Receipt, Item: p.Lot.Item, Level: LevelOf(item, p.Content), Quantity: p.Quantity, Lot: p.Lot.Number,
		Expiry: announced.Expiry, Made: announced.Made, Unit: c.Unit, Doubts: c.Doubts,
	}
}

// LevelOf is the package that holds so much; the base unit where none does.
func LevelOf(item stock.Item, content stock.Quantity) stock.Level {
	for _, p := range item.Packages {
		if p.Content == content {
			return p.Level
		}
	}
	return stock.Base
}

// wholeUnit takes a case back that came in by one scan, with all its lots.
func (c CorrectPack) wholeUnit(view fact.View, meta fact.Meta, pack Pack) ([]fact.Fact, error) {
	if c.Quantity != 0 {
		return nil, fact.Refuse("unit_quantity", "unit", pack.Unit)
	}
	for _, l := range stock.Leaves(view, pack.Unit) {
		if l.Went != "" {
			return nil, gone(view, l.Item, l.Number, l.Trace)
		}
	}
	var facts []fact.Fact
	unit := pack.Unit
	for found := true; found && pack.Unit == unit; pack, found = FindPack(view, c.Receipt, pack.Prev) {
		more, err := CorrectPack{Receipt: c.Receipt, Pack: pack.Seq}.decide(view, meta, pack)
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	return append(facts, stock.UnitFreed{Unit: unit}), nil
}

// MoveUnit takes all packs of a case from where they stand into a bin.
type MoveUnit struct {
	Unit     string
	From, To stock.PlaceID
}

func (c MoveUnit) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	parts, err := unitHere(view, c.Unit)
	if err != nil {
		return nil, err
	}
	one := stock.Leaves(view, c.Unit)[0] // all of it stands where this does
	if at := stock.PlacesOf(view, one.Item, one.Number); len(at) > 0 && !slices.Contains(at, c.From) {
		return nil, fact.Refuse("unit_elsewhere", "unit", c.Unit, "places", placeNames(at), "place", string(c.From))
	}
	trial := fact.NewTrial(view)
	for _, p := range parts {
		if err := trial.Decide(meta, PutAway{Lot: p.Lot, From: c.From, To: c.To, Quantity: p.Quantity, named: p.Quantity}); err != nil {
			return nil, err
		}
	}
	return append(trial.Facts(), stock.UnitMoved{Unit: c.Unit, Place: c.To}), nil
}

// PackUnit puts packs that are here into a case with a number of its own.
type PackUnit struct {
	Unit     string
	Children []stock.Child
	Place    stock.PlaceID // where all of them lie; "" where that is not known
}

func (c PackUnit) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	if u, found := stock.FindUnit(view, c.Unit); found {
		code := map[bool]string{true: "unit_opened", false: "unit_in_use"}[u.Opened]
		return nil, fact.Refuse(code, "unit", c.Unit)
	}
	if len(c.Children) == 0 || len(c.Children) > stock.MaxUnit {
		return nil, fact.Refuse("unit_full", "most", stock.MaxUnit)
	}
	var facts []fact.Fact
	opened := map[string]bool{}
	for _, child := range c.Children {
		if err := MayPack(view, child); err != nil {
			return nil, err
		}
		t, _ := stock.FindTrace(view, child.Item, child.Number)
		if !opened[t.Parent] {
			opened[t.Parent] = true
			facts = append(facts, stock.OpenAround(view, t.Parent, "")...)
		}
	}
	if err := c.together(view); err != nil {
		return nil, err
	}
	return append(facts, stock.UnitPacked{Unit: c.Unit, Children: c.Children}), nil
}

// together refuses packs of which no such number lies in the one place: the
// case could not be moved from there by one scan.
func (c PackUnit) together(view fact.View) error {
	if c.Place == "" {
		return nil
	}
	lots := map[stock.LotKey]stock.Quantity{}
	for _, child := range c.Children {
		t, _ := stock.FindTrace(view, child.Item, child.Number)
		lot := stock.LotKey{Item: child.Item, Number: t.Lot}
		lots[lot] += t.Left
		if lies := stock.OnHand(view, lot, c.Place).Quantity; lots[lot] > lies {
			item, _ := stock.FindItem(view, lot.Item)
			return fact.Refuse("unit_apart", "serial", child.Number, "lot", lot.Number, "place", string(c.Place), "lies", Amount(item, lies))
		}
	}
	return nil
}

// MayPack refuses what cannot be put into a case: packs that are not here
// whole.
func MayPack(view fact.View, child stock.Child) error {
	t, _ := stock.FindTrace(view, child.Item, child.Number)
	switch {
	case t.Came == "":
		return fact.Refuse("serial_not_in", "serial", child.Number, "note", t.Note)
	case !t.Whole():
		return gone(view, child.Item, child.Number, t)
	}
	return nil
}
