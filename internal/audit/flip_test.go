package audit_test

import (
	"os"
	"regexp"
	"testing"

	"lotgate/internal/journal/pages"
)

func regexpMatch(pattern, text string) bool { return regexp.MustCompile(pattern).MatchString(text) }

// flips is how many bytes lie between two that are flipped: all of them in the
// long run, and never twice the same part of an element in the short one.
func flips() int {
	if os.Getenv("LOTGATE_TORTURE") != "" {
		return 1
	}
	return 53
}

// TestEveryByteOfAStoreCounts flips the bytes of a small store in turn, of the
// database and the log, at rest and after a kill. Verify must name each.
//
// Excepted are free pages and what lies behind the last page, to which nothing
// leads and which the next write replaces; and of the log what the database has
// taken over already, or what was never written: the log's next turns write
// over it, and no program reads it.
func TestEveryByteOfAStoreCounts(t *testing.T) {
	s := newStore(t)
	s.post(25)
	s.close()
	t.Run("at rest", func(t *testing.T) { flipAll(t, s, s.path(), inUse(t, s.path())) })
	t.Run("the log at rest", func(t *testing.T) { flipAll(t, s, s.path()+"-log", span(0, 4096)) })
	s.open()
	s.post(3)
	killed := s.killed()
	s.close()
	t.Run("killed", func(t *testing.T) { flipAll(t, killed, killed.path(), inUse(t, killed.path())) })
	t.Run("the log killed", func(t *testing.T) { flipAll(t, killed, killed.path()+"-log", live(t, killed)) })
}

// flipAll flips bytes of one file and has the store looked at each time.
func flipAll(t *testing.T, s *store, path string, places []int64) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if r := s.audit(nil); len(r.Findings) > 0 {
		t.Fatalf("before anything is flipped: %s", said1(r))
	}
	one := make([]byte, 1)
	turn := func(at int64) {
		if _, err := file.ReadAt(one, at); err != nil {
			t.Fatal(err)
		}
		one[0] ^= 0x10
		if _, err := file.WriteAt(one, at); err != nil {
			t.Fatal(err)
		}
	}
	step := flips()
	for i := 0; i < len(places); i += step {
		turn(places[i])
		if r := s.audit(nil); len(r.Findings) == 0 {
			t.Errorf("byte %d of %s is flipped, and nothing is said", places[i], path)
		}
		turn(places[i])
	}
}

func span(from, to int64) (all []int64) {
	for at := from; at < to; at++ {
		all = append(all, at)
	}
	return all
}

// inUse are the bytes of the database's pages that are not free.
func inUse(t *testing.T, path string) (all []int64) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	f, err := pages.Open(file, info.Size())
	if err == nil {
		err = f.Rest()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range f.InUse() {
		all = append(all, span(int64(page)*4096, int64(page+1)*4096)...)
	}
	if len(all) < 5*4096 {
		t.Fatalf("only %d bytes are in use", len(all))
	}
	return all
}

// live are the bytes of the log that the database does not have: those pages
// that bear frames of this turn, three as there were three posts.
func live(t *testing.T, s *store) (all []int64) {
	t.Helper()
	text, err := os.ReadFile(s.path() + "-log")
	if err != nil {
		t.Fatal(err)
	}
	const page, half = 4096, 4 << 20
	for _, begin := range []int64{page, page + half} {
		written := int64(0)
		for at := begin; at < begin+half && string(text[at:at+4]) == "LGWL"; at += page {
			written++
		}
		if written == 3 {
			all = span(begin, begin+3*page)
		}
	}
	if all == nil {
		t.Fatal("the frames of the last three posts are not found")
	}
	return all
}
