package site_test

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/intake"
	"lotgate/internal/ops"
	"lotgate/internal/site"
)

// TestNothingOfPeopleIsLogged plays a day with all that goes wrong in it, at
// the log's finest, and looks in the log and in a diagnosis for whoever and
// whatever was in it.
func TestNothingOfPeopleIsLogged(t *testing.T) {
	tail := ops.NewTail(io.Discard)
	h := newHouse(t, withFolder, func(o *site.Options) {
		o.Tail = tail
		o.Log = slog.New(slog.NewTextHandler(tail, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	const patient, typed = "张三丰 patient Zhang Sanfeng", "Ward 7 Mr Featherstonehaugh"
	dock := h.at("dock-1", "1001")
	c := newClient(t, h.Address())
	for _, pin := range []string{"86420864", "75310753"} { // wrong ones, long enough not to stand in some figure by chance
		c.ask("POST", "/api/v1/session", map[string]string{"badge": "4001", "pin": pin}, nil)
		c.ask("POST", "/api/v1/stations/pick-1/signin", map[string]string{"badge": "2001", "pin": pin}, nil)
	}
	c.must("POST", "/api/v1/session", map[string]string{"badge": "3001", "pin": pinOf("3001")}, nil)
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	dock.good(func() { h.scan(0, string(serialised(t, "SERIAL77"))) })
	dock.answer(func() { h.scan(0, patient) })
	for _, kind := range []string{"text", "choice", "scan", "poem"} {
		c.ask("POST", "/api/v1/stations/dock-1/input", map[string]any{"kind": kind, "text": typed, "choice": typed, "data": []byte(typed)}, nil)
	}
	c.ask("POST", "/api/v1/requisitions", map[string]any{"id": "x", "department": typed, "remark": patient, "pin": "97530975"}, nil)
	c.ask("GET", "/api/v1/documents/receipt/"+strings.ReplaceAll(typed, " ", "%20")+"?q="+strings.ReplaceAll(typed, " ", "+"), nil, nil)
	request, err := http.NewRequest("GET", h.Address()+"/api/v1/stock", strings.NewReader(patient))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer lgt_verysecrettoken")
	if answer, err := c.http.Do(request); err == nil {
		answer.Body.Close()
	}
	h.bundle(t, tail, []string{patient, typed, "Featherstonehaugh", "Zhang Sanfeng", "SERIAL77", "86420864", "75310753", "97530975", "verysecrettoken"})
}

// bundle writes a diagnosis and looks for what must not be in it, nor in the
// log.
func (h *house) bundle(t *testing.T, tail *ops.Tail, forbidden []string) {
	t.Helper()
	for _, p := range intake.DemoPeople() {
		forbidden = append(forbidden, " "+p.PIN+" ", `"`+p.PIN+`"`, "="+p.PIN, "LGP."+p.Badge, p.Name.ZH, p.Name.EN)
	}
	more, err := h.Diagnosis()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := h.Books().Diagnose(&out, more); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"the log": string(tail.Last())}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts[f.Name] = string(text)
	}
	for _, name := range []string{"version.txt", "store.json", "files.txt", "metrics.txt", "status.json", "stacks.txt", "log.txt"} {
		if texts[name] == "" && name != "log.txt" {
			t.Errorf("the bundle lacks %s", name)
		}
	}
	if !strings.Contains(texts["metrics.txt"], `lotgate_scans_total{outcome="good",station="dock-1"} 1`) {
		t.Errorf("the scans are not counted in\n%s", texts["metrics.txt"])
	}
	for name, text := range texts {
		for _, word := range forbidden {
			if strings.Contains(text, hex.EncodeToString([]byte(word))) && len(word) > 5 {
				t.Errorf("%s holds %q in hexadecimal", name, word)
			}
			if strings.Contains(text, word) {
				at := strings.Index(text, word)
				t.Errorf("%s holds %q: ...%s...", name, word, text[max(0, at-80):min(len(text), at+80)])
			}
		}
	}
}
