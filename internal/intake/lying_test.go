package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
)

// locked is a store with a safe, a consignor's bin and a narcotic.
func locked(stockRows string) []intake.File {
	return files(
		"places.csv", "place,kind,storage,safe,owner\nB1,bin,room,,\nB2,bin,cold,,\nB3,bin,room,,S1\nSAFE,bin,room,yes,\nD1,dock,,,\nQ1,quarantine,,,\nICU,department,,,\n",
		"items.csv", "item,name_zh,spec,category,storage,class\nA,甲,1 g,western,room,\nC,丙,2 ml,western,cold,\nM,吗啡,1 ml,western,room,narcotic\nN,地西泮,1 ml,western,room,psychotropic\n",
		"packages.csv", sound["packages.csv"]+"M,base,支,1,\nN,base,支,1,\n",
		"stock.csv", "item,lot,expiry,place,quantity,level\n"+stockRows,
	)
}

// TestWhereOpeningStockLies: what was counted before the first day lies by the
// rules of every other day.
func TestWhereOpeningStockLies(t *testing.T) {
	for name, test := range map[string]struct{ row, want string }{
		"ours in a consignor's bin": {"A,L1,2028-01-01,B3,1,base\n", "stock.csv:2:place refusal.wrong_owner"},
		"a narcotic on a shelf":     {"M,L1,2028-01-01,B1,1,base\n", "stock.csv:2:place refusal.needs_safe"},
		"a narcotic in the safe":    {"M,L1,2028-01-01,SAFE,1,base\n", ""},
		"a narcotic in quarantine":  {"M,L1,2028-01-01,Q1,1,base\n", ""},
		"anything in the safe":      {"A,L1,2028-01-01,SAFE,1,base\n", "stock.csv:2:place refusal.safe_only"},
		"cold goods on a shelf":     {"C,L1,2028-01-01,B1,1,base\n", "stock.csv:2:place refusal.wrong_storage"},
		"cold goods in the cold":    {"C,L1,2028-01-01,B2,1,base\n", ""},
	} {
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		if diff := cmp.Diff(want, briefs(t, fact.NewMemory(), read(t, locked(test.row)), byNobody)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestMasterDataUnderGoods: no table makes goods something else than what may
// lie where they do, nor takes from them what the law asks of their class.
func TestMasterDataUnderGoods(t *testing.T) {
	const item = "item,name_zh,spec,category,storage,class\n"
	const place = "place,kind,storage,safe\n"
	for name, test := range map[string]struct{ rows, table, text, want string }{
		"narcotic no more":              {"M,L1,2028-01-01,SAFE,1,base\n", "items.csv", item + "M,吗啡,1 ml,western,room,\n", "items.csv:2:class class_fixed"},
		"narcotic no more, at the dock": {"M,L1,2028-01-01,D1,1,base\n", "items.csv", item + "M,吗啡,1 ml,western,room,\n", "items.csv:2:class class_fixed"},
		"narcotic no more, none left":   {"", "items.csv", item + "M,吗啡,1 ml,western,room,\n", ""},
		"narcotic to second category":   {"M,L1,2028-01-01,SAFE,1,base\n", "items.csv", item + "M,吗啡,1 ml,western,room,psychotropic2\n", "items.csv:2:class class_fixed"},
		"its category is told":          {"N,L1,2028-01-01,SAFE,1,base\n", "items.csv", item + "N,地西泮,1 ml,western,room,psychotropic2\n", ""},
		"narcotic from now on, shelved": {"A,L1,2028-01-01,B1,1,base\n", "items.csv", item + "A,甲,1 g,western,room,narcotic\n", "items.csv:2:class move_first"},
		"narcotic from now on, at dock": {"A,L1,2028-01-01,D1,1,base\n", "items.csv", item + "A,甲,1 g,western,room,narcotic\n", ""},
		"cold from now on, shelved":     {"A,L1,2028-01-01,B1,1,base\n", "items.csv", item + "A,甲,1 g,western,cold,\n", "items.csv:2:storage move_first"},
		"a safe no more":                {"M,L1,2028-01-01,SAFE,1,base\n", "places.csv", place + "SAFE,bin,room,no\n", "places.csv:2:safe place_in_use"},
		"a safe no more, empty":         {"", "places.csv", place + "SAFE,bin,room,no\n", ""},
		"a safe from now on":            {"A,L1,2028-01-01,B1,1,base\n", "places.csv", place + "B1,bin,room,yes\n", "places.csv:2:safe place_in_use"},
	} {
		store := fact.NewMemory()
		apply(t, store, read(t, locked(test.rows)))
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		if diff := cmp.Diff(want, briefs(t, store, read(t, []intake.File{{Name: test.table, Data: []byte(test.text)}}), byNobody)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestATablePutsRight what lies wrongly since before anybody asked.
func TestATablePutsRight(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, locked("")))
	key := stock.LotKey{Item: "M", Number: "L1"}
	stock.LotOpened{Lot: stock.Lot{LotKey: key, Status: stock.Usable}}.Apply(store, byNobody)
	stock.Moved{Lot: key, From: stock.Opening, To: "B1", Quantity: 1}.Apply(store, byNobody)
	apply(t, store, read(t, []intake.File{{Name: "places.csv", Data: []byte("place,kind,storage,safe\nB1,bin,room,yes\n")}}))
	if p, _ := stock.FindPlace(store, "B1"); !p.Safe {
		t.Error("B1 is no safe")
	}
}
