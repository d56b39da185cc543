package label

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

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

// BenchmarkAgainstZint draws the same symbols as libzint (Debian package
// libzint-dev), in turns within one run, each as a picture in memory: the
// library and not the program, which would spend its time on writing files.
// Both make modules of two dots and bars of forty modules. The bar: ratio, ours
// to zint's, is at least 1.
func BenchmarkAgainstZint(b *testing.B) {
	zint := zintRate(b)
	for _, c := range []struct {
		kind                  Kind
		data                  string
		symbology, gs1, bytes string
	}{
		{DataMatrix, GS1DataMatrix + benchElements, "71", "1", "[01]06901234567892[17]280331[10]AB0O1I23"},
		{Code128, "LGL.B-03-2", "20", "0", "LGL.B-03-2"},
		{Code128, GS1Code128 + benchElements, "16", "1", "[01]06901234567892[17]280331[10]AB0O1I23"},
	} {
		b.Run(string(c.kind)+c.gs1, func(b *testing.B) {
			const each, rounds = 5000, 7
			var ratios, ours, theirs []float64
			for b.Loop() {
				for range rounds {
					begun := time.Now()
					for range each {
						if _, err := Barcode(c.kind, []byte(c.data), 2); err != nil {
							b.Fatal(err)
						}
					}
					ours = append(ours, float64(time.Since(begun).Nanoseconds())/each)
					theirs = append(theirs, zint(c.symbology, c.gs1, c.bytes, strconv.Itoa(each)))
					ratios = append(ratios, theirs[len(theirs)-1]/ours[len(ours)-1])
				}
			}
			b.ReportMetric(1e9/median(ours), "ours/s")
			b.ReportMetric(1e9/median(theirs), "zint/s")
			b.ReportMetric(median(ratios), "ratio")
		})
	}
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// zintRate compiles testdata/zint/rate.c and gives a function that runs it.
func zintRate(b *testing.B) func(args ...string) float64 {
	program := filepath.Join(b.TempDir(), "rate")
	if out, err := exec.Command("cc", "-O2", "-o", program, "testdata/zint/rate.c", "-lzint").CombinedOutput(); err != nil {
		b.Skipf("libzint-dev and a C compiler are needed: %v %.200s", err, out)
	}
	return func(args ...string) float64 {
		out, err := exec.Command(program, args...).Output()
		if err != nil {
			b.Fatal(err)
		}
		ns, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			b.Fatal(err)
		}
		return ns
	}
}
