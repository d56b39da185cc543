// Package yamlfile reads the YAML that people write about devices and labels:
// strictly, so that a slip of a finger is not passed over, and with an answer
// that says the line and what is allowed there.
package yamlfile

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"lotgate/internal/words"
)

// Problem is something that a person wrote and that cannot be used. It is
// said, never logged as a fault.
type Problem struct{ Text words.Text }

func (p *Problem) Error() string { return p.Text.In(words.English) }

func problem(code string, pairs ...any) error {
	return &Problem{words.Say("yamlfile."+code, pairs...)}
}

// Read fills the struct that into points to from text. The error is a *Problem
// with the file, the line and what is allowed there.
func Read(file string, text []byte, into any) error {
	err := yaml.UnmarshalWithOptions(text, into, yaml.Strict())
	if err == nil {
		return nil
	}
	var bad *BadValue
	if errors.As(err, &bad) {
		return problem("bytes", "file", file, "line", bad.Line, "value", bad.Value, "allowed", bad.Allowed)
	}
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		allowed := keysBelow(reflect.TypeOf(into), parentOf(unknown.Token))
		return problem("key", "file", file, "line", unknown.Token.Position.Line, "key", unknown.Token.Value, "allowed", allowed)
	}
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		return problem("yaml", "file", file, "line", y.GetToken().Position.Line, "reason", y.GetMessage())
	}
	return problem("yaml", "file", file, "line", 1, "reason", err.Error())
}

// Check holds that the value at a YAML path is good; otherwise the *Problem
// says its line and what is allowed.
func Check(file string, text []byte, path string, good bool, allowed string) error {
	if good {
		return nil
	}
	return problem("value", "file", file, "line", lineOf(text, path), "key", strings.TrimPrefix(path, "$."), "allowed", allowed)
}

// Rule is one thing that must hold of a file: what stands at a YAML path is OK,
// or else this is what is allowed there.
type Rule = struct {
	Path    string
	OK      bool
	Allowed string
}

// Hold checks rules in order; the first that does not hold is said.
func Hold(file string, text []byte, rules []Rule) error {
	for _, r := range rules {
		if err := Check(file, text, r.Path, r.OK, r.Allowed); err != nil {
			return err
		}
	}
	return nil
}

// Twice is the Problem of a file whose id another has already.
func Twice(file, id string) error { return problem("twice", "file", file, "id", id) }

// lineOf is the line where the value at path stands; of a value that is
// missing, the line of the nearest key above it, or 1.
func lineOf(text []byte, path string) int {
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return 1
	}
	for ; path != "$"; path = path[:strings.LastIndexByte(path, '.')] {
		p, err := yaml.PathString(path)
		if err != nil {
			return 1
		}
		if node, err := p.FilterFile(tree); err == nil && node != nil {
			return node.GetToken().Position.Line
		}
	}
	return 1
}

// parentOf is the key under which t is indented, or "" at the left edge.
func parentOf(t *token.Token) string {
	column := t.Position.Column
	for p := t.Prev; p != nil; p = p.Prev {
		isKey := p.Next != nil && p.Next.Type == token.MappingValueType
		if isKey && p.Position.Column < column && p.Position.Line < t.Position.Line {
			return p.Value
		}
	}
	return ""
}

// keysBelow lists the keys allowed under parent, read off the type so that
// they cannot differ from what is accepted.
func keysBelow(t reflect.Type, parent string) string {
	keys, _ := findKeys(t, parent)
	return keys
}

// findKeys looks for parent in t, and deeper where t itself lacks it.
func findKeys(t reflect.Type, parent string) (keys string, found bool) {
	t = element(t)
	if t.Kind() != reflect.Struct {
		return "", false
	}
	if parent == "" {
		return keysOf(t), true
	}
	for i := range t.NumField() {
		if keyOf(t.Field(i)) == parent {
			return keysOf(element(t.Field(i).Type)), true
		}
	}
	for i := range t.NumField() {
		if keys, found := findKeys(t.Field(i).Type, parent); found {
			return keys, true
		}
	}
	return "", false
}

// element is what t is made of, where it is a pointer or a list.
func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t
}

func keysOf(t reflect.Type) string {
	if t.Kind() != reflect.Struct {
		return ""
	}
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = keyOf(t.Field(i))
	}
	return strings.Join(names, ", ")
}

// keyOf is a field's key; words.Names has none written at it.
func keyOf(f reflect.StructField) string {
	if tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); tag != "" {
		return tag
	}
	return strings.ToLower(f.Name)
}

// Folder reads every *.yaml below files, each by parse, and gives what it made
// by the id that idOf reads of it. A file with a mistake is left out and said;
// the others are there.
func Folder[T any](files fs.FS, parse func(name string, text []byte) (T, error), idOf func(T) string) (all map[string]T, problems []error) {
	all = map[string]T{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		one, err := parse(name, text)
		if _, twice := all[idOf(one)]; err == nil && twice {
			err = Twice(name, idOf(one))
		}
		if err != nil {
			problems = append(problems, err)
			return nil
		}
		all[idOf(one)] = one
		return nil
	})
	if err != nil {
		problems = append(problems, err)
	}
	return all, problems
}
