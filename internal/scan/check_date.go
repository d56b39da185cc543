package scan

// The years of six-digit dates need no century to be checked: leap years come
// every four years from 1901 to 2099.

func checkDate(s string) flaw      { return checkDay(s, 2, 1) }
func checkDate0(s string) flaw     { return checkDay(s, 2, 0) }
func checkLongDate(s string) flaw  { return checkDay(s, 4, 1) }
func checkLongDate0(s string) flaw { return checkDay(s, 4, 0) }

// checkDay is a date whose year has so many digits, followed by month and day,
// of which the day is at least first: 0 where the month alone may be meant.
func checkDay(s string, yearDigits, first int) flaw {
	n := yearDigits + 4
	if len(s) != n {
		return whole(CodeDateLength, s)
	}
	if i := digits.span(s); i < n {
		return flaw{CodeDigit, i, 1}
	}
	year := 2000 + pair(s)
	if yearDigits == 4 {
		year = pair(s)*100 + pair(s[2:])
	}
	month, dd := pair(s[n-4:]), pair(s[n-2:])
	switch {
	case month < 1 || month > 12:
		return flaw{CodeMonth, n - 4, 2}
	case dd < first || dd > daysIn(year, month):
		return flaw{CodeDay, n - 2, 2}
	}
	return flaw{}
}

func checkHour(s string) flaw   { return checkTime(s, CodeHour) }
func checkMinute(s string) flaw { return checkTime(s, CodeMinute) }
func checkSecond(s string) flaw { return checkTime(s, CodeSecond) }
func checkClock(s string) flaw  { return checkTime(s, CodeHour, CodeMinute) }

// checkTime is two digits for each of the units, which are named by the code
// of their fault.
func checkTime(s string, units ...string) flaw {
	if len(s) != 2*len(units) {
		return whole(CodeTimeLength, s)
	}
	if i := digits.span(s); i < len(s) {
		return flaw{CodeDigit, i, 1}
	}
	for i, code := range units {
		most := 59
		if code == CodeHour {
			most = 23
		}
		if pair(s[2*i:]) > most {
			return flaw{code, 2 * i, 2}
		}
	}
	return flaw{}
}
