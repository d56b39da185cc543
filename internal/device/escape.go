package device

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"lotgate/internal/yamlfile"
)

// mark is a Start or End: the name of a control character or of a pair of
// them, or escaped bytes.
type mark []byte

var markNames = map[string]string{
	"CR": "\r", "LF": "\n", "CRLF": "\r\n", "TAB": "\t", "STX": "\x02", "ETX": "\x03", "EOT": "\x04", "NUL": "\x00",
}

const marksAllowed = `CR, LF, CRLF, TAB, STX, ETX, EOT, NUL, \xHH`

// UnmarshalYAML reads a mark.
func (m *mark) UnmarshalYAML(node ast.Node) error {
	text := yamlfile.Scalar(node)
	if named, ok := markNames[text]; ok {
		*m = mark(named)
		return nil
	}
	b, ok := yamlfile.Unescape(text)
	if !ok || len(b) == 0 || len(b) > longestMark || !strings.HasPrefix(text, `\`) {
		return yamlfile.Bad(node, marksAllowed)
	}
	*m = b
	return nil
}
