package server

import (
	"slices"
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// expiringRow is goods in a place, and how long they may still be used.
type expiringRow struct {
	stockRow
	Left int `json:"daysLeft"` // days to the expiry day; below nothing once it is over
}

// expiries are what the list of expiring goods may be asked for.
var expiries = slices.Concat([]string{"", "expired", "near"}, policy.Colours)

// expiring lists all goods in the store that expire, the first ones first:
// those that have, those that are near to it, or those of one step's colour.
func (c *call) expiring() error {
	state, day := c.r.URL.Query().Get("state"), stock.DateOf(c.Now())
	if !slices.Contains(expiries, state) {
		return noState(state, expiries)
	}
	return list(c, listing[expiringRow]{
		each: func(view fact.View, from string, each func(expiringRow) bool) {
			rules := policy.In(view)
			begin, end := window(view, rules, state, day)
			stock.EachExpiring(view, max(begin, stock.Date(first(from))), func(expiry stock.Date, l stock.Lying) bool {
				item, _ := stock.FindItem(view, l.Lot.Item)
				return expiry <= end && each(expiringRow{c.stockRow(view, rules, item, l), day.DaysUntil(expiry)})
			})
		},
		keep: func(r expiringRow) bool {
			return state == "" || state == "expired" || state == "near" && r.Colour != "" || state == string(r.Colour)
		},
		key: func(r expiringRow) string {
			return strings.Join([]string{string(r.Expiry), string(r.ItemID), r.Lot, string(r.Place)}, between)
		},
		text: func(r expiringRow) []string {
			return []string{string(r.ItemID), r.Item.ZH, r.Item.EN, r.Spec, r.Lot, string(r.Place)}
		},
	})
}

// window is the first and the last day on which goods may expire that are
// asked for, so that no more is read than is shown.
func window(view fact.View, rules *policy.Rulebook, state string, day stock.Date) (begin, end stock.Date) {
	switch state {
	case "":
		return "", "9999-12-31"
	case "expired":
		return "", day.Add(-1)
	}
	days := rules.WidestStep()
	stock.EachItem(view, "", func(item stock.Item) bool {
		days = max(days, item.NearDays)
		return true
	})
	return day, day.Add(days)
}
