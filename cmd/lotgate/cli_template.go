package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"lotgate/internal/intake"
	"lotgate/internal/words"
)

// TemplateCmd writes the tables that import reads, empty.
type TemplateCmd struct {
	File string `arg:"" help:"XLSX file to write. It must not be there yet."`
}

// Run writes a workbook with a sheet for every kind of table.
func (c *TemplateCmd) Run() error {
	l := consoleLanguage()
	book, err := intake.Workbook(l)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return refused(words.Say("cli.exists", "path", c.File).In(l))
	}
	if err != nil {
		return fmt.Errorf("write the empty tables: %w", err)
	}
	_, err = file.Write(book)
	return errors.Join(err, file.Close())
}
