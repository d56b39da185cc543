package fact_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/fact"
)

// TestNumbersSort: documents are listed as people count, and no list skips one
// where the year's ten thousandth begins.
func TestNumbersSort(t *testing.T) {
	want := []string{"CG-", "CG-7", "CG-999", "CG-1001", "CG-A", "RK-2026-0001", "RK-2026-9999", "RK-2026-10000", "RK-2026-100000", "RK-2027-0001", "SH-1-2"}
	table := fact.NewNumberedTable[int]("paper")
	m := fact.NewMemory()
	for i, number := range want {
		table.Put(m, i, number, "part"+number)
	}
	from := func(first string) (got []string) {
		table.EachFrom(m, first, func(key []string, i int) bool {
			if key[0] != want[i] || key[1] != "part"+want[i] {
				t.Errorf("the key of %q is %q", want[i], key)
			}
			got = append(got, key[0])
			return true
		})
		return got
	}
	for i, first := range want {
		if got := from(first); !slices.Equal(got, want[i:]) {
			t.Errorf("from %s: %q", first, got)
		}
		if i, found := table.Get(m, first, "part"+first); !found || want[i] != first {
			t.Errorf("%s is not found", first)
		}
	}
	if !slices.IsSortedFunc(want, func(a, b string) int { return strings.Compare(fact.Ordered(a), fact.Ordered(b)) }) {
		t.Error("keys are compared otherwise than they are stored")
	}
}

// TestNumbersComeBack: whatever a number looks like, it comes back as it was,
// and two numbers never become one.
func TestNumbersComeBack(t *testing.T) {
	number := rapid.StringMatching(`[A-Z0-9.-]{1,40}`)
	rapid.Check(t, func(t *rapid.T) {
		m, table := fact.NewMemory(), fact.NewNumberedTable[string]("paper")
		all := rapid.SliceOfDistinct(number, rapid.ID).Draw(t, "numbers")
		for _, n := range all {
			table.Put(m, n, n)
		}
		seen := 0
		table.Each(m, func(key []string, n string) bool {
			if key[0] != n {
				t.Fatalf("%q came back as %q", n, key[0])
			}
			seen++
			return true
		})
		if seen != len(all) {
			t.Fatalf("%d of %d came back", seen, len(all))
		}
	})
}
