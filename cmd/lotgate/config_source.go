package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"lotgate/internal/words"
)

// load reads all sources. The error is Problems if something that was written
// cannot be used.
func load(file string, environ []string, flags []entry) (*Config, error) {
	c, problems := usual(), Problems{}
	if file != "" {
		entries, err := fromFile(file, &problems)
		if err != nil {
			return nil, err
		}
		c.apply(entries, &problems)
	}
	c.apply(fromEnvironment(environ, &problems), &problems)
	c.apply(flags, &problems)
	if len(problems) > 0 {
		return nil, append(problems, c.problems()...).inOrder()
	}
	return c, nil
}

// maxFile bounds a configuration file in bytes.
const maxFile = 1 << 20

func fromFile(path string, problems *Problems) ([]entry, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	if len(text) > maxFile {
		*problems = append(*problems, problem{path, words.Say("cli.config.large", "most", maxFile)})
		return nil, nil
	}
	y := yamlFile{path: path, problems: problems, lines: map[string]int{}}
	y.read(text)
	return y.entries, nil
}

// yamlFile is a file on its way to entries.
type yamlFile struct {
	path     string
	problems *Problems
	entries  []entry
	lines    map[string]int // of each path, to see what is there twice
}

func (y *yamlFile) refuse(line int, text words.Text) {
	*y.problems = append(*y.problems, problem{fmt.Sprintf("%s:%d", y.path, line), text})
}

func (y *yamlFile) read(text []byte) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		var broken yaml.Error
		line, reason := 1, err.Error()
		if errors.As(err, &broken) && broken.GetToken() != nil {
			line, reason = broken.GetToken().Position.Line, broken.GetMessage()
		}
		y.refuse(line, words.Say("cli.config.yaml", "reason", reason))
		return
	}
	for i, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case i > 0:
			y.refuse(doc.Body.GetToken().Position.Line, words.Say("cli.config.documents"))
		default:
			y.flatten(doc.Body, "")
		}
	}
}

// flatten takes a node apart into one entry a value.
func (y *yamlFile) flatten(node ast.Node, path string) {
	line := node.GetToken().Position.Line
	switch n := node.(type) {
	case *ast.MappingNode:
		for _, pair := range n.Values {
			y.pair(pair, path)
		}
	case *ast.MappingValueNode:
		y.pair(n, path)
	case *ast.SequenceNode:
		for i, element := range n.Values {
			y.flatten(element, fmt.Sprintf("%s[%d]", path, i))
		}
	case *ast.StringNode:
		y.value(path, n.Value, line)
	case *ast.LiteralNode:
		y.value(path, strings.TrimSpace(n.Value.Value), line)
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
		y.value(path, n.GetToken().Value, line)
	case *ast.NullNode:
		y.refuse(line, words.Say("cli.config.empty", "name", path))
	default:
		y.refuse(line, words.Say("cli.config.plain", "name", path))
	}
}

func (y *yamlFile) pair(pair *ast.MappingValueNode, path string) {
	key := pair.Key.GetToken().Value
	if path != "" {
		key = path + "." + key
	}
	line := pair.Key.GetToken().Position.Line
	if before, twice := y.lines[key]; twice {
		y.refuse(line, words.Say("cli.config.twice", "name", key, "line", before))
		return
	}
	y.lines[key] = line
	y.flatten(pair.Value, key)
}

// inFolder are the settings that name files; they are meant from where the
// file lies that names them.
var inFolder = []string{"data", "tls.cert", "tls.key", "label.templates", "backup.folder", "seal.holders[]"}

func (y *yamlFile) value(path, value string, line int) {
	if _, _, setting := split(path); slices.Contains(inFolder, setting) && !filepath.IsAbs(value) {
		value = filepath.Join(filepath.Dir(y.path), value)
	}
	y.entries = append(y.entries, entry{path, value, origin{fmt.Sprintf("%s:%d", y.path, line), path}})
}

// envPrefix begins the name of every variable that is meant for Lotgate.
const envPrefix = "LOTGATE_"

// Variables that are not settings: main reads them.
var otherVariables = []string{"CONFIG", "PIN", "TOKEN", "URL"}

// fromEnvironment reads LOTGATE_LISTEN and the like. Lists are separated by
// blanks: LOTGATE_SCANNERS="serial:... serial:...".
func fromEnvironment(environ []string, problems *Problems) (entries []entry) {
	known := variables()
	slices.Sort(environ)
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		short, ours := strings.CutPrefix(name, envPrefix)
		if !ours || slices.Contains(otherVariables, short) {
			continue
		}
		path, found := known[short]
		if !found {
			*problems = append(*problems, problem{text: unknownVariable(short, known)})
			continue
		}
		entries = append(entries, fromVariable(path, value, origin{name: name})...)
	}
	return entries
}

func fromVariable(path, value string, from origin) (entries []entry) {
	list, isList := strings.CutSuffix(path, "[]")
	if !isList {
		return []entry{{path, value, from}}
	}
	for i, element := range strings.Fields(value) {
		entries = append(entries, entry{fmt.Sprintf("%s[%d]", list, i), element, from})
	}
	return entries
}

// variables are the settings that a variable can hold, by its name without
// prefix.
func variables() map[string]string {
	known := map[string]string{}
	for path := range settings {
		if list, field, nested := strings.Cut(path, "[]"); !nested || field == "" {
			known[strings.ToUpper(strings.ReplaceAll(list, ".", "_"))] = path
		}
	}
	return known
}

func unknownVariable(short string, known map[string]string) words.Text {
	var names []string
	for name := range known {
		names = append(names, envPrefix+name)
	}
	slices.Sort(names)
	near := nearest(envPrefix+short, names)
	return words.Say("cli.config.unknown", "name", envPrefix+short, "allowed", strings.Join(names, ", "), "near", nearText(near))
}
