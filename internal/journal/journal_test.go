package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/journal"
)

var _ fact.Store = (*journal.Tx)(nil)

// nothing follows from any record.
func nothing(*journal.Tx, journal.Record) error { return nil }

func open(t testing.TB, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(path, nothing, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func fresh(t testing.TB) *journal.Journal {
	return open(t, filepath.Join(t.TempDir(), "journal.db"))
}

// do runs a job that must not fail.
func do(t testing.TB, j *journal.Journal, job func(*journal.Tx)) {
	t.Helper()
	err := j.Do(context.Background(), func(tx *journal.Tx) error { job(tx); return nil })
	if err != nil {
		t.Fatal(err)
	}
}

func records(t testing.TB, j *journal.Journal, from uint64) (all []string) {
	t.Helper()
	next := max(from, 1)
	err := j.Each(from, func(r journal.Record) bool {
		if r.Seq != next {
			t.Fatalf("record %d where %d was due", r.Seq, next)
		}
		next++
		all = append(all, string(r.Body))
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// projections lists "key=value" of all keys.
func projections(t testing.TB, j *journal.Journal) (all []string) {
	t.Helper()
	err := j.View(func(tx *journal.Tx) error {
		tx.Scan(nil, nil, func(k, v []byte) bool {
			all = append(all, fmt.Sprintf("%s=%s", k, v))
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatWasWrittenIsThereAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	do(t, j, func(tx *journal.Tx) {
		if seq := tx.Append([]byte("first")); seq != 1 {
			t.Errorf("first record has number %d", seq)
		}
		tx.Put([]byte("a"), []byte("1"))
		tx.Put([]byte("b"), nil)
		if got := tx.Get([]byte("b")); got == nil {
			t.Error("an empty value reads as absent within its job")
		}
	})
	do(t, j, func(tx *journal.Tx) { tx.Append([]byte("second")) })
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}

	j = open(t, path)
	if got := j.Last(); got != 2 {
		t.Errorf("Last() = %d, want 2", got)
	}
	if got := strings.Join(records(t, j, 0), " "); got != "first second" {
		t.Errorf("records: %s", got)
	}
	if got := strings.Join(projections(t, j), " "); got != "a=1 b=" {
		t.Errorf("projections: %s", got)
	}
}

// TestFailedJobLeavesNoTrace covers every way a job can fail, each beside a
// neighbour in the same batch that must succeed.
func TestFailedJobLeavesNoTrace(t *testing.T) {
	own := errors.New("not today")
	for name, test := range map[string]struct {
		end  func(*journal.Tx) error
		want string
	}{
		"an error":      {func(*journal.Tx) error { return own }, "not today"},
		"Fail":          {func(tx *journal.Tx) error { tx.Fail(own); tx.Fail(errors.New("second")); return nil }, "not today"},
		"a panic":       {func(*journal.Tx) error { panic("dropped a carton") }, "panic: dropped a carton"},
		"an empty key":  {func(tx *journal.Tx) error { tx.Put(nil, []byte("x")); return nil }, "put key of 0 bytes"},
		"a huge key":    {func(tx *journal.Tx) error { tx.Put(make([]byte, 5000), nil); return nil }, "put key of 5000 bytes"},
		"a huge record": {func(tx *journal.Tx) error { tx.Append(make([]byte, 17<<20)); return nil }, "append a record of 17825792 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			j := fresh(t)
			do(t, j, func(tx *journal.Tx) {
				tx.Append([]byte("before"))
				tx.Put([]byte("kept"), []byte("1"))
				tx.Put([]byte("other"), []byte("1"))
			})
			err := inOneBatch(j, func(tx *journal.Tx) error {
				tx.Put([]byte("kept"), []byte("2"))
				tx.Put([]byte("kept"), []byte("3"))
				tx.Put([]byte("new"), []byte("2"))
				tx.Delete([]byte("other"))
				tx.Delete([]byte("absent"))
				tx.Append([]byte("gone"))
				tx.Append([]byte("gone too"))
				return test.end(tx)
			}, func(tx *journal.Tx) error {
				tx.Append([]byte("after"))
				return nil
			})
			if err[0] == nil || !strings.HasPrefix(err[0].Error(), test.want) {
				t.Errorf("the job's error: %v, want %s", err[0], test.want)
			}
			if err[1] != nil {
				t.Errorf("its neighbour's error: %v", err[1])
			}
			if got := strings.Join(records(t, j, 0), " "); got != "before after" {
				t.Errorf("records: %s", got)
			}
			if got := strings.Join(projections(t, j), " "); got != "kept=1 other=1" {
				t.Errorf("projections: %s", got)
			}
		})
	}
}

// inOneBatch holds the writer with a first job until all others wait, in
// their order.
func inOneBatch(j *journal.Journal, jobs ...func(*journal.Tx) error) []error {
	held, release := make(chan bool), make(chan bool)
	go j.Do(context.Background(), func(*journal.Tx) error { close(held); <-release; return nil })
	<-held
	errs := make([]error, len(jobs))
	var wg sync.WaitGroup
	for i, job := range jobs {
		wg.Go(func() { errs[i] = j.Do(context.Background(), job) })
		for journal.Waiting(j) <= i {
		}
	}
	close(release)
	wg.Wait()
	return errs
}

func TestAJobSeesWhatThoseBeforeItWrote(t *testing.T) {
	j := fresh(t)
	var got []string
	errs := inOneBatch(j, func(tx *journal.Tx) error {
		tx.Put([]byte("k1"), []byte("1"))
		tx.Put([]byte("k3"), []byte("3"))
		tx.Append([]byte("mine"))
		return nil
	}, func(tx *journal.Tx) error {
		tx.Put([]byte("k2"), []byte("2"))
		tx.Delete([]byte("k3"))
		tx.Scan([]byte("k"), []byte("k2"), func(k, v []byte) bool { got = append(got, string(k)); return true })
		body, found := tx.Record(1)
		got = append(got, string(body), fmt.Sprint(found))
		return nil
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if want := "k2 mine true"; strings.Join(got, " ") != want {
		t.Errorf("saw %v, want %s", got, want)
	}
}

func TestManyCallers(t *testing.T) {
	j := fresh(t)
	const callers, each = 32, 25
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for n := range each {
				do(t, j, func(tx *journal.Tx) {
					tx.Append(fmt.Appendf(nil, "%d/%d", c, n))
					count := len(tx.Get([]byte("count")))
					tx.Put([]byte("count"), bytes.Repeat([]byte("x"), count+1))
				})
			}
		})
	}
	wg.Wait()
	next := map[string]int{}
	for _, r := range records(t, j, 0) {
		c, n, _ := strings.Cut(r, "/")
		if fmt.Sprint(next[c]) != n {
			t.Fatalf("caller %s: record %s where %d was due", c, n, next[c])
		}
		next[c]++
	}
	if got := projections(t, j); len(got) != 1 || len(got[0]) != len("count=")+callers*each {
		t.Errorf("the count is wrong: %.60q", got)
	}
}

func TestThenRunsInOrderBeforeTheAnswer(t *testing.T) {
	j := fresh(t)
	var order []uint64
	then := func(fail error) func(*journal.Tx) error {
		return func(tx *journal.Tx) error {
			seq := tx.Append(nil)
			tx.Then(func() {
				if j.Last() < seq {
					t.Errorf("told of record %d before it was durable", seq)
				}
				order = append(order, seq)
			})
			return fail
		}
	}
	inOneBatch(j, then(nil), then(errors.New("no")), then(nil), then(nil))
	if got := fmt.Sprint(order); got != "[1 2 3]" {
		t.Errorf("told of %s, want [1 2 3]", got)
	}
}

func TestContextEndsTheWait(t *testing.T) {
	j := fresh(t)
	ctx, cancel := context.WithCancel(context.Background())
	ran := false
	held, release := make(chan bool), make(chan bool)
	go j.Do(context.Background(), func(*journal.Tx) error { close(held); <-release; return nil })
	<-held
	done := make(chan error)
	go func() { done <- j.Do(ctx, func(*journal.Tx) error { ran = true; return nil }) }()
	for journal.Waiting(j) == 0 {
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Do = %v", err)
	}
	close(release)
	do(t, j, func(*journal.Tx) {})
	if ran {
		t.Error("the abandoned job ran")
	}
}

func TestOnceTakenTheOutcomeIsAwaited(t *testing.T) {
	j := fresh(t)
	ctx, cancel := context.WithCancel(context.Background())
	err := j.Do(ctx, func(tx *journal.Tx) error {
		cancel()
		tx.Append([]byte("in"))
		return nil
	})
	if err != nil || j.Last() != 1 {
		t.Errorf("Do = %v, Last() = %d", err, j.Last())
	}
}

func TestSecondOpenerIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	open(t, path)
	_, err := journal.Open(path, nothing, journal.Options{Wait: 1})
	if !errors.Is(err, journal.ErrHeld) {
		t.Errorf("Open = %v, want %v", err, journal.ErrHeld)
	}
}

func TestFilesThatAreNoJournal(t *testing.T) {
	for name, content := range map[string]string{
		"text":    strings.Repeat("not a journal\n", 1000),
		"short":   "x",
		"zeroes":  string(make([]byte, 1<<16)),
		"a cover": "\xed\x0c\xda\xed",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if j, err := journal.Open(path, nothing, journal.Options{}); err == nil {
				j.Close()
				t.Error("it was opened")
			}
			if after, _ := os.ReadFile(path); string(after) != content {
				t.Error("it was changed")
			}
		})
	}
}

func TestClosedJournal(t *testing.T) {
	j := fresh(t)
	if err := errors.Join(j.Close(), j.Close()); err != nil {
		t.Fatal(err)
	}
	if err := j.Do(context.Background(), func(*journal.Tx) error { return nil }); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Do = %v", err)
	}
	if err := j.View(func(*journal.Tx) error { return nil }); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("View = %v", err)
	}
	if err := j.Broken(); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Broken = %v", err)
	}
}

func TestViewCannotWrite(t *testing.T) {
	j := fresh(t)
	for name, write := range map[string]func(*journal.Tx){
		"put":    func(tx *journal.Tx) { tx.Put([]byte("k"), nil) },
		"append": func(tx *journal.Tx) { tx.Append(nil) },
	} {
		if err := j.View(func(tx *journal.Tx) error { write(tx); return nil }); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestEachReadsPageByPage(t *testing.T) {
	j := fresh(t)
	const many = 1300
	do(t, j, func(tx *journal.Tx) {
		for n := range many {
			tx.Append(fmt.Append(nil, n+1))
		}
	})
	for _, from := range []uint64{0, 1, 2, 512, 513, 1024, many, many + 1} {
		want := many - int(max(from, 1)) + 1
		if got := len(records(t, j, from)); got != want {
			t.Errorf("from %d: %d records, want %d", from, got, want)
		}
	}
	count := 0
	j.Each(0, func(journal.Record) bool { count++; return count < 3 })
	if count != 3 {
		t.Errorf("stopped after %d records, want 3", count)
	}
}

func TestCopyCanBeOpened(t *testing.T) {
	j := fresh(t)
	do(t, j, func(tx *journal.Tx) { tx.Append([]byte("kept")); tx.Put([]byte("k"), []byte("v")) })
	var copied bytes.Buffer
	n, err := j.Copy(context.Background(), &copied)
	if err != nil || n != int64(copied.Len()) {
		t.Fatalf("Copy = %d, %v", n, err)
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, copied.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	if got := fmt.Sprint(records(t, again, 0), projections(t, again)); got != "[kept] [k=v]" {
		t.Errorf("the copy holds %s", got)
	}
}
