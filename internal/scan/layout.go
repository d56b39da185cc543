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

// A Chinese input method leaves letters and digits alone or writes them in full
// width, and has signs of its own: listed are those whose code does not follow
// from the character. Signs that it writes twice stand for one key.
var chineseSigns = map[rune]byte{
	'。': '.', '、': '/', '【': '[', '】': ']', '《': '<', '》': '>', '「': '{', '」': '}', '￥': '$', '·': '`',
	'“': '"', '”': '"', '‘': '\'', '’': '\'', '…': '^', '—': '_',
}

const (
	chinese   = "zh"
	writtenAs = "……——"    // two of each for one key
	fullWidth = '！' - '!' // from a character to the same in full width
)

// back are the layouts as maps from what arrived to what the gun meant.
var back = append(turnLayouts(), layoutBack{chinese, turnChinese()})

type layoutBack struct {
	name string
	key  map[rune]byte
}

func turnChinese() map[rune]byte {
	m := map[rune]byte{}
	for c := rune('!'); c <= '~'; c++ {
		m[c], m[c+fullWidth] = byte(c), byte(c)
	}
	for sign, key := range chineseSigns {
		m[sign] = key
	}
	return m
}

func turnLayouts() []layoutBack {
	var all []layoutBack
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
		all = append(all, layoutBack{l.name, m})
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
	for _, l := range back {
		if text, origin, ok := l.keys(s); ok && text != s {
			all = append(all, fixed{text: text, code: DoubtLayout, detail: l.name, origin: origin})
		}
	}
	return all
}

// keys is what the gun meant by s, and where each byte of it came from.
func (l layoutBack) keys(s string) (text string, origin []int, ok bool) {
	var b strings.Builder
	before := rune(0)
	for at, c := range s {
		if c == before && strings.ContainsRune(writtenAs, c) {
			before = 0
			continue
		}
		before = c
		key, known := l.key[c]
		if !known && c >= 0x20 && c != ' ' {
			return "", nil, false
		}
		if !known {
			key = byte(c)
		}
		b.WriteByte(key)
		origin = append(origin, at)
	}
	return b.String(), origin, true
}
