package printer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lotgate/internal/label"
)

// printedLabel is a label that the foreign programs get to read, and what they
// must find on it, as a scanner says it.
type printedLabel struct {
	name  string
	data  func() label.Data
	bin   string
	goods string // as a DataMatrix says it
	bars  string // as GS1-128 or Code 128 does; "" where it is too long for bars
	link  string // as a QR code does
}

var printedLabels = []printedLabel{
	{"noise", noise, "]C0LGL.QUARANTINE-01", "]d20106901234567892" + "17280331" + "10ABCDEFGHIJ0123456789\x1d21SN0123456789ABCDEFGH", "",
		"]Q1https://id.gs1.org/01/06901234567892/10/ABCDEFGHIJ0123456789/21/SN0123456789ABCDEFGH?17=280331"},
	{"plain", func() label.Data {
		return label.Data{GTIN: "06901234567892", Lot: "AB0O", Serial: "S1", Expiry: "2028-03-31", ItemZH: "阿莫西林胶囊", Spec: "0.25g×24粒", Bin: "B-03-2", Quantity: "24 盒", Storage: "阴凉 ≤20℃"}
	}, "]C0LGL.B-03-2", "]d20106901234567892" + "17280331" + "10AB0O\x1d21S1", "]C10106901234567892" + "17280331" + "10AB0O\x1d21S1",
		"]Q1https://id.gs1.org/01/06901234567892/10/AB0O/21/S1?17=280331"},
	{"herb", func() label.Data {
		return label.Data{Lot: "20260311", Expiry: "2027-12-31", ItemZH: "薏苡仁（炒）", Spec: "500g/袋", Bin: "H-01"}
	}, "]C0LGL.H-01", "]d2" + "17271231" + "1020260311", "]C1" + "17271231" + "1020260311", ""},
	{"own code", func() label.Data {
		return label.Data{Code: "LGI.H0042.20260311", Lot: "20260311", ItemZH: "薏苡仁（炒）", Bin: "H-01"}
	}, "]C0LGL.H-01", "]d1LGI.H0042.20260311", "]C0LGI.H0042.20260311", "]Q1LGI.H0042.20260311"},
	{"hostile", func() label.Data {
		return label.Data{GTIN: "06901234567892", Lot: `"A"'+1`, ItemZH: "^XA^FO0,0^GB800,480,480^FS^XZ", ItemEN: "~JA~HS", Spec: "^CC~ \\ _5E \x1e\x10", Bin: "B^XZ"}
	}, "]C0LGL.B^XZ", "]d20106901234567892" + `10"A"'+1`, "]C10106901234567892" + `10"A"'+1`, "]Q1https://id.gs1.org/01/06901234567892/10/%22A%22%27%2B1"},
}

// codes are those on the label after a template, in order of their text.
func (l printedLabel) codes(template string) string {
	var all []string
	switch {
	case template == "link":
		all = []string{l.link}
	case template == "small":
		all = []string{l.goods}
	case template == "carton" && l.bars != "":
		all = []string{l.bars}
	case template == "carton":
		all = []string{l.goods}
	default:
		all = []string{l.bin, l.goods}
	}
	slices.Sort(all)
	return strings.TrimSpace(strings.Join(all, " "))
}

// TestForeignPrograms has every template printed in every language at every
// density, drawn by programs that are not ours as far as there are any, and all
// barcodes on the paper read by another: the dots of ZPL are the same, every
// barcode says what it should, with its symbology identifier and GS.
//
// The programs are those of testdata/foreign, which make test fetches; or the
// folder that LOTGATE_LABEL_READERS names. With LOTGATE_TORTURE every label is
// printed, otherwise one of each kind at every density and the rest at one.
func TestForeignPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("drawing ZPL with another program takes a minute")
	}
	readers := foreignReaders(t)
	bench := foreignBench{dir: t.TempDir()}
	var shelf label.Shelf
	ids, err := shelf.IDs()
	if err != nil {
		t.Fatal(err)
	}
	all := os.Getenv("LOTGATE_TORTURE") != ""
	for _, id := range ids {
		design, err := shelf.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range printedLabels {
			for _, dpmm := range []int{8, 12, 24} {
				if all || i == 1 || dpmm == 8 && id == label.StandardID {
					bench.print(t, id, design, l, dpmm)
				}
			}
		}
	}
	for i, seen := range look(t, readers, bench.args) {
		if got := strings.Join(seen.Codes, " "); got != bench.want[i] {
			t.Errorf("%s reads %q, want %q", filepath.Base(seen.File), got, bench.want[i])
		}
		if strings.HasSuffix(seen.File, ".zpl") {
			sameDots(t, seen.File+".png", bench.pages[i])
		}
	}
}

// foreignReaders is the folder of the programs.
func foreignReaders(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("LOTGATE_LABEL_READERS")
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			t.Skip("there is no folder for caches, and no label readers in it:", err)
		}
		folder = filepath.Join(cache, "lotgate", "label-readers")
	}
	_, absent := os.Stat(filepath.Join(folder, "node_modules", "zxing-wasm"))
	_, node := exec.LookPath("node")
	switch {
	case absent == nil && node == nil:
		return folder
	case os.Getenv("CI") == "true":
		t.Fatal("the programs that read labels are not there; make test fetches them")
	}
	t.Skip("the programs that read labels are not there; make test fetches them")
	return ""
}

// foreignBench is what the programs get to see, and what they must find.
type foreignBench struct {
	dir   string
	args  []string
	want  []string
	pages []label.Page
}

// print puts a label down in each language: ZPL as it is sent, PDF as poppler
// draws it, and the others as their readers unpack them.
func (b *foreignBench) print(t *testing.T, id string, design label.Design, l printedLabel, dpmm int) {
	t.Helper()
	page, err := design.Draw(l.data(), dpmm, "zh-CN")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(b.dir, fmt.Sprintf("%s-%s-%d", id, strings.ReplaceAll(l.name, " ", "_"), dpmm))
	b.add(name+".zpl", l.codes(id), page)
	put(t, name+".zpl", Encode(ZPL, page, l.name, 1))
	for _, language := range []Language{EPL, TSPL, ESCPOS} {
		file := name + "-" + string(language) + ".png"
		b.add(file, l.codes(id), page)
		paper := readers[language](t, Encode(language, page, l.name, 1), 1)
		var picture bytes.Buffer
		if err := paper.page(page).PNG(&picture); err != nil {
			t.Fatal(err)
		}
		put(t, file, picture.Bytes())
	}
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		return
	}
	put(t, name+".pdf", Encode(PDF, page, l.name, 1))
	tool(t, "pdftoppm", "-png", "-singlefile", "-scale-to-x", strconv.Itoa(2*page.Width), "-scale-to-y", strconv.Itoa(2*page.Height), name+".pdf", name+"-pdf")
	b.add(name+"-pdf.png", l.codes(id), page)
}

func (b *foreignBench) add(file, codes string, page label.Page) {
	b.args = append(b.args, file, strconv.Itoa(page.Width/page.DPMM), strconv.Itoa(page.Height/page.DPMM), strconv.Itoa(page.DPMM))
	b.want, b.pages = append(b.want, codes), append(b.pages, page)
}

func put(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// page is the paper as a page of the same size as another.
func (p *dots) page(like label.Page) label.Page {
	like.Bits = make([]byte, len(like.Bits))
	for y, row := range p.rows {
		copy(like.Row(y), row)
	}
	return like
}

// seen is what the foreign programs made of a file.
type seen struct {
	File  string
	Codes []string
}

func look(t *testing.T, readers string, args []string) []seen {
	t.Helper()
	script, err := filepath.Abs("testdata/foreign/read.mjs")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("node", append([]string{script}, args...)...)
	command.Env = append(os.Environ(), "READERS="+readers)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var all []seen
	for line := range strings.Lines(string(out)) {
		var found struct {
			File  string
			Codes []struct{ ID, Text string }
		}
		if err := json.Unmarshal([]byte(line), &found); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		s := seen{File: found.File}
		for _, code := range found.Codes {
			s.Codes = append(s.Codes, code.ID+code.Text)
		}
		slices.Sort(s.Codes)
		all = append(all, s)
	}
	if len(all) != len(args)/4 {
		t.Fatalf("%d of %d files came back", len(all), len(args)/4)
	}
	return all
}

func sameDots(t *testing.T, file string, page label.Page) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size != image.Pt(page.Width, page.Height) {
		t.Errorf("%s is %v, want %d by %d", filepath.Base(file), size, page.Width, page.Height)
		return
	}
	wrong := 0
	for y := range page.Height {
		for x := range page.Width {
			if r, _, _, _ := picture.At(x, y).RGBA(); (r < 0x8000) != page.Black(x, y) {
				wrong++
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%s: %d dots differ", filepath.Base(file), wrong)
	}
}

// TestForeignReaders shows the PNG of the folder printer to zbarimg and
// dmtxread (Debian packages zbar-tools, dmtx-utils) where they are installed.
func TestForeignReaders(t *testing.T) {
	for _, c := range printedLabels {
		page, err := label.Draw(c.data(), 12, "zh-CN")
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "label.png")
		out, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := page.PNG(out); err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		bin, matrix := c.bin[3:], c.goods[3:]
		if got := tool(t, "zbarimg", "-q", "--raw", "-Sdisable", "-Scode128.enable", file); strings.TrimSpace(got) != bin {
			t.Errorf("%s: zbarimg reads %q, want %q", c.name, got, bin)
		}
		if strings.HasPrefix(c.goods, "]d2") {
			matrix = "\x1d" + matrix // with -G it says FNC1 as GS, in front too
		}
		if got := tool(t, "dmtxread", "-N1", "-G29", file); got != matrix {
			t.Errorf("%s: dmtxread reads %q, want %q", c.name, got, matrix)
		}
	}
}

func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: no second opinion on the barcodes", name)
	}
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return string(out)
}
