package stock_test

import (
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

func itemWith(id stock.ItemID, codes ...string) stock.ItemDefined {
	return stock.ItemDefined{Item: stock.Item{ID: id, Packages: []stock.Package{
		{Level: stock.Base, Content: 1},
		{Level: stock.Box, Content: 24, GTINs: []string{"06901234000016"}, Codes: codes},
	}}}
}

func TestAPackageIsFoundByItsOtherCodes(t *testing.T) {
	store := fact.NewMemory()
	itemWith("A", "trace:8021761", "hibc:A123BJC5D6E71").Apply(store, fact.Meta{})
	for code, want := range map[string]stock.Level{
		"trace:8021761": stock.Box, "hibc:A123BJC5D6E71": stock.Box,
		"trace:8021762": "", "8021761": "", "hibc:8021761": "", "": "",
	} {
		item, p, found := stock.FindCode(store, code)
		if found != (want != "") || p.Level != want || found && item.ID != "A" {
			t.Errorf("%q is %s %q, want %q", code, item.ID, p.Level, want)
		}
	}
}

func TestACodeThatWasTakenAwayNamesNothing(t *testing.T) {
	store := fact.NewMemory()
	itemWith("A", "trace:8021761", "trace:8021762").Apply(store, fact.Meta{})
	itemWith("A", "trace:8021762").Apply(store, fact.Meta{})
	if _, _, found := stock.FindCode(store, "trace:8021761"); found {
		t.Error("the old code still names the package")
	}
	if _, _, found := stock.FindCode(store, "trace:8021762"); !found {
		t.Error("the code that stayed names nothing")
	}
	if _, _, found := stock.FindGTIN(store, "06901234000016"); !found {
		t.Error("the GTIN that stayed names nothing")
	}
}
