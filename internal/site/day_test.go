package site_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/label"
)

// TestReceiveAndPick is a day at the store in a real browser: a delivery is
// received by gun, its label comes out, a requisition is picked while the
// wall board looks on, and two people sign.
func TestReceiveAndPick(t *testing.T) {
	chromium := chromium.or(t)
	h := newHouse(t, withFolder)
	keeper := chromium.profile(t)
	h.signInPage(keeper, 0, "dock-1", "1001")

	h.scan(0, "LGD.CG-1001")
	keeper.says(".face .where", "CG-1001")
	pack := string(code(t, "CG-1001", "good", 0))
	h.scan(0, pack)
	keeper.await("document.querySelector('.face.is-good')")
	lot, expiry := pack[len(pack)-7:], today().Add(570)
	keeper.says(".face", lot)
	keeper.says(".face", string(expiry))
	keeper.shoot("e2e-dock")

	labels := keeper.beside()
	labels.open(h.Address() + "/labels")
	labels.await("document.querySelector('.paper.state-printed img') && document.querySelector('.paper.state-printed img').naturalWidth > 100")
	labels.shoot("e2e-labels")
	h.checkLabel(pack)
	h.pickInPage(chromium)
}

// signInPage opens a station's page, scans a badge with its gun and types the
// PIN into the page.
func (h *house) signInPage(b *tab, gun int, station, badge string) {
	h.t.Helper()
	b.open(h.Address() + "/station/" + station)
	b.await("document.querySelector('.face .big') && !document.querySelector('.notices')")
	h.scan(gun, "LGP."+badge)
	b.pin(pinOf(badge))
	b.await("document.querySelector('.face .crew')")
}

// checkLabel reads the printed picture with a decoder that is not ours.
func (h *house) checkLabel(pack string) {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.Dir, "labels", "*.png"))
	if err != nil || len(files) != 1 {
		h.t.Fatalf("labels in the folder: %v, %v", files, err)
	}
	file, err := os.ReadFile(files[0])
	if err != nil {
		h.t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		h.t.Fatal(err)
	}
	if got, want := readMatrix(h.t, picture), pack[len("]d2"):]; got != "\x1d"+want {
		h.t.Errorf("the label's code reads %q, want FNC1 and %q", got, want)
	}
}

// readMatrix finds and reads the Data Matrix on a picture.
func readMatrix(t testing.TB, picture image.Image) string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(matrixOn(picture))
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true, gozxing.DecodeHintType_ASSUME_GS1: true}
	result, err := datamatrix.NewDataMatrixReader().Decode(bits, hints)
	if err != nil {
		t.Fatalf("the label's Data Matrix does not decode: %v", err)
	}
	if id := result.GetResultMetadata()[gozxing.ResultMetadataType_SYMBOLOGY_IDENTIFIER]; id != "]d2" {
		t.Errorf("the label's Data Matrix is no GS1 one: %v", id)
	}
	return result.GetText()
}

// matrixOn is the part of a label where its Data Matrix is, as a gun is held
// over it; the printer has 8 dots a millimetre.
func matrixOn(picture image.Image) image.Image {
	for _, f := range label.Standard.Fields {
		if f.Show == label.Matrix {
			box := image.Rect(f.X*8/10, f.Y*8/10, (f.X+f.Width)*8/10, (f.Y+f.Height)*8/10)
			return picture.(interface {
				SubImage(image.Rectangle) image.Image
			}).SubImage(box)
		}
	}
	return picture
}

// pickInPage picks a whole requisition by what the page says is due, and
// hands it over.
func (h *house) pickInPage(chromium *browser) {
	h.t.Helper()
	picker := chromium.profile(h.t)
	h.signInPage(picker, 1, "pick-1", "2001")
	board := picker.beside()
	board.open(h.Address() + "/board/pick")
	board.says(".face", "QL-3005")

	h.scan(1, "LGD.QL-3005")
	picker.says(".face .where", "QL-3005")
	issue := facts[document.IssueOpened](h.t, h.Books(), 0)[0].Fact.(document.IssueOpened).Issue.ID
	for walked := 0; ; walked++ {
		board.await(fmt.Sprintf("Array.from(document.querySelectorAll('.row')).some((r) => r.innerText.includes('QL-3005') && r.querySelector('progress').value === %d)", walked))
		task, due := h.due(issue)
		if !due {
			break
		}
		h.walk(picker, task)
	}
	board.shoot("e2e-board")
	h.handOver(picker, issue)
}

// due is the task that an issue has next.
func (h *house) due(issue string) (next document.Task, due bool) {
	h.t.Helper()
	err := h.Books().View(func(view fact.View) error {
		document.EachDueTask(view, issue, func(t document.Task) bool {
			next, due = t, true
			return false
		})
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return next, due
}

// walk goes to a bin and scans what is due there, pack by pack.
func (h *house) walk(picker *tab, task document.Task) {
	h.t.Helper()
	picker.says(".face .big", string(task.Place))
	h.scan(1, "LGL."+string(task.Place))
	pack := dueCode(h.t, task)
	picks := func() int { return len(facts[document.PackPicked](h.t, h.Books(), 0)) }
	for left := task.Left(); left > 0; {
		before := picks()
		h.scan(1, pack)
		picker.await("document.querySelector('.face.is-good')")
		until(h.t, "the pick is booked", func() bool { return picks() == before+1 })
		left -= facts[document.PackPicked](h.t, h.Books(), 0)[before].Fact.(document.PackPicked).Quantity
	}
	picker.says(".face .list", task.Lot)
}

// dueCode is the demo's code of a pack of the lot that a task asks for.
func dueCode(t testing.TB, task document.Task) string {
	t.Helper()
	for _, g := range demoCodes(today()) {
		for _, c := range g.Codes {
			if c.Detail.Code == "intake.demo.due" && strings.HasSuffix(string(c.Data), "10"+task.Lot) {
				return string(c.Data)
			}
		}
	}
	t.Fatalf("the demo has no code for %+v", task)
	return ""
}

// handOver signs with the receiver's badge and PIN, and reads the issue note.
func (h *house) handOver(picker *tab, issue string) {
	h.t.Helper()
	for _, badge := range []string{"2001", "1001", "6001"} { // gives out, checks, takes over: there are narcotics on it
		h.scan(1, "LGP."+badge)
		picker.says(".face", badge)
		picker.pin(pinOf(badge))
	}
	picker.says(".face .big", issue)
	picker.shoot("e2e-issued")
	file := filepath.Join(h.Dir, "papers", issue+".pdf")
	until(h.t, "the issue note lies in its folder", func() bool { _, err := os.Stat(file); return err == nil })

	pharmacist := newClient(h.t, h.Address())
	pharmacist.must("POST", "/api/v1/session", map[string]string{"badge": "3001", "pin": pinOf("3001")}, nil)
	var sent []byte
	pharmacist.must("GET", "/api/v1/documents/issue/"+issue+".pdf", nil, &sent)
	filed, err := os.ReadFile(file)
	if err != nil {
		h.t.Fatal(err)
	}
	for where, pdf := range map[string][]byte{"the folder": filed, "the interface": sent} {
		text := pdfText(h.t, pdf)
		for _, name := range []string{"王强", "李敏", "复核", "孙丽", "QL-3005", issue} {
			if !strings.Contains(text, name) {
				h.t.Errorf("the issue note of %s does not say %s:\n%s", where, name, text)
			}
		}
	}
}

// pdfText is what poppler reads.
func pdfText(t testing.TB, pdf []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("this test needs pdftotext: %v", err)
	}
	command := exec.Command(tool, "-layout", "-", "-")
	command.Stdin = bytes.NewReader(pdf)
	text, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("waited in vain until %s", what)
}
