package datamatrix

// Arithmetic in the field of 256 with the polynomial 301, as logarithms.
var logarithm, power = tables()

func tables() (logarithm [256]int, power [510]byte) {
	for x, i := 1, 0; i < 255; i++ {
		power[i], power[i+255] = byte(x), byte(x)
		logarithm[x] = i
		if x *= 2; x > 255 {
			x ^= 301
		}
	}
	return logarithm, power
}

// generators are the polynomials of each number of check words that is used,
// without their leading 1 and highest power first.
var generators = func() map[int][]byte {
	all := map[int][]byte{}
	for i := range sizes {
		s := &sizes[i]
		if all[s.check] == nil {
			all[s.check] = generator(s.check)
		}
	}
	return all
}()

func generator(degree int) []byte {
	g := make([]byte, degree+1) // g[i] goes with x to the i
	g[0] = 1
	for root := 1; root <= degree; root++ {
		for i := root; i >= 0; i-- {
			below := byte(0)
			if i > 0 {
				below = g[i-1]
			}
			if g[i] != 0 {
				g[i] = power[logarithm[g[i]]+root%255]
			}
			g[i] ^= below
		}
	}
	turned := make([]byte, degree)
	for i := range turned {
		turned[i] = g[degree-1-i]
	}
	return turned
}

// correct appends the check words of all blocks. Data words are dealt out to
// the blocks one by one, and check words are collected the same way.
func (s *size) correct(words []byte) []byte {
	g := generators[s.check]
	words = append(words, make([]byte, s.check*s.blocks)...)
	rest := make([]byte, s.check)
	for block := range s.blocks {
		clear(rest)
		for i := block; i < s.data; i += s.blocks {
			divide(rest, g, words[i])
		}
		for i, word := range rest {
			words[s.data+block+i*s.blocks] = word
		}
	}
	return words
}

// divide takes one more data word into the remainder.
func divide(rest, g []byte, word byte) {
	k := word ^ rest[0]
	copy(rest, rest[1:])
	rest[len(rest)-1] = 0
	if k == 0 {
		return
	}
	log := logarithm[k]
	for i, c := range g {
		if c != 0 {
			rest[i] ^= power[logarithm[c]+log]
		}
	}
}
