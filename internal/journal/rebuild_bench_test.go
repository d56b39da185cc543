package journal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"lotgate/internal/journal"
)

// benchRecords is how many records the large journals of these benchmarks have:
// LOTGATE_RECORDS=10000000 takes minutes and 5 GB.
func benchRecords() int {
	if n, err := strconv.Atoi(os.Getenv("LOTGATE_RECORDS")); err == nil {
		return n
	}
	return 200_000
}

// scanned is what follows from a record of these benchmarks: three keys of
// 20,000 each, and if it is wide one that is new, anywhere among the others.
func scanned(tx *journal.Tx, r journal.Record) error {
	for _, key := range scanKeys(r.Seq) {
		tx.Put(key, r.Body[:40])
	}
	return nil
}

func wide(tx *journal.Tx, r journal.Record) error {
	tx.Put(fmt.Appendf(nil, "command/%016x", r.Seq*0x9e3779b97f4a7c15), r.Body[:20])
	return scanned(tx, r)
}

// filled is a journal with so many records, posted in large jobs.
func filled(b testing.TB, path string, apply journal.Apply, records int) *journal.Journal {
	b.Helper()
	j, err := journal.Open(path, apply, journal.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { j.Close() })
	for done := int(j.Last()); done < records; done = int(j.Last()) {
		err := j.Do(context.Background(), func(tx *journal.Tx) error {
			for range min(20_000, records-done) {
				body := make([]byte, scanBytes)
				if err := apply(tx, journal.Record{Seq: tx.Append(body), Body: body}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return j
}

// BenchmarkRebuild applies a journal's records anew.
func BenchmarkRebuild(b *testing.B) {
	for name, apply := range map[string]journal.Apply{"few keys": scanned, "new keys": wide} {
		b.Run(name, func(b *testing.B) {
			records := benchRecords()
			j := filled(b, filepath.Join(b.TempDir(), "journal.db"), apply, records)
			b.ResetTimer()
			for range b.N {
				if err := j.Rebuild(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*records)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
