package site_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"lotgate/internal/device"
	"lotgate/internal/document"
	"lotgate/internal/site"
)

// withVirtualGuns hangs the demo's own guns on the stations.
func withVirtualGuns(t testing.TB) func(*site.Options) {
	return func(o *site.Options) {
		o.Scanners = nil
		for i, station := range o.Stations {
			spec, err := device.ParseSpec(fmt.Sprintf("virtual:gun-%d?profile=generic-serial&station=%s", i+1, station.ID))
			if err != nil {
				t.Fatal(err)
			}
			o.Scanners = append(o.Scanners, spec)
		}
	}
}

// TestDemoPage does what the README tells a newcomer to do: all by clicking on
// the demo's barcodes, which go through a pty like any gun's.
func TestDemoPage(t *testing.T) {
	chromium := chromium.or(t)
	h := newHouse(t, withVirtualGuns(t), withFolder)
	b := chromium.profile(t)
	b.open(h.Address() + "/demo")
	b.click("[data-badge='1001']")
	b.pin(pinOf("1001"))
	b.await("document.querySelector('.pane .face .crew')")
	b.click("Array.from(document.querySelectorAll('.groups button')).find((e) => e.innerText.includes('CG-1001'))")
	b.card([]byte("LGD.CG-1001"))
	b.says(".pane .face .where", "CG-1001")
	b.await("Array.from(document.querySelectorAll('.cards img')).slice(0, 3).every((i) => i.complete && i.naturalWidth > 20)")
	b.card(code(t, "CG-1001", "good", 0))
	b.await("document.querySelector('.pane .face.is-good')")
	b.card(code(t, "CG-1001", "expired", 0))
	b.await("document.querySelector('.pane .face.is-bad')")
	b.shoot("e2e-demo")
	if n := len(facts[document.PackReceived](t, h.Books(), 0)); n != 1 {
		t.Errorf("%d packs booked, want the good one", n)
	}
	until(t, "its label is printed", func() bool { return len(facts[document.LabelEnded](t, h.Books(), 0)) == 1 })
}

// card clicks the barcode that holds a code.
func (b *tab) card(data []byte) {
	b.t.Helper()
	b.click("[data-code='" + base64.StdEncoding.EncodeToString(data) + "']")
}

// click presses an element, named by its selector or by an expression.
func (b *tab) click(what string) {
	b.t.Helper()
	if what[0] == '[' {
		what = "document.querySelector(" + quote(what) + ")"
	}
	b.await(what)
	get[bool](b, "("+what+".click(), true)")
}
