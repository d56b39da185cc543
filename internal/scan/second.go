package scan

// Many guns say nothing of the carrier. What such a gun sends of a second
// barcode, 10ABC1 or 17270630, is a plain text or even a retail number by its
// form alone. Where a pack in hand lacks its lot or expiry it is read as the
// fields that it may be, and where it may as well be the lot itself somebody
// is asked.

// awaited reads s as a second barcode, if it can be one.
func (r *Reading) awaited(s string, o Options) bool {
	id := table.lookup(s)
	if id == nil || !id.role.second() || r.isKnown(s, o) {
		return false
	}
	dated := id.role.dated()
	if dated && !(&search{years: r.years}).likelyDate(id.ai, s[len(id.ai):]) {
		return false
	}
	if r.readElements(s, 0, o, false) != nil || r.associate(false) != nil {
		r.reset(o)
		return false
	}
	r.Standard, r.Kind, r.Text = GS1, KindPart, s
	r.doubt(DoubtNoIdentifier, 0, "", "")
	if !dated {
		r.orWhole(s, o)
	}
	return true
}

// second reports whether a value of the role often stands in a second barcode.
func (k role) second() bool {
	return k == roleLot || k == roleSerial || k == roleExpiry || k == roleMade
}

// isKnown reports whether s is the number of a package in the item master, or
// of a case by its length and check digit.
func (r *Reading) isKnown(s string, o Options) bool {
	if !digits.all(s) {
		return false
	}
	if len(s) != 8 {
		return len(s) >= 12 && len(s) <= 14 && mod10(s)
	}
	upcA, isUPC := expandUPCE(s)
	return o.Known != nil && (mod10(s) && o.Known.GTIN(padded(s)) || isUPC && mod10(upcA) && o.Known.GTIN(padded(upcA)))
}

// orWhole weighs the fields that were read against a plain barcode of nothing
// but the lot. What the store knows decides, else a person.
func (r *Reading) orWhole(s string, o Options) {
	if !LotOK(s) {
		return
	}
	lot := Element{AI: "10", Value: s, rule: table.exact("10"), role: roleLot}
	fields, whole := Candidate{Elements: r.Elements, Literal: true}, Candidate{Elements: []Element{lot}, Literal: true}
	fields.KnownLot, whole.KnownLot = familiar(&fields, o), familiar(&whole, o)
	switch {
	case fields.KnownLot > whole.KnownLot:
	case whole.KnownLot > fields.KnownLot:
		r.adopt(whole)
	default:
		r.Candidates = append(r.Candidates, fields, whole)
	}
}
