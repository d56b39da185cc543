package label

import (
	"image"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// read decodes a picture of one barcode with gozxing, which shares no line
// with what drew it, and returns the content as a scanner sends it: with the
// symbology identifier of GS1, and GS between elements.
func read(t fataler, kind Kind, picture image.Image) string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatalf("binarizing: %v", err)
	}
	reader := map[Kind]gozxing.Reader{
		DataMatrix: datamatrix.NewDataMatrixReader(), Code128: oned.NewCode128Reader(),
		QR: qrcode.NewQRCodeReader(), EAN13: oned.NewEAN13Reader(),
	}[kind]
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_ASSUME_GS1: true}
	if kind == DataMatrix || kind == QR {
		hints[gozxing.DecodeHintType_PURE_BARCODE] = true
	}
	result, err := reader.Decode(bits, hints)
	if err != nil {
		t.Fatalf("%s does not decode: %v", kind, err)
	}
	text := result.GetText()
	if result.GetResultMetadata()[gozxing.ResultMetadataType_SYMBOLOGY_IDENTIFIER] == "]d2" {
		// The FNC1 in front comes as a GS, which the identifier stands for.
		text = GS1DataMatrix + text[1:]
	}
	return text
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// crop is the part of a page within a box, as a camera would be held over it.
func crop(p Page, at box) image.Image {
	return p.Image().(*image.Paletted).SubImage(image.Rect(at.x, at.y, at.x+at.width, at.y+at.height))
}

// where is the box of the field of g drawn as show.
func where(g Design, show Show, dpmm int) box {
	d := drawing{Page: Page{DPMM: dpmm}}
	for _, f := range g.Fields {
		if f.Show == show {
			return box{d.dots(f.X), d.dots(f.Y), d.dots(f.Width), d.dots(f.Height)}
		}
	}
	return box{}
}

func TestReaderSeesTheDifference(t *testing.T) {
	plain, err := Barcode(DataMatrix, []byte("0106901234567892"), 3)
	if err != nil {
		t.Fatal(err)
	}
	gs1, err := Barcode(DataMatrix, []byte("]d20106901234567892"), 3)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := read(t, DataMatrix, plain.Image()), read(t, DataMatrix, gs1.Image()); a == b {
		t.Errorf("plain and GS1 both read as %q: this reader proves nothing", a)
	}
}
