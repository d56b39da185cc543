package scan

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// sample draws values that pass the checks of the table.
var sample = map[string]func(t *rapid.T, n int) string{
	"date":       func(t *rapid.T, _ int) string { return drawDate(t, 1) },
	"date0":      func(t *rapid.T, _ int) string { return drawDate(t, 0) },
	"longdate":   func(t *rapid.T, _ int) string { return "20" + drawDate(t, 1) },
	"clock":      func(t *rapid.T, _ int) string { return drawBelow(t, 24) + drawBelow(t, 60) },
	"hour":       func(t *rapid.T, _ int) string { return drawBelow(t, 24) },
	"minute":     func(t *rapid.T, _ int) string { return drawBelow(t, 60) },
	"second":     func(t *rapid.T, _ int) string { return drawBelow(t, 60) },
	"country":    oneSample("004", "156", "276", "840"),
	"country999": oneSample("156", "999"),
	"country2":   oneSample("CN", "DE"),
	"currency":   oneSample("156", "978"),
	"package":    oneSample("1A", "PX", "200"),
	"carrier":    oneSample("01", "10", "80", "99"),
	"sex":        oneSample("0", "9"),
	"yesno":      oneSample("0", "1"),
	"winding":    oneSample("0", "1", "9"),
	"zero":       oneSample("0"),
	"hyphens":    oneSample("-"),
	"importer":   oneSample("A", "z", "-", "_"),
	"piece":      oneSample("0101", "0203", "9999"),
	"ordinal":    oneSample("1/1", "2/3"),
	"latitude":   oneSample("0000000000", "1800000000"),
	"longitude":  oneSample("0000000000", "3600000000"),
	"iban":       oneSample("DE91100000000123456789", "GB98MIDL07009312345678"),
	"mod1021":    func(t *rapid.T, _ int) string { return pairedNumber(t) },
	"coupon":     oneSample("012345612345611110123", "10614141011111275110111"),
	"offer":      oneSample("001234561234560123456"),
	"percent":    oneSample("A", "A%20B", "%E4%B8%AD"),
	"nonzero":    func(t *rapid.T, n int) string { return strings.Repeat("0", n-1) + "7" },
	"nolead0":    func(t *rapid.T, n int) string { return "7" + strings.Repeat("0", n-1) },
}

func oneSample(values ...string) func(*rapid.T, int) string {
	return func(t *rapid.T, _ int) string { return rapid.SampledFrom(values).Draw(t, "sample") }
}

func drawBelow(t *rapid.T, n int) string {
	return fmt.Sprintf("%02d", rapid.IntRange(0, n-1).Draw(t, "n"))
}

func drawDate(t *rapid.T, first int) string {
	return fmt.Sprintf("%02d%02d%02d", rapid.IntRange(0, 99).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(first, 28).Draw(t, "day"))
}

// pairedNumber is a number with its two check characters, by trying them.
func pairedNumber(t *rapid.T) string {
	body := "1987" + rapid.StringMatching(`[0-9A-Za-z]{1,10}X`).Draw(t, "body")
	for i := range pairAlphabet {
		for j := range pairAlphabet {
			if s := body + string(pairAlphabet[i]) + string(pairAlphabet[j]); checkMod1021(s).code == "" {
				return s
			}
		}
	}
	t.Fatalf("no check pair for %s", body)
	return ""
}

var setOf = map[class]string{digits: "0123456789", set82: characters82, set39: "ABC0123456789#-/", set64: "ABCabc0123-_"}

// drawPart draws one component; m is its length where it may vary.
func drawPart(t *rapid.T, p *part) string {
	n := rapid.IntRange(p.min, p.max).Draw(t, "length")
	var v string
	for _, name := range p.names {
		if f := sample[name]; f != nil {
			v = f(t, n)
		}
	}
	if v == "" {
		b := make([]byte, n)
		for i := range b {
			b[i] = rapid.SampledFrom([]byte(setOf[p.set])).Draw(t, "c")
		}
		v = string(b)
	}
	for _, name := range p.names {
		switch name {
		case "mod10":
			v = v[:len(v)-1] + string(check10(v[:len(v)-1]))
		case "prefix":
			if p.set != digits && !slices.Contains(p.names, "mod1021") {
				v = ("1234" + v)[:max(4, min(len(v)+4, p.max))]
			}
		}
	}
	return v
}

// drawValue draws a value of id that every check passes.
func drawValue(t *rapid.T, id *identifier) string {
	var b strings.Builder
	for i := range id.parts {
		p := &id.parts[i]
		if p.optional && rapid.Bool().Draw(t, "left out") {
			break
		}
		b.WriteString(drawPart(t, p))
	}
	return b.String()
}

// drawReading draws GS1 elements that may stand together; that all companions
// are there is not sure.
func drawReading(t *rapid.T) []Element {
	common := []string{"01", "10", "17", "21", "11", "30", "240", "00", "02", "37"}
	n := rapid.IntRange(1, 6).Draw(t, "elements")
	var all []Element
	for range n {
		id := table.exact(rapid.SampledFrom(common).Draw(t, "ai"))
		if rapid.IntRange(0, 3).Draw(t, "rare") == 0 {
			id = rapid.SampledFrom(table.all).Draw(t, "any")
		}
		if indexOf(all, id.ai) >= 0 {
			continue
		}
		r := Reading{Elements: append(all, Element{AI: id.ai, Value: drawValue(t, id), rule: id})}
		if _, err := Decode([]byte(r.Bracketed()), Options{}); err == nil {
			all = r.Elements // else they exclude each other
		}
	}
	return all
}
