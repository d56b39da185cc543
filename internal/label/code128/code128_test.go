package code128

import (
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/boombuler/barcode/code128"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"pgregory.net/rapid"
)

// read decodes modules with gozxing, which shares no line with what drew them.
func read(t interface{ Fatalf(string, ...any) }, modules []byte) string {
	const dot, quiet = 3, 12
	picture := image.NewGray(image.Rect(0, 0, dot*(len(modules)+2*quiet), 60))
	for x := range picture.Rect.Dx() {
		shade := color.Gray{255}
		if at := x/dot - quiet; at >= 0 && at < len(modules) && modules[at] == 1 {
			shade = color.Gray{0}
		}
		for y := range 60 {
			picture.SetGray(x, y, shade)
		}
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatalf("binarizing: %v", err)
	}
	result, err := oned.NewCode128Reader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_ASSUME_GS1: true})
	if err != nil {
		t.Fatalf("does not decode: %v", err)
	}
	// gozxing takes a check character of the value of FNC1 for one.
	return strings.TrimSuffix(result.GetText(), "\x1d")
}

func bytesOf(text string) (data []int) {
	for _, b := range []byte(text) {
		if b == 0x1d {
			data = append(data, FNC1)
			continue
		}
		data = append(data, int(b))
	}
	return data
}

func TestEncode(t *testing.T) {
	for _, c := range []struct {
		text       string
		characters int // with start and check
	}{
		{"A", 3}, {"LGL.B-03-2", 12}, {"12", 3}, {"123", 5}, {"1234", 4}, {"12345", 6}, {"AB1234", 7}, {"AB12C", 7}, {"A123456B", 9}, {"A1234567B", 10},
		{"a\x1bb\x01", 8}, {"\x01\x02\x03", 5}, {"abcXYZ", 8}, {"0106901234567892", 10},
		{"\x01\x01\x01\x01\x01\x010000AAAAAAaA0000\x010", 26}, {"AB\x01cd", 8}, {"12A34", 7}, {"\x01a\x02", 6}, {"a123456\x01", 9},
	} {
		modules, err := Encode(bytesOf(c.text))
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if got := read(t, modules); got != c.text {
			t.Errorf("%q reads %q", c.text, got)
		}
		if got := (len(modules) - 13) / 11; got != c.characters {
			t.Errorf("%q takes %d characters, want %d", c.text, got, c.characters)
		}
	}
}

// TestAnything reads back whatever ASCII there is, and is never longer than
// what another encoder makes of it.
func TestAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[\x01-\x1c\x20-\x7f]{0,6}[0-9]{0,9}[A-Za-z]{0,8}[0-9]{0,7}[a-z\x01-\x05]{0,4}[0-9]{1,3}`).Draw(t, "text")
		modules, err := Encode(bytesOf(text))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got := read(t, modules); got != text {
			t.Fatalf("%q reads %q", text, got)
		}
		other, err := code128.Encode(text)
		if err == nil && len(modules) > other.Bounds().Dx() {
			t.Fatalf("%q is %d modules wide, another's %d", text, len(modules), other.Bounds().Dx())
		}
	})
}

// TestGS1 has FNC1 in front and between, in every set.
func TestGS1(t *testing.T) {
	for text, want := range map[string]string{
		"\x1d0106901234567892" + "17280331" + "10AB0O\x1d21S1": "]C10106901234567892" + "17280331" + "10AB0O\x1d21S1",
		"\x1d10ab\x1d21123456":                                 "]C110ab\x1d21123456",
	} {
		modules, err := Encode(bytesOf(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, modules); got != want {
			t.Errorf("reads %q, want %q", got, want)
		}
	}
}

// TestFNC3 is drawn as another encoder draws it: gozxing passes it over.
func TestFNC3(t *testing.T) {
	modules, err := Encode(append([]int{FNC3}, bytesOf("SUFBKD.")...))
	if err != nil {
		t.Fatal(err)
	}
	other, err := code128.Encode(string(code128.FNC3) + "SUFBKD.")
	if err != nil || other.Bounds().Dx() != len(modules) {
		t.Fatalf("%d modules, another's %d: %v", len(modules), other.Bounds().Dx(), err)
	}
	for x, m := range modules {
		if r, _, _, _ := other.At(x, 0).RGBA(); (r == 0) != (m == 1) {
			t.Fatalf("module %d differs", x)
		}
	}
}

func TestRefuses(t *testing.T) {
	for text, want := range map[string]error{"": ErrEmpty, "caf\xe9": ErrByte, strings.Repeat("A", 200): ErrLong} {
		if _, err := Encode(bytesOf(text)); !errors.Is(err, want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
