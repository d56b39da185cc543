package words_test

import (
	"encoding/json"
	"strings"
	"testing"

	"lotgate/internal/words"
)

// TestFill takes patterns from the catalogue that show each way of filling.
func TestFill(t *testing.T) {
	box := words.Names{ZH: "盒", EN: "box"}
	tests := []struct {
		text   words.Text
		en, zh string
	}{
		{words.Text{}, "", ""},
		{words.Plain("A {b} c"), "A {b} c", "A {b} c"}, // what people typed is no pattern
		{words.Say("amount.one", "n", 2, "unit", words.Count(2, box)), "2 boxes", "2 盒"},
		{words.Say("amount.one", "n", int64(1), "unit", words.Count(1, box)), "1 box", "1 盒"},
		{words.Say("amount.two", "a", words.Plain("x"), "b", words.Plain("y")), "x + y", "x + y"},
		{words.Say("lines.count", "n", 1), "1 line", "1 行"},
		{words.Say("lines.count", "n", int64(0)), "0 lines", "0 行"},
		{words.Say("refusal.no_order", "order", "CG-1"), "There is no order CG-1.", "没有合同 CG-1。"},
		{words.Say("refusal.no_order"), "There is no order {order}.", "没有合同 {order}。"}, // a hole shows
		{words.Say("refusal.no_order", "other", "x"), "There is no order .", "没有合同 。"},
		{words.Say("no.such.code", "n", 1), "no.such.code", "no.such.code"},
	}
	for _, test := range tests {
		if en, zh := test.text.In(words.English), test.text.In(words.Chinese); en != test.en || zh != test.zh {
			t.Errorf("%+v is said as %q and %q, want %q and %q", test.text, en, zh, test.en, test.zh)
		}
	}
}

func TestCount(t *testing.T) {
	for unit, want := range map[string][2]string{
		"box": {"box", "boxes"}, "case": {"case", "cases"}, "capsule": {"capsule", "capsules"}, "patch": {"patch", "patches"}, "flask": {"flask", "flasks"},
		"g": {"g", "g"}, "ml": {"ml", "ml"}, "": {"", ""},
	} {
		for i, n := range []int64{1, 2} {
			if got := words.Count(n, words.Names{ZH: "盒", EN: unit}); got.EN != want[i] || got.ZH != "盒" {
				t.Errorf("%d of %q is %+v, want %q", n, unit, got, want[i])
			}
		}
	}
	if got := words.Count(0, words.Names{EN: "box"}).EN; got != "boxes" {
		t.Errorf("none of a box is %q", got)
	}
}

// TestNames falls back to the other language where one is missing.
func TestNames(t *testing.T) {
	for name, want := range map[words.Names][2]string{
		{ZH: "盒", EN: "box"}: {"盒", "box"}, {ZH: "盒"}: {"盒", "盒"}, {EN: "box"}: {"box", "box"}, {}: {"", ""},
	} {
		if got := [2]string{name.In(words.Chinese), name.In(words.English)}; got != want {
			t.Errorf("%+v is called %q, want %q", name, got, want)
		}
	}
}

// TestJSON: a text travels as its sentence once a language is chosen, and as
// its code before.
func TestJSON(t *testing.T) {
	text := words.Say("refusal.no_order", "order", "CG-1")
	tests := []struct {
		text words.Text
		want string
	}{
		{text.Said(words.English), `"There is no order CG-1."`},
		{text, `{"code":"refusal.no_order","args":{"order":"CG-1"}}`},
		{words.Text{}, `""`},
		{words.Text{}.Said(words.Chinese), `""`},
		{words.Plain("").Said(words.Chinese), `""`},
	}
	for _, test := range tests {
		got, err := json.Marshal(test.text)
		if err != nil || string(got) != test.want {
			t.Errorf("%s, %v; want %s", got, err, test.want)
		}
	}
	if text.In(words.Chinese) != text.Said(words.English).In(words.Chinese) {
		t.Error("a chosen language sticks where another is asked for")
	}
}

// TestCatalogueIsWellFormed: every brace closes, and nothing is empty.
func TestCatalogueIsWellFormed(t *testing.T) {
	for _, l := range words.Languages {
		for code, pattern := range words.Catalogue(l) {
			if strings.Count(pattern, "{") != strings.Count(pattern, "}") {
				t.Errorf("%s %s: braces do not match: %q", l, code, pattern)
			}
			if strings.TrimSpace(pattern) == "" {
				t.Errorf("%s %s says nothing", l, code)
			}
		}
	}
}
