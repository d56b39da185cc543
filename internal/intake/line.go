package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lotgate/internal/policy"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// origin is where a value was read.
type origin struct {
	*source
	row int // index into the sheet's rows
}

func (o origin) cell(column string) string {
	i, ok := o.column[column]
	if !ok {
		return ""
	}
	return o.sheet.Rows[o.row].Cells[i]
}

// number is the row as a spreadsheet counts.
func (o origin) number() int { return o.sheet.Rows[o.row].Number }

func (o origin) problem(to *Problems, column string, text words.Text) {
	to.add(Problem{File: o.file, Row: o.number(), Column: o.header(column), Value: o.cell(column), Text: text})
}

// line reads the cells of one row. What it cannot read it notes, and answers
// with the zero value.
type line struct {
	origin
	problems *Problems
	today    stock.Date // "" where dates must be absolute
}

func (l line) bad(column, code string, pairs ...any) {
	l.problem(l.problems, column, words.Say("intake."+code, pairs...))
}

const (
	maxCode = 32  // characters of a code that is printed as a barcode
	maxText = 100 // characters of a name
	maxLot  = 20  // characters; AI 10
)

// code reads what barcodes of our own carry: it must survive any scanner.
func (l line) code(column string) string {
	value := l.cell(column)
	if value == "" {
		l.bad(column, "missing")
		return ""
	}
	return l.optionalCode(column)
}

func (l line) optionalCode(column string) string {
	value := l.cell(column)
	if value != "" && !isCode(value) {
		l.bad(column, "code", "most", maxCode)
		return ""
	}
	return value
}

func isCode(s string) bool {
	return len(s) <= maxCode && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == ""
}

// text reads a name or note.
func (l line) text(column string) string {
	value := l.cell(column)
	if utf8.RuneCountInString(value) > maxText {
		l.bad(column, "too_long", "most", maxText)
		return ""
	}
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }) {
		l.bad(column, "control")
		return ""
	}
	return value
}

func (l line) name(zh, en string) words.Names {
	names := words.Names{ZH: l.text(zh), EN: l.text(en)}
	if names == (words.Names{}) && l.cell(zh) == "" {
		l.bad(zh, "missing")
	}
	return names
}

// whole reads a number from least to most; empty is least, unless asked for.
func (l line) whole(column string, least, most int64, required bool) int64 {
	value := l.cell(column)
	if value == "" && !required {
		return least
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < least || n > most || strings.HasPrefix(value, "+") {
		l.bad(column, "whole", "least", least, "most", most)
		return 0
	}
	return n
}

// quantity reads how many packages there are.
func (l line) quantity() stock.Quantity {
	return stock.Quantity(l.whole("quantity", 1, int64(stock.MaxQuantity), true))
}

const maxPrice = 10_000_000 // of one package, in currency units

// price reads an amount of money with up to four decimals, into 1/10,000.
func (l line) price(column string) int64 {
	value := l.cell(column)
	if value == "" {
		return 0
	}
	whole, decimals, _ := strings.Cut(value, ".")
	if whole == "" || len(whole) > 8 || len(decimals) > 4 || strings.Trim(whole+decimals, "0123456789") != "" {
		l.bad(column, "price", "most", maxPrice)
		return 0
	}
	n, err := strconv.ParseInt(whole+(decimals + "0000")[:4], 10, 64)
	if err != nil || n > maxPrice*10_000 {
		l.bad(column, "price", "most", maxPrice)
		return 0
	}
	return n
}

var layouts = []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日"}

// date reads a real day, written year first: other orders are ambiguous.
func (l line) date(column string, required bool) stock.Date {
	value := l.cell(column)
	if value == "" {
		if required {
			l.bad(column, "missing")
		}
		return ""
	}
	if d, ok := l.relative(value); ok {
		return d
	}
	if day, ok := l.sheet.Day(value); ok {
		return inRange(l, column, day)
	}
	for _, layout := range layouts {
		if day, err := time.Parse(layout, value); err == nil {
			return inRange(l, column, day)
		}
	}
	l.bad(column, "date")
	return ""
}

// inRange refuses years that are a slip of the finger.
func inRange(l line, column string, day time.Time) stock.Date {
	if day.Year() < 1990 || day.Year() > 2099 {
		l.bad(column, "date")
		return ""
	}
	return stock.DateOf(day)
}

// relative reads "+400d" as the day 400 days from today.
func (l line) relative(value string) (stock.Date, bool) {
	if l.today == "" || !strings.HasSuffix(value, "d") {
		return "", false
	}
	days, err := strconv.Atoi(strings.TrimSuffix(value, "d"))
	if err != nil || days < -9999 || days > 9999 || (value[0] != '+' && value[0] != '-') {
		return "", false
	}
	return l.today.Add(days), true
}

// oneOf reads a word of a set; empty is the one given, or missing if that is
// empty.
func (l line) oneOf(column, set, empty string) string {
	value := l.cell(column)
	if value == "" {
		if empty == "" {
			l.bad(column, "one_of", "allowed", allowed(set))
		}
		return empty
	}
	name, ok := known.find(set, value)
	if !ok {
		l.bad(column, "one_of", "allowed", allowed(set))
	}
	return name
}

// sets lists the words of each set in the order in which they are shown.
var sets = map[string][]string{
	"category": {"western", "patent", "herb", "material"},
	"class":    {"ordinary", "narcotic", "psychotropic1", "psychotropic2", "psychotropic"},
	"storage":  {"room", "cool", "cold", "frozen"},
	"place":    {"bin", "dock", "staging", "inspection", "quarantine", "department", "loss"},
	"level":    {"base", "box", "case"},
	"status":   {"ok", "held", "recalled", "quarantined"},
	"role":     {"keeper", "picker", "pharmacist", "supervisor", "quality", "technician", "receiver", "admin"},
	"language": {"zh-CN", "en"},
	"yes":      {"yes", "no"},
	"approval": {"asked", "given"},
	"paper":    {"licence", "permit", "gsp", "gmp", "certificate"},
	"outcome":  {"admitted", "under_review", "suspended"},
	"grade":    {"A", "B", "C"},
	"form":     forms,

	"pick_order": {"fefo", "fifo", "lot"},
	"colour":     policy.Colours,
	"refusal":    policy.Overridable,
}

// forms lists the dosage forms there are words for.
var forms = strings.Fields("tablet capsule granules pill powder oral drops ampoule vial infusion insulin inhaler patch ointment eye suppository herb device other")

func allowed(set string) words.Names {
	return listed(sets[set], func(name string) words.Text { return words.Say(valuePrefix + set + "." + name) })
}

// list reads several words in one cell.
func (l line) list(column string) []string {
	return strings.FieldsFunc(l.cell(column), func(r rune) bool {
		return strings.ContainsRune(" ,;|/\u3001\uFF0C\uFF1B", r) // the last three are Chinese
	})
}

// unique is all without those that stand there twice.
func unique[T comparable](all []T) []T {
	var once []T
	for _, v := range all {
		if !slices.Contains(once, v) {
			once = append(once, v)
		}
	}
	return once
}
