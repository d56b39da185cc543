package font

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	face := New(Plain, 20)
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"阿莫西林胶囊", 200, "阿莫西林胶囊"},
		{"阿莫西林胶囊", 65, "阿莫西|林胶囊"},
		{"阿莫西林，胶囊", 85, "阿莫西|林，胶囊"},
		{"（甲）乙", 45, "（甲|）乙"},
		{"Amoxicillin Capsules", 130, "Amoxicillin|Capsules"},
		{"Amoxicillin-Capsules", 130, "Amoxicillin-|Capsules"},
		{"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 130, "ABCDEFGHI|JKLMNOPQR|STUVWXYZ"},
		{"  a   b ", 100, "a   b"},
		{"", 100, ""},
	} {
		if got := strings.Join(face.Wrap(strings.TrimSpace(c.text), c.width, 9), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
	if got := face.Wrap("阿莫西林胶囊", 65, 1); got != nil {
		t.Errorf("two lines' text in one row: %q", got)
	}
	if got := face.Wrap("阿", 3, 9); got != nil {
		t.Errorf("a character in 3 dots: %q", got)
	}
}

// TestWrapLosesNothing: every character of the text is on some line, in order,
// and no line is too wide.
func TestWrapLosesNothing(t *testing.T) {
	runes := []rune("阿莫西林，。（）Abc-/ 123")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom(runes)).Draw(t, "text")
		width := rapid.IntRange(30, 300).Draw(t, "width")
		face := New(Style(rapid.IntRange(0, styles-1).Draw(t, "style")), 25)
		lines := face.Wrap(text, width, 1000)
		if got, want := squeeze(strings.Join(lines, "")), squeeze(text); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		for _, line := range lines {
			if got := face.Width(line); got > width {
				t.Fatalf("line %q is %d dots wide, limit %d", line, got, width)
			}
		}
	})
}

func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }
