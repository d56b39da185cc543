package scan

import "strings"

// The separator of GS1, and the other control characters that codes use.
const (
	gs  = '\x1D'
	rs  = '\x1E'
	eot = '\x04'
)

// maxAIs bounds how many elements one input may have; no box has a dozen.
const maxAIs = 64

// readElements reads element strings: identifiers and values, of which those
// without predefined length end at a separator or at the end of the data. s
// stands at byte at of the input.
func (r *Reading) readElements(s string, at int, o Options, composite bool) *Fault {
	if s == "" {
		return &Fault{Code: CodeNoValue, At: at}
	}
	if !composite {
		r.run, r.runAt = s, at
	}
	stop := nextSeparator(s, 0)
	for i := 0; i < len(s); {
		id := r.identify(s[i:], o)
		if id == nil {
			return &Fault{Code: CodeUnknownAI, At: at + i, Len: min(4, len(s)-i), AI: shown(s[i:])}
		}
		from := i + len(id.ai)
		end := stop
		if id.predefined && from+id.max < end {
			end = from + id.max
		}
		n, f := id.check(s[from:end])
		if f.code != "" {
			return &Fault{Code: f.code, At: at + from + f.at, Len: f.n, AI: id.ai}
		}
		if f := r.add(id, s[from:from+n], at+from, composite); f != nil {
			return f
		}
		i = from + n
		switch {
		case i < len(s) && s[i] == gs:
			i++
			stop = nextSeparator(s, i)
		case i < len(s) && !id.predefined:
			return &Fault{Code: CodeLong, At: at + i, Len: stop - i, AI: id.ai}
		}
	}
	return nil
}

// nextSeparator is where the first separator from i on stands, or the length.
func nextSeparator(s string, i int) int {
	if n := strings.IndexByte(s[i:], gs); n >= 0 {
		return i + n
	}
	return len(s)
}

// shown is the beginning of s as far as it can be an identifier, or what
// stands there instead.
func shown(s string) string {
	if n := min(digits.span(s), 4); n > 0 {
		return s[:n]
	}
	return visible(s[:min(4, len(s))])
}

// add appends an element that was checked.
func (r *Reading) add(id *identifier, value string, at int, composite bool) *Fault {
	most := maxAIs
	if composite {
		most-- // the reference counts the mark between the parts
	}
	if len(r.Elements) >= most {
		return &Fault{Code: CodeTooManyAIs, At: at, AI: id.ai}
	}
	e := Element{AI: id.ai, Value: value, At: at, Composite: composite, start: int32(max(at, 0)), rule: id, role: id.role}
	if id.date > 0 {
		e.day = r.years.begins(value, id.date)
	}
	r.Elements = append(r.Elements, e)
	r.present |= id.bits
	return nil
}

// check looks at v component by component and tells how many bytes they took:
// less than all where v is longer than they can be.
func (id *identifier) check(v string) (int, flaw) {
	if v == "" {
		return 0, flaw{code: CodeNoValue}
	}
	n := 0
	for i := range id.parts {
		p := &id.parts[i]
		m := min(p.max, len(v)-n)
		if m == 0 && p.optional {
			continue
		}
		if m < p.min {
			return 0, flaw{CodeShort, n, m}
		}
		if f := p.check(v[n : n+m]); f.code != "" {
			f.at += n
			return 0, f
		}
		n += m
	}
	return n, flaw{}
}

func (p *part) check(s string) flaw {
	if p.set == set64 || !p.set.all(s) {
		if f := p.set.flaw(s); f.code != "" {
			return f
		}
	}
	for _, c := range p.checks {
		if f := c(s); f.code != "" {
			return f
		}
	}
	return flaw{}
}

// identify is the identifier that s begins with. Where the options let
// unknown ones pass, one is made up if the first two digits tell its length.
func (r *Reading) identify(s string, o Options) *identifier {
	if id := table.lookup(s); id != nil || !o.UnknownAIs {
		return id
	}
	if p := prefixOf(s); p >= 0 && table.length[p] > 2 && len(s) >= int(table.length[p]) {
		return unknownAI(s[:table.length[p]])
	}
	return nil
}

// named is the identifier with exactly that name, or nil.
func (r *Reading) named(ai string, o Options) *identifier {
	if id := table.exact(ai); id != nil || !o.UnknownAIs || len(ai) < 2 || len(ai) > 4 {
		return id
	}
	if p := prefixOf(ai); p >= 0 && (table.length[p] == 0 || int(table.length[p]) == len(ai)) {
		return unknownAI(ai)
	}
	return nil
}

// unknownAI makes up an identifier that the table does not have. Whether its
// length is predefined follows from its first two digits for ever (GS1 General
// Specifications, figure 7.8.5-2).
func unknownAI(ai string) *identifier {
	if !digits.all(ai) {
		return nil
	}
	id := &identifier{ai: ai, min: 1, max: 90, bits: table.matching(ai)}
	switch {
	case ai[:2] >= "31" && ai[:2] <= "36":
		id.min, id.max, id.predefined = 6, 6, true
	case ai[:2] == "41":
		id.min, id.max, id.predefined = 13, 13, true
	}
	id.parts = []part{{set: set82, min: id.min, max: id.max}}
	return id
}

// checked is readElements for a single value that brackets or a link delimit,
// so that its length is known beforehand.
func (r *Reading) checked(id *identifier, v string, at int, composite bool) *Fault {
	switch {
	case len(v) < id.min:
		return &Fault{Code: CodeShort, At: max(at, 0), Len: len(v), AI: id.ai}
	case len(v) > id.max:
		return &Fault{Code: CodeLong, At: max(at, 0) + id.max, Len: len(v) - id.max, AI: id.ai}
	}
	n, f := id.check(v)
	if f.code == "" && n < len(v) {
		f = flaw{CodeLong, n, len(v) - n}
	}
	if f.code != "" {
		return &Fault{Code: f.code, At: max(at, 0) + f.at, Len: f.n, AI: id.ai}
	}
	return r.add(id, v, at, composite)
}

// LotOK reports whether a typed text can be a lot number: 1 to 20 of the
// characters that GS1 prints.
func LotOK(text string) bool { return len(text) >= 1 && len(text) <= 20 && set82.all(text) }
