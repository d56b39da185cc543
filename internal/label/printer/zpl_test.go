package printer

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/label"
)

// noise is a label with as much on it as goes.
func noise() label.Data {
	return label.Data{
		GTIN: "06901234567892", Lot: "ABCDEFGHIJ0123456789", Expiry: "2028-03-31", Serial: "SN0123456789ABCDEFGH",
		ItemZH: "注射用头孢哌酮钠舒巴坦钠（2:1）", ItemEN: "Cefoperazone Sodium and Sulbactam Sodium", Spec: "1.5g×10瓶/盒",
		Manufacturer: "辉瑞制药（大连）有限公司", Quantity: "1200 瓶", Storage: "冷藏 2～8℃", Bin: "QUARANTINE-01", Receiver: "欧阳娜娜",
		Receipt: "RK-2026-0417", Date: "2026-05-04", Copy: "12/300", Reprint: true,
	}
}

// commands are all that may come out of the encoder, in this order.
var commands = regexp.MustCompile(`^\^XA\n\^FX[A-Za-z0-9_-]*\^FS\n\^PW\d+\^LL\d+\^LH0,0\^PON\^PMN\^LRN\n` +
	`\^FO0,0\^GFA,(\d+),(\d+),(\d+),([0-9A-Yg-z,!:]*)\^FS\n\^PQ\d+,0,0,N\^XZ\n$`)

// unpack turns ^GF's run-length form back into rows, after the manual: written
// apart from the encoder, so that both would have to err alike.
func unpack(t interface{ Fatalf(string, ...any) }, zpl []byte) []byte {
	m := commands.FindSubmatch(zpl)
	if m == nil {
		t.Fatalf("not the format's form: %.200q", zpl)
	}
	total, _ := strconv.Atoi(string(m[2]))
	stride, _ := strconv.Atoi(string(m[3]))
	var rows []string
	row, count := "", 0
	for _, c := range string(m[4]) {
		switch {
		case c == ':':
			rows = append(rows, rows[len(rows)-1])
		case c == ',' || c == '!':
			fill := map[rune]string{',': "0", '!': "F"}[c]
			row += strings.Repeat(fill, 2*stride-len(row))
		case c >= 'g':
			count += 20 * int(c-'g'+1)
		case c >= 'G':
			count += int(c-'G') + 1
		default:
			row += strings.Repeat(string(c), max(count, 1))
			count = 0
		}
		if len(row) == 2*stride {
			rows, row = append(rows, row), ""
		}
	}
	var bits []byte
	for _, row := range rows {
		for i := 0; i < len(row); i += 2 {
			b, err := strconv.ParseUint(row[i:i+2], 16, 8)
			if err != nil {
				t.Fatalf("row %q: %v", row, err)
			}
			bits = append(bits, byte(b))
		}
	}
	if row != "" || count != 0 || len(bits) != total {
		t.Fatalf("%d bytes and %q left over, announced %d", len(bits), row, total)
	}
	return bits
}

func TestGraphicComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 1700).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height")
		page := label.Page{Width: width, Height: height, Stride: (width + 7) / 8}
		for range height {
			row := bytes.Repeat([]byte{rapid.SampledFrom([]byte{0, 0xff, 0xaa, 0x0f, 7}).Draw(t, "fill")}, page.Stride)
			for range rapid.IntRange(0, 3).Draw(t, "marks") {
				row[rapid.IntRange(0, page.Stride-1).Draw(t, "at")] = rapid.Byte().Draw(t, "mark")
			}
			page.Bits = append(page.Bits, row...)
		}
		if got := unpack(t, Encode(ZPL, page, "J", 1)); !bytes.Equal(got, page.Bits) {
			t.Fatalf("came back as\n%x, want\n%x", got, page.Bits)
		}
	})
}

func TestLabelIsSmall(t *testing.T) {
	for _, c := range []struct{ dpmm, limit int }{{8, 40 << 10}, {12, 70 << 10}, {24, 190 << 10}} {
		page, err := label.Draw(noise(), c.dpmm, "zh-CN")
		if err != nil {
			t.Fatal(err)
		}
		zpl := Encode(ZPL, page, "J", 1)
		t.Logf("%d dots/mm: %d bytes of bits, %d of ZPL", c.dpmm, len(page.Bits), len(zpl))
		if len(zpl) > c.limit {
			t.Errorf("%d dots/mm: %d bytes, limit %d: big jobs time out on printers", c.dpmm, len(zpl), c.limit)
		}
		if !bytes.Equal(unpack(t, zpl), page.Bits) {
			t.Errorf("%d dots/mm: other dots", c.dpmm)
		}
	}
}

// FuzzZPL tries to make the printer obey a text: whatever stands on the label,
// the format has our commands and no other.
func FuzzZPL(f *testing.F) {
	for _, s := range []string{"^XA^FDx^FS^XZ", "~JA~HS", "\x1e\x10\x03", `"';--`, "_5E", "^CC~", "\r\n^XZ", "批号^", "\\", "=1+1", "\xff\xfe", ""} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, name, lot, job string) {
		page, err := label.Draw(label.Data{ItemZH: name, Lot: lot, Bin: lot, Receipt: name, GTIN: "06901234567892"}, 8, "zh-CN")
		if err != nil {
			t.Skip("the label refuses it")
		}
		if got := unpack(t, Encode(ZPL, page, job, 1)); !bytes.Equal(got, page.Bits) {
			t.Error("other dots came back")
		}
	})
}

func TestFieldHex(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"RK-2026-0417", "RK-2026-0417"},
		{"^XZ~JA", "_5EXZ_7EJA"},
		{"a_b", "a_5Fb"},
		{"\x1e\x10", "_1E_10"},
		{"批", "_E6_89_B9"},
		{strings.Repeat("x", 100), strings.Repeat("x", fieldLimit)},
	} {
		if got := fieldHex(c.text); got != c.want {
			t.Errorf("fieldHex(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCopies(t *testing.T) {
	page := label.Page{Width: 8, Height: 1, Stride: 1, Bits: []byte{0xff}}
	for copies, want := range map[int]string{-1: "^PQ1,", 0: "^PQ1,", 1: "^PQ1,", 200: "^PQ200,", 1e9: "^PQ500,"} {
		if zpl := string(Encode(ZPL, page, "J", copies)); !strings.Contains(zpl, want) {
			t.Errorf("%d copies: %q lacks %s", copies, zpl, want)
		}
	}
}

func BenchmarkZPL(b *testing.B) {
	page, err := label.Draw(noise(), 8, "zh-CN")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Encode(ZPL, page, "J", 1)
	}
}

func ExampleZPL() {
	page := label.Page{Width: 16, Height: 3, Stride: 2, Bits: []byte{0xff, 0xff, 0x80, 0x00, 0x80, 0x00}}
	fmt.Print(string(Encode(ZPL, page, "A^1", 2)))
	// Output:
	// ^XA
	// ^FXA_5E1^FS
	// ^PW16^LL3^LH0,0^PON^PMN^LRN
	// ^FO0,0^GFA,6,6,2,!8,:^FS
	// ^PQ2,0,0,N^XZ
}
