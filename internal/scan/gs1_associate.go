package scan

import (
	"fmt"
	"math/bits"
	"strings"
)

// linker turns the patterns of the association columns into bits, once all
// rows are read.
type linker struct {
	rows []pending
	bit  map[string]mask
}

type pending struct {
	id           *identifier
	needs, never string
}

// link gives every pattern a bit and every identifier the bits it matches.
// Measures such as 310* exclude only their own family; 60 of those would not
// fit into a mask, so they are kept apart.
func (l *linker) link(t *identifiers) error {
	for _, row := range l.rows {
		id := row.id
		if row.never == id.ai[:len(id.ai)-1]+"*" {
			id.family, row.never = id.ai[:3], "-"
		}
		id.never = l.all(row.never, " ")
		if row.needs == "-" {
			continue
		}
		id.companions = row.needs
		for _, group := range strings.Fields(row.needs) {
			id.needs = append(id.needs, l.all(group, "+"))
		}
	}
	if len(l.bit) > bits.UintSize {
		return fmt.Errorf("%d patterns do not fit into a mask", len(l.bit))
	}
	t.patterns = l.bit
	for _, id := range t.all {
		id.bits = t.matching(id.ai)
	}
	return nil
}

// matching are the bits of the patterns that ai fits.
func (t *identifiers) matching(ai string) mask {
	var m mask
	for pattern, bit := range t.patterns {
		if matches(pattern, ai) {
			m |= bit
		}
	}
	return m
}

// gtinBit is the bit of pattern "01".
const gtinBit mask = 1

func (l *linker) all(patterns, sep string) mask {
	var m mask
	if patterns == "-" {
		return 0
	}
	for _, p := range strings.Split(patterns, sep) {
		if l.bit[p] == 0 {
			l.bit[p] = 1 << len(l.bit)
		}
		m |= l.bit[p]
	}
	return m
}

// matches reports whether ai fits a pattern whose * is any digit.
func matches(pattern, ai string) bool {
	if len(pattern) != len(ai) {
		return false
	}
	for i := range len(ai) {
		if pattern[i] != '*' && pattern[i] != ai[i] {
			return false
		}
	}
	return true
}

// associate checks what stands beside what: pairs that exclude each other,
// companions, an identifier that comes twice, a signature without a serial.
// Identifiers and companions may be spread over several codes of one pack, so
// only a strict reading refuses for a missing companion.
func (r *Reading) associate(strict bool) *Fault {
	for i := range r.Elements {
		e := &r.Elements[i]
		if e.rule == nil {
			continue
		}
		if f := r.excluded(e); f != nil {
			return f
		}
		if f := r.repeated(i); f != nil {
			return f
		}
		if e.rule.satisfied(r.present) {
			continue
		}
		if strict {
			return &Fault{Code: CodeCompanion, At: e.Place(), AI: e.AI, Detail: e.rule.companions}
		}
		if r.present&identityBits != 0 {
			r.doubt(DoubtCompanion, e.Place(), e.AI, e.rule.companions)
		}
	}
	return r.signed()
}

func (id *identifier) satisfied(present mask) bool {
	for _, group := range id.needs {
		if present&group == group {
			return true
		}
	}
	return len(id.needs) == 0
}

// excluded finds another identifier beside e that e excludes. An identifier
// never excludes itself.
func (r *Reading) excluded(e *Element) *Fault {
	if e.rule.never&r.present == 0 && e.rule.family == "" {
		return nil
	}
	for i := range r.Elements {
		o := &r.Elements[i]
		if o.rule == nil || o.AI == e.AI {
			continue
		}
		if o.rule.bits&e.rule.never != 0 || e.rule.family != "" && strings.HasPrefix(o.AI, e.rule.family) {
			return &Fault{Code: CodeForbiddenPair, At: o.Place(), AI: e.AI, Detail: o.AI}
		}
	}
	return nil
}

// repeated finds an earlier element with the identifier of the i-th and
// another value.
func (r *Reading) repeated(i int) *Fault {
	e := &r.Elements[i]
	for j := range i {
		if r.Elements[j].AI == e.AI && r.Elements[j].Value != e.Value {
			return &Fault{Code: CodeValuesDiffer, At: e.Place(), AI: e.AI, Detail: r.Elements[j].Value}
		}
	}
	return nil
}

// signed asks that a key under a digital signature (8030) bears its serial.
func (r *Reading) signed() *Fault {
	if r.find(roleSignature) == nil {
		return nil
	}
	for i := range r.Elements {
		e := &r.Elements[i]
		switch e.AI {
		case "253", "255", "8003":
			if e.rule != nil && len(e.Value) == e.rule.min {
				return &Fault{Code: CodeSerialMissing, At: e.Place(), AI: e.AI}
			}
		}
	}
	return nil
}
