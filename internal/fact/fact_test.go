package fact_test

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lotgate/internal/fact"
)

// part is what people type into a key: anything Clean lets through.
var part = rapid.String().Filter(fact.Clean)

// TestKeysCannotCollide stores under two lists of parts: they meet only where
// the lists are the same.
func TestKeysCannotCollide(t *testing.T) {
	table := fact.NewTable[string]("t")
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.SliceOfN(part, 1, 4).Draw(t, "one")
		two := rapid.SliceOfN(part, 1, 4).Draw(t, "two")
		m := fact.NewMemory()
		table.Put(m, "one", one...)
		_, found := table.Get(m, two...)
		if same := cmp.Equal(one, two); found != same {
			t.Fatalf("%q and %q meet: %t", one, two, found)
		}
	})
}

// TestTablesDoNotMeet, not even where one's name begins the other's.
func TestTablesDoNotMeet(t *testing.T) {
	m := fact.NewMemory()
	pack, refused := fact.NewTable[string]("pack"), fact.NewTable[string]("pack-refused")
	pack.Put(m, "p", "1")
	refused.Put(m, "r", "1")
	pack.Each(m, func(key []string, v string) bool {
		if v != "p" {
			t.Errorf("%q of the other table: %q", v, key)
		}
		return true
	})
}

// TestTableIsAMap compares a table with a plain map under random use, and what
// Each and EachFrom call with the sorted map.
func TestTableIsAMap(t *testing.T) {
	t.Run("plain", func(t *testing.T) { isAMap(t, fact.NewTable[int]("t")) })
	t.Run("kept", func(t *testing.T) { isAMap(t, fact.NewKeptTable[int]("t")) })
}

func isAMap(t *testing.T, table fact.Table[int]) {
	small := rapid.StringMatching(`[ab-]{0,2}`)
	rapid.Check(t, func(t *rapid.T) {
		m, model := fact.NewMemory(), map[[2]string]int{}
		for i := range rapid.IntRange(0, 40).Draw(t, "steps") {
			key := [2]string{small.Draw(t, "a"), small.Draw(t, "b")}
			if rapid.Bool().Draw(t, "delete") {
				table.Delete(m, key[0], key[1])
				delete(model, key)
			} else {
				table.Put(m, i, key[0], key[1])
				model[key] = i
			}
		}
		first, from := small.Draw(t, "first"), small.Draw(t, "from")
		var want, got []string
		for key, v := range model {
			if key[0] == first && key[1] >= from {
				want = append(want, fmt.Sprint(key[1], " ", v))
			}
		}
		sort.Strings(want)
		table.EachFrom(m, from, func(key []string, v int) bool {
			got = append(got, fmt.Sprint(key[0], " ", v))
			return true
		}, first)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("under %q from %q:\n%s", first, from, diff)
		}
	})
}

// TestMemoryScan is the contract of a View's Scan: a sorted map's.
func TestMemoryScan(t *testing.T) {
	key := rapid.SliceOfN(rapid.ByteRange(0, 3), 0, 3)
	rapid.Check(t, func(t *rapid.T) {
		m, model := fact.NewMemory(), map[string]string{}
		for _, k := range rapid.SliceOfN(key, 0, 20).Draw(t, "keys") {
			m.Put(k, k)
			model[string(k)] = string(k)
		}
		for _, k := range rapid.SliceOfN(key, 0, 5).Draw(t, "deleted") {
			m.Delete(k)
			delete(model, string(k))
		}
		prefix, from := key.Draw(t, "prefix"), key.Draw(t, "from")
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		var want, got []string
		for k := range model {
			if strings.HasPrefix(k, string(prefix)) && k >= string(from) {
				want = append(want, k)
			}
		}
		sort.Strings(want)
		want = want[:min(limit, len(want))]
		m.Scan(prefix, from, func(k, v []byte) bool {
			if !bytes.Equal(m.Get(k), v) {
				t.Fatalf("%x holds %x, the scan says %x", k, m.Get(k), v)
			}
			got = append(got, string(k))
			return len(got) < limit
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestKeptTableForgets: it keeps what it decoded for any view, within bounds,
// for many who read and write at once.
func TestKeptTableForgets(t *testing.T) {
	table := fact.NewKeptTable[string]("t")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			m := fact.NewMemory()
			for i := range 5000 {
				want := fmt.Sprint("value ", i)
				table.Put(m, want, "key")
				if got, _ := table.Get(m, "key"); got != want {
					t.Errorf("%q was put, %q is read", want, got)
					return
				}
			}
			long := strings.Repeat("x", 5000)
			table.Put(m, long, "key")
			if got, _ := table.Get(m, "key"); got != long {
				t.Error("a long value is read as another")
			}
		})
	}
	all.Wait()
}

// TestEachStops where it is told to.
func TestEachStops(t *testing.T) {
	m, table := fact.NewMemory(), fact.NewTable[int]("t")
	for i := range 5 {
		table.Put(m, i, fmt.Sprint(i))
	}
	calls := 0
	table.Each(m, func([]string, int) bool { calls++; return calls < 2 })
	if calls != 2 {
		t.Errorf("called %d times", calls)
	}
}

// TestDamage: what cannot be read fails the transaction, the first fault stays.
func TestDamage(t *testing.T) {
	m := fact.NewMemory()
	fact.NewTable[string]("t").Put(m, "no number", "1")
	if _, found := fact.NewTable[int]("t").Get(m, "1"); !found || m.Err == nil || !strings.Contains(m.Err.Error(), "table t") {
		t.Errorf("found %t, fault %v", found, m.Err)
	}
	first := m.Err
	m.Fail(errors.New("later"))
	if m.Err != first {
		t.Errorf("the first fault gave way to %v", m.Err)
	}
	other := fact.NewMemory()
	fact.NewTable[chan int]("c").Put(other, nil, "1")
	if other.Err == nil {
		t.Error("what has no stored form is stored")
	}
}

// TestStoredFormIsOne: equal values give equal bytes, whatever the order in
// which a map was filled, and time keeps its zone and its nanoseconds.
func TestStoredFormIsOne(t *testing.T) {
	one, two := map[string]int{}, map[string]int{}
	for i := range 50 {
		one[fmt.Sprint(i)] = i
		two[fmt.Sprint(49-i)] = 49 - i
	}
	a, _ := fact.Encode(one)
	b, _ := fact.Encode(two)
	if !bytes.Equal(a, b) {
		t.Error("equal maps have two stored forms")
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.FixedZone("site", 8*3600))
	stored, err := fact.Encode(at)
	if err != nil {
		t.Fatal(err)
	}
	var back time.Time
	if err := fact.Decode(stored, &back); err != nil || !back.Equal(at) || back.Format(time.RFC3339Nano) != at.Format(time.RFC3339Nano) {
		t.Errorf("%v comes back as %v, %v", at, back, err)
	}
}

// TestOldFactsAreRead: a field that a fact got later is empty in old ones, and
// one that it lost is passed over.
func TestOldFactsAreRead(t *testing.T) {
	type old struct {
		Lot  string `json:"lot"`
		Gone int    `json:"gone"`
	}
	type present struct {
		Lot    string   `json:"lot"`
		Doubts []string `json:"doubts,omitempty"`
	}
	stored, err := fact.Encode(old{"A1", 7})
	if err != nil {
		t.Fatal(err)
	}
	var got present
	if err := fact.Decode(stored, &got); err != nil || got.Lot != "A1" || got.Doubts != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestClean(t *testing.T) {
	for s, want := range map[string]bool{
		"": true, "A-01": true, "阿莫西林": true, "a\x00b": false, "a\tb": false, "a\x7f": false, "\x1d": false, strings.Repeat("x", 128): true, strings.Repeat("x", 129): false,
	} {
		if fact.Clean(s) != want {
			t.Errorf("%q is clean: %t", s, !want)
		}
	}
}

func TestRefusal(t *testing.T) {
	no := fact.Refuse("no_order", "order", "CG-1")
	wrapped := fmt.Errorf("open: %w", no)
	if !errors.Is(wrapped, fact.Refuse("no_order")) || errors.Is(wrapped, fact.Refuse("no_dock")) || errors.Is(wrapped, errors.New("no_order")) {
		t.Error("a refusal is known by its code, and by nothing else")
	}
	if no.Code() != "no_order" || no.Error() != "There is no order CG-1." {
		t.Errorf("%s: %s", no.Code(), no)
	}
}
