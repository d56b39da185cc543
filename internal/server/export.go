package server

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/sheet"
	"lotgate/internal/words"
)

// Every list is given as a table too, where format asks for one: the columns
// are the fields of its rows, so that no list has to say them again.

// mostExported bounds one table, which then says in its last row that there is
// more; of a longer list a part is asked for by a search. Only tests change it.
var mostExported = 50_000

// export writes all rows of a list that fit the search.
func export[R any](c *call, l listing[R], format string) error {
	write, known := map[string]func(*bytes.Buffer, sheet.Table) error{
		"csv":  func(b *bytes.Buffer, t sheet.Table) error { return sheet.WriteCSV(b, t) },
		"xlsx": func(b *bytes.Buffer, t sheet.Table) error { return sheet.WriteXLSX(b, t) },
	}[format]
	if !known {
		return fact.Refuse("bad_query", "name", "format", "value", format, "most", 1)
	}
	fields := columnsOf(reflect.TypeFor[R](), nil)
	table := sheet.Table{Name: c.route.about.name}
	for _, f := range fields {
		table.Header = append(table.Header, c.heading(f.name))
	}
	err := c.Ledger.View(func(view fact.View) error {
		l.each(view, "", func(row R) bool {
			switch {
			case !l.fits(row, c.r.URL.Query().Get("q")):
			case len(table.Rows) == mostExported:
				table.Rows = append(table.Rows, []string{words.Say("export.cut", "n", mostExported).In(c.language())})
				return false
			default:
				table.Rows = append(table.Rows, c.cells(reflect.ValueOf(row), fields))
			}
			return true
		})
		return nil
	})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := write(&out, table); err != nil {
		return err
	}
	c.attach(c.route.about.name + "." + format)
	return c.sendBytes(map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": xlsx}[format], out.Bytes())
}

// column is one field of a row that a table can show.
type column struct {
	name string // as JSON has it
	at   []int  // its index, as of reflect.Value.FieldByIndex
}

// columnsOf lists the fields of a row in their order, those of an embedded one
// where it stands.
func columnsOf(t reflect.Type, at []int) (columns []column) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, at...), i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			columns = append(columns, columnsOf(f.Type, index)...)
		case f.IsExported() && name != "-" && inOneCell(f.Type):
			columns = append(columns, column{either(name, f.Name), index})
		}
	}
	return columns
}

// inOneCell reports whether a field fits into one cell.
func inOneCell(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[words.Names](), reflect.TypeFor[words.Text](), reflect.TypeFor[time.Time]():
		return true
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint64:
		return true
	case reflect.Slice:
		return t.Elem().Kind() == reflect.String
	}
	return false
}

// heading is a column's name in words where the catalogue has one.
func (c *call) heading(name string) string {
	if said, known := words.Catalogue(c.language())["export."+name]; known {
		return said
	}
	return name
}

func (c *call) cells(row reflect.Value, columns []column) (cells []string) {
	for _, f := range columns {
		cells = append(cells, c.cell(f.name, row.FieldByIndex(f.at)))
	}
	return cells
}

func (c *call) cell(name string, v reflect.Value) string {
	switch value := v.Interface().(type) {
	case words.Names:
		return value.In(c.language())
	case words.Text:
		return value.In(c.language())
	case colour:
		if value == "" {
			return ""
		}
		return words.Say("colour." + string(value)).In(c.language())
	case time.Time:
		if value.IsZero() {
			return ""
		}
		return value.Format(time.DateTime)
	}
	switch v.Kind() {
	case reflect.Bool:
		return words.Say("export.is_" + strconv.FormatBool(v.Bool())).In(c.language())
	case reflect.Int, reflect.Int64:
		if strings.HasSuffix(name, "E4") {
			return money(v.Int())
		}
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = v.Index(i).String()
		}
		return strings.Join(parts, ", ")
	}
	return v.String()
}

// money writes 1/10,000 of the currency unit in full: a table may be summed.
func money(valueE4 int64) string {
	sign := ""
	if valueE4 < 0 {
		sign, valueE4 = "-", -valueE4
	}
	return fmt.Sprintf("%s%d.%04d", sign, valueE4/10_000, valueE4%10_000)
}
