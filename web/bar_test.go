package web_test

import (
	"maps"
	"testing"
)

// TestBarIsOneLine: with every page allowed, and a long name, the bar of the
// desk pages takes one line of a wide screen and does not stick out of it.
func TestBarIsOneLine(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	everything := maps.Clone(signedIn)
	everything["name"] = "Alexandra Everything-Whatsoever"
	everything["rights"] = []string{
		"board.view", "stock.view", "document.view", "label.view", "label.print", "master.import", "device.view", "policy.view", "policy.change",
		"requisition.view", "requisition.write", "requisition.approve", "urgent.review", "lot.inspect", "paper.write", "receipt.book", "supplier.review",
	}
	b := newTab(t)
	for _, language := range []string{"en", "zh-CN"} {
		everything["language"] = language
		h.set(func(h *house) { h.me["person"], h.me["demo"] = everything, true })
		b.open(h.URL+"/documents", 1920, 1080)
		b.await("document.querySelectorAll('.deskbar nav a').length > 15")
		b.shoot("bar-" + language)
		if high := get[float64](b, "document.querySelector('.deskbar').getBoundingClientRect().height"); high > 100 {
			t.Errorf("%s: the bar is %v px high", language, high)
		}
		if got := get[[]string](b, "[...document.querySelectorAll('.deskbar a, .deskbar button')].filter((e) => e.getBoundingClientRect().right > innerWidth || e.getBoundingClientRect().left < 0 || e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"); len(got) > 0 {
			t.Errorf("%s: out of sight: %q", language, got)
		}
		if get[bool](b, "document.documentElement.scrollWidth > innerWidth") {
			t.Errorf("%s: the page scrolls sideways", language)
		}
	}
}
