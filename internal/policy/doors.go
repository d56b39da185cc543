package policy

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// doors is the one table of the house: which goods pass which door. It is
// written by hand; a test holds Fit to it, cell by cell.
//
//go:embed doors.txt
var doors string

// Doors is the table to print, with what its refusals say in language l.
func Doors(l words.Language) string {
	var b strings.Builder
	b.WriteString(doors)
	b.WriteString("\n")
	for _, code := range refusalsIn(doors) {
		fmt.Fprintf(&b, "%-16s %s\n", code, fact.Headline(code).In(l))
	}
	return b.String()
}

// refusalsIn lists the codes of a table of doors, sorted.
func refusalsIn(table string) (codes []string) {
	for row := range strings.Lines(table) {
		parts := strings.Split(row, "|")
		if strings.HasPrefix(row, "#") || len(parts) != 3 {
			continue
		}
		for _, code := range strings.Fields(parts[2]) {
			if code != "-" {
				codes = append(codes, code)
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
