package archive_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lotgate/internal/journal/archive"
	"lotgate/internal/seal"
)

// body is a record that no other is like.
func body(seq uint64) []byte {
	chance := rand.New(rand.NewPCG(seq, 1))
	return fmt.Appendf(nil, "record %d %s %x", seq, strings.Repeat("same ", int(seq%40)), chance.Uint64())
}

// write makes an archive of records first to last, and tells the tree's edges.
func write(t *testing.T, path string, first, last uint64) archive.About {
	t.Helper()
	var tree tiles = map[string][]byte{}
	for seq := uint64(1); seq <= last; seq++ {
		if err := seal.Append(tree, seq, body(seq)); err != nil {
			t.Fatal(err)
		}
	}
	edges, err := seal.Edges(tree, first-1)
	if err != nil {
		t.Fatal(err)
	}
	w, err := archive.Create(path, archive.Writing{Store: "abc", Year: 2024, First: first, Edges: edges})
	if err != nil {
		t.Fatal(err)
	}
	for seq := first; seq <= last; seq++ {
		if err := w.Add(body(seq)); err != nil {
			t.Fatal(err)
		}
	}
	about, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	if root, err := seal.Root(tree, last); err != nil || root != about.Root {
		t.Errorf("the root is %v, the tree's is %v, %v", about.Root, root, err)
	}
	return about
}

type tiles map[string][]byte

func (m tiles) Get(key []byte) []byte { return m[string(key)] }
func (m tiles) Put(key, value []byte) { m[string(key)] = value }

func open(t *testing.T, path string) *archive.File {
	t.Helper()
	f, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestReadBack(t *testing.T) {
	for _, span := range [][2]uint64{{1, 1}, {1, 5000}, {4097, 9000}, {77, 78}} {
		path := filepath.Join(t.TempDir(), "a")
		about := write(t, path, span[0], span[1])
		f := open(t, path)
		if err := f.Verify(); err != nil {
			t.Error(span, err)
		}
		if f.First != span[0] || f.Last != span[1] || f.Count != about.Count || f.Year != 2024 || f.Store != "abc" {
			t.Errorf("%v says %+v", span, f.About)
		}
		for range 200 {
			seq := span[0] + rand.Uint64N(span[1]-span[0]+1)
			if got, err := f.Record(seq); err != nil || string(got) != string(body(seq)) {
				t.Fatalf("%v: record %d is %q, %v", span, seq, got, err)
			}
		}
		for _, seq := range []uint64{0, span[0] - 1, span[1] + 1} {
			if _, err := f.Record(seq); err == nil {
				t.Errorf("%v: record %d is there", span, seq)
			}
		}
		if at, err := os.Stat(path); err != nil || at.Mode().Perm() != 0o400 {
			t.Errorf("it may be written to: %v, %v", at.Mode(), err)
		}
	}
}

// TestEveryByteCounts flips each byte of an archive in turn.
func TestEveryByteCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	write(t, path, 4, 60)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "b")
	for i := range whole {
		whole[i] ^= 1 << (i % 8)
		if err := os.WriteFile(bad, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		whole[i] ^= 1 << (i % 8)
		f, err := archive.Open(bad)
		if err == nil {
			err = f.Verify()
			f.Close()
		}
		if !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("byte %d of %d: %v", i, len(whole), err)
		}
	}
}

// TestCutShort opens an archive that ends too early.
func TestCutShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	write(t, path, 1, 60)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(t.TempDir(), "b")
	for n := range whole {
		if err := os.WriteFile(short, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if f, err := archive.Open(short); err == nil {
			f.Close()
			t.Fatalf("%d of %d bytes are an archive", n, len(whole))
		}
	}
}

// TestAbort leaves nothing behind.
func TestAbort(t *testing.T) {
	dir := t.TempDir()
	w, err := archive.Create(filepath.Join(dir, "a"), archive.Writing{First: 1})
	if err == nil {
		err = errors.Join(w.Add([]byte("x")), w.Abort())
	}
	left, _ := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("%v, %v", err, left)
	}
}

// TestAFailureLeavesNothing: the next attempt finds its place free.
func TestAFailureLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	w, err := archive.Create(filepath.Join(dir, "a"), archive.Writing{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "a"), 0o700); err != nil { // so that it cannot have its name
		t.Fatal(err)
	}
	if err := w.Add([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err == nil {
		t.Fatal("a folder was written over")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%v is left", left)
	}
}
