package arch

import (
	"bytes"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A file over the limit is two files; a function over it is two functions.
const (
	maxFunction = 70  // lines
	maxFile     = 500 // lines
)

// TestSizes holds functions and files to what can be read in one go.
func TestSizes(t *testing.T) {
	walk(t, func(file string, text []byte) {
		if !slices.Contains([]string{".go", ".ts", ".tsx"}, path.Ext(file)) || strings.Contains(file, "/vendor/") {
			return
		}
		if lines := bytes.Count(text, []byte("\n")); lines > maxFile {
			t.Errorf("%s has %d lines, %d are allowed: is it one thing?", file, lines, maxFile)
		}
	})
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncDecl, *ast.FuncLit:
				if lines := s.lines(n); lines > maxFunction {
					t.Errorf("%s: a function has %d lines, %d are allowed", s.position(n.Pos()), lines, maxFunction)
				}
			}
			return true
		})
	}
}

// machine finds folders of one machine, which no other has.
var machine = regexp.MustCompile(`(/home/|/Users/|/root/|[A-Z]:\\Users)\w|\.\./shared`)

// TestNoMachinePath keeps the paths of one machine out of what others run.
// Tests may look for reference data beside the project, and do without.
func TestNoMachinePath(t *testing.T) {
	walk(t, func(file string, text []byte) {
		if strings.HasSuffix(file, "_test.go") || bytes.ContainsRune(text, 0) {
			return
		}
		if found := machine.Find(text); found != nil {
			t.Errorf("%s names %q", file, found)
		}
	})
}

// TestEveryPackageTellsItsStory asks for one package comment.
func TestEveryPackageTellsItsStory(t *testing.T) {
	told := map[string]int{}
	for _, s := range sources(t) {
		if !s.forTest {
			told[s.dir] += 0
		}
		if !s.forTest && s.tree.Doc != nil {
			told[s.dir]++
		}
	}
	for dir, n := range told {
		if n != 1 {
			t.Errorf("%s has %d package comments, want 1", dir, n)
		}
	}
}
