package yamlfile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Bytes is bytes written as text: \xHH, \r, \n, \t, \\ and plain characters.
// In YAML it is best put in single quotes, where nothing else has a meaning.
type Bytes []byte

const escapesAllowed = `\xHH, \r, \n, \t, \\`

// BadValue is a value that its own type refuses; Read makes a Problem of it,
// where the file is known.
type BadValue struct {
	Line           int
	Value, Allowed string
}

func (b *BadValue) Error() string {
	return fmt.Sprintf("line %d: %q, allowed is %s", b.Line, b.Value, b.Allowed)
}

// Bad refuses the value that stands at node.
func Bad(node ast.Node, allowed string) error {
	return &BadValue{node.GetToken().Position.Line, node.String(), allowed}
}

// UnmarshalYAML reads escaped bytes.
func (e *Bytes) UnmarshalYAML(node ast.Node) error {
	b, ok := Unescape(Scalar(node))
	if !ok {
		return Bad(node, escapesAllowed)
	}
	*e = b
	return nil
}

// Scalar is the text of a YAML value as it is written: B and 7 are one byte
// each, whatever YAML thinks that they are.
func Scalar(node ast.Node) string {
	if s, ok := node.(*ast.StringNode); ok {
		return s.Value
	}
	if _, ok := node.(ast.ScalarNode); ok {
		return node.GetToken().Value
	}
	return `\`
}

// Unescape undoes the escapes; ok is false where there is no such escape.
func Unescape(s string) (b []byte, ok bool) {
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
