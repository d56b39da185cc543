package label

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"lotgate/internal/yamlfile"
)

//go:embed templates/*.yaml
var builtIn embed.FS

// Schema describes a template to editors, as JSON Schema.
//
//go:embed templates/template.schema.json
var Schema []byte

// StandardID is the template of a printer that was told of no other.
const StandardID = "standard"

// Standard is the paper of the dock, 100 by 60 mm.
var Standard = func() Design {
	g, err := ParseTemplate("templates/standard.yaml", BuiltIn(StandardID))
	if err != nil {
		panic(err) // it is part of the program
	}
	return g
}()

// BuiltIn is the text of a template that is part of the program, nil if there
// is none of that id.
func BuiltIn(id string) []byte {
	if !templateID.MatchString(id) {
		return nil
	}
	text, err := builtIn.ReadFile("templates/" + id + ".yaml")
	if err != nil {
		return nil
	}
	return text
}

// Shelf is the templates at hand: the built-in ones, and those of a folder,
// which count before built-in ones of the same id. A file that has changed is
// read anew when the template is next asked for, so that paper and preview show
// what is in the file now. A Shelf may be used by many goroutines; its zero
// value has the built-in templates alone.
type Shelf struct {
	Folder string // "" is none; it need not exist

	mu   sync.Mutex
	kept map[string]kept // by id
}

// kept is a template as it was read last.
type kept struct {
	at     time.Time // of the file's change
	size   int64
	design Design
	err    error
}

// ErrTemplate says that there is no such template.
var ErrTemplate = errors.New("label: no such template")

// Find is the template of that id. The error is ErrTemplate, or a
// *yamlfile.Problem with what is wrong with its file.
func (s *Shelf) Find(id string) (Design, error) {
	if !templateID.MatchString(id) {
		return Design{}, ErrTemplate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Folder != "" {
		path := filepath.Join(s.Folder, id+".yaml")
		if info, err := os.Stat(path); err == nil {
			return s.own(id, path, info)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return Design{}, fmt.Errorf("looking for template %s: %w", id, err)
		}
	}
	return s.builtIn(id)
}

// own reads a file of the folder, unless it is the same as before.
func (s *Shelf) own(id, path string, info fs.FileInfo) (Design, error) {
	if k, found := s.kept[id]; found && k.at.Equal(info.ModTime()) && k.size == info.Size() {
		return k.design, k.err
	}
	design, err := readTemplate(id, path)
	var mistake *yamlfile.Problem
	if err == nil || errors.As(err, &mistake) { // else it may be read the next time, unchanged
		s.keep(id, kept{info.ModTime(), info.Size(), design, err})
	}
	return design, err
}

// readTemplate reads a template whose id must be the file's name, so that the
// one who writes a file sees which template it is.
func readTemplate(id, path string) (Design, error) {
	file, err := os.Open(path)
	if err != nil {
		return Design{}, fmt.Errorf("reading template %s: %w", id, err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxTemplate+1))
	if err != nil {
		return Design{}, fmt.Errorf("reading template %s: %w", id, err)
	}
	name := filepath.Base(path)
	design, err := ParseTemplate(name, text)
	if err == nil {
		err = yamlfile.Check(name, text, "$.id", design.ID == id, id)
	}
	return design, err
}

// maxKept bounds what is remembered: there are as many as somebody made files.
const maxKept = 100

func (s *Shelf) keep(id string, k kept) {
	if s.kept == nil || len(s.kept) > maxKept {
		s.kept = map[string]kept{}
	}
	s.kept[id] = k
}

func (s *Shelf) builtIn(id string) (Design, error) {
	if id == StandardID {
		return Standard, nil
	}
	if k, found := s.kept[id]; found && k.at.IsZero() {
		return k.design, k.err
	}
	text := BuiltIn(id)
	if text == nil {
		return Design{}, ErrTemplate
	}
	design, err := ParseTemplate(id+".yaml", text)
	s.keep(id, kept{design: design, err: err})
	return design, err
}

// IDs are the templates at hand, in order. The error says that the folder
// cannot be read.
func (s *Shelf) IDs() ([]string, error) {
	var ids []string
	entries, err := builtIn.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("listing the built-in templates: %w", err)
	}
	if s.Folder != "" {
		own, err := os.ReadDir(s.Folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("listing the templates: %w", err)
		}
		entries = append(entries, own...)
	}
	for _, e := range entries {
		if id, is := strings.CutSuffix(e.Name(), ".yaml"); is && templateID.MatchString(id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Text is a template as it is written, and whether it is one of the folder.
func (s *Shelf) Text(id string) (text []byte, own bool, err error) {
	if !templateID.MatchString(id) {
		return nil, false, ErrTemplate
	}
	if s.Folder != "" {
		text, err := os.ReadFile(filepath.Join(s.Folder, id+".yaml"))
		if err == nil {
			return text[:min(len(text), maxTemplate+1)], true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, true, fmt.Errorf("reading template %s: %w", id, err)
		}
	}
	if text = BuiltIn(id); text == nil {
		return nil, false, ErrTemplate
	}
	return text, false, nil
}
