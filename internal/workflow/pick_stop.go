package workflow

import (
	"context"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// asideChoice begins the id of a choice that takes a lot out of staging: item
// and lot follow.
const asideChoice = "aside:"

// heed remembers that the stop that was on the screen has been seen: whoever
// gives an input has the screen before him.
func (f *Pick) heed() { f.heeded = f.shown }

// alarm lays the stop of a lot over whatever the screen shows, until the
// picker gives the next input.
func (f *Pick) alarm(view fact.View, s *screen.Screen) {
	issue, _ := document.FindIssue(view, f.issue)
	for _, id := range f.wave {
		if other, _ := document.FindIssue(view, id); other.Stopped > issue.Stopped {
			issue = other
		}
	}
	stop, found := document.LastStop(view, issue)
	f.shown = issue.Stopped
	if !found || stop.Seq <= f.heeded {
		return
	}
	if lot, _ := stock.FindLot(view, stock.LotKey{Item: stop.Item, Number: stop.Lot}); !lot.Status.Stopped() {
		return // it was released since
	}
	no := stopRefusal(stop)
	item, _ := stock.FindItem(view, stop.Item)
	s.State, s.Code, s.Big = screen.Bad, no.Code(), fact.Headline(no.Code())
	s.Says = words.Say("pick.stopped", "item", item.Name, "lot", stop.Lot, "reason", stock.Because(stop.Reason))
	if stop.Staged > 0 {
		s.Says = words.Say("pick.stopped_staged", "item", item.Name, "lot", stop.Lot, "reason", stock.Why(stop.Reason), "amount", document.Amount(item, stop.Staged))
	}
}

func stopRefusal(stop document.Stop) *fact.Refusal {
	switch stop.Status {
	case stock.Recalled:
		return fact.Refuse("lot_recalled", "lot", stop.Lot, "reason", stock.Because(stop.Reason))
	case stock.Quarantined:
		return fact.Refuse("lot_quarantined", "lot", stop.Lot, "reason", stock.Because(stop.Reason))
	}
	return fact.Refuse("lot_held", "lot", stop.Lot, "reason", stock.Because(stop.Reason))
}

// stoppedList shows what lies in staging and may not leave.
func stoppedList(view fact.View, s *screen.Screen, issue document.Issue) {
	list := screen.List{Title: words.Say("list.stopped")}
	document.EachStopped(view, issue, func(l document.IssueLine, lot stock.Lot) bool {
		item, _ := stock.FindItem(view, l.Item)
		list.Rows = append(list.Rows, screen.Row{
			State: screen.Bad, Text: itemLine(item), Detail: words.Say("lot.line", "lot", l.Lot, "expiry", string(l.Expiry)), Value: document.Amount(item, l.Quantity),
		})
		s.Choices = append(s.Choices, screen.Choice{ID: asideChoice + string(l.Item) + " " + l.Lot, Text: words.Say("choice.set_aside", "lot", l.Lot)})
		return len(list.Rows) < maxTaps
	})
	if len(list.Rows) > 0 {
		s.Lists = append([]screen.List{list}, s.Lists...)
	}
}

// setAside takes a stopped lot out of staging.
func (f *Pick) setAside(ctx context.Context, of string) error {
	item, lot, _ := strings.Cut(of, " ")
	recorded, err := f.desk.Ledger.Post(ctx, document.SetPickedAside{Issue: f.issue, Lot: stock.LotKey{Item: stock.ItemID(item), Number: lot}})
	if err != nil {
		return err
	}
	aside := recorded[0].Fact.(document.PickedAside)
	got, err := f.item(aside.Item)
	f.later, f.took = nil, nil
	f.last = face{state: screen.Good, says: words.Say("pick.aside", "amount", document.Amount(got, aside.Quantity), "lot", lot, "place", string(aside.Place))}
	return err
}
