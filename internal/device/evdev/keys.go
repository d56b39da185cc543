package evdev

// Kinds of events, and the keys that are more than a character; see
// linux/input-event-codes.h.
const (
	evSyn, evKey          = 0, 1
	synDropped            = 3
	released, pressed     = 0, 1 // 2 is a key that repeats itself: no scanner's doing
	leftCtrl, rightCtrl   = 29, 97
	leftShift, rightShift = 42, 54
	leftAlt, rightAlt     = 56, 100
	capsLock              = 58
)

// board is the state of the keys of one keyboard.
type board struct {
	held map[uint16]bool // of shift, ctrl and alt
	caps bool
	alt  string // digits typed on the keypad while alt is held
}

func newBoard() *board { return &board{held: map[uint16]bool{}} }

func (b *board) shift() bool { return b.held[leftShift] || b.held[rightShift] }
func (b *board) ctrl() bool  { return b.held[leftCtrl] || b.held[rightCtrl] }
func (b *board) alted() bool { return b.held[leftAlt] || b.held[rightAlt] }

// press takes one key event and returns what it types.
func (b *board) press(code uint16, value int32) []byte {
	switch code {
	case leftShift, rightShift, leftCtrl, rightCtrl:
		b.held[code] = value != released
		return nil
	case leftAlt, rightAlt:
		b.held[code] = value != released
		if value == released && !b.alted() {
			return b.number()
		}
		return nil
	}
	if value != pressed {
		return nil
	}
	if code == capsLock {
		b.caps = !b.caps
		return nil
	}
	if digit, is := keypad[code]; is && b.alted() && len(b.alt) < 5 {
		b.alt += string(digit)
		return nil
	}
	return b.types(code)
}

// types is what a key types, with what is held beside it.
func (b *board) types(code uint16) []byte {
	if c, is := keypad[code]; is {
		return []byte{c}
	}
	if int(code) >= len(plain) || plain[code] == 0 {
		return nil
	}
	c, upper := plain[code], shifted[code]
	letter := c >= 'a' && c <= 'z'
	if b.ctrl() {
		return control(c, upper, b.shift())
	}
	if b.shift() != (letter && b.caps) {
		c = upper
	}
	return []byte{c}
}

// control is a control character: a scanner types GS as Ctrl+], RS as Ctrl+^
// (with or without Shift) and so on.
func control(c, upper byte, shift bool) []byte {
	switch {
	case c >= 'a' && c <= 'z':
		return []byte{c - 'a' + 1}
	case c == '[' || c == '\\' || c == ']':
		return []byte{c & 0x1F}
	case c == '6' || c == '-': // ^ and _
		return []byte{upper & 0x1F}
	case c == '2' && shift: // @
		return []byte{0}
	}
	return []byte{c}
}

// number is the character that was typed by its number, Alt+029 or Alt+29: of
// those beyond ASCII the one of Latin-1, as UTF-8.
func (b *board) number() []byte {
	digits := b.alt
	b.alt = ""
	n := 0
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	if digits == "" || n > 0xFF {
		return nil
	}
	return []byte(string(rune(n)))
}

// keypad is what the keypad types; with Alt held its digits make a number.
var keypad = map[uint16]byte{
	71: '7', 72: '8', 73: '9', 75: '4', 76: '5', 77: '6', 79: '1', 80: '2', 81: '3', 82: '0',
}

// plain and shifted are what each key types, by its code.
var plain, shifted = layout()

func layout() (plain, shifted [128]byte) {
	for _, row := range []struct {
		from         uint16
		plain, shift string
	}{
		{2, "1234567890-=", "!@#$%^&*()_+"},
		{15, "\t", "\t"},
		{16, "qwertyuiop[]\r", "QWERTYUIOP{}\r"},
		{30, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
		{43, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
		{57, " ", " "},
		{86, "\\", "|"}, // the key that only European keyboards have
	} {
		for i := range row.plain {
			plain[int(row.from)+i], shifted[int(row.from)+i] = row.plain[i], row.shift[i]
		}
	}
	for code, c := range map[int]byte{1: 0x1B, 14: '\b', 55: '*', 74: '-', 78: '+', 83: '.', 96: '\r', 98: '/', 111: 0x7F} {
		plain[code], shifted[code] = c, c
	}
	return plain, shifted
}
