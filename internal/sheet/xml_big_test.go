package sheet_test

import (
	"fmt"
	"strings"
	"testing"

	"lotgate/internal/sheet"
)

// TestManyCodesInOneElement reads a line with a hundred thousand codes, and as
// many lines with one.
func TestManyCodesInOneElement(t *testing.T) {
	const n = 100_000
	var one, many strings.Builder
	one.WriteString(`<d note="N"><r>`)
	many.WriteString(`<d note="N">`)
	for i := range n {
		fmt.Fprintf(&one, "<code>8021761%013d</code>", i)
		fmt.Fprintf(&many, "<r><code>8021761%013d</code></r>", i)
	}
	for text, rows := range map[string]int{one.String() + "</r></d>": 1, many.String() + "</d>": n} {
		sheets, err := sheet.Read([]byte(text))
		if err != nil || len(sheets[0].Rows) != rows || strings.Count(sheets[0].Rows[rows-1].Cells[1], "8021761") != n/rows {
			t.Fatalf("%d rows, %v", len(sheets), err)
		}
	}
}

// TestAListInEveryRow: what stands once in a small file may not become a table
// that fills the memory.
func TestAListInEveryRow(t *testing.T) {
	half := strings.Repeat("x", 1<<20)
	text := "<d><a>" + half + "</a><a>" + half + "</a>" + strings.Repeat(`<r k="1"/>`, 1000) + "</d>"
	if _, err := sheet.Read([]byte(text)); err == nil {
		t.Fatal("two gibibytes of cells were read from two mebibytes")
	}
}
