package scan

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// identifier is one application identifier: the rules of its value and what
// must and must not stand beside it.
type identifier struct {
	ai         string
	title      string
	parts      []part
	min, max   int  // length of a value
	predefined bool // needs no separator after it
	attribute  bool // may be an attribute in a Digital Link
	path       [][]string

	bits   mask   // the patterns of the association rules it matches
	needs  []mask // one of these must be present whole
	never  mask   // none of these may be present in another identifier
	family string // if set, identifiers that begin so exclude each other

	companions string // needs, as the table has it, for words
	role       role
	date       int // digits of the date that a value begins with, 0 if it begins with none
}

// part is one component of a value.
type part struct {
	set      class
	min, max int
	optional bool
	checks   []check
	names    []string // of the checks, as the table has them
}

// mask is a set of patterns such as "01" or "31**" of the association rules.
type mask uint64

//go:embed gs1_table.tsv
var tableText string

var table = mustLoad(tableText)

// identityBits are the patterns of what a second barcode lacks: any name of a
// product or a logistic unit.
var identityBits = table.exact("00").bits | table.exact("01").bits | table.exact("02").bits | table.exact("03").bits |
	table.exact("8006").bits | table.exact("8026").bits

// identifiers finds an application identifier by the digits that data begins
// with. No identifier is the beginning of another, and the first two digits
// tell the length, so two look-ups by index are enough.
type identifiers struct {
	all    []*identifier
	length [100]uint8 // by first two digits; 0 where no identifier begins so
	byTwo  [100]*identifier
	more   [100][]*identifier // by the third, or third and fourth digit

	patterns map[string]mask // of the association rules
}

// prefixOf is the first two digits of s as a number, -1 if they are none.
func prefixOf(s string) int {
	if len(s) < 2 || !isDigit(s[0]) || !isDigit(s[1]) {
		return -1
	}
	return pair(s)
}

// lookup is the identifier that s begins with, nil if there is none.
func (t *identifiers) lookup(s string) *identifier {
	p := prefixOf(s)
	if p < 0 {
		return nil
	}
	switch n := t.length[p]; {
	case n == 2:
		return t.byTwo[p]
	case n == 3 && len(s) >= 3 && isDigit(s[2]):
		return t.more[p][s[2]-'0']
	case n == 4 && len(s) >= 4 && isDigit(s[2]) && isDigit(s[3]):
		return t.more[p][pair(s[2:])]
	}
	return nil
}

// exact is the identifier ai itself, nil if there is none.
func (t *identifiers) exact(ai string) *identifier {
	if id := t.lookup(ai); id != nil && len(id.ai) == len(ai) {
		return id
	}
	return nil
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func (t *identifiers) add(id *identifier) {
	p := pair(id.ai)
	t.all = append(t.all, id)
	t.length[p] = uint8(len(id.ai))
	switch len(id.ai) {
	case 2:
		t.byTwo[p] = id
	case 3:
		t.grow(p, 10)[id.ai[2]-'0'] = id
	default:
		t.grow(p, 100)[pair(id.ai[2:])] = id
	}
}

func (t *identifiers) grow(p, n int) []*identifier {
	if t.more[p] == nil {
		t.more[p] = make([]*identifier, n)
	}
	return t.more[p]
}

// mustLoad reads the table, which is part of the program: a row that does not
// fit is a mistake of ours and no program can run on it.
func mustLoad(text string) *identifiers {
	t, err := load(text)
	if err != nil {
		panic("scan: gs1_table.tsv: " + err.Error())
	}
	return t
}

func load(text string) (*identifiers, error) {
	t := &identifiers{}
	l := &linker{bit: map[string]mask{"01": gtinBit}}
	for n, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if err := l.row(t, strings.Split(line, "\t")); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return t, l.link(t)
}

// row adds the identifiers of one line.
func (l *linker) row(t *identifiers, f []string) error {
	if len(f) != 7 {
		return fmt.Errorf("%d fields instead of 7", len(f))
	}
	first, last, found := strings.Cut(f[0], "-")
	if !found {
		last = first
	}
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if err1 != nil || err2 != nil || len(first) != len(last) || len(first) < 2 || len(first) > 4 {
		return fmt.Errorf("%q is no run of identifiers", f[0])
	}
	parts, err := partsOf(f[2])
	if err != nil {
		return err
	}
	for n := from; n <= to; n++ {
		id := &identifier{
			ai: fmt.Sprintf("%0*d", len(first), n), title: strings.TrimPrefix(f[6], "-"), parts: parts, path: pathOf(f[5]),
			predefined: strings.Contains(f[1], "="), attribute: strings.Contains(f[1], "?"),
		}
		id.role = roleOf[id.ai]
		id.date = dateAt(parts[0])
		id.min, id.max = span(parts)
		t.add(id)
		l.rows = append(l.rows, pending{id, f[3], f[4]})
	}
	return nil
}

// dateAt is how many digits of a part are a date, YYMMDD or YYYYMMDD.
func dateAt(p part) int {
	for _, name := range p.names {
		switch name {
		case "date", "date0":
			return len("YYMMDD")
		case "longdate", "longdate0":
			return len("YYYYMMDD")
		}
	}
	return 0
}

// span is the shortest and the longest value that parts allow.
func span(parts []part) (least, most int) {
	for _, p := range parts {
		most += p.max
		if !p.optional {
			least += p.min
		}
	}
	return least, most
}

// partsOf reads a shape such as "n13:mod10:prefix ?x1-17".
func partsOf(shape string) ([]part, error) {
	var parts []part
	for _, word := range strings.Fields(shape) {
		names := strings.Split(word, ":")
		p := part{optional: strings.HasPrefix(word, "?")}
		spec := strings.TrimPrefix(names[0], "?")
		var ok bool
		if p.set, ok = classOf[spec[0]]; !ok {
			return nil, fmt.Errorf("%q has no character set", word)
		}
		least, most, found := strings.Cut(spec[1:], "-")
		if !found {
			most = least
		}
		var err1, err2 error
		p.min, err1 = strconv.Atoi(least)
		p.max, err2 = strconv.Atoi(most)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q has no length", word)
		}
		for _, name := range names[1:] {
			c, ok := checks[name]
			if !ok {
				return nil, fmt.Errorf("no check is named %q", name)
			}
			p.checks = append(p.checks, c)
			p.names = append(p.names, name)
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// pathOf reads the sequences of qualifiers a Digital Link key allows; a key
// without qualifiers has one empty sequence, what is no key has none.
func pathOf(s string) [][]string {
	if s == "-" {
		return nil
	}
	var all [][]string
	for _, seq := range strings.Split(strings.TrimPrefix(s, "."), "|") {
		all = append(all, strings.Fields(seq))
	}
	return all
}
