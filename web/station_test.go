package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// TestStates: every state has its word and shape as well as its colour, and
// what is to be read keeps a contrast of 7:1 in both themes.
func TestStates(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	b := newTab(t)
	for _, theme := range []string{"light", "dark"} {
		for i, s := range []screen.Screen{atWork(), received(), whichLot(), shortDated()} {
			t.Run(theme+" "+string(s.State), func(t *testing.T) {
				s.Beep = uint64(i + 1)
				h.show(dock, s)
				b.open(h.URL+"/station/dock-1", 320, 480)
				get[bool](b, "(localStorage.setItem('lotgate.theme', "+quote(theme)+"), true)")
				b.open(h.URL+"/station/dock-1", 320, 480)
				b.await("document.querySelector('.face.is-" + string(s.State) + " .state .shape-" + string(s.State) + "') && document.documentElement.className === " + quote(theme))
				b.shoot("theme-" + theme + "-" + string(s.State))
				word := map[screen.State]string{screen.Idle: "Ready", screen.Good: "Good", screen.Ask: "Question", screen.Bad: "Refused"}[s.State]
				if got := get[string](b, "document.querySelector('.state b').textContent"); got != word {
					t.Errorf("word %q, want %q", got, word)
				}
				if pale := get[[]string](b, contrast); len(pale) > 0 {
					t.Errorf("contrast below 7: %q", pale)
				}
			})
		}
	}
}

// contrast names texts of a face whose contrast by WCAG 2 is below 7:1.
const contrast = `(() => {
  const parse = (c) => (c.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255, v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4))).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const pale = [];
  document.querySelectorAll(".face *").forEach((e) => {
    const own = Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest(":disabled")) return;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 7) pale.push(e.className + " " + e.textContent.slice(0, 20) + " " + ratio.toFixed(2));
  });
  return pale;
})()`

// TestTypeSizes: the big line is as big as it must be to be read from afar.
func TestTypeSizes(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	b := newTab(t)
	s := received()
	s.Big = plain("Compound sulfamethoxazole and trimethoprim tablets for oral suspension 0.4 g / 80 mg × 100")
	h.show(dock, s)
	h.show("/api/v1/boards/dock/live", dockBoard())
	for _, c := range []struct {
		path          string
		width, height int64
		least         float64
	}{{"/station/dock-1", 320, 480, 32}, {"/station/dock-1", 1280, 800, 56}, {"/board/dock", 1920, 1080, 96}} {
		b.open(h.URL+c.path, c.width, c.height)
		b.await("document.querySelector('.big')")
		b.shoot(fmt.Sprintf("long%s-%d", slashless(c.path), c.width))
		if got := get[float64](b, "parseFloat(getComputedStyle(document.querySelector('.big')).fontSize)"); got < c.least {
			t.Errorf("%s at %d: big line of %v px, want %v", c.path, c.width, got, c.least)
		}
	}
	if got := get[float64](b, "Math.min(...Array.from(document.querySelectorAll('.row .text')).map((e) => parseFloat(getComputedStyle(e).fontSize)))"); got < 40 {
		t.Errorf("a board's rows are %v px high; at ten metres that is not read", got)
	}
	if got := get[string](b, "getComputedStyle(document.querySelector('.face')).fontVariantNumeric"); got != "tabular-nums" {
		t.Errorf("figures are %s", got)
	}
}

// TestLotFace: the face of lots has come, for zero and O to differ in it.
func TestLotFace(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, received())
	b := atDock(t, h, 1280, 800)
	b.await("document.fonts.check('20px Lot') && getComputedStyle(document.querySelector('.field.code dd')).fontFamily.startsWith('Lot')")
}

// TestChoices: a tap sends its choice once, under an id of its own.
func TestChoices(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, received())
	b := atDock(t, h, 320, 480)
	b.tap("[data-choice=Quarantine]")
	b.tap("[data-choice=Undo]")
	b.until("two choices", func() bool { return len(h.heard()) == 2 })
	got := h.heard()
	if got[0].Choice != "Quarantine" || got[1].Choice != "Undo" || got[0].ID == got[1].ID || len(got[0].ID) != 36 {
		t.Errorf("sent %+v", got)
	}
}

// TestManyChoices are turned over in pages; all of them can be reached.
func TestManyChoices(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	s := shortDated()
	s.Choices = choices("", "damaged", "wet", "torn label", "no papers", "too warm", "wrong item", "other", "back")
	h.show(dock, s)
	b := atDock(t, h, 320, 480)
	if got := get[[]string](b, spills); len(got) > 0 {
		t.Errorf("spills: %q", got)
	}
	b.tap(".choices .turn")
	b.tap("[data-choice=other]")
	b.until("the choice", func() bool { m := h.heard(); return len(m) == 1 && m[0].Choice == "other" })
}

// TestSoundOnce: an answer sounds once, in its own pattern, and is not heard
// again because the page drew or joined again.
func TestSoundOnce(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	s := received()
	h.show(dock, s)
	b := atDock(t, h, 1280, 800)
	b.await("document.querySelector('.mute')")
	b.tap(".big") // browsers want a gesture first
	b.await("!document.querySelector('.mute')")
	beep := func(state screen.State, n uint64) {
		s.State, s.Beep, s.Big = state, n, plain(fmt.Sprintf("answer %d", n))
		h.show(dock, s)
		b.await("document.querySelector('.big').textContent === " + quote(fmt.Sprintf("answer %d", n)))
	}
	beep(screen.Good, 8)
	beep(screen.Good, 8)
	beep(screen.Ask, 9)
	beep(screen.Bad, 10)
	beep(screen.Idle, 11)
	h.hangUp()
	b.until("the page to join again", func() bool { return h.joined() > 1 })
	beep(screen.Idle, 11)
	if got := get[[]float64](b, "sounds"); fmt.Sprint(got) != "[1760 1047 1047 196]" {
		t.Errorf("sounds %v, want one high, two middle, one low", got)
	}
}

// TestAway: without a line the page says so over everything, takes no scan,
// and shows the present state when the line is back.
func TestAway(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 320, 480)
	b.allow("WebSocket connection")
	h.set(func(h *house) { h.down = true })
	h.hangUp()
	b.await("document.body.innerText.includes('Scans here do not count')")
	b.shoot("away-320")
	if got := get[string](b, "document.body.innerText"); strings.Contains(got, "Amoxicillin") {
		t.Errorf("the old screen is still there: %s", got)
	}
	b.shoots("10ABC\r", 0)
	h.set(func(h *house) { h.down = false })
	h.show(dock, shortDated())
	b.await("document.querySelector('.face.is-bad')")
	b.shoots("10DEF\r", 0)
	b.awaitScans(h, "10DEF")
}

// TestLostMessage: what was on its way when the line broke is brought again
// under the same id, so that it counts once.
func TestLostMessage(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	h.set(func(h *house) { h.deaf = true; h.answers["POST /api/v1/stations/dock-1/input"] = row{} })
	b := atDock(t, h, 320, 480)
	b.shoots("10ABC\r", 0)
	b.until("the message on the line", func() bool { return h.lost() == 1 })
	h.hangUp()
	b.until("the message by request", func() bool { return len(h.heard()) == 1 })
	if m := h.heard()[0]; m.Via != "post" || m.Kind != "scan" || m.ID != h.lostID() {
		t.Errorf("brought again %+v, lost %s", m, h.lostID())
	}
}

// TestLockedFace: a badge goes to the station, the PIN by a request, and the
// page joins anew as the person who signed in.
func TestLockedFace(t *testing.T) {
	h := newHouse(t)
	h.show(dock, pinPlease())
	h.set(func(h *house) { h.answers["POST /api/v1/stations/dock-1/signin"] = nil })
	b := atDock(t, h, 320, 480)
	b.allow("401")
	b.shoots("LGP.1001\r", 0)
	b.awaitScans(h, "LGP.1001")
	for _, k := range "1379" {
		b.tap(fmt.Sprintf("[data-key='%c']", k))
	}
	b.await("document.querySelector('.typed output').textContent === '\u25cf\u25cf\u25cf\u25cf'")
	b.tap(".ok")
	b.await("document.querySelector('.note.is-bad')")
	b.shoot("locked-wrong-320")
	if got := get[[]string](b, spills); len(got) > 0 {
		t.Errorf("spills: %q", got)
	}
	h.set(func(h *house) { h.answers["POST /api/v1/stations/dock-1/signin"] = row{} })
	h.signIn()
	before := h.joined()
	b.types("1379\r")
	b.until("the page to join anew", func() bool { return h.joined() > before })
	h.show(dock, atWork())
	b.await("document.querySelector('.big').textContent === 'B-03-2'")
	want := `POST /api/v1/stations/dock-1/signin {"pin":"1379"}`
	if got := h.sent(); len(got) != 2 || got[0] != want || got[1] != want {
		t.Errorf("sent %q", got)
	}
}

// TestPinOfASecondPerson answers a question of the task and is no sign-in.
func TestPinOfASecondPerson(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	s := pinPlease()
	s.People = []words.Text{words.Plain("Li Na")}
	h.show(dock, s)
	b := atDock(t, h, 320, 480)
	b.types("2468\r")
	b.until("the PIN as an answer", func() bool { m := h.heard(); return len(m) == 1 && m[0].Kind == "text" && m[0].Text == "2468" })
	if got := h.sent(); len(got) > 0 {
		t.Errorf("sent %q", got)
	}
}

// TestAcknowledge: a bad answer stays until it is touched; then its colour
// goes and its words stay.
func TestAcknowledge(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, shortDated())
	b := atDock(t, h, 1280, 800)
	b.await("document.querySelector('.face.is-bad')")
	b.tap(".answer .big")
	b.await("document.querySelector('.face.is-idle .state .shape-bad')")
	s := shortDated()
	s.Beep++
	h.show(dock, s)
	b.await("document.querySelector('.face.is-bad')")
}

// TestMenu takes the place of the screen, switches language and theme, and a
// scan closes it.
func TestMenu(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 320, 480)
	b.tap(".bar .tool")
	b.await("document.querySelector('.menu')")
	b.shoot("menu-320")
	if got := get[[]string](b, spills); len(got) > 0 {
		t.Errorf("spills: %q", got)
	}
	b.tap(".menu [lang=zh-CN]")
	b.await("document.documentElement.lang === 'zh-CN'")
	b.until("the person's language", func() bool {
		return strings.Contains(strings.Join(h.sent(), "\n"), `PUT /api/v1/me/language {"language":"zh-CN"}`)
	})
	b.await("document.querySelector('.face')")
	time.Sleep(50 * time.Millisecond)
	b.shoots("10ABC\r", 0)
	b.awaitScans(h, "10ABC")
	b.await("!document.querySelector('.menu')")
	b.shoot("chinese-320")
}

// TestDemoClick sends a card's bytes to the chosen virtual gun.
func TestDemoClick(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	b := newTab(t)
	b.open(h.URL+"/demo", 1920, 1080)
	b.tap(".card")
	b.until("the click", func() bool {
		return len(h.sent()) == 1 && h.sent()[0] == `POST /api/v1/demo/scan {"scanner":"gun-dock","data":"XWQyMDEwOTUwMTEwMTUzMDAw"}`
	})
	b.tap("[data-badge='1001']")
	b.until("the badge", func() bool { return len(h.sent()) == 2 && strings.Contains(h.sent()[1], `"TEdQLjEwMDE="`) })
}

// TestOffline: the page itself is kept, so that a handheld out of reach still
// says in our words that nothing counts.
func TestOffline(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	h.show(dock, idleAtDock())
	b := atDock(t, h, 320, 480)
	b.await("navigator.serviceWorker.controller")
	b.allow("ERR_CONNECTION_REFUSED")
	b.allow("WebSocket connection")
	b.open(h.URL+"/station/dock-1", 320, 480)
	b.await("document.querySelector('.face .big')")
	h.hangUp()
	h.Close()
	b.open(h.URL+"/station/dock-1", 320, 480)
	b.await("document.body.innerText.includes('Scans here do not count')")
}
