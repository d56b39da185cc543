package main

import "lotgate/internal/intake"

// TemplateCmd writes the tables that import reads, empty.
type TemplateCmd struct {
	File string `arg:"" help:"XLSX file to write. It must not be there yet."`
}

// Run writes a workbook with a sheet for every kind of table.
func (c *TemplateCmd) Run() error {
	book, err := intake.Workbook(consoleLanguage())
	if err != nil {
		return err
	}
	return writeNew(c.File, book)
}
