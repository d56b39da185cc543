package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"pgregory.net/rapid"

	"lotgate/internal/label/font"
	"lotgate/internal/words"
)

// receipt is a receipt note of rows lines.
func receipt(rows int) Document {
	d := Document{
		Language: words.Chinese, Site: "市第一人民医院 药库", Title: "入库单", Number: "RK-2026-0417",
		Header: []Pair{{"供应商", "国药控股股份有限公司"}, {"采购合同", "CG-1082"}, {"收货日期", "2026-05-04"}, {"送货单", "SH-20260504-77"}},
		Columns: []Column{
			{"序号", 10, Right, false}, {"品名", 36, Left, false}, {"规格", 26, Left, false}, {"批号", 26, Left, true},
			{"有效期至", 20, Left, false}, {"生产企业", 34, Left, false}, {"数量", 14, Right, false}, {"单位", 10, Center, false},
		},
		Totals:     []string{"", "合计", "", "", "", "", fmt.Sprint(24 * rows), ""},
		Signatures: []Signature{{"收货人", "李秀英", "2026-05-04 10:22:31"}, {"复核人", "", ""}, {"药师会计", "王建国", "2026-05-04 11:02:00"}},
		Footer:     "第一联 存根",
		Printed:    time.Date(2026, 5, 4, 11, 3, 0, 0, time.UTC),
	}
	for i := range rows {
		d.Rows = append(d.Rows, []string{fmt.Sprint(i + 1), "注射用头孢哌酮钠舒巴坦钠（2:1）", "1.5g×10瓶/盒", fmt.Sprintf("AB0O1I23-%d", i), "2028-03-31", "辉瑞制药（大连）有限公司", "24", "盒"})
	}
	return d
}

func pdf(t *testing.T, d Document) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := d.PDF(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// poppler runs a program of poppler-utils on a PDF. On a developer's machine
// it may be missing, where everything is tested (CI) it may not.
func poppler(t *testing.T, name string, file []byte, args ...string) string {
	t.Helper()
	program, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: install poppler-utils", name)
		}
		t.Skipf("%s is not installed (poppler-utils): the PDF is not read back", name)
	}
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, path)
	if name == "pdftotext" {
		args = append(args, "-") // to standard output
	}
	out, err := exec.Command(program, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

// TestReceiptNote reads a note back with pdftotext: everything is on it, as
// text that can be searched and copied.
func TestReceiptNote(t *testing.T) {
	text := poppler(t, "pdftotext", pdf(t, receipt(45)), "-layout")
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) != 2 {
		t.Fatalf("%d pages", len(pages))
	}
	for _, want := range []string{"市第一人民医院 药库", "入库单", "RK-2026-0417", "国药控股股份有限公司", "CG-1082", "品名", "AB0O1I23-0", "注射用头孢", "2028-03-31", "第 1 页，共 2 页", "打印时间 2026-05-04 11:03", "第一联 存根"} {
		if !strings.Contains(pages[0], want) {
			t.Errorf("page 1 lacks %q:\n%s", want, pages[0])
		}
	}
	for _, want := range []string{"入库单", "RK-2026-0417", "品名", "AB0O1I23-44", "合计", "1080", "收货人", "李秀英", "2026-05-04 10:22:31", "药师会计", "王建国", "第 2 页，共 2 页"} {
		if !strings.Contains(pages[1], want) {
			t.Errorf("page 2 lacks %q:\n%s", want, pages[1])
		}
	}
	for i := range 45 {
		if lot := fmt.Sprintf("AB0O1I23-%d ", i); strings.Count(text, lot) != 1 {
			t.Errorf("lot %s is there %d times", lot, strings.Count(text, lot))
		}
	}
}

func TestEnglish(t *testing.T) {
	d := receipt(1)
	d.Language, d.Title, d.Footer = words.English, "Receipt note", ""
	if text := poppler(t, "pdftotext", pdf(t, d), "-layout"); !strings.Contains(text, "Page 1 of 1") || !strings.Contains(text, "Printed 2026-05-04 11:03") {
		t.Errorf("says\n%s", text)
	}
}

// TestFontsAreInside: the paper looks the same on a desk without Chinese fonts.
func TestFontsAreInside(t *testing.T) {
	file := pdf(t, receipt(3))
	for line := range strings.Lines(poppler(t, "pdffonts", file)) {
		if strings.HasPrefix(line, "utf8") && !strings.Contains(line, " yes ") {
			t.Errorf("a font is not embedded: %s", line)
		}
	}
	if limit := 120 << 10; len(file) > limit {
		t.Errorf("a small note takes %d bytes, limit %d: the fonts are not cut down", len(file), limit)
	}
}

// TestBarcodeReads prints the page at the density of an office printer and
// reads the number with gozxing.
func TestBarcodeReads(t *testing.T) {
	for _, number := range []string{"RK-2026-0417", "SH-20260504-77-LONG-NUMBER-0001"} {
		d := receipt(1)
		d.Number = number
		page := poppler(t, "pdftoppm", pdf(t, d), "-r", "300", "-png", "-singlefile", "-gray")
		picture, _, err := image.Decode(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		bits, err := gozxing.NewBinaryBitmapFromImage(picture.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(image.Rect(700, 100, 2480, 300)))
		if err != nil {
			t.Fatal(err)
		}
		result, err := oned.NewCode128Reader().Decode(bits, nil)
		if err != nil {
			t.Fatalf("%s: %v", number, err)
		}
		if got := result.GetText(); got != "LGD."+number {
			t.Errorf("reads %q, want %q", got, "LGD."+number)
		}
	}
}

// TestSameBytes: a note printed twice is the same file, so that a copy can be
// compared with the one in the file.
func TestSameBytes(t *testing.T) {
	first := pdf(t, receipt(30))
	for range 3 {
		if !bytes.Equal(first, pdf(t, receipt(30))) {
			t.Fatal("the same document came out in other bytes")
		}
	}
	other := receipt(30)
	other.Rows[7][6] = "25"
	if bytes.Equal(first, pdf(t, other)) {
		t.Error("another document came out in the same bytes")
	}
}

// TestOddDocuments: nothing that a document may hold makes it fail or run off
// the paper.
func TestOddDocuments(t *testing.T) {
	tall := receipt(1)
	tall.Rows[0][1] = strings.Repeat("头孢哌酮", 400)
	wide := receipt(3)
	wide.Landscape = true
	many := receipt(0)
	for i := range 9 {
		many.Signatures = append(many.Signatures, Signature{Role: "见证人", Name: fmt.Sprintf("证人%d", i), At: "2026-05-04"})
	}
	for name, c := range map[string]struct {
		d     Document
		pages int
		want  string
	}{
		"empty":                 {Document{Language: words.English, Title: "List"}, 1, "List"},
		"no rows":               {receipt(0), 1, "李秀英"},
		"a row over many pages": {tall, 4, "哌酮"},
		"lying":                 {wide, 1, "AB0O1I23-2"},
		"many signatures":       {many, 1, "证人8"},
		"number in Chinese":     {Document{Title: "单", Number: "入库1号"}, 1, "入库1号"},
		"row too short":         {Document{Title: "单", Columns: make([]Column, 3), Rows: [][]string{{"甲"}, {}}}, 1, "甲"},
	} {
		text := poppler(t, "pdftotext", pdf(t, c.d), "-layout")
		if got := strings.Count(text, "\f"); got != c.pages || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d pages, want %d with %q:\n%s", name, got, c.pages, c.want, text)
		}
	}
	if err := (Document{Rows: make([][]string, maxRows+1)}).PDF(&bytes.Buffer{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many rows: %v", err)
	}
	if err := receipt(1).PDF(full{}); !errors.Is(err, errFull) {
		t.Errorf("a writer's fault comes back as %v", err)
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestPagesHoldTheirLines: on no page do the lines reach below the foot, none
// is lost, and signatures are under the last.
func TestPagesHoldTheirLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := receipt(rapid.IntRange(0, 120).Draw(t, "rows"))
		d.Landscape = rapid.Bool().Draw(t, "lying")
		long := rapid.IntRange(0, 1500).Draw(t, "long")
		if len(d.Rows) > 0 {
			d.Rows[len(d.Rows)/2][1] = strings.Repeat("药", long)
		}
		l := lay(d)
		lots, signed := 0, 0
		for _, p := range l.pages {
			room := l.room(p.first)
			for _, row := range p.lines {
				room -= row.height
				if len(row.cells[3]) > 0 && row.kind == ordinary {
					lots++
				}
			}
			if p.signed {
				signed++
				room -= l.signaturesHeight()
			}
			if room < -0.001 {
				t.Fatalf("a page is %.1f mm short", -room)
			}
		}
		if lots != len(d.Rows) || signed != 1 || !l.pages[len(l.pages)-1].signed {
			t.Fatalf("%d of %d rows, signed %d times", lots, len(d.Rows), signed)
		}
	})
}

func TestCSV(t *testing.T) {
	d := Document{
		Columns: []Column{{Title: "品名"}, {Title: "数量"}},
		Rows:    [][]string{{"=1+1", "-5"}, {"@SUM(A1)", "+7.5"}, {"-cmd|' /C calc'!A0", "-"}, {"\tx", "1"}, {"逗号,引号\"", "1\n2"}, {"+86-10-1", ""}},
		Totals:  []string{"合计", "=A1"},
	}
	var out bytes.Buffer
	if err := d.CSV(&out); err != nil {
		t.Fatal(err)
	}
	text, bom := strings.CutPrefix(out.String(), "\ufeff")
	if !bom {
		t.Error("no byte order mark")
	}
	got, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"品名", "数量"}, {"'=1+1", "-5"}, {"'@SUM(A1)", "+7.5"}, {"'-cmd|' /C calc'!A0", "'-"}, {"'\tx", "1"}, {"逗号,引号\"", "1\n2"}, {"'+86-10-1", ""}, {"合计", "'=A1"}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := d.CSV(full{}); !errors.Is(err, errFull) {
		t.Errorf("a writer's fault comes back as %v", err)
	}
}

// TestNoFormula: no cell that a spreadsheet reads starts like a formula,
// whatever it was.
func TestNoFormula(t *testing.T) {
	formula := regexp.MustCompile(`^[=+\-@\t\r\n]`)
	signed := regexp.MustCompile(`^[+-][0-9.]+$`)
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[=+\-@\t\r\n'0-9.a药]{0,6}`).Draw(t, "cell")
		got := inert([]string{cell})[0]
		if formula.MatchString(got) && !signed.MatchString(got) {
			t.Fatalf("%q became %q", cell, got)
		}
		if strings.TrimPrefix(got, "'") != strings.TrimPrefix(cell, "'") {
			t.Fatalf("%q became %q", cell, got)
		}
	})
}

func BenchmarkPDF(b *testing.B) {
	for _, rows := range []int{10, 200} {
		d := receipt(rows)
		b.Run(fmt.Sprintf("%drows", rows), func(b *testing.B) {
			for b.Loop() {
				if err := d.PDF(&bytes.Buffer{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// whole are the fonts as they were before the first test.
var whole = [][]byte{bytes.Clone(font.Chinese()), bytes.Clone(font.Plain.Latin()), bytes.Clone(font.Bold.Latin()), bytes.Clone(font.Code.Latin())}

// TestFontsStayWhole: the PDF library writes into the fonts it is given; the
// ones that labels are drawn with must not change.
func TestFontsStayWhole(t *testing.T) {
	pdf(t, receipt(30))
	for i, now := range [][]byte{font.Chinese(), font.Plain.Latin(), font.Bold.Latin(), font.Code.Latin()} {
		if !bytes.Equal(whole[i], now) {
			t.Errorf("font %d was written to", i)
		}
	}
}
