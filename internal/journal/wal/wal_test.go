package wal

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var store = Mark{Store: 7}

func open(t testing.TB, path string) *Log {
	t.Helper()
	l, err := Open(path, os.OpenFile)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// fresh is a new log that is ready for its first record.
func fresh(t testing.TB) (l *Log, path string) {
	path = filepath.Join(t.TempDir(), "log")
	l = open(t, path)
	if got, _ := replayed(t, l, store, 0); got != "" {
		t.Fatalf("a new log holds %s", got)
	}
	return l, path
}

func replayed(t testing.TB, l *Log, mark Mark, last uint64) (records string, found Found) {
	t.Helper()
	found, err := l.Replay(mark, last, func(seq uint64, body []byte) error {
		records += fmt.Sprintf("%d:%.8s ", seq, body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return records, found
}

// put appends the texts as one frame; the log's first record has number 1.
func put(t testing.TB, l *Log, first uint64, texts ...string) {
	t.Helper()
	var bodies [][]byte
	for _, text := range texts {
		bodies = append(bodies, []byte(text))
	}
	if err := l.Append(first, bodies); err != nil {
		t.Fatal(err)
	}
}

func TestWhatTheDatabaseHasNotIsReplayed(t *testing.T) {
	l, path := fresh(t)
	put(t, l, 1, "one", "two")
	put(t, l, 3, "", string(make([]byte, 3*page)))
	second := l.Turn()
	put(t, l, 5, "five")
	third := l.Turn()
	put(t, l, 6, "six")

	for name, test := range map[string]struct {
		mark Mark
		last uint64
		want string
	}{
		"all of two turns":   {second, 4, "5:five 6:six "},
		"the last turn":      {third, 5, "6:six "},
		"a turn not begun":   {Mark{Store: 7, Turn: 3, Chain: l.Mark().Chain}, 6, ""},
		"long after the log": {Mark{Store: 7, Turn: 9, Chain: 1}, 40, ""},
	} {
		if got, found := replayed(t, open(t, path), test.mark, test.last); got != test.want || found.Torn {
			t.Errorf("%s: %q, torn %t, want %q", name, got, found.Torn, test.want)
		}
	}
}

func TestARecordIsWholeWhateverItsLength(t *testing.T) {
	l, path := fresh(t)
	var want [][]byte
	for n := range 40 {
		body := bytes.Repeat([]byte{byte(n)}, n*rand.IntN(1000))
		want = append(want, body)
		if err := l.Append(uint64(n+1), [][]byte{body}); err != nil {
			t.Fatal(err)
		}
	}
	var got [][]byte
	if _, err := open(t, path).Replay(store, 0, func(_ uint64, body []byte) error { got = append(got, bytes.Clone(body)); return nil }); err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(got, want, bytes.Equal) {
		t.Error("the records are not those that were written")
	}
}

func TestAFullHalfTakesNothing(t *testing.T) {
	l, path := fresh(t)
	put(t, l, 1, "kept")
	for _, length := range []int{halfBytes, halfBytes - page - 8, 600 << 20} {
		if err := l.Append(2, [][]byte{make([]byte, length)}); !errors.Is(err, ErrNoRoom) {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
	put(t, l, 2, "kept too")
	if got, _ := replayed(t, open(t, path), store, 0); got != "1:kept 2:kept too " {
		t.Error(got)
	}
}

// TestTheNextTurnAfterReplay goes on behind what a process that died had
// written, and behind nothing.
func TestTheNextTurnAfterReplay(t *testing.T) {
	l, path := fresh(t)
	put(t, l, 1, "one")
	l.Turn()
	put(t, l, 2, "two")

	l = open(t, path)
	replayed(t, l, store, 0)
	if err := l.Append(3, [][]byte{nil}); !errors.Is(err, ErrNoRoom) {
		t.Errorf("into a turn that was cut off: %v", err)
	}
	mark := l.Turn() // the database has both now
	put(t, l, 3, "three")
	if got, _ := replayed(t, open(t, path), mark, 2); got != "3:three " {
		t.Error(got)
	}
}

func TestLogsThatDoNotFit(t *testing.T) {
	l, path := fresh(t)
	put(t, l, 1, "one")
	put(t, l, 2, "two")
	l.Turn()
	put(t, l, 3, "three")
	l.Turn()
	put(t, l, 4, "four")
	for name, test := range map[string]struct {
		mark Mark
		last uint64
		want error
	}{
		"an old copy of the database": {store, 0, ErrAhead},
		"another store's":             {Mark{Store: 8}, 0, ErrForeign},
		"records missing between":     {Mark{Store: 7, Turn: 2, Chain: 5}, 2, ErrDamaged},
		"another history":             {Mark{Store: 7, Turn: 2, Chain: 5}, 3, ErrDamaged},
	} {
		if _, err := open(t, path).Replay(test.mark, test.last, func(uint64, []byte) error { return nil }); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := l.Settle(); err != nil {
		t.Fatal(err)
	}
	if got, _ := replayed(t, open(t, path), Mark{Store: 8}, 0); got != "" {
		t.Errorf("beside a new store, settled: %s", got)
	}
}

// content is a small log in memory: frames of one, two and one page in a turn,
// and one of a page in the next.
func content(t testing.TB) (content []byte, ends []int64) {
	l, path := fresh(t)
	put(t, l, 1, "one", "two")
	put(t, l, 3, string(make([]byte, page)))
	put(t, l, 4, "four")
	l.Turn()
	put(t, l, 5, "five")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content, []int64{half(0), half(0) + 4*page, half(1), half(1) + page}
}

func read(content []byte) (records []string, r *reader, err error) {
	r = &reader{content: content, mark: store, next: 1, read: map[int64]int64{}}
	err = r.all(func(_ uint64, body []byte) error { records = append(records, string(body)); return nil })
	return records, r, err
}

// TestEveryByte changes each byte of a log in turn. Only what the last frame
// held may be missing without an error, and then it is said.
func TestEveryByte(t *testing.T) {
	content, ends := content(t)
	whole, _, err := read(content)
	if err != nil || len(whole) != 5 {
		t.Fatal(whole, err)
	}
	step := int64(1)
	if testing.Short() {
		step = 7
	}
	for at := half(0); at < ends[3]; at += step {
		if at >= ends[1] && at < ends[2] {
			at = ends[2]
		}
		content[at] ^= 1 << (at % 8)
		got, r, err := read(content)
		content[at] ^= 1 << (at % 8)
		if err == nil && (!r.torn || at < ends[2] || !slices.Equal(got, whole[:4])) {
			t.Fatalf("byte %d changed: %d records, torn %t", at, len(got), r.torn)
		}
	}
}

// TestAWriteThatWasCutOff drops pages of the last frame, in any choice, as a
// power cut does.
func TestAWriteThatWasCutOff(t *testing.T) {
	l, path := fresh(t)
	put(t, l, 1, "confirmed")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, l, 2, string(bytes.Repeat([]byte("x"), 3*page)))
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for lost := 1; lost < 1<<4; lost++ {
		content := bytes.Clone(after)
		for n := range 4 {
			if lost>>n&1 == 1 {
				at := half(0) + page + int64(n)*page
				copy(content[at:at+page], before[at:])
			}
		}
		got, r, err := read(content)
		if err != nil || !slices.Equal(got, []string{"confirmed"}) {
			t.Errorf("pages %04b lost: %q, %v", lost, got, err)
		}
		if headThere := lost&1 == 0; r.torn != headThere {
			t.Errorf("pages %04b lost: torn %t", lost, r.torn)
		}
	}
}

// FuzzReplay writes any bytes anywhere into a log: nothing panics, and no
// record comes out that was not put in.
func FuzzReplay(f *testing.F) {
	content, ends := content(f)
	whole, _, _ := read(content)
	f.Add(uint32(half(0)), []byte("LGWL"))
	f.Add(uint32(half(0)+lengthAt), []byte{0xff, 0xff, 0xff, 0x7f})
	f.Add(uint32(ends[2]+countAt), []byte{9})
	f.Fuzz(func(t *testing.T, at uint32, bytes []byte) {
		changed := slices.Clone(content)
		copy(changed[int(at)%len(changed):], bytes)
		got, _, err := read(changed)
		if len(got) > len(whole) || err == nil && !slices.Equal(got, whole[:len(got)]) {
			t.Errorf("%d bytes at %d: %q", len(bytes), at, got)
		}
	})
}

func TestALogThatCannotBeMade(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "no", "folder"), os.OpenFile); err == nil {
		t.Error("opened a log in no folder")
	}
	folder := t.TempDir()
	failing := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		file, err := os.OpenFile(name, flag, mode)
		if flag&os.O_CREATE != 0 {
			file.Close()
		}
		return file, err
	}
	if _, err := Open(filepath.Join(folder, "log"), failing); err == nil {
		t.Error("opened a log that could not be written")
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
