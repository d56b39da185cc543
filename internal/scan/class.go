package scan

// class is a set of characters, as one bit of a table.
type class uint8

// The character sets of the GS1 General Specifications, figures 7.11.
const (
	digits class = 1 << iota
	set82
	set39
	set64 // base64url
	upper // 0-9 A-Z, of IBANs
	ownSet
	control // C0 control characters and DEL
	wide    // outside ASCII
)

var classOf = map[byte]class{'n': digits, 'x': set82, 'y': set39, 'z': set64}

// characters82 in the order in which GS1 numbers them.
const characters82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

var classes = classTable()

func classTable() (t [256]class) {
	set := func(c class, members string) {
		for i := range len(members) {
			t[members[i]] |= c
		}
	}
	const (
		numerals = "0123456789"
		capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		smalls   = "abcdefghijklmnopqrstuvwxyz"
	)
	set(digits, numerals)
	set(set82, characters82)
	set(set39, numerals+capitals+"#-/")
	set(set64, numerals+capitals+smalls+"-_")
	set(upper, numerals+capitals)
	set(ownSet, numerals+capitals+"-.")
	for c := range 256 {
		switch {
		case c < 0x20 || c == 0x7F:
			t[c] |= control
		case c >= 0x80:
			t[c] |= wide
		}
	}
	return t
}

// span is how many bytes at the start of s belong to c.
func (c class) span(s string) int {
	for i := range len(s) {
		if classes[s[i]]&c == 0 {
			return i
		}
	}
	return len(s)
}

// all reports whether every byte of s belongs to c.
func (c class) all(s string) bool { return c.span(s) == len(s) }

// any is where the first byte of c stands in s, -1 if none does.
func (c class) any(s string) int {
	for i := range len(s) {
		if classes[s[i]]&c != 0 {
			return i
		}
	}
	return -1
}

// flaw finds the first byte that does not belong.
func (c class) flaw(s string) flaw {
	if c == set64 {
		return base64Flaw(s)
	}
	i := c.span(s)
	switch {
	case i == len(s):
		return flaw{}
	case c == digits:
		return flaw{CodeDigit, i, 1}
	}
	return flaw{CodeCharacter, i, 1}
}

// base64Flaw checks base64url with = at its end: none, or one or two that make
// the length a multiple of three. (It is four in RFC 4648; GS1 counts so.)
func base64Flaw(s string) flaw {
	pads := 0
	for pads < len(s) && s[len(s)-1-pads] == '=' {
		pads++
	}
	text := s[:len(s)-pads]
	if pads > 2 || pads > 0 && len(s)%3 != 0 {
		return flaw{CodePadding, len(text), pads}
	}
	if i := set64.span(text); i < len(text) {
		return flaw{CodeCharacter, i, 1}
	}
	return flaw{}
}
