package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"lotgate/internal/scan"
	"lotgate/internal/words"
)

func decodeLines(t *testing.T, strict bool, in string) []string {
	t.Helper()
	d := decoding{options: scan.Options{Today: "2026-11-23", Strict: strict}, language: words.English}
	d.answer = d.object
	if strict {
		d.answer = d.strict
	}
	var out bytes.Buffer
	if err := runDecode(strings.NewReader(in), &out, d); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func TestDecodeStrictAnswersOneLineEach(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`]d201095011015300031726123110ABC123`, "OK\t(01)09501101530003(17)261231(10)ABC123"},
		{`01095011015300031726123110ABC123`, "OK\t(01)09501101530003(17)261231(10)ABC123"},
		{`]d2010950110153000321AB\x1D1726123110ABC123`, "OK\t(01)09501101530003(21)AB(17)261231(10)ABC123"},
		{`(01)09501101530003(17)261231(10)AB\(C`, `OK` + "\t" + `(01)09501101530003(17)261231(10)AB\(C`},
		{`https://id.gs1.org/01/09501101530003/10/ABC123?17=261231`, "OK\t(01)09501101530003(10)ABC123(17)261231"},
		{`4006381333931`, "OK\t(01)04006381333931"},
		{`LGC.UNDO`, "ERR\tno_elements\t"},
		{`PLAIN TEXT`, "ERR\tno_elements\t"},
		{`]d201095011015300041726123110ABC123`, "ERR\tcheck_digit\t"},
		{`]d20109501101530003172613311`, "ERR\tmonth\t"},
		{`]d210ABC123`, "ERR\tcompanion_missing\t"},
		{`]d28912`, "ERR\tai_unknown\t"},
		{``, "ERR\tempty\t"},
		{`\x`, "ERR\tescape\t"},
		{`\xG0`, "ERR\tescape\t"},
		{`\x1`, "ERR\tescape\t"},
		{`\x00\xFF`, "ERR\tcontrol_character\t"},
		{`\xC3\x28`, "ERR\tnot_text\t"},
		{`阿莫西林`, "ERR\tnot_a_code\t"},
		{strings.Repeat("9", maxLine+10), "ERR\tline_too_long\t"},
	} {
		got := decodeLines(t, true, c.in+"\n")
		if len(got) != 1 || got[0] != c.want && !(strings.HasPrefix(c.want, "ERR") && strings.HasPrefix(got[0], c.want)) {
			t.Errorf("%.60q: %q, want %q", c.in, got, c.want)
		}
		if strings.HasPrefix(c.want, "ERR") && strings.HasSuffix(got[0], "\t") {
			t.Errorf("%.60q is refused without words", c.in)
		}
	}
}

func TestDecodeGoesOnAfterALineThatIsTooLong(t *testing.T) {
	got := decodeLines(t, true, strings.Repeat("x", 3*maxLine)+"\r\n]E04006381333931\r\n"+"LGP.1")
	if len(got) != 3 || !strings.HasPrefix(got[0], "ERR\tline_too_long") || got[1] != "OK\t(01)04006381333931" || !strings.HasPrefix(got[2], "ERR\tno_elements\t") {
		t.Errorf("%q", got)
	}
}

func TestDecodeAsJSONTellsWhatAPackIs(t *testing.T) {
	got := decodeLines(t, false, `]d20109501101530003172602002112\x1D10ABC`+"\n")
	var r decoded
	if err := json.Unmarshal([]byte(got[0]), &r); err != nil {
		t.Fatal(err)
	}
	if !r.OK || r.Kind != "product" || r.GTIN != "09501101530003" || r.Lot != "ABC" || r.Expiry != "2026-02-28" || r.Serial != "12" || r.Carrier != "GS1 DataMatrix" {
		t.Errorf("%+v", r)
	}
	if len(r.Elements) != 4 || r.Elements[3].At != 34 || r.Elements[1].Title != "USE BY or EXPIRY" {
		t.Errorf("%+v", r.Elements)
	}
}

func TestDecodeAsJSONTellsWhyNot(t *testing.T) {
	got := decodeLines(t, false, "4006381333932\n")
	var r decoded
	if err := json.Unmarshal([]byte(got[0]), &r); err != nil {
		t.Fatal(err)
	}
	if r.OK || r.Fault == nil || r.Fault.Code != "check_digit" || !strings.Contains(r.Fault.Words, "Scan again") {
		t.Errorf("%+v", r)
	}
}

// brokenPipe fails as a closed pipe does.
type brokenPipe struct{}

var errClosed = errors.New("closed")

func (brokenPipe) Write([]byte) (int, error) { return 0, errClosed }

func TestDecodeSaysWhenNobodyReads(t *testing.T) {
	d := decoding{language: words.English}
	d.answer = d.strict
	if err := runDecode(strings.NewReader("a\nb\n"), brokenPipe{}, d); !errors.Is(err, errClosed) {
		t.Errorf("got %v", err)
	}
}

func TestDecodeSpeaksTheLanguageOfTheShell(t *testing.T) {
	for setting, want := range map[string]words.Language{"zh_CN.UTF-8": words.Chinese, "C": words.English, "": words.English} {
		if got := languageOf("", setting, "de_DE"); setting != "" && got != want {
			t.Errorf("%q: %s", setting, got)
		}
	}
}
