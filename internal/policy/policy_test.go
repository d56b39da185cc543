package policy_test

import (
	"errors"
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

const today stock.Date = "2026-11-23"

// drug asks for 180 days at receipt and is near expiry a year ahead.
var drug = stock.Item{ID: "AMOX", MinLifeDays: 180, NearDays: 365}

// book is how a site works that has decided nothing.
var book = policy.In(fact.NewMemory())

func lot(expiry stock.Date, status stock.Status) stock.Lot {
	return stock.Lot{LotKey: stock.LotKey{Item: "AMOX", Number: "A1"}, Expiry: expiry, Status: status, Reason: "letter 7"}
}

func code(err error) string {
	var no *fact.Refusal
	if errors.As(err, &no) {
		return no.Code()
	}
	if err != nil {
		return err.Error()
	}
	return "-"
}

// TestLastDays: goods are good to the end of the expiry day, whatever month
// ends there.
func TestLastDays(t *testing.T) {
	tests := []struct{ expiry, last, over stock.Date }{
		{"2026-11-30", "2026-11-30", "2026-12-01"},
		{"2026-12-31", "2026-12-31", "2027-01-01"},
		{"2028-02-29", "2028-02-29", "2028-03-01"}, // a leap day
		{"2027-02-28", "2027-02-28", "2027-03-01"},
	}
	for _, test := range tests {
		if err := book.Fit(policy.Goods{Lot: lot(test.expiry, stock.Usable), Item: drug}, policy.Issue, test.last); err != nil {
			t.Errorf("%s on %s: %v", test.expiry, test.last, err)
		}
		if err := book.Fit(policy.Goods{Lot: lot(test.expiry, stock.Usable), Item: drug}, policy.Issue, test.over); !errors.Is(err, policy.ErrExpired) {
			t.Errorf("%s on %s: %v", test.expiry, test.over, err)
		}
	}
}

// TestRefusalsSayTheirFigures: a person reads what, until when and how long.
func TestRefusalsSayTheirFigures(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{book.Fit(policy.Goods{Lot: lot("2026-11-22", stock.Usable), Item: drug}, policy.Issue, today), "Lot A1 expired on 2026-11-22. Do not use it: refuse it or set it aside."},
		{book.Fit(policy.Goods{Lot: lot("2027-01-31", stock.Usable), Item: drug}, policy.Receive, today), "Expires 2027-01-31: 2 months left, at least 6 months needed. Refuse it or set it aside."},
		{book.Fit(policy.Goods{Lot: lot("2028-01-31", stock.Held), Item: drug}, policy.Issue, today), "Lot A1 is on hold: letter 7. Leave it where it is and tell the pharmacist."},
	}
	for _, test := range tests {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("says %v\nwant %s", test.err, test.want)
		}
	}
}

func TestSameLot(t *testing.T) {
	tests := []struct {
		known, seen stock.Date
		code        string
	}{
		{"2028-03-31", "2028-03-31", "-"}, {"2028-03-31", "2028-03-30", "other_expiry"}, {"2028-03-31", "", "-"}, {"", "2028-03-31", "-"}, {"", "", "-"},
	}
	for _, test := range tests {
		if got := code(policy.SameLot(lot(test.known, stock.Usable), test.seen)); got != test.code {
			t.Errorf("known %q, seen %q: %s, want %s", test.known, test.seen, got, test.code)
		}
	}
}

func TestSpan(t *testing.T) {
	for days, want := range map[int][2]string{
		0: {"0 days", "0 天"}, 1: {"1 day", "1 天"}, 59: {"59 days", "59 天"}, 60: {"2 months", "2 个月"}, 180: {"6 months", "6 个月"}, 364: {"12 months", "12 个月"},
	} {
		text := policy.Span(days)
		if got := [2]string{text.In(words.English), text.In(words.Chinese)}; got != want {
			t.Errorf("%d days is said as %q, want %q", days, got, want)
		}
	}
}

func TestState(t *testing.T) {
	tests := []struct {
		lot  stock.Lot
		want string
	}{
		{lot("2028-03-31", stock.Usable), "fine"}, {lot("2027-11-23", stock.Usable), "fine"}, {lot("2027-11-22", stock.Usable), "near"},
		{lot(today, stock.Usable), "near"}, {lot("2026-11-22", stock.Usable), "expired"}, {lot("", stock.Usable), "fine"},
		{lot("2026-11-22", stock.Held), "held"}, {lot("2028-03-31", stock.Quarantined), "quarantined"}, {lot("2028-03-31", ""), "fine"},
	}
	for _, test := range tests {
		if got := book.State(policy.Goods{Lot: test.lot, Item: drug}, today); got != test.want {
			t.Errorf("%+v is %s, want %s", test.lot, got, test.want)
		}
	}
}
