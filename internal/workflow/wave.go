package workflow

import (
	"context"
	"slices"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// WaveChoice chooses the requisitions of a wave: by tap or by number.
type WaveChoice struct {
	desk   *Desk
	chosen []string
	next   Flow
}

// StartWave carries on with a wave that is under way, or lets the person choose
// the requisitions of a new one.
func StartWave(desk *Desk) (Flow, error) {
	f := &WaveChoice{desk: desk}
	f.next = f
	err := desk.Ledger.View(func(view fact.View) error {
		document.EachOpenWave(view, func(w document.Wave) bool {
			if w.Due(view) && (w.Station == "" || w.Station == desk.Station) {
				f.next = newWalk(desk, view, w)
			}
			return f.next == f
		})
		return nil
	})
	return f.next, err
}

// newWalk is a pick that goes along the bins of all issues of a wave.
func newWalk(desk *Desk, view fact.View, w document.Wave) *Pick {
	f := &Pick{desk: desk, issue: w.Issues[0], wave: w.Issues, last: face{state: screen.Idle}}
	for _, id := range w.Issues {
		issue, _ := document.FindIssue(view, id)
		f.heeded = max(f.heeded, issue.Stopped)
	}
	return f
}

func (f *WaveChoice) Next() Flow { return f.next }
func (f *WaveChoice) Busy() bool { return false }

func (f *WaveChoice) Scan(_ context.Context, r scan.Reading) error {
	return f.toggle(strings.ToUpper(strings.TrimSpace(either(r.ID, r.Text))))
}

func (f *WaveChoice) Type(_ context.Context, text string) error {
	return f.toggle(strings.ToUpper(strings.TrimSpace(text)))
}

func (f *WaveChoice) Choose(ctx context.Context, id string) error {
	if number, ok := strings.CutPrefix(id, docChoice); ok {
		return f.toggle(number)
	}
	switch id {
	case "start":
		return f.start(ctx)
	case "leave":
		f.next = nil
		return nil
	}
	return ErrNoChoice
}

func (f *WaveChoice) toggle(id string) error {
	if at := slices.Index(f.chosen, id); at >= 0 {
		f.chosen = slices.Delete(f.chosen, at, at+1)
		return nil
	}
	found := false
	err := f.desk.Ledger.View(func(view fact.View) error {
		_, found = document.FindRequisition(view, id)
		return nil
	})
	if err == nil && !found {
		return fact.Refuse("no_requisition", "requisition", id)
	}
	f.chosen = append(f.chosen, id)
	return err
}

func (f *WaveChoice) start(ctx context.Context) error {
	recorded, err := f.desk.Ledger.Post(ctx, document.StartWave{Requisitions: f.chosen, Staging: f.desk.Staging})
	if err != nil {
		return err
	}
	wave := recorded[len(recorded)-1].Fact.(document.WaveStarted).Wave
	return f.desk.Ledger.View(func(view fact.View) error {
		f.next = newWalk(f.desk, view, wave)
		return nil
	})
}

func (f *WaveChoice) Screen() screen.Screen {
	s := screen.Screen{
		State: screen.Ask, Title: words.Say("wave.title"), Big: words.Say("wave.choose", "n", len(f.chosen)), Says: words.Say("wave.choose_more"),
		Prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.document")},
	}
	list := screen.List{Title: words.Say("wave.list")}
	err := f.desk.Ledger.View(func(view fact.View) error {
		document.EachOpenRequisition(view, func(r document.Requisition) bool {
			if _, begun := document.IssueOf(view, r.ID); begun {
				return true
			}
			department, _ := stock.FindPlace(view, r.Department)
			row := screen.Row{Text: words.Plain(r.ID), Detail: words.Say("name", "name", department.Name), Value: words.Say("lines.count", "n", len(r.Lines))}
			if slices.Contains(f.chosen, r.ID) {
				row.State = screen.Good
			}
			list.Rows = append(list.Rows, row)
			if len(s.Choices) < maxTaps {
				s.Choices = append(s.Choices, screen.Choice{ID: docChoice + r.ID, Text: words.Plain(r.ID)})
			}
			return len(list.Rows) < maxRows
		})
		return nil
	})
	if err != nil {
		return faulty(s)
	}
	s.Lists = append(s.Lists, list)
	if len(f.chosen) > 1 {
		s.Choices = append([]screen.Choice{mainChoice("start")}, s.Choices...)
	}
	s.Choices = append(s.Choices, choice("leave"))
	return s
}

// aim turns a pick of a wave to the issue that is next: the one that is due in
// the bin the picker stands at, else the first along the walking path, else
// one whose picked goods wait for their receiver: one of which nothing could be
// picked is handed to nobody.
func (f *Pick) aim(view fact.View) {
	if len(f.wave) == 0 || f.ask != nil {
		return
	}
	var next document.Task
	due := false
	open := ""
	for _, id := range f.wave {
		issue, _ := document.FindIssue(view, id)
		if !issue.Open() {
			continue
		}
		if open == "" && staged(view, id) {
			open = id
		}
		t, found := nextTask(view, id, f.place)
		here, nextHere := t.Place == f.place, next.Place == f.place
		if found && (!due || here && !nextHere || here == nextHere && t.Walk < next.Walk) {
			next, due = t, true
		}
	}
	f.issue = either(next.Issue, either(open, f.issue))
}

// sort turns a pick of a wave to an issue that a pack in this bin is due for,
// if that at hand is not.
func (f *Pick) sort(view fact.View, p *pack, task document.Task) document.Task {
	for _, id := range f.wave {
		if task.Item == p.item.ID && (task.Lot == p.lot || p.lot == "") {
			break
		}
		document.EachDueTask(view, id, func(t document.Task) bool {
			if t.Place == f.place && t.Item == p.item.ID && (t.Lot == p.lot || p.lot == "") {
				task, f.issue = t, id
			}
			return f.issue != id
		})
	}
	return task
}

// into says where a pack of a wave belongs.
func (f *Pick) into(view fact.View, id string) []screen.Field {
	if len(f.wave) == 0 {
		return nil
	}
	issue, _ := document.FindIssue(view, id)
	department, _ := stock.FindPlace(view, issue.Department)
	return []screen.Field{field("into", words.Say("wave.into", "staging", string(issue.Staging), "requisition", issue.Requisition, "department", department.Name), screen.Large)}
}

// counts sums what is done of all issues of a wave.
func (f *Pick) counts(view fact.View, issue document.Issue) (done, total int) {
	if len(f.wave) == 0 {
		return issue.Walks()
	}
	for _, id := range f.wave {
		i, _ := document.FindIssue(view, id)
		d, t := i.Walks()
		done, total = done+d, total+t
	}
	return done, total
}

// taskIn is the task that is due in a place, of whichever issue of the walk.
func (f *Pick) taskIn(view fact.View, place stock.PlaceID) (task document.Task, due bool) {
	for _, id := range append([]string{f.issue}, f.wave...) {
		if t, found := nextTask(view, id, place); found && (!due || t.Place == place && task.Place != place) {
			task, due = t, true
		}
	}
	return task, due
}

// more reports whether others of the wave are still picked, or wait for their
// receivers.
func (f *Pick) more() (more bool) {
	err := f.desk.Ledger.View(func(view fact.View) error {
		for _, id := range f.wave {
			issue, _ := document.FindIssue(view, id)
			more = more || issue.Open() && (issue.Done < issue.Tasks || staged(view, id))
		}
		return nil
	})
	return err == nil && more
}

// staged reports whether anything was picked for an issue and lies in staging.
func staged(view fact.View, id string) (some bool) {
	document.EachIssueLine(view, id, func(l document.IssueLine) bool {
		some = l.Quantity > 0
		return !some
	})
	return some
}

func (f *Pick) title() words.Text {
	if len(f.wave) > 0 {
		return words.Say("wave.walk", "n", len(f.wave), "issue", f.issue)
	}
	return words.Say("pick.title", "issue", f.issue)
}

// waveOffered reports whether a walk for several requisitions is under way, or
// there are several to begin one with.
func waveOffered(view fact.View) (offered bool) {
	document.EachOpenWave(view, func(w document.Wave) bool {
		offered = w.Due(view)
		return !offered
	})
	waiting := 0
	document.EachOpenRequisition(view, func(r document.Requisition) bool {
		if _, begun := document.IssueOf(view, r.ID); !begun {
			waiting++
		}
		return waiting < 2
	})
	return offered || waiting > 1
}
