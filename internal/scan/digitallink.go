package scan

import (
	"cmp"
	"strings"
)

// A GS1 Digital Link is a web address that carries the elements:
// https://example.org/01/09501101530003/10/ABC?17=261231. The path holds one
// key and its qualifiers in their order, the query everything else. Standard:
// GS1 Digital Link, URI syntax 1.2 and later.

// Codes of faults in Digital Links.
const (
	CodeLinkCharacter = "link_character"
	CodeLinkDomain    = "link_domain"
	CodeLinkKey       = "link_key"
	CodeLinkOrder     = "link_order"
	CodeLinkAttribute = "link_attribute"
	CodeLinkPlace     = "link_place"
	CodeLinkTwice     = "link_twice"
	CodeLinkNull      = "link_null"
)

var schemes = []string{"https://", "HTTPS://", "http://", "HTTP://"}

// isLink reports whether s is a web address as GS1 writes them. Mixed case in
// the scheme is no Digital Link.
func isLink(s string) bool { return schemeOf(s) != "" }

func schemeOf(s string) string {
	if len(s) < 7 || s[0]|0x20 != 'h' {
		return ""
	}
	for _, scheme := range schemes {
		if strings.HasPrefix(s, scheme) {
			return scheme
		}
	}
	return ""
}

// linkPair is an identifier and a value of a link, still as they stand there.
type linkPair struct {
	id    *identifier
	value string
	at    int // of value in the input
}

// link reads a Digital Link.
func (r *Reading) link(s string, at int, o Options) *Fault {
	const marks = "._~:/?#[]@!$&'()*+,;=%"
	for i := range len(s) {
		if classes[s[i]]&(upper|set64) == 0 && strings.IndexByte(marks, s[i]) < 0 {
			return &Fault{Code: CodeLinkCharacter, At: at + i, Len: 1, Detail: s[i : i+1]}
		}
	}
	r.Standard = GS1
	start, f := pathStart(s, at)
	if f != nil {
		return f
	}
	end := len(s)
	if i := strings.IndexByte(s[start:], '#'); i >= 0 {
		end = start + i
	}
	query := end
	if i := strings.IndexByte(s[start:end], '?'); i >= 0 {
		query = start + i
	}
	path, f := r.linkPath(s[:query], start, at, o)
	if f != nil {
		return f
	}
	if query < end {
		if f := r.linkQuery(s[:end], query+1, at, path, o); f != nil {
			return f
		}
	}
	return r.associate(o.Strict)
}

// pathStart is where the path of a link begins, behind its domain.
func pathStart(s string, at int) (int, *Fault) {
	from := len(schemeOf(s))
	n := strings.IndexByte(s[from:], '/')
	if n <= 0 {
		return 0, &Fault{Code: CodeLinkDomain, At: at + from, Len: max(n, 0)}
	}
	domain := s[from : from+n]
	for i := range len(domain) {
		if !domainByte(domain[i]) {
			return 0, &Fault{Code: CodeLinkCharacter, At: at + from + i, Len: 1, Detail: domain[i : i+1]}
		}
	}
	return from + n, nil
}

// domainByte allows names, addresses in brackets and ports. A host has no
// underscore.
func domainByte(c byte) bool {
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte("-.:[]", c) >= 0
}

// linkPath walks back from the end of the path, pair by pair, to the key, and
// reads from there on: what stands before is the owner's own.
func (r *Reading) linkPath(s string, start, at int, o Options) ([]*identifier, *Fault) {
	var pairs []linkPair // last first
	for end := len(s); ; {
		v := strings.LastIndexByte(s[start:end], '/') + start
		if v <= start {
			return nil, &Fault{Code: CodeLinkKey, At: at + start, Len: len(s) - start}
		}
		n := strings.LastIndexByte(s[start:v], '/') + start
		id := r.named(s[n+1:v], o)
		if id == nil {
			return nil, &Fault{Code: CodeLinkKey, At: at + start, Len: len(s) - start}
		}
		pairs = append(pairs, linkPair{id, s[v+1 : end], at + v + 1})
		if id.path != nil {
			break
		}
		end = n
	}
	var path []*identifier
	for i := len(pairs) - 1; i >= 0; i-- {
		path = append(path, pairs[i].id)
		if f := r.linkValue(pairs[i], unescapePath, o); f != nil {
			return nil, f
		}
	}
	if !path[0].leads(path[1:]) {
		where := pairs[len(pairs)-1].at
		if o.Strict {
			return nil, &Fault{Code: CodeLinkOrder, At: where, AI: path[0].ai}
		}
		r.doubt(DoubtLink, where, path[0].ai, "")
	}
	return path, nil
}

// leads reports whether the qualifiers may follow the key in this order.
func (id *identifier) leads(qualifiers []*identifier) bool {
	for _, sequence := range id.path {
		i := 0
		for _, ai := range sequence {
			if i < len(qualifiers) && qualifiers[i].ai == ai {
				i++
			}
		}
		if i == len(qualifiers) {
			return true
		}
	}
	return false
}

// linkQuery reads the attributes. Parameters whose name is no number are the
// owner's own; they count among the elements that one input may have.
func (r *Reading) linkQuery(s string, from, at int, path []*identifier, o Options) *Fault {
	first, others := len(r.Elements), 0
	for from < len(s) {
		if len(r.Elements)+others >= maxAIs {
			return &Fault{Code: CodeTooManyAIs, At: at + from}
		}
		for from < len(s)-1 && s[from] == '&' {
			from++
		}
		end := len(s)
		if i := strings.IndexByte(s[from:], '&'); i >= 0 {
			end = from + i
		}
		name, value, found := strings.Cut(s[from:end], "=")
		pair := linkPair{nil, value, at + from + len(name) + 1}
		from = end + 1
		if found {
			pair.id = r.named(name, o)
		}
		if pair.id == nil {
			if found && digits.all(name) {
				return &Fault{Code: CodeUnknownAI, At: pair.at - 1 - len(name), Len: len(name), AI: cmp.Or(name, "=")}
			}
			others++
			continue
		}
		if f := r.linkValue(pair, unescapeQuery, o); f != nil {
			return f
		}
	}
	return r.linkAttributes(first, path, o)
}

// linkAttributes checks that the elements from first on may be attributes. A
// lot behind the question mark is a common mistake of those who print links.
func (r *Reading) linkAttributes(first int, path []*identifier, o Options) *Fault {
	for i := first; i < len(r.Elements); i++ {
		e := &r.Elements[i]
		for j := range i {
			if r.Elements[j].AI == e.AI {
				return &Fault{Code: CodeLinkTwice, At: e.Place(), AI: e.AI}
			}
		}
		code := ""
		switch {
		case belongsInPath(path, e.rule):
			code = CodeLinkPlace
		case !e.rule.attribute:
			code = CodeLinkAttribute
		}
		if code != "" && (o.Strict || code == CodeLinkAttribute) {
			return &Fault{Code: code, At: e.Place(), AI: e.AI}
		}
		if code != "" {
			r.doubt(DoubtLink, e.Place(), e.AI, "")
		}
	}
	return nil
}

// belongsInPath reports whether id would be a qualifier at some place of path.
func belongsInPath(path []*identifier, id *identifier) bool {
	for i := 1; i <= len(path); i++ {
		longer := append(append(append([]*identifier{}, path[1:i]...), id), path[i:]...)
		if path[0].leads(longer) {
			return true
		}
	}
	return false
}

// linkValue checks and adds one pair.
func (r *Reading) linkValue(p linkPair, unescape func(string) string, o Options) *Fault {
	if p.value == "" {
		return &Fault{Code: CodeNoValue, At: p.at, AI: p.id.ai}
	}
	v := unescape(p.value)
	at := p.at
	if v != p.value {
		at = -1
	}
	if strings.IndexByte(v, 0) >= 0 {
		return &Fault{Code: CodeLinkNull, At: p.at, AI: p.id.ai}
	}
	if p.id.ai == "01" && (len(v) == 8 || len(v) == 12 || len(v) == 13) && (o.ShortGTINs || !o.Strict) {
		if !o.ShortGTINs {
			r.doubt(DoubtShortGTIN, p.at, "01", v)
		}
		v, at = padded(v), -1
	}
	f := r.checked(p.id, v, max(at, 0), false)
	switch {
	case at >= 0:
	case f != nil:
		f.writtenIn(p.value, p.at, escapeOfLink)
	default:
		e := &r.Elements[len(r.Elements)-1]
		e.At, e.start = -1, int32(p.at)
	}
	return f
}

// escapeOfLink is how many bytes the first character of s takes.
func escapeOfLink(s string) int {
	if _, escaped := unhex(s[1:]); escaped && s[0] == '%' {
		return len("%hh")
	}
	return 1
}

// writtenIn moves a fault found in a value to where that stands in the input,
// at byte at, with escapes of so many bytes. A value that was made longer is
// marked whole.
func (f *Fault) writtenIn(value string, at int, escape func(string) int) {
	from, to, n := len(value), len(value), 0
	for i := 0; i < len(value); n++ {
		if n == f.At {
			from = i
		}
		if i += escape(value[i:]); n+1 == f.At+f.Len {
			to = i
		}
	}
	if f.At+f.Len > n {
		from, to = 0, len(value)
	}
	f.At, f.Len = at+from, max(to-from, 0)
}

func unescapePath(s string) string { return unescape(s, '+') }

// unescapeQuery reads + as a space, as forms write it.
func unescapeQuery(s string) string { return unescape(s, ' ') }

// unescape replaces %hh by its byte and + by plus. What is no escape stays.
func unescape(s string, plus byte) string {
	if strings.IndexByte(s, '%') < 0 && (plus == '+' || strings.IndexByte(s, '+') < 0) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch c {
		case '+':
			c = plus
		case '%':
			if v, ok := unhex(s[i+1:]); ok {
				c = v
				i += 2
			}
		}
		b = append(b, c)
	}
	return string(b)
}
