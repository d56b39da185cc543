package journal

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// TestCacheFollowsWhatIsWritten has jobs read what the jobs before them read,
// wrote, took back and made anew.
func TestCacheFollowsWhatIsWritten(t *testing.T) {
	version := "first"
	apply := func(tx *Tx, r Record) error {
		tx.Put([]byte("made by"), []byte(version))
		if len(r.Body) == 0 {
			tx.Delete([]byte("k"))
			return nil
		}
		tx.Put([]byte("k"), r.Body)
		return nil
	}
	disk := &pulled{}
	j, err := Open(filepath.Join(t.TempDir(), "journal.db"), apply, Options{opener: disk.open})
	must(t, err)
	defer j.Close()
	do := func(job func(*Tx) error) error { return j.Do(context.Background(), job) }
	reads := func(when, key, want string) {
		t.Helper()
		must(t, do(func(tx *Tx) error {
			if got := string(tx.Get([]byte(key))); got != want {
				t.Errorf("%s: %q says %q, want %q", when, key, got, want)
			}
			return nil
		}))
	}
	write := func(value string, end error) error {
		return do(func(tx *Tx) error {
			must(t, apply(tx, Record{tx.Append([]byte(value)), []byte(value)}))
			if got := string(tx.Get([]byte("k"))); got != value {
				t.Errorf("it reads %q of its own %q", got, value)
			}
			return end
		})
	}
	reads("at first", "k", "")
	must(t, write("1", nil))
	reads("written", "k", "1")
	no := errors.New("no")
	if err := write("2", no); !errors.Is(err, no) {
		t.Fatal(err)
	}
	reads("taken back", "k", "1")
	must(t, write("", nil))
	reads("deleted", "k", "")

	reads("of the first", "made by", "first")
	version = "second"
	must(t, j.Rebuild())
	reads("made anew", "made by", "second")

	must(t, write("3", nil))
	disk.pull()
	if err := write("4", nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("the pulled disk takes it: %v", err)
	}
	waitFor(func() bool { return do(func(*Tx) error { return nil }) == nil })
	reads("after the disk was away", "k", "3")

	must(t, do(func(tx *Tx) error {
		for n := range 3 * cacheKeys {
			tx.Get(fmt.Append(nil, n))
		}
		if len(tx.cache) > cacheKeys {
			t.Errorf("the cache holds %d keys", len(tx.cache))
		}
		return nil
	}))
}
