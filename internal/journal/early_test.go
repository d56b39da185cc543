package journal

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

func early(j *Journal, body string) (*Early, error) {
	return j.DoEarly(context.Background(), func(tx *Tx) error { return summed(tx, Record{tx.Append([]byte(body)), []byte(body)}) })
}

// TestEarlyIsSeenByItsCaller has a job's state looked at before its outcome is
// awaited, while checkpoints and deaths find what they always did.
func TestEarlyIsSeenByItsCaller(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	for n, want := range []string{"1 3", "2 6"} {
		e, err := early(j, "abc")
		must(t, err)
		must(t, e.View(func(tx *Tx) error {
			if got := string(tx.Get([]byte("sum"))); got != want {
				t.Errorf("early it sees %q, want %q", got, want)
			}
			return nil
		}))
		must(t, e.Durable())
		if got := sumOf(t, j); got != want || j.Last() != uint64(n+1) {
			t.Errorf("all see %q, last %d", got, j.Last())
		}
	}
	if got := sumOf(t, openAt(t, died(t, path))); got != "2 6" {
		t.Errorf("after a death: %s", got)
	}
}

func TestEarlyOfARefusedJob(t *testing.T) {
	j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	no := errors.New("no")
	if _, err := j.DoEarly(context.Background(), func(tx *Tx) error { tx.Append(nil); return no }); err != no {
		t.Errorf("refused with %v", err)
	}
	e, err := j.DoEarly(context.Background(), func(*Tx) error { return nil })
	must(t, err)
	must(t, e.Durable())
	if j.Last() != 0 {
		t.Errorf("%d records", j.Last())
	}
	must(t, j.Close())
	if _, err := early(j, "late"); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// TestEarlyOnADiskThatFails: what its caller saw has not happened, and nobody
// else ever sees it.
func TestEarlyOnADiskThatFails(t *testing.T) {
	disk := &pulled{}
	j, err := Open(filepath.Join(t.TempDir(), "journal.db"), summed, Options{opener: disk.open})
	must(t, err)
	defer j.Close()
	must(t, appendSummed(j, []byte("one")))
	disk.pull()
	e, err := early(j, "lost")
	if err == nil {
		err = e.Durable()
	}
	if !errors.Is(err, ErrUnknown) {
		t.Errorf("durable: %v", err)
	}
	// The writer takes this only once it has opened its files anew.
	waitFor(func() bool { return j.Do(context.Background(), func(*Tx) error { return nil }) == nil })
	if e == nil { // the disk failed before the caller looked
		e = &Early{journal: j}
	}
	must(t, e.View(func(tx *Tx) error {
		if tx.last() != 1 {
			t.Errorf("%d records", tx.last())
		}
		return nil
	}))
	if got := sumOf(t, j); got != "1 3" {
		t.Errorf("all see %s", got)
	}
}
