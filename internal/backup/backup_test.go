package backup_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lotgate/internal/backup"
	"lotgate/internal/fact"
	"lotgate/internal/seal"
)

// kept is a history of records with the key that signs over it.
type kept struct {
	t       *testing.T
	dir     string
	key     seal.Key
	records [][]byte
}

func newKept(t *testing.T, name string, n int) *kept {
	t.Helper()
	k := &kept{t: t, dir: t.TempDir()}
	var err error
	if k.key, err = seal.NewKey(name, rand.Reader); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		body, err := fact.Encode(map[string]any{"place": map[string]any{"id": fmt.Sprint(name, i), "kind": "bin"}})
		if err != nil {
			t.Fatal(err)
		}
		record, err := fact.Encode(map[string]any{"id": fmt.Sprint(name, i), "at": "2026-03-01T08:00:00+08:00", "kind": "place", "body": body})
		if err != nil {
			t.Fatal(err)
		}
		k.records = append(k.records, record)
	}
	return k
}

func (k *kept) root(size int) seal.Hash {
	f := seal.Frontier{}
	for _, r := range k.records[:size] {
		f.Add(seal.HashOf(r))
	}
	return f.Root()
}

// write writes the records after one up to another into the folder.
func (k *kept) write(after, end int) string {
	k.t.Helper()
	origin := seal.Origin(seal.HashOf(k.records[0]))
	path := filepath.Join(k.dir, backup.Name(origin, uint64(after), uint64(end)))
	err := backup.Write(path, true, func(w io.Writer) error {
		out, err := backup.NewWriter(w, backup.Head{Origin: origin, After: uint64(after), AfterRoot: k.root(after), Keys: []string{k.key.Public().String()}})
		if err != nil {
			return err
		}
		for i := after; i < end; i++ {
			if err := out.Add(uint64(i+1), k.records[i]); err != nil {
				return err
			}
		}
		signed, err := k.key.Sign(seal.Checkpoint{Origin: origin, Size: uint64(end), Root: k.root(end), At: time.Unix(1, 0)})
		if err != nil {
			return err
		}
		return out.End(backup.Tail{End: uint64(end), Root: k.root(end), Checkpoint: string(signed)})
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return path
}

// restore makes a store of files and tells why not.
func restore(t *testing.T, files ...string) (backup.Claim, error) {
	t.Helper()
	return backup.Restore(t.Context(), files, filepath.Join(t.TempDir(), "lotgate.db"), nil)
}

func refusedWith(t *testing.T, err error, code string) {
	t.Helper()
	var no *fact.Refusal
	if !errors.As(err, &no) || no.Code() != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestWholeAndParts(t *testing.T) {
	k := newKept(t, "dock", 40)
	k.write(0, 10)
	k.write(10, 25)
	k.write(0, 25)
	k.write(25, 40)
	files, err := backup.List(k.dir)
	if err != nil || len(files) != 4 {
		t.Fatal(files, err)
	}
	chain, err := backup.Chain(files, "")
	if err != nil || len(chain) != 2 || chain[0].After != 0 || chain[1].After != 25 {
		t.Fatalf("the shortest chain is not taken: %v, %v", chain, err)
	}
	claim, err := restore(t, chain[0].Path, chain[1].Path)
	if err != nil || claim.Facts != 40 || claim.Root != k.root(40) {
		t.Errorf("%+v, %v", claim, err)
	}
}

func TestWhatDoesNotBelongTogetherIsRefused(t *testing.T) {
	k, other := newKept(t, "dock", 40), newKept(t, "other", 40)
	first, second, third := k.write(0, 10), k.write(10, 25), k.write(25, 40)
	foreign, foreignFirst := other.write(10, 25), other.write(0, 10)
	_, err := restore(t, first, third)
	refusedWith(t, err, "backup_follows")
	_, err = restore(t, second, third)
	refusedWith(t, err, "backup_follows")
	_, err = restore(t, first, foreign)
	refusedWith(t, err, "backup_follows")
	if err := os.Remove(second); err != nil {
		t.Fatal(err)
	}
	files, err := backup.List(k.dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = backup.Chain(files, "")
	refusedWith(t, err, "backup_gap")
	if err := os.Rename(foreignFirst, filepath.Join(k.dir, filepath.Base(foreignFirst))); err != nil {
		t.Fatal(err)
	}
	if files, err = backup.List(k.dir); err != nil {
		t.Fatal(err)
	}
	_, err = backup.Chain(files, "")
	refusedWith(t, err, "backup_several")
	_, err = backup.Chain(nil, "")
	refusedWith(t, err, "backup_none")
}

// TestNoByteOfABackupMayChange cuts and flips a backup everywhere. The packing
// has a checksum, so it is tried unpacked as well.
func TestNoByteOfABackupMayChange(t *testing.T) {
	k := newKept(t, "dock", 12)
	packed, err := os.ReadFile(k.write(0, 12))
	if err != nil {
		t.Fatal(err)
	}
	in, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "file")
	try := func(content []byte) error {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := restore(t, path)
		return err
	}
	if err := try(plain); err != nil {
		t.Fatal(err)
	}
	head := bytes.IndexByte(plain, '\n')
	for at := 0; at < len(plain); at += 31 {
		saysCut(t, fmt.Sprintf("cut at byte %d of %d", at, len(plain)), try(plain[:at]))
		if at < head {
			continue // words for people who read it
		}
		flipped := bytes.Clone(plain)
		flipped[at] ^= 1
		if err := try(flipped); err == nil {
			t.Errorf("byte %d flipped (%q) it is taken", at, plain[max(0, at-20):min(at+20, len(plain))])
		}
	}
	for at := 0; at < len(packed); at += 37 {
		if at != 1 { // which is no packed file yet
			saysCut(t, fmt.Sprintf("packed and cut at byte %d of %d", at, len(packed)), try(packed[:at]))
		}
	}
	if err := try(append(bytes.Clone(plain), plain[head+1:]...)); err == nil {
		t.Error("what goes on behind its end is taken")
	}
}

func saysCut(t *testing.T, what string, err error) {
	t.Helper()
	var no *fact.Refusal
	if !errors.As(err, &no) || no.Code() != "backup_cut" && no.Code() != "backup_cut_packed" {
		t.Errorf("%s: %v", what, err)
	}
}

// TestAStopLeavesNothing ends a restore in its middle.
func TestAStopLeavesNothing(t *testing.T) {
	k := newKept(t, "dock", 10_001)
	file := k.write(0, 10_001)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := backup.Restore(ctx, []string{file}, filepath.Join(t.TempDir(), "lotgate.db"), func(uint64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

// TestAFullStickIsSaid writes where there is no room.
func TestAFullStickIsSaid(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	err := backup.Write(path, true, func(w io.Writer) error { return &os.PathError{Op: "write", Path: path, Err: syscall.ENOSPC} })
	refusedWith(t, err, "backup_full")
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v is left there, %v", left, err)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no device that is always full")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	err = backup.Write(path, false, func(io.Writer) error { _, err := full.Write([]byte("x")); return err })
	refusedWith(t, err, "backup_full")
}

// TestWhatJSONCannotSay is kept as it was stored.
func TestWhatJSONCannotSay(t *testing.T) {
	k := newKept(t, "dock", 3)
	k.records[1] = []byte("no CBOR at all")
	origin := seal.Origin(seal.HashOf(k.records[0]))
	var file bytes.Buffer
	w, err := backup.NewWriter(&file, backup.Head{Origin: origin})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range k.records {
		if err := w.Add(uint64(i+1), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(backup.Tail{End: 3}); err != nil {
		t.Fatal(err)
	}
	i := 0
	_, _, err = backup.Read(&file, "file", func(_ uint64, record []byte) error {
		if !bytes.Equal(record, k.records[i]) {
			t.Errorf("record %d is another: %q", i+1, record)
		}
		i++
		return nil
	})
	if err != nil || i != 3 {
		t.Error(i, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"format":"lotgate-journal-1","after":0}` + "\n" + `{"end":0}` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _, _ = backup.Read(bytes.NewReader(text), "file", func(uint64, []byte) error { return nil })
	})
}
