// Package font carries the typefaces of everything Lotgate prints, inside the
// program: which Chinese fonts a label printer or a desk has differs with every
// model, so none of them is trusted.
//
// Chinese comes from Droid Sans Fallback (Google, Apache-2.0, the licence lies
// beside it), which has every character of the trade and nothing else: no
// digits, no Latin. Those come from the Go faces (Bigelow & Holmes, BSD), whose
// zero bears a slash and whose capital I has feet, so that a lot can be typed
// from paper without a guess. A line is therefore cut into runs, each in the
// face that has its characters.
package font

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/sfnt"
)

// Style chooses the Latin half of a line; the Chinese half is the same in all.
type Style int

// The styles. Code is of one width, for lots and serials.
const (
	Plain Style = iota
	Bold
	Code
	styles int = iota
)

//go:embed DroidSansFallbackFull.ttf
var chinese []byte

// Chinese is the TrueType file of the Chinese half. The caller must not change it.
func Chinese() []byte { return chinese }

// Latin is the TrueType file of the Latin half. The caller must not change it.
func (s Style) Latin() []byte {
	switch s {
	case Bold:
		return gobold.TTF
	case Code:
		return gomonobold.TTF
	default:
		return gomedium.TTF
	}
}

// Run is a piece of a line whose characters stand in one face.
type Run struct {
	Text    string
	Chinese bool
}

// Runs cuts line into pieces of one face each. Characters that no face has are
// spelt out where that is possible ("℃" becomes "°C"), control characters
// become spaces, and what is left over becomes "□": a hole must show.
func Runs(line string) []Run {
	var runs []Run
	for _, r := range Spell(line) {
		han := !inLatin(r)
		if n := len(runs); n > 0 && runs[n-1].Chinese == han {
			runs[n-1].Text += string(r)
			continue
		}
		runs = append(runs, Run{string(r), han})
	}
	return runs
}

// spellings are characters common in specifications and storage conditions
// that neither face has.
var spellings = map[rune]string{
	'℃': "°C", '℉': "°F", '‰': "o/oo", '≦': "≤", '≧': "≥", '∕': "/", '⁄': "/", '∶': ":", '～': "~", '―': "—", '‑': "-", '−': "-",
	'Ⅰ': "I", 'Ⅱ': "II", 'Ⅲ': "III", 'Ⅳ': "IV", 'Ⅴ': "V", 'Ⅵ': "VI", 'Ⅶ': "VII", 'Ⅷ': "VIII", 'Ⅸ': "IX", 'Ⅹ': "X",
	'①': "(1)", '②': "(2)", '③': "(3)", '④': "(4)", '⑤': "(5)", '⑥': "(6)", '⑦': "(7)", '⑧': "(8)", '⑨': "(9)",
	'\u00a0': " ", '\u3000': "  ", '\u200b': "", '\ufeff': "",
}

const hole = '□'

// Spell is line with every character replaced that no face has; see Runs.
func Spell(line string) string {
	var b strings.Builder
	for _, r := range line {
		spelt, ok := spellings[r]
		switch {
		case ok:
			b.WriteString(spelt)
		case r < ' ' || r == 0x7f:
			b.WriteByte(' ')
		case inLatin(r) || inChinese(r):
			b.WriteRune(r)
		default:
			b.WriteRune(hole)
		}
	}
	return b.String()
}

// faces are the parsed files. They are part of the program: a broken one is a
// broken build and the tests see it first.
var faces = sync.OnceValue(func() (f struct {
	latin   [styles]*sfnt.Font
	chinese *sfnt.Font
}) {
	for s := range f.latin {
		f.latin[s] = mustParse(Style(s).Latin())
	}
	f.chinese = mustParse(chinese)
	return f
})

func mustParse(file []byte) *sfnt.Font {
	f, err := sfnt.Parse(file)
	if err != nil {
		panic(fmt.Sprintf("font: %v", err))
	}
	return f
}

func inLatin(r rune) bool   { return has(faces().latin[Plain], r) }
func inChinese(r rune) bool { return has(faces().chinese, r) }

func has(f *sfnt.Font, r rune) bool {
	index, err := f.GlyphIndex(nil, r)
	return err == nil && index != 0
}
