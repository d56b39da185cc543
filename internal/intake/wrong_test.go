package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/words"
)

// sound is a small store of which nothing is wrong. Its tables speak of one
// another.
var sound = map[string]string{
	"suppliers.csv":    "supplier,name_zh,gln\nS1,东方,6999900000019\nS2,西方,\n",
	"places.csv":       "place,kind,storage,walk\nB1,bin,room,1\nB2,bin,cold,2\nD1,dock,,\nQ1,quarantine,,\nICU,department,,\n",
	"items.csv":        "item,name_zh,spec,category,storage,suppliers,home_bin,min_life_days,near_days\nA,甲,1 g,western,room,,B1,180,90\nC,丙,2 ml,western,cold,S2,B2,180,90\n",
	"packages.csv":     "item,level,unit_zh,content,gtins\nA,base,片,1,\nA,box,盒,10,6999101000115\nA,case,箱,100,16999101000112\nC,base,支,1,6999101000214\n",
	"people.csv":       "person,badge,name_zh,roles,pin\nP1,B1,李,keeper,1234\nP2,B2,王,admin,5678\n",
	"orders.csv":       "order,supplier,date,item,quantity,level,price\nO1,S1,2026-05-01,A,5,box,9.80\n",
	"notes.csv":        "note,order,supplier\nN1,O1,S1\n",
	"requisitions.csv": "requisition,department,date,item,quantity,level\nR1,ICU,2026-05-01,A,15,base\n",
	"stock.csv":        "item,lot,expiry,made,place,quantity,level,status,reason\nA,L1,2027-05-01,2025-05-01,B1,3,box,,\n",
}

// files is sound with some tables put in place of others.
func files(instead ...string) (all []intake.File) {
	tables := map[string]string{}
	for name, text := range sound {
		tables[name] = text
	}
	for i := 0; i < len(instead); i += 2 {
		tables[instead[i]] = instead[i+1]
	}
	for name, text := range tables {
		if text != "" {
			all = append(all, intake.File{Name: name, Data: []byte(text)})
		}
	}
	return all
}

// more is a sound table with lines after it.
func more(name string, lines ...string) []string {
	return []string{name, sound[name] + strings.Join(lines, "\n") + "\n"}
}

// brief is a problem in short: where and what.
func brief(p intake.Problem) string {
	return fmt.Sprintf("%s:%d:%s %s", p.File, p.Row, p.Column, strings.TrimPrefix(p.Text.Code, "intake."))
}

// briefs decides a load and answers with all that stands against it.
func briefs(t testing.TB, view fact.View, load intake.Load, meta fact.Meta) []string {
	t.Helper()
	facts, err := load.Decide(view, meta)
	if err == nil {
		return nil
	}
	var problems *intake.Problems
	if !errors.As(err, &problems) || facts != nil || len(problems.List) == 0 {
		t.Fatalf("%d facts, %v", len(facts), err)
	}
	all := []string{}
	for _, p := range problems.List {
		all = append(all, brief(p))
		for _, l := range words.Languages {
			if said := p.Text.In(l); said == p.Text.Code || strings.Contains(said, "{") || strings.Contains(said, "|") {
				t.Errorf("in %s: %s", l, said)
			}
		}
	}
	return all
}

var byNobody = fact.Meta{ID: "1", At: now}

func TestSound(t *testing.T) {
	apply(t, fact.NewMemory(), read(t, files()))
}

// wrong is tables with something the matter, and all that must be said of
// them.
var wrong = map[string]struct {
	instead []string
	want    []string
}{
	"header": {[]string{"items.csv", "item,name_zh,colour,category,storage,category\nA,甲,red,western,room,x\n"}, []string{
		"items.csv:1:C unknown_column", "items.csv:1:F column_twice", "items.csv:1:spec column_missing"}},
	"no known column":  {[]string{"other.csv", "x,y\n1,2\n"}, []string{"other.csv:1: no_kind"}},
	"no table":         {[]string{"other.csv", "\n\n"}, []string{"other.csv:0: empty"}},
	"unreadable table": {[]string{"items.csv", "item,name_zh\nA,\"x\n"}, []string{"items.csv:2: sheet.open_quote"}},
	"item": {more("items.csv", "a b,乙,1 g,western,room,,,,", "E,,,gold,hot,S9,B9,-1,x", "A,甲,1 g,western,room,,,,"), []string{
		"items.csv:4:item code",
		"items.csv:5:name_zh missing", "items.csv:5:category one_of", "items.csv:5:storage one_of",
		"items.csv:5:min_life_days whole", "items.csv:5:near_days whole", "items.csv:5:spec missing",
		"items.csv:6:item twice", "items.csv:5:item no_base",
		"items.csv:5:suppliers no_supplier", "items.csv:5:home_bin no_place"}},
	"home of an item": {more("items.csv", "E,戊,1 g,western,cold,,B1,,", "F,己,1 g,western,room,,D1,,"), []string{
		"items.csv:4:item no_base", "items.csv:4:home_bin unsuitable", "items.csv:5:item no_base", "items.csv:5:home_bin not_a_bin"}},
	"gtin": {more("packages.csv", "C,box,盒,5,6999101000116 12345", "C,case,箱,50,6.99910E+12"), []string{
		"packages.csv:6:gtins check_digit", "packages.csv:6:gtins gtin_form", "packages.csv:7:gtins gtin_shortened"}},
	"one GTIN twice":         {more("packages.csv", "C,box,盒,5,06999101000115"), []string{"packages.csv:6:gtins gtin_twice"}},
	"one GTIN at two levels": {more("packages.csv", "C,box,盒,5,6999101000214"), []string{"packages.csv:6:gtins gtin_twice"}},
	"other codes": {[]string{"packages.csv", "item,level,unit_zh,content,codes\nA,base,片,1,\nA,box,盒,10,trace:8021761 HIBC:A123BJC5D6E71\nA,case,箱,100,8021762\n" +
		"C,base,支,1,trace:802176 8021763 hibc:+A1 colour:red MA.156 80217621234567890123\n"}, []string{
		"packages.csv:5:codes code_form", "packages.csv:5:codes code_form", "packages.csv:5:codes code_form", "packages.csv:5:codes code_form",
		"packages.csv:5:codes code_twice"}},
	"contents": {[]string{"packages.csv", "item,level,unit_zh,content\nA,base,片,2\nA,box,盒,10\nA,case,箱,10\nC,base,支,0\nC,box,盒,x\nC,pallet,盒,5\n"}, []string{
		"packages.csv:5:content whole", "packages.csv:6:content whole", "packages.csv:7:level one_of",
		"packages.csv:2:content base_content", "packages.csv:4:content not_rising"}},
	"base missing, level twice": {[]string{"packages.csv", "item,level,unit_zh,content\nA,base,片,1\nA,box,盒,10\nA,box,盒,12\nA,case,箱,100\nC,box,盒,10\nX,base,支,1\n"}, []string{
		"packages.csv:4:level twice", "packages.csv:7:item no_item", "items.csv:3:item no_base"}},
	"supplier": {more("suppliers.csv", "S3,,6999900000018", "S4,南方,6999900000019", "S1,北方,"), []string{
		"suppliers.csv:4:name_zh missing", "suppliers.csv:4:gln gln", "suppliers.csv:6:supplier twice", "suppliers.csv:5:gln gln_taken"}},
	"place": {more("places.csv", "B3,bin,,", "B4,hole,room,-1", "b5,bin,room,", "B1,bin,room,"), []string{
		"places.csv:7:storage bin_storage", "places.csv:8:kind one_of", "places.csv:8:walk whole",
		"places.csv:9:place code", "places.csv:10:place twice"}},
	"person": {more("people.csv", "P3,B1,赵,keeper,1234", "P4,B4,,king,12", ",B5,孙,,", "P1,B6,钱,keeper,1234", "P!,B7,周,keeper,9876"), []string{
		"people.csv:5:pin pin", "people.csv:5:name_zh missing", "people.csv:5:roles one_of",
		"people.csv:6:roles one_of", "people.csv:6:person missing",
		"people.csv:7:person twice", "people.csv:4:badge twice"}},
	"person without PIN": {more("people.csv", "P3,B3,赵,keeper,", "P!,B4,周,keeper,9876"), []string{
		"people.csv:4:pin refusal.pin_missing", "people.csv:5:person refusal.person_id"}},
	"order": {[]string{"orders.csv", "order,supplier,date,line,item,quantity,level,price\n" +
		"O1,S9,2026-02-30,1,A,0,box,9.8\nO1,S1,2026-02-01,1,Z,5,box,9.80001\nO2,S1,1/2/2026,,A,5,,\nO3,S1,2026-05-01,,C,5,box,1\nO4,S2,2026-05-01,,A,99999999,case,1\nO5,S2,2026-05-01,,A,9999999,box,9999999\n", "notes.csv", ""}, []string{
		"orders.csv:2:date date", "orders.csv:2:quantity whole", "orders.csv:3:price price",
		"orders.csv:4:date date", "orders.csv:4:level one_of", "orders.csv:4:price missing",
		"orders.csv:2:supplier no_supplier", "orders.csv:3:line twice", "orders.csv:3:supplier head_differs", "orders.csv:3:item no_item",
		"orders.csv:5:supplier not_designated", "orders.csv:5:level no_level",
		"orders.csv:6:quantity too_many", "orders.csv:7:price value"}},
	"note": {more("notes.csv", "N2,O9,S1", "N3,O1,S2", "O1,O1,", "N1,O1,", "RK-2026-0001,O1,"), []string{
		"notes.csv:6:note twice", "notes.csv:3:order no_order", "notes.csv:4:supplier other_supplier", "notes.csv:5:note number_taken", "notes.csv:7:note number_reserved"}},
	"requisition": {more("requisitions.csv", "R2,B1,2026-05-01,A,1,base", "R3,ER,2026-05-01,A,1,base", "N1,ICU,2026-05-01,A,1,base", "R1,ICU,2026-05-02,C,1,case"), []string{
		"requisitions.csv:6:date head_differs", "requisitions.csv:6:level no_level",
		"requisitions.csv:3:department not_a_department", "requisitions.csv:4:department no_place", "requisitions.csv:5:requisition number_taken"}},
	"stock": {more("stock.csv",
		"A,L2,2025-05-01,2025-05-01,B1,1,box,,", "A,L1,2027-06-01,,D1,1,box,held,checked", "A,,,,B1,1,box,,", "A,L3,2027-05-01,2026-09-01,B1,1,box,,",
		"A,L4,2027-05-01,,B2,1,box,,", "C,L4,2027-05-01,,ICU,1,base,,", "C,L5,2027-05-01,,B9,1,base,held,", "Z,L6,2027-05-01,,B1,1,base,,", "A,L1,2027-05-01,,B1,1,box,,"), []string{
		"stock.csv:3:expiry before_made", "stock.csv:9:reason reason",
		"stock.csv:11:place twice",
		"stock.csv:4:expiry lot_differs", "stock.csv:4:status lot_differs",
		"stock.csv:5:lot missing", "stock.csv:6:made made_later", "stock.csv:7:place refusal.wrong_storage",
		"stock.csv:8:place not_for_stock", "stock.csv:9:place no_place", "stock.csv:10:item no_item"}},
	"stock without expiry":  {more("stock.csv", "A,L2,,,B1,1,box,,"), []string{"stock.csv:3:expiry expiry_missing"}},
	"stock of a broken lot": {more("stock.csv", "A,L 2,2027-05-01,,B1,1,box,,", "A,"+strings.Repeat("L", 21)+",2027-05-01,,B1,1,box,,"), []string{"stock.csv:3:lot lot", "stock.csv:4:lot lot", "stock.csv:4:place twice"}},
}

func TestWrong(t *testing.T) {
	for name, test := range wrong {
		t.Run(name, func(t *testing.T) {
			got := briefs(t, fact.NewMemory(), read(t, files(test.instead...)), byNobody)
			if diff := cmp.Diff(test.want, got, sorted); diff != "" {
				t.Error(diff)
			}
		})
	}
}
