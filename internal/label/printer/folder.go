package printer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lotgate/internal/label"
)

// folder prints into files: what the paper would show as PNG, and what the
// printer would get in its language. It is the demo's printer, and the way to any
// printing system that watches a folder.
type folder struct {
	path   string
	speech speech
}

var errFolder = errors.New("the label folder cannot be written")

// send implements transport. Both files appear whole or not at all.
func (f folder) send(_ context.Context, s sheet, begin func() error) error {
	if err := os.MkdirAll(f.path, 0o755); err != nil {
		return fmt.Errorf("%w: %w", errFolder, err)
	}
	name := filepath.Join(f.path, fileName(s.job))
	picture, err := f.write(s.page)
	if err != nil {
		return err
	}
	defer os.Remove(picture)
	body, end := f.speech.encode(s.page, s.job, s.copies)
	language, err := f.writeBytes(append(body, end...))
	if err != nil {
		return err
	}
	defer os.Remove(language)
	if err := begin(); err != nil {
		return err
	}
	if err := os.Rename(language, name+f.speech.file); err != nil {
		return fmt.Errorf("%w: %w", errFolder, err)
	}
	if err := os.Rename(picture, name+".png"); err != nil {
		return fmt.Errorf("%w: %w", errFolder, err)
	}
	return nil
}

// look has nothing to ask a folder.
func (folder) look(context.Context) (Condition, error) { return "", nil }

func (folder) asks() bool { return false }

// fileName is job as a name that no file system minds.
func fileName(job string) string { return "label-" + fieldHex(job) }

func (f folder) write(page label.Page) (string, error) {
	file, err := os.CreateTemp(f.path, ".label-*")
	if err != nil {
		return "", fmt.Errorf("%w: %w", errFolder, err)
	}
	return closed(file, page.PNG(file))
}

func (f folder) writeBytes(data []byte) (string, error) {
	file, err := os.CreateTemp(f.path, ".label-*")
	if err != nil {
		return "", fmt.Errorf("%w: %w", errFolder, err)
	}
	_, err = file.Write(data)
	return closed(file, err)
}

// closed ends the writing of a temporary file: it can be read by all, or is gone.
func closed(file *os.File, err error) (string, error) {
	if err == nil {
		err = file.Chmod(0o644)
	}
	if end := file.Close(); err == nil {
		err = end
	}
	if err != nil {
		os.Remove(file.Name())
		return "", fmt.Errorf("%w: %w", errFolder, err)
	}
	return file.Name(), nil
}
