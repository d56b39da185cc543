package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"lotgate/internal/words"
	"lotgate/web"
)

func built(t *testing.T) map[string]web.Asset {
	t.Helper()
	assets, err := web.Build(web.Sources)
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

// TestBuild: everything that the shell and the manifest name is there, typed
// and tagged, and small enough for a handheld on a bad radio.
func TestBuild(t *testing.T) {
	assets := built(t)
	named := regexp.MustCompile(`"(/[a-z0-9.-]+\.(?:js|css|png|svg|woff2|webmanifest))"`)
	for _, from := range []string{web.Shell, "/manifest.webmanifest", "/app.css", "/sw.js"} {
		for _, found := range named.FindAllStringSubmatch(string(assets[from].Body), -1) {
			if _, there := assets[found[1]]; !there {
				t.Errorf("%s names %s, which is not built", from, found[1])
			}
		}
	}
	total := 0
	for name, a := range assets {
		total += len(a.Body)
		if a.Type == "" || len(a.Tag) != 18 || len(a.Body) == 0 {
			t.Errorf("%s: type %q, tag %s, %d bytes", name, a.Type, a.Tag, len(a.Body))
		}
	}
	if limit := 192 << 10; total > limit {
		t.Errorf("all assets are %d bytes, limit %d", total, limit)
	}
}

// TestBuildIsSteady: the same sources give the same tags, other ones another
// service worker, which then drops the old cache.
func TestBuildIsSteady(t *testing.T) {
	first, second := built(t), built(t)
	for name, a := range first {
		if second[name].Tag != a.Tag {
			t.Errorf("%s changed its tag without a cause", name)
		}
	}
	changed, err := web.Build(overlay{web.Sources, "static/index.html", []byte("<!doctype html><title>other</title>")})
	if err != nil {
		t.Fatal(err)
	}
	if changed["/sw.js"].Tag == first["/sw.js"].Tag {
		t.Error("another shell is kept under the same cache")
	}
}

// overlay is a file system with one file replaced.
type overlay struct {
	fs.FS
	name string
	body []byte
}

func (o overlay) Open(name string) (fs.File, error) {
	if name == o.name {
		return fstest.MapFS{name: {Data: o.body}}.Open(name)
	}
	return o.FS.Open(name)
}

// TestBuildRefuses what is broken, and what lies outside of the sources.
func TestBuildRefuses(t *testing.T) {
	for name, source := range map[string]string{
		"outside":      `import "/etc/passwd"`,
		"not there":    `import "./nowhere"`,
		"not a script": `const = ;`,
	} {
		_, err := web.Build(overlay{web.Sources, "src/main.tsx", []byte(source)})
		if err == nil || !strings.Contains(err.Error(), "src/main.tsx") {
			t.Errorf("%s: Build = %v, want an error that names the file", name, err)
		}
	}
	if _, err := web.Build(fstest.MapFS{}); err == nil {
		t.Error("an empty folder builds")
	}
}

// TestBuildFromDisk is what --dev does.
func TestBuildFromDisk(t *testing.T) {
	onDisk, err := web.Build(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range built(t) {
		if onDisk[name].Tag != a.Tag {
			t.Errorf("%s differs from the embedded one", name)
		}
	}
}

// TestOldestChrome: nothing newer than the oldest handheld's browser is left,
// neither syntax, which esbuild lowers, nor functions and styles, which it cannot.
func TestOldestChrome(t *testing.T) {
	assets := built(t)
	newer := map[string][]string{
		"/app.js": {`\?\?=?`, `\?\.[a-z]`, `catch\{`, `\.flat\(`, `\.flatMap\(`, `fromEntries`, `matchAll\(`, `replaceAll\(`, `\.finally\(`, `globalThis`,
			`ResizeObserver`, `AbortController`, `randomUUID`, `structuredClone`, `\.at\(-`, `queueMicrotask`, `replaceChildren`, `trimStart`},
		"/app.css": {`[^-]inset:`, `clamp\(`, `[:( ]min\(`, `[:( ]max\(`, `aspect-ratio`, `:is\(`, `:where\(`, `focus-visible`, `[^-]gap:`, `overflow-wrap:anywhere`, `margin-inline`, `padding-inline`, `place-items`, `[0-9]d?vmin`, `:has\(`},
	}
	for name, patterns := range newer {
		for _, pattern := range patterns {
			if found := regexp.MustCompile(`.{0,30}(?:` + pattern + `).{0,30}`).FindString(string(assets[name].Body)); found != "" {
				t.Errorf("%s uses %s, newer than Chrome %s: %s", name, pattern, web.OldestChrome, found)
			}
		}
	}
}

// TestNothingInline: the page keeps to a policy without inline scripts or styles.
func TestNothingInline(t *testing.T) {
	shell := string(built(t)[web.Shell].Body)
	for _, pattern := range []string{`<script>`, `<style`, ` style=`, ` on[a-z]+=`, `javascript:`, `https?://`} {
		if found := regexp.MustCompile(pattern).FindString(shell); found != "" {
			t.Errorf("the shell holds %q", found)
		}
	}
}

// TestWords: every sentence that the sources say is in both catalogues, with
// the same figures, and none is there that nobody says.
func TestWords(t *testing.T) {
	said := map[string]bool{}
	err := fs.WalkDir(web.Sources, "src", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, err := fs.ReadFile(web.Sources, path)
		for _, code := range regexp.MustCompile(`"(web\.\w+)"`).FindAllSubmatch(source, -1) {
			said[string(code[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	zh, en := catalogue(t, words.Chinese), catalogue(t, words.English)
	for code := range said {
		if !strings.HasSuffix(code, "_") && (zh[code] == "" || en[code] == "") {
			t.Errorf("%s is said and has no words", code)
		}
	}
	figures := regexp.MustCompile(`\{\w+`) // without the words that go with a number
	for code, text := range en {
		if got, want := fmt.Sprint(figures.FindAllString(zh[code], -1)), fmt.Sprint(figures.FindAllString(text, -1)); got != want {
			t.Errorf("%s: figures %s in Chinese, %s in English", code, got, want)
		}
		if !said[code] && !said[prefix(code)] {
			t.Errorf("%s is in the catalogue and nobody says it", code)
		}
	}
	if len(zh) != len(en) {
		t.Errorf("%d texts in Chinese, %d in English", len(zh), len(en))
	}
}

// prefix is the code of a family: web.state_good -> web.state_.
func prefix(code string) string {
	i := strings.LastIndex(code, "_")
	return code[:i+1]
}

func catalogue(t *testing.T, l words.Language) map[string]string {
	t.Helper()
	own := map[string]string{}
	for code, text := range words.Catalogue(l) {
		if strings.HasPrefix(code, "web.") {
			own[code] = text
		}
	}
	return own
}

// TestManifest can be installed: a name, a start, and icons of the sizes that
// Chrome asks for.
func TestManifest(t *testing.T) {
	assets := built(t)
	var manifest struct {
		Name     string
		StartURL string `json:"start_url"`
		Icons    []struct{ Src, Sizes string }
	}
	if err := json.Unmarshal(assets["/manifest.webmanifest"].Body, &manifest); err != nil {
		t.Fatal(err)
	}
	sizes := ""
	for _, icon := range manifest.Icons {
		sizes += icon.Sizes + " "
	}
	if manifest.Name == "" || manifest.StartURL != "/" || !strings.Contains(sizes, "192x192") || !strings.Contains(sizes, "512x512") {
		t.Errorf("manifest %+v", manifest)
	}
	if !bytes.HasPrefix(assets["/icon-512.png"].Body, []byte("\x89PNG")) {
		t.Error("the icon is no PNG")
	}
}
