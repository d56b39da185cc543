package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"lotgate/internal/screen"
)

// element is a GS1 element string with everything that gets lost on the way:
// both cases, punctuation, and a GS in the middle.
const element = "]d20109501101530003" + "10aB-c/9_Z!%&'" + gs + "17261231" + "21x+Y.z:(9)*"

// TestGunThatTypes: whatever a gun types comes through whole, at any speed,
// with any end, and with nothing focused.
func TestGunThatTypes(t *testing.T) {
	every := ""
	for c := '!'; c <= '~'; c++ {
		every += string(c)
	}
	cases := []struct {
		name, text, end string
		pause           time.Duration
	}{
		{"at once", element, "\r", 0},
		{"5 ms", element, "\r", 5 * time.Millisecond},
		{"30 ms", element, "\r", 30 * time.Millisecond},
		{"slow as a person", "CG-1082", "\r", 120 * time.Millisecond},
		{"ended by Tab", element, "\t", 2 * time.Millisecond},
		{"ended by CR LF", element, "\r\n", 2 * time.Millisecond},
		{"ended by Ctrl+M", element, "\x0d", 0},
		{"ended by silence", element, "", 10 * time.Millisecond},
		{"every character", every, "\r", 0},
		{"200 characters", strings.Repeat("aB3-"+gs, 40), "\r", 0},
		{"two characters", "A1", "\r", 5 * time.Millisecond},
		{"control characters", "[)>\x1e06\x1d9NABC\x1d1T2\x1e\x04", "\r", 3 * time.Millisecond},
		{"spaces", "LOT 7 B", "\r", 3 * time.Millisecond},
	}
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 1280, 800)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h.set(func(h *house) { h.messages = nil })
			b.shoots(c.text+c.end, c.pause)
			b.awaitScans(h, c.text)
		})
	}
}

// idleAtDock takes scans and asks for nothing.
func idleAtDock() screen.Screen {
	s := received()
	s.Prompt = nil
	return s
}

// TestGunsBackToBack: scans without a pause between them are as many scans, in order.
func TestGunsBackToBack(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 320, 480)
	var want []string
	all := ""
	for i := range 20 {
		want = append(want, fmt.Sprintf("01095011015300%02d", i))
		all += want[i] + "\r"
	}
	b.shoots(all, 0)
	b.awaitScans(h, want...)
}

// TestStandInsForGS: what guns send where a host swallows the real GS.
func TestStandInsForGS(t *testing.T) {
	numpad := func(digits string) func(*tab) {
		return func(b *tab) {
			b.modifier("Alt", true)
			for _, d := range digits {
				b.press(input.DispatchKeyEventParams{Key: string(d), Code: "Numpad" + string(d), Modifiers: alt, WindowsVirtualKeyCode: 96 + int64(d-'0')})
			}
			b.modifier("Alt", false)
		}
	}
	named := func(name string, vk int64) func(*tab) {
		return func(b *tab) { b.press(input.DispatchKeyEventParams{Key: name, Code: name, WindowsVirtualKeyCode: vk}) }
	}
	stands := map[string]func(*tab){
		"Alt 029": numpad("029"), "Alt 0029": numpad("0029"), "F8": named("F8", 119), "down arrow": named("ArrowDown", 40),
		"key code 29": func(b *tab) { b.press(input.DispatchKeyEventParams{Key: "NonConvert", WindowsVirtualKeyCode: 29}) },
		"bare":        func(b *tab) { b.press(input.DispatchKeyEventParams{Key: gs, Text: gs}) },
	}
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 320, 480)
	for name, press := range stands {
		t.Run(name, func(t *testing.T) {
			h.set(func(h *house) { h.messages = nil })
			b.shoots("10ABC", 2*time.Millisecond)
			press(b)
			b.shoots("17261231\r", 2*time.Millisecond)
			b.awaitScans(h, "10ABC"+gs+"17261231")
		})
	}
}

// TestPersonAtPrompt: a person's figures answer the prompt, and a gun in the
// middle of them is still a scan.
func TestPersonAtPrompt(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, received())
	b := atDock(t, h, 1280, 800)
	b.types("12")
	b.await("document.querySelector('.typed output').textContent === '12'")
	b.shoots(element+"\r", 4*time.Millisecond)
	b.awaitScans(h, element)
	if got := get[string](b, "document.querySelector('.typed output').textContent"); got != "12" {
		t.Errorf("the entry holds %q, want what the person typed", got)
	}
	b.types("3\r")
	b.until("the answer", func() bool { m := h.heard(); return len(m) == 2 && m[1].Kind == "text" && m[1].Text == "123" })
}

// TestDigitsOfAGun: a retail code is digits alone, and still no quantity.
func TestDigitsOfAGun(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, received())
	b := atDock(t, h, 1280, 800)
	for _, pause := range []time.Duration{0, 30 * time.Millisecond, 90 * time.Millisecond} {
		t.Run(pause.String(), func(t *testing.T) {
			h.set(func(h *house) { h.messages = nil })
			b.shoots("6901234567892\r", pause)
			b.awaitScans(h, "6901234567892")
			b.await("document.querySelector('.typed output').textContent === 'boxes'")
		})
	}
}

// TestGunInFocusedField: the field that has the focus does not get the scan.
func TestGunInFocusedField(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	s := whichLot()
	s.Prompt = &screen.Prompt{Kind: screen.AnyText, Label: plain("Lot")}
	h.show(dock, s)
	b := atDock(t, h, 1280, 800)
	b.fill(".prompt input", "26")
	b.shoots(element+"\r", 4*time.Millisecond)
	b.awaitScans(h, element)
	b.await("document.querySelector('.prompt input').value === '26'")
	b.types("0311\r")
	b.until("the lot", func() bool { m := h.heard(); return len(m) == 2 && m[1].Kind == "text" && m[1].Text == "260311" })
}

// TestTypedWithoutFocus: a lot may be typed though its field was not touched.
func TestTypedWithoutFocus(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	s := whichLot()
	s.Prompt = &screen.Prompt{Kind: screen.AnyText, Label: plain("Lot")}
	h.show(dock, s)
	b := atDock(t, h, 320, 480)
	b.types("ab-7\r")
	b.until("the lot", func() bool { m := h.heard(); return len(m) == 1 && m[0].Kind == "text" && m[0].Text == "ab-7" })
}

// TestTypedDate is shown in its places before it counts, in both year forms.
func TestTypedDate(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, whichLot())
	b := atDock(t, h, 320, 480)
	b.types("2803")
	b.await("document.querySelector('.typed output').textContent === '28-03-__'")
	for _, k := range []string{"clear", "2", "0", "2", "8", "0", "3", "3", "1"} {
		b.tap("[data-key='" + k + "']")
	}
	b.await("document.querySelector('.typed output').textContent === '2028-03-31'")
	b.tap(".ok")
	b.until("the date", func() bool { m := h.heard(); return len(m) == 1 && m[0].Text == "20280331" })
}

// TestFocusedButton: a gun's Enter and Space do not press the button tapped last.
func TestFocusedButton(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 1280, 800)
	get[bool](b, "(document.querySelector(`[data-choice=Undo]`).focus(), true)")
	b.shoots("LOT 7 B\r", 3*time.Millisecond)
	b.awaitScans(h, "LOT 7 B")
	if n := len(h.heard()); n != 1 {
		t.Errorf("%d messages, want the scan alone: %+v", n, h.heard())
	}
}

// TestStrayKeys: what is leant on or brushed does not spoil the next scan.
func TestStrayKeys(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 1280, 800)
	b.types("q")
	b.await("document.querySelector('.note.typing')")
	b.shoots("10ABC123\r", 3*time.Millisecond)
	b.awaitScans(h, "10ABC123")
	again := true
	b.types("x")
	for i := range 5 {
		time.Sleep(time.Duration(300-i*50) * time.Millisecond) // as a key repeats that somebody leans on
		b.press(input.DispatchKeyEventParams{Key: "x", Code: "KeyX", Text: "x", WindowsVirtualKeyCode: 88, AutoRepeat: &again})
	}
	b.shoots("10ABC124\r", 3*time.Millisecond)
	b.awaitScans(h, "10ABC123", "10ABC124")
}

// TestShortcutsOfAGun: control characters in a barcode press Ctrl keys, and
// none of them may reach the browser.
func TestShortcutsOfAGun(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 1280, 800)
	get[bool](b, `(window.through = [], window.addEventListener("keydown", (e) => { if (e.ctrlKey && e.key !== "Control" && !e.defaultPrevented) through.push(e.key); }), true)`)
	for _, c := range "JMOPSDHU" { // downloads, open, print, save, bookmark, history, source
		b.typeOne(c & 31)
	}
	b.shoots("10AB\x10\x13\x0fC\r", 2*time.Millisecond)
	b.awaitScans(h, "10AB\x10\x13\x0fC")
	if got := get[[]string](b, "through"); len(got) > 0 {
		t.Errorf("the browser got Ctrl with %q", got)
	}
}

// TestPaste is a scan by hand, a line each; in a field it is text.
func TestPaste(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 1280, 800)
	get[bool](b, `(() => { const d = new DataTransfer(); d.setData("text", "0109501101530003\n10aB\u001d\n"); return document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: d, bubbles: true, cancelable: true })); })()`)
	b.awaitScans(h, "0109501101530003", "10aB"+gs)
}

// TestFlood: what is longer than any barcode is refused in words and sent to nobody.
func TestFlood(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 1280, 800)
	get[bool](b, `(() => { for (let i = 0; i < 6000; i++) document.dispatchEvent(new KeyboardEvent("keydown", { key: "7", code: "Digit7", bubbles: true })); return true; })()`)
	b.shoots("\r", 0)
	b.await("document.querySelector('.note.is-bad')")
	b.shoots("10ABC\r", 2*time.Millisecond)
	b.awaitScans(h, "10ABC")
}

// TestAndroidWedge: there the gun's text comes without keys, into the field
// that holds the focus unseen.
func TestAndroidWedge(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, received())
	b := newTab(t)
	_, err := chromedp.Call(b.ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "Mozilla/5.0 (Linux; Android 8.1.0; TC25) Chrome/61.0"})
	b.must(err)
	b.open(h.URL+"/station/dock-1", 320, 480)
	b.await("document.activeElement.hasAttribute('data-catch')")
	insert := func(text string) {
		b.press(input.DispatchKeyEventParams{Key: "Unidentified", WindowsVirtualKeyCode: 229})
		_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text})
		b.must(err)
	}
	insert(element) // all at once, as DataWedge commits it
	b.awaitScans(h, element)
	for _, c := range "10aB9" { // or a character at a time
		insert(string(c))
	}
	b.shoots("\r", 0)
	b.awaitScans(h, element, "10aB9")
}

// TestCapsLock swaps what the keys say; what the gun meant is told by Shift.
func TestCapsLock(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 320, 480)
	get[bool](b, `(() => {
  const press = (key, shiftKey) => document.dispatchEvent(new KeyboardEvent("keydown", { key, code: "Key" + key.toUpperCase(), shiftKey, modifierCapsLock: true, bubbles: true, cancelable: true }));
  press("A", false); press("b", true); press("C", false);
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, modifierCapsLock: true }));
  return true;
})()`)
	b.awaitScans(h, "aBc")
	b.await("document.querySelector('.note').textContent.includes('Caps Lock')")
}
