package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

func TestAmount(t *testing.T) {
	capsules := stock.Item{Packages: []stock.Package{
		{Level: stock.Base, Unit: words.Names{ZH: "粒", EN: "capsule"}, Content: 1}, {Level: stock.Box, Unit: words.Names{ZH: "盒", EN: "box"}, Content: 24},
	}}
	grams := stock.Item{Packages: []stock.Package{{Level: stock.Base, Unit: words.Names{ZH: "克", EN: "g"}, Content: 1}}}
	tests := []struct {
		item     stock.Item
		quantity stock.Quantity
		en, zh   string
	}{
		{capsules, 0, "0 boxes", "0 盒"},
		{capsules, 1, "1 capsule", "1 粒"},
		{capsules, 23, "23 capsules", "23 粒"},
		{capsules, 24, "1 box", "1 盒"},
		{capsules, 48, "2 boxes", "2 盒"},
		{capsules, 49, "2 boxes + 1 capsule", "2 盒 + 1 粒"},
		{grams, 500, "500 g", "500 克"},
		{stock.Item{}, 7, "7", "7"},
	}
	for _, test := range tests {
		text := document.Amount(test.item, test.quantity)
		if en, zh := text.In(words.English), text.In(words.Chinese); trim(en) != test.en || trim(zh) != test.zh {
			t.Errorf("%d is said as %q and %q, want %q and %q", test.quantity, en, zh, test.en, test.zh)
		}
	}
}

func trim(s string) string {
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}
