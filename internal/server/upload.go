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
	"unicode/utf8"

	"lotgate/internal/fact"
)

const (
	maxFiles = 16
	// uploadField is the form's field that holds the files.
	uploadField = "file"
)

// importForm is what a form may say beside its files.
type importForm struct {
	ID     string `json:"id,omitempty"`     // made by the client; the same again writes nothing
	Reason string `json:"reason,omitempty"` // why the policy is changed, if the files do
	Badge  string `json:"badge,omitempty"`  // of who signs for the policy; the viewer's own without
	PIN    string `json:"pin,omitempty"`
}

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

func (c *call) importFiles() error { return c.takeIn(false) }

// importPolicy takes in nothing but a policy, from whoever may change it.
func (c *call) importPolicy() error { return c.takeIn(true) }

func (c *call) takeIn(policyOnly bool) error {
	order, err := c.uploaded()
	if err != nil {
		return err
	}
	order.PolicyOnly, order.Person, order.From, order.May = policyOnly, c.who.Person.ID, c.from(), c.who.May
	own := order.ID
	if order.ID != "" {
		if order.ID, err = c.postID(order.ID); err != nil {
			return err
		}
		order.Asked = fact.Asked([]any{c.r.URL.Path, order.Reason, order.Files})
	}
	if order.Badge == "" {
		order.Badge = c.who.Person.Badge
	}
	summary, err := c.Import(c.r.Context(), order)
	if err != nil {
		return itsOwn(err, own)
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

// uploaded reads a form, in memory: the gate has bounded it. Refusals:
// bad_upload, too_large.
func (c *call) uploaded() (order ImportOrder, err error) {
	parts, err := c.r.MultipartReader()
	if err != nil {
		return order, fact.Refuse("bad_upload")
	}
	told := map[string]*string{"id": &order.ID, "reason": &order.Reason, "badge": &order.Badge, "pin": &order.PIN}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return order, orBadUpload(err)
		}
		if field := told[part.FormName()]; field != nil && part.FileName() == "" {
			if *field, err = readField(part); err != nil {
				return order, err
			}
			continue
		}
		file, err := readFile(part)
		if err != nil {
			return order, err
		}
		order.Files = append(order.Files, file)
		if len(order.Files) > maxFiles {
			return order, errTooLarge
		}
	}
	if len(order.Files) == 0 {
		return order, fact.Refuse("bad_upload")
	}
	return order, nil
}

// maxField bounds what a form says beside its files, in bytes.
const maxField = 1 << 10

func readField(part *multipart.Part) (string, error) {
	data, err := io.ReadAll(io.LimitReader(part, maxField+1))
	switch {
	case err != nil:
		return "", orBadUpload(err)
	case len(data) > maxField || !utf8.Valid(data):
		return "", fact.Refuse("bad_upload")
	}
	return strings.TrimSpace(string(data)), nil
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
