package journal_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// moveForEver moves what is there into archives, again and again, while others
// post.
func moveForEver(path string) {
	go postForEver(path)
	var j *journal.Journal
	for j == nil {
		j = posting.Load()
	}
	for {
		if c, some := allOf(j); some {
			_, err := j.Archive(context.Background(), c)
			must(err)
		}
	}
}

// tiles are where the tree over the records is kept.
type tiles map[string][]byte

func (m tiles) Get(key []byte) []byte { return m[string(key)] }
func (m tiles) Put(key, value []byte) { m[string(key)] = value }

func allOf(j *journal.Journal) (c journal.Closing, some bool) {
	c = journal.Closing{Store: "s", Year: 2024, Last: j.Last()}
	moved := uint64(0)
	if all := j.Archives(); len(all) > 0 {
		moved = all[len(all)-1].Last
	}
	tree := tiles{}
	must(j.Each(1, func(r journal.Record) bool {
		must(seal.Append(tree, r.Seq, r.Body))
		return r.Seq < c.Last
	}))
	var err error
	c.Edges, err = seal.Edges(tree, moved)
	must(err)
	c.Root, err = seal.Root(tree, c.Last)
	must(err)
	return c, c.Last > moved
}

// TestKilledWhileRecordsAreMoved kills a process that posts and moves records
// out: each one that was acknowledged is in the file or in an archive.
func TestKilledWhileRecordsAreMoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	rounds := 12
	if n, err := strconv.Atoi(os.Getenv("LOTGATE_TORTURE")); err == nil {
		rounds = n
	}
	for range rounds {
		acknowledged := killed(t, "move", path, time.Duration(rand.IntN(150))*time.Millisecond)
		j, err := journal.Open(path, counted, journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		last := j.Last()
		if got := len(records(t, j, 0)); uint64(got) != last || last < acknowledged {
			t.Fatalf("%d records, the last has number %d, acknowledged is %d; archives %v", got, last, acknowledged, j.Archives())
		}
		checkCount(t, j, last)
		if err := j.Rebuild(); err != nil {
			t.Fatal(err)
		}
		checkCount(t, j, last)
		if len(j.Archives()) > 30 { // or it would be slower from round to round
			path = filepath.Join(t.TempDir(), fmt.Sprint(last))
		}
		j.Close()
	}
}
