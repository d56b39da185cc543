package yamlfile

import (
	"errors"
	"strings"
	"testing"

	"lotgate/internal/words"
)

type outer struct {
	ID    string      `yaml:"id"`
	Names words.Names `yaml:"names"`
	Parts []part      `yaml:"parts"`
	Ask   Bytes       `yaml:"ask"`
}

type part struct {
	Size int `yaml:"size"`
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, text, code, says string }{
		{"whole", "id: a\nnames: {zh: 甲, en: A}\nparts: [{size: 1}]\nask: '\\x1b!?'\n", "", ""},
		{"unknown key", "id: a\nidd: b\n", "key", `line 2: there is no key "idd" here. Allowed: id, names, parts, ask.`},
		{"unknown key in a list", "parts:\n  - sise: 1\n", "key", `line 2: there is no key "sise" here. Allowed: size.`},
		{"unknown key of another package", "names:\n  fr: Un\n", "key", `Allowed: zh, en.`},
		{"no bytes", "id: a\nask: '\\q'\n", "bytes", `line 2: '\q' does not say which bytes.`},
		{"half an escape", "ask: '\\x1'\n", "bytes", "line 1: "},
		{"a map for bytes", "ask: {a: b}\n", "bytes", "line 1: "},
		{"no YAML", "id: [\n", "yaml", "line "},
		{"a text for a number", "parts: [{size: big}]\n", "yaml", "line 1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			var o outer
			err := Read("x.yaml", []byte(c.text), &o)
			if c.code == "" {
				if err != nil || string(o.Ask) != "\x1b!?" || o.Parts[0].Size != 1 || o.Names.ZH != "甲" {
					t.Fatalf("%v %+v", err, o)
				}
				return
			}
			var p *Problem
			if !errors.As(err, &p) || p.Text.Code != "yamlfile."+c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want yamlfile.%s: %s", err, c.code, c.says)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	text := []byte("id: a\nparts:\n  - size: 1\n  - size: 9\n")
	if err := Check("x.yaml", text, "$.id", true, ""); err != nil {
		t.Error(err)
	}
	err := Check("x.yaml", text, "$.parts[1].size", false, "1 to 5")
	if err == nil || !strings.Contains(err.Error(), "x.yaml, line 4: parts[1].size cannot be used as it is. Allowed: 1 to 5.") {
		t.Errorf("got %v", err)
	}
	if err := Check("x.yaml", text, "$.names.zh", false, "a name"); err == nil || !strings.Contains(err.Error(), "line 1: names.zh") {
		t.Errorf("of a value that is missing: %v", err)
	}
}
