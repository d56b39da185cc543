package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// TestWholeCaseComesBack by its one scan, as it left, from the department that
// got it.
func TestWholeCaseComesBack(t *testing.T) {
	h, _ := allCoded(t)
	var goods []document.Goods
	back := func(department stock.PlaceID, units []string, codes ...int) document.TakeBack {
		return document.TakeBack{Department: department, Reason: "not_needed", Shelf: "A-01", Goods: goods, Serials: serials(codes...), Units: units}
	}
	fits := func(c document.TakeBack) (code string) {
		h.view(func(view fact.View) { code = codeOf(c.Fits(view)) })
		return code
	}
	whole := []string{caseNo}
	goods = goodsT1(3, "", "")
	if got := fits(back("ICU", whole)); got != "serial_inside" {
		t.Errorf("a case that is here: %q", got)
	}
	h.must("picker", document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: goodsT1(3, "B-01", ""), Serials: serials(1, 2, 3)})
	for _, row := range []struct {
		what string
		c    document.TakeBack
		want string
	}{
		{"from another department", back("ER", whole), "serial_other_department"},
		{"and one of its packs beside it", back("ICU", whole, 1), "serial_twice"},
		{"a case that nobody knows", back("ICU", []string{otherNo}), "unit_unknown"},
		{"from the one that got it", back("ICU", whole), ""},
	} {
		if got := fits(row.c); got != row.want {
			t.Errorf("%s: %q, want %q", row.what, got, row.want)
		}
	}
	h.view(func(view fact.View) {
		in, err := document.GoodsIn(view, caseNo)
		if err != nil || len(in) != 1 || in[0].Quantity != 72 {
			t.Errorf("in the case are %+v, %v", in, err)
		}
	})
	c := back("ICU", whole)
	if _, err := h.Do("keeper", c, h.Sign("nurse", "receiver", fact.Returned, c.Hash())); err != nil {
		t.Fatal(err)
	}
	h.view(func(view fact.View) {
		one, _ := stock.FindTrace(view, sim.Amox, traceNo(1))
		if u, _ := stock.FindUnit(view, caseNo); u.Opened || !one.Whole() || stock.PlacesOf(view, sim.Amox, traceNo(1))[0] != "A-01" {
			t.Errorf("back, the case is %+v, its pack %+v", u, one)
		}
	})
	h.must("keeper", document.MoveUnit{Unit: caseNo, From: "A-01", To: "B-01"}) // it is whole again
}

// TestOnePackOfACaseComesBack: it opens the case, and only who got it brings it.
func TestOnePackOfACaseComesBack(t *testing.T) {
	h, _ := allCoded(t)
	h.must("picker", document.IssueUrgently{Department: "ICU", Reason: "life_saving", Goods: goodsT1(2, "B-01", ""), Serials: serials(1, 2)})
	h.must("picker", document.IssueUrgently{Department: "ER", Reason: "life_saving", Goods: goodsT1(1, "B-01", ""), Serials: serials(3)})
	back := func(department stock.PlaceID, n int, quantity stock.Quantity) error {
		one := serials(n)
		one[0].Quantity = quantity
		c := document.TakeBack{Department: department, Reason: "not_needed", Shelf: "A-01", Goods: goodsT1(1, "", ""), Serials: one}
		c.Goods[0].Quantity = quantity
		_, err := h.Do("keeper", c, h.Sign("nurse", "receiver", fact.Returned, c.Hash()))
		return err
	}
	h.refusal("serial_other_department", back("ER", 1, 24))
	for range 2 { // a half, and the other half
		if err := back("ICU", 1, 12); err != nil {
			t.Fatal(err)
		}
	}
	h.refusal("serial_back", back("ICU", 1, 12))
	h.view(func(view fact.View) {
		if u, _ := stock.FindUnit(view, caseNo); !u.Opened {
			t.Error("the case that some packs of came back is not opened")
		}
	})
	id := h.must("keeper", document.ReportDamage{Reason: "damaged", Goods: goodsT1(1, "A-01", ""), Numbers: numbered(1)})[0].Fact.(document.DamageReported).Damage.ID
	h.refusal("serial_gone", back("ICU", 1, 24)) // it lies in quarantine, and never was in the ICU since
	h.signed("boss", document.DecideDamage{Damage: id}, "boss", "supervisor")
}
