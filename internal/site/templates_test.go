package site_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/label"
	"lotgate/internal/label/printer"
	"lotgate/internal/site"
)

// TestTemplatesAndTestLabel: a technician looks at a template, changes it, is
// told of a mistake, saves it under the id that the printer uses, and prints a
// test label, which comes out on the new paper and in the printer's language.
func TestTemplatesAndTestLabel(t *testing.T) {
	folder, papers := t.TempDir(), t.TempDir()
	h := newHouse(t, func(o *site.Options) {
		target, err := printer.ParseTarget("folder:" + papers)
		if err != nil {
			t.Fatal(err)
		}
		o.Templates = &label.Shelf{Folder: folder}
		o.Printers = []printer.Config{{Name: "zebra", Target: target, Template: "small", Shelf: o.Templates, Profile: printer.Profile{ID: "tsc", Language: printer.TSPL}}}
	})
	c := newClient(t, h.Address())
	c.must("POST", "/api/v1/session", map[string]string{"badge": "5001", "pin": pinOf("5001")}, nil)
	var small struct {
		Text string
		Own  bool
	}
	c.must("GET", "/api/v1/templates/small", nil, &small)
	wide := strings.Replace(small.Text, "width: 50, height: 30", "width: 70, height: 30", 1)
	if small.Own || wide == small.Text {
		t.Fatalf("%+v", small)
	}
	var drawn []byte
	c.must("POST", "/api/v1/templates/preview", map[string]any{"text": wide, "sample": "longest", "dpmm": 12}, &drawn)
	if p, err := png.Decode(bytes.NewReader(drawn)); err != nil || p.Bounds().Dx() != 70*12 {
		t.Errorf("the preview: %v", err)
	}
	for text, says := range map[string]string{
		strings.Replace(wide, "show: text", "show: txt", 1): "line 7: fields[0].show cannot be used",
		strings.Replace(wide, "id: small", "id: other", 1):  "Make both the same",
	} {
		var no struct{ Error struct{ Text string } }
		if status := c.ask("PUT", "/api/v1/templates/small?lang=en", map[string]string{"text": text}, &no); status != 422 || !strings.Contains(no.Error.Text, says) {
			t.Errorf("%d %s, want %s", status, no.Error.Text, says)
		}
	}
	c.must("PUT", "/api/v1/templates/small", map[string]string{"text": wide}, nil)
	c.must("POST", "/api/v1/printers/zebra/test", map[string]string{"id": "t1"}, nil)
	c.must("POST", "/api/v1/printers/zebra/test", map[string]string{"id": "t1"}, nil)
	until(t, "the test label has ended", func() bool { return len(facts[document.LabelEnded](t, h.Books(), 0)) > 0 })
	jobs, err := filepath.Glob(filepath.Join(papers, "*.tspl"))
	if err != nil || len(jobs) != 1 {
		t.Fatalf("%v came out: %v", jobs, err)
	}
	job, err := os.ReadFile(jobs[0])
	if err != nil || !bytes.Contains(job, []byte("SIZE 70 mm,30 mm")) {
		t.Errorf("%.80q %v", job, err)
	}
	var recent []struct{ ID, Item, State string }
	c.must("GET", "/api/v1/labels", nil, &recent)
	if len(recent) != 1 || recent[0].State != "printed" || recent[0].Item == "" {
		t.Errorf("labels %+v", recent)
	}
	var paper []byte
	c.must("GET", "/api/v1/labels/"+recent[0].ID+".png", nil, &paper)
	if p, err := png.Decode(bytes.NewReader(paper)); err != nil || p.Bounds().Dx() != 70*8 {
		t.Errorf("the label on the page: %v", err)
	}
}
