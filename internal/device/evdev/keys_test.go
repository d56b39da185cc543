package evdev

import (
	"strings"
	"testing"
)

// strike presses and releases keys, those before the last held meanwhile.
func strike(b *board, keys ...uint16) (typed string) {
	for _, k := range keys {
		typed += string(b.press(k, pressed))
		typed += string(b.press(k, 2)) // held so long that it repeats
	}
	for i := range keys {
		typed += string(b.press(keys[len(keys)-1-i], released))
	}
	return typed
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		keys [][]uint16
		want string
	}{
		{"digits", [][]uint16{{2}, {3}, {11}}, "120"},
		{"letters", [][]uint16{{16}, {30}, {44}, {50}}, "qazm"},
		{"shift", [][]uint16{{leftShift, 16}, {rightShift, 2}, {leftShift, 12}, {leftShift, 40}, {leftShift, 41}}, "Q!_\"~"},
		{"caps lock turns letters alone", [][]uint16{{capsLock}, {16}, {2}, {leftShift, 30}, {capsLock}, {30}}, "Q1aa"},
		{"enter, keypad's enter, tab", [][]uint16{{28}, {96}, {15}}, "\r\r\t"},
		{"keypad", [][]uint16{{71}, {82}, {83}, {55}, {98}, {74}, {78}}, "70.*/-+"},
		{"GS as Ctrl+]", [][]uint16{{leftCtrl, 27}}, "\x1d"},
		{"RS as Ctrl+^ and Ctrl+6, US, FS, ESC", [][]uint16{{leftCtrl, leftShift, 7}, {rightCtrl, 7}, {leftCtrl, leftShift, 12}, {leftCtrl, 43}, {leftCtrl, 26}}, "\x1e\x1e\x1f\x1c\x1b"},
		{"EOT as Ctrl+D", [][]uint16{{leftCtrl, 32}}, "\x04"},
		{"brackets and punctuation", [][]uint16{{26}, {27}, {leftShift, 26}, {39}, {51}, {52}, {53}, {43}, {13}}, "[]{;,./\\="},
		{"GS by its number", [][]uint16{{leftAlt, 82, 80, 73}}, "\x1d"},
		{"ü by its number", [][]uint16{{leftAlt, 80, 76, 80}}, "ü"},
		{"Alt alone", [][]uint16{{leftAlt}}, ""},
		{"keys that type nothing", [][]uint16{{59}, {103}, {125}, {600}}, ""},
	} {
		b := newBoard()
		var got strings.Builder
		for _, keys := range c.keys {
			got.WriteString(strike(b, keys...))
		}
		if got.String() != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got.String(), c.want)
		}
	}
}

// TestEveryASCII holds that there is a key for every character that a code may
// have, and for every control that a scanner types.
func TestEveryASCII(t *testing.T) {
	can := map[string]bool{}
	for code := range uint16(128) {
		for _, held := range [][]uint16{nil, {leftShift}, {leftCtrl}, {leftCtrl, leftShift}} {
			can[strike(newBoard(), append(held, code)...)] = true
		}
	}
	for c := range 128 {
		if !can[string(rune(c))] {
			t.Errorf("no key types %q", rune(c))
		}
	}
}

func FuzzKeys(f *testing.F) {
	f.Add([]byte{leftAlt, 1, 82, 1, 80, 1, 73, 1, leftAlt, 0})
	f.Fuzz(func(t *testing.T, events []byte) {
		b := newBoard()
		for i := 0; i+1 < len(events); i += 2 {
			b.press(uint16(events[i]), int32(events[i+1]%3))
		}
		if len(b.alt) > 5 {
			t.Errorf("%d digits are held", len(b.alt))
		}
	})
}
