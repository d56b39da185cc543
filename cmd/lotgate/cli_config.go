package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"lotgate/internal/words"
)

// ConfigCmd looks at configurations.
type ConfigCmd struct {
	Check CheckCmd `cmd:"" help:"Say everything that is wrong with a configuration file."`
	Show  ShowCmd  `cmd:"" help:"Print every setting that is in force as YAML, with where it comes from."`
}

// CheckCmd checks one file by itself.
type CheckCmd struct {
	File string `arg:"" help:"YAML file."`
}

// Run says what is wrong, or that nothing is.
func (c *CheckCmd) Run() error {
	config, err := load(c.File, nil, nil)
	if err != nil {
		return err
	}
	if config.Data == "" {
		config.Data = "." // it may come from the command line
	}
	if _, err := config.Options(); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.config.good", "file", c.File).In(consoleLanguage()))
	return nil
}

// ShowCmd prints the configuration that serve would start with.
type ShowCmd struct{ Settings }

// Run prints it. What it prints may be used as a file.
func (c *ShowCmd) Run() error {
	config, err := c.load()
	if err != nil {
		return err
	}
	if config.Demo && config.Data == "" {
		config.Data = "."
	}
	text, err := config.yaml()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(text)
	return err
}

func (c *Config) yaml() ([]byte, error) {
	if _, err := c.Options(); err != nil {
		return nil, err
	}
	comments := yaml.CommentMap{}
	for _, path := range slices.Sorted(maps.Keys(c.from)) {
		from := c.from[path]
		source := from.file
		if source == "" {
			source = from.name
		}
		if at := "$." + shownAt(path); comments[at] == nil { // of a scanner's parts the first
			comments[at] = []*yaml.Comment{yaml.LineComment(" " + source)}
		}
	}
	text, err := yaml.MarshalWithOptions(c, yaml.WithComment(comments), yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("write the configuration: %w", err)
	}
	return text, nil
}

// shownAt is where the value of path is shown: a scanner as one line, a printer
// by its parts, whichever way they were written.
func shownAt(path string) string {
	if whole, _, part := strings.Cut(path, "]."); part && strings.HasPrefix(path, "scanners") {
		return whole + "]"
	}
	if strings.HasPrefix(path, "printers") && strings.HasSuffix(path, "]") {
		return path + ".target"
	}
	return path
}

// MarshalYAML writes a scanner as the one line that stands for all its parts.
func (s *Scanner) MarshalYAML() (any, error) { return strings.TrimSuffix(s.line(), "?"), nil }
