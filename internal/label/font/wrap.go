package font

import "strings"

// Wrap breaks text into at most rows lines of width dots, or returns nil if it
// does not fit. Chinese breaks anywhere but before a closing mark, the rest
// between words; a word longer than a line is broken where it must be.
func (f Face) Wrap(text string, width, rows int) []string {
	var lines []string
	rest := []rune(Spell(text))
	for len(rest) > 0 {
		if len(lines) == rows {
			return nil
		}
		n := f.breakAt(rest, width)
		if n == 0 {
			return nil
		}
		lines = append(lines, strings.TrimRight(string(rest[:n]), " "))
		rest = trimLeft(rest[n:])
	}
	return lines
}

// breakAt is how many characters of rest go on this line, 0 if not even one.
func (f Face) breakAt(rest []rune, width int) int {
	fits := 0
	for pen := 0; fits < len(rest); fits++ {
		pen += f.Advance(rest[fits])
		if (pen+63)>>6 > width {
			break
		}
	}
	if fits == len(rest) {
		return fits
	}
	for n := fits; n > 0; n-- {
		if mayBreak(rest[n-1], rest[n]) {
			return n
		}
	}
	return fits
}

// mayBreak reports whether a line may end between before and after.
func mayBreak(before, after rune) bool {
	if strings.ContainsRune("，。、；：！？）》】”’)]},.;:!?%°", after) || strings.ContainsRune("（《【“‘([{", before) {
		return false
	}
	return before == ' ' || after == ' ' || before == '-' || before == '/' || han(before) || han(after)
}

// han reports whether r is a Chinese character or mark, between which lines break.
func han(r rune) bool { return r >= 0x2e80 }

func trimLeft(text []rune) []rune {
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	return text
}
