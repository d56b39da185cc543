package workflow

import (
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Screen shows where to go, what to take there, and the last answer.
func (f *Pick) Screen() screen.Screen {
	s := screen.Screen{Title: words.Say("pick.title", "issue", f.issue)}
	err := f.desk.Ledger.View(func(view fact.View) error {
		f.aim(view)
		s.Title = f.title()
		f.draw(view, &s)
		if f.ask != nil {
			f.ask.onto(&s)
		}
		f.alarm(view, &s)
		return nil
	})
	if err != nil {
		return faulty(s)
	}
	return s
}

func (f *Pick) draw(view fact.View, s *screen.Screen) {
	issue, _ := document.FindIssue(view, f.issue)
	department, _ := stock.FindPlace(view, issue.Department)
	s.Where = words.Say("pick.where", "requisition", issue.Requisition, "department", department.Name)
	s.State, s.Says, s.Code = f.last.state, f.last.says, f.last.code
	done, total := f.counts(view, issue)
	s.Progress = &screen.Progress{Done: int64(done), Total: int64(total), Text: words.Say("pick.progress", "done", done, "total", total)}
	task, due := nextTask(view, f.issue, f.place)
	switch {
	case f.last.state == screen.Bad:
		s.Big = f.last.big
	case due && f.place == task.Place:
		s.Big = words.Say("pick.take", "amount", f.amount(view, task))
	case due:
		s.Big = words.Say("pick.go", "place", string(task.Place))
	default:
		s.Big = words.Say("pick.done")
		s.Says = words.Say("pick.done_more", "department", department.Name)
	}
	if due {
		f.drawTask(view, s, task)
	}
	if len(f.wave) > 0 { // where the last pack belongs comes before where the next one lies
		s.Fields = append(append([]screen.Field{}, f.last.fields...), s.Fields...)
	} else {
		s.Fields = append(s.Fields, f.last.fields...)
	}
	f.offer(s, issue, due)
	s.Lists = append(s.Lists, f.nextList(view, task, issue), f.lastList(view, issue))
	stoppedList(view, s, issue)
}

func (f *Pick) amount(view fact.View, t document.Task) words.Text {
	item, _ := stock.FindItem(view, t.Item)
	return document.Amount(item, t.Left())
}

func (f *Pick) drawTask(view fact.View, s *screen.Screen, t document.Task) {
	item, _ := stock.FindItem(view, t.Item)
	s.Fields = append(s.Fields,
		field("place", words.Plain(string(t.Place)), screen.Large),
		field("item", itemLine(item), ""),
		field("quantity", document.Amount(item, t.Left()), screen.Large),
		field("lot", words.Plain(t.Lot), screen.Code),
		field("expiry", words.Plain(string(t.Expiry)), ""),
	)
	if loose := document.Loose(view, stock.LotKey{Item: t.Item, Number: t.Lot}, t.Place); loose > 0 {
		s.Fields = append(s.Fields, field("loose", document.Amount(item, loose), screen.Faint))
	}
}

func (f *Pick) offer(s *screen.Screen, issue document.Issue, due bool) {
	if f.later != nil {
		s.Choices = append(s.Choices, choice("allow"))
	}
	if f.took != nil {
		s.Prompt = &screen.Prompt{Kind: screen.Number, Label: words.Say("prompt.packs")}
	}
	if due {
		s.Choices = append(s.Choices, choice("short"))
	} else {
		s.Choices = append(s.Choices, mainChoice("handover"))
	}
	if issue.Last != 0 {
		s.Choices = append(s.Choices, choice("undo"))
	}
	s.Choices = append(s.Choices, choice("leave"))
}

// nextList shows the walks after this one, and what cannot be had at all.
func (f *Pick) nextList(view fact.View, now document.Task, issue document.Issue) screen.List {
	list := screen.List{Title: words.Say("list.next", "n", issue.Tasks-issue.Done)}
	document.EachUnmet(view, issue.ID, func(u document.Unmet) bool {
		item, amount := document.UnmetItem(view, issue, u)
		list.Rows = append(list.Rows, screen.Row{State: screen.Bad, Text: words.Say("pick.unmet", "item", item, "amount", amount)})
		return len(list.Rows) < maxRows/2
	})
	document.EachDueTask(view, f.issue, func(t document.Task) bool {
		if t.No != now.No {
			item, _ := stock.FindItem(view, t.Item)
			list.Rows = append(list.Rows, screen.Row{
				Text: words.Plain(string(t.Place)), Detail: itemLine(item), Value: document.Amount(item, t.Left()),
			})
		}
		return len(list.Rows) < maxRows
	})
	return list
}

func (f *Pick) lastList(view fact.View, issue document.Issue) screen.List {
	list := screen.List{Title: words.Say("list.picked")}
	pick, found := document.LastPick(view, issue)
	for found && len(list.Rows) < maxRows/2 {
		item, _ := stock.FindItem(view, pick.Item)
		if !pick.Gone {
			list.Rows = append(list.Rows, screen.Row{
				Text: itemLine(item), Detail: words.Say("lot.line", "lot", pick.Lot, "expiry", string(pick.Expiry)),
				Value: document.Amount(item, pick.Quantity), State: screen.Good,
			})
		}
		pick, found = document.FindPick(view, issue.ID, pick.Prev)
	}
	return list
}
