package seal

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// memory is a store of keys.
type memory map[string][]byte

func (m memory) Get(key []byte) []byte { return m[string(key)] }
func (m memory) Put(key, value []byte) { m[string(key)] = bytes.Clone(value) }

// grown is a tree over so many records, and the same by package tlog alone.
func grown(t testing.TB, n int) (tree memory, plain []tlog.Hash) {
	t.Helper()
	tree = memory{}
	at := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, i := range indexes {
			found = append(found, plain[i])
		}
		return found, nil
	})
	for i := range n {
		if err := Append(tree, uint64(i+1), record(i+1)); err != nil {
			t.Fatal(err)
		}
		hashes, err := tlog.StoredHashes(int64(i), record(i+1), at)
		if err != nil {
			t.Fatal(err)
		}
		plain = append(plain, hashes...)
	}
	return tree, plain
}

func record(seq int) []byte { return fmt.Appendf(nil, "record\x00%d\n", seq) }

// TestTreeIsThatOfTlog compares every hash that a tree keeps, and every root,
// with what the library itself makes.
func TestTreeIsThatOfTlog(t *testing.T) {
	const n = 1100
	tree, plain := grown(t, n)
	var edge Frontier
	for index, want := range plain {
		got, err := reader{tree}.ReadHashes([]int64{int64(index)})
		if err != nil || got[0] != want {
			level, at := tlog.SplitStoredHashIndex(int64(index))
			t.Fatalf("hash %d of level %d: %v, %v", at, level, got, err)
		}
	}
	read := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, i := range indexes {
			found = append(found, plain[i])
		}
		return found, nil
	})
	for size := range uint64(n + 1) {
		want, err := tlog.TreeHash(int64(size), read)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Root(tree, size); err != nil || got != want {
			t.Fatalf("root over %d: %v, %v", size, got, err)
		}
		if edge.Root() != want {
			t.Fatalf("the frontier's root over %d", size)
		}
		edge.Add(tlog.RecordHash(record(int(size) + 1)))
	}
}

func TestAppendRefusesAGap(t *testing.T) {
	tree, _ := grown(t, 20)
	for _, seq := range []uint64{20, 22, 40} {
		if Append(tree, seq, nil) == nil {
			t.Errorf("record %d was added behind 20", seq)
		}
	}
}

func key(t testing.TB, name string) Key {
	t.Helper()
	k, err := NewKey(name, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signed(t testing.TB, k Key, tree memory, size uint64) []byte {
	t.Helper()
	root, err := Root(tree, size)
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.Sign(Checkpoint{"lotgate/0011223344556677", size, root, time.Date(2026, 3, 1, 8, 0, 0, 0, time.FixedZone("", 8*3600))})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestNoByteOfAProofMayChange flips every byte of a proof in turn: of each the
// check must fail.
func TestNoByteOfAProofMayChange(t *testing.T) {
	tree, _ := grown(t, 100)
	k := key(t, "dock")
	public := k.Public()
	p, err := Prove(tree, 42, record(42), signed(t, k, tree, 100), public)
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.Text()
	if err != nil {
		t.Fatal(err)
	}
	good, err := ParseProof(text)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := good.Check(&public); err != nil || c.Size != 100 {
		t.Fatal(c, err)
	}
	for i := range text {
		flipped := bytes.Clone(text)
		flipped[i] ^= 1
		p, err := ParseProof(flipped)
		if err == nil {
			_, err = p.Check(&public)
		}
		if err == nil {
			t.Errorf("byte %d, %q for %q, is accepted", i, flipped[i], text[i])
		}
	}
}

func TestAnotherKeyIsNotBelieved(t *testing.T) {
	tree, _ := grown(t, 10)
	own, other := key(t, "dock"), key(t, "dock")
	text := signed(t, other, tree, 10)
	if _, err := Open(text, own.Public()); err == nil {
		t.Error("a checkpoint of another key of the same name is believed")
	}
	if c, err := Open(text, own.Public(), other.Public()); err != nil || c.Size != 10 {
		t.Error(c, err)
	}
	p, err := Prove(tree, 3, record(3), text, other.Public())
	if err != nil {
		t.Fatal(err)
	}
	ownPublic := own.Public()
	if _, err := p.Check(&ownPublic); err == nil {
		t.Error("a proof signed by another key is believed")
	}
	again, err := ParseKey(own.Secret())
	if err != nil || again.Public().String() != own.Public().String() {
		t.Error(again.Public(), err)
	}
}

func TestExtends(t *testing.T) {
	tree, _ := grown(t, 77)
	for from := uint64(1); from <= 77; from++ {
		path, err := Extends(tree, from, 77)
		if err != nil {
			t.Fatal(err)
		}
		old, _ := Root(tree, from)
		whole, _ := Root(tree, 77)
		if err := tlog.CheckTree(path, 77, whole, int64(from), old); err != nil {
			t.Error(from, err)
		}
		old[3] ^= 1
		if tlog.CheckTree(path, 77, whole, int64(from), old) == nil {
			t.Errorf("another history of %d records is accepted", from)
		}
	}
}

// TestSplitFindsWhatIsWhole cuts a file of checkpoints anywhere.
func TestSplitFindsWhatIsWhole(t *testing.T) {
	tree, _ := grown(t, 40)
	k := key(t, "dock")
	var file []byte
	var ends []int
	for size := uint64(10); size <= 40; size += 10 {
		file = append(file, signed(t, k, tree, size)...)
		ends = append(ends, len(file))
	}
	rapid.Check(t, func(t *rapid.T) {
		cut := rapid.IntRange(0, len(file)).Draw(t, "cut")
		all, rest := Split(file[:cut])
		whole := 0
		for _, end := range ends {
			if end <= cut {
				whole++
			}
		}
		if len(all) != whole {
			t.Fatalf("%d of %d whole ones are found", len(all), whole)
		}
		for _, f := range all {
			if _, err := Open(f.Signed, k.Public()); err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(file[f.At:], f.Signed) {
				t.Fatal("it does not begin where it is said to")
			}
		}
		if int(rest.At)+len(rest.Signed) != cut {
			t.Fatal("the rest is not the rest")
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	tree, _ := grown(f, 10)
	f.Add(signed(f, key(f, "dock"), tree, 10))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := Peek(text); err == nil && c.text() == "" {
			t.Error("read from nothing")
		}
		Split(text)
	})
}

func BenchmarkAppend(b *testing.B) {
	tree, body := memory{}, make([]byte, 300)
	for i := 0; b.Loop(); i++ {
		if err := Append(tree, uint64(i+1), body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProve(b *testing.B) {
	const n = 100_000
	tree := memory{}
	for i := range n {
		if err := Append(tree, uint64(i+1), record(i+1)); err != nil {
			b.Fatal(err)
		}
	}
	k := key(b, "dock")
	text, bytes := signed(b, k, tree, n), 0
	for i := 0; b.Loop(); i++ {
		seq := i%n + 1
		p, err := Prove(tree, uint64(seq), record(seq), text, k.Public())
		if err != nil {
			b.Fatal(err)
		}
		bytes = len(p.Path) * tlog.HashSize
	}
	b.ReportMetric(float64(bytes), "path-bytes")
}
