package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds every wait in these tests; nothing is measured against it.
const patience = 20 * time.Second

var chromium = struct {
	sync.Once
	ctx context.Context
	err error
}{}

// TestMain closes the one browser that all tests share a tab of.
func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.ctx != nil {
		chromedp.Cancel(chromium.ctx)
	}
	os.Exit(code)
}

// start finds Chromium and runs it, without a window and with an empty profile.
func start() {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		chromium.err = exec.ErrNotFound
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	chromium.ctx, _ = chromedp.NewContext(allocator)
	chromium.err = chromedp.Run(chromium.ctx)
}

// tab is a page of the real browser. Any complaint on its console fails the test.
type tab struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	allowed  []string // complaints that the test provokes
	complain []string
}

func newTab(t testing.TB) *tab {
	t.Helper()
	chromium.Do(start)
	if chromium.err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("Chromium: %v", chromium.err)
		}
		t.Skipf("Chromium: %v", chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	b := &tab{t: t, ctx: ctx}
	t.Cleanup(func() {
		b.check()
		stop()
		cancel()
	})
	chromedp.ListenTarget(ctx, b.listen)
	b.run(page.Enable(), log.Enable(), runtime.Enable())
	b.script(countSounds)
	return b
}

// countSounds makes every oscillator leave its frequency in window.sounds.
const countSounds = `window.sounds = [];
const play = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { window.sounds.push(this.frequency.value); return play.apply(this, at); };
document.addEventListener("securitypolicyviolation", (e) => console.error("CSP: " + e.violatedDirective + " " + e.blockedURI));`

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complain = append(b.complain, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			b.complain = append(b.complain, fmt.Sprintf("%s", e.Args[0].Value))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError {
			b.complain = append(b.complain, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// allow lets complaints pass that hold part: the browser reports every refused request.
func (b *tab) allow(part string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.allowed = append(b.allowed, part)
}

func (b *tab) check() {
	b.mu.Lock()
	defer b.mu.Unlock()
next:
	for _, c := range b.complain {
		for _, part := range b.allowed {
			if strings.Contains(c, part) {
				continue next
			}
		}
		b.t.Errorf("console: %s", c)
	}
}

func (b *tab) run(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// script runs source in every document of the tab before its own scripts.
func (b *tab) script(source string) {
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(source).Do(ctx)
		return err
	}))
}

func (b *tab) open(url string, width, height int64) {
	b.t.Helper()
	b.run(emulation.SetDeviceMetricsOverride(width, height, 1, false), chromedp.Navigate(url))
}

// get is the value of a JavaScript expression.
func get[T any](b *tab, expression string) T {
	b.t.Helper()
	var value T
	b.run(chromedp.Evaluate(expression, &value))
	return value
}

// await polls until the JavaScript condition holds.
func (b *tab) await(condition string) {
	b.t.Helper()
	b.until(condition, func() bool { return get[bool](b, "!!("+condition+")") })
}

// until polls a condition; the text names it when patience ends.
func (b *tab) until(what string, holds func() bool) {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(15 * time.Millisecond) {
		if holds() {
			return
		}
	}
	b.check()
	b.t.Fatalf("waited in vain for: %s\npage says: %s", what, get[string](b, "document.body.innerText"))
}

// tap presses an element as a finger does: in its middle, if nothing covers it.
func (b *tab) tap(selector string) {
	b.t.Helper()
	b.await("document.querySelector(" + quote(selector) + ")")
	at := get[[]float64](b, "(() => { const r = document.querySelector("+quote(selector)+").getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()")
	b.run(chromedp.MouseClickXY(at[0], at[1]))
}

// shoot keeps a picture of the page when LOTGATE_SHOTS names a folder.
func (b *tab) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("LOTGATE_SHOTS")
	if dir == "" {
		return
	}
	var picture []byte
	b.run(chromedp.CaptureScreenshot(&picture))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

func quote(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}
