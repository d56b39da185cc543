package site_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/virtual"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/session"
	"lotgate/internal/site"
	"lotgate/internal/stock"
	"lotgate/internal/words"
	"lotgate/web"
)

// patience bounds every wait in these tests; nothing is measured against it.
const patience = 30 * time.Second

// TestMain lets the test binary be the daemon that TestKill9 kills, and
// closes the browser that the tests share.
func TestMain(m *testing.M) {
	if dir := os.Getenv(envDaemon); dir != "" {
		daemon(dir)
		return
	}
	code := m.Run()
	if err := closeChromium(); err != nil {
		fmt.Fprintln(os.Stderr, "closing Chromium:", err)
	}
	os.Exit(code)
}

// zone is the demo's. It keeps no summer time.
var zone = time.FixedZone("CST", 8*3600)

func today() stock.Date { return stock.DateOf(time.Now().In(zone)) }

// optionsIn is a demo site with a dock, a place to pick at and a gun at each,
// and no printer.
func optionsIn(dir string, guns ...string) site.Options {
	o := site.Options{
		Dir: dir, Listen: "127.0.0.1:0", Language: words.Chinese, Zone: zone, Demo: true, Sources: web.Sources,
		Stations: []session.Config{
			{ID: "dock-1", Name: words.Names{ZH: "收货台1", EN: "Dock 1"}, Kind: "dock", Dock: "DOCK-1"},
			{ID: "pick-1", Name: words.Names{ZH: "拣货1", EN: "Picking 1"}, Kind: "pick", Staging: "STAGE-1"},
		},
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	for i, path := range guns {
		spec, err := device.ParseSpec(fmt.Sprintf("serial:%s?profile=generic-serial&name=gun-%d&station=%s", path, i+1, o.Stations[i].ID))
		if err != nil {
			panic(err)
		}
		o.Scanners = append(o.Scanners, spec)
	}
	return o
}

// house is a site at work, and the guns that hang on it.
type house struct {
	*site.Site
	t    testing.TB
	guns []*virtual.Scanner // the dock's, the picker's
	log  bytes.Buffer
}

// newHouse opens a demo site on an empty folder, or as change wants it, and
// runs it until the test ends.
func newHouse(t testing.TB, change ...func(*site.Options)) *house {
	t.Helper()
	h := &house{t: t, guns: []*virtual.Scanner{plugIn(t, "gun-1"), plugIn(t, "gun-2")}}
	o := optionsIn(t.TempDir(), h.guns[0].Path(), h.guns[1].Path())
	o.Log = slog.New(slog.NewTextHandler(&h.log, nil))
	for _, c := range change {
		c(&o)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var err error
	if h.Site, err = site.Open(ctx, o); err != nil {
		cancel()
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the site ended with: %v", err)
		}
		if err := h.Close(); err != nil {
			t.Errorf("closing the site: %v", err)
		}
		if t.Failed() && h.log.Len() > 0 {
			t.Logf("the site's log:\n%s", h.log.String())
		}
	})
	return h
}

func plugIn(t testing.TB, name string) *virtual.Scanner {
	t.Helper()
	gun, err := virtual.New(t.TempDir(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := gun.Close(); err != nil {
			t.Errorf("unplugging %s: %v", name, err)
		}
	})
	return gun
}

// facts are all of a kind that came after number after, in order.
func facts[F fact.Fact](t testing.TB, books *site.Books, after uint64) (all []fact.Recorded) {
	t.Helper()
	err := books.Facts(after+1, func(r fact.Recorded) bool {
		if _, is := r.Fact.(F); is {
			all = append(all, r)
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// received are the serials of all packs booked after a fact, in order.
func received(t testing.TB, books *site.Books, after uint64) (serials []string) {
	t.Helper()
	for _, r := range facts[document.PackReceived](t, books, after) {
		serials = append(serials, r.Fact.(document.PackReceived).Serial)
	}
	return serials
}

// client is a program that speaks to the site, with the cookies it was given.
type client struct {
	t    testing.TB
	url  string
	http *http.Client
}

func newClient(t testing.TB, url string) *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t, url, &http.Client{Jar: jar, Timeout: patience}}
}

// ask makes a request with a JSON body and decodes the answer into out.
func (c *client) ask(method, path string, body, out any) (status int) {
	c.t.Helper()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, c.url+path, sent)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if raw, is := out.(*[]byte); is {
		*raw = text
	} else if out != nil && json.Unmarshal(text, out) != nil {
		c.t.Fatalf("%s %s: %d %s", method, path, answer.StatusCode, text)
	}
	return answer.StatusCode
}

func (c *client) must(method, path string, body, out any) {
	c.t.Helper()
	if status := c.ask(method, path, body, out); status/100 != 2 {
		c.t.Fatalf("%s %s: %d", method, path, status)
	}
}

// at signs a person of the demo in at a station and opens its live line.
func (c *client) at(station, badge string) *line {
	c.t.Helper()
	c.must("POST", "/api/v1/stations/"+station+"/signin", map[string]string{"badge": badge, "pin": pinOf(badge)}, nil)
	return c.watch("/api/v1/stations/" + station + "/live?lang=en")
}

func (h *house) at(station, badge string) *line {
	h.t.Helper()
	l := newClient(h.t, h.Address()).at(station, badge)
	l.await("every gun is connected", func(s shown) bool { return len(s.Notices) == 0 })
	return l
}

func pinOf(badge string) string {
	for _, p := range intake.DemoPeople() {
		if p.Badge == badge {
			return p.PIN
		}
	}
	return ""
}

// demoCodes opens the demo store once a day, and not for every scan.
func demoCodes(day stock.Date) []intake.Group {
	if known, ok := demoDays.Load(day); ok {
		return known.([]intake.Group)
	}
	groups := intake.DemoCodes(day)
	demoDays.Store(day, groups)
	return groups
}

var demoDays sync.Map // stock.Date -> []intake.Group

// code is what a gun sends for the nth code of a kind among those of a paper
// of the demo: "good", "expired" ... as internal/intake names them.
func code(t testing.TB, paper, kind string, n int) []byte {
	t.Helper()
	for _, g := range demoCodes(today()) {
		if string(g.Codes[0].Data) != "LGD."+paper || len(g.Codes) < 5 {
			continue
		}
		for _, c := range g.Codes {
			if c.Detail.Code != "intake.demo."+kind {
				continue
			}
			if n--; n < 0 {
				return c.Data
			}
		}
	}
	t.Fatalf("the demo's %s has no such code: %s", paper, kind)
	return nil
}

// serialised is a pack of the demo's first order with a serial of its own.
func serialised(t testing.TB, serial string) []byte {
	t.Helper()
	return []byte(string(code(t, "CG-1001", "good", 0)) + "\x1d21" + serial)
}

// scan lets the gun of a station send a code with its terminator.
func (h *house) scan(gun int, codes ...string) {
	h.t.Helper()
	if err := h.guns[gun].Send([]byte(strings.Join(codes, "\r") + "\r")); err != nil {
		h.t.Fatal(err)
	}
}
