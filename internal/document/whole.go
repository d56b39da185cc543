package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// wholeFirst puts what is free, in the order in which it must leave, so that
// no package is opened while a whole one that may leave as early will do:
// whole packages for the whole part of a need, opened ones for the rest. What
// leaves entirely needs no choice, so only the goods among which the need ends
// are put in order.
func wholeFirst(view fact.View, item stock.Item, all []portion, need stock.Quantity) []portion {
	content := item.Usual().Content
	if content <= 1 {
		return all
	}
	for from := 0; from < len(all); {
		to, sum := from, stock.Quantity(0)
		for ; to < len(all) && all[to].expiry == all[from].expiry && all[to].since == all[from].since; to++ {
			sum += all[to].quantity
		}
		if sum > need {
			return append(append(all[:from:from], choose(view, all[from:to], content, need)...), all[to:]...)
		}
		need -= sum
		from = to
	}
	return all
}

// choose takes need out of goods that may leave equally early, in order of
// their walk, and puts what is left of them behind.
func choose(view fact.View, equal []portion, content, need stock.Quantity) (chosen []portion) {
	take, loose := make([]stock.Quantity, len(equal)), make([]stock.Quantity, len(equal))
	use := func(i int, most stock.Quantity, of *stock.Quantity) stock.Quantity {
		n := max(min(most, *of), 0)
		take[i] += n
		*of -= n
		return n
	}
	whole := need / content * content
	rest := need - whole
	for i, p := range equal {
		loose[i] = looseOf(view, p, content)
		use(i, (p.quantity-loose[i])/content*content, &whole)
	}
	for i := range equal { // one place that has all of it saves a walk
		if loose[i] >= rest {
			loose[i] -= use(i, rest, &rest)
		}
	}
	rest += whole // no whole package is left
	for i := range equal {
		use(i, loose[i], &rest)
	}
	for i, p := range equal {
		use(i, p.quantity-take[i], &rest)
	}
	var left []portion
	for i, p := range equal {
		out, back := p, p
		out.quantity, back.quantity = take[i], p.quantity-take[i]
		if out.quantity > 0 {
			chosen = append(chosen, out)
		}
		if back.quantity > 0 {
			left = append(left, back)
		}
	}
	return append(chosen, left...)
}

// looseOf is how much of what is free in a place lies in opened packages, once
// all that is promised there has been picked.
func looseOf(view fact.View, p portion, content stock.Quantity) stock.Quantity {
	loose := Loose(view, p.lot, p.place)
	promised := p.lies - p.quantity
	switch part := promised % content; {
	case part == 0:
	case loose >= part:
		loose -= part
	default:
		loose += content - part
	}
	return min(loose, p.quantity)
}
