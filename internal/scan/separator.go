package scan

import (
	"slices"
	"strings"
)

// A separator that was lost leaves no trace: 10ABC21XYZ reads as lot ABC21XYZ,
// and every standard allows that. So wherever a value holds what could be the
// next fields, all readings that fit are listed and ranked by what the store
// knows. Only knowledge of a lot decides by itself; otherwise somebody is asked
// with the texts side by side.

// Candidate is one way to read data in which a separator may be lost.
type Candidate struct {
	Elements []Element
	Points   int  // how likely it is beside the others
	Literal  bool // as the data stands, without any separator put in
	KnownLot Familiarity
}

// Bracketed is the candidate as people read it.
func (c *Candidate) Bracketed() string {
	r := Reading{Elements: c.Elements}
	return r.Bracketed()
}

// Lot is the candidate's lot, "" if it has none.
func (c *Candidate) Lot() string {
	r := Reading{Elements: c.Elements}
	return r.Lot()
}

// Choose makes the i-th candidate the reading, as somebody decided.
func (r *Reading) Choose(i int) {
	c := r.Candidates[i]
	r.adopt(c)
	r.Doubts = slices.DeleteFunc(r.Doubts, func(d Doubt) bool { return d.Code == DoubtLostSeparator || d.Code == DoubtLetters })
	if !c.Literal {
		r.doubt(DoubtSeparatorChosen, 0, "", c.Bracketed())
	}
	r.Candidates = nil
}

func (r *Reading) adopt(c Candidate) {
	r.Elements, r.present, r.Kind = c.Elements, 0, ""
	for i := range r.Elements {
		r.present |= r.Elements[i].rule.bits
	}
	r.Doubts = slices.DeleteFunc(r.Doubts, func(d Doubt) bool { return d.Code == DoubtCompanion })
	r.associate(false) // it was taken for a candidate only because it has no fault
	r.classify()
}

const (
	maxCandidates = 8
	maxSteps      = 1000 // of the search, so that no input takes long
	longestSearch = 400  // bytes; no box has more
	shortestHead  = 2    // characters before a separator that is put in
	clearLead     = 20   // points by which a candidate must lead to be taken
)

// suspect looks for lost separators in what was read. Data in which any
// separator arrived came from a gun that sends them.
func (r *Reading) suspect(o Options) {
	if r.run == "" || len(r.Elements) == 0 || len(r.Candidates) > 0 {
		return
	}
	last := &r.Elements[len(r.Elements)-1]
	if last.rule == nil || last.rule.predefined || len(last.Value) < 5 || last.Composite ||
		len(r.run) > longestSearch || strings.IndexByte(r.run, gs) >= 0 {
		return
	}
	if !hidesFields(last.Value) && (r.find(roleContent) == nil || r.find(roleQuantity) != nil) {
		return
	}
	s := search{run: r.run, at: r.runAt, years: r.years}
	s.extend(0, nil)
	s.spelledOut()
	if len(s.found) < 2 {
		return
	}
	r.weigh(s.found, o)
}

// hidesFields is a quick look whether a value has anything like a field in it.
func hidesFields(v string) bool {
	for i := shortestHead; i+3 <= len(v); i++ {
		if opens(v[i:]) || opensRarely(v, i) {
			return true
		}
	}
	return false
}

// opens reports whether s begins with an identifier that often stands behind
// a value of variable length.
func opens(s string) bool {
	switch s[:2] {
	case "17", "15", "11", "13", "01", "10", "21":
		return true
	}
	return false
}

// opensRarely reports whether the rest of v from cut on may be one of the
// fields that seldom stand behind another of variable length: the number of a
// case, a count, a national or the maker's own number.
func opensRarely(v string, cut int) bool {
	tail := v[cut:]
	switch tail[:2] {
	case "00":
		return len(tail) >= 20 && digits.all(tail[:20]) && mod10(tail[2:20])
	case "30":
		return len(tail) <= 6 && tail[2] != '0' && digits.all(tail)
	case "24":
		return tail[2] == '0' && len(tail) > 3
	case "71":
		return tail[2] <= '7' && len(tail) > 5
	}
	return false
}

// farFetched reports whether a candidate rests on fields whose identifiers are
// figures that many lots end in: H2401005 is no lot H with the maker's number
// 1005. Only a store that knows the lot before them makes it worth a question.
func (c *Candidate) farFetched() bool {
	if c.Literal || c.KnownLot != Unheard {
		return false
	}
	switch ai := c.Elements[len(c.Elements)-1].AI; ai[:2] {
	case "30", "24", "71":
		return true
	}
	return false
}

// search lists the readings of a run of element strings with separators put
// in wherever fields could begin.
type search struct {
	run   string
	at    int
	years window
	steps int
	cuts  []int // where separators are put in now
	found []Candidate
}

// legal are the stand-ins for GS that are made of characters values may have,
// so that no standard refuses them, and how surely they are meant.
var legal = []struct {
	token  string
	points int
}{{"Alt+029", 30}, {"<GS>", 30}, {"<FNC1>", 30}, {"<0x1D>", 30}, {"%1D", 20}, {"%1d", 20}, {"_", 10}}

// spelledOut adds the readings in which such a stand-in is a separator. Where
// there is one, nothing else is put in.
func (s *search) spelledOut() {
	for _, l := range legal {
		if !strings.Contains(s.run, l.token) {
			continue
		}
		text, origin := replaced(s.run, l.token, string(gs))
		var r Reading
		r.years = s.years
		if r.readElements(text, 0, Options{Strict: true}, false) != nil || r.associate(false) != nil {
			continue
		}
		r.placed(origin)
		for i := range r.Elements {
			r.Elements[i].At += s.at
		}
		s.found = slices.DeleteFunc(s.found, func(c Candidate) bool { return !c.Literal })
		s.found = append(s.found, Candidate{Elements: r.Elements, Points: l.points})
		return
	}
}

// extend reads on from byte i, with the cuts made so far.
func (s *search) extend(i int, seen []*identifier) {
	if s.steps++; s.steps > maxSteps || len(s.found) >= maxCandidates {
		return
	}
	if i == len(s.run) {
		s.keep()
		return
	}
	id := table.lookup(s.run[i:])
	if id == nil || slices.Contains(seen, id) {
		return
	}
	from := i + len(id.ai)
	end := nextSeparator(s.run, from)
	if id.predefined {
		if from+id.max > end {
			return
		}
		next := from + id.max
		if next < len(s.run) && s.run[next] == gs {
			next++
		}
		s.extend(next, append(seen, id))
		return
	}
	if end-from <= id.max {
		s.extend(min(end+1, len(s.run)), append(seen, id))
	}
	for cut := from + shortestHead; cut+3 <= end && cut-from <= id.max; cut++ {
		if s.believable(s.run[from:end], cut-from) || countDue(seen) && isCount(s.run[cut:end]) {
			s.cuts = append(s.cuts, cut)
			s.extend(cut, append(seen, id))
			s.cuts = s.cuts[:len(s.cuts)-1]
		}
	}
}

// believable reports whether the field that would begin at cut in the value
// is likely enough to be mentioned.
func (s *search) believable(v string, cut int) bool {
	tail := v[cut:]
	if !opens(tail) {
		return opensRarely(v, cut) || len(s.cuts) > 0 && opensLater(tail)
	}
	rest := tail[2:]
	switch tail[:2] {
	case "01":
		return len(rest) >= 14 && digits.all(rest[:14]) && mod10(rest[:14])
	case "17", "15", "11", "13":
		return len(rest) >= 6 && s.likelyDate(tail[:2], rest[:6])
	}
	// Lot or serial: any characters, so ask for more of them where the value
	// is nothing but digits, and for none that looks like a date itself.
	least := 3
	if digits.all(v) {
		least = 5
	}
	return len(rest) >= least && !s.beginsWithDay(v)
}

// countDue reports whether the content of a logistic unit was named, but not
// yet how much of it there is, as it must be.
func countDue(seen []*identifier) bool {
	has := func(k role) bool {
		return slices.ContainsFunc(seen, func(id *identifier) bool { return id.role == k })
	}
	return has(roleContent) && !has(roleQuantity)
}

// isCount reports whether s begins with a count, up to its end or to the
// number of the unit.
func isCount(s string) bool {
	if len(s) < 3 || s[:2] != "37" || s[2] == '0' || !digits.all(s) {
		return false
	}
	return len(s) <= 2+8 || len(s) > 20 && len(s) <= 2+8+20 && s[len(s)-20:len(s)-18] == "00"
}

// opensLater are identifiers that follow only where a separator was lost
// before.
func opensLater(s string) bool {
	id := table.lookup(s)
	if id == nil {
		return false
	}
	switch id.ai {
	case "30", "37":
		return digits.all(s[2:]) && len(s) <= 6 && s[2] != '0'
	case "240", "710", "711", "712", "713", "714", "715", "716":
		return len(s) > 5
	}
	return false
}

// likelyDate reports whether YYMMDD is a date that goods bear today: made at
// most ten years ago, usable at most ten years on.
func (s *search) likelyDate(ai, v string) bool {
	if checkDate0(v).code != "" {
		return false
	}
	year, now := s.years.year(pair(v)), int(s.years)
	if ai == "11" || ai == "13" {
		return year <= now && year >= now-10
	}
	return year >= now-3 && year <= now+10
}

// beginsWithDay reports whether a lot is built on a day, as many are: 260321...
// or 20260321... Its digits are no identifiers then.
func (s *search) beginsWithDay(v string) bool {
	now := int(s.years)
	recent := func(year int, rest string) bool {
		return year <= now && year >= now-5 && checkDate("00"+rest).code == ""
	}
	if len(v) >= 6 && digits.all(v[:6]) && recent(2000+pair(v), v[2:6]) {
		return true
	}
	return len(v) >= 8 && digits.all(v[:8]) && recent(pair(v)*100+pair(v[2:]), v[4:8])
}

// keep reads the run with the cuts made and keeps it if the standard does.
func (s *search) keep() {
	text := s.run
	origin := s.at
	var r Reading
	r.years = s.years
	if len(s.cuts) > 0 {
		var b strings.Builder
		from := 0
		for _, c := range s.cuts {
			b.WriteString(s.run[from:c])
			b.WriteByte(gs)
			from = c
		}
		b.WriteString(s.run[from:])
		text = b.String()
	}
	if r.readElements(text, origin, Options{Strict: true}, false) != nil || r.associate(false) != nil {
		return
	}
	for i := range r.Elements {
		at := r.Elements[i].At - origin
		for n, c := range s.cuts {
			if at > c+n {
				r.Elements[i].At--
			}
		}
	}
	s.found = append(s.found, Candidate{Elements: r.Elements, Literal: len(s.cuts) == 0})
}
