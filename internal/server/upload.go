package server

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"

	"lotgate/internal/fact"
)

const (
	maxFiles = 16
	// uploadField is the form's field that holds the files.
	uploadField = "file"
)

// importProblems is the answer to files that cannot be taken.
type importProblems struct {
	refusal
	Problems []Problem `json:"problems"`
}

// xlsx is the media type of a workbook.
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// tables is the workbook of empty tables that an import understands.
func (c *call) tables() error {
	workbook, err := c.Tables(c.language())
	if err != nil {
		return err
	}
	return c.sendBytes(xlsx, workbook)
}

func (c *call) importFiles() error {
	files, err := c.uploaded()
	if err != nil {
		return err
	}
	summary, err := c.Import(c.r.Context(), c.who.Person.ID, files)
	if err != nil {
		return err
	}
	if len(summary.Problems) == 0 {
		return c.send(summary)
	}
	l := c.language()
	problems := append([]Problem{}, summary.Problems...)
	for i := range problems {
		problems[i].Text = problems[i].Text.Said(l)
	}
	no := fact.Refuse("import_problems", "count", len(problems))
	answer := importProblems{refusal{refusalText{Code: no.Code(), Text: no.Said(l)}}, problems}
	return send(c.w, http.StatusUnprocessableEntity, answer)
}

// uploaded reads the files of a form, in memory: the gate has bounded them.
// Refusals: bad_upload, too_large.
func (c *call) uploaded() ([]File, error) {
	parts, err := c.r.MultipartReader()
	if err != nil {
		return nil, fact.Refuse("bad_upload")
	}
	var files []File
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, orBadUpload(err)
		}
		file, err := readFile(part)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
		if len(files) > maxFiles {
			return nil, errTooLarge
		}
	}
	if len(files) == 0 {
		return nil, fact.Refuse("bad_upload")
	}
	return files, nil
}

func readFile(part *multipart.Part) (File, error) {
	if part.FormName() != uploadField || part.FileName() == "" {
		return File{}, fact.Refuse("bad_upload")
	}
	data, err := io.ReadAll(part)
	if err != nil {
		return File{}, orBadUpload(err)
	}
	return File{Name: filepath.Base(part.FileName()), Data: data}, nil
}

// orBadUpload lets through that a body was too large.
func orBadUpload(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return err
	}
	return fact.Refuse("bad_upload")
}

// demoCode draws what the query gives as base64, in either alphabet and with
// or without padding.
func (c *call) demoCode() error {
	query := c.r.URL.Query()
	text := strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(query.Get("data"))
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(data) == 0 || len(data) > maxScan {
		return fact.Refuse("bad_input")
	}
	var picture bytes.Buffer
	if err := c.Demo.Code(data, query.Get("as"), &picture); err != nil {
		return err
	}
	return c.sendBytes("image/png", picture.Bytes())
}
