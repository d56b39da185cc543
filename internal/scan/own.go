package scan

import "strings"

// Labels printed here say themselves what they name: LGP. a person's badge,
// LGL. a place, LGD. a document, LGC. a command, LGG. goods that bear no code
// of their maker; then up to 64 capitals, digits, hyphens and dots.

const (
	ownPrefix = 4 // letters and dot
	ownLength = 64
)

// ownKind is what the third letter of an own code names.
func ownKind(letter byte) Kind {
	switch letter {
	case 'P':
		return KindBadge
	case 'L':
		return KindPlace
	case 'D':
		return KindDocument
	case 'C':
		return KindCommand
	case 'G':
		return KindProduct
	}
	return ""
}

// isOwn reports whether s is a code of our own. Outside strict reading the
// case of letters does not count: Caps Lock turns it.
func isOwn(s string, o Options) bool {
	if len(s) < ownPrefix {
		return false
	}
	head := s[:ownPrefix]
	if !o.Strict {
		head = strings.ToUpper(head)
	}
	return strings.HasPrefix(head, "LG") && ownKind(head[2]) != "" && head[3] == '.'
}

// another is where in the number of an own code the next own code begins: two
// that ran together. -1 if there is none.
func another(id string, o Options) int {
	for i := range len(id) {
		if isOwn(id[i:], o) {
			return i
		}
	}
	return -1
}

// own reads a code of our own.
func (r *Reading) own(s string, at int, o Options) *Fault {
	code := s
	if !o.Strict {
		code = strings.ToUpper(s)
	}
	id := code[ownPrefix:]
	if id == "" || len(id) > ownLength {
		return &Fault{Code: CodeOwn, At: at + ownPrefix, Len: len(id)}
	}
	if i := ownSet.span(id); i < len(id) {
		return &Fault{Code: CodeOwn, At: at + ownPrefix + i, Len: 1, Detail: id[i : i+1]}
	}
	if i := another(id, o); i >= 0 {
		return &Fault{Code: CodeOwn, At: at + ownPrefix + i, Len: len(id) - i}
	}
	if code != s {
		r.doubt(DoubtCase, at, "", "")
	}
	r.Standard, r.Kind, r.ID = Own, ownKind(code[2]), id
	return nil
}
