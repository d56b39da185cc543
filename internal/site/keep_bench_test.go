package site_test

import (
	"path/filepath"
	"testing"
	"time"

	"lotgate/internal/audit"
	"lotgate/internal/backup"
)

// BenchmarkVerify looks at a store of many facts: every page, every fact
// against the tree, and the projections against a replay of all of them.
// LOTGATE_SCALE sets how large it is. Most of it is the replay, which a rebuild
// in the same run measures alone.
//
// Bar: ratio-replay at most 1.5.
func BenchmarkVerify(b *testing.B) {
	dir := grown(b, largeStore(b))
	path := filepath.Join(dir, "lotgate.db")
	books := opened(b, dir)
	begun := time.Now()
	if err := books.Rebuild(); err != nil {
		b.Fatal(err)
	}
	replay := time.Since(begun)
	closed(b, books)
	facts, runs := uint64(0), 0
	begun = time.Now()
	for b.Loop() {
		r, err := audit.Run(path, audit.Options{Scratch: b.TempDir()})
		if err != nil || len(r.Findings) > 0 {
			b.Fatal(err, r.Findings)
		}
		facts, runs = facts+r.Facts, runs+1
	}
	took := time.Since(begun).Seconds()
	b.ReportMetric(float64(facts)/took, "facts/s")
	b.ReportMetric(took/float64(runs)/replay.Seconds(), "ratio-replay")
}

// BenchmarkBackup writes such a store into a folder, and makes it again of that.
func BenchmarkBackup(b *testing.B) {
	books := opened(b, grown(b, largeStore(b)))
	defer closed(b, books)
	facts, bytes := uint64(0), int64(0)
	var wrote, restored time.Duration
	for b.Loop() {
		begun := time.Now()
		done, err := books.Backup(b.Context(), b.TempDir(), true, false)
		if err != nil {
			b.Fatal(err)
		}
		wrote += time.Since(begun)
		begun = time.Now()
		if _, err := backup.Restore(b.Context(), []string{done.Path}, filepath.Join(b.TempDir(), "lotgate.db"), nil); err != nil {
			b.Fatal(err)
		}
		restored += time.Since(begun)
		facts, bytes = facts+done.Facts, bytes+done.Bytes
	}
	b.ReportMetric(float64(facts)/wrote.Seconds(), "written-facts/s")
	b.ReportMetric(float64(facts)/restored.Seconds(), "restored-facts/s")
	b.ReportMetric(float64(bytes)/float64(facts), "bytes/fact")
}
