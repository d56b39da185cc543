package document

import (
	"fmt"
	"strings"

	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Amount says a quantity in the packages people count the item in, and what
// is left over in base units: "18 boxes", "2 boxes + 6 tablets".
func Amount(item stock.Item, quantity stock.Quantity) words.Text {
	usual := item.Usual()
	if usual.Content <= 1 || quantity != 0 && quantity < usual.Content {
		return In(base(item), quantity)
	}
	whole := In(usual, quantity/usual.Content)
	if rest := quantity % usual.Content; rest > 0 {
		return words.Say("amount.two", "a", whole, "b", In(base(item), rest))
	}
	return whole
}

// In says a count of packages.
func In(p stock.Package, count stock.Quantity) words.Text {
	return words.Say("amount.one", "n", int64(count), "unit", words.Count(int64(count), p.Unit))
}

func base(item stock.Item) stock.Package {
	if len(item.Packages) == 0 {
		return stock.Package{Content: 1}
	}
	return item.Packages[0]
}

// Money writes 1/10,000 of the currency unit as people do: at least two
// decimals, and more only where they say something.
func Money(valueE4 int64) string {
	whole, rest := valueE4/10_000, valueE4%10_000
	sign := ""
	if valueE4 < 0 {
		sign, whole, rest = "-", -whole, -rest
	}
	decimals := strings.TrimRight(fmt.Sprintf("%04d", rest), "0")
	return fmt.Sprintf("%s%d.%s", sign, whole, decimals+strings.Repeat("0", max(2-len(decimals), 0)))
}
