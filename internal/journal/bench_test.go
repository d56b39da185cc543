package journal_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
	"lotgate/internal/journal"
)

// scanBytes is what one scan writes: a record and three small projections.
const scanBytes = 300

func scanKeys(n uint64) (keys [3][]byte) {
	for i := range keys {
		keys[i] = fmt.Appendf(nil, "p%d/%d", i, (n*2654435761)%20000)
	}
	return keys
}

// BenchmarkPost compares the journal with the obvious way, one Update each,
// for one caller and for many.
func BenchmarkPost(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("journal/callers=%d", callers), func(b *testing.B) {
			j := fresh(b)
			body := make([]byte, scanBytes)
			inParallel(b, callers, func() {
				do(b, j, func(tx *journal.Tx) {
					for _, key := range scanKeys(tx.Append(body)) {
						tx.Put(key, body[:40])
					}
				})
			})
		})
		b.Run(fmt.Sprintf("update/callers=%d", callers), func(b *testing.B) {
			db := plainFile(b)
			body := make([]byte, scanBytes)
			inParallel(b, callers, func() {
				if err := db.Update(func(tx *bbolt.Tx) error { return plainScan(tx, body) }); err != nil {
					b.Error(err)
				}
			})
		})
	}
}

func inParallel(b *testing.B, callers int, one func()) {
	work := make(chan bool, callers)
	done := make(chan bool)
	for range callers {
		go func() {
			for range work {
				one()
			}
			done <- true
		}()
	}
	b.ResetTimer()
	for range b.N {
		work <- true
	}
	close(work)
	for range callers {
		<-done
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "scans/s")
}

func plainFile(b *testing.B) *bbolt.DB {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("r"))
		if err == nil {
			_, err = tx.CreateBucket([]byte("p"))
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return db
}

func plainScan(tx *bbolt.Tx, body []byte) error {
	records, projections := tx.Bucket([]byte("r")), tx.Bucket([]byte("p"))
	n, err := records.NextSequence()
	if err != nil {
		return err
	}
	if err := records.Put(binary.BigEndian.AppendUint64(nil, n), body); err != nil {
		return err
	}
	for _, key := range scanKeys(n) {
		if err := projections.Put(key, body[:40]); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkRefused is a job that decides "no": it costs no commit.
func BenchmarkRefused(b *testing.B) {
	j := fresh(b)
	for b.Loop() {
		j.Do(context.Background(), func(tx *journal.Tx) error { return errRefused })
	}
}

// BenchmarkScanJob is a job like that of a received pack in a store of 20,000
// keys: some reads, some lists, a dozen writes.
func BenchmarkScanJob(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			j := fresh(b)
			body := make([]byte, scanBytes)
			do(b, j, func(tx *journal.Tx) {
				for n := range 20_000 {
					tx.Put(fmt.Appendf(nil, "t%02d/%04d", n%12, n/12), body[:60])
				}
			})
			b.ReportAllocs()
			inParallel(b, callers, func() { do(b, j, func(tx *journal.Tx) { scanJob(tx, body) }) })
		})
	}
}

func scanJob(tx *journal.Tx, body []byte) {
	n := tx.Append(body) * 2654435761 % 1700
	key := make([]byte, 0, 32)
	for table := range 12 {
		key = fmt.Appendf(key[:0], "t%02d/%04d", table, n)
		tx.Get(key)
		tx.Put(key, body[:60])
		if table%4 == 0 {
			tx.Scan(key[:7], nil, func([]byte, []byte) bool { return true })
		}
	}
}

// BenchmarkLargeJob is an import: one job that writes very many keys in no
// order, here beside the same keys written to bbolt as they come.
func BenchmarkLargeJob(b *testing.B) {
	const many = 100_000
	body := make([]byte, scanBytes)
	key := func(n int) []byte { return fmt.Appendf(nil, "table/%08x", uint32(n)*2654435761) }
	b.Run("journal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			do(b, fresh(b), func(tx *journal.Tx) {
				for n := range many {
					tx.Put(key(n), body[:80])
				}
			})
		}
	})
	b.Run("straight", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			err := plainFile(b).Update(func(tx *bbolt.Tx) (err error) {
				for n := 0; n < many && err == nil; n++ {
					err = tx.Bucket([]byte("p")).Put(key(n), body[:80])
				}
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
