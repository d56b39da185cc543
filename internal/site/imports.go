package site

import (
	"context"
	"errors"
	"fmt"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/server"
)

// furnish takes the demo store in, by the way that a user's files take, if
// nobody has been here yet.
func (s *Site) furnish(ctx context.Context) error {
	any := false
	err := s.books.View(func(view fact.View) error {
		any = auth.AnyPerson(view)
		return nil
	})
	if err != nil || any || !s.Demo {
		return err
	}
	if _, err := s.books.Import(ctx, "", intake.Demo(), true); err != nil {
		return fmt.Errorf("furnish the demo store: %w", err)
	}
	return nil
}

// importFiles is what the upload page and the API import by.
func (s *Site) importFiles(ctx context.Context, person string, files []server.File) (server.Summary, error) {
	given := make([]intake.File, len(files))
	for i, f := range files {
		given[i] = intake.File{Name: f.Name, Data: f.Data}
	}
	imported, err := s.books.Import(ctx, person, given, false)
	var problems *intake.Problems
	if !errors.As(err, &problems) {
		return server.Summary{Imported: imported}, err
	}
	var summary server.Summary
	for _, p := range problems.List {
		summary.Problems = append(summary.Problems, server.Problem{File: p.File, Row: p.Row, Column: p.Column, Value: p.Value, Text: p.Text})
	}
	return summary, nil
}
