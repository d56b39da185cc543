package intake

import (
	"lotgate/internal/document"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

const shownSingles = 4 // trace codes of a delivery that are shown; nobody scans a pallet

// announced shows what a delivery file came with: its cases, packs by their
// trace codes alone, and one that the file does not have. It answers false
// where no file came.
func (v *delivery) announced() (came bool) {
	document.EachDeliveryOf(v, v.order.ID, func(d document.DeliverySummary) bool {
		came = true
		v.codes = append(v.codes, own("LGD.", d.ID, words.Plain(d.ID), words.Say("intake.demo.delivery_file", "n", d.Lines)))
		document.EachDeliveryLine(v, d.ID, func(l document.DeliveryLine) bool {
			item, _ := stock.FindItem(v, l.Item)
			if l.Codes > 0 {
				v.codesOf(item, d.ID, l)
				return true
			}
			p, _ := scannable(item)
			v.add(item, p, element{lot: l.Lot, expiry: l.Expiry}, "announced", "lot", l.Lot, "expiry", string(l.Expiry))
			e := element{lot: freshLot(item, 1), expiry: v.today.Add(570)}
			v.add(item, p, e, "not_announced", "lot", e.lot)
			return true
		})
		return true
	})
	return came
}

func (v *delivery) codesOf(item stock.Item, note string, l document.DeliveryLine) {
	singles, units := 0, map[string]bool{}
	stock.EachTrace(v, item.ID, func(number string, t stock.Trace) bool {
		if t.Note != note || t.Line != l.No {
			return true
		}
		name := packName(item, item.Package(l.Level))
		switch {
		case t.Parent != "" && !units[t.Parent]:
			units[t.Parent] = true
			packs := len(stock.Leaves(v, t.Parent))
			v.codes = append(v.codes, Code{words.Say("intake.demo.case", "unit", t.Parent), words.Say("intake.demo.case_of", "n", packs, "lot", l.Lot), []byte("]C100" + t.Parent), "code128"},
				Code{name, words.Say("intake.demo.in_case", "code", number), []byte(number), "code128"})
		case t.Parent == "" && singles < shownSingles:
			singles++
			v.codes = append(v.codes, Code{name, words.Say("intake.demo.single", "code", number, "lot", l.Lot), []byte(number), "code128"})
		}
		return true
	})
}
