package journal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// smallDisk is a folder on a disk of so many mebibytes.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+"m"); err != nil {
		t.Skipf("only root can mount a small disk to fill: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmounting the small disk: %v", err)
		}
	})
	return dir
}

// fillUp takes all room of a disk, and tells with which file.
func fillUp(t *testing.T, dir string) (path string) {
	t.Helper()
	path = filepath.Join(dir, "other")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	must(t, err)
	defer file.Close()
	for block := 1 << 20; block > 0; {
		if _, err := file.Write(make([]byte, block)); err != nil {
			block /= 16
		}
	}
	return path
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestTheBallastIsTheWayOut fills the disk under a journal: what was answered
// goes into the file, can be read and copied, and nothing more is taken until
// there is room for the ballast too.
func TestTheBallastIsTheWayOut(t *testing.T) {
	dir := smallDisk(t, "64")
	path := filepath.Join(dir, "journal.db")
	j := openAt(t, path)
	must(t, errors.Join(appendSummed(j, nil), j.submitAlone(j.settleAll)))
	if !there(path + ballastSuffix) {
		t.Fatal("no ballast beside a journal at work")
	}
	other := fillUp(t, dir)
	answered := uint64(1)
	for j.Broken() == nil {
		if err := appendSummed(j, make([]byte, 50<<10)); err == nil {
			answered++
		} else if !errors.Is(err, ErrFull) {
			t.Fatal(err)
		}
	}
	if answered < 10 {
		t.Errorf("only %d records were answered: this tests nothing", answered)
	}
	waitFor(func() bool { return j.seen.Load().empty() })
	goOn, ended := copyUnderWay(t, t.Context(), j)
	time.Sleep(8 * mendFirst) // the journal looks for room meanwhile, and leaves the file to who copies it
	close(goOn)
	if err := <-ended; err != nil {
		t.Errorf("a copy that takes its time: %v", err)
	}
	checkTheWayOut(t, j, path, answered)
	if err := appendSummed(j, nil); !errors.Is(err, ErrFull) {
		t.Errorf("with no room for the ballast: %v", err)
	}
	must(t, os.Remove(other))
	waitFor(func() bool { return j.Broken() == nil })
	must(t, appendSummed(j, nil))
	if j.Last() != answered+1 || !there(path+ballastSuffix) {
		t.Errorf("with room again: %d records, %d were answered, ballast %t", j.Last(), answered+1, there(path+ballastSuffix))
	}
}

func checkTheWayOut(t *testing.T, j *Journal, path string, answered uint64) {
	t.Helper()
	if err := j.Broken(); !errors.Is(err, ErrFull) {
		t.Errorf("broken by %v, want %v", err, ErrFull)
	}
	if there(path + ballastSuffix) {
		t.Error("the ballast was not released")
	}
	if j.Last() != answered {
		t.Errorf("%d records can be read, %d were answered", j.Last(), answered)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	var content bytes.Buffer
	_, err := j.Copy(context.Background(), &content)
	must(t, errors.Join(err, os.WriteFile(copied, content.Bytes(), 0o600)))
	if n := storedIn(t, copied); n != answered {
		t.Errorf("%d records in the copy, %d were answered", n, answered)
	}
}

// TestOpenedOnAFullDisk reads what is there and takes nothing.
func TestOpenedOnAFullDisk(t *testing.T) {
	dir := smallDisk(t, "64")
	path := filepath.Join(dir, "journal.db")
	j := openAt(t, path)
	must(t, errors.Join(appendSummed(j, []byte("abc")), j.Close(), releaseBallast(path)))
	other := fillUp(t, dir)
	j = openAt(t, path)
	if got := sumOf(t, j); got != "1 3" {
		t.Errorf("reads %s", got)
	}
	if err := appendSummed(j, nil); !errors.Is(err, ErrFull) {
		t.Errorf("writes: %v", err)
	}
	must(t, os.Remove(other))
	waitFor(func() bool { return j.Broken() == nil })
	must(t, appendSummed(j, nil))
}

// TestABallastOfNoise is made where room cannot be had without writing.
func TestABallastOfNoise(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ballast")
	file, err := os.Create(path)
	must(t, err)
	must(t, errors.Join(fillWithNoise(file, 3<<20+5), file.Close()))
	content, err := os.ReadFile(path)
	must(t, err)
	if len(content) != 3<<20+5 || bytes.Contains(content, make([]byte, 64)) {
		t.Errorf("%d bytes, or zeros among them", len(content))
	}
	file, err = os.OpenFile(path, os.O_RDONLY, 0)
	must(t, err)
	defer file.Close()
	if err := fillWithNoise(file, 1); err == nil {
		t.Error("wrote to what cannot be written")
	}
	_, err = io.Copy(io.Discard, file)
	must(t, err)
}
