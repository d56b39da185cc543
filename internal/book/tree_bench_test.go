package book_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// BenchmarkTree posts a record of 300 bytes with three small keys, in turn into
// a journal that keeps the tree over its records and into one that does not.
//
// Bar: ratio-p50 lost in the noise, at most 1.05.
func BenchmarkTree(b *testing.B) {
	open := func(name string) *journal.Journal {
		j, err := journal.Open(filepath.Join(b.TempDir(), name), func(*journal.Tx, journal.Record) error { return nil }, journal.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { j.Close() })
		return j
	}
	with, without := open("with"), open("without")
	post := func(j *journal.Journal, tree bool, i int) time.Duration {
		begun := time.Now()
		err := j.Do(context.Background(), func(tx *journal.Tx) error {
			body := make([]byte, 300)
			copy(body, fmt.Sprint(i))
			seq := tx.Append(body)
			for k := range 3 {
				tx.Put(fmt.Appendf(nil, "table%d\x00%d", k, i), body[:40])
			}
			if tree {
				return seal.Append(tx, seq, body)
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		return time.Since(begun)
	}
	var a, z []time.Duration
	for i := 0; b.Loop(); i++ {
		if i%2 == 0 {
			a, z = append(a, post(with, true, i)), append(z, post(without, false, i))
		} else {
			z, a = append(z, post(without, false, i)), append(a, post(with, true, i))
		}
	}
	slices.Sort(a)
	slices.Sort(z)
	b.ReportMetric(float64(a[len(a)/2])/float64(z[len(z)/2]), "ratio-p50")
	b.ReportMetric(float64(a[len(a)/2].Microseconds()), "with-p50-us")
	b.ReportMetric(float64(z[len(z)/2].Microseconds()), "without-p50-us")
}
