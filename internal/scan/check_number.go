package scan

import "strings"

// checkMod10 is the check digit of all numeric GS1 keys: weights 3 and 1 from
// the right (GS1 General Specifications 7.9.1).
func checkMod10(s string) flaw {
	if s == "" {
		return whole(CodeCheckDigit, s)
	}
	if i := digits.span(s); i < len(s) {
		return flaw{CodeDigit, i, 1}
	}
	if !mod10(s) {
		return flaw{CodeCheckDigit, len(s) - 1, 1}
	}
	return flaw{}
}

// mod10 reports whether digits end with their check digit.
func mod10(s string) bool {
	odd, even := 0, 0 // counted from the check digit
	i := len(s) - 1
	for ; i > 0; i -= 2 {
		even += int(s[i] - '0')
		odd += int(s[i-1] - '0')
	}
	if i == 0 {
		even += int(s[0] - '0')
	}
	return (even+3*odd)%10 == 0
}

// check10 is the check digit to be put behind the digits s.
func check10(s string) byte {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// pairAlphabet are the characters of the check pair of GMN and MUDI.
const pairAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// pairPrimes are the weights of the check pair from the right.
var pairPrimes = primes(97)

func primes(n int) []int {
	var found []int
	for c := 2; len(found) < n; c++ {
		prime := true
		for _, p := range found {
			if c%p == 0 {
				prime = false
				break
			}
		}
		if prime {
			found = append(found, c)
		}
	}
	return found
}

// checkMod1021 is the pair of check characters of GMN and MUDI (GS1 General
// Specifications 7.9.5): the sum of character values times primes, modulo 1021,
// in base 32.
func checkMod1021(s string) flaw {
	if len(s) < 2 || len(s) > len(pairPrimes)+2 {
		return whole(CodePairLength, s)
	}
	body, given := s[:len(s)-2], s[len(s)-2:]
	sum := 0
	for i := range len(body) {
		v := strings.IndexByte(characters82, body[i])
		if v < 0 {
			return flaw{CodeCharacter, i, 1}
		}
		sum += v * pairPrimes[len(body)-1-i]
	}
	sum %= 1021
	if given[0] != pairAlphabet[sum>>5] || given[1] != pairAlphabet[sum&31] {
		return flaw{CodeCheckPair, len(body), 2}
	}
	return flaw{}
}

// prefixDigits is the shortest company prefix that GS1 gives.
const prefixDigits = 4

// checkPrefix asks that a key can begin with a company prefix. Which prefixes
// are given to whom is not known here.
func checkPrefix(s string) flaw {
	if len(s) < prefixDigits {
		return whole(CodePrefixShort, s)
	}
	if i := digits.span(s[:prefixDigits]); i < prefixDigits {
		return flaw{CodePrefix, i, 1}
	}
	return flaw{}
}

// checkPrefix1 is checkPrefix behind an indicator digit.
func checkPrefix1(s string) flaw {
	if len(s) < 2 {
		return whole(CodePrefixShort, s)
	}
	f := checkPrefix(s[1:])
	if f.code != "" {
		f.at++
	}
	return f
}

// checkPiece is a piece number and a total of the same length: 0102.
func checkPiece(s string) flaw {
	if f := digits.flaw(s); f.code != "" {
		return f
	}
	if s == "" || len(s)%2 != 0 {
		return whole(CodePieceLength, s)
	}
	half := len(s) / 2
	zero := func(v string) bool { return strings.Trim(v, "0") == "" }
	switch {
	case zero(s[:half]):
		return flaw{CodeZero, 0, half}
	case zero(s[half:]):
		return flaw{CodeZero, half, half}
	case s[:half] > s[half:]:
		return whole(CodePiece, s)
	}
	return flaw{}
}

// checkOrdinal is a position and an end, 1/3.
func checkOrdinal(s string) flaw {
	pos, end, ok := strings.Cut(s, "/")
	if !ok || pos == "" || end == "" || !digits.all(pos) || !digits.all(end) {
		return whole(CodeOrdinal, s)
	}
	switch {
	case pos[0] == '0':
		return flaw{CodeLeadingZero, 0, len(pos)}
	case end[0] == '0':
		return flaw{CodeLeadingZero, len(pos) + 1, len(end)}
	case len(pos) > len(end) || len(pos) == len(end) && pos > end:
		return whole(CodePiece, s)
	}
	return flaw{}
}

func checkLatitude(s string) flaw  { return checkAngle(s, "1800000000", CodeLatitude) }
func checkLongitude(s string) flaw { return checkAngle(s, "3600000000", CodeLongitude) }

// checkAngle is ten digits, in 1/10,000,000 of a degree, up to most.
func checkAngle(s, most, code string) flaw {
	if len(s) != len(most) {
		return whole(code, s)
	}
	if f := digits.flaw(s); f.code != "" {
		return f
	}
	if s > most {
		return whole(code, s)
	}
	return flaw{}
}

// checkIBAN is an international bank account number of ISO 13616: country,
// two check digits, and 97 that divides all of it, less one.
func checkIBAN(s string) flaw {
	const shortest, longest = 11, 34
	switch {
	case len(s) < 4:
		return whole(CodeIBANLength, s)
	case !countries2[s[:2]]:
		return flaw{CodeIBANCountry, 0, 2}
	case len(s) < shortest || len(s) > longest:
		return whole(CodeIBANLength, s)
	}
	rest := 0
	for i := range len(s) {
		at := (i + 4) % len(s)
		switch c := s[at]; {
		case isDigit(c):
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return flaw{CodeIBANCharacter, at, 1}
		}
	}
	if rest != 1 {
		return flaw{CodeIBANCheck, 2, 2}
	}
	return flaw{}
}
