package sheet_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"lotgate/internal/sheet"
	"lotgate/internal/words"
)

// rows is a table in short: each row as its number and cells.
func rows(s sheet.Sheet) (all [][]any) {
	add := func(number int, cells []string) {
		row := []any{number}
		for _, c := range cells {
			row = append(row, c)
		}
		all = append(all, row)
	}
	add(s.HeaderRow, s.Header)
	for _, r := range s.Rows {
		add(r.Number, r.Cells)
	}
	return all
}

func gb18030(t *testing.T, text string) []byte {
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func utf16(t *testing.T, text string) []byte {
	b, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRead(t *testing.T) {
	item := [][]any{{1, "item", "name"}, {2, "A1", "甘草"}}
	for name, test := range map[string]struct {
		data []byte
		want [][]any
	}{
		"comma":              {[]byte("item,name\nA1,甘草\n"), item},
		"no newline at end":  {[]byte("item,name\nA1,甘草"), item},
		"semicolon":          {[]byte("item;name\nA1;甘草\n"), item},
		"tab":                {[]byte("item\tname\nA1\t甘草\n"), item},
		"lines end in CRLF":  {[]byte("item,name\r\nA1,甘草\r\n"), item},
		"lines end in CR":    {[]byte("item,name\rA1,甘草\r"), item},
		"UTF-8 with a mark":  {[]byte("\xEF\xBB\xBFitem,name\nA1,甘草\n"), item},
		"UTF-16":             {utf16(t, "item\tname\nA1\t甘草\n"), item},
		"GB18030":            {gb18030(t, "item,name\nA1,甘草\n"), item},
		"blanks around":      {[]byte(" item ,name\nA1,\u3000甘草\u00a0\n"), item},
		"quoted":             {[]byte("item,\"name\"\n\"A1\",\"甘草\"\n"), item},
		"columns left empty": {[]byte("item,name,,\nA1,甘草,,\n"), item},
		"short row":          {[]byte("item,name\nA1\n"), [][]any{{1, "item", "name"}, {2, "A1", ""}}},
		"empty rows":         {[]byte("\n\nitem,name\n\n,\nA1,甘草\n"), [][]any{{3, "item", "name"}, {6, "A1", "甘草"}}},
		"line break inside":  {[]byte("item,name\nA1,\"a\nb\"\n\nA2,c\n"), [][]any{{1, "item", "name"}, {2, "A1", "a\nb"}, {4, "A2", "c"}}},
		"quotes inside":      {[]byte("item,name\nA1,\"5\"\" needle\"\n"), [][]any{{1, "item", "name"}, {2, "A1", `5" needle`}}},
		"separator inside":   {[]byte("item,\"a;b;c\"\nA1,\"x,y\"\n"), [][]any{{1, "item", "a;b;c"}, {2, "A1", "x,y"}}},
		"one column":         {[]byte("item\nA1\n"), [][]any{{1, "item"}, {2, "A1"}}},
		"made inert":         {[]byte("item,name\nA1,'=1+1\nA2,'tis\n"), [][]any{{1, "item", "name"}, {2, "A1", "=1+1"}, {3, "A2", "'tis"}}},
	} {
		t.Run(name, func(t *testing.T) {
			sheets, err := sheet.Read(test.data)
			if err != nil || len(sheets) != 1 {
				t.Fatalf("Read = %d sheets, %v", len(sheets), err)
			}
			if diff := cmp.Diff(test.want, rows(sheets[0]), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadNothing(t *testing.T) {
	for _, data := range []string{"", "\n\n", "\xEF\xBB\xBF", ",,\n,,\n"} {
		if sheets, err := sheet.Read([]byte(data)); err != nil || len(sheets) != 0 {
			t.Errorf("Read(%q) = %v, %v", data, sheets, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	wide := strings.Repeat("x,", sheet.MaxColumns) + "x\n"
	for name, test := range map[string]struct {
		data string
		row  int
		code string
	}{
		"quote left open":     {"item,name\nA1,x\nA2,\"oh\nA3,y\n", 3, "sheet.open_quote"},
		"open in the last":    {"item,name\nA1,\"x\n", 2, "sheet.open_quote"},
		"text after a quote":  {"item,name\nA1,\"x\"y\n", 2, "sheet.stray_quote"},
		"quote inside a text": {"item,name\nA1,5\" needle\n", 2, "sheet.stray_quote"},
		"after a line break":  {"item,name\nA1,\"a\nb\"\nA2,5\" needle\n", 3, "sheet.stray_quote"},
		"cells beyond header": {"item,name\nA1,x\nA2,x,y\n", 3, "sheet.beyond_header"},
		"too many columns":    {wide, 1, "sheet.too_wide"},
		"a long cell":         {"item\n" + strings.Repeat("x", sheet.MaxCell+1) + "\n", 2, "sheet.cell_too_long"},
		"too many rows":       {"item\n" + strings.Repeat("x\n", sheet.MaxRows+1), sheet.MaxRows + 2, "sheet.too_long"},
		"zero bytes":          {"item,name\nA1,\x00\n", 2, "sheet.not_a_table"},
		"Latin-1":             {"item,name\nA1,caf\xe9 au lait\n", 2, "sheet.encoding"},
		"damaged UTF-8":       {"item,name\nA1,甘草黄芪\xe5当归\n", 2, "sheet.encoding"},
		"old workbook":        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", 0, "sheet.old_workbook"},
		"broken zip":          {"PK\x03\x04rest", 0, "sheet.broken_workbook"},
		"too big":             {strings.Repeat("x", sheet.MaxBytes+1), 0, "sheet.too_big"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.Read([]byte(test.data))
			var p *sheet.Problem
			if !errors.As(err, &p) || p.Row != test.row || p.Text.Code != test.code {
				t.Fatalf("Read = %#v, want %s in row %d", err, test.code, test.row)
			}
			for _, l := range words.Languages {
				if said := p.Text.In(l); said == p.Text.Code || strings.Contains(said, "{") {
					t.Errorf("in %s: %q", l, said)
				}
			}
		})
	}
}

func TestLetter(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 63: "BL", 701: "ZZ", 702: "AAA"} {
		if got := sheet.Letter(i); got != want {
			t.Errorf("Letter(%d) = %s, want %s", i, got, want)
		}
	}
}

// FuzzRead looks for bytes that make the reader fail otherwise than with a
// *Problem, or answer with a table that breaks its own promises.
func FuzzRead(f *testing.F) {
	var book bytes.Buffer
	if err := sheet.WriteXLSX(&book, sheet.Table{Name: "a", Header: []string{"x"}, Rows: [][]string{{"1"}}}); err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "a,b\n1,2\n", "\xFF\xFEa\x00", "a\n\"", "\xB8\xCA\xB2\xDD,\xA1\xA1\n", "a;b\r\n\r\n;", book.String(), "PK\x03\x04", `<d n="1"><r x="2"><c>3</c><c>4</c></r><r y="5"/></d>`, "<d>\n<r/>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sheets, err := sheet.Read(data)
		var p *sheet.Problem
		if err != nil && !errors.As(err, &p) {
			t.Fatalf("not a *Problem: %v", err)
		}
		for _, s := range sheets {
			last := s.HeaderRow
			for _, r := range s.Rows {
				if len(r.Cells) != len(s.Header) || r.Number < last {
					t.Fatalf("row %d after %d has %d cells of %d", r.Number, last, len(r.Cells), len(s.Header))
				}
				last = r.Number
			}
		}
	})
}
