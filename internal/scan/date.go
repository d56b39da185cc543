package scan

import "strconv"

// day is a date as the number YYYYMMDD, so that a reading can hold it without
// allocating. 0 is none.
type day int32

// iso writes d as YYYY-MM-DD.
func (d day) iso() Date {
	if d == 0 {
		return ""
	}
	b := [10]byte{4: '-', 7: '-'}
	put := func(n, from, to int) {
		for i := to; i >= from; i-- {
			b[i] = byte('0' + n%10)
			n /= 10
		}
	}
	put(int(d)/10000, 0, 3)
	put(int(d)/100%100, 5, 6)
	put(int(d)%100, 8, 9)
	return Date(b[:])
}

// window resolves two-digit years: it holds the present year.
type window int

// windowAt is the window on the day today, or in 2026 if that is no date.
func windowAt(today Date) window {
	if len(today) >= 4 {
		if y, err := strconv.Atoi(string(today[:4])); err == nil && y >= 1900 && y < 9000 {
			return window(y)
		}
	}
	return 2026
}

// year is the full year of the two digits yy: the one of three centuries that
// lies from 49 years before to 50 years after the present, as GS1 General
// Specifications 7.12 have it.
func (w window) year(yy int) int {
	century := int(w) / 100 * 100
	switch d := yy - int(w)%100; {
	case d >= 51:
		century -= 100
	case d <= -50:
		century += 100
	}
	return century + yy
}

// begins reads the date that digits begin with, YYMMDD or YYYYMMDD, which were
// checked before. Day 00 is the last of the month.
func (w window) begins(digits string, n int) day {
	if n == len("YYYYMMDD") {
		return dayOf(pair(digits)*100+pair(digits[2:]), pair(digits[4:]), pair(digits[6:]))
	}
	return dayOf(w.year(pair(digits)), pair(digits[2:]), pair(digits[4:]))
}

func dayOf(year, month, dd int) day {
	if dd == 0 {
		dd = daysIn(year, month)
	}
	return day(year*10000 + month*100 + dd)
}

// valid reports whether the three make a day; dd may be 0 where the month
// alone is meant.
func validDay(year, month, dd int) bool {
	return month >= 1 && month <= 12 && dd >= 0 && dd <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// pair is the number of two digits.
func pair(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// farYears is how many years off the present an expiry is hardly meant: a
// digit was misread, or the century.
const farYears = 20

// doubtDates points at an expiry before the day of production, and at one far
// from today.
func (r *Reading) doubtDates() {
	e := r.find(roleExpiry)
	if e == nil || e.day == 0 {
		return
	}
	year := int(e.day) / 10000
	made := r.find(roleMade)
	if year > int(r.years)+farYears || year < int(r.years)-farYears || made != nil && made.day > e.day {
		r.doubt(DoubtDate, e.Place(), e.AI, string(e.day.iso()))
	}
}
