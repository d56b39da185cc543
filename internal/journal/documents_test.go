package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// A document is one job that appends several records, "n/part/parts ...". It
// is there whole or not at all, and once.
func document(n int) (parts [][]byte) {
	count := 1 + n%3
	for part := range count {
		parts = append(parts, bytes.Repeat(fmt.Appendf(nil, "%d/%d/%d ", n, part+1, count), 1+n%5*n%4*2500))
	}
	return parts
}

// documented is what follows from one of its records, and the tree over all.
func documented(tx *journal.Tx, r journal.Record) error {
	n, _, _ := bytes.Cut(r.Body, []byte("/"))
	key := append([]byte("document/"), n...)
	count, _ := strconv.Atoi(string(tx.Get(key)))
	tx.Put(key, fmt.Append(nil, count+1))
	tx.Put([]byte("last"), n)
	if err := seal.Append(tx, r.Seq, r.Body); err != nil {
		return err
	}
	return counted(tx, r)
}

// moveOut closes all records but the last few and moves them into an archive.
func moveOut(j *journal.Journal, year int) error {
	c := journal.Closing{Store: "store", Year: year, Last: j.Last() - 3}
	before := uint64(0)
	if all := j.Archives(); len(all) > 0 {
		before = all[len(all)-1].Last
	}
	if c.Last <= before {
		return nil
	}
	err := j.View(func(tx *journal.Tx) (err error) {
		if c.Edges, err = seal.Edges(tx, before); err == nil {
			c.Root, err = seal.Root(tx, c.Last)
		}
		return err
	})
	if err == nil {
		_, err = j.Archive(context.Background(), c)
	}
	return err
}

func postDocument(j *journal.Journal, n int) error {
	return j.Do(context.Background(), func(tx *journal.Tx) error {
		if tx.Get(fmt.Appendf(nil, "document/%d", n)) != nil {
			return nil
		}
		for _, body := range document(n) {
			if err := documented(tx, journal.Record{Seq: tx.Append(body), Body: body}); err != nil {
				return err
			}
		}
		return nil
	})
}

// postDocuments goes on after the last document that is there, prints the
// number of each that is acknowledged, and asks again where a write failed.
func postDocuments(path string) {
	j, err := journal.Open(path, documented, journal.Options{})
	if err != nil {
		return // the power went before, or a flush failed: whoever starts it again opens what is left
	}
	fmt.Println("open")
	for n := lastDocument(j) + 1; ; n++ {
		for err := postDocument(j, n); err != nil; err = postDocument(j, n) {
			if !errors.Is(err, journal.ErrUnknown) && !errors.Is(err, journal.ErrBroken) {
				panic(err)
			}
			time.Sleep(time.Millisecond)
		}
		fmt.Println(n)
		switch { // none of it need succeed: a flush may fail in it
		case n%11 == 0:
			_ = moveOut(j, n)
		case n%17 == 0:
			_ = j.Rebuild()
		case n%7 == 0: // what follows from no record is a checkpoint of its own
			_ = j.Do(context.Background(), func(tx *journal.Tx) error { tx.Put([]byte("beside"), []byte("x")); return nil })
		}
	}
}

func lastDocument(j *journal.Journal) (n int) {
	must(j.View(func(tx *journal.Tx) error { n, _ = strconv.Atoi(string(tx.Get([]byte("last")))); return nil }))
	return n
}

// checkDocuments opens what is left of a disk: every document that was
// acknowledged is there, in order, at most one more, none by half and none
// twice, the projections are those that the records make, the tree among them
// is that over the records, and every byte of the files is in its place.
func checkDocuments(path string, acknowledged int) error {
	if err := checkOpened(path, acknowledged); err != nil {
		return err
	}
	e, err := journal.Examine(path)
	if err != nil {
		return err
	}
	defer e.Close()
	for _, d := range e.Heads() {
		return d
	}
	pass := func(key, value []byte, at int64) error { return nil }
	for _, look := range []func() error{
		func() error { return e.Records(func(journal.Record, int64) error { return nil }) },
		func() error { return e.Projections(pass) }, func() error { return e.Log(func(journal.Record) error { return nil }) }, e.Rest,
	} {
		if err := look(); err != nil {
			return err
		}
	}
	return nil
}

func checkOpened(path string, acknowledged int) (err error) {
	j, err := journal.Open(path, documented, journal.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	var got, want []string
	var tree seal.Frontier
	err = j.Each(0, func(r journal.Record) bool {
		got = append(got, string(r.Body))
		tree.Add(seal.HashOf(r.Body))
		return true
	})
	if err != nil {
		return err
	}
	err = j.View(func(tx *journal.Tx) error {
		root, err := seal.Root(tx, j.Last())
		if err == nil && root != tree.Root() {
			err = errors.New("the tree is not that over the records")
		}
		return err
	})
	if err != nil && j.Last() > 0 {
		return err
	}
	last := lastDocument(j)
	for n := 1; n <= last; n++ {
		for _, part := range document(n) {
			want = append(want, string(part))
		}
	}
	if last < acknowledged || !slices.Equal(got, want) {
		return fmt.Errorf("%d records up to document %d, %d were acknowledged", len(got), last, acknowledged)
	}
	before, err := allKeys(j)
	if err == nil {
		err = j.Rebuild()
	}
	after, again := allKeys(j)
	if err = errors.Join(err, again); err != nil {
		return err
	}
	if before != after {
		return errors.New("the projections are not those that the records make")
	}
	return nil
}

// allKeys are the projections, but for what follows from no record.
func allKeys(j *journal.Journal) (all string, err error) {
	var b strings.Builder
	err = j.View(func(tx *journal.Tx) error {
		tx.Scan(nil, nil, func(k, v []byte) bool {
			if string(k) != "beside" {
				fmt.Fprintf(&b, "%s=%s\n", k, v)
			}
			return true
		})
		return nil
	})
	return b.String(), err
}
