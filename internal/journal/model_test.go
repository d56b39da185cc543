package journal_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lotgate/internal/journal"
	"pgregory.net/rapid"
)

// model is what the journal should be: a map and a list.
type model struct {
	values  map[string]string
	records []string
}

func (m model) clone() model { return model{maps.Clone(m.values), slices.Clone(m.records)} }

var (
	errRefused = errors.New("refused")
	errPanics  = errors.New("the job panics")
)

// step is one thing a job does, to the model and to the journal alike.
type step struct {
	do       string
	key, arg string
	prefix   string // of a scan, from key on
	most     int    // that a scan is told
}

func drawStep(t *rapid.T) step {
	key := rapid.StringMatching("[a-c]{1,3}")
	return step{
		do:     rapid.SampledFrom([]string{"put", "put", "put", "delete", "delete", "append", "record", "get", "scan", "scan"}).Draw(t, "do"),
		key:    key.Draw(t, "key"),
		arg:    rapid.StringMatching("[a-z]{0,4}").Draw(t, "arg"),
		prefix: rapid.StringMatching("[a-c]{0,2}").Draw(t, "prefix"),
		most:   rapid.SampledFrom([]int{1, 2, 1000}).Draw(t, "most"),
	}
}

func (s step) onModel(m *model) string {
	switch s.do {
	case "put":
		m.values[s.key] = s.arg
	case "delete":
		delete(m.values, s.key)
	case "append":
		m.records = append(m.records, s.arg)
		return fmt.Sprint(len(m.records))
	case "record":
		seq := len(m.records) + 1 - s.most
		if seq < 1 {
			return "absent"
		}
		return m.records[seq-1]
	case "get":
		v, found := m.values[s.key]
		return fmt.Sprint(v, found)
	case "scan":
		var seen []string
		for _, k := range slices.Sorted(maps.Keys(m.values)) {
			if strings.HasPrefix(k, s.prefix) && k >= s.key && len(seen) < s.most {
				seen = append(seen, k+"="+m.values[k])
			}
		}
		return fmt.Sprint(seen)
	}
	return ""
}

func (s step) onJournal(tx *journal.Tx) string {
	switch s.do {
	case "put":
		tx.Put([]byte(s.key), []byte(s.arg))
	case "delete":
		tx.Delete([]byte(s.key))
	case "append":
		return fmt.Sprint(tx.Append([]byte(s.arg)))
	case "record":
		seq := int(tx.Last()) + 1 - s.most
		body, found := tx.Record(uint64(max(seq, 0)))
		if !found {
			return "absent"
		}
		return string(body)
	case "get":
		v := tx.Get([]byte(s.key))
		return fmt.Sprint(string(v), v != nil)
	case "scan":
		var seen []string
		tx.Scan([]byte(s.prefix), []byte(s.key), func(k, v []byte) bool {
			seen = append(seen, string(k)+"="+string(v))
			return len(seen) < s.most
		})
		return fmt.Sprint(seen)
	}
	return ""
}

// TestAgainstAModel plays random jobs in random batches, some of which are
// refused at their end, some cut off by closing and opening the file, and
// asks after every one whether the journal and a simple map agree.
func TestAgainstAModel(t *testing.T) {
	folder := t.TempDir()
	files := 0
	rapid.Check(t, func(t *rapid.T) {
		files++
		path := filepath.Join(folder, fmt.Sprint(files), "journal.db")
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(filepath.Dir(path))
		j, err := journal.Open(path, nothing, journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { j.Close() }()

		m := model{values: map[string]string{}}
		for range rapid.IntRange(1, 8).Draw(t, "batches") {
			m = playBatch(t, j, m)
			if rapid.IntRange(0, 9).Draw(t, "reopen") == 0 {
				if err := j.Close(); err != nil {
					t.Fatal(err)
				}
				if j, err = journal.Open(path, nothing, journal.Options{}); err != nil {
					t.Fatal(err)
				}
			}
			compare(t, j, m)
		}
	})
}

func playBatch(t *rapid.T, j *journal.Journal, m model) model {
	var jobs []func(*journal.Tx) error
	var want []error
	for n := range rapid.IntRange(1, 4).Draw(t, "jobs") {
		steps := rapid.SliceOfN(rapid.Custom(drawStep), 1, 14).Draw(t, "steps")
		end := rapid.SampledFrom([]error{nil, nil, nil, errRefused, errPanics}).Draw(t, "end")
		jobs, want = append(jobs, playJob(t, n, steps, &m, end)), append(want, end)
	}
	for i, got := range inOneBatch(j, jobs...) {
		if got != want[i] && (want[i] != errPanics || !strings.HasPrefix(got.Error(), "panic: dropped")) {
			t.Fatalf("job %d answers %v, want %v", i, got, want[i])
		}
	}
	return m
}

// playJob runs in the writer's goroutine; inOneBatch waits for it.
func playJob(t *rapid.T, n int, steps []step, m *model, end error) func(*journal.Tx) error {
	return func(tx *journal.Tx) error {
		next := m.clone()
		for _, s := range steps {
			if got, want := s.onJournal(tx), s.onModel(&next); got != want {
				return fmt.Errorf("job %d: %+v answered %s, want %s", n, s, got, want)
			}
		}
		switch end {
		case nil:
			*m = next
		case errPanics:
			panic("dropped")
		}
		return end
	}
}

func compare(t *rapid.T, j *journal.Journal, m model) {
	var values, want []string
	err := j.View(func(tx *journal.Tx) error {
		tx.Scan(nil, nil, func(k, v []byte) bool { values = append(values, string(k)+"="+string(v)); return true })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range slices.Sorted(maps.Keys(m.values)) {
		want = append(want, k+"="+m.values[k])
	}
	if !slices.Equal(values, want) {
		t.Fatalf("projections %v, want %v", values, want)
	}
	var records []string
	if err := j.Each(0, func(r journal.Record) bool { records = append(records, string(r.Body)); return true }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(records, m.records) || j.Last() != uint64(len(m.records)) {
		t.Fatalf("records %v, last %d, want %v", records, j.Last(), m.records)
	}
}

// TestRebuild replays into the spare projections, whatever was in them.
func TestRebuild(t *testing.T) {
	first := func(tx *journal.Tx, r journal.Record) error {
		tx.Put(r.Body[:1], r.Body)
		return nil
	}
	apply := first
	j, err := journal.Open(filepath.Join(t.TempDir(), "journal.db"), func(tx *journal.Tx, r journal.Record) error { return apply(tx, r) }, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	do(t, j, func(tx *journal.Tx) {
		for n := range 9000 {
			body := fmt.Appendf(nil, "%c%d", 'a'+n%7, n)
			apply(tx, journal.Record{Seq: tx.Append(body), Body: body})
		}
	})
	want := fmt.Sprint(projections(t, j))
	for range 3 {
		if err := j.Rebuild(); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(projections(t, j)); got != want {
			t.Fatalf("rebuilt %s, want %s", got, want)
		}
	}
	do(t, j, func(tx *journal.Tx) { tx.Put([]byte("z"), []byte("last")) })
	for name, broken := range map[string]func(*journal.Tx, journal.Record) error{
		"refuses": func(tx *journal.Tx, r journal.Record) error {
			if r.Seq > 8500 {
				return errRefused
			}
			return first(tx, r)
		},
		"appends": func(tx *journal.Tx, r journal.Record) error { tx.Append(nil); return nil },
		"panics":  func(*journal.Tx, journal.Record) error { panic("no") },
	} {
		apply = broken
		if err := j.Rebuild(); err == nil {
			t.Errorf("%s: rebuilt without an error", name)
		}
		if got := projections(t, j); len(got) != 8 || got[7] != "z=last" {
			t.Errorf("%s: projections are now %v", name, got)
		}
		if j.Last() != 9000 {
			t.Errorf("%s: %d records", name, j.Last())
		}
	}
	if err := j.Do(context.Background(), func(tx *journal.Tx) error { tx.Append(nil); return nil }); err != nil {
		t.Error(err)
	}
}
