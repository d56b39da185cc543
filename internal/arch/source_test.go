package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// source is one Go file of the house.
type source struct {
	path    string // from the root, with slashes
	dir     string
	text    string
	tree    *ast.File
	files   *token.FileSet
	forTest bool
}

func (s source) position(p token.Pos) token.Position { return s.files.Position(p) }

// lines is how many lines a piece of the file has.
func (s source) lines(n ast.Node) int {
	return s.position(n.End()).Line - s.position(n.Pos()).Line + 1
}

// imports are the paths that the file imports.
func (s source) imports() (names []string) {
	for _, spec := range s.tree.Imports {
		names = append(names, strings.Trim(spec.Path.Value, `"`))
	}
	return names
}

// sources parses every Go file. The tests read files themselves: the go test
// cache sees the files that a test opens, but not those that a child process
// such as go list opens, and would call a broken plan kept.
func sources(t *testing.T) (all []source) {
	t.Helper()
	walk(t, func(path string, text []byte) {
		if !strings.HasSuffix(path, ".go") {
			return
		}
		files := token.NewFileSet()
		tree, err := parser.ParseFile(files, path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		all = append(all, source{path, dir, string(text), tree, files, strings.HasSuffix(path, "_test.go")})
	})
	if len(all) < 100 {
		t.Fatalf("only %d files were found", len(all))
	}
	return all
}

// walk calls each with every file of the house. What hides behind a dot is not
// of the house, but for .ci; nor is what was built or recorded here.
func walk(t *testing.T, each func(path string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (strings.HasPrefix(name, ".") && name != ".ci" && name != ".." || name == "bin" || name == "lotgate-data") {
			return filepath.SkipDir
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		short, err := filepath.Rel(root, path)
		if err == nil {
			each(filepath.ToSlash(short), text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
