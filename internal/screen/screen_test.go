package screen_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// full is a screen with something in every place.
func full() screen.Screen {
	return screen.Screen{
		State: screen.Bad, Title: words.Plain("Receipt RK-2026-0001"), Where: words.Say("receive.where", "order", "CG-1", "supplier", words.Names{ZH: "国药", EN: "Sinopharm"}),
		Big: words.Say("big.expired"), Says: words.Say("refusal.expired", "lot", "A1", "expiry", "2026-01-31"), Code: "expired",
		Fields:   []screen.Field{{Label: words.Say("field.lot"), Value: words.Plain("A1"), Style: screen.Code}, {Label: words.Say("field.expiry"), Value: words.Plain("2026-01-31"), Style: screen.Large}},
		Progress: &screen.Progress{Done: 3, Total: 40, Text: words.Say("lines.done", "done", 3, "total", 40)},
		Lists: []screen.List{{Title: words.Say("board.refused"), More: 2, Rows: []screen.Row{
			{Text: words.Plain("A1"), Detail: words.Say("storage.room"), Value: words.Plain("24"), State: screen.Bad, Done: 1, Total: 2},
		}}},
		Choices: []screen.Choice{{ID: "refuse", Text: words.Say("choice.refuse"), Main: true}, {ID: "undo", Text: words.Say("choice.undo")}},
		Prompt:  &screen.Prompt{Kind: screen.Date, Label: words.Say("field.expiry"), Hint: words.Plain("YYMMDD")},
		Notices: []screen.Notice{{State: screen.Bad, Text: words.Say("notice.store")}},
		People:  []words.Text{words.Plain("王芳")}, Waiting: 1, Beep: 7,
	}
}

// TestGolden holds the two forms in which a screen travels: JSON to browsers,
// lines to terminals. LOTGATE_GOLDEN=1 writes them anew, to be looked at.
func TestGolden(t *testing.T) {
	for _, l := range words.Languages {
		body, err := json.MarshalIndent(full().Said(l), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "full."+string(l)+".json", string(body)+"\n")
		golden(t, "full."+string(l)+".txt", full().Text(l))
	}
	body, _ := json.MarshalIndent(screen.Screen{}.Said(words.English), "", "  ")
	golden(t, "empty.json", string(body)+"\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("LOTGATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s:\n%s", name, diff)
	}
}

// TestSaidLeavesNoCode walks every text of a said screen: in JSON each is a
// sentence, none a code with figures.
func TestSaidLeavesNoCode(t *testing.T) {
	body, err := json.Marshal(full().Said(words.Chinese))
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range []string{`"args"`, `"big.`, `"field.`, `"choice.`, `"refusal.`, `{lot}`} {
		if strings.Contains(string(body), trace) {
			t.Errorf("%s is left in %s", trace, body)
		}
	}
	n := 0
	texts(reflect.ValueOf(full()), func(words.Text) { n++ })
	if n < 15 {
		t.Errorf("the full screen holds only %d texts: fill it", n)
	}
	texts(reflect.ValueOf(full()), func(text words.Text) {
		if text.IsZero() {
			t.Error("a place of the full screen is empty: Said could pass over it unseen")
		}
	})
}

// texts finds every Text in a value.
func texts(v reflect.Value, each func(words.Text)) {
	if v.Type() == reflect.TypeFor[words.Text]() {
		each(v.Interface().(words.Text))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		texts(v.Elem(), each)
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), each)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), each)
		}
	}
}

// TestSaidIsACopy: one screen is said in two languages at once.
func TestSaidIsACopy(t *testing.T) {
	s := full()
	before := s.Text(words.English)
	zh, en := s.Said(words.Chinese), s.Said(words.English)
	if s.Text(words.English) != before {
		t.Error("saying a screen changed it")
	}
	a, _ := json.Marshal(zh)
	b, _ := json.Marshal(en)
	if string(a) == string(b) {
		t.Error("both languages say the same")
	}
}
