package intake_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/sheet"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// sorted compares lists whatever their order: files come in any.
var sorted = cmp.Transformer("sort", func(in []string) []string {
	out := append([]string{}, in...)
	sort.Strings(out)
	return out
})

// stored is facts as they are written down.
func stored(t testing.TB, facts []fact.Fact) (all []string) {
	t.Helper()
	for _, f := range facts {
		b, err := fact.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f.Kind()+string(b))
	}
	return all
}

func TestFactsOfSound(t *testing.T) {
	store := fact.NewMemory()
	load := read(t, files())
	apply(t, store, load)
	want := map[string]int{"suppliers": 2, "places": 5, "items": 2, "packages": 4, "people": 2, "orders": 1, "notes": 1, "requisitions": 1, "stock": 1}
	if diff := cmp.Diff(want, load.Summary()); diff != "" {
		t.Error(diff)
	}
	order, _ := document.FindOrder(store, "O1")
	wantOrder := document.Order{ID: "O1", Supplier: "S1", Date: "2026-05-01", Lines: []document.OrderLine{{No: 1, Item: "A", Quantity: 50, Level: stock.Box, PriceE4: 98000}}}
	if diff := cmp.Diff(wantOrder, order); diff != "" {
		t.Error(diff)
	}
	item, p, found := stock.FindGTIN(store, "06999101000115")
	if !found || item.ID != "A" || p.Level != stock.Box || p.Content != 10 {
		t.Errorf("the box's GTIN finds %s, %+v", item.ID, p)
	}
	if held := stock.OnHand(store, stock.LotKey{Item: "A", Number: "L1"}, "B1"); held != (stock.Holding{Quantity: 30}) {
		t.Errorf("B1 holds %+v", held)
	}
	if p, _ := auth.FindBadge(store, "B2"); !p.May(auth.Manage) || p.PIN == "" || strings.Contains(p.PIN, "5678") {
		t.Errorf("badge B2 is %+v", p)
	}
}

func TestFilesComeInAnyOrder(t *testing.T) {
	all := intake.Demo()
	want := stored(t, apply(t, fact.NewMemory(), read(t, all)))
	for range 5 {
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if diff := cmp.Diff(want, stored(t, apply(t, fact.NewMemory(), read(t, all)))); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestEveryForm gives the demo as a Chinese spreadsheet would save it: Chinese
// titles and words, GB18030, and one workbook of all tables.
func TestEveryForm(t *testing.T) {
	want := stored(t, apply(t, fact.NewMemory(), read(t, intake.Demo())))
	var tables []sheet.Table
	var encoded []intake.File
	for i, f := range intake.Demo() {
		sheets, err := sheet.Read(f.Data)
		if err != nil {
			t.Fatal(err)
		}
		table := chinese(t, sheets[0])
		table.Name = fmt.Sprint("表", i)
		tables = append(tables, table)
		var csv bytes.Buffer
		if err := sheet.WriteCSV(&csv, table); err != nil {
			t.Fatal(err)
		}
		gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(bytes.TrimPrefix(csv.Bytes(), []byte("\xEF\xBB\xBF")))
		if err != nil {
			t.Fatal(err)
		}
		encoded = append(encoded, intake.File{Name: table.Name + ".csv", Data: gb})
	}
	var book bytes.Buffer
	if err := sheet.WriteXLSX(&book, tables...); err != nil {
		t.Fatal(err)
	}
	for name, all := range map[string][]intake.File{"GB18030": encoded, "workbook": {{Name: "demo.xlsx", Data: book.Bytes()}}} {
		if diff := cmp.Diff(want, stored(t, apply(t, fact.NewMemory(), read(t, all)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// chinese is a table with its titles and words in Chinese.
func chinese(t *testing.T, s sheet.Sheet) sheet.Table {
	in := func(code, word string) string {
		text := words.Say(code + word).In(words.Chinese)
		if text == code+word {
			t.Fatalf("no Chinese for %s", code+word)
		}
		first, _, _ := strings.Cut(text, "|")
		return first
	}
	sets := map[string]string{"category": "category", "class": "class", "storage": "storage", "form": "form", "kind": "place", "level": "level", "status": "status", "roles": "role"}
	var table sheet.Table
	for _, title := range s.Header {
		table.Header = append(table.Header, in("intake.column.", title))
	}
	for _, r := range s.Rows {
		row := append([]string{}, r.Cells...)
		for i, title := range s.Header {
			if set := sets[title]; set != "" && row[i] != "" {
				parts := strings.Fields(row[i])
				for j := range parts {
					parts[j] = in("intake.value."+set+".", parts[j])
				}
				row[i] = strings.Join(parts, "、")
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func TestDates(t *testing.T) {
	for cell, want := range map[string]stock.Date{
		"2028-03-31": "2028-03-31", "2028/3/31": "2028-03-31", "2028.3.31": "2028-03-31", "20280331": "2028-03-31", "2028年3月31日": "2028-03-31",
		"+400d": today.Add(400), "+0d": today,
		"2028-02-30": "", "31.03.2028": "", "03/31/2028": "", "2028-03": "", "46843": "", "1900-01-01": "", "2228-03-31": "", "400d": "", "soon": "", "+99999d": "",
	} {
		text := "item,lot,expiry,place,quantity,level\nA,X,\"" + cell + "\",B1,1,box\n"
		store := fact.NewMemory()
		facts, err := read(t, files("stock.csv", text)).Decide(store, byNobody)
		if (err == nil) != (want != "") {
			t.Errorf("%s: %v", cell, err)
			continue
		}
		for _, f := range facts {
			if lot, ok := f.(stock.LotOpened); ok && lot.Lot.Expiry != want {
				t.Errorf("%s was read as %s, want %s", cell, lot.Lot.Expiry, want)
			}
		}
	}
}

// TestUsersDatesAreAbsolute: what a file means must not depend on the day on
// which it is read.
func TestUsersDatesAreAbsolute(t *testing.T) {
	load, err := intake.Read(files("stock.csv", "item,lot,expiry,place,quantity,level\nA,X,+400d,B1,1,box\n"), intake.Options{Hash: hash})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"stock.csv:2:expiry date"}, briefs(t, fact.NewMemory(), load, byNobody)); diff != "" {
		t.Error(diff)
	}
}

// TestWorkbookCells reads dates and figures as a spreadsheet keeps them.
func TestWorkbookCells(t *testing.T) {
	var book bytes.Buffer
	table := sheet.Table{Name: "stock", Header: []string{"item", "lot", "expiry", "place", "quantity", "level", "price"}, Rows: [][]string{{"A", "X", "46843", "B1", "2", "box", "9.8"}}}
	if err := sheet.WriteXLSX(&book, table); err != nil {
		t.Fatal(err)
	}
	store := fact.NewMemory()
	apply(t, store, read(t, append(files("stock.csv", ""), intake.File{Name: "s.xlsx", Data: book.Bytes()})))
	key := stock.LotKey{Item: "A", Number: "X"}
	if lot, _ := stock.FindLot(store, key); lot.Expiry != "2028-03-31" {
		t.Errorf("expiry is %s", lot.Expiry)
	}
	if held := stock.OnHand(store, key, "B1"); held != (stock.Holding{Quantity: 20, ValueE4: 196000}) {
		t.Errorf("held is %+v", held)
	}
}

// TestTemplates: what is given to fill in is understood again, in both
// languages, and every column of it.
func TestTemplates(t *testing.T) {
	for _, l := range words.Languages {
		var all []intake.File
		for _, kind := range intake.Kinds {
			data, err := intake.Template(kind, l)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, intake.File{Name: string(rune('a' + len(all))), Data: data})
		}
		book, err := intake.Workbook(l)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, intake.File{Name: "all.xlsx", Data: book})
		if got := briefs(t, fact.NewMemory(), read(t, all), byNobody); got != nil {
			t.Errorf("in %s: %v", l, got)
		}
	}
}

// TestWordsAreClear: no title may mean two columns of one table, and every
// word of a set must mean one thing.
func TestWordsAreClear(t *testing.T) {
	for _, l := range words.Languages {
		for _, kind := range intake.Kinds {
			data, err := intake.Template(kind, l)
			if err != nil {
				t.Fatal(err)
			}
			sheets, err := sheet.Read(data)
			if err != nil {
				t.Fatal(err)
			}
			meant := map[string]string{}
			for _, title := range sheets[0].Header {
				for _, code := range columnsCalled(strings.TrimSuffix(title, "*")) {
					for _, word := range spellings(code) {
						if other := meant[word]; other != "" && other != code {
							t.Errorf("in %s, %q means %s and %s", kind, word, other, code)
						}
						meant[word] = code
					}
				}
			}
		}
	}
}

// columnsCalled finds the catalogue codes of columns shown by a title.
func columnsCalled(title string) (codes []string) {
	for _, l := range words.Languages {
		for code, said := range words.Catalogue(l) {
			if first, _, _ := strings.Cut(said, "|"); strings.HasPrefix(code, "intake.column.") && first == title {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// spellings lists the words that a catalogue entry understands.
func spellings(code string) (all []string) {
	for _, l := range words.Languages {
		all = append(all, strings.Split(strings.ToLower(words.Catalogue(l)[code]), "|")...)
	}
	return all
}

func TestEveryWordMeansOneThing(t *testing.T) {
	meant := map[string]string{}
	for _, l := range words.Languages {
		for code, said := range words.Catalogue(l) {
			if !strings.HasPrefix(code, "intake.value.") {
				continue
			}
			set := strings.Split(code, ".")[2]
			for _, word := range strings.Split(strings.ToLower(said), "|") {
				if other := meant[set+" "+word]; other != "" && other != code {
					t.Errorf("%q means %s and %s", word, other, code)
				}
				meant[set+" "+word] = code
			}
		}
	}
}

func BenchmarkDemoCodes(b *testing.B) {
	for b.Loop() {
		if len(intake.DemoCodes(today)) == 0 {
			b.Fatal("nothing")
		}
	}
}
