package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"lotgate/internal/screen"
)

const dock = "/api/v1/stations/dock-1/live"

var signedIn = map[string]any{"id": "li", "name": "Li Na", "roles": []string{"keeper"}, "language": "en",
	"rights": []string{"station.view", "station.use", "board.view", "stock.view", "document.view", "label.view", "label.print", "master.import", "device.view", "policy.view", "policy.change"}}

func (h *house) signIn() {
	h.set(func(h *house) { h.me["person"] = signedIn; h.me["station"] = "dock-1" })
}

var rooms = []struct{ width, height int64 }{{320, 480}, {1280, 800}, {1920, 1080}}

// TestStationFits draws every kind of screen in every room: nothing may
// scroll, be cut, or be too small for a glove.
func TestStationFits(t *testing.T) {
	scenes := map[string]screen.Screen{"good": received(), "bad": shortDated(), "ask": whichLot(), "idle": atWork(), "badge": badgePlease(), "pin": pinPlease()}
	h := newHouse(t)
	h.signIn()
	b := newTab(t)
	for name, s := range scenes {
		for _, room := range rooms {
			t.Run(fmt.Sprintf("%s %dx%d", name, room.width, room.height), func(t *testing.T) {
				h.show(dock, s)
				b.open(h.URL+"/station/dock-1", room.width, room.height)
				b.await("document.querySelector('.face .big')")
				b.shoot(fmt.Sprintf("station-%s-%d", name, room.width))
				if got := get[[]string](b, spills); len(got) > 0 {
					t.Errorf("spills: %q", got)
				}
			})
		}
	}
}

// spills names what scrolls, what sticks out of the window, and buttons that are too small.
const spills = `(() => {
  const out = [], root = document.documentElement;
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) out.push("page scrolls");
  document.querySelectorAll(".face *").forEach((e) => {
    const r = e.getBoundingClientRect();
    if (e.closest(".bar h1 *")) return; // clipped by the line that it is part of
    if (!r.width || getComputedStyle(e).visibility === "hidden") return;
    const name = e.tagName + "." + (e.className.baseVal || e.className) + " " + e.textContent.slice(0, 30);
    if (r.bottom > innerHeight + 1 || r.right > innerWidth + 1 || r.top < -1 || r.left < -1) out.push("outside: " + name);
    if (e.tagName === "BUTTON" && !e.closest(".bar") && (r.width < 56 || r.height < 56)) out.push("small: " + name + " " + r.width + "x" + r.height);
    const body = e.closest(".body");
    if (body && r.bottom > body.getBoundingClientRect().bottom + 1 && !e.closest("ul, dl")) out.push("over the edge: " + name);
    if (e.tagName === "BUTTON" && e.scrollHeight > e.clientHeight + 2) out.push("cut: " + name);
  });
  return out;
})()`

// TestAWindowThatChangesItsSizeCutsNothing: rows that fitted a larger window
// are left out whole in a smaller one, and come back.
func TestAWindowThatChangesItsSizeCutsNothing(t *testing.T) {
	h := newHouse(t)
	h.signIn()
	s := received()
	due := &s.Lists[0]
	for i := range 8 {
		row := due.Rows[0]
		row.Text = plain(fmt.Sprintf("Compound sulfamethoxazole tablets for oral suspension %d", i))
		due.Rows = append(due.Rows, row)
	}
	s.Lists[1].Rows = append(s.Lists[1].Rows, s.Lists[1].Rows...)
	h.show(dock, s)
	b := newTab(t)
	b.open(h.URL+"/station/dock-1", 1920, 1080)
	b.await("document.querySelector('.lists .row')")
	wide := get[int](b, shownRows)
	for _, room := range [][2]int64{{1280, 800}, {1920, 1080}, {320, 480}, {1280, 700}, {320, 480}, {1920, 1080}} {
		b.run(chromedp.EmulateViewport(room[0], room[1]))
		b.await(fmt.Sprintf("innerWidth === %d && innerHeight === %d && (%s).length === 0", room[0], room[1], cutRows))
	}
	if wide == 0 {
		t.Error("no row was shown at first")
	}
	b.await(fmt.Sprintf("%s === %d", shownRows, wide)) // the page measures a frame after it has changed its size
}

const (
	visibleRows = `Array.from(document.querySelectorAll(".lists .row")).filter((e) => e.style.visibility !== "hidden")`
	shownRows   = visibleRows + `.length`
	cutRows     = visibleRows + `.filter((e) => e.getBoundingClientRect().bottom > e.parentElement.getBoundingClientRect().bottom + 1)`
)
