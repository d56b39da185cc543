package journal_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"lotgate/internal/journal"
)

// TestLargeJobs has jobs write thousands of keys in no order over those that
// are stored, the second of them refused, and asks in between for what a map
// says.
func TestLargeJobs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	j := fresh(t)
	values := map[string]string{}
	job := func(end error) func(*journal.Tx) error {
		return func(tx *journal.Tx) error {
			next := maps.Clone(values)
			for n := range 6000 {
				change(random, tx, next)
				if n%1000 == 0 {
					compareFrom(t, tx, next, fmt.Sprintf("%05d", random.IntN(20_000)))
				}
			}
			compareFrom(t, tx, next, "")
			if end == nil {
				values = next
			}
			return end
		}
	}
	for range 3 {
		if got := inOneBatch(j, job(nil), job(errRefused), job(nil)); !slices.Equal(got, []error{nil, errRefused, nil}) {
			t.Fatal(got)
		}
		if err := j.View(func(tx *journal.Tx) error { compareFrom(t, tx, values, ""); return nil }); err != nil {
			t.Fatal(err)
		}
	}
}

func change(random *rand.Rand, tx *journal.Tx, values map[string]string) {
	key := fmt.Sprintf("%05d", random.IntN(20_000))
	if random.IntN(4) == 0 {
		tx.Delete([]byte(key))
		delete(values, key)
		return
	}
	value := fmt.Sprint(random.IntN(100))
	tx.Put([]byte(key), []byte(value))
	values[key] = value
}

func compareFrom(t *testing.T, tx *journal.Tx, values map[string]string, from string) {
	t.Helper()
	var got, want []string
	tx.Scan(nil, []byte(from), func(k, v []byte) bool {
		if string(tx.Get(k)) != string(v) {
			t.Errorf("%s is %s in the scan and %s alone", k, v, tx.Get(k))
		}
		got = append(got, string(k)+"="+string(v))
		return true
	})
	for _, k := range slices.Sorted(maps.Keys(values)) {
		if k >= from {
			want = append(want, k+"="+values[k])
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("from %q: %d keys, want %d", from, len(got), len(want))
	}
}

// TestTooMuchForOneJob appends one body again and again, which costs the test
// no memory.
func TestTooMuchForOneJob(t *testing.T) {
	j := fresh(t)
	body := make([]byte, 16<<20)
	err := j.Do(context.Background(), func(tx *journal.Tx) error {
		for range 40 {
			tx.Append(body)
		}
		return nil
	})
	if !errors.Is(err, journal.ErrTooMuch) {
		t.Errorf("640 MiB: %v", err)
	}
	do(t, j, func(tx *journal.Tx) { tx.Append(nil) })
	if j.Last() != 1 {
		t.Errorf("%d records", j.Last())
	}
}

// TestOneKeyWrittenOften does not count what was written over.
func TestOneKeyWrittenOften(t *testing.T) {
	j := fresh(t)
	value := make([]byte, 1<<20)
	do(t, j, func(tx *journal.Tx) {
		for range 600 {
			tx.Put([]byte("k"), value)
		}
	})
}

// TestMuchIsWrittenInSeveralCommits sees the first job's record durable before
// the second job of the same batch runs.
func TestMuchIsWrittenInSeveralCommits(t *testing.T) {
	j := fresh(t)
	body := make([]byte, 16<<20)
	var seen []uint64
	write := func(tx *journal.Tx) error {
		seen = append(seen, j.Last())
		tx.Append(body)
		return nil
	}
	if err := errors.Join(inOneBatch(j, write, write)...); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(seen, []uint64{0, 1}) || j.Last() != 2 {
		t.Errorf("durable before the jobs: %v, after them %d", seen, j.Last())
	}
}

// TestLongRecordsAreReadFewAtATime has a page end by bytes, not by records.
func TestLongRecordsAreReadFewAtATime(t *testing.T) {
	seen := 0
	j, err := journal.Open(filepath.Join(t.TempDir(), "journal.db"), func(_ *journal.Tx, r journal.Record) error { seen += int(r.Seq); return nil }, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	body := make([]byte, 7<<20)
	do(t, j, func(tx *journal.Tx) {
		for range 4 {
			tx.Append(body)
		}
	})
	if got := len(records(t, j, 0)); got != 4 {
		t.Errorf("%d records, want 4", got)
	}
	if err := j.Rebuild(); err != nil || seen != 1+2+3+4 {
		t.Errorf("a rebuild saw records that sum to %d, %v", seen, err)
	}
}
