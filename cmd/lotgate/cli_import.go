package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lotgate/internal/backup"
	"lotgate/internal/intake"
	"lotgate/internal/words"
)

// ImportCmd takes tables in.
type ImportCmd struct {
	Sources
	Secret
	URL   string   `name:"url" env:"LOTGATE_URL" placeholder:"URL" help:"Import into a daemon elsewhere, such as https://dock.example:8410, by its interface."`
	Token string   `env:"LOTGATE_TOKEN" placeholder:"TOKEN" help:"Token with the right master.import, for --url. Better given as LOTGATE_TOKEN, which others cannot see."`
	Why   string   `name:"reason" placeholder:"TEXT" help:"Why the policy is changed, if a file does."`
	Badge string   `placeholder:"BADGE" help:"Badge of the pharmacist or supervisor who signs for the policy."`
	PIN   string   `name:"pin" env:"LOTGATE_PIN" placeholder:"PIN" help:"The PIN to that badge. Better given as LOTGATE_PIN, which others cannot see."`
	File  []string `arg:"" help:"CSV (UTF-8 or GB18030) or XLSX: what each holds shows in its header. Or a journal that export wrote, for a new store that is equal."`
}

// maxImport bounds a file in bytes, before anybody looks into it.
const maxImport = 64 << 20

// errProblems is the end of an import that was refused; what is wrong has been
// printed.
var errProblems = Problems{{text: words.Say("cli.import.refused")}}

// Run imports all files or none.
func (c *ImportCmd) Run(ctx context.Context) error {
	if backup.IsExport(c.File[0]) {
		return c.restore(ctx, c.Sources, c.File)
	}
	files, err := readFiles(c.File)
	if err != nil {
		return err
	}
	request := ImportRequest{consoleLanguage(), files, c.Why, c.Badge, c.PIN}
	var reply ImportReply
	if c.URL != "" {
		err = c.send(ctx, request, &reply)
	} else {
		err = c.call(ctx, false, "Import", request, &reply)
	}
	if err != nil {
		return err
	}
	if len(reply.Problems) > 0 {
		fmt.Println(strings.Join(reply.Problems, "\n"))
		return errProblems
	}
	for _, kind := range slices.Sorted(maps.Keys(reply.Imported)) {
		fmt.Printf("%6d %s\n", reply.Imported[kind], kind)
	}
	return nil
}

func readFiles(paths []string) (files []intake.File, err error) {
	for _, path := range paths {
		data, err := readLimited(path)
		if err != nil {
			return nil, fmt.Errorf("read what to import: %w", err)
		}
		files = append(files, intake.File{Name: filepath.Base(path), Data: data})
	}
	return files, nil
}

func readLimited(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxImport+1))
	if err == nil && len(data) > maxImport {
		err = fmt.Errorf("%s is larger than %d MiB", path, maxImport>>20)
	}
	return data, err
}

// sendWait is how long an import elsewhere may take.
const sendWait = 5 * time.Minute

// send imports through the interface of a daemon elsewhere.
func (c *ImportCmd) send(ctx context.Context, q ImportRequest, r *ImportReply) error {
	ctx, cancel := context.WithTimeout(ctx, sendWait)
	defer cancel()
	body, form, err := formOf(q)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(c.URL, "/")+"/api/v1/import", body)
	if err != nil {
		return fmt.Errorf("import at %s: %w", c.URL, err)
	}
	request.Header.Set("Content-Type", form)
	request.Header.Set("Authorization", "Bearer "+c.Token)
	request.Header.Set("Accept-Language", string(q.Language))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("import at %s: %w", c.URL, err)
	}
	defer answer.Body.Close()
	return readAnswer(answer, q.Language, r)
}

func formOf(q ImportRequest) (body io.Reader, contentType string, err error) {
	var text bytes.Buffer
	w := multipart.NewWriter(&text)
	for name, value := range map[string]string{"reason": q.Reason, "badge": q.Badge, "pin": q.PIN} {
		if err := w.WriteField(name, value); err != nil {
			return nil, "", fmt.Errorf("pack the form: %w", err)
		}
	}
	for _, f := range q.Files {
		part, err := w.CreateFormFile("file", f.Name)
		if err == nil {
			_, err = part.Write(f.Data)
		}
		if err != nil {
			return nil, "", fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	return &text, w.FormDataContentType(), w.Close()
}

// importAnswer is either what was imported, or why nothing was.
type importAnswer struct {
	Imported map[string]int
	Error    struct{ Text string }
	Problems []struct {
		File, Column, Value, Text string
		Row                       int
	}
}

// maxAnswer bounds what is read of an answer in bytes.
const maxAnswer = 4 << 20

func readAnswer(answer *http.Response, l words.Language, r *ImportReply) error {
	var a importAnswer
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(&a); err != nil {
		return fmt.Errorf("import: the answer (%s) is not Lotgate's: %w", answer.Status, err)
	}
	r.Imported = a.Imported
	for _, p := range a.Problems {
		r.Problems = append(r.Problems, problemLine(p.File, p.Row, p.Column, p.Value, p.Text, l))
	}
	if answer.StatusCode != http.StatusOK && len(r.Problems) == 0 {
		return refused(a.Error.Text)
	}
	return nil
}
