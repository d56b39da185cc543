package intake_test

import (
	"errors"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

var (
	now   = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	today = stock.DateOf(now)
)

// apply decides a load against store and writes what follows, or shows every
// problem.
func apply(t testing.TB, store *fact.Memory, load intake.Load) []fact.Fact {
	t.Helper()
	facts, err := load.Decide(store, fact.Meta{ID: "1", At: now})
	var problems *intake.Problems
	if errors.As(err, &problems) {
		for _, p := range problems.List {
			t.Errorf("%s:%d %s %q: %s", p.File, p.Row, p.Column, p.Value, p.Text.In(words.English))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range facts {
		f.Apply(store, fact.Meta{Seq: uint64(i + 1), ID: "1", At: now})
	}
	if store.Err != nil {
		t.Fatal(store.Err)
	}
	return facts
}

func read(t testing.TB, files []intake.File) intake.Load {
	t.Helper()
	load, err := intake.Read(files, intake.Options{Today: today, Hash: hash})
	if err != nil {
		t.Fatal(err)
	}
	return load
}

// hash is a well-formed hash of no PIN, so that a test does not take the time
// of a real one.
func hash(string) (string, error) {
	return "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", nil
}

func TestDemo(t *testing.T) {
	store := fact.NewMemory()
	load := read(t, intake.Demo())
	apply(t, store, load)
	t.Log(load.Summary())
	_ = auth.Admin
}

func TestDemoCodesPrint(t *testing.T) {
	for _, g := range intake.DemoCodes(today) {
		t.Log("##", g.Title.In(words.Chinese), len(g.Codes))
		for i, c := range g.Codes {
			if i < 40 {
				t.Logf("   %s | %s | %q %s", c.Text.In(words.Chinese), c.Detail.In(words.Chinese), c.Data, c.As)
			}
		}
	}
}
