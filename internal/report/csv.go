package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// CSV writes the table, UTF-8 with a byte order mark, without which the
// spreadsheet programs of a Chinese office read it as GB18030.
func (d Document) CSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("writing %s as CSV: %w", d.Title, err)
	}
	out := csv.NewWriter(w)
	var titles []string
	for _, c := range d.Columns {
		titles = append(titles, c.Title)
	}
	rows := append([][]string{titles}, d.Rows...)
	if len(d.Totals) > 0 {
		rows = append(rows, d.Totals)
	}
	for _, row := range rows {
		if err := out.Write(inert(row)); err != nil {
			return fmt.Errorf("writing %s as CSV: %w", d.Title, err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("writing %s as CSV: %w", d.Title, err)
	}
	return nil
}

// inert is row with every cell that a spreadsheet would take for a formula
// turned into text by an apostrophe. Plain negative numbers stay numbers.
func inert(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		out[i] = cell
		if startsFormula(cell) && !number(cell) {
			out[i] = "'" + cell
		}
	}
	return out
}

func startsFormula(cell string) bool {
	return cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0]))
}

// number reports whether cell is a signed decimal number and nothing else.
func number(cell string) bool {
	digits := strings.TrimLeft(cell, "+-")
	return len(cell)-len(digits) == 1 && digits != "" && strings.Trim(digits, "0123456789.") == "" && strings.Count(digits, ".") < 2
}
