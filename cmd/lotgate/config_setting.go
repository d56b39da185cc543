package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lotgate/internal/words"
)

// entry is one value as one source gives it.
type entry struct {
	path  string // "tls.cert", "scanners[0].profile"
	value string
	origin
}

// origin is where a value was written, for who has to correct it.
type origin struct {
	file string // "lotgate.yaml:7", or "" if it is no file
	name string // what the person calls it: "scanners[0].profile", "--zone", "LOTGATE_ZONE"
}

// problem is a value that cannot be used, or a name that means nothing.
type problem struct {
	file string
	text words.Text
}

// Problems is everything that stands against a configuration.
type Problems []problem

func (p Problems) Error() string { return p.In(words.English) }

// In says a problem a line, in language l.
func (p Problems) In(l words.Language) string {
	var lines []string
	for _, one := range p {
		line := one.text.In(l)
		if one.file != "" {
			line = one.file + ": " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// inOrder sorts what was written in one file by its lines.
func (p Problems) inOrder() Problems {
	slices.SortStableFunc(p, func(a, b problem) int {
		one, first := a.place()
		two, second := b.place()
		if one != two {
			return 0
		}
		return first - second
	})
	return p
}

// place is the file and line of a problem.
func (p problem) place() (file string, line int) {
	at := strings.LastIndexByte(p.file, ':')
	if at < 0 {
		return p.file, 0
	}
	line, _ = strconv.Atoi(p.file[at+1:]) // without one it stands first
	return p.file[:at], line
}

// add keeps one more thing to correct; allowed says what would be right.
func (p *Problems) add(at origin, value string, allowed words.Text) {
	*p = append(*p, problem{at.file, words.Say("cli.config.value", "name", at.name, "value", value, "allowed", allowed)})
}

// settings finds the place of every value by its path; [] stands for the
// index, which is i. A value's type is that of its place.
var settings = map[string]func(c *Config, i int) any{
	"listen":              func(c *Config, _ int) any { return &c.Listen },
	"data":                func(c *Config, _ int) any { return &c.Data },
	"demo":                func(c *Config, _ int) any { return &c.Demo },
	"dev":                 func(c *Config, _ int) any { return &c.Dev },
	"language":            func(c *Config, _ int) any { return &c.Language },
	"zone":                func(c *Config, _ int) any { return &c.Zone },
	"hosts[]":             func(c *Config, i int) any { return at(&c.Hosts, i) },
	"tls.on":              func(c *Config, _ int) any { return &c.TLS.On },
	"tls.cert":            func(c *Config, _ int) any { return &c.TLS.Cert },
	"tls.key":             func(c *Config, _ int) any { return &c.TLS.Key },
	"label.per":           func(c *Config, _ int) any { return &c.Label.Per },
	"label.templates":     func(c *Config, _ int) any { return &c.Label.Templates },
	"seal.every":          func(c *Config, _ int) any { return &c.Seal.Every },
	"seal.holders[]":      func(c *Config, i int) any { return at(&c.Seal.Holders, i) },
	"backup.folder":       func(c *Config, _ int) any { return &c.Backup.Folder },
	"backup.every":        func(c *Config, _ int) any { return &c.Backup.Every },
	"backup.whole":        func(c *Config, _ int) any { return &c.Backup.Whole },
	"stations[].id":       func(c *Config, i int) any { return &one(&c.Stations, i).ID },
	"stations[].name.zh":  func(c *Config, i int) any { return &one(&c.Stations, i).Name.ZH },
	"stations[].name.en":  func(c *Config, i int) any { return &one(&c.Stations, i).Name.EN },
	"stations[].kind":     func(c *Config, i int) any { return &one(&c.Stations, i).Kind },
	"stations[].dock":     func(c *Config, i int) any { return &one(&c.Stations, i).Dock },
	"stations[].staging":  func(c *Config, i int) any { return &one(&c.Stations, i).Staging },
	"stations[].printer":  func(c *Config, i int) any { return &one(&c.Stations, i).Printer },
	"scanners[]":          func(c *Config, i int) any { return &one(&c.Scanners, i).Spec },
	"scanners[].port":     func(c *Config, i int) any { return &one(&c.Scanners, i).Port },
	"scanners[].profile":  func(c *Config, i int) any { return &one(&c.Scanners, i).Profile },
	"scanners[].station":  func(c *Config, i int) any { return &one(&c.Scanners, i).Station },
	"scanners[].name":     func(c *Config, i int) any { return &one(&c.Scanners, i).Name },
	"scanners[].baud":     func(c *Config, i int) any { return &one(&c.Scanners, i).Baud },
	"scanners[].from":     func(c *Config, i int) any { return &one(&c.Scanners, i).From },
	"printers[]":          func(c *Config, i int) any { return &one(&c.Printers, i).Target },
	"printers[].id":       func(c *Config, i int) any { return &one(&c.Printers, i).ID },
	"printers[].target":   func(c *Config, i int) any { return &one(&c.Printers, i).Target },
	"printers[].profile":  func(c *Config, i int) any { return &one(&c.Printers, i).Profile },
	"printers[].template": func(c *Config, i int) any { return &one(&c.Printers, i).Template },
	"printers[].dpi":      func(c *Config, i int) any { return &one(&c.Printers, i).DPI },
	"printers[].dpmm":     func(c *Config, i int) any { return &one(&c.Printers, i).DPMM },
}

// maxList bounds every list.
const maxList = 256

// at is element i of list, which grows as far as needed.
func at[E any](list *[]E, i int) *E {
	for len(*list) <= i {
		var zero E
		*list = append(*list, zero)
	}
	return &(*list)[i]
}

func one[E any](list *[]*E, i int) *E {
	place := at(list, i)
	if *place == nil {
		*place = new(E)
	}
	return *place
}

// apply puts all values of one source into c, above what weaker sources said.
func (c *Config) apply(entries []entry, problems *Problems) {
	base := map[string]int{"hosts": len(c.Hosts), "stations": len(c.Stations), "scanners": len(c.Scanners), "printers": len(c.Printers), "seal.holders": len(c.Seal.Holders)}
	for _, e := range entries {
		list, index, pattern := split(e.path)
		find, known := settings[pattern]
		if !known {
			*problems = append(*problems, problem{e.file, unknown(e.name, pattern)})
			continue
		}
		index += base[list]
		if index >= maxList {
			*problems = append(*problems, problem{e.file, words.Say("cli.config.many", "name", list, "most", maxList)})
			return
		}
		c.from[strings.Replace(pattern, "[]", fmt.Sprintf("[%d]", index), 1)] = e.origin
		set(find(c, index), e, problems)
	}
}

func set(place any, e entry, problems *Problems) {
	switch p := place.(type) {
	case *string:
		*p = e.value
	case *bool:
		is, err := strconv.ParseBool(e.value)
		if err != nil {
			problems.add(e.origin, e.value, words.Plain("true, false"))
		}
		*p = is
	}
}

var indexed = regexp.MustCompile(`^([^\[]*)\[(\d+)\]`)

// split takes the index out of a path: scanners[3].port is element 3 of
// scanners, and the pattern scanners[].port.
func split(path string) (list string, index int, pattern string) {
	found := indexed.FindStringSubmatch(path)
	if found == nil {
		return "", 0, path
	}
	index, err := strconv.Atoi(found[2])
	if err != nil {
		index = maxList
	}
	return found[1], index, found[1] + "[]" + path[len(found[0]):]
}

// unknown says what stands in the place of a name that means nothing.
func unknown(name, pattern string) words.Text {
	known := slices.Sorted(maps.Keys(settings))
	if slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, pattern+"[]") }) {
		return words.Say("cli.config.list", "name", name)
	}
	if slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, pattern+".") }) {
		return words.Say("cli.config.parts", "name", name, "allowed", strings.Join(beside(pattern+"."), ", "))
	}
	near := nearest(pattern, known)
	return words.Say("cli.config.unknown", "name", name, "allowed", strings.Join(beside(pattern), ", "), "near", nearText(near))
}

func nearText(near string) words.Text {
	if near == "" {
		return words.Text{}
	}
	return words.Say("cli.config.near", "name", near)
}

// beside lists the names that may stand where pattern stands.
func beside(pattern string) (names []string) {
	parent := pattern[:strings.LastIndexAny(pattern, ".")+1]
	for _, known := range slices.Sorted(maps.Keys(settings)) {
		rest, below := strings.CutPrefix(known, parent)
		name := strings.TrimSuffix(strings.SplitN(rest, ".", 2)[0], "[]")
		if below && name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 && parent != "" {
		return beside(strings.TrimSuffix(parent, "."))
	}
	return names
}

// nearest is the candidate that name was most likely meant to be, or "".
func nearest(name string, candidates []string) (best string) {
	least := len(name)/3 + 1
	for _, c := range candidates {
		if d := distance(name, c); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is how many letters to add, drop, change or swap with the next one
// between a and b (optimal string alignment).
func distance(a, b string) int {
	var before []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}

func differ(x, y byte) int {
	if x == y {
		return 0
	}
	return 1
}
