package web_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

const gs = "\x1d"

const (
	alt   = 1
	ctrl  = 2
	shift = 8
)

// key is one key of the American keyboard that guns pretend to be.
type key struct {
	code  string
	shift bool
	vk    int64 // Windows virtual key
}

var keys = american()

func american() map[rune]key {
	all := map[rune]key{' ': {"Space", false, 32}}
	for c := 'a'; c <= 'z'; c++ {
		upper := c - 32
		all[c], all[upper] = key{"Key" + string(upper), false, int64(upper)}, key{"Key" + string(upper), true, int64(upper)}
	}
	for i, c := range ")!@#$%^&*(" {
		digit := rune('0' + i)
		all[digit], all[c] = key{"Digit" + string(digit), false, int64(digit)}, key{"Digit" + string(digit), true, int64(digit)}
	}
	for code, pair := range map[string]string{"Minus": "-_", "Equal": "=+", "BracketLeft": "[{", "BracketRight": "]}", "Backslash": `\|`,
		"Semicolon": ";:", "Quote": `'"`, "Backquote": "`~", "Comma": ",<", "Period": ".>", "Slash": "/?"} {
		all[rune(pair[0])], all[rune(pair[1])] = key{code, false, 186}, key{code, true, 186}
	}
	return all
}

// lead is how far a test's gun stamps its keys into the future. The page then
// sees the pauses that the test means, however the machine that runs it
// stumbles, and no silence passes before the last key.
const lead = 2 * time.Second

// press sends one key down and up through the browser's own input path.
func (b *tab) press(down input.DispatchKeyEventParams) {
	b.t.Helper()
	down.Type, down.Timestamp = input.DispatchKeyEventTypeKeyDown, b.stamp()
	if down.Text == "" {
		down.Type = input.DispatchKeyEventTypeRawKeyDown
	}
	_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, down)
	b.must(err)
	down.Type, down.Text = input.DispatchKeyEventTypeKeyUp, ""
	_, err = chromedp.Call(b.ctx, input.DispatchKeyEvent, down)
	b.must(err)
}

// modifier presses or releases Shift, Control or Alt, as a gun does around a key.
func (b *tab) modifier(name string, down bool) {
	b.t.Helper()
	p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Timestamp: b.stamp(), Key: name, Code: name + "Left", WindowsVirtualKeyCode: map[string]int64{"Shift": 16, "Control": 17, "Alt": 18}[name]}
	if down {
		p.Type, p.Modifiers = input.DispatchKeyEventTypeRawKeyDown, map[string]int64{"Shift": shift, "Control": ctrl, "Alt": alt}[name]
	}
	_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, p)
	b.must(err)
}

// stamp is when the key under way is pressed: now, or when the gun says so.
func (b *tab) stamp() input.TimeSinceEpoch {
	at := b.clock
	if at.IsZero() {
		at = time.Now()
	}
	return input.TimeSinceEpoch(float64(at.UnixMicro()) / 1e6)
}

// shoots sends text as a gun does, with the same pause between all keys; a
// control character is pressed with Ctrl, a line end with Enter.
func (b *tab) shoots(text string, pause time.Duration) {
	b.t.Helper()
	if ahead := time.Now().Add(lead); b.clock.Before(ahead) {
		b.clock = ahead
	}
	for i, c := range text {
		if i > 0 && text[i-1] == '\r' && time.Until(b.clock) < lead/2 {
			b.clock = time.Now().Add(lead) // a slow machine has used up the lead: the gun waits between two codes, not within one
		}
		b.typeOne(c)
		b.clock = b.clock.Add(pause)
	}
}

// types sends text as a person does, in real time and after any gun.
func (b *tab) types(text string) {
	b.t.Helper()
	time.Sleep(time.Until(b.clock) + 400*time.Millisecond) // the hand comes back from the gun
	b.clock = time.Time{}
	for i, c := range text {
		if i > 0 {
			time.Sleep(90 * time.Millisecond)
		}
		b.typeOne(c)
	}
}

func (b *tab) typeOne(c rune) {
	b.t.Helper()
	switch {
	case c == '\r' || c == '\n':
		b.press(input.DispatchKeyEventParams{Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13})
	case c == '\t':
		b.press(input.DispatchKeyEventParams{Key: "Tab", Code: "Tab", WindowsVirtualKeyCode: 9})
	case c < ' ':
		k := keys[c|0x40|0x20]
		if c >= 27 {
			k = keys[c|0x40]
		}
		b.modifier("Control", true)
		b.press(input.DispatchKeyEventParams{Key: string(c | 0x40), Code: k.code, Modifiers: ctrl, WindowsVirtualKeyCode: k.vk})
		b.modifier("Control", false)
	default:
		k := keys[c]
		p := input.DispatchKeyEventParams{Key: string(c), Code: k.code, Text: string(c), WindowsVirtualKeyCode: k.vk}
		if k.shift {
			p.Modifiers = shift
			b.modifier("Shift", true)
			defer b.modifier("Shift", false)
		}
		b.press(p)
	}
}

// scans are what the house was sent as scans, decoded.
func (h *house) scans() (all []string) {
	for _, m := range h.heard() {
		if m.Kind == "scan" {
			data, err := base64.StdEncoding.DecodeString(m.Data)
			if err != nil {
				h.t.Fatal(err)
			}
			all = append(all, string(data))
		}
	}
	return all
}

// awaitScans waits until exactly these were scanned.
func (b *tab) awaitScans(h *house, want ...string) {
	b.t.Helper()
	b.until("scans "+quote(strings.Join(want, " | ")), func() bool { return len(h.scans()) >= len(want) })
	got := h.scans()
	if strings.Join(got, "\x00") != strings.Join(want, "\x00") {
		b.t.Errorf("scans %q, want %q", got, want)
	}
}

// atDock opens the dock's page with a screen on it.
func atDock(t testing.TB, h *house, width, height int64) *tab {
	b := newTab(t)
	b.open(h.URL+"/station/dock-1", width, height)
	b.await("document.querySelector('.face .big')")
	return b
}
