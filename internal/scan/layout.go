package scan

import (
	"strings"
	"unicode/utf8"
)

// A gun that types sends keys, not characters. If the computer has another
// keyboard layout than the gun, other characters arrive: German turns Y and Z
// round, French makes & of 1. A layout here lists the keys of the American
// keyboard in order, without and with Shift; dead keys, of which nothing
// arrives by itself, are written as the character they would put on a letter.

const (
	plainKeys   = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
	shiftedKeys = "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
)

// layouts are what the same keys write elsewhere, in the same order.
var layouts = []struct {
	name           string
	plain, shifted string
}{
	{"de", "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
		"°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_"},
	{"fr", "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
		"~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"},
	{"uk", "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./",
		"¬!\"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?"},
}

// back are the layouts as maps from what arrived to what the gun meant.
var back = turnLayouts()

func turnLayouts() []map[rune]byte {
	var all []map[rune]byte
	for _, l := range layouts {
		m := map[rune]byte{}
		add := func(here, there string) {
			i := 0
			for _, c := range there {
				m[c] = here[i]
				i++
			}
		}
		add(shiftedKeys, l.shifted)
		add(plainKeys, l.plain)
		all = append(all, m)
	}
	return all
}

// otherLayout reads the input as if it had been typed on another layout. What
// no key of a layout writes rules it out; control characters pass.
func otherLayout(s string, _ Options) []fixed {
	if !utf8.ValidString(s) {
		return nil
	}
	var all []fixed
	for i, m := range back {
		var b strings.Builder
		var origin []int
		possible := true
		for at, c := range s {
			key, ok := m[c]
			if !ok && (c < 0x20 || c == ' ') {
				key, ok = byte(c), true
			}
			possible = possible && ok
			b.WriteByte(key)
			origin = append(origin, at)
		}
		if text := b.String(); possible && text != s {
			all = append(all, fixed{text, DoubtLayout, layouts[i].name, origin})
		}
	}
	return all
}
