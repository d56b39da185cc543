package intake

import (
	"strings"

	"lotgate/internal/words"
)

// The catalogue has, under "intake.column.NAME" and "intake.value.SET.NAME",
// the words that a file may use for a column or a value, parted by "|"; the
// first is the one shown. The NAME itself is always understood.
const (
	columnPrefix = "intake.column."
	valuePrefix  = "intake.value."
)

// vocabulary finds what a word of a file means.
type vocabulary struct {
	column map[string][]string          // plain title -> columns
	value  map[string]map[string]string // set -> word in lower case -> name
}

var known = learn()

func learn() vocabulary {
	v := vocabulary{map[string][]string{}, map[string]map[string]string{}}
	for _, l := range words.Languages {
		for code, said := range words.Catalogue(l) {
			if name, ok := strings.CutPrefix(code, columnPrefix); ok {
				v.learnColumn(name, said)
			} else if name, ok := strings.CutPrefix(code, valuePrefix); ok {
				v.learnValue(name, said)
			}
		}
	}
	return v
}

func (v vocabulary) learnColumn(name, said string) {
	for _, word := range append(strings.Split(said, "|"), name) {
		word = plainTitle(word)
		v.column[word] = append(v.column[word], name)
	}
}

func (v vocabulary) learnValue(setAndName, said string) {
	set, name, _ := strings.Cut(setAndName, ".")
	if v.value[set] == nil {
		v.value[set] = map[string]string{}
	}
	for _, word := range append(strings.Split(said, "|"), name) {
		v.value[set][strings.ToLower(word)] = name
	}
}

// find is the name of a set's word.
func (v vocabulary) find(set, word string) (name string, ok bool) {
	name, ok = v.value[set][strings.ToLower(word)]
	return name, ok
}

// first is the word shown of a catalogue entry, in both languages.
func first(t words.Text) words.Names {
	zh, _, _ := strings.Cut(t.In(words.Chinese), "|")
	en, _, _ := strings.Cut(t.In(words.English), "|")
	return words.Names{ZH: zh, EN: en}
}

// listed puts texts in a row, to be said as what is allowed.
func listed[T any](all []T, say func(T) words.Text) words.Names {
	return words.Listed(all, func(v T) words.Names { return first(say(v)) })
}
