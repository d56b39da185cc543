package site_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lotgate/internal/backup"
	"lotgate/internal/book"
	"lotgate/internal/clock"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/seal"
	"lotgate/internal/site"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// aBook opens a store in which n facts are recorded.
func aBook(t *testing.T, dir string, n int) *site.Books {
	t.Helper()
	books, err := site.OpenBooks(dir, clock.In(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { books.Close() })
	record(t, books, n)
	return books
}

func record(t *testing.T, books *site.Books, n int) {
	t.Helper()
	for range n {
		at := books.Journal.Last() + 1
		place := stock.Place{ID: stock.PlaceID(fmt.Sprintf("P-%d", at)), Kind: stock.Bin, Name: words.Names{EN: "Bin"}}
		meta := fact.Meta{ID: fmt.Sprint("p", at, books.Seals.Key()), At: time.Now()}
		if _, err := books.Post(context.Background(), meta, said{stock.PlaceDefined{Place: place}}); err != nil {
			t.Fatal(err)
		}
	}
}

// restored makes a second store of the first one's backups.
func restored(t *testing.T, stick string) *site.Books {
	t.Helper()
	files, err := backup.List(stick)
	if err != nil {
		t.Fatal(err)
	}
	chain, err := backup.Chain(files, "")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range chain {
		paths = append(paths, f.Path)
	}
	dir := t.TempDir()
	if _, err := site.Restore(t.Context(), dir, paths, nil, time.Now(), nil); err != nil {
		t.Fatal(err)
	}
	return aBook(t, dir, 0)
}

// TestTwoMachinesOfOneHistory lets a restored store and its origin both go on:
// each finds the other at their holder, and none before they part.
func TestTwoMachinesOfOneHistory(t *testing.T) {
	stick, holder := t.TempDir(), t.TempDir()
	old := aBook(t, t.TempDir(), 5)
	gone := filepath.Join(holder, "not plugged in")
	if _, err := old.Publish(gone); err == nil {
		t.Error("checkpoints were brought to a folder that is not there")
	} else if _, err := os.Stat(gone); err == nil {
		t.Error("it was made on this disk")
	}
	if done, err := old.Backup(t.Context(), stick, false, true); err != nil || done.Facts != 5 || done.Files != 1 {
		t.Fatal(done, err)
	}
	publish := func(books *site.Books) []site.Twin {
		t.Helper()
		if _, _, err := books.Seal(); err != nil {
			t.Fatal(err)
		}
		twins, err := books.Publish(holder)
		if err != nil {
			t.Fatal(err)
		}
		return twins
	}
	if twins := publish(old); len(twins) > 0 {
		t.Fatal(twins)
	}
	fresh := restored(t, stick)
	if fresh.Held() == nil || !fresh.Restored().Waits() {
		t.Error("a restored store asks nobody")
	}
	if twins := publish(fresh); len(twins) > 0 {
		t.Errorf("before the two have parted: %v", twins)
	}
	if err := fresh.TakeOver(context.Background(), "", "Li"); err != nil {
		t.Fatal(err)
	}
	record(t, fresh, 2)
	if twins := publish(fresh); len(twins) > 0 {
		t.Errorf("the old machine has been silent: %v", twins)
	}
	// What it signs later than the word that it is dead shows that it is not.
	time.Sleep(time.Until(fresh.Restored().Confirmed.Truncate(time.Second).Add(1100 * time.Millisecond)))
	record(t, old, 1)
	if twins := publish(old); len(twins) != 1 || twins[0].Key != fresh.Seals.Key().Name() {
		t.Errorf("the old machine sees %v", twins)
	}
	if twins := publish(fresh); len(twins) != 1 || twins[0].Key != old.Seals.Key().Name() {
		t.Errorf("the restored one sees %v", twins)
	}
}

// TestAClonedDisk lets two machines go on with one directory and one key.
func TestAClonedDisk(t *testing.T) {
	holder, dir := t.TempDir(), t.TempDir()
	one := aBook(t, dir, 3)
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	one = aBook(t, dir, 2)
	two := aBook(t, copied, 3)
	for i, books := range []*site.Books{one, two} {
		if _, _, err := books.Seal(); err != nil {
			t.Fatal(err)
		}
		twins, err := books.Publish(holder)
		if err != nil || len(twins) != i {
			t.Errorf("machine %d sees %v, %v", i+1, twins, err)
		}
	}
}

// TestACheckpointThatWasCutOff is given to nobody and goes when the store opens.
func TestACheckpointThatWasCutOff(t *testing.T) {
	dir := t.TempDir()
	books := aBook(t, dir, 3)
	_, signed, err := books.Seal()
	if err != nil {
		t.Fatal(err)
	}
	if err := books.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "checkpoints")
	if err := os.WriteFile(path, append(bytes.Clone(signed), signed[:40]...), 0o600); err != nil {
		t.Fatal(err)
	}
	books = aBook(t, dir, 1)
	if _, _, err := books.Seal(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all, rest := seal.Split(text)
	if len(all) != 2 || len(rest.Signed) > 0 {
		t.Fatalf("%d checkpoints, and %q", len(all), rest.Signed)
	}
	for i, f := range all {
		if c, err := seal.Open(f.Signed, books.Seals.Key()); err != nil || c.Size != uint64(3+i) {
			t.Error(c, err)
		}
	}
}

// TestTheFirstPageTakesOver: a restored store says on every screen that it
// waits, and goes on once an administrator has said on the page who made sure.
func TestTheFirstPageTakesOver(t *testing.T) {
	old, stick, dir := t.TempDir(), t.TempDir(), t.TempDir()
	gone := filepath.Join(stick, "not plugged in")
	func() {
		books := aBook(t, old, 0)
		defer books.Close()
		if _, err := books.Import(t.Context(), site.Importing{Files: []intake.File{{Name: "people.csv", Data: []byte(
			"person,name_zh,name_en,roles,badge,pin\nadmin,管理员,Admin,admin,9001,2580\nli,李敏,Li Min,keeper,1001,2581\n")}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := books.Backup(t.Context(), stick, false, true); err != nil {
			t.Fatal(err)
		}
	}()
	pepper, err := os.ReadFile(filepath.Join(old, "pepper"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := backup.List(stick)
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if _, err := site.Restore(t.Context(), dir, []string{files[0].Path}, pepper, time.Now(), nil); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, func(o *site.Options) { o.Dir, o.Demo, o.Sealing.Holders = dir, false, []string{gone} })
	c := newClient(t, h.Address())
	type report struct {
		Waits   bool
		Facts   uint64
		Notices []struct{ State, Text string }
	}
	says := func(part string) func() bool {
		return func() bool {
			var r report
			c.must("GET", "/api/v1/keeping?lang=en", nil, &r)
			return slices.ContainsFunc(r.Notices, func(n struct{ State, Text string }) bool { return strings.Contains(n.Text, part) })
		}
	}
	if !says("made from a backup and takes nothing yet")() {
		t.Error("the first page says nothing of the backup")
	}
	until(t, "the holder that is not there", says("Checkpoints do not reach "+gone+": the folder is not there"))
	dock := h.Books()
	takeOver := func(badge, pin, by string) (status int, r report) {
		c.must("POST", "/api/v1/session", map[string]string{"badge": badge, "pin": pin}, nil)
		return c.ask("POST", "/api/v1/takeover?lang=en", map[string]string{"by": by}, &r), r
	}
	if status, _ := takeOver("1001", "2581", "Li"); status != 403 {
		t.Errorf("a keeper takes over: %d", status)
	}
	if status, _ := takeOver("9001", "2580", " "); status/100 != 4 {
		t.Errorf("nobody takes over: %d", status)
	}
	if dock.Held() == nil {
		t.Fatal("it goes on")
	}
	status, r := takeOver("9001", "2580", "Li Min")
	if status != 200 || r.Waits || dock.Held() != nil || dock.Restored().Waits() {
		t.Errorf("the administrator is answered %d %+v, held by %v", status, r, dock.Held())
	}
	if said := facts[book.StoreTakenOver](t, dock, 0); len(said) != 1 || said[0].Meta.Person != "admin" || said[0].Fact.(book.StoreTakenOver).By != "Li Min" {
		t.Errorf("recorded is %+v", said)
	}
}

// TestAShiftEndsOnce: the same id again, at once or from two sides, ends it once.
func TestAShiftEndsOnce(t *testing.T) {
	books := aBook(t, t.TempDir(), 4)
	var both sync.WaitGroup
	var answers [2]document.Shift
	var errs [2]error
	for side := range answers {
		both.Go(func() { answers[side], errs[side] = books.EndShift(t.Context(), "shift/a", "keeper") })
	}
	both.Wait()
	if errs[0] != nil || errs[1] != nil || answers[0].ID != answers[1].ID || books.Journal.Last() != 5 {
		t.Fatalf("%v, %v, %d facts", answers, errs, books.Journal.Last())
	}
	record(t, books, 2)
	again, err := books.EndShift(t.Context(), "shift/a", "keeper")
	if err != nil || again.ID != answers[0].ID || again.Last != 4 || books.Journal.Last() != 7 {
		t.Errorf("again it is %+v, %v", again, err)
	}
	next, err := books.EndShift(t.Context(), "shift/b", "keeper")
	if err != nil || next.First != 5 || next.Last != 7 {
		t.Errorf("the next one is %+v, %v", next, err)
	}
	if _, err := books.EndShift(t.Context(), fmt.Sprint("p", 1, books.Seals.Key()), "keeper"); err == nil {
		t.Error("an id of another command ends a shift")
	}
}

// runningOut is a context that ends after it was looked at so often.
type runningOut struct {
	context.Context
	left int
}

func (r *runningOut) Err() error {
	if r.left--; r.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestABackupThatIsStopped ends backups at any moment: nothing is left of them
// but those that were whole.
func TestABackupThatIsStopped(t *testing.T) {
	dir, stick := t.TempDir(), t.TempDir()
	books := aBook(t, dir, 6)
	for moment := 0; ; moment++ {
		_, err := books.Backup(&runningOut{t.Context(), moment}, stick, false, true)
		trials, globbed := filepath.Glob(filepath.Join(dir, "trial-*"))
		left, listed := os.ReadDir(stick)
		if globbed != nil || listed != nil || len(trials) > 0 {
			t.Fatal(trials, globbed, listed)
		}
		if err == nil {
			if moment < 2*6 {
				t.Errorf("it is done at moment %d: this tests nothing", moment)
			}
			return
		}
		if !errors.Is(err, context.Canceled) || len(left) > 0 {
			t.Fatalf("stopped at moment %d: %v, %v is left", moment, err, left)
		}
	}
}

// TestWhatWasLeftHalfDone is gone once the store is opened, but for what
// somebody is still at.
func TestWhatWasLeftHalfDone(t *testing.T) {
	dir := t.TempDir()
	if err := aBook(t, dir, 1).Close(); err != nil {
		t.Fatal(err)
	}
	gone := exec.Command(os.Args[0], "-test.run", "^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	stays, err := site.AuditFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	goes := []string{"trial-123", fmt.Sprintf("audit-%d-7", gone.Process.Pid)}
	for _, name := range goes {
		if err := os.MkdirAll(filepath.Join(dir, name, "archive"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"lotgate.db-fresh", "lotgate.db-rebuild"} {
		goes = append(goes, name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	aBook(t, dir, 1)
	for _, name := range goes {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	if _, err := os.Stat(stays); err != nil {
		t.Errorf("what somebody is at is not there: %v", err)
	}
}

// TestAPathThatFails says in words what stands against a backup.
func TestAPathThatFails(t *testing.T) {
	stick := t.TempDir()
	books := aBook(t, t.TempDir(), 4)
	if _, err := books.Backup(t.Context(), filepath.Join(stick, "absent"), false, true); err == nil || !strings.Contains(err.Error(), "plugged in") {
		t.Error(err)
	}
	done, err := books.Backup(t.Context(), stick, false, true)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(done.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(done.Path, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	record(t, books, 1)
	if _, err := books.Backup(t.Context(), stick, false, true); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("a part that goes on behind a torn one: %v", err)
	}
	left, err := backup.List(stick)
	if err != nil || len(left) != 1 {
		t.Errorf("what cannot be brought back is left there: %v, %v", left, err)
	}
	if done, err := books.Backup(t.Context(), stick, true, true); err != nil || done.After != 0 || done.Facts != 5 {
		t.Errorf("a whole one helps: %+v, %v", done, err)
	}
}
