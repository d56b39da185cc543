package scan

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lotgate/internal/words"
)

// constants are the values of the package's constants whose names begin so.
func constants(t *testing.T, prefix string) []string {
	t.Helper()
	noTests := func(i fs.FileInfo) bool { return !strings.HasSuffix(i.Name(), "_test.go") }
	//lint:ignore SA1019 one package without build tags needs no more
	packages, err := parser.ParseDir(token.NewFileSet(), ".", noTests, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(packages["scan"], func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, prefix) || len(spec.Values) != 1 {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
			v, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, v)
		}
		return true
	})
	if len(values) < 10 {
		t.Fatalf("only %d constants begin with %s", len(values), prefix)
	}
	return values
}

func TestEveryAnswerHasWordsInBothLanguages(t *testing.T) {
	for prefix, codes := range map[string][]string{
		"scan.":       constants(t, "Code"),
		"scan.doubt.": constants(t, "Doubt"),
		"scan.cure.":  slices.Collect(maps.Keys(rescues)),
		"scan.check.": slices.Collect(maps.Keys(checks)),
	} {
		for _, code := range codes {
			for _, l := range words.Languages {
				if words.Catalogue(l)[prefix+code] == "" {
					t.Errorf("%s%s has no words in %s", prefix, code, l)
				}
			}
		}
	}
}

func TestWordsPutInTheFigures(t *testing.T) {
	_, err := Decode([]byte("]d20109501101530003172613311"), Options{})
	f := err.(*Fault)
	got := words.Say("scan."+f.Code, f.Pairs()...).In(words.English)
	if !strings.Contains(got, "(17)") || !strings.Contains(got, "position 24") {
		t.Errorf("%s", got)
	}
	r := read(t, stripped, nil)
	got = words.Say("scan.doubt."+r.Doubts[0].Code, r.Doubts[0].Pairs()...).In(words.Chinese)
	if !strings.Contains(got, "（10）") || !strings.Contains(got, "(21)XYZ") {
		t.Errorf("%s", got)
	}
}
