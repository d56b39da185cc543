package journal_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"lotgate/internal/journal"
)

// The test binary runs itself as the process that is killed or confined: role
// is what that child does to the journal at path.
const (
	envRole = "JOURNAL_TEST_ROLE"
	envPath = "JOURNAL_TEST_PATH"
)

func TestMain(m *testing.M) {
	switch role := os.Getenv(envRole); role {
	case "":
		os.Exit(m.Run())
	case "post":
		postForEver(os.Getenv(envPath))
	case "move":
		moveForEver(os.Getenv(envPath))
	case "fill":
		fillDisk(os.Getenv(envPath))
	case "turn":
		postInTurn(os.Getenv(envPath))
	case "insist":
		insist(os.Getenv(envPath))
	case "documents":
		postDocuments(os.Getenv(envPath))
	default:
		panic("unknown role " + role)
	}
}

func child(role, path string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envRole+"="+role, envPath+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

// posting is the journal of the process that posts.
var posting atomic.Pointer[journal.Journal]

// postForEver posts from several goroutines and prints the number of every
// record once it is acknowledged. Each record goes with a projection that
// counts.
func postForEver(path string) {
	j, err := journal.Open(path, counted, journal.Options{})
	if err != nil {
		panic(err)
	}
	posting.Store(j)
	fmt.Println("ready")
	for range 4 {
		go func() {
			for {
				fmt.Println(post(j))
			}
		}()
	}
	select {}
}

// counted is what follows from each record of that process.
func counted(tx *journal.Tx, r journal.Record) error {
	tx.Put([]byte("count"), fmt.Append(nil, r.Seq))
	tx.Put(fmt.Appendf(nil, "of/%d", r.Seq%97), make([]byte, r.Seq%2000))
	return nil
}

func post(j *journal.Journal) (seq uint64) {
	err := j.Do(context.Background(), func(tx *journal.Tx) error {
		seq = tx.Append(nil)
		return counted(tx, journal.Record{Seq: seq})
	})
	if err != nil {
		panic(err)
	}
	return seq
}

// TestKilledAtAnyMoment kills a posting process with SIGKILL again and again:
// whatever it had acknowledged is there, without gaps, and the projections
// belong to exactly the records that are there.
func TestKilledAtAnyMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	rounds := 15
	if n, err := strconv.Atoi(os.Getenv("LOTGATE_TORTURE")); err == nil {
		rounds = n
	}
	for range rounds {
		acknowledged := killed(t, "post", path, time.Duration(rand.IntN(60))*time.Millisecond)
		j, err := journal.Open(path, counted, journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		last := j.Last()
		if last < acknowledged {
			t.Fatalf("record %d was acknowledged, the last that is there is %d", acknowledged, last)
		}
		if got := len(records(t, j, 0)); uint64(got) != last {
			t.Fatalf("%d records, the last has number %d", got, last)
		}
		checkCount(t, j, last)
		j.Close()
	}
}

// killed runs a posting child, kills it after some time and tells the highest
// number it had printed.
func killed(t *testing.T, role, path string, after time.Duration) (acknowledged uint64) {
	cmd := child(role, path)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan() // "ready"
	time.AfterFunc(after, func() { cmd.Process.Kill() })
	for lines.Scan() {
		if seq, err := strconv.ParseUint(lines.Text(), 10, 64); err == nil {
			acknowledged = max(acknowledged, seq)
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	return acknowledged
}

func checkCount(t *testing.T, j *journal.Journal, last uint64) {
	err := j.View(func(tx *journal.Tx) error {
		if got := string(tx.Get([]byte("count"))); last > 0 && got != fmt.Sprint(last) {
			return fmt.Errorf("projections say %s, records say %d", got, last)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFullDisk runs in a child whose files may not grow beyond a limit, which
// is then lifted: what was acknowledged stays, the refusals say why, views go
// on, and work goes on by itself.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	if out, err := child("fill", path).Output(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	j := open(t, path)
	if got := records(t, j, 0); got[len(got)-1] != "room again" {
		t.Errorf("the last record is %.20q", got[len(got)-1])
	}
}

func fillDisk(path string) {
	j, err := journal.Open(path, nothing, journal.Options{})
	must(err)
	lift := limitFiles(40 << 20)
	acknowledged := uint64(0)
	for bytes := 32 << 10; j.Broken() == nil; bytes = max(bytes/2, 4096) {
		acknowledged += fillWith(j, bytes)
	}
	if err := j.Broken(); !errors.Is(err, journal.ErrFull) {
		panic(err)
	}
	if j.Last() != acknowledged {
		panic(fmt.Sprint(j.Last(), " records, acknowledged ", acknowledged))
	}
	must(j.View(func(*journal.Tx) error { return nil }))
	lift()
	for j.Broken() != nil {
		time.Sleep(time.Millisecond)
	}
	must(j.Do(context.Background(), func(tx *journal.Tx) error { tx.Append([]byte("room again")); return nil }))
	must(j.Close())
}

// fillWith appends records of so many bytes until one is refused, and tells
// how many were not.
func fillWith(j *journal.Journal, bytes int) (acknowledged uint64) {
	body := make([]byte, bytes)
	for {
		err := j.Do(context.Background(), func(tx *journal.Tx) error { tx.Append(body); return nil })
		if err == nil {
			acknowledged++
			continue
		}
		if !errors.Is(err, journal.ErrFull) {
			panic(err)
		}
		return acknowledged
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
