package site_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserClosed closes the whole browser in the middle of a delivery. The
// guns go on booking; a browser that is opened later shows how things stand
// once its person has signed in, and a gun that types into its page books on.
func TestBrowserClosed(t *testing.T) {
	h := newHouse(t)
	var first browser
	keeper := first.or(t).profile(t)
	h.signInPage(keeper, 0, "dock-1", "1001")
	h.scan(0, "LGD.CG-1001")
	keeper.says(".face .where", "CG-1001")
	scans := []string{"C0", "C1", "C2", "C3", "C4", "C5"}
	h.scan(0, string(serialised(t, scans[0])), string(serialised(t, scans[1])))
	keeper.says(".face .field", scans[1])

	keeper.check()
	if err := chromedp.Cancel(first.ctx); err != nil {
		t.Fatal(err)
	}
	h.scan(0, string(serialised(t, scans[2])), string(serialised(t, scans[3])))
	until(t, "the guns have gone on", func() bool { return slices.Equal(received(t, h.Books(), 0), scans[:4]) })

	keeper = chromium.or(t).profile(t)
	keeper.open(h.Address() + "/station/dock-1")
	keeper.await("document.querySelector('.face .big')")
	if text := keeper.text("body"); text == "" || keeper.shows(scans[3]) {
		t.Errorf("a stranger's browser shows %q", text)
	}
	h.scan(0, "LGP.1001") // said to a station that is at work: the page asks for the PIN
	keeper.pin(pinOf("1001"))
	keeper.says(".face .where", "CG-1001")
	keeper.keys(string(serialised(t, scans[4])) + "\r")
	keeper.says(".face .field", scans[4])
	keeper.says(".face .progress", "5")
	h.scan(0, string(serialised(t, scans[5])))
	keeper.says(".face .field", scans[5])
	keeper.keys(string(serialised(t, scans[5])) + "\r")
	keeper.await("document.querySelector('.face.is-bad')")
	if got := received(t, h.Books(), 0); !slices.Equal(got, scans) {
		t.Errorf("booked %v, scanned %v", got, scans)
	}
	keeper.shoot("e2e-reopened")
}

// shows reports whether the page says a text anywhere.
func (b *tab) shows(text string) bool {
	b.t.Helper()
	return get[bool](b, fmt.Sprintf("document.body.innerText.includes(%s)", quote(text)))
}
