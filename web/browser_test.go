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
		if err := chromedp.Cancel(chromium.ctx); err != nil {
			fmt.Fprintln(os.Stderr, "closing Chromium:", err)
		}
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
	chromium.err = chromedp.Do(chromium.ctx)
}

// tab is a page of the real browser. Any complaint on its console fails the test.
type tab struct {
	t   testing.TB
	ctx context.Context

	clock time.Time // when a gun presses its next key; zero while a person types

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
	b.must(chromedp.Do(ctx)) // opens the tab, which shall outlive the timeout of any one action
	b.must(chromedp.Listen(ctx, b.listen))
	b.script(countSounds)
	return b
}

// countSounds makes every oscillator leave its frequency in window.sounds.
const countSounds = `window.sounds = [];
{
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { window.sounds.push(this.frequency.value); return start.apply(this, at); };
}
document.addEventListener("securitypolicyviolation", (e) => console.error("CSP: " + e.violatedDirective + " " + e.blockedURI));`

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complain = append(b.complain, e.ExceptionDetails.Text+" "+thrown(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			b.complain = append(b.complain, e.Args[0].Value.String())
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
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

func thrown(o *runtime.RemoteObject) string {
	if o == nil {
		return ""
	}
	return o.Description
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, actions...))
}

// script runs source in every document of the tab before its own scripts.
func (b *tab) script(source string) {
	_, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source})
	b.must(err)
}

func (b *tab) open(url string, width, height int64) {
	b.t.Helper()
	b.run(chromedp.EmulateViewport(width, height), chromedp.Navigate(url))
}

// get is the value of a JavaScript expression.
func get[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	for end := time.Now().Add(patience); left(err) && time.Now().Before(end); {
		value, err = chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	}
	b.must(err)
	return value
}

// left reports that the page asked was just being left for the next one, which
// answers in its place.
func left(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "navigated or closed") || strings.Contains(err.Error(), "context was destroyed") || strings.Contains(err.Error(), "Cannot find context"))
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
	at := get[[]float64](b, "(() => { const e = document.querySelector("+quote(selector)+"); e.scrollIntoViewIfNeeded(); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()")
	b.run(chromedp.MouseClickXY(at[0], at[1]))
}

// fill types text into a field as a person does who is in no hurry.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.tap(selector)
	b.types(text)
}

// shoot keeps a picture of the page when LOTGATE_SHOTS names a folder.
func (b *tab) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("LOTGATE_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	b.must(err)
	b.must(os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644))
}

func quote(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}
