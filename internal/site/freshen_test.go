package site_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"lotgate/internal/clock"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/site"
)

// TestAnotherVersionsLists are made anew by a later version, which tells its
// log, and refused by an older one, which changes nothing.
func TestAnotherVersionsLists(t *testing.T) {
	o := optionsIn(t.TempDir())
	var log bytes.Buffer
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	start := func() error {
		s, err := site.Open(context.Background(), o)
		if err == nil {
			err = s.Close()
		}
		return err
	}
	if err := start(); err != nil || strings.Contains(log.String(), "made anew") {
		t.Fatal(err, log.String())
	}
	was := projectedBy(t, o.Dir, -1)
	told, stop := context.WithCancel(t.Context())
	stop()
	if _, err := site.Open(told, o); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("told to stop meanwhile: %v", err)
	}
	log.Reset()
	if err := start(); err != nil || strings.Count(log.String(), "made anew") != 2 {
		t.Errorf("%v\n%s", err, log.String())
	}
	if now := projectedBy(t, o.Dir, +1); now != was+2 {
		t.Errorf("edition %d is now %d", was+1, now-1)
	}
	if err := start(); !errors.Is(err, journal.ErrFormat) {
		t.Errorf("lists of a later version: %v", err)
	}
}

// projectedBy changes by so much which edition of the lists the store says it
// has.
func projectedBy(t *testing.T, dir string, by int) (now int) {
	t.Helper()
	books, err := site.OpenBooks(dir, clock.In(zone))
	if err != nil {
		t.Fatal(err)
	}
	editions := fact.NewTable[int]("edition")
	err = books.Journal.Do(t.Context(), func(tx *journal.Tx) error {
		was, _ := editions.Get(tx)
		now = was + by
		editions.Put(tx, now)
		return nil
	})
	if err = errors.Join(err, books.Close()); err != nil {
		t.Fatal(err)
	}
	return now
}
