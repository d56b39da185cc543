package document

import (
	"strings"
	"unicode/utf8"
)

// longestText bounds what a person writes on a paper, in characters.
const longestText = 500

// said reports whether a person wrote something that can be kept and printed.
func said(text string) bool { return strings.TrimSpace(text) != "" && printable(text) }

// printable reports whether a text, which may be empty, can be kept and
// printed: not overlong, and no control characters but the end of a line.
func printable(text string) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= longestText &&
		strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }) < 0
}
