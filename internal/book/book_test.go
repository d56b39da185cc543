package book_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/book"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// open opens the book in a file; close ends it before the test does.
func open(t testing.TB, path string) (b *book.Book, j *journal.Journal) {
	t.Helper()
	j, err := journal.Open(path, book.Apply, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return book.New(j), j
}

func newBook(t testing.TB) *book.Book {
	b, _ := open(t, filepath.Join(t.TempDir(), "journal.db"))
	return b
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.FixedZone("site", 8*3600))

func meta(id string) fact.Meta {
	return fact.Meta{ID: id, At: noon, Person: "keeper", Station: "dock-1"}
}

// say is a command that leads to facts, and counts how often it is decided.
type say struct {
	facts []fact.Fact
	asked *int
}

func (s say) Decide(fact.View, fact.Meta) ([]fact.Fact, error) {
	if s.asked != nil {
		*s.asked++
	}
	return s.facts, nil
}

func lotFact(number string) fact.Fact {
	return stock.LotOpened{Lot: stock.Lot{LotKey: stock.LotKey{Item: "AMOX", Number: number}, Expiry: "2028-03-31"}}
}

// furnish fills a book with the facts of the small house.
func furnish(t testing.TB, b *book.Book, more func(*sim.House)) {
	t.Helper()
	h := sim.NewHouse("2026-11-23")
	sim.Furnish(h)
	if more != nil {
		more(h)
	}
	var facts []fact.Fact
	for _, r := range h.Facts() {
		facts = append(facts, r.Fact)
	}
	if _, err := b.Post(t.Context(), meta("furnish"), say{facts: facts}); err != nil {
		t.Fatal(err)
	}
}

func count(t testing.TB, b *book.Book) (n int) {
	t.Helper()
	if err := b.Facts(1, func(fact.Recorded) bool { n++; return true }); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSameCommandOnce posts one id again: at once, at the same time from many
// sides, and after the file was closed and opened. It is written once, and
// the answer is the same each time.
func TestSameCommandOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	b, j := open(t, path)
	asked := 0
	command := say{facts: []fact.Fact{lotFact("A1"), lotFact("A2")}, asked: &asked}
	first, err := b.Post(t.Context(), meta("once"), command)
	if err != nil || len(first) != 2 || first[0].Meta.Seq != 1 || first[1].Meta.Seq != 2 {
		t.Fatalf("%+v, %v", first, err)
	}
	same := func(b *book.Book) {
		t.Helper()
		again, err := b.Post(context.Background(), meta("once"), command)
		if diff := cmp.Diff(first, again); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	}
	same(b)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { same(b) })
	}
	all.Wait()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	b, _ = open(t, path)
	same(b)
	if asked != 1 || count(t, b) != 2 {
		t.Errorf("decided %d times, %d facts were written", asked, count(t, b))
	}
}

// TestAnotherCommandUnderTheSameID is refused, also after the file was closed
// and opened and when all was made again; one that does not say what it asks,
// as those of older versions, is believed.
func TestAnotherCommandUnderTheSameID(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	b, j := open(t, path)
	asking := func(what string) fact.Meta {
		m := meta("once")
		m.Asked = what
		return m
	}
	command := say{facts: []fact.Fact{lotFact("A1"), lotFact("A2")}}
	first, err := b.Post(t.Context(), asking("two lots"), command)
	if err != nil || first[0].Meta.Asked != "two lots" || first[1].Meta.Asked != "" {
		t.Fatalf("%+v, %v", first, err)
	}
	check := func() {
		t.Helper()
		for what, want := range map[string]error{"two lots": nil, "": nil, "three lots": fact.Refuse("id_taken")} {
			if _, err := b.Post(t.Context(), asking(what), command); !errors.Is(err, want) {
				t.Errorf("asked for %q: %v, want %v", what, err, want)
			}
			if _, _, err := b.Early(t.Context(), asking(what), command); !errors.Is(err, want) {
				t.Errorf("asked early for %q: %v, want %v", what, err, want)
			}
		}
	}
	check()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	b, _ = open(t, path)
	check()
	if err := b.Rebuild(); err != nil {
		t.Fatal(err)
	}
	check()
	if n := count(t, b); n != 2 {
		t.Errorf("%d facts were written", n)
	}
}

// TestManyAtOnce: of twenty that send the same new id at the same time, one is
// decided and all get its answer.
func TestManyAtOnce(t *testing.T) {
	b := newBook(t)
	batches, cancel := b.Watch()
	defer cancel()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			recorded, err := b.Post(context.Background(), meta("same"), say{facts: []fact.Fact{lotFact("A1")}})
			if err != nil || len(recorded) != 1 || recorded[0].Meta.Seq != 1 {
				t.Errorf("%+v, %v", recorded, err)
			}
		})
	}
	all.Wait()
	if n := count(t, b); n != 1 {
		t.Errorf("%d facts were written", n)
	}
	<-batches
	select {
	case again := <-batches:
		t.Errorf("it is told of twice: %+v", again)
	default:
	}
}

// TestRefusalWritesNothing, not even its id: what is refused now may be
// taken later.
func TestRefusalWritesNothing(t *testing.T) {
	b := newBook(t)
	furnish(t, b, nil)
	before, facts := dump(t, b), count(t, b)
	open := document.OpenReceipt{Order: "CG-9", Place: "DOCK-1"}
	if _, err := b.Post(t.Context(), meta("r"), open); !errors.Is(err, document.ErrNoOrder) {
		t.Errorf("answers %v", err)
	}
	if diff := cmp.Diff(before, dump(t, b)); diff != "" || count(t, b) != facts {
		t.Errorf("a refusal left its trace:\n%s", diff)
	}
	open.Order = "CG-1"
	if _, err := b.Post(t.Context(), meta("r"), open); err != nil {
		t.Errorf("the same id, once it is right: %v", err)
	}
}

func TestCommandsNeedIDAndTime(t *testing.T) {
	b := newBook(t)
	for _, m := range []fact.Meta{{At: noon}, {ID: "x"}} {
		if _, err := b.Post(t.Context(), m, say{facts: []fact.Fact{lotFact("A1")}}); err == nil {
			t.Errorf("%+v is taken", m)
		}
	}
	if n := count(t, b); n != 0 {
		t.Errorf("%d facts were written", n)
	}
}

// stranger is a fact that the book was never told of.
type stranger struct{}

func (stranger) Kind() string                { return "stranger" }
func (stranger) Apply(fact.Store, fact.Meta) {}

// TestUnknownKind is neither written nor, from a later version's file, read.
func TestUnknownKind(t *testing.T) {
	b, j := open(t, filepath.Join(t.TempDir(), "journal.db"))
	command := say{facts: []fact.Fact{lotFact("A1"), stranger{}}}
	if _, err := b.Post(t.Context(), meta("x"), command); err == nil || !strings.Contains(err.Error(), `"stranger"`) {
		t.Errorf("answers %v", err)
	}
	if n := count(t, b); n != 0 {
		t.Fatalf("half of a command was written: %d facts", n)
	}
	later, err := fact.Encode(map[string]any{"id": "x", "at": noon, "kind": "stranger.2", "body": []byte{0xa0}})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Do(t.Context(), func(tx *journal.Tx) error { tx.Append(later); return nil }); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"Facts": b.Facts(1, func(fact.Recorded) bool { return true }), "Rebuild": b.Rebuild()} {
		if !errors.Is(err, journal.ErrFormat) || !strings.Contains(err.Error(), "stranger.2") {
			t.Errorf("%s answers %v", name, err)
		}
	}
}

// TestFactsComeBackAsTheyWere, with zone, person and station.
func TestFactsComeBackAsTheyWere(t *testing.T) {
	b := newBook(t)
	want, err := b.Post(t.Context(), meta("x"), say{facts: []fact.Fact{lotFact("A1"), stock.Moved{Lot: stock.LotKey{Item: "AMOX", Number: "A1"}, From: stock.Opening, To: "A", Quantity: 7, ValueE4: 9}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []fact.Recorded
	if err := b.Facts(1, func(r fact.Recorded) bool { got = append(got, r); return true }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := b.Facts(2, func(r fact.Recorded) bool { got = append(got, r); return false }); err != nil || len(got) != 3 || got[2].Meta.Seq != 2 {
		t.Errorf("from the second on: %+v, %v", got, err)
	}
}

// TestRebuild drops and makes again all projections: to the byte the same.
func TestRebuild(t *testing.T) {
	b := newBook(t)
	furnish(t, b, func(h *sim.House) {
		sim.Stock(h, sim.Amox, "A1", "2028-03-31", "A-01", 48)
		sim.Ask(h, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 30})
	})
	label := document.Labelling{Printer: "zebra"}
	for i, command := range []fact.Command{
		document.OpenReceipt{Order: "CG-1", Place: "DOCK-1"},
		document.ReceivePack{Receipt: "RK-2026-0001", Item: sim.Amox, Level: stock.Box, Quantity: 24, Lot: "A2", Expiry: "2028-04-30", Serial: "S1", Label: label},
		document.ReceivePack{Receipt: "RK-2026-0001", Item: sim.Amox, Level: stock.Box, Quantity: 24, Lot: "A2", Expiry: "2028-04-30", Label: label},
		document.UndoPack{Receipt: "RK-2026-0001"},
		document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"},
		document.PickPack{Issue: "CK-2026-0001", Task: 1, Item: sim.Amox, Level: stock.Box, Quantity: 24, Lot: "A1", Place: "A-01"},
	} {
		if _, err := b.Post(t.Context(), meta(fmt.Sprint("c", i)), command); err != nil {
			t.Fatalf("%T: %v", command, err)
		}
	}
	before := dump(t, b)
	if err := b.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, dump(t, b)); diff != "" {
		t.Errorf("made again, they differ:\n%s", diff)
	}
	if len(before) < 50 {
		t.Errorf("only %d values: is there something to rebuild?", len(before))
	}
}

func dump(t testing.TB, b *book.Book) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := b.View(func(view fact.View) error {
		view.Scan(nil, nil, func(key, value []byte) bool { all[string(key)] = string(value); return true })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWatch tells of each batch once it can be read.
func TestWatch(t *testing.T) {
	b := newBook(t)
	batches, cancel := b.Watch()
	for i := range 3 {
		number := fmt.Sprint("A", i)
		want, err := b.Post(t.Context(), meta(number), say{facts: []fact.Fact{lotFact(number)}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, <-batches); diff != "" {
			t.Error(diff)
		}
	}
	cancel()
	if _, err := b.Post(t.Context(), meta("after"), say{facts: []fact.Fact{lotFact("A9")}}); err != nil {
		t.Fatal(err)
	}
	select {
	case batch := <-batches:
		t.Errorf("told after it was cancelled: %+v", batch)
	default:
	}
}

// TestSlowWatcher never holds up a post: it is told, last, to look again.
func TestSlowWatcher(t *testing.T) {
	b := newBook(t)
	batches, cancel := b.Watch()
	defer cancel()
	for i := range 100 {
		number := fmt.Sprint("A", i)
		if _, err := b.Post(t.Context(), meta(number), say{facts: []fact.Fact{lotFact(number)}}); err != nil {
			t.Fatal(err)
		}
	}
	var last []fact.Recorded
	n := 0
	for waiting := true; waiting; {
		select {
		case last = <-batches:
			n++
		default:
			waiting = false
		}
	}
	if last != nil || n == 0 || n >= 100 {
		t.Errorf("%d batches of 100 were kept, the last is %+v: want the word to look again", n, last)
	}
}

// TestLastBox lets two pickers race for one task's last box, over and over:
// exactly one of them gets it, and the other is told why not.
func TestLastBox(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 50
	}
	b := newBook(t)
	furnish(t, b, func(h *sim.House) {
		for i := range rounds {
			sim.Stock(h, sim.Amox, fmt.Sprintf("L%04d", i), "2028-03-31", "A-01", 24)
		}
		sim.Ask(h, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: stock.Quantity(24 * rounds)})
	})
	if _, err := b.Post(t.Context(), meta("start"), document.StartIssue{Requisition: "QL-1", Staging: "STAGE-1"}); err != nil {
		t.Fatal(err)
	}
	for no := 1; no <= rounds; no++ {
		var task document.Task
		_ = b.View(func(view fact.View) error { task, _ = document.FindTask(view, "CK-2026-0001", no); return nil })
		c := document.PickPack{Issue: task.Issue, Task: no, Item: task.Item, Level: stock.Box, Quantity: 24, Lot: task.Lot, Place: task.Place}
		var errs [2]error
		var both sync.WaitGroup
		for picker := range errs {
			both.Go(func() { _, errs[picker] = b.Post(context.Background(), meta(fmt.Sprint("pick", no, picker)), c) })
		}
		both.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, document.ErrTaskDone) {
				t.Fatalf("round %d: %v", no, err)
			}
		}
		if won != 1 {
			t.Fatalf("round %d: %d pickers got the last box", no, won)
		}
	}
	_ = b.View(func(view fact.View) error {
		if i, _ := document.FindIssue(view, "CK-2026-0001"); i.Done != rounds {
			t.Errorf("%d of %d tasks are done", i.Done, rounds)
		}
		return nil
	})
}

// TestAnOlderEditionIsProjectedAnew: a book whose projections another version
// made, with a table missing, has them all after it was opened.
func TestAnOlderEditionIsProjectedAnew(t *testing.T) {
	b, j := open(t, filepath.Join(t.TempDir(), "journal.db"))
	furnish(t, b, nil)
	if err := b.Freshen(); err != nil {
		t.Fatal(err)
	}
	var want, got map[string]string
	read := func(to *map[string]string) {
		t.Helper()
		*to = map[string]string{}
		if err := j.View(func(tx *journal.Tx) error {
			tx.Scan(nil, nil, func(key, value []byte) bool { (*to)[string(key)] = string(value); return true })
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	read(&want)
	if err := j.Do(t.Context(), func(tx *journal.Tx) error {
		for key := range want {
			if strings.HasPrefix(key, "edition") || strings.HasPrefix(key, "requisition") {
				tx.Delete([]byte(key))
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := b.Freshen(); err != nil {
		t.Fatal(err)
	}
	read(&got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestANewerEditionIsRefused: a book that a later version has projected stays
// as it is, what only its log has included.
func TestANewerEditionIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	b, j := open(t, path)
	furnish(t, b, nil)
	later := edition(t, j, +1)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := journal.Open(path, book.Apply, journal.Options{Accept: book.Accept}); !errors.Is(err, journal.ErrFormat) {
		t.Errorf("edition %d was opened: %v, %v", later, opened, err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed, or %v", err)
	}
}

// edition changes by so much which edition made the projections.
func edition(t *testing.T, j *journal.Journal, by int) (now int) {
	t.Helper()
	editions := fact.NewTable[int]("edition")
	if err := j.Do(t.Context(), func(tx *journal.Tx) error {
		was, _ := editions.Get(tx)
		now = was + by
		editions.Put(tx, now)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return now
}
