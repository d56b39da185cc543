package document

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// corrected are the facts by which the labels of a scan follow its correction:
// further ones are owed for further packs, and of those that still wait for
// their printer the newest are owed no longer. What is on paper stays.
func (l Labelling) corrected(view fact.View, meta fact.Meta, item stock.Item, pack Pack, quantity stock.Quantity) (facts []fact.Fact) {
	switch {
	case l.Printer == "" || pack.Aside != "":
		return nil
	case l.PerLine:
		return l.lineCorrected(view, pack, quantity)
	case quantity == 0:
		return nil // its labels go with the pack: Owed
	}
	content := item.Package(pack.Level).Content
	each, copies := perLabel(quantity, content)
	was, before := perLabel(pack.Quantity, content)
	waiting := waitingSince(view, l.Printer, pack.Seq, func(w Label) bool { return w.OfPack && w.Pack == pack.Seq })
	surplus := before - copies
	if each != was { // another number stands on each
		surplus, before = maxCopies, 0
	}
	for _, w := range waiting {
		less := min(surplus, w.Copies)
		if less <= 0 {
			break
		}
		facts = append(facts, LabelChanged{Label: w.Seq, Quantity: w.Quantity, Copies: w.Copies - less})
		surplus -= less
	}
	if copies <= before {
		return facts
	}
	label := l.label(meta, item, pack.PackReceived)
	label.Quantity, label.Copies, label.Pack, label.OfPack = each, copies-before, pack.Seq, true
	return append(facts, LabelQueued{label})
}

// lineCorrected lets a line's label that still waits say what the line holds
// by now.
func (l Labelling) lineCorrected(view fact.View, pack Pack, quantity stock.Quantity) []fact.Fact {
	line, _ := receiptLines.Get(view, pack.Receipt, string(pack.Item), pack.Lot, "good")
	label, found := FindLabel(view, line.Label)
	if !found || !label.changeable() {
		return nil
	}
	changed := LabelChanged{Label: label.Seq, Quantity: line.Quantity + quantity - pack.Quantity, Copies: 1}
	if changed.Quantity == 0 {
		changed.Copies = 0
	}
	return []fact.Fact{changed}
}

// changeable reports that no paper of the label can have come out yet.
func (l Label) changeable() bool { return l.State == LabelWaiting && !l.Begun && !l.Reprint }

// waitingSince lists the labels queued after a fact that fit and of which no
// paper can have come out yet, newest first.
func waitingSince(view fact.View, printer string, seq uint64, fits func(Label) bool) (waiting []Label) {
	waitingLabels.EachFrom(view, sequence(seq), func(key []string, _ bool) bool {
		if l, _ := labels.Get(view, key[0]); l.changeable() && fits(l) {
			waiting = append(waiting, l)
		}
		return true
	}, printer)
	slices.Reverse(waiting)
	return waiting
}

// LabelChanged says that a label which waits stands for fewer or other packs
// than it was queued for; without copies it is owed no longer.
type LabelChanged struct {
	Label    uint64         `json:"label"`
	Quantity stock.Quantity `json:"quantity"` // base units of one label
	Copies   int            `json:"copies"`
}

func (LabelChanged) Kind() string { return "label-changed" }

func (f LabelChanged) Apply(store fact.Store, meta fact.Meta) {
	l, _ := FindLabel(store, f.Label)
	l.Quantity, l.Copies = f.Quantity, f.Copies
	l.Changes++
	if f.Copies == 0 {
		l.State, l.Ended = LabelDropped, meta.At
		waitingLabels.Delete(store, l.Printer, sequence(l.Seq))
	}
	labels.Put(store, l, sequence(l.Seq))
}
