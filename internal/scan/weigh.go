package scan

import "slices"

// weigh ranks candidates. The best becomes the reading if the store knows its
// lot and the lead is clear; otherwise the reading stays as it stands and
// somebody has to be asked.
func (r *Reading) weigh(found []Candidate, o Options) {
	for i := range found {
		found[i].KnownLot = familiar(&found[i], o)
		found[i].Points += points(&found[i])
		if ofKnownProduct(&found[i], o) {
			found[i].Points += 10
		}
	}
	if slices.ContainsFunc(found, func(c Candidate) bool { return c.Literal }) {
		found = slices.DeleteFunc(found, func(c Candidate) bool { return c.farFetched() })
	}
	if len(found) == 1 && found[0].Literal {
		return
	}
	slices.SortStableFunc(found, func(a, b Candidate) int { return b.Points - a.Points })
	best := found[0]
	lead := best.Points
	if len(found) > 1 {
		lead -= found[1].Points
	}
	switch {
	case best.KnownLot == Unheard || lead < clearLead || o.Strict && !best.Literal:
		r.ask(found)
	case best.Literal:
		// The store knows this very lot: nothing was lost.
	default:
		r.adopt(best)
		r.doubt(DoubtSeparatorRestored, 0, "", best.Bracketed())
	}
}

// ask leaves the choice to people and keeps the data as it stands, or the
// likeliest reading where it cannot stand.
func (r *Reading) ask(found []Candidate) {
	other := &found[0]
	if found[0].Literal && len(found) > 1 {
		other = &found[1]
	}
	if len(r.Elements) == 0 {
		r.adopt(found[0])
	}
	e := &r.Elements[len(r.Elements)-1]
	r.doubt(DoubtLostSeparator, e.Place(), e.AI, other.Bracketed())
	r.Candidates = append(r.Candidates, found...)
}

// ofKnownProduct reports whether the store knows the product that a candidate
// names.
func ofKnownProduct(c *Candidate, o Options) bool {
	r := Reading{Elements: c.Elements}
	return o.Known != nil && r.GTIN() != "" && o.Known.GTIN(r.GTIN())
}

func familiar(c *Candidate, o Options) Familiarity {
	r := Reading{Elements: c.Elements}
	if o.Known == nil || r.Lot() == "" {
		return Unheard
	}
	return o.Known.Lot(r.GTIN(), r.Lot())
}

// points are small numbers that only rank: dates that fit and products that
// check count, the data as it stands has a start, knowledge outweighs all.
func points(c *Candidate) int {
	p := 0
	if c.Literal {
		p = 6
	}
	for i := range c.Elements {
		switch c.Elements[i].AI {
		case "17", "15":
			p += 12
		case "11", "13":
			p += 8
		case "01", "00":
			p += 15
		case "37":
			p += 8
		case "10", "21":
			p++
		}
	}
	switch c.KnownLot {
	case Stocked:
		p += 40
	case Expected:
		p += 60
	}
	return p
}

// lostSeparators reads data that no standard takes as it stands, because a
// value runs on into the next fields.
func (r *Reading) lostSeparators(s string, o Options) bool {
	at := 0
	var id Symbology
	if len(s) > 3 && s[0] == ']' {
		id, at = Symbology(s[1:3]), 3
		if carriers[id].form != formElements && carriers[id].form != formAny {
			return false
		}
	}
	if len(s) > longestSearch || !beginsWithKey(s[at:]) || table.lookup(s[at:]).role == roleSSCC {
		return false
	}
	x := search{run: s[at:], at: at, years: r.years}
	x.extend(0, nil)
	if len(x.found) == 0 {
		return false
	}
	r.reset(o)
	r.Standard, r.Symbology, r.Text = GS1, id, s[at:]
	r.weigh(x.found, o)
	return len(r.Elements) > 0
}
