package label

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
)

// codewords are the values of a drawn Code 128, from start to check.
func codewords(t *testing.T, p Page) (text string, words []byte) {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(p.Image())
	if err != nil {
		t.Fatal(err)
	}
	result, err := oned.NewCode128Reader().Decode(bits, nil)
	if err != nil {
		t.Fatalf("it does not decode: %v", err)
	}
	return result.GetText(), result.GetRawBytes()
}

func TestASetupBarcodeSaysThatItIsOne(t *testing.T) {
	const fnc3 = 96 // in sets A and B; set C has none
	for name, data := range map[string]string{
		"in front": "\xF3$P,CAIEN01,P\r", "at the end": "PRECA2;PREBK2995C81.\xF3", "before digits": "\xF3123456", "alone with one": "\xF3A",
	} {
		page, err := Setup(Code128, []byte(data), 2)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, words := codewords(t, page)
		if want := string(bytes.ReplaceAll([]byte(data), []byte{FNC3}, nil)); text != want {
			t.Errorf("%s: reads %q, want %q", name, text, want)
		}
		if !slices.Contains(words, fnc3) {
			t.Errorf("%s: %v lacks FNC3", name, words)
		}
	}
}

func TestNoDataFromElsewhereSetsAScannerUp(t *testing.T) {
	if _, err := Barcode(Code128, []byte("\xF3$P"), 2); !errors.Is(err, ErrContents) {
		t.Errorf("a label with FNC3: %v", err)
	}
}

func TestSetupBarcodesThatCannotBeDrawn(t *testing.T) {
	for name, c := range map[string]struct {
		data   string
		module int
		want   error
	}{
		"no module": {"\xF3A", 0, ErrModule}, "a byte of no sort": {"\xF3\xFF", 2, ErrContents}, "too long": {"\xF3" + string(bytes.Repeat([]byte("A"), 90)), 2, ErrContents},
		"nothing": {"", 2, ErrContents},
	} {
		if _, err := Setup(Code128, []byte(c.data), c.module); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestASetupBarcodeMayBeAQR(t *testing.T) {
	page, err := Setup(QR, []byte("@MENU_OPTO@ZZ@RY@$1@ZZ@OTPO_UNEM@"), 4)
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, QR, page.Image()); got != "@MENU_OPTO@ZZ@RY@$1@ZZ@OTPO_UNEM@" {
		t.Errorf("reads %q", got)
	}
}
