package intake_test

import (
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
)

// TestLegalClasses: the two categories of psychotropics are told apart, as a
// table in Chinese writes them.
func TestLegalClasses(t *testing.T) {
	for word, want := range map[string]stock.Class{
		"精一": stock.Psychotropic1, "第一类精神药品": stock.Psychotropic1, "一类精神药品": stock.Psychotropic1, "psychotropic1": stock.Psychotropic1,
		"精二": stock.Psychotropic2, "第二类精神药品": stock.Psychotropic2, "二类精神药品": stock.Psychotropic2, "Psychotropic 2": stock.Psychotropic2,
		"精神药品": stock.Psychotropic, "psychotropic": stock.Psychotropic, "麻醉药品": stock.Narcotic, "": stock.Ordinary,
	} {
		store := fact.NewMemory()
		apply(t, store, read(t, []intake.File{
			{Name: "items.csv", Data: []byte("item,name_zh,spec,category,storage,class\nX1,药,1 mg,western,room," + word + "\n")},
			{Name: "packages.csv", Data: []byte("item,level,unit_zh,content\nX1,base,支,1\n")},
		}))
		if item, _ := stock.FindItem(store, "X1"); item.Class != want {
			t.Errorf("%q is read as %q", word, item.Class)
		}
	}
}
