package site

import (
	"bytes"
	"image/png"
	"testing"

	"lotgate/internal/intake"
	"lotgate/internal/stock"
)

// TestEveryDemoCodeIsDrawn draws each barcode of the demo's page: one without
// its picture cannot be scanned off the screen.
func TestEveryDemoCodeIsDrawn(t *testing.T) {
	kinds := map[string]int{}
	for _, group := range intake.DemoCodes(stock.Date("2026-06-01")) {
		for _, code := range group.Codes {
			var picture bytes.Buffer
			if err := (demoPort{}).Code(code.Data, code.As, &picture); err != nil {
				t.Errorf("%q as %s: %v", code.Data, code.As, err)
				continue
			}
			if _, err := png.Decode(&picture); err != nil {
				t.Errorf("%q as %s: %v", code.Data, code.As, err)
			}
			kinds[code.As]++
		}
	}
	for _, kind := range []string{"datamatrix", "code128", "ean13", "qr"} {
		if kinds[kind] == 0 {
			t.Errorf("the demo shows no %s", kind)
		}
	}
}
