package intake

import (
	"fmt"
	"strconv"

	"lotgate/internal/document"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// delivery makes the packs that come with one order: good ones, and one of
// each kind that a keeper must not let in.
type delivery struct {
	demoStore
	order document.Order
	items []stock.Item // of its lines that bear a code, in the order of lines
	codes []Code
}

func (d demoStore) deliveryGroup(order string) Group {
	v := delivery{demoStore: d}
	v.order, _ = document.FindOrder(d, order)
	for _, l := range v.order.Lines {
		item, _ := stock.FindItem(d, l.Item)
		if _, ok := scannable(item); ok {
			v.items = append(v.items, item)
		}
	}
	supplier, _ := stock.FindSupplier(d, v.order.Supplier)
	title := words.Say("intake.demo.delivery", "order", order, "supplier", supplier.Name)
	if document.MaySupply(d, v.order.Supplier, d.today) != nil {
		return Group{words.Say("intake.demo.barred", "order", order, "supplier", supplier.Name), []Code{own("LGD.", order, words.Plain(order), words.Say("intake.demo.barred_order"))}}
	}
	v.codes = append(v.codes, own("LGD.", order, words.Plain(order), words.Say("intake.demo.order", "supplier", supplier.Name, "n", len(v.order.Lines))))
	if v.announced() {
		return Group{title, v.codes}
	}
	v.good()
	v.serials()
	v.halves()
	v.traced()
	v.linked()
	v.lives()
	v.known()
	v.strangers()
	return Group{title, v.codes}
}

func (v *delivery) add(item stock.Item, p stock.Package, e element, detail string, pairs ...any) {
	v.codes = append(v.codes, pack(item, p, e, words.Say("intake.demo."+detail, pairs...)))
}

const goodItems = 5 // of an order that are shown; nobody scans thirty

// good shows boxes of two lots each, and a case of the first item.
func (v *delivery) good() {
	for i, item := range v.items {
		if i == goodItems {
			break
		}
		p, _ := scannable(item)
		for n := 1; n <= 2; n++ {
			e := element{lot: freshLot(item, n), expiry: v.today.Add(480 + 90*n + i)}
			v.add(item, p, e, "good", "lot", e.lot, "expiry", string(e.expiry))
		}
		if detail := v.caseDetail(item, p); detail != "" && i < 2 {
			e := element{lot: freshLot(item, 1), expiry: v.today.Add(570 + i)}
			v.add(item, item.Package(stock.Case), e, detail, "lot", e.lot, "expiry", string(e.expiry))
		}
	}
}

// caseDetail says what will come of a whole case of an item, "" where that
// depends on how many boxes were scanned before it.
func (v *delivery) caseDetail(item stock.Item, box stock.Package) string {
	c := item.Package(stock.Case)
	if c.Level == box.Level || len(c.GTINs) == 0 {
		return ""
	}
	for _, l := range v.order.Lines {
		switch {
		case l.Item != item.ID:
		case l.Quantity < c.Content:
			return "too_many"
		case l.Quantity >= c.Content+20*box.Content:
			return "good_case"
		}
	}
	return ""
}

// serials shows packs that are each one of a kind: a second scan is refused.
func (v *delivery) serials() {
	item := v.items[len(v.items)-1]
	p, _ := scannable(item)
	for n := 1; n <= 3; n++ {
		e := element{lot: freshLot(item, 3), expiry: v.today.Add(600), serial: fmt.Sprintf("%s%06d", freshLot(item, 3), 4711*n)}
		v.codes = append(v.codes, Code{packName(item, p), words.Say("intake.demo.serial", "serial", e.serial), []byte("]d2" + gs1(p.GTINs[0], e)), "datamatrix"})
	}
}

// halves shows a box that bears its EAN-13 only, and the second barcodes that
// lot and expiry may stand in.
func (v *delivery) halves() {
	for _, item := range v.items {
		p, _ := scannable(item)
		ean, ok := retail(p)
		if !ok {
			continue
		}
		e := element{lot: freshLot(item, 4), expiry: v.today.Add(550)}
		v.codes = append(v.codes,
			Code{packName(item, p), words.Say("intake.demo.ean"), []byte("]E0" + ean), "ean13"},
			Code{words.Say("intake.demo.lot_only", "lot", e.lot), words.Say("intake.demo.second", "name", item.Name), []byte("]C1" + gs1("", element{lot: e.lot})), "code128"},
			Code{words.Say("intake.demo.expiry_only", "expiry", string(e.expiry)), words.Say("intake.demo.second", "name", item.Name), []byte("]C1" + gs1("", element{expiry: e.expiry})), "code128"},
		)
		return
	}
}

// lives shows an expired pack and one with too little life left.
func (v *delivery) lives() {
	for _, item := range v.items {
		p, _ := scannable(item)
		if item.MinLifeDays < 2 {
			continue
		}
		old, short := v.today.Add(-20), v.today.Add(item.MinLifeDays/2)
		v.add(item, p, element{lot: freshLot(item, 5), expiry: old}, "expired", "expiry", string(old))
		v.add(item, p, element{lot: freshLot(item, 6), expiry: short}, "short", "expiry", string(short), "least", policy.Span(item.MinLifeDays))
		return
	}
}

// known shows lots that the store knows already: held, recalled, quarantined,
// and a good one with another expiry on the box.
func (v *delivery) known() {
	for _, status := range []stock.Status{stock.Held, stock.Recalled, stock.Quarantined} {
		v.first(func(l stock.Lot) bool { return l.Status == status && l.Expiry > v.today }, func(item stock.Item, p stock.Package, l stock.Lot) {
			v.add(item, p, element{lot: l.Number, expiry: l.Expiry}, string(status), "lot", l.Number, "reason", l.Reason)
		})
	}
	v.first(func(l stock.Lot) bool { return l.Status == stock.Usable && l.Expiry > v.today.Add(400) }, func(item stock.Item, p stock.Package, l stock.Lot) {
		other := l.Expiry.Add(31)
		v.add(item, p, element{lot: l.Number, expiry: other}, "other_expiry", "lot", l.Number, "expiry", string(other), "known", string(l.Expiry))
	})
}

// first finds the first lot of the order's items that fits.
func (v *delivery) first(fits func(stock.Lot) bool, show func(stock.Item, stock.Package, stock.Lot)) {
	for _, item := range v.items {
		if l, ok := v.lot(item.ID, fits); ok {
			p, _ := scannable(item)
			show(item, p, l)
			return
		}
	}
}

// strangers shows a pack that is not on the order, and one misprinted.
func (v *delivery) strangers() {
	first := v.items[0]
	if item, ok := v.notOrdered(first.Category); ok {
		p, _ := scannable(item)
		v.add(item, p, element{lot: freshLot(item, 1), expiry: v.today.Add(600)}, "not_ordered", "order", v.order.ID)
	}
	p, _ := scannable(first)
	p.GTINs = []string{wrongDigit(p.GTINs[0])}
	v.add(first, p, element{lot: freshLot(first, 1), expiry: v.today.Add(600)}, "wrong_digit")
}

// notOrdered finds an item that might be confused with those of the order.
func (v *delivery) notOrdered(category stock.Category) (stock.Item, bool) {
	on := map[stock.ItemID]bool{}
	for _, l := range v.order.Lines {
		on[l.Item] = true
	}
	for _, item := range v.demoStore.items {
		if _, ok := scannable(item); ok && !on[item.ID] && item.Category == category {
			return item, true
		}
	}
	return stock.Item{}, false
}

func wrongDigit(gtin string) string {
	last := len(gtin) - 1
	return gtin[:last] + strconv.Itoa((int(gtin[last]-'0')+1)%10)
}

// oddGroup is what no store should see, and sees.
func (d demoStore) oddGroup() Group {
	unknown := "0699999900001"
	unknown += string(checkDigit(unknown))
	e := element{lot: "X1", expiry: d.today.Add(500)}
	return Group{words.Say("intake.demo.odd"), []Code{
		{words.Say("intake.demo.unknown_pack"), words.Say("intake.demo.unknown"), []byte("]d2" + gs1(unknown, e)), "datamatrix"},
		{words.Say("intake.demo.web_page"), words.Say("intake.demo.not_ours"), []byte("https://example.org/leaflet"), "qr"},
		{words.Say("intake.demo.stranger"), words.Say("intake.demo.no_badge"), []byte("LGP.0000"), "code128"},
		{words.Say("intake.demo.no_bin"), words.Say("intake.demo.no_place"), []byte("LGL.Z-99-9"), "code128"},
	}}
}
