package intake_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
)

// BenchmarkPostImport posts a large hospital's files into a real journal: one
// command, one commit. file-MB is what lies on the disk after it.
func BenchmarkPostImport(b *testing.B) {
	load := read(b, bigFiles(20_000, 100_000))
	b.ReportAllocs()
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "journal.db")
		j, err := journal.Open(path, book.Apply, journal.Options{})
		if err != nil {
			b.Fatal(err)
		}
		recorded, err := book.New(j).Post(context.Background(), fact.Meta{ID: "import", At: time.Now()}, load)
		if err != nil || len(recorded) < 220_000 {
			b.Fatal(len(recorded), err)
		}
		size, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size.Size())/1e6, "file-MB")
		j.Close()
	}
}
