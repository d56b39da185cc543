package device_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := fs.ReadFile(profiles.Files, "scanners/scanner.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scanner.schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("scanner.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// valid is what an editor says that goes by the schema.
func valid(s *jsonschema.Schema, text []byte) error {
	asJSON, err := yaml.YAMLToJSON(text)
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// TestSchemaTakesEveryProfile holds that the editor has nothing against what
// is there.
func TestSchemaTakesEveryProfile(t *testing.T) {
	s := schema(t)
	files := 0
	err := fs.WalkDir(profiles.Files, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".yaml") {
			return err
		}
		files++
		text, err := fs.ReadFile(profiles.Files, name)
		if err != nil {
			return err
		}
		if err := valid(s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil || files < 20 {
		t.Errorf("%d files, %v", files, err)
	}
}

// changes of a good profile, of which each is allowed or not.
var changes = []struct{ old, new string }{
	{"id: test", "id: test-2"},
	{"id: test", "id: Test"},
	{"id: test", "id: a--b"},
	{"id: test", "$schema: x\nkind: handheld\nid: test"},
	{"id: test", "kind: printer\nid: test"},
	{"id: test", "idd: test\nid: test"},
	{"{zh: 测试, en: Test}", "{zh: 测试}"},
	{"{zh: 测试, en: Test}", "{zh: 测试, en: Test, fr: Essai}"},
	{"transport: serial", "transport: network"},
	{"transport: serial", "transport: pigeon"},
	{"transport: serial", "transport: hidpos"},
	{"verified: true", "verified: false"},
	{"verified: true", "verified: false\ndoubt: {zh: 疑, en: doubt}"},
	{"verified: true", "verified: perhaps"},
	{"framing:", "match: [{usb: '05e0:1701'}]\nframing:"},
	{"framing:", "match: [{usb: '05e0:??01', product: gun}, {port: /dev/ttyS}]\nframing:"},
	{"framing:", "match: [{usb: '5e0:1701'}]\nframing:"},
	{"framing:", "match: [{port: COM1}]\nframing:"},
	{"framing:", "match: [{}]\nframing:"},
	{"framing:", "match: [{serial: x}]\nframing:"},
	{"framing:", "line: {baud: 115200, size: 7, parity: even, stop: 2}\nframing:"},
	{"framing:", "line: {baud: 14400}\nframing:"},
	{"framing:", "line: {size: 9}\nframing:"},
	{"framing:", "line: {parity: mark}\nframing:"},
	{"framing:", "line: {stop: 3}\nframing:"},
	{"  end: [ETX, '\\x1e']\n", ""},
	{"  end: [ETX, '\\x1e']\n", "  idleEnd: true\n"},
	{"  end: [ETX, '\\x1e']\n", "  length: 13\n"},
	{"  end: [ETX, '\\x1e']\n", "  length: 0\n"},
	{"  end: [ETX, '\\x1e']\n", "  length: -1\n"},
	{"  end: [ETX, '\\x1e']\n", "  protocol: ssi\n"},
	{"  end: [ETX, '\\x1e']\n", "  protocol: opn\n"},
	{"  end: [ETX, '\\x1e']\n", "  protocol: hidpos\n"},
	{"  end: [ETX, '\\x1e']\n", "  protocol: fax\n"},
	{"  end: [ETX, '\\x1e']\n", "  end: []\n"},
	{"  end: [ETX, '\\x1e']\n", "  end: [FNORD]\n"},
	{"  end: [ETX, '\\x1e']\n", "  end: ['\\x0d\\x0a']\n"},
	{"  end: [ETX, '\\x1e']\n", "  end: ['\\x0d', '\\x0']\n"},
	{"start: STX", "start: ''"},
	{"idleMs: 50", "idleMs: 5"},
	{"idleMs: 50", "idleMs: 5000"},
	{"idleMs: 50", "idleMs: soon"},
	{"idleMs: 50", "longest: 4096"},
	{"idleMs: 50", "longest: 4097"},
	{"idleMs: 50", "longest: 0"},
	{"symbology: aim", "symbology: none"},
	{"symbology: aim", "symbology: perhaps"},
	{"symbology: aim\n", ""},
	{"sentAs: '|'", "sentAs: '\\q'"},
	{"sentAs: '|'", "sentas: '|'"},
	{"bad: B", "connected: B"},
	{"bad: B", "worst: B"},
	{"feedback:", "hostAck: true\nfeedback:"},
	{"feedback:\n  good: '\\x1b[3q'\n", "hostAck: true\nfeedback:\n"},
	{"sources: [a test]", "sources: []"},
	{"sources: [a test]", "sources: [a, b]\nsetup: [{zh: 一, en: one}]"},
	{"sources: [a test]", "sources: [a]\nsetupCodes: [" + setupCode + "]"},
	{"sources: [a test]", "sources: [a]\nsetupCodes: [" + strings.Replace(setupCode, "qr", "ean13", 1) + "]"},
	{"sources: [a test]", "sources: [a]\nsetupCodes: [" + strings.Replace(setupCode, ", data: '$1'", "", 1) + "]"},
	{"sources: [a test]", "sources: [a]\nsetupCodes: [" + strings.Replace(setupCode, ", source: a manual", "", 1) + "]"},
	{"sources: [a test]", "sources: [a]\nsetupCodes: [" + strings.Replace(setupCode, "stray", "'All ills'", 1) + "]"},
	{"    frames: ['a\\\\\\x1db']", "    troubles: [sad]"},
	{"    frames: ['a\\\\\\x1db']", "    troubles: [kept, noise]\n    answers: ['\\x06']\n    pause: true"},
	{"    frames:", "    frame:"},
}

// TestSchemaAndProgramAgree holds that the editor and the program take and
// refuse the same.
func TestSchemaAndProgramAgree(t *testing.T) {
	s := schema(t)
	for _, change := range changes {
		text := []byte(strings.Replace(whole, change.old, change.new, 1))
		if string(text) == whole {
			t.Errorf("%q is not there", change.old)
			continue
		}
		_, refused := device.ParseProfile("test.yaml", text)
		if said := valid(s, text); (said == nil) != (refused == nil) {
			t.Errorf("%q -> %q: the editor says %v, the program %v", change.old, change.new, said, refused)
		}
	}
}
