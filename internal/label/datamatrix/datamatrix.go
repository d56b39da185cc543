// Package datamatrix encodes DataMatrix ECC 200 (ISO/IEC 16022), squares in
// ASCII encodation, at the rate of a scan a few microseconds: every label has
// one, and a sheet of labels has hundreds. Where a codeword's bits lie in a
// size of symbol is worked out once and kept.
package datamatrix

import "errors"

// FNC1 among the data stands for function code 1: at the head it marks GS1, and
// after that it ends an element of variable length. It is no byte of data, so
// Data holds it beside them.
const FNC1 = 0x100

// ErrSize says that the data need a larger symbol than there is.
var ErrSize = errors.New("datamatrix: too much data")

// Symbol is modules without quiet zone, a byte each, row by row; 1 is dark.
type Symbol struct {
	Side    int
	Modules []byte
}

// Encode draws data, bytes or FNC1 each, as the smallest square that holds it
// and is no wider than side modules.
func Encode(data []int, side int) (Symbol, error) {
	words := codewords(data)
	for i := range sizes {
		s := &sizes[i]
		if s.side > side {
			break
		}
		if s.data >= len(words) {
			words = s.correct(s.pad(words))
			return s.draw(words), nil
		}
	}
	return Symbol{}, ErrSize
}

// codewords are data in ASCII encodation: two digits make one, FNC1 is 232 and
// a byte beyond ASCII is announced by the upper shift, 235.
func codewords(data []int) []byte {
	words := make([]byte, 0, len(data)+16)
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case digit(c) && i+1 < len(data) && digit(data[i+1]):
			words = append(words, byte(130+10*(c-'0')+data[i+1]-'0'))
			i++
		case c == FNC1:
			words = append(words, 232)
		case c > 127:
			words = append(words, 235, byte(c-127))
		default:
			words = append(words, byte(c+1))
		}
	}
	return words
}

func digit(c int) bool { return c >= '0' && c <= '9' }

// pad fills up to what the symbol holds: 129, then pseudo-random numbers, so
// that no pattern stands in the symbol.
func (s *size) pad(words []byte) []byte {
	for first := true; len(words) < s.data; first = false {
		word := 129
		if !first {
			word += (149*(len(words)+1))%253 + 1
		}
		if word > 254 {
			word -= 254
		}
		words = append(words, byte(word))
	}
	return words
}
