package site_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// BenchmarkRulesInFront receives packs, each with a serial number of its own,
// through all rules, and in turns with that posts to a bare journal what its
// own benchmarks do: a record of 300 bytes and three small keys. A pack is
// three records and some fifteen keys.
//
// Bars: p50 for one caller, paced as a person scans, at most 2 times the bare
// journal's; for 64 callers at least a quarter of its throughput, in records.
func BenchmarkRulesInFront(b *testing.B) {
	books := opened(b, grown(b, sim.Past{Items: 2000}))
	defer closed(b, books)
	bare, err := journal.Open(filepath.Join(b.TempDir(), "bare.db"), func(*journal.Tx, journal.Record) error { return nil }, journal.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	receipt := ready(b, books)
	var count atomic.Int64
	ruled := func() error {
		n := count.Add(1)
		meta := fact.Meta{ID: fmt.Sprint("pack/", n), At: time.Now(), Person: "KP01", Station: "dock-1"}
		_, err := books.Post(b.Context(), meta, document.ReceivePack{
			Receipt: receipt, Item: sim.PastItem(7), Level: stock.Box, Quantity: 24, Lot: fmt.Sprintf("N%05d", n%5000), Expiry: "2099-01-31",
			Serial: fmt.Sprint("X", n), GTIN: sim.PastGTIN(7),
		})
		return err
	}
	body := make([]byte, 300)
	plain := func() error {
		return bare.Do(context.Background(), func(tx *journal.Tx) error {
			n := tx.Append(body) * 2654435761 % 20000
			for i := range 3 {
				tx.Put(fmt.Appendf(nil, "p%d/%d", i, n), body[:40])
			}
			return nil
		})
	}
	b.Run("paced", func(b *testing.B) {
		var took [2][]time.Duration
		for range max(b.N, 200) {
			for i, post := range []func() error{ruled, plain} {
				time.Sleep(3 * time.Millisecond)
				took[i] = append(took[i], timed(b, post))
			}
		}
		slices.Sort(took[0])
		slices.Sort(took[1])
		ours, bare := took[0][len(took[0])/2], took[1][len(took[1])/2]
		b.ReportMetric(float64(ours.Microseconds()), "p50-us")
		b.ReportMetric(float64(ours)/float64(bare), "ratio-p50")
	})
	b.Run("callers=64", func(b *testing.B) {
		var ratios, rates []float64
		first, packs := books.Journal.Last(), count.Load()
		for range max(b.N, 7) {
			ours, bare := rateOf(b, ruled), rateOf(b, plain)
			rates, ratios = append(rates, ours), append(ratios, ours/bare)
		}
		slices.Sort(ratios)
		slices.Sort(rates)
		b.ReportMetric(rates[len(rates)/2], "scans/s")
		records := float64(books.Journal.Last()-first) / float64(count.Load()-packs)
		b.ReportMetric(ratios[len(ratios)/2], "ratio-scans")
		b.ReportMetric(ratios[len(ratios)/2]*records, "ratio-records")
	})
}

func timed(b *testing.B, post func() error) time.Duration {
	begun := time.Now()
	if err := post(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}

// rateOf is how many posts a second 64 callers bring through.
func rateOf(b *testing.B, post func() error) float64 {
	var all sync.WaitGroup
	var done atomic.Int64
	begun := time.Now()
	for range 64 {
		all.Go(func() {
			for time.Since(begun) < 300*time.Millisecond {
				if err := post(); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(begun).Seconds()
}
