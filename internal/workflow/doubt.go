package workflow

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Known is what a view of the books knows of numbers, for the decoder: Flow,
// if it has a task in hand, tells which lots to expect.
type Known struct {
	View fact.View
	Flow Flow
}

// GTIN reports whether some package bears the number.
func (k Known) GTIN(gtin string) bool {
	_, _, found := stock.FindGTIN(k.View, gtin)
	return found
}

// Lot tells whether a lot of the product is expected by the task in hand, or
// was here before.
func (k Known) Lot(gtin, lot string) scan.Familiarity {
	item, found := k.item(gtin)
	if !found {
		return scan.Unheard
	}
	key := stock.LotKey{Item: item.ID, Number: lot}
	if task, ok := k.Flow.(interface {
		expects(view fact.View, lot stock.LotKey) bool
	}); ok && task.expects(k.View, key) {
		return scan.Expected
	}
	if _, found := stock.FindLot(k.View, key); found {
		return scan.Stocked
	}
	return scan.Unheard
}

// item is the product of that number, or of the pack in hand where a code
// names none.
func (k Known) item(gtin string) (stock.Item, bool) {
	if holder, ok := k.Flow.(interface{ inHand() stock.Item }); gtin == "" && ok {
		item := holder.inHand()
		return item, item.ID != ""
	}
	item, _, found := stock.FindGTIN(k.View, gtin)
	return item, found
}

// inHand is what the pack is that lacks something, nothing where there is none.
func (f *Receive) inHand() stock.Item { return f.pending.lacks(f.ask) }
func (f *Pick) inHand() stock.Item    { return f.pending.lacks(f.ask) }

func (p *pack) lacks(q *question) stock.Item {
	if p == nil || q == nil {
		return stock.Item{}
	}
	return p.item
}

// AwaitsSecond reports whether a pack in hand lacks what a second barcode of it
// would say.
func AwaitsSecond(f Flow) bool {
	holder, ok := f.(interface{ inHand() stock.Item })
	return ok && holder.inHand().ID != ""
}

// expects is true of lots that the supplier's file names and of those that are
// on the receipt already: a delivery brings many packs of few lots.
func (f *Receive) expects(view fact.View, lot stock.LotKey) (on bool) {
	if document.Announced(view, f.order, lot) {
		return true
	}
	document.EachReceiptLine(view, f.receipt, func(l document.ReceiptLine) bool {
		on = l.Item == lot.Item && l.Lot == lot.Number
		return !on
	})
	return on
}

// expects is true of lots that are still to be picked.
func (f *Pick) expects(view fact.View, lot stock.LotKey) (due bool) {
	document.EachDueTask(view, f.issue, func(t document.Task) bool {
		due = t.Item == lot.Item && t.Lot == lot.Number
		return !due
	})
	return due
}

// candidateChoice begins the id of a choice between readings.
const candidateChoice = "as:"

// maxCandidates is how many readings a person can compare.
const maxCandidates = 4

// doubtful asks which reading is right where a gun may have lost a separator
// or changed letters: a wrong lot booked is worse than a question. It is
// nil where nothing has to be asked.
func doubtful(r scan.Reading, then func(ctx context.Context, r scan.Reading) error) *question {
	if len(r.Candidates) == 0 {
		return nil
	}
	q := &question{holds: true, reading: true, big: words.Say("ask.reading"), says: words.Say("ask.reading_more")}
	if r.HasDoubt(scan.DoubtLetters) {
		q.says = words.Say("ask.reading_letters")
	}
	if r.HasDoubt(scan.DoubtNoIdentifier) {
		q.says = words.Say("ask.reading_form")
	}
	for i := range r.Candidates[:min(len(r.Candidates), maxCandidates)] {
		q.choices = append(q.choices, screen.Choice{ID: candidateChoice + strconv.Itoa(i), Text: fieldsOf(r.Candidates, i)})
	}
	q.chosen = func(ctx context.Context, id string) error {
		i, err := strconv.Atoi(strings.TrimPrefix(id, candidateChoice))
		if err != nil {
			return ErrNoChoice
		}
		chosen := r // the question stands if then refuses
		chosen.Doubts = slices.Clone(r.Doubts)
		chosen.Choose(i)
		return then(ctx, chosen)
	}
	return q
}

// fieldsOf says in which fields the i-th of several readings differs from the
// others, as they are called in print: what all of them say need not be
// compared.
func fieldsOf(all []scan.Candidate, i int) (text words.Text) {
	for _, e := range all[i].Elements {
		if inAll(all, &e) {
			continue
		}
		name := words.Say("scan.field." + e.AI)
		if words.Catalogue(words.English)[name.Code] == "" {
			name = words.Plain("(" + e.AI + ")")
		}
		field := words.Say("ask.reading_field", "name", name, "value", either(string(e.Day()), e.Value))
		if text.IsZero() {
			text = field
			continue
		}
		text = words.Say("ask.reading_fields", "first", text, "next", field)
	}
	return text
}

func inAll(all []scan.Candidate, e *scan.Element) bool {
	return !slices.ContainsFunc(all, func(c scan.Candidate) bool {
		return !slices.ContainsFunc(c.Elements, func(o scan.Element) bool { return o.AI == e.AI && o.Value == e.Value })
	})
}

// rescued lists the codes of what was put right in a reading, for the record.
func rescued(r scan.Reading) (codes []string) {
	for _, d := range r.Doubts {
		if d.Code != scan.DoubtNoIdentifier && d.Code != scan.DoubtCompanion {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// rescues says them on the screen.
func rescues(r scan.Reading) (notes []words.Text) {
	for _, d := range r.Doubts {
		if d.Code != scan.DoubtNoIdentifier && d.Code != scan.DoubtCompanion {
			notes = append(notes, words.Say("scan.doubt."+d.Code, d.Pairs()...))
		}
	}
	return notes
}
