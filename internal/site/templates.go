package site

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/label"
	"lotgate/internal/server"
	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// templatesPort shows templates on a page, and saves the site's own.
type templatesPort struct{ s *Site }

// shelf is the templates at hand.
func (s *Site) shelf() *label.Shelf {
	if s.Templates == nil {
		return &label.Shelf{}
	}
	return s.Templates
}

func (p templatesPort) List() (list []server.Template, err error) {
	ids, err := p.s.shelf().IDs()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		t := server.Template{ID: id, Names: words.Names{ZH: id, EN: id}, Printers: []string{}}
		if _, t.Own, err = p.s.shelf().Text(id); err != nil {
			return nil, err
		}
		design, err := p.s.shelf().Find(id)
		var wrong *yamlfile.Problem
		switch {
		case errors.As(err, &wrong):
			t.Wrong = wrong.Text
		case err != nil:
			return nil, err
		default:
			t.Names = design.Names
		}
		for _, config := range p.s.Printers {
			if config.Template == id || config.Template == "" && id == label.StandardID {
				t.Printers = append(t.Printers, config.Name)
			}
		}
		list = append(list, t)
	}
	return list, nil
}

func (p templatesPort) Text(id string) (server.TemplateText, error) {
	text, own, err := p.s.shelf().Text(id)
	return server.TemplateText{ID: id, Text: string(text), Own: own}, said(err)
}

func (templatesPort) Schema() []byte { return label.Schema }

// densities are those that are shown: of printers with 203, 300 and 600 dpi.
var densities = []int{8, 12, 24}

func (templatesPort) Preview(order server.PreviewOrder, w io.Writer) error {
	sample, found := label.Samples[order.Sample]
	if !found || !slices.Contains(densities, order.DPMM) || !slices.Contains(words.Languages, order.Language) {
		return fact.Refuse("bad_query", "name", "sample, dpmm, language", "value", order.Sample, "most", len(label.Samples))
	}
	design, err := label.ParseTemplate("template", []byte(order.Text))
	if err != nil {
		return said(err)
	}
	page, err := design.Draw(sample, order.DPMM, order.Language)
	if err != nil {
		return said(err)
	}
	return page.PNG(w)
}

// mostTemplates bounds how many of its own a site saves by the page.
const mostTemplates = 100

// Save writes a template under its id, whole or not at all.
func (p templatesPort) Save(id, text string) error {
	folder := p.s.shelf().Folder
	if folder == "" {
		return fact.Refuse("no_template_folder")
	}
	design, err := label.ParseTemplate(id+".yaml", []byte(text))
	if err != nil {
		return said(err)
	}
	if design.ID != id {
		return fact.Refuse("template_id", "id", design.ID, "file", id)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("save template %s: %w", id, err)
	}
	others, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("save template %s: %w", id, err)
	}
	isNew := !slices.ContainsFunc(others, func(e os.DirEntry) bool { return e.Name() == id+".yaml" })
	if isNew && len(others) >= mostTemplates {
		return fact.Refuse("too_many_templates", "most", mostTemplates)
	}
	return replaceFile(filepath.Join(folder, id+".yaml"), []byte(text))
}

// replaceFile writes a file that is there whole or not at all.
func replaceFile(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(file.Name()) // it has another name by then, or is not wanted
	_, err = file.Write(data)
	if err == nil {
		err = errors.Join(file.Chmod(0o644), file.Sync())
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
