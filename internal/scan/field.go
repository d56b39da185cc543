package scan

import (
	"strconv"
	"strings"
)

// field appends an element of a standard other than GS1.
func (r *Reading) field(name, value string, at int, k role) {
	r.Elements = append(r.Elements, Element{AI: name, Value: value, At: at, role: k})
}

// dateField appends a date that is written by layout.
func (r *Reading) dateField(layout, s string, at int, name string, k role) *Fault {
	d, f := r.years.read(layout, s)
	if f.code != "" {
		return &Fault{Code: f.code, At: at + f.at, Len: f.n, AI: name}
	}
	r.Elements = append(r.Elements, Element{AI: name, Value: s, At: at, role: k, day: d})
	return nil
}

// read reads a date whose layout is made of YYYY, YY, MM, DD, JJJ (day of the
// year) and HH, which is checked and dropped. Without a day, or with day 00,
// the month's last is meant.
func (w window) read(layout, s string) (day, flaw) {
	switch i := digits.span(s); {
	case len(s) != len(layout):
		return 0, whole(CodeDateLength, s)
	case i < len(s):
		return 0, flaw{CodeDigit, i, 1}
	}
	number := func(unit string) (n, at int) {
		if at = strings.Index(layout, unit); at >= 0 {
			n, _ = strconv.Atoi(s[at : at+len(unit)])
		}
		return n, at
	}
	year, at := number("YYYY")
	if at < 0 {
		yy, _ := number("YY")
		year = w.year(yy)
	}
	month, monthAt := number("MM")
	dd, dayAt := number("DD")
	if ordinal, at := number("JJJ"); at >= 0 {
		if month, dd = dayOfYear(year, ordinal); month == 0 {
			return 0, flaw{CodeDay, at, 3}
		}
	}
	hour, hourAt := number("HH")
	switch {
	case year == 0:
		return 0, flaw{CodeDay, at, 4}
	case month < 1 || month > 12:
		return 0, flaw{CodeMonth, monthAt, 2}
	case dd > daysIn(year, month):
		return 0, flaw{CodeDay, dayAt, 2}
	case hour > 23:
		return 0, flaw{CodeHour, hourAt, 2}
	}
	return dayOf(year, month, dd), flaw{}
}

// dayOfYear is month and day of the ordinal-th day, 0 and 0 if the year has no
// such day.
func dayOfYear(year, ordinal int) (month, dd int) {
	for month = 1; month <= 12; month++ {
		if n := daysIn(year, month); ordinal > n {
			ordinal -= n
			continue
		}
		if ordinal < 1 {
			break
		}
		return month, ordinal
	}
	return 0, 0
}

// once are the roles that a code fills once, whatever it calls the field.
var once = map[role]bool{
	roleGTIN: true, roleLot: true, roleExpiry: true, roleMade: true, roleSerial: true, roleQuantity: true,
}

// contradiction finds two fields of one code that say different things of the
// same: two lots, say. GS1 has rules of its own for that.
func (r *Reading) contradiction() *Fault {
	for i := range r.Elements {
		e := &r.Elements[i]
		first := r.find(e.role)
		if first == e || !once[e.role] {
			continue
		}
		if e.differs(first) {
			return &Fault{Code: CodeValuesDiffer, At: e.Place(), AI: e.AI, Detail: first.Value}
		}
	}
	return nil
}
