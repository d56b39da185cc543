package pages_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"lotgate/internal/journal/pages"
)

// written is a file that bbolt has written: keys put, replaced and deleted in
// many transactions, values from nothing to several pages, and a copy of it.
func written(t *testing.T, seed uint64, keys int) (content []byte, want map[string]map[string]string) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	path := filepath.Join(t.TempDir(), "file.db")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	want = map[string]map[string]string{"small": {}, "large": {}}
	for range 30 {
		err := db.Update(func(tx *bbolt.Tx) error {
			for _, name := range []string{"small", "large"} {
				held := want[name]
				b, err := tx.CreateBucketIfNotExists([]byte(name))
				if err != nil {
					return err
				}
				if name == "small" && len(held) > 3 {
					continue
				}
				for range 1 + random.IntN(keys) {
					key := fmt.Sprintf("key-%04d", random.IntN(keys*8))
					if random.IntN(3) == 0 {
						delete(held, key)
						if err := b.Delete([]byte(key)); err != nil {
							return err
						}
						continue
					}
					size := random.IntN(60)
					if random.IntN(40) == 0 && name == "large" {
						size = random.IntN(20_000)
					}
					value := string(bytes.Repeat([]byte{byte(random.IntN(256))}, size))
					held[key] = value
					if err := b.Put([]byte(key), []byte(value)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err = os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content, want
}

// walked reads all of a file.
func walked(content []byte) (got map[string]map[string]string, err error) {
	f, err := pages.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	if len(f.Heads) > 0 {
		return nil, f.Heads[0]
	}
	got = map[string]map[string]string{}
	for _, name := range f.Names() {
		got[name] = map[string]string{}
		_, err := f.Each(name, func(e pages.Element) error {
			if !bytes.HasPrefix(content[e.At:], e.Value) {
				return fmt.Errorf("the value of %q is not at byte %d", e.Key, e.At)
			}
			got[name][string(e.Key)] = string(e.Value)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return got, f.Rest()
}

func TestReadsWhatBboltWrites(t *testing.T) {
	for seed := range uint64(12) {
		content, want := written(t, seed, 5+int(seed)*20)
		got, err := walked(content)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("seed %d: it reads something else", seed)
		}
	}
}

// TestEveryByteCounts flips bytes in turn: what is read is then damaged, or
// another value (which is for others to notice), or the byte belongs to a free
// page. The steps are odd, so that every part of an element comes under them.
func TestEveryByteCounts(t *testing.T) {
	content, want := written(t, 3, 6)
	free, high := freeOf(t, content)
	content = content[:high*4096]
	print := fmt.Sprint(want)
	counted := 0
	for at := 0; at < len(content); at += 3 {
		if free[at/4096] {
			continue
		}
		counted++
		content[at] ^= 0x20
		if got, err := walked(content); err == nil && fmt.Sprint(got) == print {
			t.Errorf("byte %d, of page %d, is flipped and nothing is said", at, at/4096)
		}
		content[at] ^= 0x20
	}
	if counted < 5*4096/3 {
		t.Errorf("only %d bytes of %d counted", counted, len(content))
	}
}

// freeOf asks bbolt itself which pages are free, and how many there are.
func freeOf(t *testing.T, content []byte) (free map[int]bool, high int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	free = map[int]bool{}
	err = db.View(func(tx *bbolt.Tx) error {
		for ; ; high++ {
			info, err := tx.Page(high)
			if info == nil || err != nil {
				return err
			}
			if info.Type == "free" { // what it says of pages behind it is old
				free[high] = true
			} else {
				high += info.OverflowCount
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return free, high
}

func TestCutFilesAreRefused(t *testing.T) {
	content, _ := written(t, 5, 30)
	_, high := freeOf(t, content)
	for _, size := range []int{0, 1, 4095, 4096, 8192, high * 2048, high*4096 - 1} {
		if _, err := walked(content[:size]); err == nil {
			t.Errorf("%d bytes of %d are read as if they were whole", size, len(content))
		}
	}
}

func FuzzWalk(f *testing.F) {
	f.Add([]byte("\xed\xda\x0c\xed"))
	f.Fuzz(func(t *testing.T, content []byte) { _, _ = walked(content) })
}
