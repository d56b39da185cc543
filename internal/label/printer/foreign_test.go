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
	"strings"
	"testing"

	"lotgate/internal/label"
)

// printedLabels are the labels that the foreign programs get to read, and what
// they must find on each, as a scanner says it.
var printedLabels = []struct {
	name  string
	data  func() label.Data
	codes []string
}{
	{"noise", noise, []string{"]C0LGL.QUARANTINE-01", "]d20106901234567892" + "17280331" + "10ABCDEFGHIJ0123456789\x1d21SN0123456789ABCDEFGH"}},
	{"plain", func() label.Data {
		return label.Data{GTIN: "06901234567892", Lot: "AB0O1I23", Expiry: "2028-03-31", ItemZH: "阿莫西林胶囊", Spec: "0.25g×24粒", Bin: "B-03-2", Quantity: "24 盒", Storage: "阴凉 ≤20℃"}
	}, []string{"]C0LGL.B-03-2", "]d20106901234567892" + "17280331" + "10AB0O1I23"}},
	{"herb", func() label.Data {
		return label.Data{Lot: "20260311", Expiry: "2027-12-31", ItemZH: "薏苡仁（炒）", Spec: "500g/袋", Bin: "H-01"}
	}, []string{"]C0LGL.H-01", "]d2" + "17271231" + "1020260311"}},
	{"own code", func() label.Data {
		return label.Data{Code: "LGI.H0042.20260311", Lot: "20260311", ItemZH: "薏苡仁（炒）", Bin: "H-01"}
	}, []string{"]C0LGL.H-01", "]d1LGI.H0042.20260311"}},
	{"hostile", func() label.Data {
		return label.Data{GTIN: "06901234567892", Lot: `"A"'+1`, ItemZH: "^XA^FO0,0^GB800,480,480^FS^XZ", ItemEN: "~JA~HS", Spec: "^CC~ \\ _5E \x1e\x10", Bin: "B^XZ"}
	}, []string{"]C0LGL.B^XZ", "]d20106901234567892" + `10"A"'+1`}},
}

// TestForeignPrinter has the ZPL drawn by another program and read by a third:
// the dots are the same, and every barcode says what it should.
//
// It needs node, and a folder named by LOTGATE_LABEL_READERS that holds
// testdata/foreign/package.json and what npm install --prefix FOLDER makes of it.
func TestForeignPrinter(t *testing.T) {
	readers := os.Getenv("LOTGATE_LABEL_READERS")
	if readers == "" {
		t.Skip("LOTGATE_LABEL_READERS names no folder with the npm packages of testdata/foreign: ZPL is not drawn by another program")
	}
	dir := t.TempDir()
	var args, want []string
	var pages []label.Page
	for _, c := range printedLabels {
		for _, dpmm := range []int{8, 12, 24} {
			page, err := label.Draw(c.data(), dpmm, "zh-CN")
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, fmt.Sprintf("%s-%d.zpl", c.name, dpmm))
			if err := os.WriteFile(file, Encode(ZPL, page, c.name, 1), 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, file, "100", "60", fmt.Sprint(dpmm))
			pages, want = append(pages, page), append(want, strings.Join(c.codes, " "))
		}
	}
	for i, seen := range look(t, readers, args) {
		if got := strings.Join(seen.Codes, " "); got != want[i] {
			t.Errorf("%s reads %q, want %q", filepath.Base(seen.File), got, want[i])
		}
		sameDots(t, seen.File+".png", pages[i])
	}
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
		bin, matrix := c.codes[0][3:], c.codes[1][3:]
		if got := tool(t, "zbarimg", "-q", "--raw", "-Sdisable", "-Scode128.enable", file); strings.TrimSpace(got) != bin {
			t.Errorf("%s: zbarimg reads %q, want %q", c.name, got, bin)
		}
		if strings.HasPrefix(c.codes[1], "]d2") {
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
