package server_test

import (
	"bytes"
	"encoding/base64"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/server"
)

func TestInput(t *testing.T) {
	h := newHouse(t)
	c := h.at("dock-1", "keeper")
	gs1 := "]d20109501101530003\x1d"
	for name, test := range map[string]struct {
		body, code string
		want       server.Input
	}{
		"bytes":         {body: `{"id":"1","kind":"scan","data":"` + base64.StdEncoding.EncodeToString([]byte(gs1)) + `"}`, want: server.Input{ID: "1", Kind: server.Scan, Data: []byte(gs1)}},
		"escaped":       {body: `{"kind":"scan","scan":"]d20109501101530003\\x1D"}`, want: server.Input{Kind: server.Scan, Data: []byte(gs1)}},
		"choice":        {body: `{"kind":"choice","choice":"undo"}`, want: server.Input{Kind: server.Choice, Choice: "undo"}},
		"text":          {body: `{"kind":"text","text":"12"}`, want: server.Input{Kind: server.Text, Text: "12"}},
		"bytes twice":   {body: `{"kind":"scan","data":"QQ==","scan":"A"}`, code: "bad_input"},
		"bad escape":    {body: `{"kind":"scan","scan":"\\x1"}`, code: "bad_input"},
		"empty scan":    {body: `{"kind":"scan"}`, code: "bad_input"},
		"two things":    {body: `{"kind":"scan","scan":"A","choice":"undo"}`, code: "bad_input"},
		"other thing":   {body: `{"kind":"choice","text":"undo"}`, code: "bad_input"},
		"plain choice":  {body: `{"choice":"undo"}`, want: server.Input{Kind: server.Choice, Choice: "undo"}},
		"plain scan":    {body: `{"scan":"]d20109501101530003\\x1D"}`, want: server.Input{Kind: server.Scan, Data: []byte(gs1)}},
		"nothing":       {body: `{}`, code: "bad_input"},
		"plain two":     {body: `{"scan":"A","text":"1"}`, code: "bad_input"},
		"unknown kind":  {body: `{"kind":"shout","text":"hey"}`, code: "bad_input"},
		"control in id": {body: `{"id":"a\u0000b","kind":"text","text":"12"}`, code: "bad_input"},
		"long scan":     {body: `{"kind":"scan","scan":"` + strings.Repeat("A", 4097) + `"}`, code: "too_large"},
		"long text":     {body: `{"kind":"text","text":"` + strings.Repeat("A", 1025) + `"}`, code: "too_large"},
		"long id":       {body: `{"id":"` + strings.Repeat("A", 65) + `","kind":"text","text":"1"}`, code: "too_large"},
		"endless":       {body: `{"kind":"text","text":"` + strings.Repeat("A", 70000) + `"}`, code: "too_large"},
		"unknown field": {body: `{"kind":"text","text":"1","person":"admin"}`, code: "bad_json"},
		"two values":    {body: `{"kind":"text","text":"1"}{}`, code: "bad_json"},
		"not JSON":      {body: `kind=text`, code: "bad_json"},
		"not base64":    {body: `{"kind":"scan","data":"%%"}`, code: "bad_json"},
		"list":          {body: `[]`, code: "bad_json"},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(h.posts.all["dock-1"].inputs)
			a := c.ask("POST", "/api/v1/stations/dock-1/input", test.body)
			if a.code() != test.code {
				t.Fatalf("%d %s, want %q", a.StatusCode, a.text, test.code)
			}
			inputs := h.posts.all["dock-1"].inputs[before:]
			if test.code != "" {
				if len(inputs) > 0 {
					t.Errorf("the station was given %+v", inputs)
				}
				return
			}
			got := inputs[0]
			if got.Person != "keeper" || got.ID != test.want.ID || got.Kind != test.want.Kind || !bytes.Equal(got.Data, test.want.Data) || got.Choice != test.want.Choice || got.Text != test.want.Text {
				t.Errorf("the station was given %+v, want %+v", got, test.want)
			}
			if !strings.Contains(a.text, `{"screen":{"state":"good"`) {
				t.Errorf("answer %s", a.text)
			}
		})
	}
}

func TestInputByToken(t *testing.T) {
	h := newHouse(t)
	c := h.program("line", auth.StationUse)
	c.want(http.StatusOK, "POST", "/api/v1/stations/dock-1/input", `{"kind":"scan","scan":"A"}`)
	if in := h.posts.all["dock-1"].inputs[0]; in.Token != "line" || in.Person != "" {
		t.Errorf("the station was given %+v", in)
	}
	c.refused(http.StatusNotFound, "no_station", "POST", "/api/v1/stations/none/input", `{"kind":"scan","scan":"A"}`)
}

func TestMediaAndSize(t *testing.T) {
	h := newHouse(t)
	c := h.at("dock-1", "keeper")
	c.header.Set("Content-Type", "text/plain")
	c.refused(http.StatusUnsupportedMediaType, "media", "POST", "/api/v1/stations/dock-1/input", `{"kind":"text","text":"1"}`)
	c.header.Set("Content-Type", "application/x-www-form-urlencoded")
	c.refused(http.StatusUnsupportedMediaType, "media", "POST", "/api/v1/session", `badge=KEEPER`)
	c.header.Set("Content-Type", "application/json")
	c.refused(http.StatusRequestEntityTooLarge, "too_large", "POST", "/api/v1/session", strings.Repeat(" ", 65<<10))
	c.refused(http.StatusRequestEntityTooLarge, "too_large", "GET", "/api/v1/me", "{}")
}

func TestStations(t *testing.T) {
	h := newHouse(t)
	h.posts.all["dock-1"].take("keeper")
	if list := h.stranger().want(http.StatusOK, "GET", "/api/v1/stations", "").text; strings.Contains(list, `"signedIn":true`) || !strings.Contains(list, "pick-1") {
		t.Errorf("a stranger is told %s", list)
	}
	if list := h.desk("receiver").want(http.StatusOK, "GET", "/api/v1/stations", "").text; !strings.Contains(list, `"signedIn":true`) {
		t.Errorf("one of ours is told %s", list)
	}
}

func TestSignInAtStation(t *testing.T) {
	h := newHouse(t)
	c := h.stranger()
	const path = "/api/v1/stations/dock-1/signin"
	c.refused(http.StatusUnprocessableEntity, "badge_form", "POST", path, `{"badge":"??"}`)
	a := c.want(http.StatusOK, "POST", path, `{"badge":"lgp.keeper"}`)
	if !strings.Contains(a.text, `"big":"KEEPER"`) || len(a.Cookies()) > 0 {
		t.Errorf("a badge alone gets %s and %v", a.text, a.Cookies())
	}
	c.refused(http.StatusUnauthorized, "wrong_badge_or_pin", "POST", path, `{"pin":"9999"}`)
	a = c.want(http.StatusOK, "POST", path, `{"pin":"1234"}`)
	if !strings.Contains(a.text, "open dock-1") {
		t.Errorf("after the PIN: %s", a.text)
	}
	c.want(http.StatusOK, "GET", "/api/v1/stations/dock-1/screen", "")
	c.refused(http.StatusUnauthorized, "sign_in", "GET", "/api/v1/stations/pick-1/screen", "")
	h.desk("keeper").refused(http.StatusForbidden, "no_right", "GET", "/api/v1/stations/dock-1/screen", "")
	h.desk("supervisor").want(http.StatusOK, "GET", "/api/v1/stations/dock-1/screen", "")
	h.desk("supervisor").refused(http.StatusForbidden, "no_right", "POST", "/api/v1/stations/dock-1/input", `{"kind":"scan","scan":"A"}`)
	c.refused(http.StatusNotFound, "no_station", "POST", "/api/v1/stations/none/signin", `{"badge":"KEEPER"}`)
}

func TestImport(t *testing.T) {
	h := newHouse(t)
	c := h.desk("pharmacist")
	send := func(files map[string]string, field string) answer {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for name, text := range files {
			part, err := form.CreateFormFile(field, name)
			if err != nil {
				t.Fatal(err)
			}
			part.Write([]byte(text))
		}
		form.Close()
		c.header.Set("Content-Type", form.FormDataContentType())
		return c.ask("POST", "/api/v1/import", body.String())
	}
	if a := send(map[string]string{"items.csv": "a", "places.csv": "b"}, "file"); a.StatusCode != http.StatusOK || strings.TrimSpace(a.text) != `{"imported":{"items":2}}` {
		t.Errorf("good files: %d %s", a.StatusCode, a.text)
	}
	a := send(map[string]string{"../items.csv": "bad"}, "file")
	if a.StatusCode != http.StatusUnprocessableEntity || a.code() != "import_problems" || !strings.Contains(a.text, `{"file":"items.csv","row":2,"column":"gtin","value":"bad","text":"14 digits"}`) {
		t.Errorf("bad file: %d %s", a.StatusCode, a.text)
	}
	if a := send(nil, "file"); a.code() != "bad_upload" {
		t.Errorf("no file: %s", a.text)
	}
	if a := send(map[string]string{"items.csv": "a"}, "other"); a.code() != "bad_upload" {
		t.Errorf("other field: %s", a.text)
	}
	many := map[string]string{}
	for i := range 17 {
		many[strings.Repeat("a", i+1)] = "x"
	}
	if a := send(many, "file"); a.code() != "too_large" {
		t.Errorf("too many files: %s", a.text)
	}
	if a := send(map[string]string{"items.csv": strings.Repeat("a", 33<<20)}, "file"); a.code() != "too_large" {
		t.Errorf("too large a file: %s", a.text)
	}
	c.header.Set("Content-Type", "multipart/form-data")
	c.refused(http.StatusBadRequest, "bad_upload", "POST", "/api/v1/import", "x")
}

func TestDrawings(t *testing.T) {
	h := newHouse(t)
	c := h.desk("keeper")
	for path, kind := range map[string]string{"/api/v1/labels/7.png": "image/png", "/api/v1/devices/opticon/aim.png": "image/png", "/api/v1/documents/order/CG-1.pdf": "application/pdf"} {
		a := c.want(http.StatusOK, "GET", path, "")
		if a.Header.Get("Content-Type") != kind || a.text != "drawn" {
			t.Errorf("%s: %s %s", path, a.Header.Get("Content-Type"), a.text)
		}
	}
	c.refused(http.StatusNotFound, "no_such_label", "GET", "/api/v1/labels/8.png", "")
	c.refused(http.StatusNotFound, "no_setup_code", "GET", "/api/v1/devices/opticon/none.png", "")
	c.refused(http.StatusNotFound, "no_paper", "GET", "/api/v1/documents/order/none.pdf", "")
	c.refused(http.StatusNotFound, "no_label", "POST", "/api/v1/labels/8/reprint", "{}")
	c.want(http.StatusNoContent, "POST", "/api/v1/labels/7/reprint", "{}")
	c.refused(http.StatusBadRequest, "bad_query", "GET", "/api/v1/labels?limit=0", "")
}

func TestDemo(t *testing.T) {
	h := newHouse(t)
	c := h.stranger()
	if text := c.want(http.StatusOK, "GET", "/api/v1/demo", "").text; strings.TrimSpace(text) != `{"people":[],"groups":[],"scanners":[]}` {
		t.Errorf("sheet %s", text)
	}
	for _, data := range []string{"YT9-Xw", "YT9%2BXw==", "YT9-Xw=="} {
		if got := c.want(http.StatusOK, "GET", "/api/v1/demo/code.png?as=qr&data="+data, "").text; got != "a?~_" {
			t.Errorf("%s draws %q", data, got)
		}
	}
	c.refused(http.StatusBadRequest, "bad_input", "GET", "/api/v1/demo/code.png?as=qr&data=*", "")
	c.want(http.StatusNoContent, "POST", "/api/v1/demo/scan", `{"scanner":"gun","data":"QUI="}`)
	if string(h.demo.sent) != "AB" {
		t.Errorf("the gun sent %q", h.demo.sent)
	}
	c.refused(http.StatusBadRequest, "bad_input", "POST", "/api/v1/demo/scan", `{"scanner":"gun"}`)
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{`a`: "a", `\x1d\x1D`: "\x1d\x1d", `\\x1d`: `\x1d`, `é\x00`: "é\x00", `\xff`: "\xff"} {
		if got, ok := server.Unescape(in); !ok || string(got) != want {
			t.Errorf("Unescape(%q) = %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{`\`, `\x`, `\x1`, `\xg0`, `\n`, `\X1d`, `\x 1`, `\x1@`} {
		if got, ok := server.Unescape(in); ok {
			t.Errorf("Unescape(%q) = %q", in, got)
		}
	}
}

// FuzzInput throws anything at what reads a station's messages.
func FuzzInput(f *testing.F) {
	f.Add([]byte(`{"id":"1","kind":"scan","data":"QUI="}`))
	f.Add([]byte(`{"kind":"choice","choice":"undo"} {}`))
	f.Add([]byte(`{"kind":"text","text":"\ud800"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var m server.Message
		if server.Decode(bytes.NewReader(body), &m) != nil {
			return
		}
		in, err := m.Input(auth.Visitor{Person: auth.Person{ID: "li"}})
		if err != nil {
			return
		}
		given := 0
		for _, n := range []int{len(in.Data), len(in.Choice), len(in.Text)} {
			given += min(n, 1)
		}
		if given != 1 || in.Person != "li" || len(in.Data) > 4<<10 {
			t.Errorf("%q became %+v", body, in)
		}
	})
}
