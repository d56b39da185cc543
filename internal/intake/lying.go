package intake

import (
	"errors"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Master data must not say of goods where they lie what no door would let
// pass. What lies wrongly already stands against nothing, so that a table can
// put it right.

// checkSafe refuses to make a safe of a bin, or a bin of a safe, under goods
// that may not lie in it then.
func (c *check) checkSafe(r found[stock.Place], old stock.Place) {
	if r.value.Safe == old.Safe {
		return
	}
	stock.EachAt(c.view, old.ID, func(l stock.Lying) bool {
		item, _ := stock.FindItem(c.view, l.Lot.Item)
		no := c.nowRefused(item, item, old, r.value)
		if no != nil {
			c.bad(r.origin, "safe", "place_in_use", "place", string(old.ID))
		}
		return no == nil
	})
}

// checkLying refuses to make goods something else that may not lie where they
// do, and to take from goods in the house what the law asks of their class.
func (c *check) checkLying(d *draft, old stock.Item) {
	if d.Class == "" || d.Class == old.Class && d.Storage == old.Storage {
		return
	}
	stock.EachHolding(c.view, d.ID, func(l stock.Lying) bool {
		was, known := stock.FindPlace(c.view, l.Place)
		if !known || !inHouse(was.Kind) || l.Quantity == 0 {
			return true
		}
		if freed(old.Class, d.Class) {
			c.bad(d.at, "class", "class_fixed", "place", string(l.Place), "class", first(words.Say("class."+string(old.Class))))
			return false
		}
		now, _ := c.findPlace(l.Place)
		no := c.nowRefused(old, d.Item, was, *now)
		if no != nil {
			column := "class"
			if no.Is(policy.ErrWrongStorage) {
				column = "storage"
			}
			c.bad(d.at, column, "move_first", "place", string(l.Place), "why", no.Text)
		}
		return no == nil
	})
}

// nowRefused is the refusal of goods where they lie that none stood against
// before.
func (c *check) nowRefused(was, is stock.Item, from, to stock.Place) *fact.Refusal {
	rules := policy.In(c.view)
	if rules.MayLie(was, from) != nil {
		return nil
	}
	no := (*fact.Refusal)(nil)
	errors.As(rules.MayLie(is, to), &no)
	return no
}

// freed reports whether a class asks for less than the one before: for no
// safe, or for no register. A psychotropic drug of no known category may be
// told to be of the second.
func freed(was, is stock.Class) bool {
	return was.Registered() && !is.Registered() || was.Controlled() && was != stock.Psychotropic && !is.Controlled()
}

// inHouse reports whether goods of a place are still in the store's keeping.
func inHouse(kind stock.PlaceKind) bool {
	return kind != stock.Department && kind != stock.Outside && kind != stock.Loss
}
