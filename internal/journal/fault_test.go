package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// pulled opens real files and can close those in use behind the journal's back,
// as a disk that is pulled out would.
type pulled struct {
	mu     sync.Mutex
	files  []*os.File
	absent atomic.Bool // the disk is gone: opening fails too
	opened atomic.Int32
}

func (p *pulled) open(path string, wait time.Duration) (*files, error) {
	p.opened.Add(1)
	if p.absent.Load() {
		return nil, os.ErrNotExist
	}
	p.mu.Lock()
	p.files = nil
	p.mu.Unlock()
	return openWith(path, &bbolt.Options{Timeout: wait, OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
		file, err := os.OpenFile(name, flag, mode)
		p.mu.Lock()
		p.files = append(p.files, file)
		p.mu.Unlock()
		return file, err
	}})
}

func (p *pulled) pull() {
	p.mu.Lock()
	for _, file := range p.files {
		file.Close()
	}
	p.mu.Unlock()
}

// pullFirst closes only the file that was opened first.
func (p *pulled) pullFirst() {
	p.mu.Lock()
	p.files[0].Close()
	p.mu.Unlock()
}

// nothing follows from any record.
func nothing(*Tx, Record) error { return nil }

func appendOne(j *Journal, body string) error {
	return j.Do(context.Background(), func(tx *Tx) error { tx.Append([]byte(body)); return nil })
}

// waitFor polls what happens in the background; go test's own time limit ends
// it if it never does.
func waitFor(condition func() bool) {
	for !condition() {
		time.Sleep(time.Millisecond)
	}
}

func TestFailedCommitIsUnknownAndMendsItself(t *testing.T) {
	disk := &pulled{}
	j, err := Open(filepath.Join(t.TempDir(), "journal.db"), nothing, Options{opener: disk.open})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := appendOne(j, "one"); err != nil {
		t.Fatal(err)
	}
	disk.pull()
	refused := errors.New("refused")
	told := false
	err = j.Do(context.Background(), func(tx *Tx) error { tx.Append(nil); tx.Then(func() { told = true }); return nil })
	if !errors.Is(err, ErrUnknown) || errors.Is(err, ErrFull) {
		t.Errorf("after the pull: %v, want %v", err, ErrUnknown)
	}
	if told {
		t.Error("Then was called for a commit that failed")
	}
	waitFor(func() bool { return j.Broken() == nil })
	if err := j.Do(context.Background(), func(*Tx) error { return refused }); err != refused {
		t.Errorf("a refusal after mending: %v", err)
	}
	if err := appendOne(j, "two"); err != nil {
		t.Errorf("after mending: %v", err)
	}
	if got := bodies(t, j); got != "[one two]" {
		t.Errorf("records %s", got)
	}
}

func bodies(t *testing.T, j *Journal) string {
	var all []string
	err := j.Each(0, func(r Record) bool { all = append(all, string(r.Body)); return true })
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(all)
}

func TestWhileTheDiskIsGoneEverythingIsRefused(t *testing.T) {
	disk := &pulled{}
	j, err := Open(filepath.Join(t.TempDir(), "journal.db"), nothing, Options{opener: disk.open})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	disk.absent.Store(true)
	disk.pull()
	if err := appendOne(j, "lost"); !errors.Is(err, ErrUnknown) {
		t.Errorf("the first: %v", err)
	}
	waitFor(func() bool { return j.Broken() != nil && disk.opened.Load() > 2 })
	if err := appendOne(j, "later"); !errors.Is(err, ErrBroken) || errors.Is(err, ErrUnknown) {
		t.Errorf("the second: %v, want %v", err, ErrBroken)
	}
	if err := j.View(func(*Tx) error { return nil }); !errors.Is(err, ErrBroken) {
		t.Errorf("a view: %v", err)
	}
	disk.absent.Store(false)
	waitFor(func() bool { return j.Broken() == nil })
	if err := appendOne(j, "back"); err != nil {
		t.Error(err)
	}
}

func TestCloseEndsTheMending(t *testing.T) {
	disk := &pulled{}
	j, err := Open(filepath.Join(t.TempDir(), "journal.db"), nothing, Options{opener: disk.open})
	if err != nil {
		t.Fatal(err)
	}
	disk.absent.Store(true)
	disk.pull()
	appendOne(j, "lost")
	if err := j.Close(); err != nil {
		t.Error(err)
	}
	if err := appendOne(j, "late"); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// TestBatchAroundARebuild has the commit before, the rebuild, and what comes
// after them all answered when the disk fails under the first.
func TestBatchAroundARebuild(t *testing.T) {
	for name, broken := range map[string]bool{"working": false, "broken": true} {
		t.Run(name, func(t *testing.T) {
			disk := &pulled{}
			j, err := Open(filepath.Join(t.TempDir(), "journal.db"), nothing, Options{opener: disk.open})
			if err != nil {
				t.Fatal(err)
			}
			defer j.Close()
			answers := batchAroundARebuild(j, disk, broken)
			for i, want := range []error{ErrUnknown, ErrBroken, ErrBroken} {
				if got := answers[i]; broken != (got != nil) || (broken && !errors.Is(got, want)) {
					t.Errorf("call %d: %v", i, got)
				}
			}
		})
	}
}

func batchAroundARebuild(j *Journal, disk *pulled, broken bool) (answers [3]error) {
	held, release := make(chan bool), make(chan bool)
	go j.Do(context.Background(), func(*Tx) error { close(held); <-release; return nil })
	<-held
	var wg sync.WaitGroup
	for i, call := range []func() error{
		func() error { return appendOne(j, "before") },
		func() error { return j.Rebuild() },
		func() error { return appendOne(j, "after") },
	} {
		wg.Go(func() { answers[i] = call() })
		waitFor(func() bool { return len(j.queue) > i })
	}
	if broken {
		disk.pull()
	}
	close(release)
	wg.Wait()
	return answers
}
