package web_test

import "testing"

// TestClockOfTheSite: pages show the site's time, wherever the browser thinks
// it is.
func TestClockOfTheSite(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	h.me["now"] = "2031-05-06T04:32:01+05:30"
	h.answers["GET /api/v1/labels"] = []row{{"id": "l1", "state": "printed", "at": "2031-05-06T03:59:58+05:30"}, {"id": "l2", "state": "printed", "at": "2031-05-05T23:59:58+05:30"}}
	b := newTab(t)
	b.open(h.URL+"/board/dock", 1920, 1080)
	b.await("/^04:3[2-9]$/.test((document.querySelector('.clock') || {}).textContent || '')")
	b.open(h.URL+"/labels", 1280, 800)
	b.await("Array.from(document.querySelectorAll('.paper time')).map((e) => e.textContent).join('|') === '03:59:58|2031-05-05 23:59'")
}
