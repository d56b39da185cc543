package scan

import (
	"os"
	"strings"
	"testing"
)

// misset is a row of MISSET.md.
type misset struct {
	what, raw, reading, marked string
}

func missetRows(t *testing.T) []misset {
	text, err := os.ReadFile("MISSET.md")
	if err != nil {
		t.Fatal(err)
	}
	const bar = "\x00"
	var rows []misset
	for _, line := range strings.Split(string(text), "\n") {
		f := strings.Split(strings.ReplaceAll(line, `\|`, bar), "|")
		if len(f) != 7 || strings.Trim(f[1], " #-") == "" {
			continue
		}
		for i := range f {
			f[i] = strings.ReplaceAll(strings.TrimSpace(f[i]), bar, "|")
		}
		rows = append(rows, misset{f[2], unescapeRow(strings.Trim(f[3], "`")), strings.ReplaceAll(f[4], "`", ""), f[5]})
	}
	return rows
}

// told is a reading as the table writes it.
func told(r *Reading) string {
	if len(r.Candidates) == 0 {
		return r.Bracketed()
	}
	var ways []string
	for i := range r.Candidates {
		ways = append(ways, r.Candidates[i].Bracketed())
	}
	return "asks: " + strings.Join(ways, " or ")
}

func marksOf(r *Reading) string {
	var codes []string
	for _, d := range r.Doubts {
		codes = append(codes, d.Code)
	}
	if len(codes) == 0 {
		return "-"
	}
	return strings.Join(codes, " ")
}

func TestMissetScannersAreUnderstood(t *testing.T) {
	rows := missetRows(t)
	if len(rows) < 24 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, row := range rows {
		r, err := Decode([]byte(row.raw), Options{Today: "2026-11-23"})
		if err != nil {
			t.Errorf("%s: %q: %v", row.what, row.raw, err)
			continue
		}
		if got := told(&r); got != row.reading {
			t.Errorf("%s: %q\n reads %s\n want  %s", row.what, row.raw, got, row.reading)
		}
		if got := marksOf(&r); got != row.marked {
			t.Errorf("%s: %q is marked %s, want %s", row.what, row.raw, got, row.marked)
		}
	}
}
