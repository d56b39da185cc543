package scan

import (
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"lotgate/internal/words"
)

// seeds are the inputs of all tables of this package.
func seeds(f *testing.F, keep func(raw string) bool) {
	f.Helper()
	for _, name := range []string{"testdata/codes.txt", "MISSET.md"} {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			raw, _, ok := strings.Cut(line, " => ")
			if cells := strings.Split(line, " | `"); len(cells) > 1 {
				raw, ok = strings.ReplaceAll(strings.Split(cells[1], "`")[0], `\|`, "|"), true
			}
			if raw = unescapeRow(raw); ok && keep(raw) {
				f.Add(raw)
			}
		}
	}
}

// hold checks what must be true of every input.
func hold(t *testing.T, raw string) {
	o := Options{Today: "2026-11-23"}
	strict := o
	strict.Strict = true
	s, errStrict := Decode([]byte(raw), strict)
	r, err := Decode([]byte(raw), o)
	holdFault(t, raw, err)
	holdFault(t, raw, errStrict)
	if err == nil {
		holdReading(t, raw, &r)
	}
	if errStrict != nil || s.Kind == KindText {
		return
	}
	holdReading(t, raw, &s)
	if err != nil || len(r.Rescued()) > 0 || r.Kind != s.Kind || r.ID != s.ID || r.Bracketed() != s.Bracketed() || marksOf(&r) != marksOf(&s) {
		t.Errorf("%q is strictly %s %s %s, but else %s %s %s %v", raw, s.Kind, s.Bracketed(), marksOf(&s), r.Kind, r.Bracketed(), marksOf(&r), err)
	}
	if s.Standard == GS1 {
		holdEncoding(t, raw, &s)
	}
}

// holdFault: a refusal is a Fault that points into the input.
func holdFault(t *testing.T, raw string, err error) {
	if err == nil {
		return
	}
	var f *Fault
	if !errors.As(err, &f) || f.Code == "" || f.At < 0 || f.At > len(raw) || f.Len < 0 {
		t.Errorf("%q: %v", raw, err)
		return
	}
	sayable(t, raw, words.Say("scan."+f.Code, f.Pairs()...))
}

// sayable: a sentence names what it is about, on one line that can be shown.
func sayable(t *testing.T, raw string, text words.Text) {
	for _, l := range words.Languages {
		s := text.In(l)
		for _, hollow := range []string{"()", "（）", "“”", "{", "  "} {
			if strings.Contains(s, hollow) && !strings.ContainsAny(raw, "()（）“”{ ") {
				t.Errorf("%q: %s", raw, s)
			}
		}
		if control.any(s) >= 0 || !utf8.ValidString(s) || len(s) > 2000 {
			t.Errorf("%q: %q", raw, s)
		}
	}
}

// holdReading: what is said stands in the input, and dates are days.
func holdReading(t *testing.T, raw string, r *Reading) {
	if r.Kind == "" || r.Standard == "" {
		t.Errorf("%q: kind %q by %q", raw, r.Kind, r.Standard)
	}
	for _, e := range r.Elements {
		if e.Value == "" || e.At >= len(raw) || e.At < -1 {
			t.Errorf("%q: (%s)%q at %d", raw, e.AI, e.Value, e.At)
		}
		if e.At >= 0 && len(r.Rescued()) == 0 && r.Standard != Retail && !standsAt(raw[e.At:], e) {
			t.Errorf("%q: (%s)%q does not stand at %d", raw, e.AI, e.Value, e.At)
		}
		if d := int(e.day); d != 0 && (d%100 == 0 || !validDay(d/10000, d/100%100, d%100)) {
			t.Errorf("%q: (%s)%s is the day %d", raw, e.AI, e.Value, d)
		}
	}
	for _, d := range r.Doubts {
		if d.At < 0 || d.At > len(raw) {
			t.Errorf("%q: the doubt %s stands at %d", raw, d.Code, d.At)
		}
		sayable(t, raw, words.Say("scan.doubt."+d.Code, d.Pairs()...))
	}
	if len(r.Candidates) > maxCandidates+1 || len(r.Elements) > maxAIs {
		t.Errorf("%q: %d candidates, %d elements", raw, len(r.Candidates), len(r.Elements))
	}
}

// holdEncoding: what is written again is read as the same.
func holdEncoding(t *testing.T, raw string, r *Reading) {
	composite := len(r.Elements) > 0 && r.Elements[len(r.Elements)-1].Composite
	want := strings.ReplaceAll(r.Bracketed(), "|", "")
	back, err := Decode([]byte("]d2"+r.ElementString()), Options{Strict: true})
	if err != nil && composite {
		return // the mark between the parts counts as an element
	}
	if err != nil || back.Bracketed() != want {
		t.Errorf("%q is written %q, which reads %s %v", raw, r.ElementString(), back.Bracketed(), err)
	}
}

// standsAt: the number of a retail code has more zeros in front than its bars.
func standsAt(s string, e Element) bool {
	return strings.HasPrefix(s, e.Value) || e.AI == "01" && strings.HasPrefix(strings.TrimLeft(s, "0"), strings.TrimLeft(e.Value, "0"))
}

func FuzzDecode(f *testing.F) {
	seeds(f, func(string) bool { return true })
	f.Fuzz(hold)
}

func begins(heads ...string) func(string) bool {
	return func(raw string) bool {
		for _, h := range heads {
			if strings.HasPrefix(raw, h) {
				return true
			}
		}
		return false
	}
}

// Each of the following keeps to one standard by putting its head before what
// is fuzzed.

func FuzzElementStrings(f *testing.F) {
	seeds(f, begins("]d2", "]C1"))
	f.Fuzz(func(t *testing.T, s string) { hold(t, "]d2"+strings.TrimPrefix(s, "]d2")) })
}

func FuzzBrackets(f *testing.F) {
	seeds(f, begins("("))
	f.Fuzz(func(t *testing.T, s string) { hold(t, "(01)09501101530003"+s) })
}

func FuzzDigitalLink(f *testing.F) {
	seeds(f, begins("http"))
	f.Fuzz(func(t *testing.T, s string) { hold(t, "https://a/"+strings.TrimPrefix(s, "https://")) })
}

func FuzzRetail(f *testing.F) {
	seeds(f, begins("4", "0", "1", "9", "]E"))
	f.Fuzz(hold)
}

func FuzzHIBC(f *testing.F) {
	seeds(f, begins("+"))
	f.Fuzz(func(t *testing.T, s string) {
		body := "+" + strings.TrimPrefix(s, "+")
		if c, bad := hibcCheck(body); bad < 0 {
			body += string(c) // most of what is fuzzed would end at the check
		}
		hold(t, body)
	})
}

func FuzzMessage(f *testing.F) {
	seeds(f, begins("[)>"))
	f.Fuzz(func(t *testing.T, s string) { hold(t, "[)>\x1e06\x1d"+s+"\x1e\x04") })
}

func FuzzDonation(f *testing.F) {
	seeds(f, begins("="))
	f.Fuzz(func(t *testing.T, s string) { hold(t, "="+strings.TrimPrefix(s, "=")) })
}

func FuzzTraceCode(f *testing.F) {
	seeds(f, begins("8", "9"))
	f.Fuzz(hold)
}

func FuzzDevice(f *testing.F) {
	seeds(f, begins("MA", "(MF"))
	f.Fuzz(func(t *testing.T, s string) {
		hold(t, "MA.156."+s)
		hold(t, "(MF)1"+s)
	})
}

func FuzzOwn(f *testing.F) {
	seeds(f, begins("LG", "lg"))
	f.Fuzz(func(t *testing.T, s string) { hold(t, "LGL."+strings.TrimPrefix(s, "LGL.")) })
}

func FuzzReadableText(f *testing.F) {
	f.Add("GTIN (01) 09501101530003 LOT (10) AB")
	f.Fuzz(func(t *testing.T, s string) { hold(t, "GTIN (01) 09501101530003 "+s) })
}

func FuzzRescue(f *testing.F) {
	seeds(f, func(string) bool { return true })
	known := store{"AB": Expected, "09501101530003": Stocked}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := Decode([]byte(s), Options{Today: "2026-11-23", Known: known, Separators: []string{";"}, Second: len(s)%2 == 0})
		holdFault(t, s, err)
		if err == nil {
			holdReading(t, s, &r)
		}
	})
}

func FuzzJoin(f *testing.F) {
	f.Add("4006381333931", "]C117261231")
	f.Fuzz(func(t *testing.T, a, b string) {
		first, err1 := Decode([]byte(a), Options{})
		second, err2 := Decode([]byte(b), Options{})
		if err1 != nil || err2 != nil {
			return
		}
		r, err := Join(&first, &second)
		if err == nil && (r.Kind == "" || len(r.Elements) < len(first.Elements)) {
			t.Errorf("%q and %q: %s %s", a, b, r.Kind, r.Bracketed())
		}
	})
}
