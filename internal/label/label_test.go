package label

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/label/font"
	"lotgate/internal/words"
)

func amoxicillin() Data {
	return Data{
		GTIN: "06901234567892", Lot: "AB0O1I23", Expiry: "2028-03-31", Serial: "SN-7",
		ItemZH: "阿莫西林胶囊", ItemEN: "Amoxicillin Capsules", Spec: "0.25g×24粒/盒", Manufacturer: "华北制药股份有限公司",
		Quantity: "24 盒", Storage: "阴凉 ≤20℃", Bin: "B-03-2", Receiver: "李秀英", Receipt: "RK-2026-0417", Date: "2026-05-04", Copy: "1/3",
	}
}

var densities = []int{MinDPMM, 8, 12, MaxDPMM}

// TestBarcodesRead cuts both barcodes out of the finished label and reads them.
func TestBarcodesRead(t *testing.T) {
	const elements = "]d2" + "0106901234567892" + "17280331" + "10AB0O1I23\x1d21SN-7"
	for _, dpmm := range densities {
		page, err := Draw(amoxicillin(), dpmm, words.Chinese)
		if err != nil {
			t.Fatal(err)
		}
		if page.Width != 100*dpmm || page.Height != 60*dpmm || page.DPMM != dpmm {
			t.Errorf("%d dots/mm: the page is %d by %d", dpmm, page.Width, page.Height)
		}
		if got := read(t, DataMatrix, crop(page, where(Standard, Matrix, dpmm))); got != elements {
			t.Errorf("%d dots/mm: the DataMatrix reads %q, want %q", dpmm, got, elements)
		}
		if got := read(t, Code128, crop(page, where(Standard, Bars, dpmm))); got != "LGL.B-03-2" {
			t.Errorf("%d dots/mm: the bin reads %q", dpmm, got)
		}
	}
}

// TestAnyLotReads: whatever lot, serial and expiry there are, the label's own
// DataMatrix gives them back.
func TestAnyLotReads(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune(set82)), 1, 20, -1)
	rapid.Check(t, func(t *rapid.T) {
		d := amoxicillin()
		d.Lot, d.Serial = text.Draw(t, "lot"), text.Draw(t, "serial")
		page, err := Draw(d, 8, words.Chinese)
		if err != nil {
			t.Fatal(err)
		}
		want := "]d2" + "0106901234567892" + "17280331" + "10" + d.Lot + "\x1d21" + d.Serial
		if got := read(t, DataMatrix, crop(page, where(Standard, Matrix, 8))); got != want {
			t.Fatalf("reads %q, want %q", got, want)
		}
	})
}

// TestAnyBinReads: as bars while they are wide enough, as a DataMatrix beyond.
func TestAnyBinReads(t *testing.T) {
	for _, c := range []struct {
		bin  string
		kind Kind
	}{{"A", Code128}, {"b-03-2", Code128}, {"QUARANTINE-01", Code128}, {"QUARANTINE-01-SHELF-0002", DataMatrix}, {strings.Repeat("W", 30), DataMatrix}} {
		d := amoxicillin()
		d.Bin = c.bin
		page, err := Draw(d, 8, words.Chinese)
		if err != nil {
			t.Fatal(err)
		}
		want := "LGL." + strings.ToUpper(c.bin)
		if got := read(t, c.kind, crop(page, where(Standard, Bars, 8))); got != want {
			t.Errorf("bin %q reads %q, want %q", c.bin, got, want)
		}
	}
}

func TestUnfit(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*Data)
		want  string
	}{
		{"GTIN with a wrong check digit", func(d *Data) { d.GTIN = "06901234567891" }, "label.bad_gtin"},
		{"GTIN of letters", func(d *Data) { d.GTIN = "ABCDEFGHIJKLMN" }, "label.bad_gtin"},
		{"no such day", func(d *Data) { d.Expiry = "2028-02-30" }, "label.bad_expiry"},
		{"a name without end", func(d *Data) { d.ItemZH = strings.Repeat("胶囊", 2000) }, "label.too_long"},
		{"a bin without end", func(d *Data) { d.Bin = strings.Repeat("W", 500) }, "label.no_matrix"},
		{"own code without end", func(d *Data) { d.GTIN, d.Code = "", strings.Repeat("W", 1000) }, "label.no_matrix"},
	} {
		d := amoxicillin()
		c.spoil(&d)
		var unfit *Unfit
		if _, err := Draw(d, 8, words.Chinese); !errors.As(err, &unfit) || unfit.Code != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	if _, err := Draw(amoxicillin(), 99, words.Chinese); !errors.Is(err, errDensity) {
		t.Errorf("99 dots per millimetre: %v", err)
	}
}

// TestInkStaysInItsBox draws each field alone with texts of any length: the
// ink keeps to the field's box and the paper, at every density.
func TestInkStaysInItsBox(t *testing.T) {
	runes := []rune("阿莫西林胶囊注射用 ABCgjy_|01（2:1）%℃^~×-/")
	rapid.Check(t, func(t *rapid.T) {
		d := amoxicillin()
		text := rapid.StringOfN(rapid.SampledFrom(runes), 0, 128, 128).Draw(t, "text")
		d.ItemZH, d.Spec, d.Manufacturer, d.Lot, d.Serial, d.Quantity, d.Storage, d.Receipt, d.Receiver = text, text, text, text, text, text, text, text, text
		d.Bin, d.Reprint, d.Code, d.GTIN = text, true, "X", ""
		field := rapid.SampledFrom(Standard.Fields).Draw(t, "field")
		dpmm := rapid.SampledFrom(densities).Draw(t, "dots")
		alone := Design{Width: Standard.Width, Height: Standard.Height, Fields: []Field{field}}
		page, err := alone.Draw(d, dpmm, words.Chinese)
		var unfit *Unfit
		if errors.As(err, &unfit) {
			return // refused, not cut
		}
		if err != nil {
			t.Fatal(err)
		}
		at := where(alone, field.Show, dpmm)
		lean := dpmm*field.Size/60 + 1 // a j reaches to the left of its pen, a sixth of its size at most
		for y := range page.Height {
			for x := range page.Width {
				if page.Black(x, y) && (x < at.x-lean || y < at.y || x > at.x+at.width+lean || y >= at.y+at.height) {
					t.Fatalf("ink at %d,%d outside %+v of field %+v", x, y, at, field)
				}
			}
		}
	})
}

// TestFieldsKeepApart: no two boxes share a place, and all lie on the paper
// with a margin that printers do not reach.
func TestFieldsKeepApart(t *testing.T) {
	const edge = 15
	for i, a := range Standard.Fields {
		if a.X < edge || a.Y < edge || a.X+a.Width > Standard.Width-edge || a.Y+a.Height > Standard.Height-10 {
			t.Errorf("field %+v leaves the paper", a)
		}
		for _, b := range Standard.Fields[i+1:] {
			if a.X < b.X+b.Width && b.X < a.X+a.Width && a.Y < b.Y+b.Height && b.Y < a.Y+a.Height {
				t.Errorf("fields %+v and %+v share a place", a, b)
			}
		}
	}
}

// TestLargest: the name, the expiry and the lot can be read at arm's length,
// which takes 3 mm of capital height; and a reprint cannot be overlooked.
func TestLargest(t *testing.T) {
	page, err := Draw(amoxicillin(), 8, words.Chinese)
	if err != nil {
		t.Fatal(err)
	}
	for _, slot := range []Slot{"item", "expiry", "lot"} {
		for _, f := range Standard.Fields {
			if f.Of == slot && inkHeight(page, f) < 3*8 {
				t.Errorf("slot %s is %d dots high", slot, inkHeight(page, f))
			}
		}
	}
	d := amoxicillin()
	if share(t, d) > 0 {
		t.Error("a first print is marked as a reprint")
	}
	d.Reprint = true
	if got := share(t, d); got < 0.5 {
		t.Errorf("only %.2f of the reprint mark is black", got)
	}
}

func share(t *testing.T, d Data) float64 {
	page, err := Draw(d, 8, words.Chinese)
	if err != nil {
		t.Fatal(err)
	}
	at, black := where(Standard, Inverse, 8), 0
	for y := range at.height {
		for x := range at.width {
			if page.Black(at.x+x, at.y+y) {
				black++
			}
		}
	}
	return float64(black) / float64(at.width*at.height)
}

func inkHeight(p Page, f Field) int {
	d := drawing{Page: p}
	rows := 0
	for y := d.dots(f.Y); y < d.dots(f.Y+f.Height); y++ {
		for x := d.dots(f.X); x < d.dots(f.X+f.Width); x++ {
			if p.Black(x, y) {
				rows++
				break
			}
		}
	}
	return rows
}

// TestLanguages: every word of a label is there in both languages.
func TestLanguages(t *testing.T) {
	for _, l := range words.Languages {
		d := amoxicillin()
		d.Reprint = true
		for slot, text := range d.texts(l) {
			if strings.Contains(text, "label.") || strings.Contains(text, "{") {
				t.Errorf("%s: slot %s says %q", l, slot, text)
			}
			if text != "" && strings.ContainsRune(font.Spell(text), '□') {
				t.Errorf("%s: slot %s has a hole: %q", l, slot, text)
			}
		}
	}
}

// TestEmpty: with hardly anything known a label still comes out and says what
// is missing.
func TestEmpty(t *testing.T) {
	if _, err := Draw(Data{ItemZH: "薏苡仁"}, 8, words.Chinese); err != nil {
		t.Error(err)
	}
	texts := Data{ItemEN: "Coix seed"}.texts(words.English)
	if texts["item"] != "Coix seed" || texts["expiry"] == "" || texts["lot"] == "" || texts["serialLine"] != "" || texts["reprint"] != "" {
		t.Errorf("says %v", texts)
	}
}
