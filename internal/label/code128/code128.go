// Package code128 encodes Code 128 (ISO/IEC 15417) as modules. Sets change
// where that makes the symbol shorter: four digits in a row at either end, six
// within, are worth a change to set C, which writes two in one character.
package code128

import "errors"

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

// Values of characters that have no data.
const (
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
	now := first(data)
	all := append(make([]int, 0, len(data)+4), startA+int(now-setA))
	for i := 0; i < len(data); {
		next := choose(now, data, i)
		if next != now {
			all = append(all, map[set]int{setA: toA, setB: toB, setC: toC}[next])
			now = next
		}
		value, used, err := value(now, data[i:])
		if err != nil {
			return nil, err
		}
		all, i = append(all, value), i+used
	}
	return all, nil
}

// first is the set to start in: C for digits that are worth it, otherwise the
// one that the first letter needs.
func first(data []int) set {
	at := 0
	for at < len(data) && data[at] == FNC1 {
		at++
	}
	if n := digits(data[at:]); n >= 4 || n == 2 && at+n == len(data) {
		return setC
	}
	return letters(data, setB)
}

// choose is the set for what comes at i.
func choose(now set, data []int, i int) set {
	n := digits(data[i:])
	switch {
	case data[i] == FNC1:
		return now
	case now == setC && n >= 2:
		return setC
	case now != setC && n%2 == 0 && (n >= 6 || n >= 4 && i+n == len(data)):
		return setC
	}
	if now == setC {
		now = setB
	}
	if c := data[i]; now == setA && c < ' ' || now == setB && c >= '`' || c >= ' ' && c < '`' || c == FNC3 {
		return now
	}
	return letters(data[i:], now)
}

// letters is A or B, by what comes first that only one of them has.
func letters(data []int, otherwise set) set {
	for _, c := range data {
		switch {
		case c < ' ':
			return setA
		case c >= '`' && c < 0x80:
			return setB
		}
	}
	return otherwise
}

func digits(data []int) (n int) {
	for n < len(data) && data[n] >= '0' && data[n] <= '9' {
		n++
	}
	return n
}

// value is the next character in a set, and how much of data it takes.
func value(now set, data []int) (value, used int, err error) {
	c := data[0]
	switch {
	case c == FNC1:
		return fnc1, 1, nil
	case c == FNC3:
		return fnc3, 1, nil
	case c > 0x7f:
		return 0, 0, ErrByte
	case now == setC:
		return 10*(c-'0') + data[1] - '0', 2, nil
	case c < ' ':
		return c + 64, 1, nil
	}
	return c - ' ', 1, nil
}

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
