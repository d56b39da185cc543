package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"lotgate/internal/seal"
)

// closing asks for all up to last to be moved, by the tree over what is there.
func closing(t *testing.T, j *Journal, year int, last uint64) Closing {
	t.Helper()
	first := uint64(1)
	if all := j.Archives(); len(all) > 0 {
		first = all[len(all)-1].Last + 1
	}
	tree := tiles{}
	for _, r := range recordsOf(t, j)[:last] {
		must(t, seal.Append(tree, r.Seq, r.Body))
	}
	edges, err := seal.Edges(tree, first-1)
	must(t, err)
	root, err := seal.Root(tree, last)
	must(t, err)
	return Closing{Store: "s", Year: year, Last: last, Edges: edges, Root: root}
}

type tiles map[string][]byte

func (m tiles) Get(key []byte) []byte { return m[string(key)] }
func (m tiles) Put(key, value []byte) { m[string(key)] = value }

func appendMany(t *testing.T, j *Journal, records int) {
	t.Helper()
	for i := range records {
		must(t, appendSummed(j, fmt.Appendf(nil, "%d %x", i, make([]byte, 4000))))
	}
}

// atWork writes and reads until end is called.
func atWork(t *testing.T, j *Journal) (end func()) {
	stop := make(chan struct{})
	var working sync.WaitGroup
	again := func(do func() error) {
		working.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := do(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 2 {
		again(func() error { return appendSummed(j, []byte("meanwhile")) })
		again(func() error {
			answered := j.Last()
			return j.View(func(tx *Tx) error { return oneState(tx, answered) })
		})
	}
	return func() { close(stop); working.Wait() }
}

// TestArchiveAtWork moves records out while others are written and read: none
// is lost, the file is smaller, and all of it is so after a restart too.
func TestArchiveAtWork(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	appendMany(t, j, 2500)
	must(t, j.submitAlone(j.settleAll))
	before, err := os.Stat(path)
	must(t, err)
	was := recordsOf(t, j)
	first := closing(t, j, 2023, 1000)
	end := atWork(t, j)
	_, err = j.Archive(t.Context(), first)
	must(t, err)
	made, err := j.Archive(t.Context(), closing(t, j, 2024, 2450))
	must(t, err)
	end()
	if made.First != 1001 || made.Last != 2450 || len(j.Archives()) != 2 {
		t.Errorf("made %+v, there are %v", made, j.Archives())
	}
	now := recordsOf(t, j)
	for i := range was {
		if !bytes.Equal(was[i].Body, now[i].Body) {
			t.Fatalf("record %d is %.20q, was %.20q", i+1, now[i].Body, was[i].Body)
		}
	}
	must(t, j.View(func(tx *Tx) error {
		for _, seq := range []uint64{1, 1000, 1001, 2450, 2451} {
			if body, found := tx.Record(seq); !found || !bytes.Equal(body, was[seq-1].Body) {
				t.Errorf("record %d: %t %.20q", seq, found, body)
			}
		}
		return nil
	}))
	must(t, j.submitAlone(j.settleAll))
	if after, err := os.Stat(path); err != nil || after.Size() > before.Size()/2 {
		t.Errorf("the file had %d bytes and has %d, %v", before.Size(), after.Size(), err)
	}
	sum := sumOf(t, j)
	must(t, j.Close())
	j = openAt(t, path)
	if got := recordsOf(t, j); len(got) != len(now) || sumOf(t, j) != sum || j.Last() != uint64(len(now)) {
		t.Errorf("after a restart %d records, %s; there were %d, %s", len(got), sumOf(t, j), len(now), sum)
	}
	must(t, j.Rebuild())
	if got := sumOf(t, j); got != sum {
		t.Errorf("a rebuild counts %s, it was %s", got, sum)
	}
	must(t, j.Close())
	if records := storedIn(t, path); records != uint64(len(now)) {
		t.Errorf("the file and its archives hold %d records", records)
	}
}

// TestEverythingIsArchived leaves a file with no record of its own.
func TestEverythingIsArchived(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	appendMany(t, j, 20)
	_, err := j.Archive(t.Context(), closing(t, j, 2024, 20))
	must(t, err)
	must(t, j.Close())
	j = openAt(t, path)
	must(t, appendSummed(j, []byte("next")))
	if all := recordsOf(t, j); len(all) != 21 || string(all[20].Body) != "next" {
		t.Errorf("%d records", len(all))
	}
}

// TestAMissingArchive stops nobody from working, and whoever asks for what is
// in it is told what is missing.
func TestAMissingArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	appendMany(t, j, 20)
	made, err := j.Archive(t.Context(), closing(t, j, 2024, 10))
	must(t, err)
	must(t, j.Close())
	away := filepath.Join(t.TempDir(), "away")
	must(t, os.Rename(j.ArchivePath(made), away))
	j = openAt(t, path)
	must(t, appendSummed(j, []byte("next")))
	read := func() error { return j.View(func(tx *Tx) error { tx.Record(3); return nil }) }
	for what, err := range map[string]error{
		"reading": read(), "listing": j.Each(1, func(Record) bool { return true }), "rebuilding": j.Rebuild(),
	} {
		if !errors.Is(err, ErrArchive) {
			t.Errorf("%s: %v", what, err)
		}
	}
	// Another archive in its place is not it.
	other := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	appendMany(t, other, 30)
	foreign, err := other.Archive(t.Context(), closing(t, other, 2024, 12))
	must(t, err)
	content, err := os.ReadFile(other.ArchivePath(foreign))
	must(t, err)
	must(t, os.WriteFile(j.ArchivePath(made), content, 0o400))
	if err := read(); !errors.Is(err, ErrArchive) {
		t.Errorf("a foreign archive: %v", err)
	}
	must(t, os.Rename(away, j.ArchivePath(made)))
	if all := recordsOf(t, j); len(all) != 21 {
		t.Errorf("%d records once it is back", len(all))
	}
}

// TestNothingIsMovedThatIsNotWhatTheTreeSays.
func TestNothingIsMovedThatIsNotWhatTheTreeSays(t *testing.T) {
	j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	appendMany(t, j, 20)
	wrong := closing(t, j, 2024, 10)
	wrong.Root[0]++
	if _, err := j.Archive(t.Context(), wrong); !errors.Is(err, ErrArchive) || len(j.Archives()) != 0 {
		t.Errorf("%v, archives %v", err, j.Archives())
	}
	left, err := os.ReadDir(filepath.Join(filepath.Dir(j.path), archiveDir))
	if err != nil || len(left) != 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// TestAMoveThatCannotBeWritten leaves all as it was, and work goes on.
func TestAMoveThatCannotBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	appendMany(t, j, 20)
	must(t, os.MkdirAll(filepath.Join(path+freshSuffix, "in the way"), 0o700))
	if _, err := j.Archive(t.Context(), closing(t, j, 2024, 10)); err == nil || j.Broken() != nil || len(j.Archives()) != 0 {
		t.Errorf("%v, broken %v, archives %v", err, j.Broken(), j.Archives())
	}
	must(t, appendSummed(j, []byte("next")))
	must(t, os.RemoveAll(path+freshSuffix))
	if _, err := j.Archive(t.Context(), closing(t, j, 2024, 10)); err != nil || len(recordsOf(t, j)) != 21 {
		t.Errorf("the second time: %v", err)
	}
}

// TestClosedWhileRecordsAreMoved: the journal ends at once, and everything is
// where it was.
func TestClosedWhileRecordsAreMoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	appendMany(t, j, 50)
	j.closeOnce.Do(func() { close(j.closing) })
	m := &move{path: path, stop: j.closing, shelf: j.shelf, done: make(chan error, 1)}
	<-j.ended
	if err := m.run(j.db, &checkpoint{part: &layer{keys: newKeys()}}); !errors.Is(err, errStopped) || m.fresh != nil {
		t.Errorf("it goes on: %v", err)
	}
	if _, err := os.Stat(path + freshSuffix); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it left something: %v", err)
	}
}

// TestWhatWasArchivedIsNotInTheFile, even where nothing of it had been put into
// the old one.
func TestWhatWasArchivedIsNotInTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	appendMany(t, j, 20)
	_, err := j.Archive(t.Context(), closing(t, j, 2024, 20))
	must(t, err)
	must(t, j.Close())
	if n := storedIn(t, path); n != 20 {
		t.Errorf("%d records are in the store", n)
	}
}
