package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"lotgate/internal/journal"
)

// writtenBytes is what this process has given to write calls so far.
func writtenBytes(t testing.TB) (bytes int) {
	t.Helper()
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Skipf("this system does not count what a process writes: %v", err)
	}
	var read int
	if _, err := fmt.Sscanf(string(text), "rchar: %d\nwchar: %d", &read, &bytes); err != nil {
		t.Fatal(err)
	}
	return bytes
}

// TestWhatAScanAloneWrites is kind to flash: scans that come one by one write
// less than 20 KB each, checkpoints included, where bbolt alone writes 50.
func TestWhatAScanAloneWrites(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "journal.db"))
	body := make([]byte, scanBytes)
	const scans = 1500
	post := func() {
		do(t, j, func(tx *journal.Tx) { must(scanned(tx, journal.Record{Seq: tx.Append(body), Body: body})) })
	}
	post() // the files are made
	before := writtenBytes(t)
	for range scans {
		post()
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	each := (writtenBytes(t) - before) / scans
	t.Logf("%d bytes a scan", each)
	if each >= 20_000 {
		t.Errorf("a scan writes %d bytes", each)
	}
}

// BenchmarkWritten tells the same beside bbolt alone, in a store that has some
// keys already.
func BenchmarkWritten(b *testing.B) {
	body := make([]byte, scanBytes)
	j := filled(b, filepath.Join(b.TempDir(), "journal.db"), scanned, 100_000)
	db := plainFile(b)
	must(db.Update(func(tx *bbolt.Tx) (err error) {
		for n := 0; n < 100_000 && err == nil; n++ {
			err = plainScan(tx, body)
		}
		return err
	}))
	const scans = 2000
	var ours, plain int
	for range b.N {
		before := writtenBytes(b)
		for range scans {
			do(b, j, func(tx *journal.Tx) { must(scanned(tx, journal.Record{Seq: tx.Append(body), Body: body})) })
		}
		between := writtenBytes(b)
		for range scans {
			must(db.Update(func(tx *bbolt.Tx) error { return plainScan(tx, body) }))
		}
		ours, plain = ours+between-before, plain+writtenBytes(b)-between
	}
	b.ReportMetric(float64(ours)/float64(b.N*scans), "bytes/scan")
	b.ReportMetric(float64(plain)/float64(b.N*scans), "bbolt-bytes/scan")
}

// BenchmarkLarge opens and posts to a journal with LOTGATE_RECORDS beside one
// that is empty, in turns, and tells how many bytes of file a record takes
// beyond its own and its keys'.
func BenchmarkLarge(b *testing.B) {
	records := benchRecords()
	path := filepath.Join(b.TempDir(), "journal.db")
	large := filled(b, path, scanned, records)
	must(large.Close())
	debug.FreeOSMemory() // that of filling it
	at, err := os.Stat(path)
	must(err)
	b.ReportMetric(float64(at.Size())/float64(records)-scanBytes, "bytes-beyond/record")
	began := time.Now()
	large = open(b, path)
	opened := time.Since(began)
	b.ReportMetric(float64(opened.Microseconds())/1000, "open-ms")
	b.ReportMetric(float64(anonymousKiB(b))/1024, "anonymous-MiB")

	empty, body := fresh(b), make([]byte, scanBytes)
	took := make([][]time.Duration, 2)
	for range max(b.N, 300) {
		for i, j := range []*journal.Journal{large, empty} {
			time.Sleep(time.Millisecond)
			began := time.Now()
			do(b, j, func(tx *journal.Tx) { must(scanned(tx, journal.Record{Seq: tx.Append(body), Body: body})) })
			took[i] = append(took[i], time.Since(began))
		}
	}
	b.ReportMetric(float64(middle(took[0]))/float64(middle(took[1])), "p50-large/empty")
}

// anonymousKiB is the process's resident memory without what the system keeps of
// files.
func anonymousKiB(b *testing.B) (kib int) {
	text, err := os.ReadFile("/proc/self/smaps_rollup")
	must(err)
	for line := range strings.Lines(string(text)) {
		if n, _ := fmt.Sscanf(line, "Anonymous: %d kB", &kib); n == 1 {
			return kib
		}
	}
	b.Fatal("the system does not tell a process's memory")
	return 0
}

func middle(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}
