package font

import (
	"strings"
	"testing"
)

// TestTradeCharacters draws what stands on labels of real drugs, among them
// characters that small Chinese fonts lack.
func TestTradeCharacters(t *testing.T) {
	for _, line := range []string{
		"阿莫西林胶囊", "注射用头孢哌酮钠舒巴坦钠", "苯二氮䓬", "嘧啶噻唑吡咯哌嗪鞣酸蛋白", "枸橼酸芬太尼", "薏苡仁", "蛇床子（炒）", "α-糖苷酶 β受体 γ",
		"0.25g×24粒/盒", "阴凉（≤20°C）", "5%葡萄糖 100ml:5g", "±0.5μg ½ ² ³ ®™",
	} {
		if got := Spell(line); got != line {
			t.Errorf("Spell(%q) = %q: a character is missing from the faces", line, got)
		}
	}
}

func TestSpell(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"2～8℃", "2~8°C"},
		{"Ⅱ型", "II型"},
		{"a\tb\nc\x00d\x1de", "a b c d e"},
		{"胶囊\U0001F48A", "胶囊□"},
		{"", ""},
		{"bad \xff byte", "bad � byte"},
	} {
		if got := Spell(c.line); got != c.want {
			t.Errorf("Spell(%q) = %q, want %q", c.line, got, c.want)
		}
	}
}

func TestRuns(t *testing.T) {
	got := Runs("阿莫西林 0.25g×24粒")
	want := []Run{{"阿莫西林", true}, {" 0.25g×24", false}, {"粒", true}}
	if len(got) != len(want) {
		t.Fatalf("Runs = %+v, want %+v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("run %d = %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestLookAlikes: a lot is typed from paper, so no two characters of it may
// look the same, at the smallest size that a label uses.
func TestLookAlikes(t *testing.T) {
	for _, size := range []int{18, 24, 40} {
		face := New(Code, size)
		for _, pair := range []string{"0O", "1I", "1l", "5S", "8B", "2Z", "0Q"} {
			a, b := dots(face, rune(pair[0])), dots(face, rune(pair[1]))
			if a == b {
				t.Errorf("%d dots: %q look alike:\n%s", size, pair, a)
			}
		}
		if zero := dots(face, '0'); strings.Count(zero, "#") <= strings.Count(dots(face, 'O'), "#") {
			t.Errorf("%d dots: the zero bears no slash:\n%s", size, zero)
		}
	}
}

func TestGlyphStaysInItsBox(t *testing.T) {
	for style := range Style(styles) {
		face := New(style, 33)
		for _, r := range "Ag|_0阿囊□" {
			g := face.Glyph(r)
			if g.Advance <= 0 || g.Width > 2*33 || g.Height > 2*33 || len(g.Rows) != g.Height {
				t.Errorf("style %d %q: %+v", style, r, g)
			}
			if dots(face, r) == "" {
				t.Errorf("style %d %q has no ink", style, r)
			}
		}
	}
}

func TestWidthAdds(t *testing.T) {
	face := New(Plain, 30)
	one, ten := face.Width("阿"), face.Width(strings.Repeat("阿", 10))
	if one < 28 || one > 31 || ten < 280 || ten > 310 {
		t.Errorf("widths of 1 and 10 characters: %d, %d", one, ten)
	}
}

// TestCacheIsBounded draws more glyphs than are kept.
func TestCacheIsBounded(t *testing.T) {
	for size := 1; size <= 40; size++ {
		for r := rune('一'); r < '一'+250; r++ {
			New(Plain, size%9+4).Glyph(r + rune(size*250))
		}
	}
	cache.Lock()
	defer cache.Unlock()
	if n := len(cache.glyphs); n > cacheLimit || n == 0 {
		t.Errorf("%d glyphs kept, limit %d", n, cacheLimit)
	}
}

func dots(f Face, r rune) string {
	var b strings.Builder
	g := f.Glyph(r)
	for _, row := range g.Rows {
		for x := range g.Width {
			b.WriteByte(" #"[row[x/8]>>(7-x%8)&1])
		}
		b.WriteByte('\n')
	}
	return b.String()
}
