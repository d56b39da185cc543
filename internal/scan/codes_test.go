package scan

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// summary is a reading or a refusal as testdata/codes.txt writes it, without
// doubts that a strict reading has as well.
func summary(raw string, o Options) string {
	r, err := Decode([]byte(raw), o)
	var f *Fault
	if errors.As(err, &f) {
		return "!" + f.Code
	}
	s := string(r.Kind)
	switch {
	case r.Kind == KindTrace || r.Standard == Own:
		s += " " + r.ID
	case len(r.Elements) > 0:
		s += " " + r.Bracketed()
	}
	for _, d := range r.Doubts {
		s += " ?" + d.Code
	}
	return s
}

func TestCodesOfOurOwn(t *testing.T) {
	text, err := os.ReadFile("testdata/codes.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for n, line := range strings.Split(string(text), "\n") {
		raw, want, ok := strings.Cut(line, " => ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		rows++
		strict, tolerant, differ := strings.Cut(want, " ~ ")
		if !differ {
			tolerant = strict
		}
		in := unescapeRow(raw)
		if got := summary(in, Options{Today: "2026-11-23", Strict: true}); got != strict {
			t.Errorf("line %d %s\n strictly %s\n want     %s", n+1, raw, got, strict)
		}
		if got := summary(in, Options{Today: "2026-11-23"}); got != tolerant {
			t.Errorf("line %d %s\n reads %s\n want  %s", n+1, raw, got, tolerant)
		}
	}
	if rows < 90 {
		t.Errorf("only %d rows", rows)
	}
}
