package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeConfigurationIsRight takes the file in the README as it stands.
func TestReadmeConfigurationIsRight(t *testing.T) {
	_, rest, _ := strings.Cut(readme(t), "```yaml\n")
	text, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("there is no configuration in the README")
	}
	o, err := options(t, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Stations) != 2 || len(o.Scanners) != 1 || len(o.Printers) != 1 || o.TLS == nil {
		t.Errorf("it is not read whole: %+v", o)
	}
}

var named = regexp.MustCompile("(?:bin/lotgate|go run ./cmd/lotgate|`lotgate) ([a-z]+)(?: (check|show|create|list|revoke))?[^\n`#]*")

// TestReadmeCommandsExist parses every command line that the README names.
func TestReadmeCommandsExist(t *testing.T) {
	lines := named.FindAllString(readme(t), -1)
	if len(lines) < 8 {
		t.Fatalf("only %d command lines were found", len(lines))
	}
	for _, line := range lines {
		line = strings.NewReplacer("$(date +%F)", "today", "'", "", "`lotgate", "", "bin/lotgate", "", "go run ./cmd/lotgate", "").Replace(line)
		var c commands
		parser, err := kong.New(&c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(strings.Fields(line)); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}
