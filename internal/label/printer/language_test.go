package printer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/label"
)

// fataler is a test of any kind.
type fataler interface{ Fatalf(string, ...any) }

// readers unpack what a language's encoder wrote, after the manuals and apart
// from the encoders, so that both would have to err alike. They take nothing
// but the commands that are meant: anything else in a job fails.
var readers = map[Language]func(t fataler, job []byte, copies int) *dots{
	ZPL: readZPL, EPL: readEPL, TSPL: readTSPL, ESCPOS: readESCPOS,
}

// dots is what is on paper, row by row, as far as anything was drawn.
type dots struct{ rows [][]byte }

func (p *dots) draw(left, top, stride int, data []byte, flip byte) {
	for y := range len(data) / stride {
		for len(p.rows) <= top+y {
			p.rows = append(p.rows, nil)
		}
		row := &p.rows[top+y]
		if need := (left+7)/8 + stride + 1; len(*row) < need {
			*row = append(*row, make([]byte, need-len(*row))...)
		}
		for i, b := range data[y*stride:][:stride] {
			ink := uint16(b^flip) << 8 >> (left % 8)
			(*row)[left/8+i] |= byte(ink >> 8)
			(*row)[left/8+i+1] |= byte(ink)
		}
	}
}

// same holds that the paper shows the page, dot for dot, and nothing beside it.
func (p *dots) same(t fataler, page label.Page) {
	for y := range max(page.Height, len(p.rows)) {
		var got, want []byte
		if y < len(p.rows) {
			got = bytes.TrimRight(p.rows[y], "\x00")
		}
		if y < page.Height {
			want = bytes.TrimRight(page.Row(y), "\x00")
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("row %d is %x, want %x", y, got, want)
		}
	}
}

func readZPL(t fataler, job []byte, copies int) *dots {
	if want := fmt.Sprintf("^PQ%d,0,0,N^XZ\n", copies); !bytes.HasSuffix(job, []byte(want)) {
		t.Fatalf("ends with %q", job[len(job)-30:])
	}
	m := commands.FindSubmatch(job)
	bits := unpack(t, job)
	stride, _ := strconv.Atoi(string(m[3]))
	p := &dots{}
	p.draw(0, 0, stride, bits, 0)
	return p
}

// pictures reads commands of one form with a picture behind each, and gives
// back what stands before and after all of them.
func pictures(t fataler, job []byte, form *regexp.Regexp, end string, p *dots) (before, after string) {
	first := true
	for {
		at := form.FindSubmatchIndex(job)
		if at == nil || !first && at[0] != 0 {
			return before, string(job)
		}
		if first {
			before, first = string(job[:at[0]]), false
		}
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(string(job[at[2*i+2]:at[2*i+3]]))
		}
		job = job[at[1]:]
		size := n[2] * n[3]
		if size > len(job)-len(end) || string(job[size:size+len(end)]) != end {
			t.Fatalf("a picture of %d by %d breaks off", n[2], n[3])
		}
		p.draw(n[0], n[1], n[2], job[:size], 0xff)
		job = job[size+len(end):]
	}
}

var gw = regexp.MustCompile(`GW(\d+),(\d+),(\d+),(\d+),`)

func readEPL(t fataler, job []byte, copies int) *dots {
	p := &dots{}
	before, after := pictures(t, job, gw, "\n", p)
	if len(p.rows) == 0 {
		before, after, _ = strings.Cut(after, "R0,0\n")
		before += "R0,0\n"
	}
	if !regexp.MustCompile(`^\nN\nq\d+\nR0,0\n$`).MatchString(before) || after != fmt.Sprintf("P%d\n", copies) {
		t.Fatalf("round the pictures stand %q and %q", before, after)
	}
	return p
}

var bitmap = regexp.MustCompile(`BITMAP (\d+),(\d+),(\d+),(\d+),0,`)

func readTSPL(t fataler, job []byte, copies int) *dots {
	p := &dots{}
	before, after := pictures(t, job, bitmap, "\r\n", p)
	if len(p.rows) == 0 {
		before, after, _ = strings.Cut(after, "CLS\r\n")
		before += "CLS\r\n"
	}
	form := `^\r\nSIZE [0-9.]+ mm,[0-9.]+ mm\r\nDIRECTION 0,0\r\nREFERENCE 0,0\r\nCLS\r\n$`
	if !regexp.MustCompile(form).MatchString(before) || after != fmt.Sprintf("PRINT 1,%d\r\n", copies) {
		t.Fatalf("round the pictures stand %q and %q", before, after)
	}
	return p
}

// readESCPOS reads the copies one after the other; all must be the same.
func readESCPOS(t fataler, job []byte, copies int) *dots {
	rest, ok := bytes.CutPrefix(job, []byte("\x1b@"))
	var all []*dots
	for len(rest) > 0 && ok {
		var p *dots
		p, rest = oneReceipt(t, rest)
		all = append(all, p)
	}
	if len(all) != copies {
		t.Fatalf("%d receipts, want %d", len(all), copies)
	}
	for _, p := range all[1:] {
		if !reflect.DeepEqual(p, all[0]) {
			t.Fatalf("the copies differ")
		}
	}
	return all[0]
}

func oneReceipt(t fataler, job []byte) (*dots, []byte) {
	p, margin, y := &dots{}, 0, 0
	for {
		switch {
		case len(job) >= 4 && string(job[:2]) == "\x1dL":
			margin, job = int(job[2])+256*int(job[3]), job[4:]
		case len(job) >= 8 && string(job[:4]) == "\x1dv0\x00":
			stride, rows := int(job[4])+256*int(job[5]), int(job[6])+256*int(job[7])
			if len(job) < 8+stride*rows {
				t.Fatalf("a picture breaks off")
			}
			p.draw(margin, y, stride, job[8:8+stride*rows], 0)
			job, y = job[8+stride*rows:], y+rows
		case len(job) >= 4 && string(job[:4]) == "\x1dVB\x00":
			return p, job[4:]
		default:
			t.Fatalf("no command that is meant: %.20q", job)
		}
	}
}

// TestAnyPage encodes pages of any kind in every language and reads them back.
func TestAnyPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page := anyPage(t)
		copies := rapid.IntRange(1, 3).Draw(t, "copies")
		for language, read := range readers {
			read(t, Encode(language, page, "JOB1", copies), copies).same(t, page)
		}
	})
}

func anyPage(t *rapid.T) label.Page {
	width, height := rapid.IntRange(8, 900).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height")
	page := label.Page{Width: width, Height: height, DPMM: 8, Stride: (width + 7) / 8}
	for range height {
		row := bytes.Repeat([]byte{rapid.SampledFrom([]byte{0, 0, 0, 0xff, 0xaa, 0x10}).Draw(t, "fill")}, page.Stride)
		for range rapid.IntRange(0, 4).Draw(t, "marks") {
			row[rapid.IntRange(0, page.Stride-1).Draw(t, "at")] = rapid.SampledFrom([]byte{0x10, 0x04, 0x05, 0x14, '^', '~', '\n', 1, 0}).Draw(t, "mark")
		}
		if over := page.Width % 8; over > 0 {
			row[page.Stride-1] &= 0xff << (8 - over)
		}
		page.Bits = append(page.Bits, row...)
	}
	return page
}

// TestNoOrdersInReceipts: where another margin avoids it, no picture holds what
// a receipt printer would obey.
func TestNoOrdersInReceipts(t *testing.T) {
	page := label.Page{Width: 64, Height: 2, DPMM: 8, Stride: 8, Bits: []byte{0, 0, 0x10, 0x04, 0, 0x10, 0x14, 0, 0, 0, 0, 0, 0, 0x10, 0x05, 0}}
	job := Encode(ESCPOS, page, "", 1)
	for _, order := range orders {
		if bytes.Contains(job, order) {
			t.Errorf("%q obeys %x", job, order)
		}
	}
	readESCPOS(t, job, 1).same(t, page)
}

// TestEveryTemplateInEveryLanguage prints every label there is at every
// density and reads the dots back. What the dots say is for the tests with
// other people's programs.
func TestEveryTemplateInEveryLanguage(t *testing.T) {
	eachLabel(t, func(name string, page label.Page) {
		for language, read := range readers {
			job := Encode(language, page, name, 1)
			read(t, job, 1).same(t, page)
			if raw := len(page.Bits); len(job) > raw+raw/8+400 {
				t.Errorf("%s in %s takes %d bytes, the dots alone %d", name, language, len(job), raw)
			}
		}
	})
}

// eachLabel draws the labels that are read, after every template and at every
// density.
func eachLabel(t *testing.T, each func(name string, page label.Page)) {
	t.Helper()
	var shelf label.Shelf
	ids, err := shelf.IDs()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		design, err := shelf.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range printedLabels {
			for _, dpmm := range []int{8, 12, 24} {
				if testing.Short() && dpmm == 24 {
					continue
				}
				page, err := design.Draw(c.data(), dpmm, "zh-CN")
				if err != nil {
					t.Fatalf("%s on %s: %v", c.name, id, err)
				}
				each(fmt.Sprintf("%s-%s-%d", id, strings.ReplaceAll(c.name, " ", "_"), dpmm), page)
			}
		}
	}
}

// TestPDF has a document taken apart by poppler: as many pages as copies, as
// large as the paper, and the very same dots in them. That its pages look so
// too is for the test that reads their barcodes.
func TestPDF(t *testing.T) {
	for _, dpmm := range []int{8, 12, 24} {
		page, err := label.Draw(noise(), dpmm, "zh-CN")
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		file := filepath.Join(dir, "label.pdf")
		if err := os.WriteFile(file, Encode(PDF, page, "job (1) \\ ) endobj", 2), 0o600); err != nil {
			t.Fatal(err)
		}
		tool(t, "pdfimages", "-png", file, filepath.Join(dir, "page"))
		for i := range 2 {
			sameDots(t, filepath.Join(dir, fmt.Sprintf("page-%03d.png", i)), page)
		}
		info := tool(t, "pdfinfo", file)
		for _, want := range []string{"Pages:           2", "283.464 x 170.079 pts", `job (1) \ ) endobj`} {
			if !strings.Contains(info, want) {
				t.Errorf("pdfinfo does not say %q: %s", want, info)
			}
		}
	}
}

func hostile(f *testing.F) {
	f.Add("^XA^FO0,0^GB800,480,480^FS^XZ", "~JA", "^CC~")
	f.Add("P99\nN\nGW0,0,1,1,\x00", `"A"+1`, "\x1b!?")
	f.Add("\r\nPRINT 9,9\r\nCLS", `";PRINT`, "\x10\x14\x02")
	f.Add("=HYPERLINK(\"x\")", "endstream endobj", "\x1e\x10")
}

// fuzzes draws what somebody may have typed and prints it: the job holds the
// dots of the label and nothing that the printer would obey.
func fuzzes(f *testing.F, language Language) {
	hostile(f)
	f.Fuzz(func(t *testing.T, name, lot, job string) {
		page, err := label.Draw(label.Data{ItemZH: name, Lot: lot, Bin: lot, Receipt: job, GTIN: "06901234567892"}, 8, "zh-CN")
		if err != nil {
			return // refused with words
		}
		readers[language](t, Encode(language, page, job, 1), 1).same(t, page)
	})
}

func FuzzEPL(f *testing.F)    { fuzzes(f, EPL) }
func FuzzTSPL(f *testing.F)   { fuzzes(f, TSPL) }
func FuzzESCPOS(f *testing.F) { fuzzes(f, ESCPOS) }

// FuzzPDF: the one text in a document stands there as hexadecimal digits.
func FuzzPDF(f *testing.F) {
	hostile(f)
	title := regexp.MustCompile(`\n<</Producer\(Lotgate\)/Title<[0-9a-f]*>>>\nendobj\nxref\n`)
	f.Fuzz(func(t *testing.T, name, lot, job string) {
		page, err := label.Draw(label.Data{ItemZH: name, Lot: lot}, 8, "zh-CN")
		if err != nil {
			return
		}
		if pdf := Encode(PDF, page, job, 1); !title.Match(pdf) {
			t.Fatalf("%q", pdf[len(pdf)-500:])
		}
	})
}
