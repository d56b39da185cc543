//go:build peers

package journal_test

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"go.etcd.io/bbolt"

	"lotgate/internal/journal"
)

// A peer makes one scan durable: a record of 300 bytes and three small keys.
// Its post may be called by many at once.
type peer struct {
	name string
	post func() error
}

// grouped has one goroutine commit all that wait together, which is the best
// that can be done in front of a database with one writer.
func grouped(b *testing.B, commit func(scans int) error) func() error {
	waiting := make(chan chan error, 4096)
	go func() {
		var group []chan error
		for first := range waiting {
			group = append(group[:0], first)
			for len(waiting) > 0 && len(group) < 1024 {
				group = append(group, <-waiting)
			}
			err := commit(len(group))
			for _, answer := range group {
				answer <- err
			}
		}
	}()
	b.Cleanup(func() { close(waiting) })
	return func() error {
		answer := make(chan error, 1)
		waiting <- answer
		return <-answer
	}
}

func ours(b *testing.B) peer {
	j, body := fresh(b), make([]byte, scanBytes)
	return peer{"journal", func() error {
		return j.Do(b.Context(), func(tx *journal.Tx) error {
			return scanned(tx, journal.Record{Seq: tx.Append(body), Body: body})
		})
	}}
}

// sqlite is in WAL with synchronous FULL, which is what keeps an answer over a
// power cut.
func sqlite(b *testing.B, together bool) peer {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "peer.sqlite")+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	prepared := func(text string) *sql.Stmt {
		s, err := db.Prepare(text)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	for _, table := range []string{"CREATE TABLE records (seq INTEGER PRIMARY KEY, body BLOB)", "CREATE TABLE projections (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"} {
		if _, err := db.Exec(table); err != nil {
			b.Fatal(err)
		}
	}
	insert := prepared("INSERT INTO records VALUES (?, ?)")
	put := prepared("INSERT INTO projections VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
	body, seq := make([]byte, scanBytes), uint64(0)
	commit := func(scans int) error {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback()
		for range scans {
			seq++
			if _, err := tx.Stmt(insert).Exec(int64(seq), body); err != nil {
				return err
			}
			for _, key := range scanKeys(seq) {
				if _, err := tx.Stmt(put).Exec(key, body[:40]); err != nil {
					return err
				}
			}
		}
		return tx.Commit()
	}
	if together {
		return peer{"sqlite group", grouped(b, commit)}
	}
	var one sync.Mutex
	return peer{"sqlite", func() error {
		one.Lock()
		defer one.Unlock()
		return commit(1)
	}}
}

func bare(b *testing.B) peer {
	db, body := plainFile(b), make([]byte, scanBytes)
	return peer{"bbolt group", grouped(b, func(scans int) error {
		return db.Update(func(tx *bbolt.Tx) error {
			for range scans {
				if err := plainScan(tx, body); err != nil {
					return err
				}
			}
			return nil
		})
	})}
}

// floor is what nobody can be quicker than: one page, written and flushed.
func floor(b *testing.B) peer {
	const pages = 4096
	file, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	if err == nil {
		_, err = file.Write(make([]byte, pages*4096))
	}
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { file.Close() })
	page, at := make([]byte, 4096), 0
	return peer{"append and fdatasync", func() error {
		at++
		binary.LittleEndian.PutUint64(page, uint64(at))
		if _, err := file.WriteAt(page, int64(at%pages)*4096); err != nil {
			return err
		}
		return syscall.Fdatasync(int(file.Fd()))
	}}
}

// turn has so many callers post for a while, and tells how long each post took.
func turn(b *testing.B, p peer, callers int, lasts time.Duration) (took []time.Duration) {
	var mu sync.Mutex
	var all sync.WaitGroup
	end := time.Now().Add(lasts)
	for range callers {
		all.Go(func() {
			var own []time.Duration
			for began := time.Now(); began.Before(end); began = time.Now() {
				if err := p.post(); err != nil {
					b.Error(err)
					return
				}
				own = append(own, time.Since(began))
			}
			mu.Lock()
			took = append(took, own...)
			mu.Unlock()
		})
	}
	all.Wait()
	return took
}

func quantile(took []time.Duration, q float64) float64 {
	slices.Sort(took)
	return float64(took[int(q*float64(len(took)-1))].Microseconds())
}

// BenchmarkPeers lets all post in turns, a few hundred milliseconds each, and
// tells the medians of the ratios within a turn: the machine may be slower from
// one turn to the next.
func BenchmarkPeers(b *testing.B) {
	for _, callers := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			peers := []peer{ours(b), sqlite(b, false), sqlite(b, true), bare(b)}
			ratios := make([][]float64, len(peers))
			var latencies []time.Duration
			for range max(b.N, 7) {
				var rate []float64
				for _, p := range peers {
					took := turn(b, p, callers, 300*time.Millisecond)
					rate = append(rate, float64(len(took)))
					if p.name == "journal" {
						latencies = append(latencies, took...)
					}
				}
				for i := range peers {
					ratios[i] = append(ratios[i], rate[0]/rate[i])
				}
			}
			for i, p := range peers[1:] {
				b.ReportMetric(median(ratios[i+1]), "x_"+metric(p.name))
			}
			b.ReportMetric(quantile(latencies, 0.5), "p50-µs")
			b.ReportMetric(quantile(latencies, 0.99), "p99-µs")
			b.ReportMetric(float64(len(latencies))/0.3/float64(max(b.N, 7)), "scans/s")
		})
	}
}

func metric(name string) string {
	return string(slices.DeleteFunc([]byte(name), func(c byte) bool { return c == ' ' }))
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkPaced is a terminal alone, with a pause between its scans as people
// make one, and its peers beside it, post by post.
func BenchmarkPaced(b *testing.B) {
	peers := []peer{floor(b), ours(b), sqlite(b, false)}
	took := make([][]time.Duration, len(peers))
	for range max(b.N, 200) {
		for i, p := range peers {
			time.Sleep(3 * time.Millisecond)
			began := time.Now()
			if err := p.post(); err != nil {
				b.Fatal(err)
			}
			took[i] = append(took[i], time.Since(began))
		}
	}
	least := quantile(took[0], 0.5)
	for i, p := range peers {
		b.ReportMetric(quantile(took[i], 0.5), metric(p.name)+"-p50-µs")
	}
	b.ReportMetric(quantile(took[1], 0.5)/least, "journal/floor")
	b.ReportMetric(quantile(took[1], 0.5)/quantile(took[2], 0.5), "journal/sqlite")
}
