package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

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
	if err := c.call(ctx, true, "Diagnose", DiagnoseRequest{consoleLanguage(), path}, &DiagnoseReply{}); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.diagnose.made", "path", path).In(consoleLanguage()))
	return nil
}

// DiagnoseRequest names the file to write, by its whole path.
type DiagnoseRequest struct {
	Language words.Language
	Path     string
}

// DiagnoseReply says whether it was written.
type DiagnoseReply struct{ Answer }

// Diagnose writes the bundle. A file that is there already is left alone.
func (d *Desk) Diagnose(q DiagnoseRequest, r *DiagnoseReply) error {
	more, err := diagnosis(d.house, d.config)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(q.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		r.Refused = words.Say("cli.exists", "path", q.Path).In(q.Language)
		return nil
	}
	if err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	return errors.Join(d.books.Diagnose(file, more), file.Close())
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
