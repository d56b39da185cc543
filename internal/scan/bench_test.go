package scan

import (
	"regexp"
	"strings"
	"testing"
)

// keyed puts the check digit behind digits.
func keyed(body string) string { return body + string(check10(body)) }

// pharma are ten codes as they stand on medicine.
var pharma = []string{
	"]d201" + keyed("0950110153000") + "1726123110ABC123",
	"]d201" + keyed("0950110153000") + "211234567890AB\x1d1726123110LOT42A",
	"]d201" + keyed("0340093012345") + "1728063010B4711\x1d21SN000000012345",
	"]C101" + keyed("0692123456789") + "11240331" + "17270331" + "10230315",
	"]C102" + keyed("1692123456789") + "37120\x1d00" + keyed("06921234567890123"),
	"]d201" + keyed("0415001126560") + "21A1B2C3D4E5F6G7H8\x1d10LOT-2026/07\x1d17280700",
	"]e001" + keyed("0690123456789") + "1727010110X1",
	"]Q301" + keyed("0690123456789") + "10240915A\x1d1727091421000123456789",
	"]C100" + keyed("16901234567890123"),
	"01" + keyed("0950110153000") + "1726123110ABC",
}

// BenchmarkDecode reads the ten in turn with full validation into one reading.
func BenchmarkDecode(b *testing.B) {
	var r Reading
	o := Options{Today: "2026-11-23"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := DecodeInto(&r, pharma[i%len(pharma)], o); err != nil {
			b.Fatal(pharma[i%len(pharma)], err)
		}
	}
}

// BenchmarkDecodeAndWrite also writes the elements in brackets.
func BenchmarkDecodeAndWrite(b *testing.B) {
	var r Reading
	var text []byte
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := DecodeInto(&r, pharma[i%len(pharma)], Options{Today: "2026-11-23"}); err != nil {
			b.Fatal(err)
		}
		text = r.AppendBracketed(text[:0])
	}
}

// naive is what is written in an afternoon: a pattern an identifier, a map for
// the result, no checks.
var naive = []*regexp.Regexp{
	regexp.MustCompile(`^(00)(\d{18})`), regexp.MustCompile(`^(01|02)(\d{14})`), regexp.MustCompile(`^(11|17)(\d{6})`),
	regexp.MustCompile(`^(10|21|30|37)([^\x1d]+)\x1d?`),
}

func naiveDecode(s string) map[string]string {
	found := map[string]string{}
	if strings.HasPrefix(s, "]") {
		s = s[3:]
	}
	for s != "" {
		before := len(s)
		for _, p := range naive {
			if m := p.FindStringSubmatch(s); m != nil {
				found[m[1]] = m[2]
				s = s[len(m[0]):]
			}
		}
		if len(s) == before {
			return nil
		}
	}
	return found
}

func BenchmarkNaive(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if naiveDecode(pharma[i%len(pharma)]) == nil {
			b.Fatal(pharma[i%len(pharma)])
		}
	}
}

// hostile are inputs that would be slow if any part of the decoder looked at
// everything again for every byte.
func hostile() map[string]string {
	const longest = maxInput
	fill := func(head, body string) string {
		return (head + strings.Repeat(body, longest/len(body)+1))[:longest]
	}
	return map[string]string{
		"mebibyte": strings.Repeat("0", 1<<20), "digits": fill("", "0109501101530003"), "brackets": fill("(", "(01)"), "open": fill("", "("),
		"slashes": fill("https://a", "/01"), "query": fill("https://a/01/09501101530003?", "99=%41&"), "separators": fill("]d2", "99X\x1d"),
		"marks": fill("0109501101530003", "|10A_"), "messages": fill("[)>\x1e", "06\x1d1TA\x1e"), "titles": fill("GTIN (01) 09501101530003 ", "LOT (10) A "),
		"cuts": fill("010950110153000310", "21AAA"), "dots": fill("MA.156.M0.1.2", ".S1"), "doubled": fill("", "A|#^~{GS}<GS>"), "keys": fill("$", "àé&"),
	}
}

// BenchmarkHostile shows that no input takes long; a mebibyte is refused by
// its length.
func BenchmarkHostile(b *testing.B) {
	for name, raw := range hostile() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = Decode([]byte(raw), Options{Today: "2026-11-23"})
			}
		})
	}
}

func TestHostileInputIsAnswered(t *testing.T) {
	for name, raw := range hostile() {
		r, err := Decode([]byte(raw), Options{Today: "2026-11-23"})
		if err == nil && r.Kind == "" {
			t.Errorf("%s: no answer", name)
		}
		if name == "mebibyte" && (err == nil || err.(*Fault).Code != CodeInputLong) {
			t.Errorf("a mebibyte: %v", err)
		}
	}
}

func TestReadingAgainAllocatesNothing(t *testing.T) {
	var r Reading
	for _, raw := range pharma {
		o := Options{Today: "2026-11-23"}
		if n := testing.AllocsPerRun(100, func() { _ = DecodeInto(&r, raw, o) }); n != 0 {
			t.Errorf("%q: %v allocations", raw, n)
		}
	}
}
