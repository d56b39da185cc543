package book_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/book"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/journal/archive"
)

// posted puts a fact on a day into the book.
func posted(t *testing.T, b *book.Book, day string, f fact.Fact) {
	t.Helper()
	at, err := time.ParseInLocation(time.DateTime, day, noon.Location())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Post(t.Context(), fact.Meta{ID: day + f.Kind(), At: at, Person: "keeper"}, say{facts: []fact.Fact{f}}); err != nil {
		t.Fatal(err)
	}
}

func everything(t *testing.T, b *book.Book) (all []fact.Recorded) {
	t.Helper()
	if err := b.Facts(1, func(r fact.Recorded) bool { all = append(all, r); return true }); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestArchivedYears moves two years out one after the other: every fact is
// read as before, a command of then is still answered once only, and what
// follows from the facts is the same after it was made anew.
func TestArchivedYears(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lotgate.db")
	b, j := open(t, path)
	days := []string{"2023-05-01 08:00:00", "2024-01-01 00:00:00", "2024-12-31 23:59:59", "2025-01-01 00:00:00", "2025-06-01 10:00:00", "2026-02-01 10:00:00"}
	for i, day := range days {
		posted(t, b, day, lotFact(fmt.Sprint("L", i)))
	}
	before, state := everything(t, b), projected(t, b)
	for _, step := range []struct {
		year int
		last uint64
		want error
	}{
		{2026, 0, fact.Refuse("archive_year")},
		{0, 0, fact.Refuse("archive_year")},
		{2022, 0, fact.Refuse("archive_nothing")},
		{2024, 3, nil},
		{2024, 0, fact.Refuse("archive_nothing")},
		{2023, 0, fact.Refuse("archive_nothing")},
		{2025, 5, nil},
	} {
		made, err := b.Archive(t.Context(), step.year, noon)
		if !errors.Is(err, step.want) || made.Last != step.last {
			t.Errorf("%d: %+v, %v; want %v", step.year, made, err, step.want)
		}
	}
	for _, a := range j.Archives() {
		f, err := archive.Open(j.ArchivePath(a))
		if err == nil {
			err = errors.Join(f.Verify(), f.Close())
		}
		if err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(before, everything(t, b)); diff != "" {
		t.Error(diff)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	b, _ = open(t, path)
	asked := 0
	again, err := b.Post(t.Context(), before[0].Meta, say{asked: &asked})
	if err != nil || asked != 0 || len(again) != 1 || cmp.Diff(before[0], again[0]) != "" {
		t.Errorf("the first command again: %v, %v, decided %d times", again, err, asked)
	}
	if r, found, err := b.Fact(4); err != nil || !found || cmp.Diff(before[3], r) != "" {
		t.Errorf("fact 4 is %v, %t, %v", r, found, err)
	}
	if err := b.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(state, projected(t, b)); diff != "" {
		t.Error(diff)
	}
	if entries, err := os.ReadDir(filepath.Join(filepath.Dir(path), "archive")); err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

// projected is all that follows from the facts.
func projected(t *testing.T, b *book.Book) map[string]string {
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

// TestAnOpenPaperKeepsItsYear.
func TestAnOpenPaperKeepsItsYear(t *testing.T) {
	b := newBook(t)
	posted(t, b, "2024-03-01 08:00:00", lotFact("L1"))
	posted(t, b, "2024-03-02 08:00:00", document.RequisitionPlaced{Requisition: document.Requisition{ID: "RQ-7", Department: "ICU"}})
	_, err := b.Archive(t.Context(), 2024, noon)
	if !errors.Is(err, fact.Refuse("archive_open")) || err.Error() != "Papers of 2024 or before still wait for somebody: RQ-7. Finish or withdraw them, then move the year." {
		t.Errorf("%v", err)
	}
	if _, err := b.Archive(t.Context(), 2023, noon); !errors.Is(err, fact.Refuse("archive_nothing")) {
		t.Errorf("the year before: %v", err)
	}
	posted(t, b, "2025-03-02 08:00:00", document.RequisitionDecided{Requisition: "RQ-7", Reason: "not needed"})
	if _, err := b.Archive(t.Context(), 2024, noon); err != nil {
		t.Errorf("once it is settled: %v", err)
	}
}

// TestAFactDatedWrong dates one fact into a year that is to come: it is of
// the year it lies in.
func TestAFactDatedWrong(t *testing.T) {
	b := newBook(t)
	posted(t, b, "2024-03-01 08:00:00", lotFact("L1"))
	posted(t, b, "2031-03-01 08:00:00", lotFact("L2"))
	posted(t, b, "2024-03-01 09:00:00", book.ClockAccepted{})
	posted(t, b, "2025-03-01 09:00:00", lotFact("L3"))
	if made, err := b.Archive(t.Context(), 2024, noon); err != nil || made.Last != 3 {
		t.Errorf("%+v, %v", made, err)
	}
}
