package workflow

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// lacking asks for the next thing that the pack's barcode does not say. A
// second barcode answers as well as the keyboard does.
func (f *Receive) lacking(p *pack) *question {
	q := &question{holds: true, fields: packFields(p)}
	switch {
	case p.item.ID == "":
		q.big, q.says = words.Say("ask.product"), words.Say("ask.product_more")
	case p.lot == "":
		q.big, q.says = words.Say("ask.lot"), words.Say("ask.lot_more", "item", p.item.Name)
		q.prompt = &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.lot")}
		q.typed = f.typedLot
	case p.expiry != "" && p.aged:
		q.big, q.says = words.Say("ask.made"), words.Say("ask.made_more", "item", p.item.Name)
		q.prompt = &screen.Prompt{Kind: screen.Date, Label: words.Say("prompt.made"), Hint: words.Say("prompt.expiry_hint")}
		q.typed = f.typedMade
	default:
		q.big, q.says = words.Say("ask.expiry"), words.Say("ask.expiry_more", "item", p.item.Name)
		q.prompt = &screen.Prompt{Kind: screen.Date, Label: words.Say("prompt.expiry"), Hint: words.Say("prompt.expiry_hint")}
		q.typed = f.typedExpiry
	}
	return q
}

func (f *Receive) typedLot(ctx context.Context, text string) error {
	lot := strings.TrimSpace(text)
	if !lotOK(lot) {
		return fact.Refuse("not_a_lot", "text", text)
	}
	f.pending.lot, f.pending.typed = lot, true
	err := f.desk.Ledger.View(func(view fact.View) error {
		f.pending.recall(view)
		return nil
	})
	if err != nil {
		return err
	}
	return f.goOn(ctx)
}

// lotOK takes what a barcode could carry as a lot too: 1 to 20 visible
// characters (GS1 General Specifications, AI 10).
func lotOK(lot string) bool {
	return lot != "" && len(lot) <= 20 && strings.IndexFunc(lot, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// typedExpiry shows the date in full before it counts: six digits typed in
// gloves are easily another year.
func (f *Receive) typedExpiry(_ context.Context, text string) error {
	return f.confirm(text, words.Say("ask.date_right_more"), func(d stock.Date) { f.pending.expiry = d })
}

func (f *Receive) typedMade(_ context.Context, text string) error {
	return f.confirm(text, words.Say("ask.made_right_more"), func(d stock.Date) { f.pending.made = d })
}

func (f *Receive) confirm(text string, says words.Text, set func(stock.Date)) error {
	date, ok := readDate(text)
	if !ok {
		return fact.Refuse("not_a_date", "text", text)
	}
	f.ask = &question{
		holds: true,
		big:   words.Say("ask.date_right", "date", fullDate(date)), says: says,
		fields:  packFields(f.pending),
		choices: []screen.Choice{mainChoice("yes"), choice("no")},
		chosen: func(ctx context.Context, id string) error {
			if id != "yes" {
				f.ask = f.lacking(f.pending)
				return nil
			}
			set(date)
			return f.goOn(ctx)
		},
	}
	return nil
}

// fullDate says a day so that month and day cannot be taken for each other.
func fullDate(d stock.Date) words.Text {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return words.Plain(string(d))
	}
	return words.Say("date.full", "y", t.Year(), "m", int(t.Month()), "d", t.Day(), "month", words.Say("month."+strconv.Itoa(int(t.Month()))))
}

// readDate takes YYMMDD, YYYYMMDD, YYMM and YYYYMM, with or without dashes,
// dots or slashes. Without a day, or with day 00, it is the month's last.
func readDate(text string) (stock.Date, bool) {
	digits := strings.NewReplacer("-", "", ".", "", "/", "", " ", "").Replace(text)
	if strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	switch {
	case len(digits) == 4 || len(digits) == 6 && !strings.HasPrefix(digits, "20"):
		digits = "20" + digits
	case len(digits) == 6 && !plausible(digits[4:6]):
		digits = "20" + digits // 20MMDD of the year 2020
	}
	if len(digits) == 6 {
		digits += "00"
	}
	if len(digits) != 8 {
		return "", false
	}
	if digits[6:] == "00" {
		first, err := time.Parse("20060102", digits[:6]+"01")
		return stock.DateOf(first.AddDate(0, 1, -1)), err == nil
	}
	day, err := time.Parse("20060102", digits)
	return stock.DateOf(day), err == nil
}

// plausible reports whether two digits can be a month.
func plausible(month string) bool {
	n, err := strconv.Atoi(month)
	return err == nil && n >= 1 && n <= 12
}
