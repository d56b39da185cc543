package ops

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Bundle writes texts into a zip, by their names.
func Bundle(w io.Writer, at time.Time, texts map[string][]byte) error {
	z := zip.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
		if err == nil {
			_, err = f.Write(Redact(texts[name]))
		}
		if err != nil {
			return fmt.Errorf("write %s into the bundle: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	return nil
}

// secret is whatever may stand for one: a user and password in an address, and
// what follows a name that says so.
var secret = regexp.MustCompile(`(?i)(\b[a-z][a-z0-9+.-]*://)[^/\s@"]+@|((?:password|passwd|secret|token|pepper|pin|authorization|cookie)["']?\s*[:=]\s*(?:bearer\s+)?)("[^"]*"|[^\s,}]+)`)

// Redact takes secrets out of a text.
func Redact(text []byte) []byte { return secret.ReplaceAll(text, []byte("${1}${2}(removed)")) }

// listed is how many files are named of one folder.
const listed = 200

// Files lists what lies in a folder with sizes and times, but for the folders
// of papers and labels, which are only counted: their names tell of documents.
func Files(dir string) []byte {
	var b strings.Builder
	counts := map[string]int{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		folder := filepath.Dir(name)
		if counts[folder]++; folder != "." && (counts[folder] > listed || filepath.Dir(folder) == "." && (folder == "papers" || folder == "labels")) {
			return nil
		}
		at, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%12d  %s  %s  %s\n", at.Size(), at.ModTime().Format(time.RFC3339), at.Mode(), name)
		return nil
	})
	if err != nil {
		fmt.Fprintf(&b, "the list ends here: %v\n", err)
	}
	for _, folder := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "%12d  files in %s\n", counts[folder], folder)
	}
	return []byte(b.String())
}
