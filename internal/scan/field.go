package scan

// field appends an element of a standard other than GS1.
func (r *Reading) field(name, value string, at int, k role) {
	r.Elements = append(r.Elements, Element{AI: name, Value: value, At: at, role: k})
}

// dateField appends a date that is written by layout.
func (r *Reading) dateField(layout, s string, at int, name string, k role) *Fault {
	d, ok := r.years.read(layout, s)
	if !ok {
		return &Fault{Code: CodeDay, At: at, Len: len(s), AI: name}
	}
	r.Elements = append(r.Elements, Element{AI: name, Value: s, At: at, role: k, day: d})
	return nil
}

// read reads a date whose layout is made of YYYY, YY, MM, DD, JJJ (day of the
// year) and HH, which is checked and dropped. Without a day, or with day 00,
// the month's last is meant.
func (w window) read(layout, s string) (day, bool) {
	if len(s) != len(layout) || !digits.all(s) {
		return 0, false
	}
	year, month, dd, ordinal := 0, 0, 0, 0
	for len(layout) > 0 {
		n := 2
		switch {
		case len(layout) >= 4 && layout[:4] == "YYYY":
			n = 4
			year = pair(s)*100 + pair(s[2:])
		case layout[0] == 'Y':
			year = w.year(pair(s))
		case layout[0] == 'J':
			n = 3
			ordinal = pair(s)*10 + int(s[2]-'0')
		case layout[0] == 'M':
			month = pair(s)
		case layout[0] == 'D':
			dd = pair(s)
		case pair(s) > 23: // HH
			return 0, false
		}
		layout, s = layout[n:], s[n:]
	}
	if ordinal > 0 {
		for month = 1; month < 12 && ordinal > daysIn(year, month); month++ {
			ordinal -= daysIn(year, month)
		}
		dd = ordinal
	}
	if year == 0 || !validDay(year, month, dd) {
		return 0, false
	}
	return dayOf(year, month, dd), true
}
