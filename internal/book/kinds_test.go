package book_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lotgate/internal/book"
)

// TestStoredNames holds the names under which facts are stored to those in
// testdata: they are for ever. A new field may be added, and then the old
// facts lack it; one that is gone, renamed or of another type makes a new kind
// ("moved.2") beside the old one. LOTGATE_GOLDEN=1 writes the list anew.
func TestStoredNames(t *testing.T) {
	var b strings.Builder
	b.WriteString("(every fact)\n")
	fields(&b, book.Envelope, "")
	for _, kind := range sorted(book.Kinds) {
		fmt.Fprintf(&b, "%s\n", kind)
		fields(&b, book.Kinds[kind], "")
	}
	path := filepath.Join("testdata", "stored.txt")
	if os.Getenv("LOTGATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	now := map[string]bool{}
	for _, name := range named(b.String()) {
		now[name] = true
	}
	for _, name := range named(string(want)) {
		if !now[name] {
			t.Errorf("facts were stored with %q, which is there no longer", name)
		}
		delete(now, name)
	}
	for name := range now {
		t.Logf("%q is new: LOTGATE_GOLDEN=1 adds it to %s", name, path)
	}
}

// named puts each name behind its kind.
func named(list string) (names []string) {
	kind := ""
	for line := range strings.Lines(list) {
		line = strings.TrimRight(line, "\n")
		if !strings.HasPrefix(line, " ") {
			kind = line
		}
		names = append(names, kind+line)
	}
	return names
}

func sorted(kinds map[string]reflect.Type) (names []string) {
	for kind := range kinds {
		names = append(names, kind)
	}
	slices.Sort(names)
	return names
}

// fields lists the stored names of a struct and of those within it.
func fields(b *strings.Builder, of reflect.Type, prefix string) {
	for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || of == reflect.TypeFor[time.Time]() {
		return
	}
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			fields(b, f.Type, prefix)
			continue
		}
		if name == "" {
			name = f.Name
		}
		fmt.Fprintf(b, "  %s%s %s\n", prefix, name, f.Type.Kind())
		fields(b, f.Type, prefix+name+".")
	}
}
