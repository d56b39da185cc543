package document_test

import (
	"fmt"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// TestWholePacksFirst: boxes of 24 lie in bins in the order of the walk, some
// of them opened; what is taken where for a need.
func TestWholePacksFirst(t *testing.T) {
	type bin struct {
		place  stock.PlaceID
		lot    string
		expiry stock.Date
		whole  stock.Quantity // capsules in whole boxes
		loose  stock.Quantity // capsules in an opened one
	}
	const early, late = stock.Date("2027-01-31"), stock.Date("2027-06-30")
	for name, test := range map[string]struct {
		bins []bin
		need stock.Quantity
		want string
	}{
		"a whole one further on":          {[]bin{{"A-01", "L1", early, 0, 12}, {"B-01", "L1", early, 24, 0}}, 24, "B-01 24"},
		"opened ones for the rest":        {[]bin{{"A-01", "L1", early, 48, 0}, {"B-01", "L1", early, 0, 12}}, 36, "A-01 24, B-01 12"},
		"nothing opened fits":             {[]bin{{"A-01", "L1", early, 48, 0}}, 36, "A-01 36"},
		"another lot of the same expiry":  {[]bin{{"A-01", "L1", early, 0, 12}, {"B-01", "L2", early, 48, 0}}, 48, "B-01 48"},
		"the earlier lot counts for more": {[]bin{{"A-01", "L1", early, 0, 12}, {"B-01", "L2", late, 48, 0}}, 24, "A-01 12, B-01 12"},
		"one opened box has all of it":    {[]bin{{"A-01", "L1", early, 0, 4}, {"B-01", "L1", early, 0, 10}}, 10, "B-01 10"},
		"two opened boxes before a third": {[]bin{{"A-01", "L1", early, 0, 4}, {"A-02", "L1", early, 0, 6}, {"B-01", "L1", early, 24, 0}}, 10, "A-01 4, A-02 6"},
		"all of it":                       {[]bin{{"A-01", "L1", early, 0, 4}, {"B-01", "L1", early, 24, 0}}, 28, "A-01 4, B-01 24"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			for i, b := range test.bins {
				if b.loose > 0 { // somebody took the rest of a box
					sim.Stock(h.House, sim.Amox, b.lot, b.expiry, b.place, 24)
					asked := fmt.Sprintf("QL-OPEN-%d", i)
					sim.Ask(h.House, asked, document.RequisitionLine{Item: sim.Amox, Quantity: 24 - b.loose})
					_, tasks := h.issue(asked)
					for _, task := range tasks {
						c := pick(task, 24)
						c.Place = b.place
						h.must("picker", c)
					}
				}
				defer func() {
					if got := h.loose(b.lot, b.place); got != b.loose {
						t.Errorf("%d lie loose in %s, the case says %d", got, b.place, b.loose)
					}
				}()
			}
			for _, b := range test.bins {
				if b.whole > 0 {
					sim.Stock(h.House, sim.Amox, b.lot, b.expiry, b.place, b.whole)
				}
			}
			sim.Ask(h.House, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: test.need})
			_, tasks := h.issue("QL-1")
			got := ""
			for i, task := range tasks {
				if i > 0 {
					got += ", "
				}
				got += fmt.Sprintf("%s %d", task.Place, task.Due)
			}
			if got != test.want {
				t.Errorf("taken: %s, want %s", got, test.want)
			}
		})
	}
}

func (h house) loose(lot string, place stock.PlaceID) (quantity stock.Quantity) {
	h.view(func(view fact.View) {
		quantity = document.Loose(view, stock.LotKey{Item: sim.Amox, Number: lot}, place)
	})
	return quantity
}
