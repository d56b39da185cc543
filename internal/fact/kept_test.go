package fact_test

import (
	"fmt"
	"strings"
	"testing"

	"lotgate/internal/fact"
)

type drug struct {
	Name  string   `json:"name"`
	Boxes []string `json:"boxes"`
}

// TestKeptTable: a table that keeps what it has decoded answers as one that
// does not, over rewriting, deleting and more values than it has room for.
func TestKeptTable(t *testing.T) {
	store := fact.NewMemory()
	kept, plain := fact.NewKeptTable[drug]("kept"), fact.NewTable[drug]("plain")
	same := func(id string) {
		t.Helper()
		for range 2 {
			a, foundA := kept.Get(store, id)
			b, foundB := plain.Get(store, id)
			if foundA != foundB || fmt.Sprint(a) != fmt.Sprint(b) {
				t.Fatalf("%s: kept %v %v, plain %v %v", id, a, foundA, b, foundB)
			}
		}
	}
	for i := range 5000 {
		id, d := fmt.Sprint(i%1700), drug{fmt.Sprint("drug ", i), []string{"box", "case"}[:i%3%2+1]}
		kept.Put(store, d, id)
		plain.Put(store, d, id)
		same(id)
	}
	long := drug{Name: strings.Repeat("x", 10_000)}
	kept.Put(store, long, "long")
	plain.Put(store, long, "long")
	same("long")
	kept.Delete(store, "3")
	plain.Delete(store, "3")
	same("3")
}

// TestKeptTableOverViews: what one store holds is never given to another that
// holds something else under the same key.
func TestKeptTableOverViews(t *testing.T) {
	old, now := fact.NewMemory(), fact.NewMemory()
	drugs := fact.NewKeptTable[drug]("drug")
	drugs.Put(old, drug{Name: "before"}, "1")
	drugs.Put(now, drug{Name: "after"}, "1")
	for range 2 {
		a, _ := drugs.Get(old, "1")
		b, _ := drugs.Get(now, "1")
		if a.Name != "before" || b.Name != "after" {
			t.Errorf("got %q and %q", a.Name, b.Name)
		}
	}
}

// TestKeptTableBroken: bytes that are no value fail every view that reads them.
func TestKeptTableBroken(t *testing.T) {
	store := fact.NewMemory()
	store.Put([]byte("drug\x001\x00"), []byte{0xff})
	for range 2 {
		store.Err = nil
		if fact.NewKeptTable[drug]("drug").Get(store, "1"); store.Err == nil {
			t.Error("broken bytes were read without a word")
		}
	}
	drugs := fact.NewKeptTable[drug]("drug")
	drugs.Get(store, "1")
	store.Err = nil
	if drugs.Get(store, "1"); store.Err == nil {
		t.Error("broken bytes were kept")
	}
}
