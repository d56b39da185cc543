package site

import (
	"bytes"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/scan"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// send lets a scanner send the same code so often.
func send(t *testing.T, s *Site, scanner, code string, times int) {
	t.Helper()
	r, err := scan.Decode([]byte(code), scan.Options{Today: "2026-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	for range times {
		s.read("dock-1", scanner, r.Misset())
	}
}

const (
	good    = "]d2010950110153000317261231" + "10AY-12\x1d21Z9X"
	barred  = "]d2010950110153000317261231" + "10AY-12|21Z9X"
	doubled = "40063813339314006381333931"
	printed = ">[)>06\x1d9N110375286414\x1d1TAY-12\x1dD261231" // wrongly, by the supplier
)

func TestAScannerThatKeepsNeedingRescueIsNamed(t *testing.T) {
	s := &Site{}
	send(t, s, "gun", barred, cureFrom-1)
	send(t, s, "other", good, 10)
	if said, _ := s.setRight("gun", family); said.Code != "" {
		t.Errorf("after %d: %s", cureFrom-1, said.In(words.English))
	}
	send(t, s, "gun", barred, 1)
	cure, barcodes := s.setRight("gun", family)
	for l, parts := range map[words.Language][]string{
		words.English: {"5 of the last 5", words.Say("scan.cure.separator").In(words.English), "For this model: Open it.", "set-up barcode below"},
		words.Chinese: {"最近 5 次扫描中有 5 次", words.Say("scan.cure.separator").In(words.Chinese), "本机型：打开它。", "下方的设置条码"},
	} {
		for _, part := range parts {
			if said := cure.In(l); !strings.Contains(said, part) {
				t.Errorf("%q lacks %q", said, part)
			}
		}
	}
	if got := listed(barcodes); got != "gs: Send GS. cures; aim: Send AIM. Taken from the maker's documents; nobody has tried it on the device here." {
		t.Error(got)
	}
	if said, barcodes := s.setRight("other", family); said.Code != "" || listed(barcodes) != "aim: Send AIM. Taken from the maker's documents; nobody has tried it on the device here.; gs: Send GS." {
		t.Errorf("the other scanner: %s, %s", said.In(words.English), listed(barcodes))
	}
}

// TestNoBarcodeIsKnown: a family without a barcode against the repair says so.
func TestNoBarcodeIsKnown(t *testing.T) {
	s := &Site{}
	send(t, s, "gun", doubled, cureFrom)
	cure, _ := s.setRight("gun", family)
	if said := cure.In(words.English); !strings.Contains(said, "No set-up barcode against this is known here for this model") {
		t.Error(said)
	}
}

// TestAScannerThatTypes is known by its station only, so that it is offered
// what is known of every family.
func TestAScannerThatTypes(t *testing.T) {
	s := &Site{Options: Options{Profiles: map[string]device.Profile{"maker": family, typing: {ID: typing}, "twin": family}}}
	send(t, s, "", good, cureOf)
	if all := s.typists(); len(all) != 0 {
		t.Errorf("one that is well: %+v", all)
	}
	send(t, s, "", barred, cureFrom)
	all := s.typists()
	if len(all) != 1 || all[0].Station != "dock-1" || listed(all[0].Setup) != "gs: Maker: Send GS. cures" || !strings.Contains(all[0].Cure.In(words.English), "family named below") {
		t.Errorf("%+v", all)
	}
}

// TestEverySetupBarcode of the profiles is drawn, and cures what a scan can
// be doubted for.
func TestEverySetupBarcode(t *testing.T) {
	all, problems := device.LoadProfiles(profiles.Files)
	s := &Site{Options: Options{Profiles: all}}
	for _, err := range problems {
		t.Error(err)
	}
	n := 0
	for id, p := range all {
		for _, c := range p.SetupCodes {
			n++
			for _, repair := range c.Cures {
				if words.Catalogue(words.English)["scan.cure."+repair] == "" {
					t.Errorf("%s/%s cures %s, which is no repair", id, c.ID, repair)
				}
			}
			if got, want := readBack(t, s, id, c), strings.ReplaceAll(string(c.Data), "\xF3", ""); got != want {
				t.Errorf("%s/%s reads %q, want %q", id, c.ID, got, want)
			}
		}
	}
	if n < 10 {
		t.Errorf("%d set-up barcodes", n)
	}
	if found, err := s.setupPNG("opticon", "none", io.Discard); found || err != nil {
		t.Error("a barcode that there is not:", found, err)
	}
}

func readBack(t *testing.T, s *Site, profile string, c device.SetupCode) string {
	t.Helper()
	var drawn bytes.Buffer
	if found, err := s.setupPNG(profile, c.ID, &drawn); err != nil || !found {
		t.Fatal(profile, c.ID, err)
	}
	picture, err := png.Decode(&drawn)
	if err != nil {
		t.Fatal(err)
	}
	if width := picture.Bounds().Dx(); width > 1100 {
		t.Errorf("%s/%s is %d dots wide", profile, c.ID, width)
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	reader := map[string]gozxing.Reader{"code128": oned.NewCode128Reader(), "qr": qrcode.NewQRCodeReader(), "datamatrix": datamatrix.NewDataMatrixReader()}[c.As]
	read, err := reader.Decode(bits, nil)
	if err != nil {
		t.Fatalf("%s/%s does not decode: %v", profile, c.ID, err)
	}
	return read.GetText()
}

func listed(barcodes []server.Setup) string {
	var all []string
	for _, b := range barcodes {
		said := b.Code + ": " + b.Text.In(words.English)
		if b.Cures {
			said += " cures"
		}
		all = append(all, said)
	}
	return strings.Join(all, "; ")
}

var family = device.Profile{
	ID: "maker", Names: words.Names{ZH: "厂家", EN: "Maker"}, Setup: []words.Names{{ZH: "打开它。", EN: "Open it."}},
	SetupCodes: []device.SetupCode{
		{ID: "aim", Names: words.Names{ZH: "发送识别符。", EN: "Send AIM."}, As: "qr", Data: []byte("$1")},
		{ID: "gs", Names: words.Names{ZH: "发送 GS。", EN: "Send GS."}, Cures: []string{"separator"}, As: "qr", Data: []byte("$2"), Verified: true},
	},
}

func TestACuredScannerIsForgotten(t *testing.T) {
	s := &Site{}
	send(t, s, "gun", barred, 20)
	send(t, s, "gun", good, cureOf-cureFrom)
	if said, _ := s.setRight("gun", family); said.Code == "" {
		t.Error("it is forgotten while it still is one of ten")
	}
	send(t, s, "gun", good, 1)
	if said, _ := s.setRight("gun", family); said.Code != "" {
		t.Errorf("still said: %s", said.In(words.English))
	}
}

func TestTheMostFrequentRepairIsNamed(t *testing.T) {
	s := &Site{}
	send(t, s, "gun", barred, 6)
	send(t, s, "gun", doubled, 7)
	if code, times, of := s.cures.worst("gun"); code != scan.DoubtDoubled || times != 7 || of != 13 {
		t.Errorf("%s, %d of %d", code, times, of)
	}
	send(t, s, "gun", barred, 1)
	if code, _, _ := s.cures.worst("gun"); code != scan.DoubtDoubled {
		t.Errorf("of equals %s is named", code)
	}
}

func TestWhatIsPrintedWronglyIsNoScannersFault(t *testing.T) {
	s := &Site{}
	send(t, s, "gun", printed, cureOf)
	if said, _ := s.setRight("gun", family); said.Code != "" {
		t.Error(said.In(words.English))
	}
}
