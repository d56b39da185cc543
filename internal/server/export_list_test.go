package server_test

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/server"
	"lotgate/internal/sheet"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestEveryListIsATable: whatever answers with rows and where to go on gives
// them as CSV and XLSX too, and says so in the description.
func TestEveryListIsATable(t *testing.T) {
	h := papered(t)
	c := h.desk("admin")
	erp := h.program("erp", auth.TokenRights...)
	type parameter struct{ Name string }
	doc := into[struct {
		Paths map[string]map[string]struct {
			OperationID string
			Parameters  []parameter
			Responses   map[string]struct {
				Content map[string]struct {
					Schema struct {
						Ref        string `json:"$ref"`
						Properties map[string]any
					}
				}
			}
		}
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}](t, c.want(http.StatusOK, "GET", "/api/openapi.json", "").text)
	lists, untold := 0, map[string]bool{}
	for path, methods := range doc.Paths {
		get, is := methods["get"]
		schema := get.Responses["200"].Content["application/json"].Schema
		properties := schema.Properties
		if schema.Ref != "" {
			properties = doc.Components.Schemas[schema.Ref[strings.LastIndex(schema.Ref, "/")+1:]].Properties
		}
		if _, rows := properties["rows"]; !is || !rows || get.OperationID == "document-states" {
			continue
		}
		lists++
		if !slices.Contains(get.Parameters, parameter{"format"}) {
			t.Errorf("%s does not say that it may be asked for as a table", path)
		}
		path = strings.NewReplacer("{kind}", "damage", "{id}", "BS-2026-0001", "{by}", "document").Replace(path)
		for _, format := range []string{"csv", "xlsx"} {
			a := erp.ask("GET", path+"?item=A&lot=1&lang=zh-CN&format="+format, "")
			if a.code() == "no_right" {
				a = c.ask("GET", path+"?item=A&lot=1&lang=zh-CN&format="+format, "")
			}
			tables, err := sheet.Read([]byte(a.text))
			if err == nil && len(tables) == 1 {
				for _, title := range tables[0].Header {
					if strings.Trim(title, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" && title != "GLN" {
						untold[title] = true
					}
				}
			}
			if a.StatusCode != http.StatusOK || err != nil || len(tables) != 1 {
				t.Errorf("%s as %s: %d %.200s, %v", path, format, a.StatusCode, a.text, err)
			}
		}
	}
	if len(untold) > 0 {
		t.Errorf("columns without a title: %v", slices.Sorted(maps.Keys(untold)))
	}
	if lists < 20 {
		t.Errorf("only %d lists were found", lists)
	}
}

// TestNothingRuns: no cell that came from outside is run by a spreadsheet that
// opens an export.
func TestNothingRuns(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{`=HYPERLINK("http://x","y")`, "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "'=1+1", "-5", "plain"} {
		h.ledger.apply(stock.SupplierDefined{Supplier: stock.Supplier{ID: "S" + name, Name: words.Names{ZH: name, EN: name}}})
	}
	c := h.program("erp", auth.StockView)
	text := c.want(http.StatusOK, "GET", "/api/v1/suppliers?lang=en&format=csv", "").text
	for _, want := range []string{`"'=HYPERLINK(""http://x"",""y"")"`, ",'+1+1,", ",'-1+1,", ",'@SUM(A1),", "'\t=1+1", `"S=1+1","'=1+1"`, ",''=1+1,", ",-5,", ",plain,"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%q", want, text)
		}
	}
	for _, start := range []string{",=", `,"=`, ",+", ",@", ",\t", ",\"\t"} {
		if strings.Contains(text, start) {
			t.Errorf("a cell begins with %q in\n%q", start, text)
		}
	}
	book := c.want(http.StatusOK, "GET", "/api/v1/suppliers?lang=en&format=xlsx", "").text
	if formulas := sheetFormulas(t, []byte(book)); formulas != 0 {
		t.Errorf("the workbook has %d formulas", formulas)
	}
}

// sheetFormulas counts the formulas in a workbook's sheets.
func sheetFormulas(t *testing.T, book []byte) (n int) {
	t.Helper()
	files, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	sheets := 0
	for _, f := range files.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/") {
			continue
		}
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		sheets++
		n += strings.Count(string(text), "<f>") + strings.Count(string(text), "<f ")
	}
	if sheets == 0 {
		t.Error("the workbook has no sheet")
	}
	return n
}

// TestALongTableSaysThatItIsCut: its last row, and a table that holds all does
// not.
func TestALongTableSaysThatItIsCut(t *testing.T) {
	h := papered(t)
	c := h.desk("pharmacist")
	for path, whole := range map[string]int{"/api/v1/documents?kind=damage": 3, "/api/v1/documents/damage/BS-2026-0002/history?": 3} {
		for most, cut := range map[int]bool{whole: false, whole - 1: true} {
			back := server.MostExported(most)
			text := c.want(http.StatusOK, "GET", path+"&lang=en&format=csv", "").text
			back()
			if said := strings.Contains(text, "this table ends after"); said != cut {
				t.Errorf("%s, at most %d rows: %s", path, most, text)
			}
		}
	}
}
