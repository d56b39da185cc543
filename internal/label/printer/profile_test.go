package printer

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// TestSamples plays every sample of every profile: answers are read as they
// should be, and pictures become the bytes that print them.
func TestSamples(t *testing.T) {
	all, problems := LoadProfiles(profiles.Printers)
	for _, err := range problems {
		t.Error(err)
	}
	if len(all) < 6 {
		t.Errorf("only %d profiles", len(all))
	}
	for id, p := range all {
		for _, s := range p.Samples {
			t.Run(id+"/"+s.About, func(t *testing.T) {
				if got, want := p.PlaySample(s); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
				if len(s.Dots) > 0 {
					return
				}
				if _, ok := p.Status.read(s.Answer[:len(s.Answer)-1]); ok {
					t.Error("half an answer is taken for a whole one")
				}
			})
		}
	}
}

func TestProfilesAreComplete(t *testing.T) {
	all, _ := LoadProfiles(profiles.Printers)
	spoken := map[Language]bool{}
	for id, p := range all {
		spoken[p.Language] = true
		for _, n := range append([]words.Names{p.Names, p.Doubt}, p.Setup...) {
			if n.ZH == "" || n.EN == "" {
				t.Errorf("%s: %+v lacks a language; no such printer was at hand, so each has a doubt", id, n)
			}
		}
		if p.Status.Ask != nil && !slices.ContainsFunc(p.Samples, func(s Sample) bool { return len(s.Says) > 0 }) {
			t.Errorf("%s has no sample of a printer in trouble", id)
		}
	}
	for _, l := range Languages() {
		if !spoken[l] {
			t.Errorf("no profile speaks %s", l)
		}
	}
	for _, usual := range []string{"tcp:h", "ipp:h", "usb:/dev/usb/lp0"} {
		to, err := ParseTarget(usual)
		p, found := all[to.ProfileID()]
		if err != nil || !found || !slices.Contains(p.Reach, to.Driver()) {
			t.Errorf("%s: %v, %s", usual, err, to.ProfileID())
		}
	}
}

const whole = `
kind: printer
id: test
names: {zh: 测试, en: Test}
verified: true
language: tspl
dpi: [203]
reach: [tcp]
status:
  ask: '\x1b!?'
  length: 1
  bits:
    - {at: 0, mask: '\x01', is: head_open}
sources: [a test]
samples:
  - {about: ready, answer: '\x00', says: []}
`

func TestParseProfileRefuses(t *testing.T) {
	if _, err := ParseProfile("test.yaml", []byte(whole)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, says string }{
		{"kind", "kind: printer", "kind: scanner", "line 2: kind cannot be used as it is. Allowed: printer"},
		{"no kind", "kind: printer\n", "", "line 1: kind "},
		{"id", "id: test", "id: Test 1", "line 3: id "},
		{"doubt", "verified: true", "verified: false", "line 5: verified "},
		{"language", "language: tspl", "language: latin", "line 6: language cannot be used as it is. Allowed: epl, escpos, pdf, tspl, zpl"},
		{"baud", "reach: [tcp]", "reach: [tcp]\nbaud: 14400", "line 9: baud cannot be used as it is. Allowed: 1200 2400"},
		{"match of nothing", "reach: [tcp]", "reach: [tcp]\nmatch: [{usb: ''}]", "match[0] cannot be used as it is. Allowed: usb: four hex digits"},
		{"match", "reach: [tcp]", "reach: [tcp]\nmatch: [{usb: '0A5F:1'}]", "match[0] cannot be used as it is. Allowed: usb: four hex digits"},
		{"dpi", "dpi: [203]", "dpi: [200]", "line 7: dpi cannot be used as it is. Allowed: 203, 300, 600"},
		{"reach", "reach: [tcp]", "reach: [pigeon]", "line 8: reach cannot be used as it is. Allowed: tcp, serial, usb"},
		{"unknown key", "ask:", "aks:", `line 10: there is no key "aks" here. Allowed: ask, length`},
		{"condition", "is: head_open", "is: sad", "line 13: status.bits[0].is cannot be used as it is. Allowed: head_open, paper_out"},
		{"byte beyond the answer", "at: 0", "at: 1", "line 13: status.bits[0].at "},
		{"two bytes", `mask: '\x01'`, `mask: '\x01\x02'`, "line 13: status.bits[0].mask "},
		{"no length", "  length: 1\n", "", "status cannot be used as it is. Allowed: the length of the answer"},
		{"two ways", "sources:", "  codes: {'00': ''}\nsources:", "status cannot be used as it is. Allowed: one of bits, codes, fields"},
		{"no ask", `  ask: '\x1b!?'` + "\n", "", "status cannot be used as it is. Allowed: ask"},
		{"no sample", "  - {about: ready, answer: '\\x00', says: []}", "  []", "samples "},
		{"sample of nothing", "answer: '\\x00', ", "", "line 16: samples[0] cannot be used as it is. Allowed: an answer"},
		{"a picture that is none", "answer: '\\x00', says: []", "dots: ['\\x01', '\\x01\\x02'], sends: x", "samples[0].dots cannot be used as it is. Allowed: rows of as many bytes"},
		{"sample of a strange state", "says: []", "says: [sad]", "line 16: samples[0].says "},
		{"no source", "[a test]", "[]", "line 14: sources "},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(whole, c.old, c.new, 1)
			if text == whole {
				t.Fatal("nothing was replaced")
			}
			_, err := ParseProfile("test.yaml", []byte(text))
			var p *yamlfile.Problem
			if !errors.As(err, &p) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("said %v\nwant %s", err, c.says)
			}
		})
	}
}

func TestOneBadProfileLeavesTheOthers(t *testing.T) {
	all, problems := LoadProfiles(fstest.MapFS{
		"printers/a.yaml": {Data: []byte(whole)}, "printers/b.yaml": {Data: []byte("kind: printer\nnonsense: 1\n")},
		"printers/c.yaml": {Data: []byte(whole)}, "printers/README.md": {Data: []byte("no profile")},
	})
	if len(all) != 1 || len(problems) != 2 || !strings.Contains(problems[0].Error(), "printers/b.yaml, line 2") {
		t.Errorf("%d loaded, problems %v", len(all), problems)
	}
}

// FuzzAnswer: whatever a printer says, it is read or it is no answer.
func FuzzAnswer(f *testing.F) {
	all, _ := LoadProfiles(profiles.Printers)
	for _, p := range all {
		for _, s := range p.Samples {
			f.Add(s.Answer)
		}
	}
	f.Fuzz(func(t *testing.T, heard []byte) {
		for _, p := range all {
			if len(p.Status.Ask) == 0 {
				continue
			}
			if says, ok := p.Status.read(heard); !ok && len(says) > 0 {
				t.Fatalf("no answer, but it says %v", says)
			}
		}
	})
}

// TestSchemaKnowsTheSame: what an editor allows by the schema, the program
// takes, and the other way round.
func TestSchemaKnowsTheSame(t *testing.T) {
	text, err := profiles.Printers.ReadFile("printers/printer.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]struct {
			Enum  []any
			Items struct {
				Enum       []any
				Properties map[string]any
			}
			Properties map[string]struct {
				Items struct{ Properties map[string]any }
			}
		}
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	same := func(what string, got, want []string) {
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the schema has %v, the program %v", what, got, want)
		}
	}
	same("keys", slices.Collect(maps.Keys(schema.Properties)), keys(profileFile{}))
	same("status", slices.Collect(maps.Keys(schema.Properties["status"].Properties)), keys(habitFile{}))
	same("bits", slices.Collect(maps.Keys(schema.Properties["status"].Properties["bits"].Items.Properties)), keys(bitFile{}))
	same("match", slices.Collect(maps.Keys(schema.Properties["match"].Items.Properties)), keys(matchFile{}))
	texts := func(all []any) (out []string) {
		for _, one := range all {
			out = append(out, fmt.Sprint(one))
		}
		return out
	}
	same("language", texts(schema.Properties["language"].Enum), strings.Split(joined(Languages()), ", "))
	same("reach", texts(schema.Properties["reach"].Items.Enum), slices.Clone(drivers))
	same("baud", texts(schema.Properties["baud"].Enum), strings.Fields(bauds()))
}

func keys(v any) (names []string) {
	t := reflect.TypeOf(v)
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("yaml"))
	}
	return names
}
