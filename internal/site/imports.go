package site

import (
	"context"
	"errors"
	"fmt"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/server"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// furnish takes the demo store in, by the way that a user's files take, if
// nobody has been here yet, and makes the places that the stations work at.
func (s *Site) furnish(ctx context.Context) error {
	visited := false
	err := s.books.View(func(view fact.View) error {
		visited = auth.AnyPerson(view)
		return nil
	})
	if err != nil {
		return err
	}
	if s.Demo && !visited {
		if _, err := s.books.Import(ctx, Importing{Files: intake.Demo(), Relative: true}); err != nil {
			return fmt.Errorf("furnish the demo store: %w", err)
		}
	}
	if err := s.makePlaces(ctx); err != nil {
		return fmt.Errorf("make the stations' places: %w", err)
	}
	return nil
}

// makePlaces writes only where a place is missing: a store that takes nothing,
// because its disk is full or it was restored, is shown all the same.
func (s *Site) makePlaces(ctx context.Context) error {
	meta, missing := fact.Meta{ID: "places/" + newID(), At: s.now()}, false
	err := s.books.View(func(view fact.View) error {
		made, err := s.needed().Decide(view, meta)
		missing = len(made) > 0
		return err
	})
	if err != nil || !missing || s.books.Held() != nil { // they are made when it goes on
		return err
	}
	_, err = s.books.Post(ctx, meta, s.needed())
	return err
}

func names(t words.Text) words.Names {
	return words.Names{ZH: t.In(words.Chinese), EN: t.In(words.English)}
}

// needed names the places without which a station cannot work: its dock, its
// staging place, and somewhere to set goods aside, to let them wait for their
// inspection, and to write them off to.
func (s *Site) needed() stock.NeedPlaces {
	need := stock.NeedPlaces{
		{ID: "QUAR-1", Kind: stock.Quarantine, Name: names(words.Say("place.quarantine"))},
		{ID: "INSP-1", Kind: stock.Inspection, Name: names(words.Say("place.inspection"))},
		{ID: "LOSS-1", Kind: stock.Loss, Name: names(words.Say("place.loss"))},
	}
	for _, station := range s.Stations {
		if station.Dock != "" {
			need = append(need, stock.Place{ID: station.Dock, Kind: stock.Dock, Name: station.Name})
		}
		if station.Staging != "" {
			need = append(need, stock.Place{ID: station.Staging, Kind: stock.Staging, Name: station.Name})
		}
	}
	return need
}

// importFiles is what the upload page and the API import by.
func (s *Site) importFiles(ctx context.Context, o server.ImportOrder) (server.Summary, error) {
	importing := Importing{ID: o.ID, Asked: o.Asked, Person: o.Person, Reason: o.Reason, Badge: o.Badge, PIN: o.PIN, From: o.From, May: o.May}
	for _, f := range o.Files {
		importing.Files = append(importing.Files, intake.File{Name: f.Name, Data: f.Data})
	}
	if o.PolicyOnly {
		importing.Only = intake.PolicyKinds
	}
	imported, err := s.books.Import(ctx, importing)
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
