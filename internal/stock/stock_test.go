package stock_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

var lot = stock.LotKey{Item: "AMOX", Number: "A1"}

// filled is a store with 10 units of lot A1, worth 100, in bin A.
func filled() *fact.Memory {
	m := fact.NewMemory()
	stock.Moved{Lot: lot, From: stock.Opening, To: "A", Quantity: 10, ValueE4: 100}.Apply(m, fact.Meta{})
	return m
}

func TestTake(t *testing.T) {
	supplier := stock.OutsidePlace("S1")
	tests := []struct {
		name     string
		from, to stock.PlaceID
		quantity stock.Quantity
		value    int64 // what the goods take along
		refusal  error
	}{
		{"a part", "A", "B", 3, 30, nil},
		{"all", "A", "B", 10, 100, nil},
		{"one too many", "A", "B", 11, 0, stock.ErrNotEnough},
		{"from where nothing lies", "B", "A", 1, 0, stock.ErrNotEnough},
		{"nothing", "A", "B", 0, 0, stock.ErrNotAQuantity},
		{"below nothing", "A", "B", -1, 0, stock.ErrNotAQuantity},
		{"to where it is", "A", "A", 1, 0, stock.ErrNothingToMove},
		{"to nowhere", "A", "", 1, 0, stock.ErrNothingToMove},
		{"from nowhere", "", "A", 1, 0, stock.ErrNothingToMove},
		{"from outside, at the value given", supplier, "A", 5, 7, nil},
		{"from outside, all there can be", supplier, "B", stock.MaxQuantity, 7, nil},
		{"from outside, too much", supplier, "B", stock.MaxQuantity + 1, 7, stock.ErrTooMuch},
		{"too much together", supplier, "A", stock.MaxQuantity - 9, 7, stock.ErrTooMuch},
		{"back outside", "A", supplier, 10, 100, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := stock.Take(filled(), stock.Moved{Lot: lot, From: test.from, To: test.to, Quantity: test.quantity, ValueE4: 7})
			if !errors.Is(err, test.refusal) {
				t.Fatalf("answers %v, want %v", err, test.refusal)
			}
			if err == nil && m.ValueE4 != test.value {
				t.Errorf("takes %d along, want %d", m.ValueE4, test.value)
			}
		})
	}
}

func TestTakeAs(t *testing.T) {
	tests := []struct {
		quantity    stock.Quantity
		value, want int64
	}{
		{3, 90, 90},   // dearer than the average
		{3, 0, 0},     // for nothing
		{3, 101, 100}, // never more than lies there
		{10, 1, 100},  // the last takes all
	}
	for _, test := range tests {
		m, err := stock.TakeAs(filled(), stock.Moved{Lot: lot, From: "A", To: "B", Quantity: test.quantity}, test.value)
		if err != nil || m.ValueE4 != test.want {
			t.Errorf("%d for %d: %d, %v; want %d", test.quantity, test.value, m.ValueE4, err, test.want)
		}
	}
	if _, err := stock.TakeAs(filled(), stock.Moved{Lot: lot, From: "A", To: "B", Quantity: 11}, 1); !errors.Is(err, stock.ErrNotEnough) {
		t.Errorf("more than lies there: %v", err)
	}
}

func TestNoGoodsBut(t *testing.T) {
	supplier := stock.OutsidePlace("S1")
	m := fact.NewMemory()
	stock.Moved{Lot: lot, From: supplier, To: "DOCK", Quantity: 10}.Apply(m, fact.Meta{})
	back := func(q stock.Quantity) stock.Moved {
		return stock.Moved{Lot: lot, From: "DOCK", To: supplier, Quantity: q}
	}
	if !stock.NoGoodsBut(m, back(10)) {
		t.Error("all of it goes back, and yet something is left")
	}
	if stock.NoGoodsBut(m, back(9)) {
		t.Error("one is left, and goes unseen")
	}
	stock.Moved{Lot: lot, From: stock.Opening, To: "A", Quantity: 1}.Apply(m, fact.Meta{})
	if stock.NoGoodsBut(m, back(10)) {
		t.Error("one lies elsewhere, and goes unseen")
	}
}

func TestShare(t *testing.T) {
	tests := []struct {
		value       int64
		part, whole stock.Quantity
		want        int64
	}{
		{100, 1, 3, 33}, {100, 3, 3, 100}, {0, 1, 3, 0}, {100, 0, 3, 0}, {100, 1, 0, 0}, {-5, 1, 2, 0},
		{math.MaxInt64, stock.MaxQuantity, stock.MaxQuantity, math.MaxInt64},
	}
	for _, test := range tests {
		if got := stock.Share(test.value, test.part, test.whole); got != test.want {
			t.Errorf("%d * %d / %d = %d, want %d", test.value, test.part, test.whole, got, test.want)
		}
	}
}

// TestShareIsExact against numbers without end.
func TestShareIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(1, int64(stock.MaxQuantity)).Draw(t, "whole")
		part := rapid.Int64Range(1, whole).Draw(t, "part")
		value := rapid.Int64Range(1, math.MaxInt64).Draw(t, "value")
		want := new(big.Int).Mul(big.NewInt(value), big.NewInt(part))
		want.Div(want, big.NewInt(whole))
		if got := stock.Share(value, stock.Quantity(part), stock.Quantity(whole)); big.NewInt(got).Cmp(want) != 0 {
			t.Fatalf("%d * %d / %d = %d, want %d", value, part, whole, got, want)
		}
	})
}

// TestLedger moves goods at random: nothing inside falls below nothing, each
// lot adds up to zero over all places in quantity and in value, the list by
// place agrees, and the facts read back from their stored form give the same
// projections to the byte.
func TestLedger(t *testing.T) {
	places := []stock.PlaceID{stock.OutsidePlace("S1"), stock.Opening, "DOCK", "A", "B", "ICU"}
	lots := []stock.LotKey{lot, {Item: "AMOX", Number: "A2"}, {Item: "AMOX", Number: ""}, {Item: "HERB", Number: "A1"}}
	rapid.Check(t, func(t *rapid.T) {
		store, again := fact.NewMemory(), fact.NewMemory()
		for range rapid.IntRange(1, 60).Draw(t, "moves") {
			m, err := stock.Take(store, stock.Moved{
				Lot:  rapid.SampledFrom(lots).Draw(t, "lot"),
				From: rapid.SampledFrom(places).Draw(t, "from"), To: rapid.SampledFrom(places).Draw(t, "to"),
				Quantity: stock.Quantity(rapid.Int64Range(-1, 40).Draw(t, "quantity")), ValueE4: rapid.Int64Range(0, 1_000_000).Draw(t, "value"),
			})
			if err != nil {
				continue
			}
			m.Apply(store, fact.Meta{})
			readBack(t, m).Apply(again, fact.Meta{})
			addsUp(t, store, lots, places)
		}
		if diff := cmp.Diff(dump(store), dump(again)); diff != "" {
			t.Fatalf("replayed from what is stored, it differs:\n%s", diff)
		}
	})
}

func readBack(t *rapid.T, f fact.Fact) fact.Fact {
	stored, err := fact.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	value := reflect.New(reflect.TypeOf(f))
	if err := fact.Decode(stored, value.Interface()); err != nil {
		t.Fatal(err)
	}
	return value.Elem().Interface().(fact.Fact)
}

func addsUp(t *rapid.T, view fact.View, lots []stock.LotKey, places []stock.PlaceID) {
	for _, l := range lots {
		var sum stock.Holding
		for _, p := range places {
			held := stock.OnHand(view, l, p)
			if !p.IsOutside() && (held.Quantity < 0 || held.ValueE4 < 0 || held.Quantity == 0 && held.ValueE4 != 0) {
				t.Fatalf("%v in %s: %+v", l, p, held)
			}
			sum.Quantity, sum.ValueE4 = sum.Quantity+held.Quantity, sum.ValueE4+held.ValueE4
		}
		if sum != (stock.Holding{}) {
			t.Fatalf("%v over all places: %+v", l, sum)
		}
	}
	byLot, byPlace := map[string]stock.Holding{}, map[string]stock.Holding{}
	stock.EachHolding(view, "", func(l stock.Lying) bool { byLot[fmt.Sprint(l.Lot, l.Place)] = l.Holding; return true })
	for _, p := range places {
		stock.EachAt(view, p, func(l stock.Lying) bool { byPlace[fmt.Sprint(l.Lot, l.Place)] = l.Holding; return true })
	}
	if diff := cmp.Diff(byLot, byPlace); diff != "" {
		t.Fatalf("the list by place differs from that by lot:\n%s", diff)
	}
}

func dump(view fact.View) map[string]string {
	all := map[string]string{}
	view.Scan(nil, nil, func(key, value []byte) bool { all[string(key)] = string(value); return true })
	return all
}

// TestEveryKindIsReadBack: a fact of each kind comes back as it was written.
func TestEveryKindIsReadBack(t *testing.T) {
	facts := []fact.Fact{
		stock.ItemDefined{Item: item("06901234000016")}, stock.PlaceDefined{Place: stock.Place{ID: "A", Kind: stock.Bin, Walk: 3}},
		stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", Name: words.Names{ZH: "国药"}}}, stock.LotOpened{Lot: stock.Lot{LotKey: lot, Expiry: "2028-03-31"}},
		stock.LotForgotten{Lot: lot}, stock.LotStatusSet{Lot: lot, Status: stock.Held, Reason: "letter"}, stock.Moved{Lot: lot, From: "A", To: "B", Quantity: 3, ValueE4: 9, Corrects: 7},
		stock.SerialTaken{Item: "AMOX", Number: "S", Serial: stock.Serial{Lot: "A1"}}, stock.SerialFreed{Item: "AMOX", Number: "S"},
		stock.SerialWent{Item: "AMOX", Number: "S", Document: "CK-1", Quantity: 24}, stock.SerialReturned{Item: "AMOX", Number: "S", Document: "TH-1", Quantity: 24}, stock.SerialBack{Item: "AMOX", Number: "S", Document: "CK-1", Quantity: 24, Place: "A"},
		stock.SerialMoved{Item: "AMOX", Number: "S", Place: "B", Document: "YK-1", Part: 3}, stock.UnitMoved{Unit: "P", Place: "B", Document: "YK-1"},
		stock.CodesMissed{Lot: lot, Document: "CK-1", Quantity: 24},
		stock.CodesAnnounced{Note: "SH-1", Line: 2, Item: "AMOX", Lot: "A1", Content: 24, Parent: "P", Codes: []string{"S", "T"}},
		stock.UnitPacked{Unit: "P", Children: []stock.Child{{Item: "AMOX", Number: "S"}}}, stock.UnitOpened{Unit: "P", Document: "RK-1"},
		stock.UnitTaken{Unit: "P", Document: "RK-1"}, stock.UnitFreed{Unit: "P"}, stock.UnitWent{Unit: "P", Document: "CK-1"}, stock.UnitBack{Unit: "P", Document: "CK-1"},
		stock.OwnCodeMade{Code: stock.OwnCode{Number: "000001", Item: "AMOX", Level: stock.Box, Lot: "A/1", Expiry: "2028-03-31"}},
		stock.Consigned{Supplier: "S1", Lot: lot, Quantity: 3, ValueE4: 9, Document: "RK-1"}, stock.Consumed{Supplier: "S1", Lot: lot, Quantity: 3, ValueE4: 9, Document: "CK-1"},
	}
	if len(facts) != len(stock.Kinds()) {
		t.Errorf("%d kinds are tried, there are %d", len(facts), len(stock.Kinds()))
	}
	for _, f := range facts {
		stored, err := fact.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		value := reflect.New(reflect.TypeOf(f))
		if err := fact.Decode(stored, value.Interface()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, value.Elem().Interface()); diff != "" {
			t.Errorf("%s:\n%s", f.Kind(), diff)
		}
	}
}

func item(gtins ...string) stock.Item {
	return stock.Item{ID: "AMOX", Packages: []stock.Package{{Level: stock.Base, Content: 1}, {Level: stock.Box, Content: 24, GTINs: gtins}}}
}

// TestGTINsFollowTheItem: one that an item bears no longer is not found.
func TestGTINsFollowTheItem(t *testing.T) {
	m := fact.NewMemory()
	stock.ItemDefined{Item: item("06901234000016", "06901234000023")}.Apply(m, fact.Meta{})
	stock.ItemDefined{Item: item("06901234000023")}.Apply(m, fact.Meta{})
	if _, _, found := stock.FindGTIN(m, "06901234000016"); found {
		t.Error("a code taken off the item is still found")
	}
	i, p, found := stock.FindGTIN(m, "06901234000023")
	if !found || i.ID != "AMOX" || p.Level != stock.Box || p.Content != 24 {
		t.Errorf("found %t: %v %v", found, i.ID, p)
	}
}

// TestMasterData is listed in the order of codes, from where one asks, until
// one has enough; what is defined again replaces what was.
func TestMasterData(t *testing.T) {
	m := fact.NewMemory()
	for _, id := range []string{"C", "A", "B", "A"} {
		stock.ItemDefined{Item: stock.Item{ID: stock.ItemID(id)}}.Apply(m, fact.Meta{})
		stock.PlaceDefined{Place: stock.Place{ID: stock.PlaceID(id), Kind: stock.Bin}}.Apply(m, fact.Meta{})
		stock.SupplierDefined{Supplier: stock.Supplier{ID: id, Name: words.Names{EN: "supplier " + id}}}.Apply(m, fact.Meta{})
		stock.LotOpened{Lot: stock.Lot{LotKey: stock.LotKey{Item: stock.ItemID(id), Number: "L"}}}.Apply(m, fact.Meta{})
	}
	var items, places, suppliers, lots []string
	stock.EachItem(m, "B", func(i stock.Item) bool { items = append(items, string(i.ID)); return true })
	stock.EachPlace(m, func(p stock.Place) bool { places = append(places, string(p.ID)); return len(places) < 2 })
	stock.EachSupplier(m, func(s stock.Supplier) bool { suppliers = append(suppliers, s.ID); return true })
	stock.EachLot(m, "", func(l stock.Lot) bool { lots = append(lots, string(l.Item)); return true })
	stock.EachLot(m, "B", func(l stock.Lot) bool { lots = append(lots, "of "+string(l.Item)); return true })
	for _, list := range []struct{ got, want []string }{
		{items, []string{"B", "C"}}, {places, []string{"A", "B"}}, {suppliers, []string{"A", "B", "C"}}, {lots, []string{"A", "B", "C", "of B"}},
	} {
		if diff := cmp.Diff(list.want, list.got); diff != "" {
			t.Error(diff)
		}
	}
	if p, found := stock.FindPlace(m, stock.OutsidePlace("A")); !found || p.Kind != stock.Outside || p.Name.EN != "supplier A" || p.Kind.Pickable() {
		t.Errorf("a supplier's own place is %+v", p)
	}
	if s, found := stock.FindSupplier(m, "Z"); found {
		t.Errorf("found %+v", s)
	}
}

// TestStatusKeepsTheLot: who holds a lot changes nothing else of it.
func TestStatusKeepsTheLot(t *testing.T) {
	m := fact.NewMemory()
	stock.LotOpened{Lot: stock.Lot{LotKey: lot, Expiry: "2028-03-31", Made: "2026-04-01", Status: stock.Usable}}.Apply(m, fact.Meta{})
	stock.LotStatusSet{Lot: lot, Status: stock.Held, Reason: "letter"}.Apply(m, fact.Meta{})
	got, _ := stock.FindLot(m, lot)
	if want := (stock.Lot{LotKey: lot, Expiry: "2028-03-31", Made: "2026-04-01", Status: stock.Held, Reason: "letter"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	stock.LotForgotten{Lot: lot}.Apply(m, fact.Meta{})
	if _, found := stock.FindLot(m, lot); found {
		t.Error("a lot that was forgotten is known")
	}
}

func TestSerials(t *testing.T) {
	m := fact.NewMemory()
	stock.SerialTaken{Item: "AMOX", Number: "S", Serial: stock.Serial{Lot: "A1", Document: "RK-1"}}.Apply(m, fact.Meta{})
	if s, found := stock.FindSerial(m, "AMOX", "S"); !found || s.Lot != "A1" || s.Document != "RK-1" {
		t.Errorf("%+v, %t", s, found)
	}
	if _, found := stock.FindSerial(m, "HERB", "S"); found {
		t.Error("a serial counts for its item alone")
	}
	stock.SerialFreed{Item: "AMOX", Number: "S"}.Apply(m, fact.Meta{})
	if _, found := stock.FindSerial(m, "AMOX", "S"); found {
		t.Error("a serial that was freed is still taken")
	}
}

func TestUsual(t *testing.T) {
	if got := item().Usual(); got.Level != stock.Box {
		t.Errorf("counted in %+v", got)
	}
	if got := (stock.Item{Packages: []stock.Package{{Level: stock.Base, Content: 1}}}).Usual(); got.Level != stock.Base {
		t.Errorf("counted in %+v", got)
	}
	if got := (stock.Item{}).Usual(); !cmp.Equal(got, stock.Package{}) {
		t.Errorf("counted in %+v", got)
	}
}

func TestDates(t *testing.T) {
	tests := []struct {
		from, to stock.Date
		days     int
	}{
		{"2026-11-23", "2026-11-23", 0}, {"2026-11-23", "2026-11-24", 1}, {"2026-11-24", "2026-11-23", -1},
		{"2028-02-28", "2028-03-01", 2}, {"2027-02-28", "2027-03-01", 1}, {"2026-01-01", "2027-01-01", 365},
	}
	for _, test := range tests {
		if got := test.from.DaysUntil(test.to); got != test.days {
			t.Errorf("%s to %s is %d days, want %d", test.from, test.to, got, test.days)
		}
		if got := test.from.Add(test.days); got != test.to {
			t.Errorf("%s and %d days is %s, want %s", test.from, test.days, got, test.to)
		}
	}
	for d, want := range map[stock.Date]bool{"2028-02-29": true, "2027-02-29": false, "2026-11-31": false, "2026-1-1": false, "": false, "20261123": false} {
		if d.Valid() != want {
			t.Errorf("%q is valid: %t", d, d.Valid())
		}
	}
}
