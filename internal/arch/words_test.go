package arch

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lotgate/internal/words"
)

var placeholder = regexp.MustCompile(`\{([^}]*)\}`)

// TestLanguagesSayTheSame holds every catalogue to the same codes with the
// same figures in them.
func TestLanguagesSayTheSame(t *testing.T) {
	first := words.Catalogue(words.Languages[0])
	for _, l := range words.Languages[1:] {
		other := words.Catalogue(l)
		for code, pattern := range first {
			got, want := figures(other[code]), figures(pattern)
			if other[code] == "" || !slices.Equal(got, want) && !slices.Contains(differ, code) {
				t.Errorf("%s: %q says %q with %v, %s says %q with %v", code, words.Languages[0], pattern, want, l, other[code], got)
			}
		}
		for code := range other {
			if first[code] == "" {
				t.Errorf("%s: only %s says it", code, l)
			}
		}
	}
}

// differ are the texts in which one language says what the other counts: the
// month of a full date has a name in English and a number in Chinese.
var differ = []string{"date.full"}

// figures are the distinct names in braces, sorted, without the words that go
// with their numbers.
func figures(pattern string) (names []string) {
	for _, found := range placeholder.FindAllStringSubmatch(pattern, -1) {
		name, _, _ := strings.Cut(found[1], "|")
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// sayers are the functions that make a text of a code, and what they put
// before it. Each code said must be in the catalogue.
var sayers = []struct {
	dir, name string // dir "" is everywhere
	prefixes  []string
}{
	{"", "Say", []string{""}},
	{"", "Refuse", []string{"refusal."}},
	// What a station shows is said in large, too.
	{"internal/stock", "Refuse", []string{"big."}},
	{"internal/policy", "Refuse", []string{"big."}},
	{"internal/document", "Refuse", []string{"big."}},
	{"internal/workflow", "Refuse", []string{"big."}},
	{"internal/session", "Refuse", []string{"big."}},
	{"internal/book", "Refuse", []string{"big."}},
	{"internal/workflow", "field", []string{"field."}},
	{"internal/workflow", "choice", []string{"choice."}},
	{"internal/sheet", "refuse", []string{"sheet."}},
	{"internal/report", "say", []string{""}},
}

func prefixes(dir, function string) (all []string) {
	for _, s := range sayers {
		if s.name == function && (s.dir == "" || s.dir == dir) {
			all = append(all, s.prefixes...)
		}
	}
	return all
}

// TestEveryCodeIsInTheCatalogue follows what the code says to the catalogue,
// and the figures that the catalogue wants back to the code.
func TestEveryCodeIsInTheCatalogue(t *testing.T) {
	catalogue := words.Catalogue(words.English)
	said := 0
	for _, file := range sources(t) {
		if file.forTest {
			continue
		}
		ast.Inspect(file.tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
				for _, prefix := range prefixes(file.dir, nameOf(call.Fun)) {
					said++
					checkSaid(t, file.position(call.Pos()).String(), catalogue, prefix, call)
				}
			}
			return true
		})
	}
	if said < 200 {
		t.Errorf("only %d texts are said: does this test still read the code?", said)
	}
}

func nameOf(f ast.Expr) string {
	switch f := f.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func checkSaid(t *testing.T, at string, catalogue map[string]string, prefix string, call *ast.CallExpr) {
	t.Helper()
	code, whole := literal(call.Args[0])
	code = prefix + code
	if !whole {
		if code != "" && !slices.ContainsFunc(slices.Collect(maps.Keys(catalogue)), func(key string) bool { return strings.HasPrefix(key, code) }) {
			t.Errorf("%s says %s..., and no such code is in the catalogue", at, code)
		}
		return
	}
	pattern, found := catalogue[code]
	if !found {
		t.Errorf("%s says %s, which is not in the catalogue", at, code)
		return
	}
	if names, known := given(call); known && len(names) > 0 {
		for _, name := range figures(pattern) {
			if !slices.Contains(names, name) {
				t.Errorf("%s says %s without {%s}", at, code, name)
			}
		}
	}
}

// literal is the text at the beginning of an expression, and whether that is
// all of it.
func literal(e ast.Expr) (text string, whole bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		text, _ := literal(e.X)
		return text, false
	}
	return "", false
}

// given are the names of the figures of a call; known is false where they are
// not written out.
func given(call *ast.CallExpr) (names []string, known bool) {
	if call.Ellipsis != token.NoPos {
		return nil, false
	}
	for i := 1; i < len(call.Args); i += 2 {
		name, whole := literal(call.Args[i])
		if !whole {
			return nil, false
		}
		names = append(names, name)
	}
	return names, true
}

// quoted finds the texts and the beginnings of texts in Go and TypeScript.
var quoted = regexp.MustCompile("[\"'`]([A-Za-z0-9_.-]+)[\"'`$]")

// TestNothingIsLeftInTheCatalogue finds codes that nobody says any more. A
// code counts as said where its text stands in the code, whole or up to a dot
// or a dash below.
func TestNothingIsLeftInTheCatalogue(t *testing.T) {
	texts := map[string]bool{}
	walk(t, func(file string, text []byte) {
		ext := path.Ext(file)
		if ext != ".go" && ext != ".ts" && ext != ".tsx" || strings.HasSuffix(file, "_test.go") {
			return
		}
		for _, found := range quoted.FindAllStringSubmatch(string(text), -1) {
			texts[found[1]] = true
			if ext != ".go" {
				texts["web."+found[1]] = true
			}
		}
	})
	for code := range words.Catalogue(words.English) {
		if !isSaid(code, texts) {
			t.Errorf("%s is in the catalogue, and nothing says it", code)
		}
	}
}

func isSaid(code string, texts map[string]bool) bool {
	if texts[code] {
		return true
	}
	for i, c := range code {
		head, tail := code[:i+1], code[i+1:]
		switch {
		case c == '.' && (head == "refusal." || head == "big."):
			if texts[tail] {
				return true
			}
		case (c == '.' || c == '_') && head != "web." && texts[head]:
			return true
		}
	}
	return false
}

// TestEachCodeIsSaidOnce: of two files that say the same code one would hide
// the other.
func TestEachCodeIsSaidOnce(t *testing.T) {
	for _, l := range words.Languages {
		dir := filepath.Join("..", "words", "catalogue", string(l))
		files, err := filepath.Glob(filepath.Join(dir, "*.json"))
		if err != nil || len(files) < 5 {
			t.Fatalf("%s has the files %v, %v", dir, files, err)
		}
		in := map[string]string{}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			said := map[string]string{}
			if err := json.Unmarshal(text, &said); err != nil {
				t.Fatal(err)
			}
			for code := range said {
				if other := in[code]; other != "" {
					t.Errorf("%s is said in %s and in %s", code, file, other)
				}
				in[code] = file
			}
		}
	}
}
