// Package words holds every sentence that Lotgate says to a person, by code,
// in Chinese and English. Code elsewhere names a text and its figures; which
// language it is said in is decided only where it is drawn, so one screen can
// be Chinese at the dock and English at the desk.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Language is a BCP 47 tag of a complete catalogue.
type Language string

// The complete catalogues.
const (
	Chinese Language = "zh-CN"
	English Language = "en"
)

// Languages lists every complete catalogue, the site's default first.
var Languages = []Language{Chinese, English}

// Text is something to say: a catalogue code and the figures to put into it.
// The zero Text says nothing.
type Text struct {
	Code string `json:"code,omitempty"`
	Args Args   `json:"args,omitempty"`

	said   string // the sentence, once a language is chosen
	chosen bool   // whether it is: a sentence may be empty
}

// Args are the figures of a Text by the name they bear in the catalogue. A
// value is a string, an integer, a Names or another Text.
type Args map[string]any

// Names is what one thing is called in both languages.
type Names struct {
	ZH string `json:"zh,omitempty"`
	EN string `json:"en,omitempty"`
}

// Text is the name alone, in either language; of no name, no Text.
func (n Names) Text() Text {
	if n == (Names{}) {
		return Text{}
	}
	return Say("plain", "text", n)
}

// Say makes a Text of code with arguments given as name, value, name, value.
func Say(code string, pairs ...any) Text {
	if len(pairs) == 0 {
		return Text{Code: code}
	}
	args := make(Args, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return Text{Code: code, Args: args}
}

// Said is t with its language chosen: it marshals to JSON as the sentence.
func (t Text) Said(l Language) Text {
	t.said, t.chosen = t.In(l), true
	return t
}

// MarshalJSON writes the sentence where the language is chosen, the code and
// the figures where it is not.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.chosen || t.Code == "" {
		return quoted(t.said)
	}
	type bare Text
	return json.Marshal(bare(t))
}

// quoted is json.Marshal of a sentence. A screen has sixty of them, hardly one
// with a character to escape, and is sent at every scan.
func quoted(s string) ([]byte, error) {
	plain := utf8.ValidString(s)
	for i := 0; plain && i < len(s); i++ {
		c := s[i] // 0xe2 begins the line ends that JavaScript knows beside ours
		plain = c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != 0xe2
	}
	if !plain {
		return json.Marshal(s)
	}
	return append(append(append(make([]byte, 0, len(s)+2), '"'), s...), '"'), nil
}

// Plain is a Text that says s as it stands in every language.
func Plain(s string) Text { return Say("plain", "text", s) }

// IsZero reports that t says nothing.
func (t Text) IsZero() bool { return t.Code == "" }

// Listed says things in a row.
func Listed[T any](all []T, say func(T) Names) (names Names) {
	for i, v := range all {
		if i > 0 {
			names.ZH, names.EN = names.ZH+"、", names.EN+", "
		}
		one := say(v)
		names.ZH, names.EN = names.ZH+one.In(Chinese), names.EN+one.In(English)
	}
	return names
}

// Both is a text in both languages.
func (t Text) Both() Names { return Names{ZH: t.In(Chinese), EN: t.In(English)} }

// In is the name in language l, or the other one where l's is missing.
func (n Names) In(l Language) string {
	if (l == English && n.EN != "") || n.ZH == "" {
		return n.EN
	}
	return n.ZH
}

//go:embed catalogue
var files embed.FS

var catalogues = load()

// load reads every catalogue; they are part of the program, so a broken one
// is a broken build and the tests see it first.
func load() map[Language]map[string]string {
	all := map[Language]map[string]string{}
	for _, l := range Languages {
		all[l] = map[string]string{}
		names, err := files.ReadDir("catalogue/" + string(l))
		if err != nil {
			panic("words: " + err.Error())
		}
		for _, name := range names {
			text, err := files.ReadFile("catalogue/" + string(l) + "/" + name.Name())
			if err == nil {
				err = json.Unmarshal(text, addTo(all[l]))
			}
			if err != nil {
				panic("words: " + name.Name() + ": " + err.Error())
			}
		}
	}
	return all
}

func addTo(m map[string]string) *map[string]string { return &m }

// Catalogue is every text of l by code. The caller must not change it.
func Catalogue(l Language) map[string]string { return catalogues[l] }

// In says t in language l. A code that no catalogue has is said as the code
// itself: a hole must show, not hide.
func (t Text) In(l Language) string {
	if t.Code == "" {
		return ""
	}
	pattern, ok := catalogues[l][t.Code]
	if !ok {
		return t.Code
	}
	if len(t.Args) == 0 || !strings.Contains(pattern, "{") {
		return pattern
	}
	return fill(pattern, t.Args, l)
}

// fill replaces each {name} of pattern by its argument in language l. Of
// {name|line|lines} the number is followed by the word that goes with it.
func fill(pattern string, args Args, l Language) string {
	var b strings.Builder
	b.Grow(len(pattern) + 32)
	for {
		before, rest, found := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("{" + rest)
			return b.String()
		}
		name, forms, counted := strings.Cut(name, "|")
		number := value(args[name], l)
		b.WriteString(number)
		if counted {
			one, many, _ := strings.Cut(forms, "|")
			b.WriteString(" " + map[bool]string{true: one, false: many}[number == "1"])
		}
		pattern = after
	}
}

func value(v any, l Language) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case Text:
		return v.In(l)
	case Names:
		return v.In(l)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	default:
		return fmt.Sprint(v)
	}
}
