package site

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"lotgate/internal/words"
)

// lookedAt is a context that ends when it was looked at so often.
type lookedAt struct {
	context.Context
	left int
}

func (l *lookedAt) Err() error {
	if l.left--; l.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestFilingStopsBetweenPapers: who is told to stop draws no further paper, and
// goes on behind the last one.
func TestFilingStopsBetweenPapers(t *testing.T) {
	books := furnished(t)
	s := &Site{Options: Options{Dir: books.Dir, Language: words.English}, books: books}
	stops, before := 0, 0
	for {
		f := s.newFiling()
		err := f.catchUp(&lookedAt{t.Context(), 5 + stops})
		drawn, globbed := filepath.Glob(filepath.Join(books.Dir, papersDir, "*.pdf"))
		if globbed != nil || len(drawn) < before {
			t.Fatal(drawn, globbed)
		}
		before = len(drawn)
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) || stops > 100 {
			t.Fatalf("after %d stops: %v", stops, err)
		}
		stops++
	}
	if stops == 0 || before < 5 {
		t.Errorf("stopped %d times, %d papers", stops, before)
	}
}
