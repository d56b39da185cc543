package scan

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestTheTableHoldsAllIdentifiers(t *testing.T) {
	if len(table.all) != 541 {
		t.Errorf("%d identifiers", len(table.all))
	}
	needs, never := 0, 0
	for _, id := range table.all {
		if len(id.needs) > 0 {
			needs++
		}
		if id.never != 0 || id.family != "" {
			never++
		}
		if table.exact(id.ai) != id || table.lookup(id.ai+"000") != id {
			t.Errorf("(%s) is not found", id.ai)
		}
		if id.predefined && id.min != id.max {
			t.Errorf("(%s) needs no separator but has no fixed length", id.ai)
		}
	}
	if needs != 502 || never != 394 {
		t.Errorf("%d have companions, %d exclude others", needs, never)
	}
}

func TestNoIdentifierIsFoundInOtherData(t *testing.T) {
	for _, s := range []string{"", "0", "x", "0x", "23", "2x", "31", "310", "31x0", "3100"[:3] + "x", "89", "4a0", "\xff\xff"} {
		if id := table.lookup(s); id != nil {
			t.Errorf("%q is taken for (%s)", s, id.ai)
		}
	}
}

func TestABrokenTableIsRefused(t *testing.T) {
	for name, row := range map[string]string{
		"too few fields":    "01\t-\tn14",
		"no identifier":     "0\t-\tn14\t-\t-\t-\tX",
		"no number":         "0a\t-\tn14\t-\t-\t-\tX",
		"unknown set":       "01\t-\tq14\t-\t-\t-\tX",
		"no length":         "01\t-\tn\t-\t-\t-\tX",
		"unknown check":     "01\t-\tn14:mod11\t-\t-\t-\tX",
		"uneven run":        "01-100\t-\tn14\t-\t-\t-\tX",
		"too many patterns": tooManyPatterns(),
	} {
		if _, err := load(row); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

// tooManyPatterns is a table whose association rules do not fit into a mask.
func tooManyPatterns() string {
	var rows []string
	for a := 'a'; a < 'a'+70; a++ {
		rows = append(rows, string(a))
	}
	return "90\t-\tx1-90\t" + strings.Join(rows, " ") + "\t-\t-\tX"
}

// dictionaryNames are the reference's names of our checks.
var dictionaryNames = map[string]string{
	"csum": "mod10", "gcppos1": "prefix", "gcppos2": "prefix1", "yymmd0": "date0", "yymmdd": "date", "yyyymmdd": "longdate",
	"hhmi": "clock", "hh": "hour", "mi": "minute", "ss": "second", "iso4217": "currency", "iso3166": "country",
	"iso3166999": "country999", "iso3166alpha2": "country2", "pcenc": "percent", "hyphen": "hyphens", "importeridx": "importer",
	"packagetype": "package", "mediatype": "carrier", "iso5218": "sex", "posinseqslash": "ordinal", "pieceoftotal": "piece",
	"nozeroprefix": "nolead0", "csumalpha": "mod1021", "hasnondigit": "notdigits", "couponcode": "coupon", "couponposoffer": "offer",
}

func TestTheTableAgreesWithTheReferenceDictionary(t *testing.T) {
	text, err := os.ReadFile("../../../shared/data/gs1-syntax-dictionary.txt")
	if err != nil {
		t.Skipf("skipped: the reference dictionary is not there: %v", err)
	}
	seen := 0
	for _, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] < '0' || line[0] > '9' {
			continue
		}
		body, title, _ := strings.Cut(line, " # ")
		f := strings.Fields(body)
		first, last, _ := strings.Cut(f[0], "-")
		for _, id := range table.all {
			if len(id.ai) == len(first) && (id.ai == first || last != "" && id.ai >= first && id.ai <= last) {
				seen++
				agreeWithDictionary(t, id, f[1:], strings.TrimSpace(title))
			}
		}
	}
	if seen != len(table.all) {
		t.Errorf("%d of %d identifiers stand in the dictionary", seen, len(table.all))
	}
}

// agreeWithDictionary compares one identifier with the words of its row.
func agreeWithDictionary(t *testing.T, id *identifier, words []string, title string) {
	flags := ""
	if strings.Trim(words[0], "*?") == "" {
		flags, words = words[0], words[1:]
	}
	if id.predefined != strings.Contains(flags, "*") || id.attribute != strings.Contains(flags, "?") || id.title != title {
		t.Errorf("(%s): flags %q, title %q", id.ai, flags, title)
	}
	n := 0
	var never, needs []string
	isKey := false
	for _, w := range words {
		switch key, value, _ := strings.Cut(w, "="); key {
		case "ex":
			never = strings.Split(value, ",")
		case "req":
			needs = strings.Split(value, ",")
		case "dlpkey":
			isKey = true
		default:
			if n == len(id.parts) || !samePart(&id.parts[n], w) {
				t.Errorf("(%s): component %d is not %s", id.ai, n, w)
				return
			}
			n++
		}
	}
	if n != len(id.parts) || isKey != (id.path != nil) {
		t.Errorf("(%s): %d components, key %v", id.ai, n, isKey)
	}
	agreeOnCompany(t, id, needs, never)
}

// agreeOnCompany tries every other identifier beside id.
func agreeOnCompany(t *testing.T, id *identifier, needs, never []string) {
	for _, other := range table.all {
		if other == id {
			continue
		}
		fits := func(p string) bool { return matches(strings.ReplaceAll(p, "n", "*"), other.ai) }
		excluded := other.bits&id.never != 0 || id.family != "" && strings.HasPrefix(other.ai, id.family)
		if want := slices.ContainsFunc(never, fits); excluded != want {
			t.Errorf("(%s) beside (%s): excluded %v, dictionary %v", id.ai, other.ai, excluded, want)
		}
		alone := slices.ContainsFunc(needs, func(p string) bool { return !strings.Contains(p, "+") && fits(p) })
		if got := len(id.needs) > 0 && id.satisfied(other.bits); got != alone && other.bits&id.bits == 0 {
			t.Errorf("(%s) beside (%s): satisfied %v, dictionary %v", id.ai, other.ai, got, alone)
		}
	}
	if (len(needs) > 0) != (len(id.needs) > 0) || len(needs) != len(id.needs) {
		t.Errorf("(%s): %d companions, dictionary %d", id.ai, len(id.needs), len(needs))
	}
}

func samePart(p *part, word string) bool {
	optional := strings.HasPrefix(word, "[")
	spec, checks, _ := strings.Cut(strings.NewReplacer("[", "", "]", "").Replace(word), ",")
	set := classOf[spec[0]|0x20]
	least, most := spec[1:], spec[1:]
	if rest, ok := strings.CutPrefix(spec[1:], ".."); ok {
		least, most = "1", rest
	}
	if p.set != set || p.optional != optional || itoa(p.min) != least || itoa(p.max) != most {
		return false
	}
	var names []string
	for _, c := range strings.Split(checks, ",") {
		if c == "" {
			continue
		}
		if ours := dictionaryNames[c]; ours != "" {
			c = ours
		}
		names = append(names, c)
	}
	return slices.Equal(names, p.names)
}

func itoa(n int) string {
	return strings.TrimLeft(string([]byte{byte('0' + n/10), byte('0' + n%10)}), "0")
}
