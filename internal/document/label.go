package document

import (
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Label is a label owed to the goods. It is queued in the same transaction as
// the scan it belongs to, so that no label is lost and none is printed for
// goods that never came.
type Label struct {
	Seq      uint64         `json:"seq"` // of its LabelQueued; its name in the queue
	Printer  string         `json:"printer"`
	Receipt  string         `json:"receipt,omitempty"`
	Pack     uint64         `json:"pack,omitempty"` // the scan it stands for; 0 for a line
	OfPack   bool           `json:"ofPack,omitempty"`
	Item     stock.ItemID   `json:"item"`
	Lot      string         `json:"lot"`
	Expiry   stock.Date     `json:"expiry,omitempty"`
	Serial   string         `json:"serial,omitempty"`
	GTIN     string         `json:"gtin,omitempty"`
	Own      string         `json:"own,omitempty"` // number of our own code, where the package has no GTIN
	Quantity stock.Quantity `json:"quantity"`      // base units of one label
	Copies   int            `json:"copies"`
	Bin      stock.PlaceID  `json:"bin,omitempty"`
	Person   string         `json:"person"`
	At       time.Time      `json:"at"`
	Reprint  bool           `json:"reprint,omitempty"`
	Test     bool           `json:"test,omitempty"` // it stands for no goods
	State    LabelState     `json:"state"`
	Begun    bool           `json:"begun,omitempty"` // paper may have come out
	Ended    time.Time      `json:"ended,omitzero"`
	Before   uint64         `json:"before,omitempty"`  // the label queued before it
	Changes  int            `json:"changes,omitempty"` // how often it came to say something else while it waited
}

// LabelState is what became of a label.
type LabelState string

const (
	LabelWaiting LabelState = "waiting"
	LabelPrinted LabelState = "printed"
	LabelFailed  LabelState = "failed"
	LabelUnknown LabelState = "unknown" // sent, but the printer never said; never repeated by itself
	LabelDropped LabelState = "dropped" // its pack was taken back first
	maxCopies               = 200       // labels for one correction
)

var (
	labels        = fact.NewTable[Label]("label")        // seq
	waitingLabels = fact.NewTable[bool]("label-waiting") // printer, seq
)

// Labelling says whether and where a scan's label goes.
type Labelling struct {
	Printer string // "" prints none
	PerLine bool   // one for all of a lot when the next lot begins, instead of one a pack
}

// forPack is the label that a scan owes at once, or the one that the line
// before it owes now that this scan ends it.
func (l Labelling) forPack(view fact.View, meta fact.Meta, r Receipt, item stock.Item, pack PackReceived) []fact.Fact {
	if l.Printer == "" {
		return nil
	}
	if l.PerLine {
		last, found := lastGood(view, r)
		if !found || (last.Item == pack.Item && last.Lot == pack.Lot) {
			return nil
		}
		return l.forLine(view, meta, last.PackReceived)
	}
	content := item.Package(pack.Level).Content
	label := l.label(meta, item, pack)
	label.OfPack = true
	label.Quantity, label.Copies = perLabel(pack.Quantity, content)
	return []fact.Fact{LabelQueued{label}}
}

// lastGood is the last scan that counts as received: what was set aside in
// between ends no line.
func lastGood(view fact.View, r Receipt) (Pack, bool) {
	pack, found := LastPack(view, r)
	for found && (pack.Gone || pack.Aside != "") {
		pack, found = FindPack(view, r.ID, pack.Prev)
	}
	return pack, found
}

// perLabel splits a quantity over one label a package.
func perLabel(quantity, content stock.Quantity) (each stock.Quantity, copies int) {
	if content <= 0 || quantity%content != 0 || quantity/content > maxCopies {
		return quantity, 1
	}
	return content, int(quantity / content)
}

// forLine is the label for all of a lot on the receipt.
func (l Labelling) forLine(view fact.View, meta fact.Meta, pack PackReceived) []fact.Fact {
	line, found := receiptLines.Get(view, pack.Receipt, string(pack.Item), pack.Lot, "good")
	item, known := stock.FindItem(view, pack.Item)
	if l.Printer == "" || !found || !known || line.Quantity == 0 {
		return nil
	}
	if last, found := FindLabel(view, line.Label); found && last.Quantity == line.Quantity {
		return nil // the line was left and taken up again
	} else if found && last.changeable() {
		return []fact.Fact{LabelChanged{Label: last.Seq, Quantity: line.Quantity, Copies: 1}}
	}
	label := l.label(meta, item, pack)
	label.Serial, label.Quantity, label.Copies = "", line.Quantity, 1
	return []fact.Fact{LabelQueued{label}}
}

func (l Labelling) label(meta fact.Meta, item stock.Item, pack PackReceived) Label {
	return Label{
		Printer: l.Printer, Receipt: pack.Receipt, Item: pack.Item, Lot: pack.Lot, Expiry: pack.Expiry, Serial: pack.Serial,
		GTIN: pack.GTIN, Own: stock.OwnNumber(pack.Code), Bin: item.HomeBin, Person: meta.Person, At: meta.At, State: LabelWaiting,
	}
}

// FindLabel reads a label by its number.
func FindLabel(view fact.View, seq uint64) (Label, bool) { return labels.Get(view, sequence(seq)) }

// EachLabel calls each with every label whose number is not below from until
// it answers false.
func EachLabel(view fact.View, from uint64, each func(Label) bool) {
	labels.EachFrom(view, sequence(from), func(_ []string, l Label) bool { return each(l) })
}

// EachWaitingLabel calls each with every label a printer owes, oldest first,
// until it answers false. Labels of packs taken back are not owed.
func EachWaitingLabel(view fact.View, printer string, each func(Label) bool) {
	waitingLabels.Each(view, func(key []string, _ bool) bool {
		l, _ := labels.Get(view, key[0])
		return each(l)
	}, printer)
}

// Owed reports whether a label is still to be printed: its pack, or all of its
// line, may have been taken back since.
func (l Label) Owed(view fact.View) bool {
	if l.Test {
		return true
	}
	if !l.OfPack && l.Receipt != "" {
		line, _ := receiptLines.Get(view, l.Receipt, string(l.Item), l.Lot, "good")
		return line.Quantity > 0
	}
	pack, found := FindPack(view, l.Receipt, l.Pack)
	return !found || !pack.Gone
}

// LabelQueued owes a label.
type LabelQueued struct{ Label Label }

func (LabelQueued) Kind() string { return "label-queued" }

func (f LabelQueued) Apply(store fact.Store, meta fact.Meta) {
	l := f.Label
	l.Seq = meta.Seq
	if l.OfPack && l.Pack == 0 {
		r, _ := FindReceipt(store, l.Receipt)
		l.Pack = r.Last // the PackReceived written just before it
	}
	l.Before, _ = lastLabel.Get(store)
	lastLabel.Put(store, l.Seq)
	labels.Put(store, l, sequence(l.Seq))
	waitingLabels.Put(store, true, l.Printer, sequence(l.Seq))
	if l.OfPack || l.Reprint || l.Test {
		return
	}
	key := []string{l.Receipt, string(l.Item), l.Lot, "good"}
	if line, found := receiptLines.Get(store, key...); found {
		line.Label = l.Seq
		receiptLines.Put(store, line, key...)
	}
}

// BeginLabel says that paper may come out from now on, so that a label found
// begun after a power cut is not printed a second time unawares.
type BeginLabel struct {
	Label   uint64
	Changes int // of the label that was drawn; one that was changed since is drawn anew
}

// ErrLabelChanged refuses to print what a label said before.
var ErrLabelChanged = fact.Refuse("label_changed")

func (c BeginLabel) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	l, found := FindLabel(view, c.Label)
	switch {
	case !found || l.State != LabelWaiting || !l.Owed(view):
		return nil, fact.Refuse("label_withdrawn")
	case l.Begun:
		return nil, nil
	case l.Changes != c.Changes:
		return nil, ErrLabelChanged
	}
	return []fact.Fact{LabelBegun{Label: c.Label}}, nil
}

// LabelBegun records that a label's paper may have come out.
type LabelBegun struct {
	Label uint64 `json:"label"`
}

func (LabelBegun) Kind() string { return "label-begun" }

func (f LabelBegun) Apply(store fact.Store, _ fact.Meta) {
	l, _ := FindLabel(store, f.Label)
	l.Begun = true
	labels.Put(store, l, sequence(l.Seq))
}

// EndLabel says what became of a label.
type EndLabel struct {
	Label uint64
	State LabelState
}

func (c EndLabel) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	l, found := FindLabel(view, c.Label)
	if !found || l.State != LabelWaiting {
		return nil, nil // told twice: it has ended already
	}
	return []fact.Fact{LabelEnded(c)}, nil
}

// LabelEnded takes a label off its printer's queue.
type LabelEnded struct {
	Label uint64     `json:"label"`
	State LabelState `json:"state"`
}

func (LabelEnded) Kind() string { return "label-ended" }

func (f LabelEnded) Apply(store fact.Store, meta fact.Meta) {
	l, _ := FindLabel(store, f.Label)
	l.State, l.Ended = f.State, meta.At
	labels.Put(store, l, sequence(l.Seq))
	waitingLabels.Delete(store, l.Printer, sequence(l.Seq))
}

// ReprintLabel owes a label once more; the paper says that it is a reprint.
type ReprintLabel struct{ Label uint64 }

func (c ReprintLabel) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	l, found := FindLabel(view, c.Label)
	if !found {
		return nil, fact.Refuse("no_label")
	}
	if l.Test {
		return TestLabel{Printer: l.Printer}.Decide(view, meta)
	}
	item, _ := stock.FindItem(view, l.Item)
	lot, _ := stock.FindLot(view, stock.LotKey{Item: l.Item, Number: l.Lot})
	if err := mayLabel(view, meta, item, lot); err != nil {
		return nil, err
	}
	l.Reprint, l.Begun, l.State, l.At, l.Ended, l.Copies, l.Changes = true, false, LabelWaiting, meta.At, time.Time{}, 1, 0
	return []fact.Fact{LabelQueued{l}}, nil
}

// LastLabels reads the newest labels, newest first.
func LastLabels(view fact.View, limit int) (last []Label) {
	seq, _ := lastLabel.Get(view)
	for seq != 0 && len(last) < limit {
		l, found := FindLabel(view, seq)
		if !found {
			break
		}
		last = append(last, l)
		seq = l.Before
	}
	return last
}

// lastLabel is the number of the newest label; each knows the one before it.
var lastLabel = fact.NewTable[uint64]("label-last")
