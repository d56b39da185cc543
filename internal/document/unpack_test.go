package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

func TestUnpack(t *testing.T) {
	a1 := stock.LotKey{Item: sim.Amox, Number: "A1"}
	tests := []struct {
		name, code string
		command    fact.Command
		loose      stock.Quantity
		labels     int
	}{
		{"a case into boxes", "", document.Unpack{Lot: a1, Place: "B-01", From: stock.Case, To: stock.Box, Count: 1, Printer: "zebra"}, 0, 10},
		{"a box into capsules", "", document.Unpack{Lot: a1, Place: "B-01", From: stock.Box, To: stock.Base, Count: 2, Printer: "zebra"}, 48, 0},
		{"without labels", "", document.Unpack{Lot: a1, Place: "B-01", From: stock.Case, To: stock.Box, Count: 1}, 0, 0},
		{"a box into cases", "not_smaller", document.Unpack{Lot: a1, Place: "B-01", From: stock.Box, To: stock.Case, Count: 1}, 0, 0},
		{"into itself", "not_smaller", document.Unpack{Lot: a1, Place: "B-01", From: stock.Box, To: stock.Box, Count: 1}, 0, 0},
		{"more than lie there", "too_few_whole", document.Unpack{Lot: a1, Place: "B-01", From: stock.Case, To: stock.Box, Count: 3}, 0, 0},
		{"beyond all bounds", "too_much", document.Unpack{Lot: a1, Place: "B-01", From: stock.Case, To: stock.Box, Count: 1 << 60}, 0, 0},
		{"none", "not_a_quantity", document.Unpack{Lot: a1, Place: "B-01", From: stock.Case, To: stock.Box}, 0, 0},
		{"where none lie", "lot_not_here", document.Unpack{Lot: a1, Place: "A-01", From: stock.Case, To: stock.Box, Count: 1}, 0, 0},
		{"in quarantine", "lot_not_here", document.Unpack{Lot: a1, Place: "QUAR-1", From: stock.Case, To: stock.Box, Count: 1}, 0, 0},
		{"an unknown lot", "lot_unknown", document.Unpack{Lot: stock.LotKey{Item: sim.Amox, Number: "Z"}, Place: "B-01", From: stock.Case, To: stock.Box, Count: 1}, 0, 0},
		{"a held lot", "lot_held", document.Unpack{Lot: stock.LotKey{Item: sim.Amox, Number: "HELD"}, Place: "B-01", From: stock.Case, To: stock.Box, Count: 1}, 0, 0},
		{"closing a held lot", "lot_held", document.Repack{Lot: stock.LotKey{Item: sim.Amox, Number: "HELD"}, Place: "B-01", From: stock.Box, To: stock.Case, Count: 1}, 0, 0},
		{"an expired lot", "expired", document.Unpack{Lot: stock.LotKey{Item: sim.Amox, Number: "OLD"}, Place: "B-01", From: stock.Case, To: stock.Box, Count: 1}, 0, 0},
		{"closing what is not loose", "too_few_loose", document.Repack{Lot: a1, Place: "B-01", To: stock.Box, Count: 1}, 0, 0},
		{"closing into capsules", "no_package", document.Repack{Lot: a1, Place: "B-01", To: stock.Base, Count: 1}, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 480)
			sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "QUAR-1", 480)
			sim.Stock(h.House, sim.Amox, "HELD", "2028-03-31", "B-01", 480)
			h.must("boss", document.HoldLot{Lot: stock.LotKey{Item: sim.Amox, Number: "HELD"}, Reason: "doubtful"})
			sim.Stock(h.House, sim.Amox, "OLD", "2026-11-22", "B-01", 480)
			if test.code != "" {
				h.refused(test.code, test.command)
				return
			}
			h.must("keeper", test.command)
			h.view(func(view fact.View) {
				if got := document.Loose(view, a1, "B-01"); got != test.loose {
					t.Errorf("%d lie loose, want %d", got, test.loose)
				}
			})
			if got := labelsOwed(h); got != test.labels {
				t.Errorf("%d labels are owed, want %d", got, test.labels)
			}
		})
	}
}

func labelsOwed(h house) (n int) {
	h.view(func(view fact.View) {
		document.EachWaitingLabel(view, "zebra", func(l document.Label) bool { n += l.Copies; return true })
	})
	return n
}

// TestRepack closes what was opened, and no more.
func TestRepack(t *testing.T) {
	h := newHouse(t)
	a1 := stock.LotKey{Item: sim.Amox, Number: "A1"}
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 480)
	h.must("keeper", document.Unpack{Lot: a1, Place: "B-01", From: stock.Box, To: stock.Base, Count: 20})
	h.refused("too_few_whole", document.Unpack{Lot: a1, Place: "B-01", From: stock.Box, To: stock.Base, Count: 1})
	h.must("keeper", document.Repack{Lot: a1, Place: "B-01", To: stock.Case, Count: 1, Printer: "zebra"})
	h.must("keeper", document.Repack{Lot: a1, Place: "B-01", To: stock.Box, Count: 10, Printer: "zebra"})
	h.refused("too_few_loose", document.Repack{Lot: a1, Place: "B-01", To: stock.Box, Count: 1})
	if got := labelsOwed(h); got != 11 {
		t.Errorf("%d labels are owed", got)
	}
	// Boxes go into a case as they are; what lies loose beside them does not.
	h.must("keeper", document.Unpack{Lot: a1, Place: "B-01", From: stock.Box, To: stock.Base, Count: 5})
	h.must("keeper", document.Repack{Lot: a1, Place: "B-01", From: stock.Box, To: stock.Case, Count: 1, Printer: "zebra"})
	for code, c := range map[string]document.Repack{
		"too_few_whole":  {From: stock.Box, To: stock.Case, Count: 2},
		"not_larger":     {From: stock.Case, To: stock.Box, Count: 1},
		"no_package":     {From: "pallet", To: stock.Case, Count: 1},
		"too_few_loose":  {To: stock.Box, Count: 6},
		"not_a_quantity": {To: stock.Box},
		"lot_not_here":   {To: stock.Box, Count: 1, Place: "B-02"},
		"lot_unknown":    {To: stock.Box, Count: 1, Lot: stock.LotKey{Item: sim.Amox, Number: "A9"}},
	} {
		if c.Place == "" {
			c.Place = "B-01"
		}
		if c.Lot.Item == "" {
			c.Lot = a1
		}
		h.refused(code, c)
	}
	h.view(func(view fact.View) {
		if loose := document.Loose(view, a1, "B-01"); loose != 120 {
			t.Errorf("%d lie loose", loose)
		}
	})
}

// TestLabelGoods: goods without codes get one of ours, the same for all packs
// of a lot; those with a GTIN bear that.
func TestLabelGoods(t *testing.T) {
	h := newHouse(t)
	vaccine := document.LabelGoods{Item: sim.Vaccine, Level: stock.Box, Lot: "v/1 乙", Expiry: "2028-03-31", Copies: 3, Printer: "zebra"}
	h.must("keeper", vaccine)
	h.must("keeper", vaccine)
	box := document.LabelGoods{Item: sim.Amox, Level: stock.Box, Lot: "A1", Expiry: "2028-03-31", Copies: 1, Printer: "zebra"}
	h.refused("lot_unknown", box)
	sim.Stock(h.House, sim.Amox, "A1", "2028-03-31", "B-01", 24)
	h.must("keeper", box)
	h.view(func(view fact.View) {
		var got []string
		document.EachWaitingLabel(view, "zebra", func(l document.Label) bool { got = append(got, l.Own+"/"+l.GTIN); return true })
		if diff := cmp.Diff([]string{"000001/", "000001/", "/" + sim.AmoxBox}, got); diff != "" {
			t.Error(diff)
		}
		own, found := stock.FindOwnCode(view, "000001")
		want := stock.OwnCode{Number: "000001", Item: sim.Vaccine, Level: stock.Box, Lot: "v/1 乙", Expiry: "2028-03-31"}
		if diff := cmp.Diff(want, own); !found || diff != "" {
			t.Error(diff)
		}
	})
	for code, change := range map[string]func(*document.LabelGoods){
		"other_expiry":    func(c *document.LabelGoods) { c.Expiry = "2028-04-30" },
		"expiry_unknown":  func(c *document.LabelGoods) { c.Expiry = "" },
		"lot_missing":     func(c *document.LabelGoods) { c.Lot = "" },
		"no_package":      func(c *document.LabelGoods) { c.Level = stock.Case },
		"unknown_code":    func(c *document.LabelGoods) { c.Item = "NONE" },
		"too_many_labels": func(c *document.LabelGoods) { c.Copies = 201 },
		"no_printer":      func(c *document.LabelGoods) { c.Printer = "" },
	} {
		c := vaccine
		change(&c)
		h.refused(code, c)
	}
}

// TestPropose: the bins that are proposed, best first, by what lies where.
func TestPropose(t *testing.T) {
	type lies struct {
		item  stock.ItemID
		lot   string
		place stock.PlaceID
		packs stock.Quantity
	}
	tests := []struct {
		name  string
		lies  []lies
		packs stock.Quantity
		want  []string
	}{
		{"nowhere yet", nil, 2, []string{"A-01 home", "A-02 empty", "B-01 empty"}},
		{"the lot lies elsewhere", []lies{{sim.Amox, "A1", "B-01", 1}}, 2, []string{"B-01 same_lot", "A-01 home", "A-02 empty"}},
		{"another lot of it does", []lies{{sim.Amox, "A2", "B-01", 1}}, 2, []string{"A-01 home", "B-01 same_item", "A-02 empty"}},
		{"its home is full", []lies{{sim.Amox, "A2", "A-01", 9}}, 2, []string{"A-02 empty", "B-01 empty", "B-02 empty"}},
		{"its home has just room", []lies{{sim.Amox, "A2", "A-01", 8}}, 2, []string{"A-01 home", "A-02 empty", "B-01 empty"}},
		{"other goods lie near", []lies{{sim.Glucose, "G1", "A-02", 5}}, 2, []string{"A-01 home", "B-01 empty", "B-02 empty"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.Say(stock.PlaceDefined{Place: stock.Place{ID: "A-01", Kind: stock.Bin, Walk: 1, Capacity: 10}},
				stock.PlaceDefined{Place: stock.Place{ID: "N-01", Kind: stock.Bin, Walk: 2, Safe: true}})
			for _, l := range test.lies {
				sim.Stock(h.House, l.item, l.lot, "2028-03-31", l.place, l.packs*packing[l.item].content)
			}
			var got []string
			h.view(func(view fact.View) {
				for _, p := range document.Propose(view, stock.LotKey{Item: sim.Amox, Number: "A1"}, test.packs*24, 3) {
					got = append(got, string(p.Place.ID)+" "+p.Why)
				}
			})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestProposeTheRightClass: cold goods are sent to the cold, narcotics to a
// safe, and nowhere where there is none.
func TestProposeTheRightClass(t *testing.T) {
	h := newHouse(t)
	for _, bin := range []stock.PlaceID{"A-01", "A-02", "B-01", "B-02"} {
		h.Say(stock.PlaceDefined{Place: stock.Place{ID: bin, Kind: stock.Bin, Storage: stock.Room}})
	}
	h.Say(stock.ItemDefined{Item: stock.Item{ID: "MORPHINE", Class: stock.Narcotic, Packages: []stock.Package{{Level: stock.Base, Content: 1}}}})
	for item, want := range map[stock.ItemID]string{sim.Vaccine: "C-01", "MORPHINE": ""} {
		h.view(func(view fact.View) {
			got := ""
			for _, p := range document.Propose(view, stock.LotKey{Item: item, Number: "1"}, 1, 9) {
				got += string(p.Place.ID)
			}
			if got != want {
				t.Errorf("%s may go to %q, want %q", item, got, want)
			}
		})
	}
}
