package book_test

import (
	"encoding/hex"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/auth"
	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
)

// TestEveryFactIsStamped reads back how the clocks stood at each fact, from the
// journal and after it was opened again.
func TestEveryFactIsStamped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lotgate.db")
	since := time.Hour
	clock := func() (time.Time, fact.Clock) {
		since += time.Millisecond
		return noon.Add(1500 * time.Millisecond), fact.Clock{Zone: "Asia/Shanghai", Run: "one", Mono: since.Microseconds(), State: fact.ClockSynced}
	}
	for round := range 2 {
		j, err := journal.Open(path, book.Apply, journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b := book.NewTimed(j, clock)
		if round == 0 {
			recorded, err := b.Post(t.Context(), meta("1"), stated{auth.LanguageChosen{Person: "KP01", Language: "en"}, auth.LanguageChosen{Person: "KP01", Language: "zh-CN"}})
			if err != nil || recorded[1].Meta.Clock.Run != "one" {
				t.Fatalf("%v, %v", recorded, err)
			}
		}
		want := fact.Clock{Zone: "Asia/Shanghai", Run: "one", Mono: 3600_002_000, Late: 1500, State: fact.ClockSynced}
		for seq := range uint64(2) {
			r, found, err := b.Fact(seq + 1)
			if err != nil || !found {
				t.Fatal(found, err)
			}
			if diff := cmp.Diff(want, r.Meta.Clock); diff != "" {
				t.Error(diff)
			}
			if began := r.Meta.Clock.Began(r.Meta.At); !began.Equal(noon.Add(-time.Hour + 1498*time.Millisecond)) {
				t.Errorf("the run began at %v", began)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// recordOfBefore is a fact as it was stored when no clocks were kept yet.
const recordOfBefore = "a66261747819323032362d31312d32335431323a30303a30302b30383a303062696461316377686f666b656570657264626f64795819a266706572736f6e644b503031686c616e677561676562656e646b696e646f706572736f6e2d6c616e677561676565776865726566646f636b2d31"

func TestAFactOfBeforeIsRead(t *testing.T) {
	record, err := hex.DecodeString(recordOfBefore)
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(filepath.Join(t.TempDir(), "lotgate.db"), book.Apply, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := j.Do(t.Context(), func(tx *journal.Tx) error { tx.Append(record); return nil }); err != nil {
		t.Fatal(err)
	}
	r, found, err := book.New(j).Fact(1)
	want := fact.Recorded{Meta: meta("1"), Fact: auth.LanguageChosen{Person: "KP01", Language: "en"}}
	want.Meta.Seq = 1
	if diff := cmp.Diff(want, r, cmp.Comparer(time.Time.Equal)); err != nil || !found || diff != "" {
		t.Error(err, found, diff)
	}
}
