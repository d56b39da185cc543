package scan

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEveryIdentifierTakesTheValuesDrawnForIt also shows that the generator
// of the tests below draws from all of the table.
func TestEveryIdentifierTakesTheValuesDrawnForIt(t *testing.T) {
	for _, id := range table.all {
		rapid.Check(t, func(t *rapid.T) {
			v := drawValue(t, id)
			if n, f := id.check(v); f.code != "" || n != len(v) {
				t.Fatalf("(%s)%s: %+v after %d", id.ai, v, f, n)
			}
		})
		if t.Failed() {
			return
		}
	}
}

// agree decodes s and compares with the elements it was written from.
func agree(t *rapid.T, s, want string, o Options) {
	r, err := Decode([]byte(s), o)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	if got := r.Bracketed(); got != want {
		t.Fatalf("%q\n reads %s\n want  %s", s, got, want)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reading{Elements: drawReading(t)}
		want := r.Bracketed()
		identifier := rapid.SampledFrom([]string{"]C1", "]d2", "]Q3", "]J1", "]e0"}).Draw(t, "carrier")
		o := Options{Today: "2026-11-23"}
		// Without Known nothing is decided, so the reading is what was written.
		agree(t, identifier+r.ElementString(), want, o)
		agree(t, want, want, o)
		agree(t, "^"+strings.ReplaceAll(r.ElementString(), string(gs), "^"), want, o)
	})
}

func TestElementStringsHaveNoNeedlessSeparators(t *testing.T) {
	r := read(t, "(01)09501101530003(17)261231(10)AB(21)C", nil)
	if got, want := r.ElementString(), "01095011015300031726123110AB\x1d21C"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestALinkReadsAsWhatItWasWrittenFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reading{Elements: drawReading(t)}
		if _, err := Decode([]byte(r.Bracketed()), Options{Strict: true}); err != nil {
			t.Skip("not a whole set")
		}
		link, err := r.DigitalLink("https://example.com/x/")
		if err != nil {
			t.Skip("no link holds it")
		}
		back, err := Decode([]byte(link), Options{Strict: true})
		if err != nil {
			t.Fatalf("%s: %v", link, err)
		}
		if len(back.Elements) != len(r.Elements) {
			t.Fatalf("%s reads %s, was %s", link, back.Bracketed(), r.Bracketed())
		}
		for _, e := range r.Elements {
			if back.Value(e.AI) != e.Value {
				t.Fatalf("%s reads %s, was %s", link, back.Bracketed(), r.Bracketed())
			}
		}
	})
}

func TestReferenceLinksAreWrittenTheSame(t *testing.T) {
	seen := 0
	for _, v := range vectors(t) {
		stem, data, _ := strings.Cut(v.input, " ")
		if v.kind != "dl_generate" {
			continue
		}
		if v.flags == "u1 z0 r1 d0" {
			continue // writes an attribute the table does not know; we never do
		}
		seen++
		if stem == "-" {
			stem = "https://id.gs1.org"
		}
		r, err := Decode([]byte(data), Options{Strict: true, UnknownAIs: strings.Contains(v.flags, "u1")})
		if err != nil {
			r, err = Decode([]byte(data), Options{UnknownAIs: strings.Contains(v.flags, "u1")})
		}
		if err != nil {
			t.Errorf("row %d: %v", v.line, err)
			continue
		}
		got, err := r.DigitalLink(stem)
		if (err == nil) != (v.verdict == "OK") || err == nil && got != v.output {
			t.Errorf("row %d %s: %s %v, want %s %s", v.line, v.input, got, err, v.verdict, v.output)
		}
	}
	if seen < 20 {
		t.Errorf("only %d rows", seen)
	}
}

func TestEscapesAgreeWithTheReference(t *testing.T) {
	for _, v := range vectors(t) {
		var got string
		switch v.kind {
		case "uri_escape_path":
			got = escape(v.input, "%20")
		case "uri_escape_query":
			got = escape(v.input, "+")
		case "uri_unescape_path":
			got = unescapePath(v.input)
		case "uri_unescape_query":
			got = unescapeQuery(v.input)
		default:
			continue
		}
		if got != v.output {
			t.Errorf("row %d %s %q: %q, want %q", v.line, v.kind, v.input, got, v.output)
		}
	}
}
