package arch

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rooms indexes the plan and holds it to its own rule, that later lines import
// earlier ones.
func rooms(t *testing.T) map[string]room {
	t.Helper()
	all := map[string]room{}
	for _, r := range plan {
		if _, twice := all[r.name]; twice {
			t.Errorf("%s is on the plan twice", r.name)
		}
		for _, name := range r.may {
			lower, earlier := all[name]
			if ours(name) && !earlier {
				t.Errorf("%s may not import %s: that is on a higher floor", r.name, name)
			}
			if r.domain && ours(name) && !lower.domain {
				t.Errorf("%s may not import %s: that is not of the domain", r.name, name)
			}
		}
		all[r.name] = r
	}
	return all
}

// ours reports whether name is a package of the house, from its root.
func ours(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return slices.Contains([]string{"cmd", "internal", "web", "firmware-profiles"}, first)
}

// TestPlan holds every import to the plan, and the plan to what is imported.
func TestPlan(t *testing.T) {
	all := rooms(t)
	used := map[string]map[string]bool{}
	for _, s := range sources(t) {
		r, planned := all[s.dir]
		if !planned {
			t.Errorf("%s is not on the plan", s.dir)
			continue
		}
		if s.forTest {
			continue
		}
		if used[s.dir] == nil {
			used[s.dir] = map[string]bool{}
		}
		for _, name := range s.imports() {
			granted := grants(r, name)
			if granted == "" {
				t.Errorf("%s may not import %s", s.path, name)
			}
			used[s.dir][granted] = true
		}
	}
	for _, r := range plan {
		if used[r.name] == nil {
			t.Errorf("%s is on the plan but has no code", r.name)
			continue
		}
		for _, granted := range r.may {
			if !used[r.name][granted] {
				t.Errorf("%s does not import %s any more: take it off the plan", r.name, granted)
			}
		}
	}
}

// grants is the entry of the plan by which r may import name, or "".
func grants(r room, name string) string {
	if own, is := strings.CutPrefix(name, module); is {
		if slices.Contains(r.may, own) {
			return own
		}
		return ""
	}
	if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
		return "the standard library"
	}
	for _, granted := range r.may {
		if name == granted || strings.HasPrefix(name, granted+"/") {
			return granted
		}
	}
	return ""
}

// TestOneWrapperPerLibrary holds that a library is known to one package, so
// that changing it is a change in one place.
func TestOneWrapperPerLibrary(t *testing.T) {
	shared := []string{
		"golang.org/x/sys",         // thin names for system calls
		"github.com/goccy/go-yaml", // profiles and configuration are two formats
	}
	wrapper := map[string]string{}
	for _, r := range plan {
		for _, name := range r.may {
			if ours(name) || slices.Contains(shared, name) {
				continue
			}
			if other := wrapper[name]; other != "" {
				t.Errorf("%s is wrapped by %s and by %s", name, other, r.name)
			}
			wrapper[name] = r.name
		}
	}
}

// TestMapNamesEveryPackage holds the map in words to the plan.
func TestMapNamesEveryPackage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "internal", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(rooms(t))) {
		if !strings.Contains(string(text), "`"+strings.TrimPrefix(name, "internal/")+"`") {
			t.Errorf("internal/README.md does not name %s", name)
		}
	}
}

// TestMapNamesFilesThatAreThere follows each path in the map.
func TestMapNamesFilesThatAreThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "internal", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile("`([a-z]+/[a-z_/]+\\.(go|json|txt))`").FindAllStringSubmatch(string(text), -1) {
		name := strings.TrimPrefix(found[1], "internal/")
		if _, err := os.Stat(filepath.Join(root, "internal", name)); err != nil {
			t.Errorf("internal/README.md leads to %s, which is not there", found[1])
		}
	}
}
