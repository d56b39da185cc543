package intake_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
)

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
		"other content of a box":    {"packages.csv", "item,level,unit_zh,content,gtins\nA,box,盒,12,6999101000115\n", []string{"packages.csv:2:content not_whole", "packages.csv:2:content content_fixed"}},
		"GLN of another supplier":   {"suppliers.csv", "supplier,name_zh,gln\nS2,西方,6999900000019\n", []string{"suppliers.csv:2:gln gln_taken"}},
		"another kind, goods in it": {"places.csv", "place,kind,storage\nB1,department,\n", []string{"places.csv:2:kind place_in_use"}},
		"colder, goods in it":       {"places.csv", "place,kind,storage\nB1,bin,cold\n", []string{"places.csv:2:storage place_in_use"}},
		"badge of another":          {"people.csv", "person,badge,name_zh,roles,pin\nP3,B1,赵,keeper,4444\n", []string{"people.csv:2:badge refusal.badge_taken"}},
		"the last administrator":    {"people.csv", "person,badge,name_zh,roles\nP2,B2,王,keeper\n", []string{"people.csv:2:roles last_admin"}},
		"the last one leaves":       {"people.csv", "person,badge,name_zh,roles,left\nP2,B2,王,admin,是\n", []string{"people.csv:2:roles last_admin"}},
		"half a box in a case":      {"packages.csv", "item,level,unit_zh,content\nC,box,盒,5\nC,case,箱,12\n", []string{"packages.csv:3:content not_whole"}},
		"whole boxes in a case":     {"packages.csv", "item,level,unit_zh,content\nC,box,盒,5\nC,case,箱,15\n", nil},
		"signs for no department":   {"people.csv", "person,badge,name_zh,roles,pin,department\nP3,B3,赵,receiver,4444,D1\n", []string{"people.csv:2:department not_a_department"}},
		"signs for nowhere":         {"people.csv", "person,badge,name_zh,roles,pin,department\nP3,B3,赵,receiver,4444,NONE\n", []string{"people.csv:2:department no_place"}},
		"signs for a department":    {"people.csv", "person,badge,name_zh,roles,pin,department\nP3,B3,赵,receiver,4444,ICU\n", nil},
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

// TestDecideLeavesTheLoadAlone asks one load of two stores: the answer for one
// must not show in the other's.
func TestDecideLeavesTheLoadAlone(t *testing.T) {
	full := fact.NewMemory()
	apply(t, full, read(t, files()))
	load := read(t, files("people.csv", "", "suppliers.csv", sound["suppliers.csv"]+"S3,,\nS4,,\nS5,,\n"))
	empty := []string{"suppliers.csv:4:name_zh missing", "suppliers.csv:5:name_zh missing", "suppliers.csv:6:name_zh missing"}
	_, err := load.Decide(full, byNobody)
	var first *intake.Problems
	if !errors.As(err, &first) || len(first.List) != len(empty)+1 {
		t.Fatal(err)
	}
	before := first.List[len(empty)]
	if diff := cmp.Diff(empty, briefs(t, fact.NewMemory(), load, byNobody)); diff != "" {
		t.Error(diff)
	}
	stockless := fact.NewMemory()
	apply(t, stockless, read(t, files("orders.csv", "order,supplier,date,item,quantity,level,price\nO1,S1,2026-05-01,A,6,box,9.80\n", "stock.csv", "")))
	if got := briefs(t, stockless, load, byNobody); len(got) != len(empty)+1 || brief(first.List[len(empty)]) != brief(before) {
		t.Errorf("the first answer became %v, the second is %v", first.List, got)
	}
}

// TestAHeldLotEndsItsPicks: a table that holds a lot does what holding it at a
// desk does.
func TestAHeldLotEndsItsPicks(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files("stock.csv", "")))
	seq := uint64(1000)
	say := func(facts ...fact.Fact) {
		for _, f := range facts {
			seq++
			f.Apply(store, fact.Meta{Seq: seq, At: now})
		}
	}
	lot := stock.LotKey{Item: "A", Number: "X"}
	say(stock.PlaceDefined{Place: stock.Place{ID: "STAGE", Kind: stock.Staging}},
		stock.LotOpened{Lot: stock.Lot{LotKey: lot, Expiry: today.Add(900), Status: stock.Usable}},
		stock.Moved{Lot: lot, From: stock.OutsidePlace("S1"), To: "B1", Quantity: 100, ValueE4: 100})
	planned, err := document.StartIssue{Requisition: "R1", Staging: "STAGE"}.Decide(store, fact.Meta{At: now})
	if err != nil {
		t.Fatal(err)
	}
	say(planned...)
	apply(t, store, read(t, []intake.File{{Name: "stock.csv", Data: []byte("item,lot,place,quantity,level,status,reason\nA,X,B1,1,base,held,letter\n")}}))
	document.EachOpenIssue(store, func(i document.Issue) bool {
		document.EachDueTask(store, i.ID, func(task document.Task) bool {
			t.Errorf("%+v is still due", task)
			return true
		})
		return true
	})
	if left := document.Reserved(store, lot, "B1"); left != 0 {
		t.Errorf("%d are still promised", left)
	}
}

// TestTheLastSupervisorStays: somebody must be there to allow what rules refuse.
func TestTheLastSupervisorStays(t *testing.T) {
	people := func(rows string) []intake.File {
		return []intake.File{{Name: "people.csv", Data: []byte("person,badge,name_zh,roles,pin,left\n" + rows)}}
	}
	store := fact.NewMemory()
	apply(t, store, read(t, files()))
	apply(t, store, read(t, people("P3,B3,赵,supervisor,4444,\n")))
	for rows, want := range map[string][]string{
		"P3,B3,赵,supervisor,,是\n":                            {"people.csv:2:roles last_supervisor"},
		"P3,B3,赵,keeper,,\n":                                 {"people.csv:2:roles last_supervisor"},
		"P3,B3,赵,supervisor,,是\nP4,B4,钱,supervisor,4444,是\n": {"people.csv:2:roles last_supervisor"},
		"P3,B3,赵,supervisor,,是\nP4,B4,钱,supervisor,4444,\n":  nil,
		"P3,B3,赵,\"supervisor,keeper\",,\n":                  nil,
	} {
		if diff := cmp.Diff(want, briefs(t, store, read(t, people(rows)), byNobody)); diff != "" {
			t.Errorf("%s%s", rows, diff)
		}
	}
}
