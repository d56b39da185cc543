package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"lotgate/internal/sheet"
	"pgregory.net/rapid"
)

// book makes a workbook the way a person's spreadsheet does: numbers, dates
// and gaps.
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func set(t testing.TB, f *excelize.File, sheet string, cells map[string]any) {
	t.Helper()
	for cell, value := range cells {
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWorkbook(t *testing.T) {
	expiry := time.Date(2028, 3, 31, 0, 0, 0, 0, time.UTC)
	data := book(t, func(f *excelize.File) {
		set(t, f, "Sheet1", map[string]any{"A2": "item", "B2": "price", "C2": "expiry", "A5": 42, "B5": 1.1, "C5": expiry, "A6": "0042", "B6": 6901234567892})
		if _, err := f.NewSheet("empty"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.NewSheet("more"); err != nil {
			t.Fatal(err)
		}
		set(t, f, "more", map[string]any{"A1": "place", "A2": "甘草"})
	})
	sheets, err := sheet.Read(data)
	if err != nil || len(sheets) != 2 {
		t.Fatalf("Read = %d sheets, %v", len(sheets), err)
	}
	want := [][]any{{2, "item", "price", "expiry"}, {5, "42", "1.1", "46843"}, {6, "0042", "6901234567892", ""}}
	if diff := cmp.Diff(want, rows(sheets[0])); diff != "" {
		t.Error(diff)
	}
	if day, ok := sheets[0].Day("46843"); !ok || !day.Equal(expiry) {
		t.Errorf("Day = %v, %v, want %v", day, ok, expiry)
	}
	if diff := cmp.Diff([][]any{{1, "place"}, {2, "甘草"}}, rows(sheets[1])); sheets[1].Name != "more" || diff != "" {
		t.Error(sheets[1].Name, diff)
	}
}

func TestWorkbookCountsDaysFrom1904(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		yes := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			t.Fatal(err)
		}
		set(t, f, "Sheet1", map[string]any{"A1": "expiry", "A2": 45381})
	})
	sheets, err := sheet.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if day, _ := sheets[0].Day(sheets[0].Rows[0].Cells[0]); day.Format(time.DateOnly) != "2028-03-31" {
		t.Errorf("day is %v", day)
	}
}

// TestTextHasNoDays keeps "46843" in a CSV from becoming a day: only a
// workbook counts days.
func TestTextHasNoDays(t *testing.T) {
	sheets, err := sheet.Read([]byte("expiry\n46843\n"))
	if err != nil {
		t.Fatal(err)
	}
	if day, ok := sheets[0].Day("46843"); ok {
		t.Errorf("46843 became %v", day)
	}
}

// TestBinaryNoise reads a price as spreadsheets store it, and leaves alone
// what only looks like one.
func TestBinaryNoise(t *testing.T) {
	for stored, want := range map[string]string{
		"1.1000000000000001":    "1.1",
		"12.350000000000001":    "12.35",
		"0.30000000000000004":   "0.3",
		"28.949999999999999":    "28.95",
		"2.0000000000000001E-3": "2.0000000000000001E-3",
		"1.25":                  "1.25",
	} {
		data := rewrite(t, book(t, func(f *excelize.File) {
			set(t, f, "Sheet1", map[string]any{"A1": "price", "A2": 7777})
		}), "xl/worksheets/sheet1.xml", func(xml string) string { return strings.Replace(xml, "7777", stored, 1) })
		sheets, err := sheet.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		if got := sheets[0].Rows[0].Cells[0]; got != want {
			t.Errorf("%s was read as %s, want %s", stored, got, want)
		}
	}
}

// rewrite changes one part of a workbook.
func rewrite(t testing.TB, data []byte, part string, change func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			content = []byte(change(string(content)))
		}
		p, err := w.Create(f.Name)
		if err == nil {
			_, err = p.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestDamagedWorkbook cuts the XML of a sheet off, which the library alone
// would take for the end of the table.
func TestDamagedWorkbook(t *testing.T) {
	whole := book(t, func(f *excelize.File) {
		for i := 1; i <= 20; i++ {
			set(t, f, "Sheet1", map[string]any{fmt.Sprintf("A%d", i): fmt.Sprint("row", i)})
		}
	})
	if _, err := sheet.Read(whole); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"} {
		cut := rewrite(t, whole, part, func(xml string) string { return xml[:len(xml)/2] })
		sheets, err := sheet.Read(cut)
		var p *sheet.Problem
		if !errors.As(err, &p) || p.Text.Code != "sheet.broken_workbook" {
			t.Errorf("%s cut off: %d sheets, %v", part, len(sheets), err)
		}
	}
}

// TestZipBomb gives a small file that would unpack to more than is allowed.
func TestZipBomb(t *testing.T) {
	const most = 1 << 20
	defer sheet.LimitUnzipped(most)()
	small := book(t, func(f *excelize.File) { set(t, f, "Sheet1", map[string]any{"A1": "x", "A2": "y"}) })
	if _, err := sheet.Read(small); err != nil {
		t.Fatal(err)
	}
	bomb := rewrite(t, small, "xl/styles.xml", func(xml string) string { return xml + strings.Repeat(" ", most) })
	_, err := sheet.Read(bomb)
	var p *sheet.Problem
	if !errors.As(err, &p) || p.Text.Code != "sheet.broken_workbook" {
		t.Fatalf("%d bytes were read: %v", len(bomb), err)
	}
}

// cells draws what people and their spreadsheets may put into a cell.
var cells = rapid.OneOf(
	rapid.StringMatching(`[ -~甘草黄芪，。é=+@'"\n-]{0,12}[!-~]`),
	rapid.SampledFrom([]string{"=1+1", "+400d", "-20d", "-5", "@x", "'=x", "''=x", `say "no"`, "1e5", "0042", "a,b;c\td", "x\ny"}),
).Filter(func(s string) bool { return s == strings.TrimSpace(s) })

func back(t testing.TB, data []byte) (all [][]string) {
	t.Helper()
	sheets, err := sheet.Read(data)
	if err != nil || len(sheets) != 1 {
		t.Fatalf("%d sheets, %v", len(sheets), err)
	}
	for _, r := range sheets[0].Rows {
		all = append(all, r.Cells)
	}
	return all
}

// TestTextSurvives writes whatever cells there may be and reads them back.
func TestTextSurvives(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		table := sheet.Table{Header: []string{"a", "b", "c"}}
		for range rapid.IntRange(1, 6).Draw(r, "rows") {
			table.Rows = append(table.Rows, rapid.SliceOfN(cells, 3, 3).Draw(r, "row"))
		}
		var out bytes.Buffer
		if err := sheet.WriteCSV(&out, table); err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(table.Rows, back(t, out.Bytes())); diff != "" {
			r.Fatal(diff)
		}
	})
}

// TestWorkbookSurvives is the same of one workbook with many such cells.
func TestWorkbookSurvives(t *testing.T) {
	table := sheet.Table{Name: "t", Header: []string{"a", "b"}}
	for i := range 300 {
		table.Rows = append(table.Rows, []string{cells.Example(i), cells.Example(1000 + i)})
	}
	var out bytes.Buffer
	if err := sheet.WriteXLSX(&out, table); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(table.Rows, back(t, out.Bytes())); diff != "" {
		t.Error(diff)
	}
}

// TestNothingRuns opens what is written as a spreadsheet would see it.
func TestNothingRuns(t *testing.T) {
	var out bytes.Buffer
	cells := []string{"=cmd|'/c calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "-5.5", "plain"}
	if err := sheet.WriteCSV(&out, sheet.Table{Header: []string{"x"}, Rows: [][]string{cells}}); err != nil {
		t.Fatal(err)
	}
	want := "\xEF\xBB\xBFx\r\n'=cmd|'/c calc'!A0,'+1+1,'-1+1,'@SUM(A1),'\t=1,-5.5,plain\r\n"
	if got := out.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
