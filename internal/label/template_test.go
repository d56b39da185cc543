package label

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// TestBuiltIn draws every template with usual and with the longest data, in
// both languages and at every density, and reads all its barcodes.
func TestBuiltIn(t *testing.T) {
	shelf := Shelf{}
	ids, err := shelf.IDs()
	if err != nil || !slices.Contains(ids, StandardID) || len(ids) < 5 {
		t.Fatalf("%v %v", ids, err)
	}
	for _, id := range ids {
		g, err := shelf.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		for name, d := range Samples {
			for _, dpmm := range []int{8, 12, 24} {
				for _, l := range words.Languages {
					page, err := g.Draw(d, dpmm, l)
					if err != nil {
						t.Errorf("%s, %s, %d dots/mm: %v", id, name, dpmm, err)
						continue
					}
					if name != "longest" && dpmm == 12 {
						readsAll(t, g, d, page)
					}
				}
			}
		}
	}
}

func readsAll(t *testing.T, g Design, d Data, page Page) {
	t.Helper()
	p := drawing{Page: page, data: d, texts: d.texts(words.English), link: g.Link}
	for _, f := range g.Fields {
		if !slices.Contains(barcodes, f.Show) || p.contents(f) == "" {
			continue
		}
		kind, want := map[Show]Kind{Matrix: DataMatrix, Bars: Code128, GS1Bars: Code128, Link: QR}[f.Show], p.contents(f)
		if f.Show == GS1Bars {
			want = strings.Replace(want, GS1DataMatrix, GS1Code128, 1)
		}
		at := box{p.dots(f.X), p.dots(f.Y), p.dots(f.Width), p.dots(f.Height)}
		if got := read(t, kind, crop(page, at)); got != want {
			t.Errorf("%s: the %s reads %q, want %q", g.ID, f.Show, got, want)
		}
	}
}

// TestBuiltInSayWhatCounts: no template may leave out what keeps a patient
// safe, nor hide that it is a reprint.
func TestBuiltInSayWhatCounts(t *testing.T) {
	shelf := Shelf{}
	ids, err := shelf.IDs()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		g, err := shelf.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, slot := range []Slot{"item", "spec", "expiry", "lot", "reprint"} {
			if !slices.ContainsFunc(g.Fields, func(f Field) bool { return f.Of == slot }) {
				t.Errorf("%s does not say the %s", id, slot)
			}
		}
	}
}

const small = `
id: mine
names: {zh: 我的, en: Mine}
paper: {width: 50, height: 30}
fields:
  - {show: text, of: item, x: 1, y: 1, width: 48, height: 6, size: 5}
  - {show: text, words: {zh: '批号 {lot} {serial}', en: 'Lot {lot} {serial}'}, x: 1, y: 8, width: 48, height: 5, size: 4, align: right}
`

func TestParseTemplate(t *testing.T) {
	g, err := ParseTemplate("mine.yaml", []byte(small))
	if err != nil || g.Width != 500 || len(g.Fields) != 2 || g.Link != "https://id.gs1.org" {
		t.Fatalf("%+v %v", g, err)
	}
	d := amoxicillin()
	d.Lot, d.Serial = "{serial}", "{lot}"
	if got := g.Fields[1].says(d.texts(words.English), words.English); got != "Lot {serial} {lot}" {
		t.Errorf("data in braces are obeyed: %q", got)
	}
	d.Serial = ""
	if got := g.Fields[1].says(d.texts(words.English), words.English); got != "" {
		t.Errorf("with nothing known it says %q", got)
	}
}

func TestParseTemplateRefuses(t *testing.T) {
	field := func(s string) string {
		return "  - {show: text, of: lot, x: 1, y: 20, width: 9, height: 5, size: 4" + s + "}\n"
	}
	for _, c := range []struct{ name, old, new, says string }{
		{"id", "id: mine", "id: Mine!", "line 2: id cannot be used as it is. Allowed: lower-case"},
		{"one language", ", en: Mine", "", "line 3: names "},
		{"no paper", "width: 50", "width: 5", "line 4: paper.width cannot be used as it is. Allowed: 10 to 300 mm"},
		{"too fine a measure", "x: 1, y: 1", "x: 1.25, y: 1", "1.25 does not say"},
		{"no measure", "x: 1, y: 1", "x: wide, y: 1", "wide does not say"},
		{"beyond the paper", "y: 1, width: 48", "y: 1, width: 50", "line 6: fields[0].width "},
		{"show", "show: text, of", "show: txt, of", "line 6: fields[0].show cannot be used as it is. Allowed: text, inverse, line, datamatrix, gs1-128, code128, qr"},
		{"of", "of: item", "of: itme", "line 6: fields[0].of cannot be used as it is. Allowed: bin, code"},
		{"of goods", "of: item", "of: goods", "line 6: fields[0].of "},
		{"tiny type", "size: 5", "size: 1.5", "line 6: fields[0].size cannot be used as it is. Allowed: 1.6 mm or more"},
		{"unknown key", "size: 5", "sise: 5", `there is no key "sise" here. Allowed: show, of, words`},
		{"slot in words", "{lot} {serial}', en", "{lott} {serial}', en", "line 7: fields[1].words "},
		{"words and of", "words:", "of: lot, words:", "line 7: fields[1].words "},
		{"align", "align: right", "align: middle", "line 7: fields[1].align cannot be used as it is. Allowed: left, centre, right"},
		{"over another", "y: 8", "y: 6", "line 7: fields[1] cannot be used as it is. Allowed: a place of its own; it lies over fields[0]"},
		{"style", "align: right}\n", "align: right}\n" + field(", style: italic"), "line 8: fields[2].style cannot be used as it is. Allowed: plain, bold, code"},
		{"when", "align: right}\n", "align: right}\n" + field(", when: sunday"), "line 8: fields[2].when "},
		{"barcode of a name", "align: right}\n", "align: right}\n" + strings.Replace(field(""), "text", "qr", 1), "line 8: fields[2].of cannot be used as it is. Allowed: goods, bin"},
		{"link", "fields:", "link: 'javascript:alert(1)'\nfields:", "line 5: link cannot be used as it is. Allowed: https://id.gs1.org"},
		{"no fields", small[strings.Index(small, "fields:"):], "fields: []\n", "line 5: fields cannot be used as it is. Allowed: 1 to 60 fields"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(small, c.old, c.new, 1)
			if text == small {
				t.Fatal("nothing was replaced")
			}
			_, err := ParseTemplate("mine.yaml", []byte(text))
			var p *yamlfile.Problem
			if !errors.As(err, &p) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("said %v\nwant %s", err, c.says)
			}
		})
	}
	if _, err := ParseTemplate("big.yaml", []byte("# "+strings.Repeat("x", maxTemplate))); err == nil {
		t.Error("a file without end is read")
	}
}

// TestInstead: fields may share a place where only one is ever drawn.
func TestInstead(t *testing.T) {
	both := strings.Replace(small, "align: right}", "unless: reprint}\n  - {show: inverse, of: reprint, x: 1, y: 8, width: 48, height: 5, size: 4, when: reprint}", 1)
	g, err := ParseTemplate("mine.yaml", []byte(both))
	if err != nil {
		t.Fatal(err)
	}
	d := amoxicillin()
	once, err := g.Draw(d, 8, words.English)
	if err != nil {
		t.Fatal(err)
	}
	d.Reprint = true
	again, err := g.Draw(d, 8, words.English)
	if err != nil || !again.Black(8, 8*8+1) || once.Black(8, 8*8+1) {
		t.Errorf("the place is not shared: %v", err)
	}
}

// TestSchemaKnowsTheSame: an editor that goes by the schema allows the slots
// and ways that the program takes, and no others.
func TestSchemaKnowsTheSame(t *testing.T) {
	var schema struct {
		Properties struct {
			Fields struct {
				Items struct {
					Properties map[string]struct{ Enum []string }
				}
			}
		}
	}
	if err := json.Unmarshal(Schema, &schema); err != nil {
		t.Fatal(err)
	}
	keys := schema.Properties.Fields.Items.Properties
	same := func(key string, want []string) {
		got := slices.Clone(keys[key].Enum)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the schema has %v, the program %v", key, got, want)
		}
	}
	all := append(slotNames(), "goods")
	same("of", all)
	same("when", all)
	same("show", strings.Split(join(shows), ", "))
	if len(keys) != 12 {
		t.Errorf("the schema has %d keys of a field", len(keys))
	}
	readme, err := os.ReadFile("templates/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("the README does not say what %s is", name)
		}
	}
}

// TestShelf: a file of the folder counts before the built-in one, is read anew
// when it has changed, and is refused with words while it has a mistake.
func TestShelf(t *testing.T) {
	shelf := Shelf{Folder: filepath.Join(t.TempDir(), "templates")}
	if g, err := shelf.Find("small"); err != nil || g.Width != 500 {
		t.Fatalf("%+v %v", g, err)
	}
	if _, err := shelf.Find("mine"); !errors.Is(err, ErrTemplate) {
		t.Errorf("a template that is not there: %v", err)
	}
	if _, err := shelf.Find("../../etc/passwd"); !errors.Is(err, ErrTemplate) {
		t.Errorf("a path for an id: %v", err)
	}
	write := func(name, text string, age time.Duration) {
		t.Helper()
		if err := os.MkdirAll(shelf.Folder, 0o755); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(shelf.Folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	write("mine.yaml", small, time.Hour)
	if g, err := shelf.Find("mine"); err != nil || g.Width != 500 {
		t.Errorf("%+v %v", g, err)
	}
	write("mine.yaml", strings.Replace(small, "width: 50,", "width: 60,", 1), time.Minute)
	if g, err := shelf.Find("mine"); err != nil || g.Width != 600 {
		t.Errorf("a changed file: %+v %v", g, err)
	}
	write("mine.yaml", "id: mine\nfoo: 1\n", time.Second)
	if _, err := shelf.Find("mine"); err == nil || !strings.Contains(err.Error(), "mine.yaml, line 2") {
		t.Errorf("a file with a mistake: %v", err)
	}
	write("other.yaml", small, time.Hour)
	if _, err := shelf.Find("other"); err == nil || !strings.Contains(err.Error(), "id cannot be used as it is. Allowed: other") {
		t.Errorf("a file under another name: %v", err)
	}
	write("small.yaml", strings.Replace(strings.Replace(small, "id: mine", "id: small", 1), "width: 50,", "width: 70,", 1), time.Hour)
	if g, err := shelf.Find("small"); err != nil || g.Width != 700 {
		t.Errorf("instead of the built-in one: %+v %v", g, err)
	}
	if ids, err := shelf.IDs(); err != nil || !slices.Equal(ids, []string{"carton", "link", "mine", "other", "roll", "small", "standard"}) {
		t.Errorf("%v %v", ids, err)
	}
}

func FuzzParseTemplate(f *testing.F) {
	f.Add([]byte(small))
	f.Add(BuiltIn(StandardID))
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := ParseTemplate("fuzz.yaml", text)
		var refused *yamlfile.Problem
		if err != nil && !errors.As(err, &refused) {
			t.Fatalf("%v is no Problem", err)
		}
		if err != nil || g.Width*g.Height > 1000*1000 {
			return
		}
		var unfit *Unfit
		if _, err := g.Draw(Samples["longest"], 8, words.Chinese); err != nil && !errors.As(err, &unfit) {
			t.Fatal(err)
		}
	})
}
