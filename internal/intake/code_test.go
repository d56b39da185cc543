package intake_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
)

// withCodes is the sound tables, with codes in the packages: in Chinese, and with
// a whole trace code where its prefix would do.
func withCodes() []intake.File {
	return files("packages.csv", "品种编码,包装级别,单位,含最小单位数,条码,其他编码\nA,base,片,1,,\n"+
		"A,box,盒,10,6999101000115,80217611234567890123 hibc:A123BJC5D6E71\nA,case,箱,100,16999101000112,8021762\n"+
		"C,base,支,1,6999101000214,MA.156.M0.100025.12345678 AHM:6936983800013\n")
}

func packages(files []intake.File, text string) []intake.File {
	return append(files, intake.File{Name: "packages.csv", Data: []byte(text)})
}

func TestOtherCodes(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, withCodes()))
	for code, want := range map[string]struct {
		item  stock.ItemID
		level stock.Level
	}{
		"trace:8021761": {"A", stock.Box}, "hibc:A123BJC5D6E71": {"A", stock.Box}, "trace:8021762": {"A", stock.Case},
		"ma:MA.156.M0.100025.12345678": {"C", stock.Base}, "ahm:6936983800013": {"C", stock.Base},
	} {
		item, p, found := stock.FindCode(store, code)
		if !found || item.ID != want.item || p.Level != want.level {
			t.Errorf("%s finds %s %s, want %s %s", code, item.ID, p.Level, want.item, want.level)
		}
	}
}

// TestCodesStay: a table that says nothing of codes takes none away; one that
// has their column does.
func TestCodesStay(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, withCodes()))
	apply(t, store, read(t, packages(nil, "item,level,unit_zh,content,gtins\nA,box,袋,10,6999101000115\n")))
	item, _ := stock.FindItem(store, "A")
	if box := item.Package(stock.Box); box.Unit.ZH != "袋" || !slices.Equal(box.Codes, []string{"trace:8021761", "hibc:A123BJC5D6E71"}) {
		t.Errorf("the box is %+v", box)
	}
	apply(t, store, read(t, packages(nil, "item,level,unit_zh,content,gtins,codes\nA,box,袋,10,6999101000115,\n")))
	if _, _, found := stock.FindCode(store, "trace:8021761"); found {
		t.Error("the code that was taken away still names the box")
	}
}

func TestCodeOfAnotherItem(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, withCodes()))
	got := briefs(t, store, read(t, packages(nil, "item,level,unit_zh,content,codes\nC,box,盒,5,trace:8021761\n")), byNobody)
	if diff := cmp.Diff([]string{"packages.csv:2:codes code_taken"}, got); diff != "" {
		t.Error(diff)
	}
}
