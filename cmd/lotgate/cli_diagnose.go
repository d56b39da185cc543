package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"lotgate/internal/backup"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// DiagnoseCmd writes a bundle that can be sent along with a question.
type DiagnoseCmd struct {
	Sources
	File string `arg:"" help:"Zip to write. It must not be there yet."`
}

// Run writes it.
func (c *DiagnoseCmd) Run(ctx context.Context) error {
	path, err := filepath.Abs(c.File)
	if err != nil {
		return fmt.Errorf("find the bundle's place: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return Problems{{text: words.Say("cli.exists", "path", path)}}
	}
	var reply DiagnoseReply
	if err := c.call(ctx, true, "Diagnose", DiagnoseRequest{consoleLanguage()}, &reply); err != nil {
		return err
	}
	if err := backup.WriteFile(path, reply.Bundle); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.diagnose.made", "path", path).In(consoleLanguage()))
	return nil
}

// DiagnoseRequest asks for a bundle.
type DiagnoseRequest struct{ Language words.Language }

// DiagnoseReply is the bundle, for the caller to write: the daemon may not write
// where he may.
type DiagnoseReply struct {
	Answer
	Bundle []byte
}

// Diagnose makes the bundle.
func (d *Desk) Diagnose(q DiagnoseRequest, r *DiagnoseReply) error {
	more, err := diagnosis(d.house, d.config)
	if err != nil {
		return err
	}
	var bundle bytes.Buffer
	err = d.books.Diagnose(&bundle, more)
	r.Bundle = bundle.Bytes()
	return err
}

// diagnosis is what a daemon was told and, where one is at work, what it can
// tell.
func diagnosis(house *site.Site, config *Config) (texts map[string][]byte, err error) {
	texts = map[string][]byte{}
	if house != nil {
		if texts, err = house.Diagnosis(); err != nil {
			return nil, err
		}
	}
	texts["config.yaml"], err = config.yaml()
	return texts, err
}
