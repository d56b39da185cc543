package words

import "strings"

// Count is the unit's name as it stands after the number n: Chinese measure
// words do not change, English ones take their plural.
func Count(n int64, unit Names) Names {
	if n == 1 || unit.EN == "" || len(unit.EN) <= 2 { // g, ml, mg have no plural
		return unit
	}
	for _, end := range []string{"x", "s", "ch", "sh"} {
		if strings.HasSuffix(unit.EN, end) {
			unit.EN += "es"
			return unit
		}
	}
	unit.EN += "s"
	return unit
}
