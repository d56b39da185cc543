package datamatrix

import (
	"errors"
	"strings"
	"testing"

	"github.com/boombuler/barcode/datamatrix"
	"pgregory.net/rapid"
)

// TestSameAsBoombuler draws data with another encoder, module by module, in
// every size.
func TestSameAsBoombuler(t *testing.T) {
	seen := map[int]bool{}
	for n := 1; n <= 1300; n += 1 + n/40 {
		seen[same(t, strings.Repeat("a7Q~", n/4+1)[:n])] = true
	}
	for i := range sizes {
		s := &sizes[i]
		if !seen[s.side] {
			t.Errorf("no data of the test made a symbol of %d modules", s.side)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[ -~]{1,30}[0-9]{0,20}[ -~]{0,20}`).Draw(t, "text")
		if rapid.Bool().Draw(t, "gs1") {
			text = "\xe8" + text + "\xe8" + text
		}
		same(t, text)
	})
}

type complains interface {
	Helper()
	Fatalf(format string, args ...any)
}

func same(t complains, text string) (side int) {
	t.Helper()
	want, err := datamatrix.Encode(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var data []int
	for _, b := range []byte(text) {
		if data = append(data, int(b)); b == datamatrix.FNC1 {
			data[len(data)-1] = FNC1
		}
	}
	got, err := Encode(data, 132)
	if err != nil || got.Side != want.Bounds().Dx() {
		t.Fatalf("%q: %d modules, want %d: %v", text, got.Side, want.Bounds().Dx(), err)
	}
	for y := range got.Side {
		for x := range got.Side {
			r, _, _, _ := want.At(x, y).RGBA()
			if (got.Modules[y*got.Side+x] == 1) != (r == 0) {
				t.Fatalf("%q: module %d, %d of %d differs", text, x, y, got.Side)
			}
		}
	}
	return got.Side
}

func TestTooMuch(t *testing.T) {
	data := make([]int, 1305)
	if _, err := Encode(data, 132); !errors.Is(err, ErrSize) {
		t.Errorf("1305 bytes: %v", err)
	}
	if _, err := Encode(data[:40], 24); !errors.Is(err, ErrSize) {
		t.Errorf("40 bytes in 24 modules: %v", err)
	}
}
