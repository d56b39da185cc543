// Package code128 encodes Code 128 (ISO/IEC 15417) as modules. Of the ways to
// write a text in its three sets it takes a shortest one, found from the text's
// end on; a rule of thumb is a bar or two longer for some mixtures.
package code128

import (
	"errors"
	"math"
)

// Function characters among the data; they are no bytes, so data hold them
// beside those.
const (
	FNC1 = 0x100 + iota
	FNC3
)

// Errors of Encode.
var (
	ErrEmpty = errors.New("code128: nothing to encode")
	ErrByte  = errors.New("code128: a byte beyond ASCII")
	ErrLong  = errors.New("code128: too many characters")
)

// most is how much data a symbol takes; what a gun reads ends long before.
const most = 80

// set is one of the three in which a character has its meaning.
type set byte

const (
	setA set = 'A' // capitals and control characters
	setB set = 'B' // capitals and small letters
	setC set = 'C' // pairs of digits
)

var sets = [...]set{setA, setB, setC}

// Values of characters that have no data.
const (
	shift         = 98 // from A to B or back, for one character
	toC, toB, toA = 99, 100, 101
	fnc1, fnc3    = 102, 96
	startA        = 103
)

// Encode gives the modules of data, bytes of ASCII or FNC1 and FNC3, a byte
// each and 1 for dark, without quiet zones.
func Encode(data []int) ([]byte, error) {
	switch {
	case len(data) == 0:
		return nil, ErrEmpty
	case len(data) > most:
		return nil, ErrLong
	}
	values, err := values(data)
	if err != nil {
		return nil, err
	}
	sum := values[0]
	for i, v := range values {
		sum += i * v
	}
	return draw(append(values, sum%103)), nil
}

// values are the characters from the start to the last of the data.
func values(data []int) ([]int, error) {
	for _, c := range data {
		if c > 0x7f && c != FNC1 && c != FNC3 {
			return nil, ErrByte
		}
	}
	steps := plan(data)
	now := setB
	for _, s := range []set{setA, setC} {
		if steps[0][s-setA].length < steps[0][now-setA].length {
			now = s
		}
	}
	all := append(make([]int, 0, len(data)+4), startA+int(now-setA))
	for i := 0; i < len(data); {
		step := steps[i][now-setA]
		v, used, _ := value(step.in, data[i:])
		switch {
		case step.shift:
			all = append(all, shift)
		case step.in != now:
			all = append(all, [...]int{toA, toB, toC}[step.in-setA])
			now = step.in
		}
		all, i = append(all, v), i+used
	}
	return all, nil
}

// step is how the data from a place on is written best by one who is in a set.
type step struct {
	in     set  // of the next character
	shift  bool // to that set for this one character
	length int  // of all that follows, in characters
}

// plan finds the best step at every place in every set, from the end on. Of
// equals it takes the one that stays in its set.
func plan(data []int) [][3]step {
	steps := make([][3]step, len(data)+1)
	for i := len(data) - 1; i >= 0; i-- {
		for _, now := range sets {
			best := step{length: math.MaxInt}
			for _, in := range [...]set{now, setB, setC, setA} {
				_, used, ok := value(in, data[i:])
				if !ok {
					continue
				}
				change := min(1, int(now^in))
				if l := change + 1 + steps[i+used][in-setA].length; l < best.length {
					best = step{in, false, l}
				}
				if l := 2 + steps[i+used][now-setA].length; change == 1 && now != setC && in != setC && l < best.length {
					best = step{in, true, l}
				}
			}
			steps[i][now-setA] = best
		}
	}
	return steps
}

// value is the next character in a set, and how much of data it takes; false
// where the set does not have it.
func value(now set, data []int) (value, used int, ok bool) {
	c := data[0]
	switch {
	case c == FNC1:
		return fnc1, 1, true
	case now == setC:
		if len(data) < 2 || !digit(c) || !digit(data[1]) {
			return 0, 0, false
		}
		return 10*(c-'0') + data[1] - '0', 2, true
	case c == FNC3:
		return fnc3, 1, true
	case now == setA && c < ' ':
		return c + 64, 1, true
	}
	return c - ' ', 1, c >= ' ' && (now == setB || c < '`')
}

func digit(c int) bool { return c >= '0' && c <= '9' }

// draw puts the bars of all characters side by side, and the stop behind them.
func draw(values []int) []byte {
	modules := make([]byte, 0, 11*len(values)+13)
	for _, v := range values {
		modules = bars(modules, widths[v])
	}
	return bars(modules, "2331112")
}

func bars(modules []byte, widths string) []byte {
	for i := range len(widths) {
		for range widths[i] - '0' {
			modules = append(modules, byte(1-i%2))
		}
	}
	return modules
}

// widths are bars and spaces of each value, ISO/IEC 15417, table 1.
var widths = [...]string{
	"212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
	"221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
	"221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
	"212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
	"231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
	"231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
	"314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
	"112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
	"111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
	"214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
	"114131", "311141", "411131", "211412", "211214", "211232",
}
