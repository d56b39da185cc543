package site_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lotgate/internal/site"
)

// TestPaperAfterCrash: the note of a receipt that was finished just before the
// daemon ended is in its folder after the next start, and is not made again
// after that.
func TestPaperAfterCrash(t *testing.T) {
	dir := t.TempDir()
	papers := filepath.Join(dir, "papers")
	var name string
	t.Run("finish", func(t *testing.T) {
		h := newHouse(t, func(o *site.Options) { o.Dir = dir })
		dock := h.at("dock-1", "1001")
		dock.good(func() { h.scan(0, "LGD.CG-1001") })
		dock.good(func() { h.scan(0, string(serialised(t, "N1"))) })
		dock.good(func() { h.scan(0, "LGC.FINISH") })
		until(t, "the note lies in its folder", func() bool { name = onlyPDF(t, papers); return name != "" })
	})
	note := filepath.Join(papers, name)
	if err := os.RemoveAll(papers); err != nil { // as if it had ended before
		t.Fatal(err)
	}
	t.Run("start again", func(t *testing.T) {
		newHouse(t, func(o *site.Options) { o.Dir = dir })
		until(t, "the note is made up for", func() bool { return onlyPDF(t, papers) == name })
	})
	if err := os.Remove(note); err != nil { // a person took it
		t.Fatal(err)
	}
	t.Run("and again", func(t *testing.T) {
		h := newHouse(t, func(o *site.Options) { o.Dir = dir })
		dock := h.at("dock-1", "1001")
		dock.good(func() { h.scan(0, "LGD.CG-1002") })
		dock.good(func() { h.scan(0, string(code(t, "CG-1002", "good", 0))) })
		dock.good(func() { h.scan(0, "LGC.FINISH") })
		until(t, "the second note lies in its folder", func() bool { return onlyPDF(t, papers) != "" })
		if onlyPDF(t, papers) == name {
			t.Error("the first note is made again")
		}
	})
}

// TestPaperOfACorrectedReceipt: a receipt that was opened again and corrected
// gets a note of its own beside the first, which says what it is.
func TestPaperOfACorrectedReceipt(t *testing.T) {
	dir := t.TempDir()
	h := newHouse(t, func(o *site.Options) { o.Dir, o.Language = dir, "en" })
	dock := h.at("dock-1", "1001")
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	dock.good(func() { h.scan(0, string(serialised(t, "N1"))) })
	dock.good(func() { h.scan(0, "LGC.FINISH") })
	names := func() (names []string) {
		names, _ = filepath.Glob(filepath.Join(dir, "papers", "*.pdf"))
		return names
	}
	until(t, "the first note lies in its folder", func() bool { return len(names()) == 1 })
	first := names()[0]
	before, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	h.scan(0, "LGC.REOPEN")
	dock.await("the receipt open again", func(s shown) bool {
		return slices.ContainsFunc(s.Choices, func(c struct{ ID, Text string }) bool { return c.ID == "undo" })
	})
	dock.good(func() { h.scan(0, "LGC.UNDO") })
	dock.good(func() { h.scan(0, string(serialised(t, "N2"))) })
	dock.good(func() { h.scan(0, "LGC.FINISH") })
	second := strings.TrimSuffix(first, ".pdf") + "-2.pdf"
	until(t, "the second note lies beside it", func() bool { return slices.Contains(names(), second) })
	if after, err := os.ReadFile(first); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the first note was touched: %v", err)
	}
}

// onlyPDF is the name of the one PDF in a folder, "" where there is none.
func onlyPDF(t testing.TB, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
	if err != nil || len(found) > 1 {
		t.Fatalf("papers %v, %v", found, err)
	}
	if len(found) == 0 {
		return ""
	}
	return filepath.Base(found[0])
}
