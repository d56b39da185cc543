package journal_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lotgate/internal/journal"
)

// Calls that bring something to the disk.
const (
	writeCalls = "pwrite64,fdatasync,fsync,ftruncate,rename,renameat,renameat2"
	flushCalls = "fdatasync,fsync"
)

// underStrace runs the test binary as a child in that role, each of whose
// threads meets with what inject says.
func underStrace(t *testing.T, role, path string, inject ...string) (out []byte, trace string) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is not there")
		}
		t.Skip("strace is not there: no system call can be made to fail")
	}
	trace = filepath.Join(t.TempDir(), "trace")
	cmd := child(role, path)
	cmd.Args = append([]string{strace, "-f", "-qq", "-o", trace}, inject...)
	cmd.Args = append(cmd.Args, os.Args[0])
	cmd.Path, cmd.Stderr = strace, nil
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err = cmd.Output()
	if strings.Contains(stderr.String(), "ptrace") {
		t.Skipf("programs may not be traced here: %s", stderr.String())
	}
	if err != nil && stderr.Len() > 0 { // one that is killed has nothing to say
		t.Fatalf("%v: %v\n%s", inject, err, stderr.String())
	}
	return out, trace
}

func killAt(n int) []string {
	return []string{"-e", "trace=" + writeCalls, "-e", fmt.Sprintf("inject=%s:signal=KILL:when=%d", writeCalls, n)}
}

// oneThread keeps the writer on one thread: strace counts by threads.
func oneThread(j *journal.Journal) {
	must(j.Do(context.Background(), func(*journal.Tx) error { runtime.LockOSThread(); return nil }))
}

// textOf is the record of that number: the longer ones make checkpoints come
// soon.
func textOf(seq uint64) []byte { return bytes.Repeat(fmt.Appendf(nil, "%d ", seq), 1+int(seq%5)*7000) }

// postInTurn posts one record after the other and prints each number that was
// acknowledged. Some go with a checkpoint of their own, some are short and some
// long.
func postInTurn(path string) {
	runtime.LockOSThread()
	j, err := journal.Open(path, counted, journal.Options{})
	must(err)
	oneThread(j)
	for range 400 {
		must(j.Do(context.Background(), func(tx *journal.Tx) error {
			seq := tx.Last() + 1
			tx.Append(textOf(seq))
			return counted(tx, journal.Record{Seq: seq})
		}))
		fmt.Println(j.Last())
		if j.Last()%6 == 0 {
			_, err := j.Copy(context.Background(), io.Discard)
			must(err)
		}
	}
}

// checkTexts opens what a child left: all that it printed is there, at most one
// record more, each with its text, and the projections belong to them.
func checkTexts(t *testing.T, path string, printed []byte) (last uint64) {
	t.Helper()
	acknowledged := uint64(0)
	for lines := bufio.NewScanner(bytes.NewReader(printed)); lines.Scan(); {
		if n, err := strconv.ParseUint(lines.Text(), 10, 64); err == nil {
			acknowledged = n
		}
	}
	j, err := journal.Open(path, counted, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	last = j.Last()
	if last < acknowledged {
		t.Fatalf("record %d was acknowledged, the last that is there is %d", acknowledged, last)
	}
	for i, body := range records(t, j, 0) {
		if body != string(textOf(uint64(i)+1)) {
			t.Fatalf("record %d reads %.20q", i+1, body)
		}
	}
	checkCount(t, j, last)
	return last
}

// points are the calls to meet with a fault: all of the first so many in a
// torture, else a few of them.
func points(most, few int) (all []int) {
	if testing.Short() {
		few = 2
	}
	step := most / few
	if os.Getenv("LOTGATE_TORTURE") != "" {
		step = 1
	}
	for n := 1; n <= most; n += step {
		all = append(all, n)
	}
	return all
}

// leftBehind makes a store that was killed with records in its log alone, to
// be copied: what is done to a copy begins with a replay.
func leftBehind(t *testing.T) (copies func() (path string)) {
	t.Helper()
	from := filepath.Join(t.TempDir(), "journal.db")
	printed, _ := underStrace(t, "turn", from, killAt(60)...)
	if last := lastPrinted(printed); last%6 == 0 {
		t.Fatalf("killed after record %d, with nothing in the log: this tests nothing", last)
	}
	n := 0
	folder := t.TempDir()
	return func() string {
		n++
		to := filepath.Join(folder, strconv.Itoa(n%2), "journal.db") // one is enough, but not the one that is looked at
		os.RemoveAll(filepath.Dir(to))
		must(os.MkdirAll(filepath.Dir(to), 0o700))
		for _, suffix := range []string{"", "-log"} {
			content, err := os.ReadFile(from + suffix)
			must(err)
			must(os.WriteFile(to+suffix, content, 0o600))
		}
		return to
	}
}

func lastPrinted(printed []byte) (last int) {
	lines := strings.Fields(string(printed))
	if len(lines) > 0 {
		last, _ = strconv.Atoi(lines[len(lines)-1])
	}
	return last
}

// TestKilledAtEachWrite kills a process at the first write or flush of one of
// its threads, at the second, and so on: while it makes its files, while it replays what another
// that was killed has left, while it writes a checkpoint, and in between.
func TestKilledAtEachWrite(t *testing.T) {
	copies := leftBehind(t)
	for name, store := range map[string]func() string{
		"a new store": func() string { return filepath.Join(t.TempDir(), "journal.db") },
		"a replay":    copies,
	} {
		t.Run(name, func(t *testing.T) {
			calls := map[int]bool{}
			for _, n := range points(200, 12) {
				path := store()
				printed, trace := underStrace(t, "turn", path, killAt(n)...)
				content, err := os.ReadFile(trace)
				must(err)
				if !bytes.Contains(content, []byte("killed by SIGKILL")) {
					t.Fatalf("call %d: the child was not killed", n)
				}
				last := checkTexts(t, path, printed)
				checkGoesOn(t, path, last)
				calls[bytes.Count(content, []byte("("))] = true
			}
			t.Logf("counting all threads, killed at the calls %v", slices.Sorted(maps.Keys(calls)))
		})
	}
}

// checkGoesOn posts one more.
func checkGoesOn(t *testing.T, path string, last uint64) {
	t.Helper()
	j, err := journal.Open(path, counted, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if seq := post(j); seq != last+1 {
		t.Errorf("the next record has number %d after %d", seq, last)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}

// insist posts records that carry an id, each until it is told that it is
// there, as whoever has a command id does.
func insist(path string) {
	runtime.LockOSThread()
	var j *journal.Journal
	for j == nil { // the daemon is started again
		var err error
		if j, err = journal.Open(path, withID, journal.Options{}); err != nil {
			fmt.Println("opening failed")
		}
	}
	oneThread(j)
	for n := range 60 {
		for {
			err := postOnce(j, n)
			if err == nil {
				break
			}
			if !errors.Is(err, journal.ErrUnknown) && !errors.Is(err, journal.ErrBroken) {
				panic(err)
			}
			fmt.Println("failed:", errors.Is(err, journal.ErrFull))
			for j.Broken() != nil {
				time.Sleep(time.Millisecond)
			}
		}
	}
	if err := j.Close(); err != nil {
		fmt.Println("closing failed")
	}
}

func postOnce(j *journal.Journal, n int) error {
	return j.Do(context.Background(), func(tx *journal.Tx) error {
		body := textOf(uint64(n) + 1)
		if tx.Get(idOf(body)) != nil {
			return nil
		}
		return withID(tx, journal.Record{Seq: tx.Append(body), Body: body})
	})
}

// withID is what follows from each of those records.
func withID(tx *journal.Tx, r journal.Record) error {
	tx.Put(idOf(r.Body), []byte("x"))
	return counted(tx, r)
}

func idOf(body []byte) []byte {
	id, _, _ := bytes.Cut(body, []byte(" "))
	return append([]byte("id/"), id...)
}

// TestEachFailingCall has a write or a flush of the log or of the file fail,
// and then the seventh and fourteenth after it, with one error or the other. Everything posted
// is there once in the end, and the projections are those of the records.
func TestEachFailingCall(t *testing.T) {
	failed := 0
	for _, file := range []string{"", "-log"} {
		for _, calls := range []string{"pwrite64", flushCalls} {
			for _, code := range []string{"EIO", "ENOSPC"} {
				t.Run(fmt.Sprintf("%s of the file%s %s", calls, file, code), func(t *testing.T) {
					for _, n := range points(60, 2) {
						failed += failing(t, file, calls, fmt.Sprintf("error=%s:when=%d..%d+7", code, n, n+14))
					}
				})
			}
		}
	}
	t.Logf("%d calls failed", failed)
	if failed < 20 {
		t.Errorf("only %d calls failed: this tests nothing", failed)
	}
}

func failing(t *testing.T, file, calls, how string) (failed int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	must(open(t, path).Close()) // strace knows files by name, once they are there
	_, trace := underStrace(t, "insist", path, "-P", path+file, "-e", "trace="+calls, "-e", "inject="+calls+":"+how)
	content, err := os.ReadFile(trace)
	must(err)
	j, err := journal.Open(path, withID, journal.Options{})
	if err != nil {
		t.Fatalf("%s: %v", how, err)
	}
	defer j.Close()
	all := records(t, j, 0)
	if len(all) != 60 {
		t.Fatalf("%s: %d records, 60 were posted", how, len(all))
	}
	for i, body := range all {
		if body != string(textOf(uint64(i)+1)) {
			t.Fatalf("%s: record %d reads %.20q", how, i+1, body)
		}
	}
	checkCount(t, j, 60)
	return bytes.Count(content, []byte("(INJECTED)"))
}
