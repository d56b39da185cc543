package stock

import "time"

// Date is a day as YYYY-MM-DD; "" is no date. Dates compare as strings.
type Date string

// DateOf is the day of t in t's own zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Valid reports whether d is a real day.
func (d Date) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// DaysUntil counts the days from d to other; negative when other is past.
// It is 0 unless both are valid.
func (d Date) DaysUntil(other Date) int {
	from, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	to, err := time.Parse(time.DateOnly, string(other))
	if err != nil {
		return 0
	}
	return int(to.Sub(from) / (24 * time.Hour))
}

// Add is the day that many days later.
func (d Date) Add(days int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return DateOf(t.AddDate(0, 0, days))
}
