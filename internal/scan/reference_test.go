package scan

import (
	"os"
	"strings"
	"testing"
)

// The cases of the GS1 Syntax Engine's own tests lie beside the project, where
// they are there at all.
const vectorFile = "../../../shared/data/gs1-vectors.tsv"

// vector is one row: a call, its input, and what the engine answered.
type vector struct {
	line                     int
	kind, input              string
	verdict, output, markup  string
	flags, source, published string
}

func vectors(t *testing.T) []vector {
	text, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Skipf("skipped: the reference cases are not there: %v", err)
	}
	var all []vector
	for n, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 8 {
			t.Fatalf("row %d has %d fields", n+2, len(f))
		}
		all = append(all, vector{n + 2, f[0], unescapeRow(f[1]), f[2], unescapeRow(f[3]), unescapeRow(f[4]), f[5], f[6], f[7]})
	}
	return all
}

// unescapeRow reads \xHH and \\ of the table.
func unescapeRow(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && strings.HasPrefix(s[i:], `\x`) {
			if v, ok := unhex(s[i+2:]); ok {
				b.WriteByte(v)
				i += 3
				continue
			}
		}
		if strings.HasPrefix(s[i:], `\\`) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// lintOf is our check by the name the reference gives its own.
var lintOf = map[string]check{
	"csetnumeric": digits.flaw, "cset82": set82.flaw, "cset39": set39.flaw, "cset64": set64.flaw,
	"csum": checkMod10, "csumalpha": checkMod1021, "gcppos1": checkPrefix, "gcppos2": checkPrefix1,
	"hasnondigit": checkNotDigits, "zero": checkZero, "nonzero": checkNonzero, "nozeroprefix": checkNoLeadingZero,
	"hyphen": checkHyphens, "yesno": checks["yesno"], "winding": checks["winding"], "iso5218": checks["sex"],
	"importeridx": checkImporter, "pcenc": checkPercent, "pieceoftotal": checkPiece, "posinseqslash": checkOrdinal,
	"latitude": checkLatitude, "longitude": checkLongitude, "iban": checkIBAN,
	"iso3166": checkCountry, "iso3166999": checkCountry999, "iso3166alpha2": checkCountry2, "iso4217": checkCurrency,
	"packagetype": checkPackage, "mediatype": checkCarrier,
	"yymmdd": checkDate, "yymmd0": checkDate0, "yyyymmdd": checkLongDate, "yyyymmd0": checkLongDate0,
	"hhmi": checkClock, "hh": checkHour, "mi": checkMinute, "ss": checkSecond,
	"couponcode": checkCoupon, "couponposoffer": checkOffer,
}

// notChecks are rows of checks that the reference itself leaves empty.
var notChecks = map[string]bool{"hhmm": true, "iso3166list": true, "key": true, "keyoff1": true, "mmoptss": true, "yymmddhh": true}

// prefixLists are rows for which the reference's test stands in a list of
// company prefixes that were given; there is no such list here or there.
func prefixList(v vector) bool {
	return v.markup != `\N` && (v.output == "The GS1 Company Prefix is invalid." && digits.all(v.input) ||
		v.output == "The data source for GCP lookups is offline.")
}

func TestEveryCheckAgreesWithTheReference(t *testing.T) {
	seen := 0
	for _, v := range vectors(t) {
		name, ok := strings.CutPrefix(v.kind, "lint:")
		if !ok || notChecks[name] || prefixList(v) {
			continue
		}
		seen++
		check := lintOf[name]
		if check == nil {
			t.Fatalf("row %d: no check answers to %s", v.line, name)
		}
		f := check(v.input)
		if (f.code == "") != (v.verdict == "OK") {
			t.Errorf("row %d: %s(%q) = %+v, reference says %s %s", v.line, name, v.input, f, v.verdict, v.output)
			continue
		}
		if f.code != "" {
			if got := v.input[:f.at] + "*" + v.input[f.at:f.at+f.n] + "*" + v.input[f.at+f.n:]; got != v.markup {
				t.Errorf("row %d: %s(%q) marks %s, reference %s", v.line, name, v.input, got, v.markup)
			}
		}
	}
	if seen < 5000 {
		t.Fatalf("only %d rows were tried", seen)
	}
}

// dataKinds are the rows that give whole data to the engine.
var dataKinds = map[string]bool{
	"aistr_linter": true, "aistr_parse_noassoc": true, "api_setAIdataStr": true, "api_setDataStr": true,
	"api_setScanData": true, "assoc_digsig": true, "assoc_mutex": true, "assoc_repeat": true, "assoc_requisite": true,
	"datastr_parse_noassoc": true, "dl_parse": true, "scandata_parse_noassoc": true,
}

// differences are where we mean to answer otherwise than the reference, and in
// how many of its rows.
var differences = []struct {
	why   string
	rows  int
	holds func(v vector, got, want string) bool
}{
	{"an empty scan is no scan", 4, func(v vector, got, want string) bool {
		return v.input == "" && got == "ERR"
	}},
	{"a retail code names a product, so its number stands in the reading as (01); the reference leaves it outside the elements", 11,
		func(v vector, got, want string) bool {
			gtin, rest := "", ""
			if strings.HasPrefix(got, "OK (01)") && len(got) >= len("OK (01)")+14 {
				gtin, rest = got[len("OK (01)"):][:14], got[len("OK (01)")+14:]
			}
			return digits.all(gtin) && gtin != "" && strings.TrimPrefix(rest, "|") == strings.TrimPrefix(want, "OK ") ||
				gtin != "" && rest == strings.TrimPrefix(want, "OK ")
		}},
	{"as many digits as a retail code has are one, so their check digit must fit; the reference takes them for text", 2,
		func(v vector, got, want string) bool {
			n := len(v.input)
			return digits.all(v.input) && (n == 8 || n >= 12 && n <= 14) && got == "ERR" && want == "OK "
		}},
}

// different is the first difference that explains the answers, -1 if none does.
func different(v vector, got, want string) int {
	for i := range differences {
		if differences[i].holds(v, got, want) {
			return i
		}
	}
	return -1
}

func TestEveryReferenceCaseOfScanData(t *testing.T) {
	seen, meant := 0, map[int]int{}
	for _, v := range vectors(t) {
		if !dataKinds[v.kind] {
			continue
		}
		seen++
		o := Options{Today: "2026-11-23", Strict: true, UnknownAIs: strings.Contains(v.flags, "u1"), ShortGTINs: strings.Contains(v.flags, "z1")}
		r, err := Decode([]byte(v.input), o)
		got := "OK " + r.Bracketed()
		if err != nil {
			got = "ERR"
		}
		fields := strings.SplitN(v.published, " | ", 3)
		want := fields[0]
		if want == "OK" {
			want += " " + unescapeRow(fields[1])
		}
		if got == want {
			continue
		}
		i := different(v, got, want)
		if i < 0 {
			t.Errorf("row %d %s %q:\n got  %s %v\n want %s", v.line, v.kind, v.input, got, err, v.published)
		}
		meant[i]++
	}
	if seen < 542 {
		t.Errorf("only %d rows were tried", seen)
	}
	for i, d := range differences {
		if meant[i] != d.rows {
			t.Errorf("%d rows differ because %s; %d are meant to", meant[i], d.why, d.rows)
		}
	}
}

// beyond are inputs outside those rows on which the reference answers
// otherwise, and why we mean to.
var beyond = []struct{ why, raw, want string }{
	{"the bars of a retail code are its (01), so what needs a GTIN may stand above them", "]E04006381333931|]e03103000500", "product (01)04006381333931|(3103)000500"},
	{"for the same reason another GTIN above them is a second one", "]E04006381333931|]e00109501101530003", "!values_differ"},
	{"and (37) beside them is the count of a logistic unit on a product", "]E04006381333931|]e00216901234567899\x1d37120\x1d00106901234567890128", "!forbidden_pair"},
	{"64 elements are those of both parts of a composite symbol", "]E04006381333931|]e0" + strings.Repeat("99A\x1d", 63), "!ai_too_many"},
	{"scanners end their data with CR or LF, which is no part of it", "]d20109501101530003\r\n", "product (01)09501101530003"},
	{"no printed code holds control characters but separators", "]Q1A\x01", "!control_character"},
	{"(03) is a GTIN for all companions: the dictionary of July 2026 says so, that of January did not", "(03)09501101530003(243)A", "product (03)09501101530003(243)A"},
	{"and never stands beside (235) or (8006)", "(03)09501101530003(8006)095011015300030102", "!forbidden_pair"},
}

func TestDifferencesBeyondTheReferenceRows(t *testing.T) {
	for _, c := range beyond {
		if got := summary(c.raw, Options{Today: "2026-11-23", Strict: true}); got != c.want {
			t.Errorf("%s: %q\n is   %s\n want %s", c.why, c.raw, got, c.want)
		}
	}
}

// TestFaultsStandWhereTheReferenceMarksThem: it marks what is wrong between
// bars, as in (8001)1|X|34. A web address may write that with an escape.
func TestFaultsStandWhereTheReferenceMarksThem(t *testing.T) {
	seen := 0
	for _, v := range vectors(t) {
		_, text, _ := strings.Cut(v.published, " | ")
		_, markup, _ := strings.Cut(text, " | ")
		marked := strings.Split(markup, "|")
		if !dataKinds[v.kind] && v.kind != "err_markup" || v.verdict != "ERR" || len(marked) != 3 {
			continue
		}
		seen++
		o := Options{Today: "2026-11-23", Strict: true, UnknownAIs: strings.Contains(v.flags, "u1"), ShortGTINs: strings.Contains(v.flags, "z1")}
		_, err := Decode([]byte(v.input), o)
		f, _ := err.(*Fault)
		if f == nil {
			t.Errorf("row %d: %q is taken", v.line, v.input)
			continue
		}
		if got := v.input[f.At : f.At+f.Len]; got != marked[1] && unescapeQuery(got) != marked[1] {
			t.Errorf("row %d: %q stands out of %q, reference %s", v.line, got, v.input, markup)
		}
	}
	if seen < 100 {
		t.Errorf("only %d rows were tried", seen)
	}
}
