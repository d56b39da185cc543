package report

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lotgate/internal/label"
	"lotgate/internal/words"
)

// TestSetupSheet reads the sheet back: its words, and each barcode by a program
// that has nothing to do with ours. Whether FNC3 stands in it is package
// label's to hold.
func TestSetupSheet(t *testing.T) {
	s := SetupSheet{
		Language: words.Chinese, Title: "得利捷 扫描枪", Doubt: "没有用实物试过。", Steps: []string{"后缀设为回车。", "Second step."}, Sources: []string{"a manual"},
		Codes: []SetupBarcode{
			{Text: "清除前缀", Kind: label.Code128, Data: []byte("\xF3$P,CAIEN01,P\r")},
			{Text: "AIM", Kind: label.QR, Data: []byte("@MENU_OPTO@ZZ@")},
		},
	}
	for range 6 { // more than a page
		s.Codes = append(s.Codes, SetupBarcode{Text: "again", Kind: label.Code128, Data: []byte("SUFCA2;SUFBK2990D.\xF3")})
	}
	var file bytes.Buffer
	if err := s.PDF(&file); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(poppler(t, "pdftotext", file.Bytes())), "")
	for _, want := range []string{"得利捷扫描枪", "未核实", "1.后缀设为回车。", "清除前缀", "amanual"} {
		if !strings.Contains(text, want) {
			t.Errorf("the sheet lacks %s: %s", want, text)
		}
	}
	read := zbar(t, poppler(t, "pdftoppm", file.Bytes(), "-r", "200", "-png", "-f", "1", "-l", "1", "-singlefile"))
	for _, want := range []string{"CODE-128:$P,CAIEN01,P\r\n", "QR-Code:@MENU_OPTO@ZZ@\n", "CODE-128:SUFCA2;SUFBK2990D."} {
		if !strings.Contains(read, want) {
			t.Errorf("%q is not read off the sheet: %q", want, read)
		}
	}
	if s.Codes[0].Kind = "ean99"; s.PDF(&file) == nil {
		t.Error("a barcode that cannot be drawn was passed over")
	}
}

// zbar reads all barcodes of a picture.
func zbar(t *testing.T, picture string) string {
	t.Helper()
	program, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("zbarimg is missing: install zbar-tools")
		}
		t.Skip("zbarimg is not installed (zbar-tools): the sheet is not read back")
	}
	path := filepath.Join(t.TempDir(), "sheet.png")
	if err := os.WriteFile(path, []byte(picture), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-q", path).Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	return string(out)
}
