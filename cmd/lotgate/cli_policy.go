package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lotgate/internal/policy"
	"lotgate/internal/words"
)

// PolicyCmd tells of the rules of the store.
type PolicyCmd struct {
	Table  PolicyTableCmd  `cmd:"" help:"Print which goods pass which door, and with which refusal they do not: the table that the tests hold."`
	Export PolicyExportCmd `cmd:"" help:"Write the policy as tables that import takes again."`
}

// PolicyTableCmd prints the table of doors.
type PolicyTableCmd struct{}

// Run prints it, with what the refusals say in the console's language.
func (PolicyTableCmd) Run() error {
	_, err := fmt.Print(policy.Doors(consoleLanguage()))
	return err
}

// PolicyExportCmd writes a version of the policy.
type PolicyExportCmd struct {
	Sources
	Version int    `default:"-1" placeholder:"NUMBER" help:"Of the version; usually the one in force."`
	Which   string `name:"table" default:"rules" enum:"rules,steps,leaves" help:"Which table a CSV file holds: rules, steps or leaves."`
	File    string `arg:"" help:"XLSX file to write, with all tables, or CSV file, with one. It must not be there yet."`
}

// Run writes the file.
func (c *PolicyExportCmd) Run(ctx context.Context) error {
	request := PolicyRequest{Language: consoleLanguage(), Version: c.Version}
	if strings.EqualFold(filepath.Ext(c.File), ".csv") {
		request.Table = c.Which
	}
	var reply PolicyReply
	if err := c.call(ctx, true, "ExportPolicy", request, &reply); err != nil {
		return err
	}
	return writeNew(c.File, reply.Data)
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return refused(words.Say("cli.exists", "path", path).In(consoleLanguage()))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}
