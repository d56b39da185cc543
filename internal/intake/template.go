package intake

import (
	"bytes"
	"fmt"

	"lotgate/internal/sheet"
	"lotgate/internal/words"
)

// Template is an empty table of a kind as CSV, with the titles of its columns
// in a language; a star marks those that must be there.
func Template(kind Kind, l words.Language) ([]byte, error) {
	var out bytes.Buffer
	if err := sheet.WriteCSV(&out, table(kind, l)); err != nil {
		return nil, fmt.Errorf("template of %s: %w", kind, err)
	}
	return out.Bytes(), nil
}

// Workbook is the templates of all kinds as one XLSX, a sheet each.
func Workbook(l words.Language) ([]byte, error) {
	var tables []sheet.Table
	for _, kind := range Kinds {
		tables = append(tables, table(kind, l))
	}
	var out bytes.Buffer
	if err := sheet.WriteXLSX(&out, tables...); err != nil {
		return nil, fmt.Errorf("workbook of templates: %w", err)
	}
	return out.Bytes(), nil
}

func table(kind Kind, l words.Language) sheet.Table {
	t := sheet.Table{Name: kind.Name().In(l)}
	required := len(kind.required())
	for i, column := range kind.columns() {
		star := ""
		if i < required {
			star = "*"
		}
		t.Header = append(t.Header, title(column).In(l)+star)
	}
	return t
}
