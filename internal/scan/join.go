package scan

// Many packs bear two codes: the product in one, lot and expiry in another; a
// HIBC primary and its secondary; a GTIN and a trace code. Join makes one
// reading of them. Whether two scans belong to one pack is for the caller to
// know; Join only refuses what cannot.

// Codes of faults in joining.
const (
	CodeJoinValues  = "join_values"  // the two say different things of the same
	CodeJoinNothing = "join_nothing" // the second adds nothing
	CodeJoinLink    = "join_link"    // the link names another primary
	CodeJoinKind    = "join_kind"    // no two such codes make one pack
)

// Join is what two codes of one pack say together, in whichever order they
// were scanned. Offsets of elements stay those in their own inputs. The error
// is a *Fault and leaves both as they were.
func Join(first, second *Reading) (Reading, error) {
	if !joinable(first) || !joinable(second) {
		return Reading{}, &Fault{Code: CodeJoinKind}
	}
	a, b := first, second
	if identity(b) > identity(a) {
		a, b = b, a
	}
	if f := fits(a, b); f != nil {
		return Reading{}, f
	}
	r := *a
	r.Elements = append([]Element(nil), a.Elements...)
	r.Doubts = append(append([]Doubt(nil), a.Doubts...), b.Doubts...)
	r.Candidates = append(append([]Candidate(nil), a.Candidates...), b.Candidates...)
	r.run = ""
	added := false
	for _, e := range b.Elements {
		// A link is kept until the product that it names has come.
		if indexOf(r.Elements, e.AI) < 0 && (e.role != roleLink || a.Kind != KindProduct) {
			r.Elements = append(r.Elements, e)
			added = true
		}
	}
	if !added {
		return Reading{}, &Fault{Code: CodeJoinNothing}
	}
	if r.ID == "" || b.Kind == KindTrace {
		r.ID = b.ID
	}
	r.present |= b.present
	if f := r.joinedRules(); f != nil {
		return Reading{}, f
	}
	return r, nil
}

func joinable(r *Reading) bool {
	switch r.Kind {
	case KindProduct, KindPart, KindLogistic, KindTrace:
		return true
	}
	return false
}

// identity ranks readings by how well they name what they are on.
func identity(r *Reading) int {
	switch r.Kind {
	case KindLogistic:
		if r.SSCC() != "" {
			return 3
		}
		return 2
	case KindProduct:
		return 2
	case KindTrace:
		return 1
	}
	return 0
}

// fits refuses two codes that cannot stand on one pack. a names the product
// if any does.
func fits(a, b *Reading) *Fault {
	if (a.Standard == HIBC) != (b.Standard == HIBC) && a.Kind != KindTrace && b.Kind != KindTrace {
		return &Fault{Code: CodeJoinKind}
	}
	if l := b.find(roleLink); l != nil && l.Value != string(a.check) && a.Kind == KindProduct {
		return &Fault{Code: CodeJoinLink, Detail: l.Value}
	}
	if a.Kind == KindTrace && b.Kind == KindTrace {
		return &Fault{Code: CodeJoinKind}
	}
	for i := range b.Elements {
		e := &b.Elements[i]
		if j := indexOf(a.Elements, e.AI); j >= 0 && e.differs(&a.Elements[j]) {
			return &Fault{Code: CodeJoinValues, AI: e.AI, Detail: a.Elements[j].Value}
		}
		if have := a.find(e.role); have != nil && once[e.role] && e.differs(have) {
			return &Fault{Code: CodeJoinValues, AI: e.AI, Detail: have.Value}
		}
	}
	return nil
}

// differs reports whether two fields of the same meaning say different things.
// A date may be written in many ways.
func (e *Element) differs(from *Element) bool {
	if e.rule != nil && e.rule == from.rule && e.rule.max > e.rule.date {
		return e.Value != from.Value // more than the date counts
	}
	return e.day != from.day || e.day == 0 && e.Value != from.Value
}

// joinedRules checks the association rules over both codes, as GS1 wants them
// checked, and drops the doubts that the second code answered.
func (r *Reading) joinedRules() *Fault {
	kept := r.Doubts[:0]
	for _, d := range r.Doubts {
		if d.Code != DoubtCompanion && d.Code != DoubtNoIdentifier {
			kept = append(kept, d)
		}
	}
	r.Doubts = kept
	if f := r.associate(false); f != nil {
		return f
	}
	if r.Kind == KindPart || r.Kind == KindTrace && r.find(roleGTIN) != nil {
		r.Kind = ""
		r.classify()
	}
	return nil
}
