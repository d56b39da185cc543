// Package board draws the wall boards: what goes on at the dock and among the
// pickers, for everyone who looks up. A board is a Screen like any other.
package board

import (
	"cmp"
	"slices"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// maxRows is what can still be read at ten metres.
const maxRows = 8

// Draw makes one board out of a view; on is the day and hour at the site.
type Draw func(view fact.View, on time.Time) screen.Screen

// All is every board by name.
var All = map[string]Draw{"dock": Dock, "pick": Pick, "expiry": Expiry}

// Dock shows the receipts under way, what they still wait for, and what was
// turned away.
func Dock(view fact.View, on time.Time) screen.Screen {
	s := screen.Screen{State: screen.Idle, Title: words.Say("board.dock")}
	receiving := screen.List{Title: words.Say("board.receiving")}
	var refused []document.Refused
	open := map[string]bool{}
	packs, turnedAway := 0, 0
	document.EachOpenReceipt(view, func(r document.Receipt) bool {
		open[r.Order] = true
		packs, turnedAway = packs+r.Packs, turnedAway+r.Refused
		if len(receiving.Rows) == maxRows {
			receiving.More++
			return true
		}
		receiving.Rows = append(receiving.Rows, receiptRow(view, r))
		document.EachRefused(view, r.ID, func(p document.Refused) bool { refused = append(refused, p); return true })
		return true
	})
	s.Lists = []screen.List{receiving, waiting(view, open), {Title: words.Say("board.refused"), Rows: refusedRows(view, refused)}}
	s.Big = words.Say("board.dock_sum", "packs", packs, "refused", turnedAway)
	s.Where = words.Plain(on.Format(time.DateOnly))
	return s
}

func receiptRow(view fact.View, r document.Receipt) screen.Row {
	order, _ := document.SummariseOrder(view, r.Order)
	supplier, _ := stock.FindSupplier(view, r.Supplier)
	row := screen.Row{
		Text: words.Plain(r.ID), Detail: words.Say("board.from", "station", r.Station, "supplier", supplier.Name),
		Value: words.Say("lines.done", "done", order.Done, "total", order.Lines),
		Done:  int64(order.Done), Total: int64(order.Lines), State: screen.Good,
	}
	if r.Refused > 0 {
		row.State = screen.Ask
	}
	if pack, found := document.LastPack(view, r); found {
		item, _ := stock.FindItem(view, pack.Item)
		row.Detail = words.Say("board.last", "station", r.Station, "item", item.Name, "lot", pack.Lot)
	}
	return row
}

// refusedRows shows what was turned away last, wherever, newest first.
func refusedRows(view fact.View, refused []document.Refused) (rows []screen.Row) {
	slices.SortFunc(refused, func(a, b document.Refused) int { return cmp.Compare(b.Seq, a.Seq) })
	for _, p := range refused[:min(maxRows, len(refused))] {
		item, _ := stock.FindItem(view, p.Item)
		row := screen.Row{State: screen.Bad, Text: fact.Headline(p.Code), Detail: words.Say("item.line", "name", item.Name, "spec", item.Spec), Value: words.Plain(p.Lot)}
		if item.ID == "" {
			r, _ := document.FindReceipt(view, p.Receipt)
			row.Detail = words.Plain(r.Order)
		}
		rows = append(rows, row)
	}
	return rows
}

// waiting lists orders that nobody receives yet.
func waiting(view fact.View, open map[string]bool) screen.List {
	list := screen.List{Title: words.Say("board.waiting")}
	document.EachOpenOrder(view, func(o document.OrderSummary) bool {
		if open[o.ID] {
			return true
		}
		supplier, _ := stock.FindSupplier(view, o.Supplier)
		list.Rows = append(list.Rows, screen.Row{
			Text: words.Plain(o.ID), Detail: words.Say("name", "name", supplier.Name), Value: words.Say("lines.done", "done", o.Done, "total", o.Lines),
			Done: int64(o.Done), Total: int64(o.Lines),
		})
		return len(list.Rows) < maxRows
	})
	return list
}

// Pick shows the requisitions under way, those that wait, and what cannot be
// had.
func Pick(view fact.View, on time.Time) screen.Screen {
	s := screen.Screen{State: screen.Idle, Title: words.Say("board.pick"), Where: words.Plain(on.Format(time.DateOnly))}
	picking := screen.List{Title: words.Say("board.picking")}
	short := screen.List{Title: words.Say("board.short")}
	done, total := 0, 0
	document.EachOpenIssue(view, func(i document.Issue) bool {
		d, t := i.Walks()
		done, total = done+d, total+t
		if len(picking.Rows) == maxRows {
			picking.More++
			return true
		}
		picking.Rows = append(picking.Rows, issueRow(view, i))
		short.Rows = append(short.Rows, shortRows(view, i)...)
		return true
	})
	toReview := 0
	document.EachToReview(view, "", func(document.Urgent) bool { toReview++; return toReview < 99 })
	if toReview > 0 {
		s.Notices = append(s.Notices, screen.Notice{State: screen.Ask, Text: words.Say("board.to_review", "n", toReview)})
	}
	short.Rows = short.Rows[:min(maxRows, len(short.Rows))]
	s.Lists = []screen.List{picking, requested(view), short}
	s.Big = words.Say("board.pick_sum", "done", done, "total", total)
	return s
}

func issueRow(view fact.View, i document.Issue) screen.Row {
	department, _ := stock.FindPlace(view, i.Department)
	done, total := i.Walks()
	row := screen.Row{
		Text: words.Say("board.issue", "requisition", i.Requisition, "station", i.Station), Detail: words.Say("name", "name", department.Name),
		Value: words.Say("pick.progress", "done", done, "total", total), Done: int64(done), Total: int64(total),
	}
	if i.Staged() {
		row.State, row.Detail = screen.Good, words.Say("board.to_hand_over", "department", department.Name)
	}
	document.EachStopped(view, i, func(l document.IssueLine, lot stock.Lot) bool {
		row.State, row.Detail = screen.Bad, words.Say("board.stopped", "lot", l.Lot, "reason", stock.Why(lot.Reason))
		return false
	})
	return row
}

func requested(view fact.View) screen.List {
	list := screen.List{Title: words.Say("list.requisitions")}
	document.EachOpenRequisition(view, func(r document.Requisition) bool {
		if _, begun := document.IssueOf(view, r.ID); begun {
			return true
		}
		department, _ := stock.FindPlace(view, r.Department)
		list.Rows = append(list.Rows, screen.Row{
			Text: words.Plain(r.ID), Detail: words.Say("name", "name", department.Name), Value: words.Say("lines.count", "n", len(r.Lines)),
		})
		return len(list.Rows) < maxRows
	})
	return list
}

func shortRows(view fact.View, i document.Issue) (rows []screen.Row) {
	document.EachUnmet(view, i.ID, func(u document.Unmet) bool {
		item, amount := document.UnmetItem(view, i, u)
		rows = append(rows, screen.Row{State: screen.Bad, Text: item, Detail: words.Plain(i.Requisition), Value: amount})
		return true
	})
	return rows
}
