package policy

import (
	"slices"

	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// ownRank is how special an item's own data are: as a rule that names it.
const ownRank = 8

// minLife is the rule that decides how much life is asked for at receipt; own
// is true where the item's own data do, as its import set them.
func (b *Rulebook) minLife(item stock.Item, place stock.PlaceID) (r Rule, own bool) {
	r, found := b.of(item, place, saysMinLife)
	if item.MinLifeDays > 0 && (!found || r.rank() < ownRank) {
		return Rule{Selector: Selector{Item: item.ID}, MinLifeDays: item.MinLifeDays}, true
	}
	return r, false
}

// least is the remaining life asked for at receipt, in days. known is false
// where it is a share of the whole life and nobody knows when that began.
func (b *Rulebook) least(g Goods) (days int, known bool) {
	r, _ := b.minLife(g.Item, g.Place.ID)
	if r.MinLifePerMille == 0 {
		return r.MinLifeDays, true
	}
	whole := g.Lot.Made.DaysUntil(g.Lot.Expiry)
	return (whole*r.MinLifePerMille + 999) / 1000, whole > 0
}

// Least is the remaining life asked for at receipt, in days; 0 where none is,
// or where it cannot be told.
func (b *Rulebook) Least(g Goods) int {
	days, _ := b.least(g)
	return days
}

// NeedsExpiry reports whether goods of an item may only come in with an
// expiry: those with a shelf life to keep.
func (b *Rulebook) NeedsExpiry(item stock.Item, place stock.PlaceID) bool {
	r, _ := b.minLife(item, place)
	return item.NeedsExpiry() || r.MinLifeDays > 0 || r.MinLifePerMille > 0
}

// NeedsMade reports whether the life asked for depends on the day of making.
func (b *Rulebook) NeedsMade(item stock.Item, place stock.PlaceID) bool {
	r, _ := b.minLife(item, place)
	return r.MinLifePerMille > 0
}

// steps are the limits of near expiry, the widest first. The item's own one is
// where they begin; those of the rules that lie within it follow.
func (b *Rulebook) steps(item stock.Item, place stock.PlaceID) []Step {
	r, _ := b.of(item, place, saysNear)
	if item.NearDays == 0 || r.rank() >= ownRank {
		return r.Near
	}
	own := []Step{{item.NearDays, nearName, Colours[0]}}
	for _, s := range r.Near {
		switch {
		case s.Days == item.NearDays:
			own[0] = s
		case s.Days < item.NearDays:
			own = append(own, s)
		}
	}
	return own
}

// WidestStep is how many days before expiry any rule begins to call goods
// near to it.
func (b *Rulebook) WidestStep() (days int) {
	for _, r := range b.rules {
		for _, s := range r.Near {
			days = max(days, s.Days)
		}
	}
	return days
}

// nearName is what the step of an item's own data is called.
var nearName = words.Names{ZH: words.Say("near").In(words.Chinese), EN: words.Say("near").In(words.English)}

// Near is the step of near expiry that a lot has come to; found is false
// while it is far from it, and once it has expired.
func (b *Rulebook) Near(g Goods, day stock.Date) (step Step, found bool) {
	if g.Lot.Expiry == "" || g.Lot.Expiry < day {
		return Step{}, false
	}
	left := day.DaysUntil(g.Lot.Expiry)
	for _, s := range slices.Backward(b.steps(g.Item, g.Place.ID)) {
		if left < s.Days {
			return s, true
		}
	}
	return Step{}, false
}

// State says how a lot stands today, for lists and colours: expired, near,
// held, recalled, quarantined or fine.
func (b *Rulebook) State(g Goods, day stock.Date) string {
	lot := g.Lot
	if lot.Status != stock.Usable && lot.Status != "" {
		return string(lot.Status)
	}
	if lot.Expiry != "" && lot.Expiry < day {
		return "expired"
	}
	if _, near := b.Near(g, day); near {
		return "near"
	}
	return "fine"
}

// The questions that a rule may answer.
func saysMinLife(r Rule) bool   { return r.MinLifeDays > 0 || r.MinLifePerMille > 0 || r.NoMinLife }
func saysNear(r Rule) bool      { return len(r.Near) > 0 }
func saysOrder(r Rule) bool     { return r.Order != "" }
func saysTwoPerson(r Rule) bool { return r.TwoPerson != "" }
func saysBlind(r Rule) bool     { return r.Blind != "" }
func saysInspect(r Rule) bool   { return r.Inspect != "" }
func saysStorage(r Rule) bool   { return len(r.Storage) > 0 }
func saysClasses(r Rule) bool   { return len(r.Classes) > 0 }
func saysBins(r Rule) bool      { return len(r.Bins) > 0 }

// Order is what leaves first of an item.
func (b *Rulebook) Order(item stock.Item) Order {
	if r, found := b.of(item, "", saysOrder); found {
		return r.Order
	}
	return FEFO
}

// TwoPerson reports whether goods of an item are received and given out by two
// people who both sign. Of controlled goods the law asks it, whatever the rules
// say or leave out.
func (b *Rulebook) TwoPerson(item stock.Item) bool {
	if item.Class.Controlled() {
		return true
	}
	r, _ := b.of(item, "", saysTwoPerson)
	return r.TwoPerson == Yes
}

// Blind reports whether what is due of an item is kept from who counts it.
func (b *Rulebook) Blind(item stock.Item, place stock.PlaceID) bool {
	r, _ := b.of(item, place, saysBlind)
	return r.Blind == Yes
}

// inspects is the rule that decides whether goods of an item are inspected
// when they come in; own is true where the item's own data do.
func (b *Rulebook) inspects(item stock.Item, place stock.PlaceID) (r Rule, own bool) {
	r, found := b.of(item, place, saysInspect)
	if item.Inspect && (!found || r.rank() < ownRank) {
		return Rule{Selector: Selector{Item: item.ID}, Inspect: Yes}, true
	}
	return r, false
}

// NeedsInspection reports whether goods of an item that come in at a place
// wait for the quality person.
func (b *Rulebook) NeedsInspection(item stock.Item, place stock.PlaceID) bool {
	r, _ := b.inspects(item, place)
	return r.Inspect == Yes
}
