package stock_test

import (
	"strings"
	"testing"

	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestAReasonIsSaidWhereThereIsOne: a refusal has no hole where nobody gave a
// reason.
func TestAReasonIsSaidWhereThereIsOne(t *testing.T) {
	for reason, want := range map[string]string{"": "Lot A is in quarantine.", "count differs": "Lot A is in quarantine: count differs."} {
		got := words.Say("refusal.lot_quarantined", "lot", "A", "reason", stock.Because(reason)).In(words.English)
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s", reason, got)
		}
	}
}
