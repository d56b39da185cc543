package device_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/words"
)

// TestSamples plays every sample of every profile through the framing that
// the profile describes.
func TestSamples(t *testing.T) {
	all, problems := device.LoadProfiles(profiles.Files)
	for _, err := range problems {
		t.Error(err)
	}
	if len(all) < 10 {
		t.Errorf("only %d profiles", len(all))
	}
	for _, p := range all {
		for _, s := range p.Samples {
			t.Run(p.ID+"/"+s.About, func(t *testing.T) {
				if got, want := heard(p, s), expected(s); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			})
		}
	}
}

func heard(p device.Profile, s device.Sample) string { return strings.Join(p.PlaySample(s), "\n") }

func expected(s device.Sample) string { return strings.Join(s.Expected(), "\n") }

func TestProfilesAreComplete(t *testing.T) {
	all, _ := device.LoadProfiles(profiles.Files)
	for id, p := range all {
		for _, n := range append([]words.Names{p.Names}, p.Setup...) {
			if n.ZH == "" || n.EN == "" {
				t.Errorf("%s: %+v lacks a language", id, n)
			}
		}
		if (p.Doubt == words.Names{}) && !strings.HasPrefix(id, "generic-") {
			t.Errorf("%s claims to be verified, but no such device was at hand", id)
		}
	}
}

const whole = `id: test
names: {zh: 测试, en: Test}
transport: serial
verified: true
framing:
  start: STX
  end: [ETX, '\x1e']
  idleMs: 50
symbology: aim
gs:
  sentAs: '|'
feedback:
  good: '\x1b[3q'
  bad: B
  ask: 7
sources: [a test]
samples:
  - about: one
    in: ['\x02a\\|b\x03']
    frames: ['a\\\x1db']
`

func TestParseProfile(t *testing.T) {
	p, err := device.ParseProfile("test.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%q %q %v %+v", p.Framing.Start, p.Framing.Ends, p.Framing.Idle, p.Line); got != `"\x02" ["\x03" "\x1e"] 50ms {Baud:9600 Size:8 Parity:none Stop:1}` {
		t.Errorf("framing and line: %s", got)
	}
	if got := fmt.Sprintf("%q", p.Feedback); got != `map["ask":"7" "bad":"B" "good":"\x1b[3q"]` {
		t.Errorf("feedback: %s", got)
	}
	if got, want := heard(p, p.Samples[0]), expected(p.Samples[0]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := hex.EncodeToString(p.GS.Restore([]byte("a\x1db|c"))); got != "611d627c63" {
		t.Errorf("a real GS did not win: %s", got)
	}
}

const setupCode = "{id: aim, names: {zh: 识别符, en: Aim}, cures: [stray], as: qr, data: '$1', source: a manual}"

func TestSetupCodes(t *testing.T) {
	text := strings.Replace(whole, "sources:", "setupCodes: ["+setupCode+", "+strings.Replace(setupCode, "id: aim", "id: two", 1)+"]\nsources:", 1)
	p, err := device.ParseProfile("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if c, found := p.SetupCode("two"); !found || string(c.Data) != "$1" || c.As != "qr" || c.Verified || c.Said().In(words.English) != "Aim" {
		t.Errorf("%+v", c)
	}
	if _, found := p.SetupCode("three"); found {
		t.Error("a code is found that is not there")
	}
}

func TestParseProfileRefuses(t *testing.T) {
	for _, c := range []struct{ name, old, new, code, says string }{
		{"unknown key", "transport: serial", "transport: serial\ntransprot: x", "key", `line 4: there is no key "transprot" here. Allowed: $schema, kind, id, names, transport`},
		{"unknown key inside", "  idleMs: 50", "  idle: 50", "key", `line 8: there is no key "idle" here. Allowed: start, end, idleMs`},
		{"unknown key in a list", "    frames:", "    frame:", "key", `line 20: there is no key "frame" here. Allowed: about, in, pause`},
		{"key twice", "verified: true", "verified: true\nid: again", "yaml", "line 5: "},
		{"no YAML", "framing:", "framing: [", "yaml", "line "},
		{"a list", whole, "- a", "yaml", "line 1: "},
		{"nothing", whole, "", "value", "line 1: id "},
		{"a text for a number", "idleMs: 50", "idleMs: soon", "yaml", "line 8: "},
		{"id", "id: test", "id: Test 1", "value", "line 1: id cannot be used as it is. Allowed: lower-case"},
		{"one language", "{zh: 测试, en: Test}", "{zh: 测试}", "value", "line 2: names "},
		{"transport", "transport: serial", "transport: pigeon", "value", "line 3: transport cannot be used as it is. Allowed: serial, network, keyboard"},
		{"doubt", "verified: true", "verified: false", "value", "line 4: verified cannot be used as it is. Allowed: true, or false with a doubt"},
		{"baud", "framing:", "line: {baud: 14400}\nframing:", "value", "line 5: line.baud cannot be used as it is. Allowed: 1200, 2400"},
		{"size", "framing:", "line:\n  size: 9\nframing:", "value", "line 6: line.size "},
		{"parity", "framing:", "line:\n  parity: mark\nframing:", "value", "line 6: line.parity "},
		{"stop", "framing:", "line:\n  stop: 3\nframing:", "value", "line 6: line.stop "},
		{"no end", "[ETX, '\\x1e']", "[]", "value", "line 7: framing.end "},
		{"overlapping ends", "[ETX, '\\x1e']", "[CR, CRLF]", "value", "line 7: framing.end cannot be used as it is. Allowed: ends of which none begins with another"},
		{"unknown end", "[ETX, '\\x1e']", "[ETX, FNORD]", "bytes", "line 7: FNORD does not say which bytes. Allowed: CR, LF, CRLF"},
		{"end too long", "[ETX, '\\x1e']", `['\x01\x02\x03\x04\x05\x06\x07\x08\x09']`, "bytes", "line 7: "},
		{"empty start", "start: STX", "start: ''", "bytes", "line 6: "},
		{"idle", "idleMs: 50", "idleMs: 5", "value", "line 8: framing.idleMs cannot be used as it is. Allowed: 20 to 2000"},
		{"longest", "idleMs: 50", "idleMs: 50\n  longest: 5000", "value", "line 9: framing.longest "},
		{"symbology", "symbology: aim", "symbology: perhaps", "value", "line 9: symbology "},
		{"feedback mark", "good:", "goood:", "value", "line 13: feedback cannot be used as it is. Allowed: good, ask, bad, connected"},
		{"good and bad alike", "bad: B", `bad: '\x1b[3q'`, "value", "feedback cannot be used as it is. Allowed: good, ask and bad that sound or light differently"},
		{"escape", `\x1b[3q`, `\q`, "bytes", `line 13: '\q' does not say which bytes. Allowed: \xHH`},
		{"half an escape", `\x1b[3q`, `\x1`, "bytes", "line 13: "},
		{"a map for bytes", "sentAs: '|'", "sentAs: {a: b}", "bytes", "line 11: "},
		{"match", "framing:", "match: [{usb: '5e0:1701'}]\nframing:", "value", "line 5: match "},
		{"set-up code twice", "sources:", "setupCodes:\n  - " + setupCode + "\n  - " + setupCode + "\nsources:", "value", "setupCodes cannot be used as it is. Allowed: an id of its own"},
		{"set-up code in one language", "sources:", "setupCodes: [" + strings.Replace(setupCode, ", en: Aim", "", 1) + "]\nsources:", "value", "setupCodes cannot be used as it is. Allowed: names in zh and en"},
		{"set-up code drawn how", "sources:", "setupCodes: [" + strings.Replace(setupCode, "qr", "ean13", 1) + "]\nsources:", "value", "setupCodes cannot be used as it is. Allowed: as: code128, qr, datamatrix"},
		{"set-up code of nothing", "sources:", "setupCodes: [" + strings.Replace(setupCode, ", data: '$1'", "", 1) + "]\nsources:", "value", "setupCodes cannot be used as it is. Allowed: data of 1 to 200 bytes"},
		{"set-up code from nowhere", "sources:", "setupCodes: [" + strings.Replace(setupCode, ", source: a manual", "", 1) + "]\nsources:", "value", "setupCodes cannot be used as it is. Allowed: a source"},
		{"set-up code against what", "sources:", "setupCodes: [" + strings.Replace(setupCode, "stray", "'all ills'", 1) + "]\nsources:", "value", "setupCodes cannot be used as it is. Allowed: cures: separator"},
		{"set-up code's key", "sources:", "setupCodes:\n  - id: aim\n    heals: [stray]\nsources:", "key", `there is no key "heals" here. Allowed: id, names, cures, as, data, verified, source`},
		{"no source", "[a test]", "[]", "value", "line 16: sources "},
		{"trouble", "    frames: ['a\\\\\\x1db']", "    troubles: [sad]", "value", "too_long, cut_off, noise"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(whole, c.old, c.new, 1)
			if text == whole {
				t.Fatal("nothing was replaced")
			}
			_, err := device.ParseProfile("test.yaml", []byte(text))
			var p *device.Problem
			if !errors.As(err, &p) || p.Text.Code != "yamlfile."+c.code {
				t.Fatalf("got %v", err)
			}
			if said := err.Error(); !strings.Contains(said, c.says) || !strings.HasPrefix(said, "test.yaml") {
				t.Errorf("said %s\nwant %s", said, c.says)
			}
		})
	}
}

func TestOneBadProfileLeavesTheOthers(t *testing.T) {
	all, problems := device.LoadProfiles(fstest.MapFS{
		"scanners/a.yaml":    {Data: []byte(whole)},
		"scanners/b.yaml":    {Data: []byte("id: b\nnonsense: 1\n")},
		"scanners/c.yaml":    {Data: []byte(whole)},
		"scanners/d.yaml":    {Data: []byte(strings.Replace(whole, "id: test", "id: d", 1))},
		"scanners/README.md": {Data: []byte("no profile")},
	})
	if _, a := all["test"]; !a || len(all) != 2 {
		t.Errorf("loaded %d", len(all))
	}
	if len(problems) != 2 || !strings.Contains(problems[0].Error(), "scanners/b.yaml, line 2") || !strings.Contains(problems[1].Error(), "scanners/c.yaml: another profile has the id test") {
		t.Errorf("problems %v", problems)
	}
}

func FuzzParseProfile(f *testing.F) {
	f.Add([]byte(whole))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := device.ParseProfile("fuzz.yaml", text)
		var refused *device.Problem
		if err != nil && !errors.As(err, &refused) {
			t.Fatalf("%v is no Problem", err)
		}
		if err == nil {
			device.NewFramer(p.Framing, func(device.Piece) {}).Feed(text)
		}
	})
}
