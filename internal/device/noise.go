package device

import "unicode/utf8"

// noisy guesses whether a broken piece is line noise, as a gun at another
// baud rate or parity makes it: at least four bytes, of which a quarter or
// more are controls that codes do not carry or bytes that no UTF-8 text has.
// It only chooses the words for what is thrown away in any case.
func noisy(b []byte) bool {
	strange := 0
	total := len(b)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 || r < ' ' && !carried(byte(r)) || r == 0x7F {
			strange++
		}
		b = b[size:]
	}
	return total >= 4 && strange*4 >= total
}

// carried reports the control characters that codes and framings use: EOT and
// FS..US of ISO/IEC 15434, TAB, LF, CR, STX, ETX.
func carried(c byte) bool {
	switch c {
	case '\t', '\n', '\r', 0x02, 0x03, 0x04, 0x1C, 0x1D, 0x1E, 0x1F:
		return true
	}
	return false
}
