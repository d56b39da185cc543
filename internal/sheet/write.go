package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Table is what WriteCSV and WriteXLSX write.
type Table struct {
	Name   string // of the workbook's sheet
	Header []string
	Rows   [][]string
}

// WriteCSV writes t as UTF-8 with a mark, without which spreadsheets in China
// take it for GBK. A cell that a spreadsheet would run as a formula gets an
// apostrophe in front.
func WriteCSV(w io.Writer, t Table) error {
	if _, err := w.Write(utf8Mark); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Inert(cell)
		}
		if err := c.Write(safe); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// Inert is cell as a spreadsheet will not run it. Figures stay as they are.
func Inert(cell string) string {
	live := strings.TrimLeft(cell, "'") // what was made inert before is so once more
	if live == "" || !strings.ContainsRune("=+-@\t\r", rune(live[0])) {
		return cell
	}
	if cell[0] == '-' && len(cell) > 1 && strings.Trim(cell[1:], "0123456789.") == "" {
		return cell
	}
	return "'" + cell
}

// alive takes back what Inert did.
func alive(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && Inert(rest) == cell {
		return rest
	}
	return cell
}

// WriteXLSX writes tables as one workbook, a sheet each. Every cell is text,
// so that a code keeps its leading zeros and nothing is run.
func WriteXLSX(w io.Writer, tables ...Table) error {
	book := excelize.NewFile()
	err := fillBook(book, tables)
	if err == nil {
		err = book.Write(w)
	}
	if closed := book.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func fillBook(book *excelize.File, tables []Table) error {
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49}) // "@": text
	if err != nil {
		return err
	}
	for i, t := range tables {
		if i == 0 {
			err = book.SetSheetName(book.GetSheetName(0), t.Name)
		} else {
			_, err = book.NewSheet(t.Name)
		}
		if err == nil {
			err = t.stream(book, text)
		}
		if err != nil {
			return fmt.Errorf("sheet %s: %w", t.Name, err)
		}
	}
	return nil
}

// stream writes row by row, so that a large table does not stand in memory
// a second time as cells.
func (t Table) stream(book *excelize.File, style int) error {
	s, err := book.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := s.SetColStyle(1, MaxColumns, style); err != nil {
		return err
	}
	for i, row := range append([][]string{t.Header}, t.Rows...) {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = excelize.Cell{StyleID: style, Value: cell}
		}
		if err := s.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return err
		}
	}
	return s.Flush()
}
