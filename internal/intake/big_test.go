package intake_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"pgregory.net/rapid"
)

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

// FuzzImport gives any bytes as any table and expects facts or problems,
// never a fault and never both.
func FuzzImport(f *testing.F) {
	for _, file := range append(files(), intake.Demo()...) {
		f.Add(file.Data)
	}
	f.Add([]byte(deliveryXML))
	f.Add([]byte(deliveryCSV))
	f.Fuzz(func(t *testing.T, data []byte) {
		load := read(t, append(files("stock.csv", ""), intake.File{Name: "x", Data: data}))
		facts, err := load.Decide(fact.NewMemory(), byNobody)
		var problems *intake.Problems
		if err != nil && (!errors.As(err, &problems) || len(facts) > 0 || len(problems.List) == 0) {
			t.Fatalf("%d facts, %v", len(facts), err)
		}
	})
}
