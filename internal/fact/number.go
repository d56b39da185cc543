package fact

import "strings"

// NewNumberedTable names a table whose keys are numbers of documents. They
// sort as people count: RK-2026-9999 before RK-2026-10000, CG-999 before
// CG-1001.
func NewNumberedTable[V any](name string) Table[V] { return Table[V]{name: name, numbered: true} }

const digits = "0123456789"

// longestNumber is the most digits that are counted; a longer row of them is a
// text like any other.
const longestNumber = 31

// Ordered gives a number the form in which it sorts: how many digits it ends
// in stands before them, as a control character, which no key contains.
func Ordered(number string) string {
	head := strings.TrimRight(number, digits)
	n := len(number) - len(head)
	if n == 0 || n > longestNumber {
		return number
	}
	return head + string(rune(n)) + number[len(head):]
}

// unordered takes a number back out of the form in which it sorts.
func unordered(key string) string {
	mark := strings.IndexFunc(key, func(r rune) bool { return r < ' ' })
	if mark < 0 {
		return key
	}
	return key[:mark] + key[mark+1:]
}
