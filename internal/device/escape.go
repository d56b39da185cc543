package device

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// escaped is bytes written as text in a profile: \xHH, \r, \n, \t, \\ and
// plain characters. In YAML it is best put in single quotes, where nothing
// else has a meaning.
type escaped []byte

// mark is a Start or End: the name of a control character or of a pair of
// them, or escaped bytes.
type mark []byte

var markNames = map[string]string{
	"CR": "\r", "LF": "\n", "CRLF": "\r\n", "TAB": "\t", "STX": "\x02", "ETX": "\x03", "EOT": "\x04", "NUL": "\x00",
}

const (
	escapesAllowed = `\xHH, \r, \n, \t, \\`
	marksAllowed   = `CR, LF, CRLF, TAB, STX, ETX, EOT, NUL, \xHH`
)

// badBytes is a value that is not bytes; it becomes a Problem where the file
// is known.
type badBytes struct {
	line           int
	value, allowed string
}

func (b *badBytes) Error() string {
	return fmt.Sprintf("line %d: %q, allowed is %s", b.line, b.value, b.allowed)
}

// UnmarshalYAML reads escaped bytes.
func (e *escaped) UnmarshalYAML(node ast.Node) error {
	b, ok := unescape(scalar(node))
	if !ok {
		return &badBytes{node.GetToken().Position.Line, node.String(), escapesAllowed}
	}
	*e = b
	return nil
}

// UnmarshalYAML reads a mark.
func (m *mark) UnmarshalYAML(node ast.Node) error {
	text := scalar(node)
	if named, ok := markNames[text]; ok {
		*m = mark(named)
		return nil
	}
	b, ok := unescape(text)
	if !ok || len(b) == 0 || len(b) > longestMark || !strings.HasPrefix(text, `\`) {
		return &badBytes{node.GetToken().Position.Line, node.String(), marksAllowed}
	}
	*m = b
	return nil
}

// scalar is the text of a YAML value as it is written: B and 7 are one byte
// each, whatever YAML thinks that they are.
func scalar(node ast.Node) string {
	if s, ok := node.(*ast.StringNode); ok {
		return s.Value
	}
	if _, ok := node.(ast.ScalarNode); ok {
		return node.GetToken().Value
	}
	return `\`
}

// unescape undoes the escapes; ok is false where there is no such escape.
func unescape(s string) (b []byte, ok bool) {
	for s != "" {
		before, after, found := strings.Cut(s, `\`)
		b = append(b, before...)
		if !found {
			return b, true
		}
		if after == "" {
			return nil, false
		}
		if c, simple := map[byte]byte{'r': '\r', 'n': '\n', 't': '\t', '\\': '\\'}[after[0]]; simple {
			b, s = append(b, c), after[1:]
			continue
		}
		if len(after) < 3 || after[0] != 'x' {
			return nil, false
		}
		n, err := strconv.ParseUint(after[1:3], 16, 8)
		if err != nil {
			return nil, false
		}
		b, s = append(b, byte(n)), after[3:]
	}
	return b, true
}

// allowedAt lists the keys that may stand where the token of an unknown one
// stands.
func allowedAt(t *token.Token) string { return fileKeys[parentOf(t)] }

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

// fileKeys are the keys allowed under each key of a profile, read off the
// types so that they cannot differ from what is accepted.
var fileKeys = map[string]string{
	"":           yamlKeys(profileFile{}),
	"match":      yamlKeys(matchFile{}),
	"line":       yamlKeys(lineFile{}),
	"framing":    yamlKeys(framingFile{}),
	"gs":         yamlKeys(gsFile{}),
	"samples":    yamlKeys(sampleFile{}),
	"setupCodes": yamlKeys(setupFile{}),
	"names":      "zh, en",
	"doubt":      "zh, en",
	"setup":      "zh, en",
}

func yamlKeys(v any) string {
	t := reflect.TypeOf(v)
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Tag.Get("yaml")
	}
	return strings.Join(names, ", ")
}
