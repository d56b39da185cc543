package audit_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lotgate/internal/audit"
	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// store is a small store on disk, with a key and what it has signed.
type store struct {
	t       *testing.T
	dir     string
	journal *journal.Journal
	book    *book.Book
	key     seal.Key
	held    []byte // checkpoints that left the machine
	posted  int
}

func newStore(t *testing.T) *store {
	t.Helper()
	s := &store{t: t, dir: t.TempDir()}
	var err error
	if s.key, err = seal.NewKey("dock", rand.Reader); err != nil {
		t.Fatal(err)
	}
	s.open()
	return s
}

func (s *store) path() string { return filepath.Join(s.dir, "lotgate.db") }

func (s *store) open() {
	s.t.Helper()
	var err error
	if s.journal, err = journal.Open(s.path(), book.Apply, journal.Options{}); err != nil {
		s.t.Fatal(err)
	}
	s.book = book.New(s.journal)
}

func (s *store) close() {
	s.t.Helper()
	if err := s.journal.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// said posts facts as they are.
type said []fact.Fact

func (s said) Decide(fact.View, fact.Meta) ([]fact.Fact, error) { return s, nil }

func (s *store) post(n int) {
	s.t.Helper()
	for range n {
		s.posted++
		place := stock.Place{ID: stock.PlaceID(fmt.Sprintf("A-%03d", s.posted)), Kind: stock.Bin, Name: words.Names{EN: "Bin"}}
		meta := fact.Meta{ID: fmt.Sprint("c", s.posted), At: time.Date(2026, 3, 1, 8, s.posted, 0, 0, time.UTC)}
		if _, err := s.book.Post(context.Background(), meta, said{stock.PlaceDefined{Place: place}}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// seal signs a checkpoint that leaves the machine.
func (s *store) seal(key seal.Key) {
	s.t.Helper()
	c := seal.Checkpoint{Size: s.journal.Last(), At: time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)}
	err := s.journal.View(func(tx *journal.Tx) (err error) {
		first, err := seal.Leaf(tx, 1)
		if err == nil {
			c.Origin = seal.Origin(first)
			c.Root, err = seal.Root(tx, c.Size)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := key.Sign(c)
	if err != nil {
		s.t.Fatal(err)
	}
	s.held = append(s.held, text...)
}

// audit looks at the store, with or without what is held elsewhere.
func (s *store) audit(held []byte) audit.Report {
	s.t.Helper()
	o := audit.Options{Keys: []seal.PublicKey{s.key.Public()}, Scratch: s.dir}
	if held != nil {
		o.Held = []audit.Held{{Name: "held", Text: held, Outside: true}}
	}
	r, err := audit.Run(s.path(), o)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func said1(r audit.Report) string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Text.In(words.English))
	}
	return strings.Join(all, "\n")
}

func TestAStoreThatIsWellIsFoundSo(t *testing.T) {
	s := newStore(t)
	s.post(40)
	s.seal(s.key)
	s.post(5)
	s.close()
	r := s.audit(s.held)
	if len(r.Findings) > 0 || r.Facts != 45 || r.Checked != 1 || r.Outside != 1 {
		t.Errorf("%+v\n%s", r, said1(r))
	}
	// And one that was killed: the last facts are in the log alone.
	s.open()
	s.post(30)
	killed := s.killed()
	s.close()
	if r := killed.audit(s.held); len(r.Findings) > 0 || r.Facts != 75 {
		t.Errorf("%+v\n%s", r, said1(r))
	}
}

// killed is the store as a kill at this moment would leave it.
func (s *store) killed() *store {
	s.t.Helper()
	other := &store{t: s.t, dir: s.t.TempDir(), key: s.key, held: s.held, posted: s.posted}
	for _, end := range []string{"", "-log"} {
		text, err := os.ReadFile(s.path() + end)
		if err == nil {
			err = os.WriteFile(other.path()+end, text, 0o600)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return other
}

// TestAttacks does to a store what somebody with the file at hand would, and
// says which of it only a checkpoint finds that had left the machine.
func TestAttacks(t *testing.T) {
	for name, c := range map[string]struct {
		attack func(t *testing.T, s *store)
		alone  string // what verify says with nothing else at hand; "" is nothing
		held   string // and with a checkpoint from elsewhere
	}{
		"a byte of a fact": {changeFact, "Fact 7 .* is not the one that was recorded", "Fact 7 .* is not the one"},
		"the end is cut off": {func(t *testing.T, s *store) { rewrite(t, s, func(r [][]byte) [][]byte { return r[:15] }) },
			"", "20 facts were signed on .*, but there are only 15"},
		"a fact rewritten, and every hash and projection made anew": {func(t *testing.T, s *store) {
			rewrite(t, s, func(r [][]byte) [][]byte { r[6] = bytes.Replace(r[6], []byte("A-007"), []byte("A-999"), 1); return r })
		}, "", "the 20 facts here are not those that were signed"},
		"two facts swapped, and all made anew": {func(t *testing.T, s *store) {
			rewrite(t, s, func(r [][]byte) [][]byte { r[3], r[4] = r[4], r[3]; return r })
		}, "", "the 20 facts here are not those"},
		"rewritten and signed with another key": {func(t *testing.T, s *store) {
			rewrite(t, s, func(r [][]byte) [][]byte { return append(r[:4], r[5:]...) })
			other, err := seal.NewKey("dock", rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			s.open()
			s.held = nil
			s.seal(other)
			s.close()
		}, "", "bears no signature of a key that is believed"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			s.post(20)
			s.seal(s.key)
			s.close()
			c.attack(t, s)
			matches(t, "alone", said1(s.audit(nil)), c.alone)
			matches(t, "with what is held", said1(s.audit(s.held)), c.held)
		})
	}
}

func matches(t *testing.T, when, got, want string) {
	t.Helper()
	if want == "" && got == "" {
		return
	}
	if want == "" || !regexpMatch(want, got) {
		t.Errorf("%s it says %q, want %q", when, got, want)
	}
}

// changeFact changes a byte of fact 7 where it lies.
func changeFact(t *testing.T, s *store) {
	text, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	places, err := journal.Where(s.path(), 7)
	at, found := places[7]
	if err != nil || !found {
		t.Fatal(places, err)
	}
	body := text[at : at+500]
	body[bytes.Index(body, []byte("A-007"))+4] = '8'
	if err := os.WriteFile(s.path(), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// rewrite makes the whole store anew of other records, as its own program
// would: everything in it fits.
func rewrite(t *testing.T, s *store, change func([][]byte) [][]byte) {
	t.Helper()
	in, err := journal.Examine(s.path())
	if err != nil {
		t.Fatal(err)
	}
	var records [][]byte
	err = in.Records(func(r journal.Record, _ int64) error { records = append(records, bytes.Clone(r.Body)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-log"} {
		if err := os.Remove(s.path() + end); err != nil {
			t.Fatal(err)
		}
	}
	b, err := journal.Build(s.path(), book.Apply, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range change(records) {
		if err := b.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestAnOldCopy puts yesterday's files back in place of today's.
func TestAnOldCopy(t *testing.T) {
	s := newStore(t)
	s.post(10)
	yesterday := s.killed()
	s.post(10)
	s.seal(s.key)
	s.close()
	matches(t, "alone", said1(yesterday.audit(nil)), "")
	matches(t, "with what is held", said1(yesterday.audit(s.held)), "20 facts were signed on .*, but there are only 10")
}

// TestProjectionsThatLie change a quantity that is shown, and no fact.
func TestProjectionsThatLie(t *testing.T) {
	s := newStore(t)
	s.post(20)
	s.close()
	text, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(text, []byte("place\x00A-003\x00"))
	if at < 0 {
		t.Fatal("the place is not found")
	}
	value := text[at:]
	value[bytes.Index(value, []byte("bin"))+2] = 's'
	if err := os.WriteFile(s.path(), text, 0o600); err != nil {
		t.Fatal(err)
	}
	matches(t, "it", said1(s.audit(nil)), `place/A-003 does not follow from the facts \(other\)`)
}
