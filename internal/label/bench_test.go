package label

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/datamatrix"

	"lotgate/internal/words"
)

const benchElements = "0106901234567892" + "17280331" + "10AB0O1I23"

// BenchmarkBarcode draws what a label bears, 4 and 2 dots a module, each beside
// the same symbol scaled as a picture and copied dot by dot, in one run.
func BenchmarkBarcode(b *testing.B) {
	b.Run("datamatrix/modules", func(b *testing.B) { draws(b, DataMatrix, GS1DataMatrix+benchElements, 4) })
	b.Run("datamatrix/scaled", func(b *testing.B) {
		for b.Loop() {
			bars, err := datamatrix.Encode("\xe8" + benchElements)
			if err != nil {
				b.Fatal(err)
			}
			side := bars.Bounds().Dx() * 4
			scaled(b, bars, side, side)
		}
	})
	b.Run("code128/modules", func(b *testing.B) { draws(b, Code128, "LGL.B-03-2", 2) })
	b.Run("code128/scaled", func(b *testing.B) {
		for b.Loop() {
			bars, err := code128.Encode("LGL.B-03-2")
			if err != nil {
				b.Fatal(err)
			}
			scaled(b, bars, bars.Bounds().Dx()*2, barModules*2)
		}
	})
}

func draws(b *testing.B, kind Kind, data string, module int) {
	for b.Loop() {
		if _, err := Barcode(kind, []byte(data), module); err != nil {
			b.Fatal(err)
		}
	}
}

// scaled is the way without this package: a scaled picture, copied dot by dot.
func scaled(b *testing.B, bars barcode.Barcode, width, height int) {
	picture, err := barcode.Scale(bars, width, height)
	if err != nil {
		b.Fatal(err)
	}
	page := newPage(width, height, 0)
	for y := range height {
		for x := range width {
			if r, _, _, _ := picture.At(x, y).RGBA(); r == 0 {
				page.fill(x, y, 1, 1)
			}
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	d := amoxicillin()
	for b.Loop() {
		if _, err := Draw(d, 8, words.Chinese); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkZint makes the same symbols with zint (Debian package zint), where
// it is installed: many in one run of the program, which writes them all into
// one pipe.
func BenchmarkZint(b *testing.B) {
	program, err := exec.LookPath("zint")
	if err != nil {
		b.Skip("zint is not installed: nothing to compare with")
	}
	for _, c := range []struct {
		name, line string
		args       []string
	}{
		{"datamatrix", "[01]06901234567892[17]280331[10]AB0O1I23", []string{"-b", "71", "--gs1"}},
		{"code128", "LGL.B-03-2", []string{"-b", "20", "--notext"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			input := filepath.Join(b.TempDir(), "in.txt")
			if err := os.WriteFile(input, []byte(strings.Repeat(c.line+"\n", b.N)), 0o600); err != nil {
				b.Fatal(err)
			}
			command := exec.Command(program, append(c.args, "--batch", "-i", input, "--direct", "--filetype=gif")...)
			b.ResetTimer()
			if err := command.Run(); err != nil {
				b.Fatal(err)
			}
		})
	}
}
