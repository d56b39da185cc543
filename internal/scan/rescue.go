package scan

import "slices"

// Rescue reads what mis-set scanners send. A repair changes the input as one
// known bad setting would have to be undone, and counts only if what comes out
// proves itself: a product with a check digit, a label of our own. Each repair
// is a doubt with its own code, so that screens can show it, facts can keep it
// and a technician can be told which setting to cure.

// maxTries bounds how many repaired inputs are read for one scan.
const maxTries = 100

// fixed is a repaired input.
type fixed struct {
	text   string
	code   string // the doubt it is
	detail string // what was found, for the words
	origin []int  // offset in the input of each byte, nil if they are the same

	capitals bool // of letters that are all capitals it cannot be told what they were
}

// repairs in the order in which they are tried: what explains a damaged
// symbology identifier comes before what would cut it off.
var repairs = []func(s string, o Options) []fixed{
	spelledSeparators, otherLayout, turnedCase, strayEdges, doubled, hibcPair, lostZero,
}

// rescue tries single repairs, then pairs of them. Where several differ in
// what they read, all are candidates.
func (r *Reading) rescue(s string, o Options) bool {
	tries := 0
	var next []fixed
	for _, repair := range repairs {
		for _, x := range repair(s, o) {
			if tries++; tries > maxTries {
				return false
			}
			if r.attempt(x, nil, o) {
				return true
			}
			next = append(next, x)
		}
	}
	for _, first := range next {
		for _, repair := range repairs {
			for _, x := range repair(first.text, o) {
				if tries++; tries > maxTries {
					return false
				}
				if x.code != first.code && r.attempt(x, &first, o) {
					return true
				}
			}
		}
	}
	return false
}

// attempt reads a repaired input and keeps the reading if it proves itself.
func (r *Reading) attempt(x fixed, before *fixed, o Options) bool {
	if x.text == "" {
		return false
	}
	r.reset(o)
	strict := o
	strict.Strict = true
	if r.once(x.text, strict) != nil || !r.proved() {
		r.reset(o)
		if r.once(x.text, o) != nil || !r.proved() {
			return false
		}
	}
	r.placed(x.origin)
	if before != nil {
		r.placed(before.origin)
		r.doubt(before.code, 0, "", before.detail)
	}
	r.doubt(x.code, 0, "", x.detail)
	if x.capitals {
		r.small = x.text[:3] + turn(x.text[3:])
	}
	return true
}

// letters asks whether capitals were small letters before: of a scanner that
// makes capitals of all letters nobody can tell. The store may know the lot.
func (r *Reading) letters(o Options) {
	if r.small == "" {
		return
	}
	var small Reading
	small.reset(o)
	if small.once(r.small, o) != nil || !small.proved() || small.Bracketed() == r.Bracketed() {
		return
	}
	small.suspect(o)
	as, other := r.ways(o), small.ways(o)
	switch {
	case as[0].KnownLot > other[0].KnownLot:
	case as[0].KnownLot < other[0].KnownLot:
		r.adopt(other[0])
		r.Candidates = small.Candidates
		r.Doubts = slices.DeleteFunc(r.Doubts, isOfSeparators)
		r.Doubts = append(r.Doubts, slices.DeleteFunc(small.Doubts, func(d Doubt) bool { return !isOfSeparators(d) })...)
	default:
		e := &other[0].Elements[len(other[0].Elements)-1]
		r.doubt(DoubtLetters, e.Place(), e.AI, other[0].Bracketed())
		r.Candidates = append(as, other...)
	}
}

func isOfSeparators(d Doubt) bool {
	return d.Code == DoubtLostSeparator || d.Code == DoubtSeparatorRestored
}

// ways are the candidates of a reading, or itself as the only one.
func (r *Reading) ways(o Options) []Candidate {
	if len(r.Candidates) > 0 {
		return r.Candidates
	}
	c := Candidate{Elements: r.Elements, Literal: true}
	c.KnownLot = familiar(&c, o)
	return []Candidate{c}
}

// proved reports whether a reading is more than a guess.
func (r *Reading) proved() bool {
	switch r.Kind {
	case KindProduct, KindLogistic:
		return true
	case KindPart:
		switch r.Standard {
		case ISO15434, HIBC, ISBT128:
			return len(r.Elements) > 0
		}
		return len(r.Elements) > 0 && carriers[r.Symbology].form == formElements
	case KindTrace:
		return isTrace(r.ID)
	case KindBadge, KindPlace, KindDocument, KindCommand:
		return true
	}
	return false
}

// placed moves the offsets of elements and doubts back to where they were
// before a repair.
func (r *Reading) placed(origin []int) {
	moved := func(at int) int {
		if at >= 0 && at < len(origin) {
			return origin[at]
		}
		return at
	}
	for i := range r.Elements {
		e := &r.Elements[i]
		e.At, e.start = moved(e.At), int32(moved(int(e.start)))
	}
	for i := range r.Doubts {
		r.Doubts[i].At = moved(r.Doubts[i].At)
	}
	r.runAt = moved(r.runAt)
}

// rescues are the doubts that say that the input was changed to be read.
var rescues = map[string]bool{
	DoubtSeparator: true, DoubtStray: true, DoubtDoubled: true, DoubtCase: true, DoubtLayout: true,
	DoubtTogether: true, DoubtLostZero: true, DoubtExtraGS: true, DoubtShortGTIN: true, DoubtEnvelope: true, DoubtSeparatorRestored: true,
	DoubtSeparatorChosen: true,
}

// Rescued is the codes of all repairs that the reading needed. A scanner that
// keeps needing the same one is set wrong; "scan.cure."+code says how to cure
// it.
func (r *Reading) Rescued() []string {
	var codes []string
	for i := range r.Doubts {
		if rescues[r.Doubts[i].Code] {
			codes = append(codes, r.Doubts[i].Code)
		}
	}
	return codes
}

// Misset is the repairs, and the lost separators, that a setting of the
// scanner would make needless: what Rescued tells, without what was printed
// wrongly.
func (r *Reading) Misset() []string {
	var codes []string
	for i := range r.Doubts {
		code := r.Doubts[i].Code
		if code == DoubtSeparatorChosen {
			code = DoubtSeparatorRestored // the same setting cures it
		}
		if code == DoubtLostSeparator || rescues[code] && code != DoubtEnvelope && code != DoubtShortGTIN {
			codes = append(codes, code)
		}
	}
	return codes
}
