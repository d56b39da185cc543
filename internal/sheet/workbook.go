package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

var reading = excelize.Options{
	RawCellValue:      true, // a figure as it is, not as a format rounds it
	UnzipSizeLimit:    MaxUnzipped,
	UnzipXMLSizeLimit: MaxUnzipped, // nothing of it goes to the disk
}

func readWorkbook(data []byte) (sheets []Sheet, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), reading)
	if err != nil {
		return nil, refuse(0, "broken_workbook")
	}
	defer func() {
		if err := book.Close(); err != nil && sheets != nil {
			sheets = nil
		}
	}()
	if err := wellFormed(book); err != nil {
		return nil, err
	}
	names := book.GetSheetList()
	if len(names) > maxSheets {
		return nil, refuse(0, "too_many_sheets", "most", maxSheets)
	}
	rows := 0
	for _, name := range names {
		s := Sheet{Name: name, day0: dayZero(book)}
		if err := s.fill(book); err != nil {
			return nil, inSheet(err, name)
		}
		if rows += len(s.Rows); rows > MaxRows {
			return nil, refuse(0, "too_long", "most", MaxRows)
		}
		if s.HeaderRow > 0 {
			sheets = append(sheets, s)
		}
	}
	return sheets, nil
}

func inSheet(err error, name string) error {
	var p *Problem
	if errors.As(err, &p) {
		p.Sheet = name
	}
	return err
}

func (s *Sheet) fill(book *excelize.File) error {
	rows, err := book.Rows(s.Name)
	if err != nil {
		return refuse(0, "broken_workbook")
	}
	defer rows.Close()
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns(reading)
		if err != nil {
			return refuse(number, "broken_workbook")
		}
		for i := range cells {
			cells[i] = plainNumber(cells[i])
		}
		if err := s.add(number, cells); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return refuse(0, "broken_workbook")
	}
	return nil
}

// wellFormed reads the XML of a workbook through. The library takes damaged
// XML for its end, and so would import half a table without a word.
func wellFormed(book *excelize.File) (err error) {
	book.Pkg.Range(func(key, value any) bool {
		name, _ := key.(string)
		content, _ := value.([]byte)
		if strings.HasPrefix(name, "xl/") && strings.HasSuffix(name, ".xml") {
			err = readThrough(content)
		}
		return err == nil
	})
	return err
}

func readThrough(content []byte) error {
	d := xml.NewDecoder(bytes.NewReader(content))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		_, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return refuse(0, "broken_workbook")
		}
	}
}

// dayZero is what number 0 stands for. In the usual count, day 60 is a 29
// February 1900 that never was, so that zero lies a day early for all days
// after it.
func dayZero(book *excelize.File) time.Time {
	properties, err := book.GetWorkbookProps()
	if err == nil && properties.Date1904 != nil && *properties.Date1904 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
}

// plainNumber takes back the noise of binary fractions: spreadsheets store
// 1.1 with 17 digits as 1.1000000000000001 and mean 15.
func plainNumber(cell string) string {
	if len(cell) < 17 || len(cell) > 24 || !strings.Contains(cell, ".") || strings.Trim(cell, "-.0123456789") != "" {
		return cell
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.Abs(v) >= 1e15 || math.Abs(v) < 1e-4 {
		return cell
	}
	whole, _, _ := strings.Cut(strings.TrimLeft(cell, "-0"), ".")
	rounded := strconv.FormatFloat(v, 'f', 15-len(whole), 64)
	return strings.TrimRight(strings.TrimRight(rounded, "0"), ".")
}
