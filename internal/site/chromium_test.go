package site_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium is the one browser that all tests share, each with a profile of
// its own.
var chromium browser

func closeChromium() error {
	if chromium.ctx == nil {
		return nil
	}
	return chromium.close()
}

// browser is a running Chromium.
type browser struct {
	once sync.Once
	ctx  context.Context
	err  error
}

// start finds Chromium and runs it without a window.
func (b *browser) start() {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		b.err = exec.ErrNotFound
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	b.ctx, _ = chromedp.NewContext(allocator)
	b.err = chromedp.Do(b.ctx)
}

func (b *browser) close() error { return chromedp.Cancel(b.ctx) }

// or skips a test on a machine without Chromium, where that is allowed.
func (b *browser) or(t testing.TB) *browser {
	t.Helper()
	b.once.Do(b.start)
	if b.err == nil {
		return b
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("Chromium: %v", b.err)
	}
	t.Skipf("this test needs Chromium: %v", b.err)
	return nil
}

// tab is a page of the real browser. Whatever its console complains of fails
// the test, unless the test allows it.
type tab struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	complain []string
}

// profile is a new set of cookies: a person at a browser of his own.
func (b *browser) profile(t testing.TB) *tab {
	t.Helper()
	return b.tab(t, chromedp.WithNewBrowserContext())
}

func (b *browser) tab(t testing.TB, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, options...)
	p := &tab{t: t, ctx: ctx}
	t.Cleanup(func() {
		p.check()
		cancel()
	})
	p.must(chromedp.Do(ctx))
	p.must(chromedp.Listen(ctx, p.listen))
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800)))
	return p
}

// beside is a second tab of the same profile.
func (b *tab) beside() *tab {
	b.t.Helper()
	return (&browser{ctx: b.ctx}).tab(b.t)
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complain = append(b.complain, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.complain = append(b.complain, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

func (b *tab) check() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complain {
		b.t.Errorf("console: %s", c)
	}
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) open(url string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.Navigate(url)))
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
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if get[bool](b, "!!("+condition+")") {
			return
		}
	}
	b.check()
	b.t.Fatalf("waited in vain for: %s\npage says: %s", condition, b.text("body"))
}

// says waits until an element of the page holds a text.
func (b *tab) says(selector, text string) {
	b.t.Helper()
	b.await(fmt.Sprintf("Array.from(document.querySelectorAll(%s)).some((e) => e.innerText.includes(%s))", quote(selector), quote(text)))
}

func (b *tab) text(selector string) string {
	b.t.Helper()
	return get[string](b, "(document.querySelector("+quote(selector)+") || { innerText: '' }).innerText")
}

// keys presses keys as a gun that types does: without a pause, and with no
// field in focus.
func (b *tab) keys(text string) {
	b.t.Helper()
	for _, c := range text {
		b.key(c)
	}
}

// person presses keys as a person does.
func (b *tab) person(text string) {
	b.t.Helper()
	for _, c := range text {
		b.key(c)
		time.Sleep(110 * time.Millisecond)
	}
}

func (b *tab) key(c rune) {
	b.t.Helper()
	p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: string(c), Text: string(c)}
	switch {
	case c == '\r':
		p.Key, p.Code, p.WindowsVirtualKeyCode = "Enter", "Enter", 13
	case c < ' ':
		p.Key, p.Text, p.Type, p.Modifiers = string(c|0x40), "", input.DispatchKeyEventTypeRawKeyDown, 2
	}
	for range 2 {
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, p)
		b.must(err)
		p.Type, p.Text = input.DispatchKeyEventTypeKeyUp, ""
	}
}

// pin types a PIN into the page's keypad prompt and sends it.
func (b *tab) pin(pin string) {
	b.t.Helper()
	b.await("document.querySelector('.prompt.kind-pin')")
	b.person(pin + "\r")
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
	b.must(os.WriteFile(dir+"/"+name+".png", picture, 0o644))
}

func quote(s string) string {
	text, _ := json.Marshal(s) // a string always has JSON
	return strings.TrimSpace(string(text))
}
