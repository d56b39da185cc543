package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

var (
	perPack = document.Labelling{Printer: "zebra"}
	perLine = document.Labelling{Printer: "zebra", PerLine: true}
)

// owed is a label in short.
type owed struct {
	Lot      string
	Quantity stock.Quantity
	Copies   int
}

// owed lists what the printer owes, oldest first.
func (h house) owed() (all []owed) {
	h.view(func(view fact.View) {
		document.EachWaitingLabel(view, "zebra", func(l document.Label) bool {
			if l.Owed(view) {
				all = append(all, owed{l.Lot, l.Quantity, l.Copies})
			}
			return true
		})
	})
	return all
}

func (h house) lastLabel() document.Label {
	h.t.Helper()
	var last []document.Label
	h.view(func(view fact.View) { last = document.LastLabels(view, 1) })
	if len(last) == 0 {
		h.t.Fatal("no label is queued")
	}
	return last[0]
}

// TestLabels plays scans, one a letter, and looks at what is owed after them.
// a and b are boxes of lots A1 and B1, c a case of A1, q a box set aside, u an
// undo, f the end of the receipt.
func TestLabels(t *testing.T) {
	tests := []struct {
		name, scans string
		label       document.Labelling
		want        []owed
	}{
		{"no printer", "aabf", document.Labelling{}, nil},
		{"per pack", "ab", perPack, []owed{{"A1", 24, 1}, {"B1", 24, 1}}},
		{"per pack, a case", "c", perPack, []owed{{"A1", 240, 1}}},
		{"per pack, taken back", "abu", perPack, []owed{{"A1", 24, 1}}},
		{"per pack, aside", "aq", perPack, []owed{{"A1", 24, 1}}},
		{"per pack, finished", "af", perPack, []owed{{"A1", 24, 1}}},
		{"per line, still open", "aac", perLine, nil},
		{"per line, the next lot", "aacb", perLine, []owed{{"A1", 288, 1}}},
		{"per line, finished", "aab" + "f", perLine, []owed{{"A1", 48, 1}, {"B1", 24, 1}}},
		{"per line, aside between", "aqb", perLine, []owed{{"A1", 24, 1}}},
		{"per line, aside last", "aaqf", perLine, []owed{{"A1", 48, 1}}},
		{"per line, all taken back", "abuu", perLine, nil},
		{"per line, all aside", "qf", perLine, nil},
		{"per line, begun again", "aabuf", perLine, []owed{{"A1", 48, 1}}},
		{"per line, fewer", "aabuuf", perLine, []owed{{"A1", 24, 1}}},
		{"per line, begun again with more", "aabuaf", perLine, []owed{{"A1", 72, 1}}},
		{"per line, taken back and come again", "aabuuuaf", perLine, []owed{{"A1", 24, 1}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			r := h.open("CG-1")
			for _, scan := range test.scans {
				h.must("keeper", map[rune]fact.Command{
					'a': but(amox(r), func(c *document.ReceivePack) { c.Label = test.label }),
					'b': but(amox(r), func(c *document.ReceivePack) { c.Label, c.Lot = test.label, "B1" }),
					'c': but(amox(r), func(c *document.ReceivePack) { c.Label, c.Level, c.Quantity = test.label, stock.Case, 240 }),
					'q': but(amox(r), func(c *document.ReceivePack) { c.Label, c.Lot, c.Aside = test.label, "Q1", "by_hand" }),
					'u': document.UndoPack{Receipt: r, Label: test.label},
					'f': document.FinishReceipt{Receipt: r, Label: test.label},
				}[scan])
			}
			if diff := cmp.Diff(test.want, h.owed()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestLabelsOfACorrection: the packs that are there get a label each, and the
// number of labels of one scan has an end.
func TestLabelsOfACorrection(t *testing.T) {
	tests := []struct {
		quantity stock.Quantity
		want     []owed
	}{
		{72, []owed{{"A1", 24, 1}, {"A1", 24, 2}}},
		{25, []owed{{"A1", 25, 1}}}, // no whole boxes
		{960, []owed{{"A1", 24, 1}, {"A1", 24, 39}}},
		{0, nil},
	}
	for _, test := range tests {
		h := newHouse(t)
		r := h.open("CG-1")
		pack := h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Label = perPack }))[0].Meta.Seq
		h.must("keeper", document.CorrectPack{Receipt: r, Pack: pack, Quantity: test.quantity, Label: perPack})
		if diff := cmp.Diff(test.want, h.owed()); diff != "" {
			t.Errorf("corrected to %d:\n%s", test.quantity, diff)
		}
	}
}

// TestLabelsOfFewerPacks: what still waits for the printer follows a
// correction, the newest first; what is on paper stays. p prints the oldest
// label that waits, a number is what the scan is corrected to.
func TestLabelsOfFewerPacks(t *testing.T) {
	tests := []struct {
		name  string
		steps []any
		want  []owed
	}{
		{"all wait", []any{5, 3}, []owed{{"A1", 24, 1}, {"A1", 24, 2}}},
		{"back to one", []any{5, 1}, []owed{{"A1", 24, 1}}},
		{"twice", []any{5, 4, 2}, []owed{{"A1", 24, 1}, {"A1", 24, 1}}},
		{"up again", []any{5, 3, 4}, []owed{{"A1", 24, 1}, {"A1", 24, 2}, {"A1", 24, 1}}},
		{"the first is on paper", []any{5, "p", 2}, []owed{{"A1", 24, 1}}},
		{"more than two are on paper", []any{5, "p", "p", 2}, nil},
		{"taken back", []any{5, 0}, nil},
		{"one for all", []any{201}, []owed{{"A1", 24 * 201, 1}}},
		{"one for all, then few", []any{201, 2}, []owed{{"A1", 24, 2}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-2", Supplier: "S1", Lines: []document.OrderLine{{No: 1, Item: sim.Amox, Quantity: 24_000, Level: stock.Box}}}})
			r := h.open("CG-2")
			pack := h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Label = perPack }))[0].Meta.Seq
			for _, step := range test.steps {
				if boxes, number := step.(int); number {
					h.must("keeper", document.CorrectPack{Receipt: r, Pack: pack, Quantity: 24 * stock.Quantity(boxes), Label: perPack})
					continue
				}
				l := h.firstOwed()
				h.must("", document.BeginLabel{Label: l.Seq, Changes: l.Changes})
				h.must("", document.EndLabel{Label: l.Seq, State: document.LabelPrinted})
			}
			if diff := cmp.Diff(test.want, h.owed()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func (h house) firstOwed() (first document.Label) {
	h.view(func(view fact.View) {
		document.EachWaitingLabel(view, "zebra", func(l document.Label) bool { first = l; return false })
	})
	return first
}

// TestLabelDrawnBefore: what was drawn before a correction is not printed.
func TestLabelDrawnBefore(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	pack := h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Label, c.Quantity = perPack, 120 }))[0].Meta.Seq
	drawn := h.firstOwed()
	h.must("keeper", document.CorrectPack{Receipt: r, Pack: pack, Quantity: 48, Label: perPack})
	h.refused("label_changed", document.BeginLabel{Label: drawn.Seq, Changes: drawn.Changes})
	now := h.firstOwed()
	h.must("", document.BeginLabel{Label: now.Seq, Changes: now.Changes})
	h.must("keeper", document.CorrectPack{Receipt: r, Pack: pack, Quantity: 24, Label: perPack})
	if got := h.firstOwed(); got.Copies != 2 {
		t.Errorf("of paper that comes out already it says %d copies", got.Copies)
	}
}

func TestManyLabelsBecomeOne(t *testing.T) {
	h := newHouse(t)
	h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-2", Supplier: "S1", Lines: []document.OrderLine{{No: 1, Item: sim.Amox, Quantity: 24_000, Level: stock.Box}}}})
	r := h.open("CG-2")
	for _, boxes := range []stock.Quantity{200, 201} {
		h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Label, c.Quantity = perPack, 24*boxes }))
	}
	if diff := cmp.Diff([]owed{{"A1", 24, 200}, {"A1", 24 * 201, 1}}, h.owed()); diff != "" {
		t.Error(diff)
	}
}

// TestLabelOfAPackTakenBack is withdrawn, unless paper came out.
func TestLabelOfAPackTakenBack(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Label = perPack }))
	label := h.lastLabel()
	if label.Bin != "A-01" || label.Expiry != "2028-03-31" || label.GTIN != sim.AmoxBox || label.Person != "keeper" {
		t.Errorf("the label says %+v", label)
	}
	h.must("keeper", document.UndoPack{Receipt: r})
	h.refused("label_withdrawn", document.BeginLabel{Label: label.Seq})
	h.refused("label_withdrawn", document.BeginLabel{Label: 9999})
	h.must("", document.EndLabel{Label: label.Seq, State: document.LabelDropped})
	if got := h.lastLabel().State; got != document.LabelDropped {
		t.Errorf("its state is %s", got)
	}
}

// TestLabelLife: begun once, ended once, told twice without a second fact.
func TestLabelLife(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Label = perPack }))
	label := h.lastLabel()
	for i, command := range []fact.Command{
		document.BeginLabel{Label: label.Seq}, document.BeginLabel{Label: label.Seq},
		document.EndLabel{Label: label.Seq, State: document.LabelPrinted}, document.EndLabel{Label: label.Seq, State: document.LabelFailed},
	} {
		if got, want := len(h.must("", command)), 1-i%2; got != want {
			t.Errorf("%T: %d facts, want %d", command, got, want)
		}
	}
	if got := h.lastLabel(); got.State != document.LabelPrinted || got.Ended.IsZero() || !got.Begun || len(h.owed()) != 0 {
		t.Errorf("it ended as %+v", got)
	}
}

func TestReprint(t *testing.T) {
	h := newHouse(t)
	h.refused("no_label", document.ReprintLabel{Label: 1})
	r := h.open("CG-1")
	h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Label, c.Quantity = perPack, 48 }))
	first := h.lastLabel()
	h.must("", document.BeginLabel{Label: first.Seq})
	h.must("", document.EndLabel{Label: first.Seq, State: document.LabelPrinted})
	h.must("boss", document.ReprintLabel{Label: first.Seq})
	again := h.lastLabel()
	if !again.Reprint || again.Begun || again.State != document.LabelWaiting || again.Copies != 1 || !again.Ended.IsZero() || again.Before != first.Seq {
		t.Errorf("the reprint is %+v", again)
	}
	lot := stock.LotKey{Item: first.Item, Number: first.Lot}
	h.Say(stock.LotStatusSet{Lot: lot, Status: stock.Recalled, Reason: "maker_recall"})
	h.refused("lot_recalled", document.ReprintLabel{Label: first.Seq})
	h.Say(stock.LotStatusSet{Lot: lot, Status: stock.Usable})
	h.must("keeper", document.UndoPack{Receipt: r})
	if got := h.owed(); got != nil {
		t.Errorf("of a pack taken back, a reprint is owed: %+v", got)
	}
}

func TestLastLabels(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	for range 5 {
		h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Label = perPack }))
	}
	h.view(func(view fact.View) {
		last := document.LastLabels(view, 3)
		if len(last) != 3 || last[0].Seq <= last[1].Seq || last[1].Seq <= last[2].Seq {
			t.Errorf("the last three are %+v", last)
		}
		if all := document.LastLabels(view, 100); len(all) != 5 {
			t.Errorf("%d labels in all", len(all))
		}
		var from []uint64
		document.EachLabel(view, last[1].Seq, func(l document.Label) bool { from = append(from, l.Seq); return true })
		if diff := cmp.Diff([]uint64{last[1].Seq, last[0].Seq}, from); diff != "" {
			t.Error(diff)
		}
	})
}
