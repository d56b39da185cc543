package intake_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/sheet"
	"lotgate/internal/stock"
	"lotgate/internal/words"
	"pgregory.net/rapid"
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

func TestTheSameAgain(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files()))
	withoutPINs := "person,badge,name_zh,roles,pin\nP1,B1,李,keeper,\nP2,B2,王,admin,\n"
	if facts := apply(t, store, read(t, files("stock.csv", "", "people.csv", withoutPINs))); len(facts) != 0 {
		t.Errorf("the same files led to %d facts: %v", len(facts), facts)
	}
	got := briefs(t, store, read(t, files("people.csv", "")), byNobody)
	if diff := cmp.Diff([]string{"stock.csv:2:lot already_stocked"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestUpdate(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files()))
	load := read(t, []intake.File{
		{Name: "items.csv", Data: []byte("item,name_zh,spec,category,storage,near_days\nA,甲甲,1 g,western,room,60\n")},
		{Name: "packages.csv", Data: []byte("item,level,unit_zh,content,gtins\nA,case,件,100,16999101000112\n")},
	})
	apply(t, store, load)
	item, _ := stock.FindItem(store, "A")
	if item.Name.ZH != "甲甲" || item.NearDays != 60 || len(item.Packages) != 3 || item.Package(stock.Case).Unit.ZH != "件" {
		t.Errorf("item is %+v", item)
	}
}

// TestAgainstTheStore refuses what does not agree with what is there already.
func TestAgainstTheStore(t *testing.T) {
	for name, test := range map[string]struct {
		table, text string
		want        []string
	}{
		"order with other content":  {"orders.csv", "order,supplier,date,item,quantity,level,price\nO1,S1,2026-05-01,A,6,box,9.80\n", []string{"orders.csv:2:order placed_already"}},
		"note with other content":   {"notes.csv", "note,order\nN1,O2\n", []string{"notes.csv:2:note placed_already"}},
		"requisition with another":  {"requisitions.csv", "requisition,department,date,item,quantity,level\nR1,ICU,2026-05-01,A,16,base\n", []string{"requisitions.csv:2:requisition placed_already"}},
		"number of another kind":    {"notes.csv", "note,order\nR1,O1\n", []string{"notes.csv:2:note number_taken"}},
		"GTIN of another item":      {"packages.csv", "item,level,unit_zh,content,gtins\nC,box,盒,5,6999101000115\n", []string{"packages.csv:2:gtins gtin_taken"}},
		"other content of a box":    {"packages.csv", "item,level,unit_zh,content,gtins\nA,box,盒,12,6999101000115\n", []string{"packages.csv:2:content content_fixed"}},
		"GLN of another supplier":   {"suppliers.csv", "supplier,name_zh,gln\nS2,西方,6999900000019\n", []string{"suppliers.csv:2:gln gln_taken"}},
		"another kind, goods in it": {"places.csv", "place,kind,storage\nB1,department,\n", []string{"places.csv:2:kind place_in_use"}},
		"colder, goods in it":       {"places.csv", "place,kind,storage\nB1,bin,cold\n", []string{"places.csv:2:storage place_in_use"}},
		"badge of another":          {"people.csv", "person,badge,name_zh,roles,pin\nP3,B1,赵,keeper,4444\n", []string{"people.csv:2:badge refusal.badge_taken"}},
		"the last administrator":    {"people.csv", "person,badge,name_zh,roles\nP2,B2,王,keeper\n", []string{"people.csv:2:roles last_admin"}},
		"the last one leaves":       {"people.csv", "person,badge,name_zh,roles,left\nP2,B2,王,admin,是\n", []string{"people.csv:2:roles last_admin"}},
		"stock twice":               {"stock.csv", "item,lot,place,quantity,level\nA,L1,D1,3,box\n", []string{"stock.csv:2:lot already_stocked"}},
		"lot with another expiry":   {"stock.csv", "item,lot,expiry,place,quantity,level\nA,L8,2028-01-01,D1,3,box\n", []string{"stock.csv:2:expiry lot_known"}},
		"release of a held lot":     {"stock.csv", "item,lot,expiry,place,quantity,level,status\nA,L9,2028-01-01,D1,3,box,ok\n", []string{"stock.csv:2:status lot_known"}},
		"held lot, nothing said":    {"stock.csv", "item,lot,expiry,place,quantity,level\nA,L9,2028-01-01,D1,3,box\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			store := fact.NewMemory()
			apply(t, store, read(t, files(more("orders.csv", "O2,S1,2026-05-01,A,6,box,9.80")...)))
			for _, l := range []stock.Lot{{LotKey: stock.LotKey{Item: "A", Number: "L8"}, Expiry: "2028-02-01", Status: stock.Usable}, {LotKey: stock.LotKey{Item: "A", Number: "L9"}, Expiry: "2028-01-01", Status: stock.Held}} {
				stock.LotOpened{Lot: l}.Apply(store, byNobody)
			}
			got := briefs(t, store, read(t, []intake.File{{Name: test.table, Data: []byte(test.text)}}), byNobody)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestImportHoldsLots lets a table hold a lot that is in use already.
func TestImportHoldsLots(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files()))
	key := stock.LotKey{Item: "A", Number: "L7"}
	stock.LotOpened{Lot: stock.Lot{LotKey: key, Expiry: "2028-01-01", Status: stock.Usable}}.Apply(store, byNobody)
	apply(t, store, read(t, []intake.File{{Name: "stock.csv", Data: []byte("item,lot,expiry,place,quantity,level,status,reason\nA,L7,2028-01-01,D1,3,box,暂停,抽检\n")}}))
	if lot, _ := stock.FindLot(store, key); lot.Status != stock.Held || lot.Reason != "抽检" || lot.Expiry != "2028-01-01" {
		t.Errorf("lot is %+v", lot)
	}
}

func TestWhoMayImportPeople(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files(more("people.csv", "P3,B3,赵,pharmacist,4444")...)))
	newcomer := read(t, []intake.File{{Name: "people.csv", Data: []byte("person,badge,name_zh,roles,pin\nP4,B4,孙,admin,4444\n")}})
	for person, want := range map[string][]string{
		"P2": nil, "": nil, "P3": {"people.csv:0: people_need_admin"}, "P1": {"people.csv:0: people_need_admin"}, "nobody": {"people.csv:0: people_need_admin"},
	} {
		if diff := cmp.Diff(want, briefs(t, store, newcomer, fact.Meta{ID: "2", At: now, Person: person})); diff != "" {
			t.Errorf("as %q: %s", person, diff)
		}
	}
}

// TestPINStaysSecret looks for the PIN of a file in everything that comes out
// of it, whether the load is taken or not.
func TestPINStaysSecret(t *testing.T) {
	const secret = "80417263"
	for _, pin := range []string{secret, secret + "x", secret + "000000"} {
		text := "person,badge,name_zh,roles,pin\nP3,B3,赵,keeper," + pin + "\n"
		load := read(t, []intake.File{{Name: "people.csv", Data: []byte(text)}})
		facts, err := load.Decide(fact.NewMemory(), byNobody)
		seen := fmt.Sprintf("%+v %#v %v %v", load, load, stored(t, facts), err)
		var problems *intake.Problems
		if errors.As(err, &problems) {
			seen += fmt.Sprintf("%+v", problems.List)
		}
		if strings.Contains(seen, secret) {
			t.Errorf("PIN %s is in %s", pin, seen)
		}
		if good := pin == secret; good != (err == nil) {
			t.Errorf("PIN %s: %v", pin, err)
		}
	}
}

func TestHashFault(t *testing.T) {
	broken := errors.New("no randomness")
	_, err := intake.Read(files(), intake.Options{Hash: func(string) (string, error) { return "", broken }})
	if !errors.Is(err, broken) {
		t.Errorf("Read = %v", err)
	}
	// What is refused anyway is not hashed.
	_, err = intake.Read(files("notes.csv", "x\n1\n"), intake.Options{Hash: func(string) (string, error) { return "", broken }})
	if err != nil {
		t.Errorf("Read = %v", err)
	}
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

// TestOneBrokenRowStopsAll breaks any rows of the demo: exactly those are
// named, and not one fact comes of the rest.
func TestOneBrokenRowStopsAll(t *testing.T) {
	breakable := map[string]int{"items.csv": 4, "packages.csv": 4, "places.csv": 1, "orders.csv": 5, "requisitions.csv": 5, "stock.csv": 5}
	rapid.Check(t, func(t *rapid.T) {
		var want []string
		all := intake.Demo()
		for i, f := range all {
			column, ok := breakable[f.Name]
			if !ok {
				continue
			}
			lines := strings.Split(strings.TrimSpace(string(f.Data)), "\n")
			for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(1, len(lines)-1), 0, 3, rapid.ID).Draw(t, f.Name) {
				cells := strings.Split(lines[n], ",")
				if strings.Contains(lines[n], `"`) {
					continue
				}
				cells[column] = "?"
				if column == 4 && f.Name == "items.csv" {
					cells[9] = "?"
				}
				lines[n] = strings.Join(cells, ",")
				want = append(want, fmt.Sprintf("%s:%d", f.Name, n+1))
			}
			all[i].Data = []byte(strings.Join(lines, "\n"))
		}
		load, err := intake.Read(all, intake.Options{Today: today, Hash: hash})
		if err != nil {
			t.Fatal(err)
		}
		facts, err := load.Decide(fact.NewMemory(), byNobody)
		var problems *intake.Problems
		if errors.As(err, &problems) == (len(want) == 0) || (len(facts) == 0) != (len(want) > 0) {
			t.Fatalf("%d broken rows: %d facts, %v", len(want), len(facts), err)
		}
		if problems == nil {
			return
		}
		var named []string
		for _, p := range problems.List {
			if row := fmt.Sprintf("%s:%d", p.File, p.Row); !slices.Contains(named, row) {
				named = append(named, row)
			}
		}
		if diff := cmp.Diff(want, named, sorted); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestManyProblemsAreCounted(t *testing.T) {
	text := "item,name_zh,spec,category,storage\n" + strings.Repeat("x,,,,\n", 3000)
	_, err := read(t, []intake.File{{Name: "items.csv", Data: []byte(text)}}).Decide(fact.NewMemory(), byNobody)
	var problems *intake.Problems
	if !errors.As(err, &problems) || len(problems.List) != 2000 || problems.More != 3000*5-2000 || problems.Code() != "import" {
		t.Fatalf("%v", err)
	}
	if said := err.Error(); !strings.Contains(said, "15000") {
		t.Errorf("it says %q", said)
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

func BenchmarkImport(b *testing.B) {
	all := bigFiles(20_000, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		load := read(b, all)
		facts, err := load.Decide(fact.NewMemory(), byNobody)
		if err != nil || len(facts) < 220_000 {
			b.Fatal(len(facts), err)
		}
	}
}

// bigFiles is a large hospital: as many items and rows of stock.
func bigFiles(items, rows int) []intake.File {
	var i, p, l, s strings.Builder
	i.WriteString("item,name_zh,name_en,spec,category,storage,near_days\n")
	p.WriteString("item,level,unit_zh,content,gtins\n")
	l.WriteString("place,kind,storage\n")
	s.WriteString("item,lot,expiry,made,place,quantity,level,price\n")
	for n := range items {
		fmt.Fprintf(&i, "I%05d,药品%d,Drug %d,0.25 g x 24,western,room,180\n", n, n, n)
		fmt.Fprintf(&p, "I%05d,base,片,1,\nI%05d,box,盒,24,%s\n", n, n, ean(n))
	}
	for n := range 1000 {
		fmt.Fprintf(&l, "B-%04d,bin,room\n", n)
	}
	for n := range rows {
		fmt.Fprintf(&s, "I%05d,L%06d,2028-03-31,2025-03-31,B-%04d,%d,box,9.80\n", n%items, n, n%1000, 1+n%50)
	}
	return []intake.File{{Name: "stock.csv", Data: []byte(s.String())}, {Name: "items.csv", Data: []byte(i.String())}, {Name: "packages.csv", Data: []byte(p.String())}, {Name: "places.csv", Data: []byte(l.String())}}
}

func ean(n int) string {
	digits := fmt.Sprintf("6999200%05d", n)
	sum := 0
	for i, c := range digits {
		sum += int(c-'0') * (1 + 2*(i%2))
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}

// TestBigImport keeps the large case working; how fast it is, BenchmarkImport
// says.
func TestBigImport(t *testing.T) {
	load := read(t, bigFiles(2_000, 10_000))
	facts, err := load.Decide(fact.NewMemory(), fact.Meta{ID: "1", At: time.Now()})
	if err != nil || len(facts) != 1000+2000+2*10_000 {
		t.Fatal(len(facts), err)
	}
}
