package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"lotgate/internal/journal/wal"
)

// summed is what follows from the records of these tests: how many there are,
// how long they are together, and the last one under a key of a hundred.
func summed(tx *Tx, r Record) error {
	var count, length int
	fmt.Sscan(string(tx.Get([]byte("sum"))), &count, &length)
	tx.Put([]byte("sum"), fmt.Append(nil, count+1, " ", length+len(r.Body)))
	tx.Put(fmt.Appendf(nil, "of/%d", r.Seq%100), fmt.Append(nil, r.Seq))
	return nil
}

func appendSummed(j *Journal, body []byte) error {
	return j.Do(context.Background(), func(tx *Tx) error { return summed(tx, Record{tx.Append(body), body}) })
}

func sumOf(t *testing.T, j *Journal) (sum string) {
	t.Helper()
	if err := j.View(func(tx *Tx) error { sum = string(tx.Get([]byte("sum"))); return nil }); err != nil {
		t.Fatal(err)
	}
	return sum
}

func openAt(t *testing.T, path string) *Journal {
	t.Helper()
	j, err := Open(path, summed, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

// died copies the files of a journal that is at rest, as they would lie there
// if its process had died now.
func died(t *testing.T, path string) (copied string) {
	t.Helper()
	copied = filepath.Join(t.TempDir(), "journal.db")
	for _, suffix := range []string{"", logSuffix} {
		content, err := os.ReadFile(path + suffix)
		if err == nil {
			err = os.WriteFile(copied+suffix, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

// storedIn is how many records the file holds without its log, with what was
// moved out of it.
func storedIn(t *testing.T, path string) (records uint64) {
	t.Helper()
	e, err := Examine(path)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Records(func(r Record, _ int64) error { records = r.Seq; return nil }); err != nil {
		t.Fatal(err)
	}
	return records
}

func TestWhatOnlyTheLogHasIsAppliedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	for range 5 {
		if err := appendSummed(j, []byte("abc")); err != nil {
			t.Fatal(err)
		}
	}
	copied := died(t, path)
	if n := storedIn(t, copied); n != 0 {
		t.Fatalf("%d records are in the file already: this tests nothing", n)
	}
	for range 2 { // the second time there is nothing left to do
		again := openAt(t, copied)
		if got := sumOf(t, again); got != "5 15" || again.Last() != 5 {
			t.Errorf("after the death: %s, last %d", got, again.Last())
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if n := storedIn(t, copied); n != 5 {
		t.Errorf("%d records in the file after closing", n)
	}
}

// TestCheckpointsComeBesideTheWork writes several halves of the log and finds
// everything, before and after a death.
func TestCheckpointsComeBesideTheWork(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	const posts, body = 900, 20 << 10
	for n := range posts {
		if err := appendSummed(j, make([]byte, body)); err != nil {
			t.Fatal(err)
		}
		if got, want := sumOf(t, j), fmt.Sprint(n+1, " ", (n+1)*body); got != want {
			t.Fatalf("a reader sees %s after %s was answered", got, want)
		}
	}
	if err := j.submitAlone(func() error { return nil }); err != nil { // nothing is under way that ends later
		t.Fatal(err)
	}
	waitFor(func() bool { return !j.seen.Load().settling })
	copied := died(t, path)
	if n := storedIn(t, copied); n < posts/2 || n == posts {
		t.Errorf("%d of %d records are in the file: this tests nothing", n, posts)
	}
	again := openAt(t, copied)
	if got, want := sumOf(t, again), fmt.Sprint(posts, " ", posts*body); got != want {
		t.Errorf("after the death %s, want %s", got, want)
	}
	if got := len(recordsOf(t, again)); got != posts {
		t.Errorf("%d records", got)
	}
}

func recordsOf(t *testing.T, j *Journal) (all []Record) {
	t.Helper()
	err := j.Each(0, func(r Record) bool {
		if r.Seq != uint64(len(all)+1) {
			t.Fatalf("record %d where %d was due", r.Seq, len(all)+1)
		}
		all = append(all, r)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEveryViewIsOneState has readers look while checkpoints come and go: what
// they see belongs together, and is never older than what was answered.
func TestEveryViewIsOneState(t *testing.T) {
	j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				answered := j.Last()
				err := j.View(func(tx *Tx) error { return oneState(tx, answered) })
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for range 150 {
				if err := appendSummed(j, make([]byte, 10<<10)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
}

func oneState(tx *Tx, answered uint64) error {
	var count uint64
	var length int
	fmt.Sscan(string(tx.Get([]byte("sum"))), &count, &length)
	last := tx.last()
	if _, found := tx.Record(last); last > 0 && !found {
		return fmt.Errorf("record %d cannot be read", last)
	}
	keys := 0
	tx.Scan([]byte("of/"), nil, func(_, value []byte) bool {
		var seq uint64
		fmt.Sscan(string(value), &seq)
		if seq > last || last >= 100 && seq+100 <= last {
			keys = -1 << 20
		}
		keys++
		return true
	})
	if count != last || count < answered || keys != int(min(last, 100)) {
		return fmt.Errorf("%d counted, %d records, %d answered, %d keys", count, last, answered, keys)
	}
	return nil
}

// TestKeysOfNoRecordAreDurableToo: what the log cannot bring back is in the
// file before it is answered.
func TestKeysOfNoRecordAreDurableToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	if err := appendSummed(j, nil); err != nil {
		t.Fatal(err)
	}
	if err := j.Do(context.Background(), func(tx *Tx) error { tx.Put([]byte("alone"), []byte("1")); return nil }); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, died(t, path))
	err := again.View(func(tx *Tx) error {
		if got := string(tx.Get([]byte("alone"))); got != "1" || tx.last() != 1 {
			t.Errorf("%q, %d records", got, tx.last())
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAFailedCheckpointLosesNothing(t *testing.T) {
	disk := &pulled{}
	j, err := Open(filepath.Join(t.TempDir(), "journal.db"), summed, Options{opener: disk.open})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	opened := disk.opened.Load()
	disk.pullFirst() // the file; the log stays
	posts := 0
	for disk.opened.Load() == opened {
		err := appendSummed(j, make([]byte, 100<<10))
		if err == nil {
			posts++
			continue
		}
		if !errors.Is(err, ErrBroken) {
			t.Errorf("refused by %v: what the log has taken is not unknown", err)
		}
	}
	waitFor(func() bool { return j.Broken() == nil })
	if got, want := sumOf(t, j), fmt.Sprint(posts, " ", posts*100<<10); got != want || posts < 10 {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLogsThatDoNotFitAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	old := died(t, path)
	for range 3 {
		if err := errors.Join(appendSummed(j, nil), j.submitAlone(j.settleAll)); err != nil {
			t.Fatal(err)
		}
	}
	if err := appendSummed(j, nil); err != nil {
		t.Fatal(err)
	}
	now := died(t, path)
	for name, test := range map[string]struct{ file, log string }{
		"an old file":     {old, now},
		"another's file":  {filepath.Join(t.TempDir(), "new.db"), now},
		"a damaged log":   {now, now},
		"the log is gone": {now, filepath.Join(t.TempDir(), "empty")},
	} {
		t.Run(name, func(t *testing.T) {
			mixed := filepath.Join(t.TempDir(), "journal.db")
			if content, err := os.ReadFile(test.file); err == nil {
				must(t, os.WriteFile(mixed, content, 0o600))
			}
			if content, err := os.ReadFile(test.log + logSuffix); err == nil {
				must(t, os.WriteFile(mixed+logSuffix, content, 0o600))
			}
			if name == "a damaged log" {
				damage(t, mixed)
			}
			opened, err := Open(mixed, summed, Options{})
			if err == nil {
				opened.Close()
			}
			if lost := name == "the log is gone"; lost != (err == nil) || !lost && !errors.Is(err, ErrLog) {
				t.Errorf("opened with %v", err)
			}
		})
	}
}

// damage adds two records to the log at path and spoils the first.
func damage(t *testing.T, path string) {
	j := openAt(t, path)
	must(t, errors.Join(appendSummed(j, []byte("spoilt")), appendSummed(j, []byte("good"))))
	copied := died(t, path)
	j.Close()
	for _, suffix := range []string{"", logSuffix} {
		content, err := os.ReadFile(copied + suffix)
		must(t, err)
		if at := bytes.LastIndex(content, []byte("spoilt")); suffix != "" {
			content[at] ^= 1
		}
		must(t, os.WriteFile(path+suffix, content, 0o600))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestAFileWithoutALog opens one that was written before there were logs.
func TestAFileWithoutALog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	db, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		if err := create(tx, wal.Mark{}); err != nil {
			return err
		}
		about := tx.Bucket(bucketAbout)
		return errors.Join(about.Put(keyFormat, []byte(formatBefore)), about.Delete(keyLog), tx.Bucket(bucketRecords).Put(seqKey(1), []byte("old")))
	}))
	must(t, db.Close())
	j := openAt(t, path)
	must(t, appendSummed(j, []byte("new")))
	again := openAt(t, died(t, path))
	if got := bodies(t, again); got != "[old new]" {
		t.Error(got)
	}
}

// TestALayerBesideACheckpoint holds what was seen before a checkpoint against
// the file after it, as a reader comes upon them when the checkpoint ends while
// he begins.
func TestALayerBesideACheckpoint(t *testing.T) {
	j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	empty := j.seen.Load()
	must(t, errors.Join(appendSummed(j, []byte("one")), appendSummed(j, []byte("two"))))
	before := j.seen.Load()
	must(t, j.submitAlone(j.settleAll))
	after, err := transactionOf(j.db)
	must(t, err)
	if before.liesOn(j.db, after) || !before.liesOn(j.db, before.base) || !empty.liesOn(j.db, after) || !j.seen.Load().liesOn(j.db, after) {
		t.Errorf("before: %t %t, empty: %t, after: %t", before.liesOn(j.db, after), before.liesOn(j.db, before.base), empty.liesOn(j.db, after), j.seen.Load().liesOn(j.db, after))
	}
	during := *before
	during.settling = true
	err = j.over(&during, func(s *space) error {
		if page, next, err := s.page(0, 10); err != nil || len(page) != 2 || next != 0 || string(page[1].Body) != "two" {
			t.Errorf("%d records, next %d, %v", len(page), next, err)
		}
		return oneState(&Tx{space: s}, 2)
	})
	must(t, err)
}

// TestACheckpointThatCannotBeWritten is an unknown outcome whatever stops it,
// so that the log's other half is not begun over it.
func TestACheckpointThatCannotBeWritten(t *testing.T) {
	for name, spoil := range map[string]func(*bbolt.Tx) error{
		"no projections": func(tx *bbolt.Tx) error { return tx.DeleteBucket(bucketProjections[0]) },
		"nothing at all": func(tx *bbolt.Tx) error { return tx.DeleteBucket(bucketAbout) },
	} {
		j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
		c := &checkpoint{part: &layer{keys: newKeys(), bodies: [][]byte{nil}}, mark: j.log.Mark()}
		must(t, update(j.db, spoil))
		if err := c.commit(j.db); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := &checkpoint{part: &layer{keys: nil}}
	j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	if err := c.commit(j.db); !errors.Is(err, ErrUnknown) {
		t.Errorf("a panic: %v", err)
	}
}

// TestAWriteThatWasCutOffIsTold spoils the last write of a process that died.
func TestAWriteThatWasCutOffIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	must(t, errors.Join(appendSummed(j, []byte("kept")), appendSummed(j, []byte("cut off"))))
	if whole := openAt(t, died(t, path)); whole.Torn() || whole.Last() != 2 {
		t.Errorf("whole: torn %t, %d records", whole.Torn(), whole.Last())
	}
	copied := died(t, path)
	content, err := os.ReadFile(copied + logSuffix)
	must(t, err)
	content[bytes.LastIndex(content, []byte("cut off"))] ^= 1
	must(t, os.WriteFile(copied+logSuffix, content, 0o600))
	if cut := openAt(t, copied); !cut.Torn() || cut.Last() != 1 {
		t.Errorf("cut off: torn %t, %d records", cut.Torn(), cut.Last())
	}
}

// TestWhatWasCutOffIsNotFoundForEver: nothing but the write that was cut off is
// in the log. Whoever looks at the store after it was opened finds it whole.
func TestWhatWasCutOffIsNotFoundForEver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	must(t, errors.Join(appendSummed(j, []byte("kept")), j.submitAlone(j.settleAll), appendSummed(j, []byte("cut off"))))
	copied := died(t, path)
	content, err := os.ReadFile(copied + logSuffix)
	must(t, err)
	content[bytes.LastIndex(content, []byte("cut off"))] ^= 1
	must(t, os.WriteFile(copied+logSuffix, content, 0o600))
	for range 2 {
		again := openAt(t, copied)
		if again.Last() != 1 {
			t.Errorf("%d records", again.Last())
		}
		must(t, again.Close())
		e, err := Examine(copied)
		must(t, err)
		none := func(Record) error { t.Error("the log has a record"); return nil }
		must(t, errors.Join(e.Records(func(Record, int64) error { return nil }), e.Log(none), e.Close()))
	}
}

// TestABatchIsNotSeenBeforeItIsDurable: a batch that is not in the log waits
// for the checkpoint under way. When that has ended, readers see what it put
// into the file, and nothing of the batch until its own is there too.
func TestABatchIsNotSeenBeforeItIsDurable(t *testing.T) {
	j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	must(t, appendSummed(j, []byte("abc")))
	must(t, j.submitAlone(func() error { j.under = j.begin(nil); return nil }))
	must(t, j.submitAlone(func() error {
		err := j.over(&j.written, func(s *space) error {
			s.writable, s.turn, s.job = true, j.log.Mark().Turn, j.jobs
			return (&Tx{space: s}).run(func(tx *Tx) error { tx.Put([]byte("sum"), []byte("not yet")); return nil })
		})
		if err := errors.Join(err, j.settleBefore()); err != nil {
			return err
		}
		if j.under != nil || j.seen.Load().stored != 1 {
			t.Error("the checkpoint under way was not settled")
		}
		if got := sumOf(t, j); got != "1 3" {
			t.Errorf("readers see %q", got)
		}
		return j.settleAll()
	}))
	if got := sumOf(t, j); got != "not yet" {
		t.Errorf("after its own checkpoint readers see %q", got)
	}
}
