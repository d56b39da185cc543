package workflow

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"lotgate/internal/stock"
	"lotgate/internal/words"
)

func TestReadDate(t *testing.T) {
	tests := []struct {
		typed string
		want  stock.Date // "" is no date
	}{
		{"280331", "2028-03-31"},
		{"20280331", "2028-03-31"},
		{"2028-03-31", "2028-03-31"},
		{"2028.03.31", "2028-03-31"},
		{"28/03/31", "2028-03-31"},
		{" 28 03 31 ", "2028-03-31"},
		{"2803", "2028-03-31"}, // a month ends on its last day
		{"2028-03", "2028-03-31"},
		{"202803", "2028-03-31"},
		{"280300", "2028-03-31"}, // so does day 00 of GS1
		{"20280300", "2028-03-31"},
		{"2802", "2028-02-29"}, // leap years
		{"2702", "2027-02-28"},
		{"280229", "2028-02-29"},
		{"270229", ""},
		{"2100-02-29", ""},
		{"2000-02-29", "2000-02-29"},
		{"2812", "2028-12-31"}, // over the year's end
		{"202812", "2028-12-31"},
		{"200331", "2020-03-31"}, // 31 is no month: the year 2020, not 2003
		{"281300", ""}, {"280431", ""}, {"280001", ""}, {"2813", ""}, {"2800", ""}, {"00000000", ""},
		{"", ""}, {"2", ""}, {"28033", ""}, {"2028331", ""}, {"202803311", ""}, {"A1", ""}, {"28033l", ""}, {"+80331", ""}, {"２８０３３１", ""},
	}
	for _, test := range tests {
		got, ok := readDate(test.typed)
		if ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%q is read as %q, %t; want %q", test.typed, got, ok, test.want)
		}
	}
}

// TestAnyDayIsRead in each form in which a pack prints it, and nothing that is
// read is no day.
func TestAnyDayIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36_000).Draw(t, "day"))
		for _, form := range []string{"20060102", "2006-01-02", "2006.01.02", "2006/01/02"} {
			if got, ok := readDate(day.Format(form)); !ok || got != stock.DateOf(day) {
				t.Fatalf("%s is read as %q, %t", day.Format(form), got, ok)
			}
		}
		text := rapid.StringMatching(`[0-9./ -]{0,10}`).Draw(t, "text")
		if got, ok := readDate(text); ok && !got.Valid() {
			t.Fatalf("%q is read as %q", text, got)
		}
	})
}

func TestFullDate(t *testing.T) {
	for date, want := range map[stock.Date][2]string{
		"2028-03-01": {"1 March 2028", "2028 年 3 月 1 日"}, "2028-12-31": {"31 December 2028", "2028 年 12 月 31 日"}, "": {"", ""},
	} {
		text := fullDate(date)
		if got := [2]string{text.In(words.English), text.In(words.Chinese)}; got != want {
			t.Errorf("%q is said as %q, want %q", date, got, want)
		}
	}
}

func TestLotOK(t *testing.T) {
	for lot, want := range map[string]bool{
		"A1": true, "12345678901234567890": true, "123456789012345678901": false, "": false, "A 1": false, "A\x1d": false, "批1": false, "A-1/B_2.c": true, "~": true,
	} {
		if lotOK(lot) != want {
			t.Errorf("%q is taken as a lot: %t", lot, !want)
		}
	}
}
