package words_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/words"
)

// TestSentenceAsJSON: the short way to JSON gives what the library gives,
// whatever stands in the sentence.
func TestSentenceAsJSON(t *testing.T) {
	odd := []string{"", "a", "盒", "\"", "\\", "<b>", "&", "\x00", "\x1d", "\x7f", "\u2028", "\u2029", "–", "\xff", "\xe2\x80", "é", "\U0001f48a"}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(odd), rapid.String()), 0, 4).Draw(t, "parts")
		s := strings.Join(parts, "")
		got, err := json.Marshal(words.Plain(s).Said(words.English))
		if err != nil {
			t.Fatal(err)
		}
		if want, _ := json.Marshal(s); string(got) != string(want) {
			t.Fatalf("%q is %s, want %s", s, got, want)
		}
	})
}
