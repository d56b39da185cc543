package arch

import (
	"go/ast"
	"os"
	"os/exec"
	"slices"
	"testing"
)

// domain is what a handheld out of reach runs by itself.
func domain() (names []string) {
	for _, r := range plan {
		if r.domain {
			names = append(names, r.name)
		}
	}
	return names
}

// outer is the part of the standard library that reaches out of the domain:
// machine, network and chance.
var outer = []string{
	"os", "os/exec", "os/signal", "net", "net/http", "syscall", "math/rand", "math/rand/v2", "crypto/rand",
	"unsafe", "log", "log/slog",
}

// clock are the calls of package time by which the domain would read it.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// TestDomainIsPure keeps machine, network, chance and clock out of the domain.
func TestDomainIsPure(t *testing.T) {
	inside := domain()
	for _, s := range sources(t) {
		if s.forTest || !slices.Contains(inside, s.dir) {
			continue
		}
		for _, name := range s.imports() {
			if slices.Contains(outer, name) {
				t.Errorf("%s imports %s; what it needs comes as an argument", s.path, name)
			}
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && slices.Contains(clock, call.Sel.Name) && nameOf(call.X) == "time" {
				t.Errorf("%s asks the clock by time.%s; time comes as an argument", s.position(n.Pos()), call.Sel.Name)
			}
			return true
		})
	}
}

// TestDomainBuildsForABrowser compiles the domain for WebAssembly.
func TestDomainBuildsForABrowser(t *testing.T) {
	args := []string{"build"}
	for _, name := range domain() {
		args = append(args, "./"+name)
	}
	// Read here too, so that the test's cache notices every change.
	sources(t)
	build := exec.Command("go", args...)
	build.Dir = root
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
